"""Relations whose ends must not change places: inside or outside of which range, what before what; and what p says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Senses
from assistant.verifying.words import Word

_LIMIT = r"(?P<limit>NOR|PAR|normal operating range|proven acceptable range|(?:alert|action|specification) limits?)"
_SIDE = re.compile(
    r"\b(?:(?P<inside>inside|within|in)|(?P<outside>outside(?: of)?|out of|beyond|above|below|over|under"
    rf"|exceed(?:s|ed|ing)?|left))\s+(?:the\s+|its\s+|their\s+)?{_LIMIT}",
    re.IGNORECASE,
)
_SHORT = {"normal operating range": "nor", "proven acceptable range": "par"}
_TIME = re.compile(r"\b(?:(?P<before>before|prior to|precedes?|ahead of)|(?P<after>after|following))\b", re.IGNORECASE)
_SEQUENCE = re.compile(r"\b(?:then|next|followed by|subsequently)\b|→", re.IGNORECASE)
_SIGNIFICANT = re.compile(r"(?P<none>\b(?:no|not|non|without|neither|nor)\b[^.;]{0,40}?)?\bsignifican", re.IGNORECASE)
_P = re.compile(r"\bp\s*(?P<sign>[=<>≤≥])\s*(?P<value>0?\.\d+)", re.IGNORECASE)
# The level at which the field calls an effect significant, where a record states none.
ALPHA = 0.05


def misrelated(reading: Reading, pieces: Sequence[Piece], senses: Senses) -> Iterator[Violation]:
    """A violation for each relation that the quotations have the other way."""
    own = [p.own.text for p in pieces]
    yield from _sides(reading.text, own)
    yield from _order(reading, pieces, senses)
    yield from _significance(reading.text, " ".join(own))


def _sides(text: str, own: Sequence[str]) -> Iterator[Violation]:
    """ "Outside the NOR but inside the PAR" is not "outside the PAR but inside the NOR"."""
    quoted = {pair for said in own for pair in _pairs(said)}
    for side, limit in _pairs(text):
        other = ("outside" if side == "inside" else "inside", limit)
        if quoted and (side, limit) not in quoted and (other in quoted or any(s == side for s, _ in quoted)):
            yield Violation(Rule.DIRECTION, f"the quotation does not say '{side}' of the {limit.upper()}")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for match in _SIDE.finditer(text):
        limit = match["limit"].casefold()
        yield "inside" if match["inside"] else "outside", _SHORT.get(limit, limit)


def _order(reading: Reading, pieces: Sequence[Piece], senses: Senses) -> Iterator[Violation]:
    """ "A before B" where the quotation has B, then A."""
    mine = [w for w in reading.words if w.key not in senses.function]
    for match in _TIME.finditer(reading.text):
        left = [w.key for w in mine if w.end <= match.start()]
        right = [w.key for w in mine if w.start >= match.end()]
        if not left or not right:
            continue
        earlier, later = (left, right) if match["before"] else (right, left)
        for piece in pieces:
            if _TIME.search(piece.own.text) or not _SEQUENCE.search(piece.own.text):
                continue
            if _reversed(earlier, later, [w for w in piece.own.words if w.key not in senses.function]):
                yield Violation(Rule.DIRECTION, f"the quotation has it in another order than '{match.group()}'")
                return


def _reversed(earlier: Sequence[str], later: Sequence[str], said: Sequence[Word]) -> bool:
    """Whether what only the later side names stands before what only the earlier side names, and never behind."""
    first = {w.key: n for n, w in reversed(list(enumerate(said)))}
    mine = [first[k] for k in set(earlier) - set(later) if k in first]
    theirs = [first[k] for k in set(later) - set(earlier) if k in first]
    return bool(mine) and bool(theirs) and max(theirs) < min(mine)


def _significance(text: str, own: str) -> Iterator[Violation]:
    """A p of 0.06 is told as significant, or one of 0.001 as not, and no quotation says so in words."""
    claimed, quoted = _SIGNIFICANT.search(text), _SIGNIFICANT.search(own)
    value = _P.search(text)
    if not claimed or quoted or not value:
        return
    below = float(value["value"]) < ALPHA and value["sign"] not in ">≥"
    if below == bool(claimed["none"]):
        yield Violation(Rule.NEGATION, f"{value.group()} is told as {'not ' if claimed['none'] else ''}significant")
