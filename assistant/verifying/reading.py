"""A text read for the check: its words, quantities, time points, dates and other numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.verifying.dated import Day, Point, clocks, days, points
from assistant.verifying.plain import plain
from assistant.verifying.words import Word, words
from graph.quantities import Quantity, find_quantities
from graph.unit_reading import named_unit

_VERSION = re.compile(r"\bversion (\d{1,3}(?:\.\d{1,3})*)(?![\d.]*\d)", re.IGNORECASE)
_BOUNDING = frozenset(
    "at least most more less fewer greater than not no nor up to above below between and or from minimum maximum max min exceed"
    " exceeds exceeding exceeded under over higher lower longer shorter larger smaller later earlier nmt nlt never be of in the"
    " million billion thousand x e about approximately equal a per range plus minus either ca approx".split()
)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What stands in a text. `text` is its plain form, which the places count in.

    One text has one reading, which is compared by being the same. `words` leave out numbers, units and comparators that belong to a quantity, which `inside` holds.
    """

    text: str
    words: tuple[Word, ...]
    inside: tuple[Word, ...]
    quantities: tuple[Quantity, ...]
    points: tuple[Point, ...]
    days: tuple[Day, ...]
    clocks: tuple[tuple[str, int, int], ...]
    numbers: tuple[Word, ...]


@lru_cache(maxsize=8_192)
def read(text: str) -> Reading:
    """The text, read."""
    whole = plain(text)
    dates, times = tuple(days(whole)), tuple(clocks(whole))
    masked = _without(whole, [(d.start, d.end) for d in dates] + [(s, e) for _, s, e in times])
    named = tuple(points(masked))
    rest = _without(masked, [(p.start, p.end) for p in named])
    quantities = tuple(find_quantities(rest))
    outside: list[Word] = []
    inside: list[Word] = []
    numbers: list[Word] = []
    for word in words(rest):
        of = next((q for q in quantities if q.start <= word.start and word.end <= q.end), None)
        if of is not None and (word.is_number or _belongs(word, of)):
            inside.append(word)
        elif word.is_number:
            numbers.append(word)
        else:
            outside.append(word)
    for match in _VERSION.finditer(whole):
        outside.append(Word(match.group(), f"version{match.group(1)}", match.start(), match.end()))
    outside.sort(key=lambda word: word.start)
    return Reading(whole, tuple(outside), tuple(inside), quantities, named, dates, times, tuple(numbers))


def _belongs(word: Word, quantity: Quantity) -> bool:
    """Whether a word within a quantity is of its comparator or unit."""
    folded = word.text.casefold()
    if folded in _BOUNDING or word.text[0].isdigit():
        return True
    return (
        bool(quantity.unit)
        and folded not in ("viable", "live", "total")
        and (named_unit(word.text) is not None or folded in quantity.unit.casefold().split())
    )


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with spans blanked, of the same length."""
    for start, end in spans:
        text = f"{text[:start]}{re.sub(r'.', ' ', text[start:end])}{text[end:]}"
    return text
