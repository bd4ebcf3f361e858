"""Whether a sentence denies what its quotations deny, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Phrase, Senses
from assistant.verifying.words import Word
from graph.quantities import Quantity

_NO = re.compile(
    r"\b(?:(?-i:[Nn]ot|NOT)|never|neither|(?-i:[Nn]or)|none|nobody|nothing|nowhere|no one|without|cannot|free of|no longer|lack(?:s|ed|ing)?|absence of|absent"
    r"|except|unless|prevent(?:s|ed)?|forbidden|prohibited|avoid(?:s|ed)?|refus\w+|undetected)\b|\b(?-i:[Nn]o)\b(?!\.? ?\d)(?!\.\s)|n't\b|(?<=\w)-free\b|\bnon-(?=\w)",
    re.IGNORECASE,
)
# "not more than" and the like are comparators; "not only" denies nothing.
_COMPARES = re.compile(
    r"\b(?:not|no|nor|never)\b(?=(?: (?:be|to|rise|fall|go|to be|later))? (?:more|less|greater|fewer|higher|lower|later|earlier|longer|shorter|larger|smaller|older|sooner|above|below|over|under|exceed\w*|only)\b(?! in force| effective| valid| allow\w*| permit\w*| used?\b))",
    re.I,
)
_LONGER = re.compile(r"\bno longer\b(?! than)")
_CLAUSE = re.compile(
    r"[;:.!?](?=\s|$)|,(?!\d)|\b(?:but|while|whereas|although|though|and|so|because|which|that)\b", re.IGNORECASE
)
_FOCUS = 4


@dataclass(frozen=True, slots=True)
class Denial:
    """A negation: the phrases it denies, each with what stands for it, and its clause."""

    text: str
    start: int
    focus: tuple[frozenset[Phrase], ...]
    clause: frozenset[Phrase]


def denials(text: Reading, senses: Senses) -> list[Denial]:
    """The negations of a text."""
    found: list[Denial] = []
    bounded = [(q.start, q.end) for q in text.quantities]
    for match in _NO.finditer(text.text):
        if any(a <= match.start() < b for a, b in bounded):
            continue
        if _COMPARES.match(text.text, match.start()) and not _LONGER.match(text.text, match.start()):
            continue
        found.append(_denial(text, match, senses))
    return found


def _denial(text: Reading, match: re.Match[str], senses: Senses) -> Denial:
    start, end = clause_at(text.text, match.start())
    meaning = [w for w in text.words if w.key not in senses.function and not _NO.fullmatch(w.text)]
    most = None if match.group().casefold() in ("neither", "nor") else _FOCUS
    behind = [w for w in meaning if match.end() <= w.start < end][:most]
    before = [w for w in meaning if start <= w.start < match.start()]
    focus = behind or before[-2:]
    if not focus:  # "None." speaks of what stands above it
        focus = []
    return Denial(match.group(), match.start(), tuple(_alike(w, senses) for w in focus), _all(before + behind, senses))


def clause_at(text: str, at: int) -> tuple[int, int]:
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text)]
    start = max(c for c in cuts if c <= at)
    return start, min((c for c in cuts if c > at), default=len(text))


def _alike(word: Word, senses: Senses) -> frozenset[Phrase]:
    return senses.alike((word.key,)) | {(word.key,)}


def _all(found: Sequence[Word], senses: Senses) -> frozenset[Phrase]:
    return frozenset(p for word in found for p in _alike(word, senses))


def denying(reading: Reading) -> list[tuple[int, int]]:
    """Where the words of negation stand."""
    return [(m.start(), m.end()) for m in _NO.finditer(reading.text)]


def turned(reading: Reading, quantity: Quantity) -> tuple[Quantity, ...]:
    """A bound that its clause denies, as what is left: "must not be longer than 8 min" is at most 8 min."""
    start, end = clause_at(reading.text, quantity.start)
    denied = any(
        start <= m.start() < end and not quantity.start <= m.start() < quantity.end for m in _NO.finditer(reading.text)
    )
    if quantity.is_bound and denied:
        if quantity.high is None:
            return (replace(quantity, low=None, high=quantity.low, high_included=not quantity.low_included),)
        return (replace(quantity, low=quantity.high, high=None, low_included=not quantity.high_included),)
    return ()


def disagreements(
    reading: Reading, pieces: Sequence[Piece], senses: Senses, spared: Sequence[tuple[int, int]]
) -> Iterator[Violation]:
    """Negations that only one side has; those in spared stretches of the sentence are judged elsewhere."""
    mine = [d for d in denials(reading, senses) if not any(a <= d.start < b for a, b in spared)]
    texts = dict.fromkeys(r for p in pieces for r in (p.own, *p.frame))
    theirs = [d for text in texts for d in denials(text, senses)]
    theirs += [d for p in pieces for d in _of_cell(p, senses)]
    for denial in mine:
        if not any(_meet(denial, other) for other in theirs):
            yield Violation(Rule.NEGATION, f"the sentence denies ('{denial.text}') what the quotation does not deny")
    said = _all(list(reading.words), senses)
    for other in theirs:
        if other.focus and _mostly(other, said) and not any(_meet(denial, other) for denial in mine):
            yield Violation(Rule.NEGATION, f"the quotation denies this ('{other.text}'), the sentence does not")


def _mostly(denial: Denial, said: frozenset[Phrase]) -> bool:
    """Whether the sentence speaks of what is denied: its first word, or half of them."""
    hits = [not alike.isdisjoint(said) for alike in denial.focus]
    return hits[0] or sum(hits) * 2 >= len(hits)


def _meet(one: Denial, other: Denial) -> bool:
    """Whether two negations deny the same: they share a word of what they deny, or one has nothing of its own."""
    if not one.focus or not other.focus:
        return True
    return any(not mine.isdisjoint(theirs) for mine in one.focus for theirs in other.focus)


def _of_cell(piece: Piece, senses: Senses) -> Iterator[Denial]:
    """A cell "no" or "none" denies its header; a line "None." what stands above it."""
    if re.fullmatch(r"(?:no|none|nil|n/a|not applicable)\.?", piece.own.text.strip(), re.IGNORECASE):
        above = piece.frame[:1] or piece.around[:1]
        words = [w for r in above for w in r.words if w.key not in senses.function]
        yield Denial(piece.own.text, 0, tuple(_alike(w, senses) for w in words[:_FOCUS]), _all(words, senses))
