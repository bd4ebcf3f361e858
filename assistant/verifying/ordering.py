"""Whether who does what to whom stands in the sentence as it is quoted."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Senses
from assistant.verifying.words import Word

_BREAK = re.compile(r"[;:.!?](?=\s|$)|,(?!\d)")
_RATIO = re.compile(r"(?P<a>[\w+]+)(?: count)? ?(?:/|:|over(?: the)?|to) ?(?P<b>[\w+]+)")
_PASSIVE = re.compile(r"\s*(?:\w+ )?by\b", re.IGNORECASE)
# Words between which order says something: what acts, and what is done.
_VERB = re.compile(r"\w{3,}(?:ed|es|s|ing)$|^(?:rose|fell|led|held|kept|gave|made|sent|found)$", re.IGNORECASE)
_NEAR = 5


def reordered(reading: Reading, pieces: Sequence[Piece], senses: Senses) -> Iterator[Violation]:
    """A violation where what stands before and behind a word have changed places."""
    mine = _meaning(reading, senses)
    for piece in pieces:
        theirs = _meaning(piece.own, senses)
        keys = [w.key for w in theirs]
        for n, word in enumerate(mine):
            if not 0 < n < len(mine) - 1 or sum(w.key == word.key for w in mine) > 1 or keys.count(word.key) != 1:
                continue
            left, right = mine[n - 1], mine[n + 1]
            if not _VERB.search(word.text) or _parted(reading.text, left, word) or _parted(reading.text, word, right):
                continue
            at = keys.index(word.key)
            before, behind = set(keys[max(0, at - _NEAR) : at]), set(keys[at + 1 : at + 1 + _NEAR])
            swapped = left.key in behind - before and right.key in before - behind
            passive = bool(_PASSIVE.match(reading.text, word.end)) != bool(
                _PASSIVE.match(piece.own.text, theirs[at].end)
            )
            if swapped and not passive and left.key != right.key:
                yield Violation(
                    Rule.DIRECTION, f"the quotation has '{right.text}' before '{word.text}' and '{left.text}' behind it"
                )
                return
    yield from _ratios(reading, pieces)
    yield from _subjects(reading, pieces, senses)


def _meaning(reading: Reading, senses: Senses) -> list[Word]:
    return [w for w in reading.words if w.key not in senses.function]


def _parted(text: str, one: Word, other: Word) -> bool:
    return other.start - one.end > 30 or bool(_BREAK.search(text, one.end, other.start))


def _ratios(reading: Reading, pieces: Sequence[Piece]) -> Iterator[Violation]:
    """ "WPRE / RPP30" told as "RPP30 over WPRE"."""
    mine = {(m["a"].casefold(), m["b"].casefold()) for m in _RATIO.finditer(reading.text)}
    theirs = {
        (m["a"].casefold(), m["b"].casefold())
        for p in pieces
        for m in re.finditer(r"(?P<a>[\w+]+) ?[/:] ?(?P<b>[\w+]+)", p.own.text)
    }
    for one, other in mine:
        if (other, one) in theirs and (one, other) not in theirs and one != other:
            yield Violation(Rule.DIRECTION, f"the quotation has {other} over {one}, not {one} over {other}")


def _subjects(reading: Reading, pieces: Sequence[Piece], senses: Senses) -> Iterator[Violation]:
    """A name right before a word in the sentence, where the quotation has another of its names there."""
    mine = _meaning(reading, senses)
    names = {w.key for w in mine if w.is_name}
    for left, word in itertools.pairwise(mine):
        if not left.is_name or word.is_name or word.start - left.end > 12 or _parted(reading.text, left, word):
            continue
        for piece in pieces:
            theirs = _meaning(piece.own, senses)
            at = [n for n, w in enumerate(theirs) if w.key == word.key]
            if len(at) != 1 or at[0] == 0:
                continue
            before = theirs[at[0] - 1]
            apart = theirs[at[0]].start - before.end > 12
            another = before.is_name and before.key != left.key and before.key in names
            if another and not apart and left.key not in {w.key for w in theirs}:
                yield Violation(Rule.NAME, f"the quotation has {before.text}, not {left.text}, before '{word.text}'")
                return
