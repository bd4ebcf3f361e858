"""What a cell of a risk table says went off which way: "MOI too high", "insufficient coating time", "loss of titre".

A cell is read only when it says one thing in one direction. What is denied, has two directions or
none ("pH out of range") says nothing that can be used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LIMIT = (
    r"(?:its |the |their )?(?:(?:upper|lower|maximum|minimum|specified|validated|target|acceptance|alert|action) )*"
    r"(?:limits?|range|specifications?|spec|target|set ?point|criteri(?:on|a)|nor|par|threshold|maximum|minimum)"
)
_UP_BEHIND = (
    r"(?:far |much )?too (?:high|long|fast|much|many|large|great|late|warm|hot)|(?:above|over|exceeds|exceeding|beyond"
    rf"|higher than|longer than|greater than|more than) {_LIMIT}|exceeded|high|higher|elevated|raised|increased"
    r"|increases|rises|prolonged|extended|overshoots?|longer|(?:>|↑)"
)
_DOWN_BEHIND = (
    r"(?:far |much )?too (?:low|short|slow|little|few|small|early|cold)|(?:below|under|lower than|shorter than"
    rf"|less than) {_LIMIT}|low|lower|reduced|decreased|decreases|drops?|dropped|falls?|fell|insufficient|inadequate"
    r"|depleted|lost|poor|declines?|impaired|shortened|shorter|(?:<|↓)"
)
_UP_BEFORE = (
    r"too (?:high|long|fast|much|many)|high|higher|elevated|raised|increased|increase (?:in|of)|excessive|excess"
    r"|prolonged|extended|rise (?:in|of)|exceed(?:ing|ed)|above[- ]limit"
)
_DOWN_BEFORE = (
    r"too (?:low|short|slow|little|few)|low|lower|reduced|decreased|decrease (?:in|of)|reduction (?:in|of)"
    r"|loss of|drop (?:in|of)|fall (?:in|of)|decline (?:in|of)|insufficient|inadequate|poor|less|impaired"
    r"|shortened"
)
_LINK = r"(?:\s*[:,–-]\s+|\s+)(?:(?:is|was|are|were|becomes?|gets?|runs?|remains?|falls|fails|set|may be|could be)\s+)?"
_SHAPES = tuple(
    (re.compile(pattern, re.IGNORECASE), up)
    for pattern, up in (
        (rf"(?P<what>\S.*?){_LINK}(?:{_UP_BEHIND})", True),
        (rf"(?P<what>\S.*?){_LINK}(?:{_DOWN_BEHIND})", False),
        (rf"(?:{_UP_BEFORE})\s+(?:the\s+)?(?P<what>\S.*)", True),
        (rf"(?:{_DOWN_BEFORE})\s+(?:the\s+)?(?P<what>\S.*)", False),
    )
)
_ANY_DIRECTION = re.compile(
    rf"(?<![\w-])(?:{_UP_BEHIND}|{_DOWN_BEHIND}|{_UP_BEFORE}|{_DOWN_BEFORE})(?![\w-])|[↑↓<>]", re.IGNORECASE
)
_UNCLEAR = re.compile(
    r"\b(?:too|not?|never|without|or|and|either|if|unless|wrong|incorrect|out(?:side)? of|variable|drifts?|fluctuat\w+"
    r"|within|from|to|leads?|causes?|due)\b|[?&/+](?=\s)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:[,;\n]|\.\s|\band\b)\s*", re.IGNORECASE)
_LONGEST = 80  # characters of a statement; what is longer is told, not named


@dataclass(frozen=True, slots=True)
class Turned:
    """What a cell says went up or down, as named there."""

    what: str
    up: bool


def turned(text: str) -> Turned | None:
    """The one thing that a text says is high or low; None when it says that of none or is unclear."""
    text = " ".join(text.split()).strip(" .")
    if not text or len(text) > _LONGEST:
        return None
    found: list[Turned] = []
    for shape, up in _SHAPES:
        match = shape.fullmatch(text)
        if match and not _ANY_DIRECTION.search(match["what"]) and not _UNCLEAR.search(match["what"]):
            found.append(Turned(match["what"].strip(" :,–-"), up))
    return found[0] if len(set(found)) == 1 and found[0].what else None


def direction_alone(text: str) -> bool | None:
    """Whether a cell that names nothing says up ("too high", "More") or down; None when it says neither."""
    read = turned(f"it {text}") or turned({"more": "it high", "less": "it low"}.get(text.strip().casefold(), ""))
    return read.up if read and read.what == "it" else None


def statements(text: str) -> list[str]:
    """The parts of a cell that stand beside each other: "glucose depleted, viability low"."""
    return [part for part in _PARTS.split(text[:1000]) if part.strip()]
