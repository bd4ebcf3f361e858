"""What the columns of a table mean, from the many wordings of their headers.

`column` reads one header cell, `columns` a header row. What is not known has the meaning UNKNOWN:
a column is never guessed from its content.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from graph.errors import UnreadableValue
from graph.extraction.header_words import HIGH_WORDS, LOW_WORDS, PATTERNS, WORDS, Meaning
from graph.quantities import read_quantity
from retrieval.terms import fold

__all__ = ["Column", "Meaning", "Side", "column", "columns", "is_unit"]

# A header is a few words; what is longer is text that was set as a header.
LONGEST = 160


class Side(StrEnum):
    """Which end of a range a column holds, when a range is split in two columns."""

    BOTH = ""
    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place, what it means, which end of a range it holds, and the unit its header gives.

    `text` is the header as written, `name` the header without the unit in it.
    """

    index: int
    meaning: Meaning
    side: Side = Side.BOTH
    unit: str = ""
    text: str = ""
    name: str = ""


_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")
_UNIT_BEHIND = re.compile(r"\s?(?:,|/|\bin\b)\s{1,3}(\S[^,]{0,30})$")
_FOOTNOTE = re.compile(r"[*†‡§¹²³ᵃᵇᶜ]+$")
_PATTERNS = tuple((re.compile(pattern), meaning) for pattern, meaning in PATTERNS)
_SIDE_WORD = re.compile(
    r"^(?P<before>lower|upper|min(?:imum)?|max(?:imum)?|low|high)\.?\s(?P<rest>.+)$"
    r"|^(?P<head>.+?)[\s,:–—-]{1,3}(?P<behind>lower|upper|min(?:imum)?|max(?:imum)?|low|high|lo|hi|from|to)\.?"
    r"(?: (?:limit|bound|end|value))?$"
)


def columns(header: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a header row, in order."""
    return tuple(replace(column(cell), index=index) for index, cell in enumerate(header))


@functools.lru_cache(maxsize=4096)
def column(header: str) -> Column:
    """What one header cell says; its index is 0."""
    text = header.strip()
    if not text or len(text) > LONGEST:
        return Column(0, Meaning.UNKNOWN, text=text, name=text)
    name, unit, side = text, "", Side.BOTH
    for match in reversed(list(_BRACKETED.finditer(text))):
        inner = match[1].strip()
        if _known(inner) is not Meaning.UNKNOWN and _known(_without(text, match)) is not Meaning.UNKNOWN:
            name = _without(name, match)  # "Normal operating range (NOR)"
        elif inner_side := _side_of(inner):
            name, side = _without(name, match), inner_side
        elif not unit and is_unit(inner):
            name, unit = _without(name, match), inner
    if not unit and (behind := _UNIT_BEHIND.search(name)) and is_unit(behind[1]):
        name, unit = name[: behind.start()].strip(), behind[1].strip()
    meaning = _known(name)
    if meaning is Meaning.UNKNOWN:
        meaning, side = _split_side(name, side)
    return Column(0, meaning, side, unit, text, name.strip() or text)


def is_unit(text: str) -> bool:
    """Whether a text is a unit of measurement, with or without a power of ten."""
    if not text or len(text) > 40 or text.strip().isdigit():
        return False
    try:
        quantity = read_quantity("1", text)
    except UnreadableValue:
        return False
    return bool(quantity.unit)


def _without(text: str, match: re.Match[str]) -> str:
    return (text[: match.start()].rstrip() + " " + text[match.end() :].lstrip()).strip()


def _folded(text: str) -> str:
    folded = fold(_FOOTNOTE.sub("", text.strip())).strip(" :;.*")
    return re.sub(r"\s{1,50}", " ", folded.replace("|t|", "/t/")).strip()


def _known(text: str) -> Meaning:
    return WORDS.get(_folded(text), Meaning.UNKNOWN)


def _side_of(text: str) -> Side:
    folded = fold(text).strip()
    return Side.LOW if folded in LOW_WORDS else Side.HIGH if folded in HIGH_WORDS else Side.BOTH


def _split_side(name: str, side: Side) -> tuple[Meaning, Side]:
    """ "NOR min", "Upper specification limit", "Min", or a longer header by what it holds."""
    if alone := _side_of(name):
        return Meaning.BOUND, alone
    folded = _folded(name)
    if match := _SIDE_WORD.match(folded):
        word, rest = match["before"] or match["behind"], match["rest"] or match["head"]
        meaning = _by_words(rest)
        if meaning is not Meaning.UNKNOWN:
            return meaning, _side_of(word)
    return _by_pattern(folded), side


def _by_words(folded: str) -> Meaning:
    return WORDS.get(folded, Meaning.UNKNOWN) or _by_pattern(folded)


def _by_pattern(folded: str) -> Meaning:
    return next((meaning for pattern, meaning in _PATTERNS if pattern.search(folded)), Meaning.UNKNOWN)
