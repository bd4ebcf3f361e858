"""Whether a sentence keeps duties, permissions and conditions as they are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading, read
from assistant.verifying.senses import Senses

_MUST = re.compile(
    r"\b(?:must|shall|is required to|are required to|has to|have to|mandatory|obligatory"
    r"|is to be|are to be|need(?:s)? to|is required|are required|requires?|always)\b",
    re.I,
)
_MAY = re.compile(
    r"\b(?:(?-i:may)|can|could|might|optional(?:ly)?|allowed to"
    r"|permitted to|is permitted|are permitted|is allowed|are allowed)\b",
    re.I,
)
_SHOULD = re.compile(r"\b(?:should|recommended|ought to|preferably|ideally)\b", re.I)
_PROPOSED = re.compile(r"\b(?:propos\w+|suggest\w+|recommend\w+|to be (?:confirmed|decided))\b", re.I)
_NEED_NOT = re.compile(
    r"\b(?:needs? not|not (?:required|necessary|needed|mandatory|obligatory)|no need|optional)\b", re.I
)
_NOT_BEHIND = re.compile(r"\s*(?:not|never|no|only)\b", re.I)
_CONDITION = re.compile(r"\b(?:if|unless|except|only when|only if|in case|provided|otherwise)\b", re.I)
_CONDITIONED = re.compile(
    r"\b(?:if|unless|except|when|whenever|where|in case|provided|only|once|after"
    r"|should|below|above|exceeds?|less than|more than|otherwise|with)\b|[<>]",
    re.I,
)
_EVERY = re.compile(r"\b(?:all|every(?! \d)|always|entire|whole)\b", re.I)
_EVERY_SAID = re.compile(
    r"\b(?:all|every|each|always|entire|whole|any|per|both|never|no|none|daily|weekly|a day|a week)\b|\d+ of \d+", re.I
)
_CAUSE = re.compile(r"\b(?:because|due to|owing to|caused by|as a result of)\b", re.I)
_CAUSE_SAID = re.compile(
    r"\b(?:because|due to|owing to|causes?d?|reasons?|results?|why|since"
    r"|so|led|leads|therefore|hence|effects?|explain\w*|as)\b|root|[:;.]",
    re.I,
)
_ONLY = re.compile(r"\b(?:only|solely|exclusively|just|alone|reserved|nothing but|no other|sole)\b", re.I)
_LISTED_OR = re.compile(r"\b(?:or|either)\b", re.I)


def undutiful(reading: Reading, pieces: Sequence[Piece], senses: Senses) -> Iterator[Violation]:
    """A permission told as a duty, a duty as a permission, a condition left out, "only" put in or left out."""
    prose = [p for p in pieces if p.row < 0] or list(pieces)
    sentences = [(p, (p.frame[0] if p.frame and p.row < 0 else p.own).text) for p in prose]
    everything = " ".join(r.text for p in pieces for r in (p.own, *p.frame))
    text = reading.text
    must, may = _MUST.search(text), _MAY.search(text)
    proposed = _PROPOSED.search(" ".join([everything, *(r.text for p in pieces for r in p.around[:3])]))
    weak, strong = _MAY.search(everything) or proposed, _MUST.search(everything)
    only = weak or _SHOULD.search(everything)
    if must and not _NOT_BEHIND.match(text, must.end()) and only and not strong:
        yield Violation(Rule.DIRECTION, f"the sentence says '{must.group()}', the quotation only '{only.group()}'")
    if may and strong and not weak and not _bounded(reading) and not _NOT_BEHIND.match(text, may.end()):
        yield Violation(Rule.DIRECTION, f"the sentence says '{may.group()}', the quotation '{strong.group()}'")
    spared = _NEED_NOT.search(text)
    if spared and not _NEED_NOT.search(everything):
        yield Violation(Rule.NEGATION, f"the quotation does not say '{spared.group()}'")
    if _SHOULD.search(text) and strong and not _SHOULD.search(everything):
        yield Violation(Rule.DIRECTION, f"the sentence says 'should', the quotation '{strong.group()}'")
    for piece, sentence in sentences:
        condition = _CONDITION.search(sentence)
        if (
            condition
            and piece.row < 0
            and not _CONDITIONED.search(text)
            and _is_used(reading, sentence, condition, senses)
        ):
            yield Violation(
                Rule.DIRECTION,
                f"the quotation says it under a condition"
                f" ('{sentence[condition.start() :][:60]}'), the sentence without",
            )
    yield from _quantified(text, everything)
    yield from _only(reading, everything)


def _quantified(text: str, everything: str) -> Iterator[Violation]:
    """ "All runs", "always", "because of" that nothing quoted says."""
    for mine, theirs in ((_EVERY, _EVERY_SAID), (_CAUSE, _CAUSE_SAID)):
        found = mine.search(text)
        if found and not theirs.search(everything):
            yield Violation(Rule.WORDING, f"the quotation does not say '{found.group()}'")


def _bounded(reading: Reading) -> bool:
    return any(q.is_bound for q in reading.quantities)


def _is_used(reading: Reading, sentence: str, condition: re.Match[str], senses: Senses) -> bool:
    """Whether the sentence speaks of what stands under the condition and not of the condition alone."""
    end = sentence.find(",", condition.end())
    main = sentence[: condition.start()] + (
        sentence[end:] if end > 0 and not re.search("[a-z]{2}", sentence[: condition.start()]) else ""
    )
    words = {w.key for w in read(main).words if w.key not in senses.function}
    mine = {w.key for w in reading.words}
    return bool(words) and len(words & mine) * 2 >= len(words)


def _only(reading: Reading, everything: str) -> Iterator[Violation]:
    mine, theirs = _ONLY.search(reading.text), _ONLY.search(everything)
    if (
        mine
        and not theirs
        and not re.match(r" \d", reading.text[mine.end() :])
        and not re.search(r"\bno other\b", everything)
    ):
        yield Violation(Rule.DIRECTION, f"the quotation does not say '{mine.group()}'")
