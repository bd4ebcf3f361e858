"""Conditions of a step as they stand in its text: temperatures, times, speeds, strengths.

Numbers come from `quantities`; beside them are the conditions people put in words ("room
temperature", "overnight", "at maximum speed") and ratios ("1:10"), which a quantity is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from graph.quantities import find_quantities
from graph.quantity import Quantity
from graph.units import Dimension


class SpanKind(StrEnum):
    """What a condition is about."""

    TEMPERATURE = "Temperature"
    TIME = "Time"
    SPEED = "Speed"
    CONCENTRATION = "Concentration"
    SURROUNDINGS = "Surroundings"


@dataclass(frozen=True, slots=True)
class Span:
    """One condition and its place; `quantity` where a number says it, None for words and ratios."""

    kind: SpanKind
    start: int
    end: int
    quantity: Quantity | None = None


_KINDS = {
    Dimension.TEMPERATURE: SpanKind.TEMPERATURE,
    Dimension.TIME: SpanKind.TIME,
    Dimension.SPEED: SpanKind.SPEED,
    Dimension.CONCENTRATION: SpanKind.CONCENTRATION,
    Dimension.DENSITY: SpanKind.CONCENTRATION,
    Dimension.FRACTION: SpanKind.CONCENTRATION,
}
_SOME = (
    r"(?:(?<!once )(?<!twice )(?<!times )an?(?= hour| min| week| month)|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|twelve|fifteen|twenty|thirty|sixty|several|few|couple of|half an)"
)
_UNITS_OF_TIME = r"(?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?)"
_WORDED: tuple[tuple[SpanKind, str], ...] = (
    (SpanKind.TEMPERATURE, r"(?:room|ambient)[- ]temp(?:erature)?\b"),
    (SpanKind.TEMPERATURE, r"(?-i:\bRT\b)(?!-)"),
    (SpanKind.SURROUNDINGS, r"\bon (?:wet |melting |crushed )?ice\b|\bice[- ]cold\b"),
    (SpanKind.TIME, r"\bover-?\s?night\b(?! (?:culture|growth|grown))|(?-i:\bO/N\b)"),
    (SpanKind.TIME, rf"\b{_SOME}(?:(?:\s|-)(?:to|or|-)(?:\s|-){_SOME})?[ -]{_UNITS_OF_TIME}\b"),
    (SpanKind.TIME, r"\bnext day\b"),
    (SpanKind.SPEED, r"\b(?:maxim(?:um|al)|max\.?|full|top|high|low|highest|lowest|medium|slow) speed\b"),
)
_WORDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _WORDED)
_RATIO = re.compile(r"(?<![\d:.,/])\d{1,6}(?:[.,]\d+)?\s?:\s?\d[\d,.]{0,8}(?<=\d)(?![\d:/])")
# A strength whose superscript was lost ("1 x 108 cells/ml"): a place, but no number that can be trusted.
_LOST_POWER = re.compile(
    r"(?:\d[\d.,]{0,8}\s?[-–‐]\s?)?\d[\d.,]{0,8}\s?[x×]\s?10\d{1,2}\s?[A-Za-z]{0,12}\s?/\s?[A-Za-z]{1,8}\b"
)
# "1xPBS": a strength written to its buffer.
_TO_BUFFER = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d)?[xX×](?=[A-Z]{2,5}\b)")
# "wash 2x with PBS" says how often.
_REPEATED = re.compile(r"\b(?:wash|rins|repeat|invert|pipet|mix|vortex|flick|tap)\w*[^.;\n]{0,30}$", re.IGNORECASE)
# "12,000 g" is a force where something is spun: a sample of kilograms is not put in a rotor.
_SPUN = re.compile(r"\b(?:centrifug|spin|spun|pellet|rotor|microfuge|sediment)", re.IGNORECASE)
_LEAST_FORCE = 50.0
_NUMBER = re.compile(r"[-−–‐‑+]?[\d.,]*\d")


def find_spans(text: str) -> list[Span]:
    """All conditions of a text, in order; none overlaps another."""
    found = [s for q in find_quantities(text) if (s := _of_quantity(text, q))]
    found += [Span(kind, *m.span()) for kind, pattern in _WORDS for m in pattern.finditer(text)]
    patterns = (_RATIO, _LOST_POWER, _TO_BUFFER)
    found += [Span(SpanKind.CONCENTRATION, *m.span()) for pattern in patterns for m in pattern.finditer(text)]
    return list(_apart(found))


def _of_quantity(text: str, quantity: Quantity) -> Span | None:
    kind = _kind(text, quantity)
    number = _NUMBER.search(text, quantity.start, quantity.end)
    if kind is None or number is None:
        return None
    return Span(kind, number.start(), quantity.end, quantity)


def _kind(text: str, quantity: Quantity) -> SpanKind | None:
    if quantity.dimension is Dimension.MASS and quantity.unit == "g":
        line = text[text.rfind("\n", 0, quantity.start) + 1 : quantity.start]
        spun = _SPUN.search(line) or re.search(r"(?:\bat|@)\s*$", line)
        return SpanKind.SPEED if spun and max(quantity.ends, default=0) >= _LEAST_FORCE else None
    if quantity.unit == "X" and _REPEATED.search(text[max(0, quantity.start - 40) : quantity.start]):
        return SpanKind.CONCENTRATION if re.match(r"\s[A-Z]", text[quantity.end : quantity.end + 2]) else None
    return _KINDS.get(quantity.dimension) if quantity.dimension else None


def _apart(found: list[Span]) -> Iterator[Span]:
    end = 0
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if span.start >= end:
            yield span
            end = span.end
