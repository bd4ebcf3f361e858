"""Quantities in prose: every number of a text that measures, with its comparator, in order.

Time is linear in the length of the text, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from graph.comparators import Comparator, comparator_after, comparator_before
from graph.measures import UNREADABLE, Measure, measure_at, plus_minus, range_of, sign_before, with_rest
from graph.number_names import after_month, labelled, name_until, run_until
from graph.quantity import Quantity

_START = re.compile(r"(?<![\d.,])[.,](?=\d)|\d")
_BOTH_ENDS = re.compile(
    r"\s{0,2}(?:,|;|and|but|to|[-–])?\s{0,2}(?=[<≤＜]|not more|NMT|at most|no more|less than|below)", re.IGNORECASE
)
_UP_TO_NUMBER = re.compile(r"[^\d\n]{1,16}(?=\d)")
_JOINT = re.compile(r"\s*(?:,|;|and|but|to|[-–])?\s*")
_YEARS = frozenset(range(1900, 2100))


def find_quantities(text: str) -> Iterator[Quantity]:
    """All quantities of a text, with a unit or without, in order."""
    at = floor = 0
    while match := _START.search(text, at):
        begins = match.start()
        passed = name_until(text, begins, floor)
        if passed is None:
            found = _quantity_at(text, begins, floor)
            if found is not None:
                yield found
                at = floor = found.end
                continue
            passed = run_until(text, begins)
        at = max(passed, begins + 1)


def _quantity_at(text: str, at: int, floor: int) -> Quantity | None:
    sign, begins = sign_before(text, at, floor)
    alone = measure_at(text, at, sign)
    first = with_rest(text, alone) if alone else None
    if first is None or _is_year(text, begins, first):
        return None
    found = plus_minus(text, begins, first) or range_of(text, begins, floor, first)
    if found == UNREADABLE:
        return None
    if found is None:
        return None if not first.unit and labelled(text, begins) else _of_one(text, begins, floor, first)
    return replace(found, start=begins, text=text[begins : found.end])


def _of_one(text: str, begins: int, floor: int, first: Measure) -> Quantity:
    """A value, a bound, or a tolerance that stands alone."""
    if tolerance := _tolerance(text, begins, first):
        return tolerance
    side, starts = comparator_before(text, begins, floor)
    if side is Comparator.EQUAL or _is_minutes(text, starts, begins):
        side, end = _comparator_behind(text, first)
        return _both_ends(text, _bounded(text, first, side, (begins, end)))
    return _both_ends(text, _bounded(text, first, side, (starts, first.end)))


_ALONE = re.compile(r"(?:±|\+\s?/\s?[-−–])\s{0,2}$")


def _tolerance(text: str, begins: int, first: Measure) -> Quantity | None:
    """ "± 0.5 °C" with no value before it: both ends around nought."""
    sign = _ALONE.search(text[max(0, begins - 6) : begins])
    if sign is None:
        return None
    start, half = begins - len(sign.group()), abs(first.value)
    return Quantity(
        -half, half, first.unit, start, first.end, text[start : first.end], centre=0.0, unit_known=first.known
    )


def _is_minutes(text: str, starts: int, begins: int) -> bool:
    """Whether "min" before a number is a unit ("5 min 5 mL") and no bound ("min 5 mL")."""
    word = text[starts:begins].strip().casefold().rstrip(":. ")
    return word == "min" and text[max(0, starts - 4) : starts].rstrip()[-1:].isdigit()


def _is_year(text: str, begins: int, first: Measure) -> bool:
    value = first.number.value
    year = value.is_integer() and value in _YEARS and not first.number.scientific
    return year and (text[first.end - 1] == "s" or after_month(text, begins))


def _comparator_behind(text: str, first: Measure) -> tuple[Comparator, int]:
    side, end = comparator_after(text, first.end)
    if side is Comparator.EQUAL or first.unit or not re.search("min", text[first.end : end], re.IGNORECASE):
        return side, end
    return Comparator.EQUAL, first.end


def _bounded(text: str, first: Measure, side: Comparator, span: tuple[int, int]) -> Quantity:
    low = None if side in (Comparator.AT_MOST, Comparator.BELOW) else first.value
    high = None if side in (Comparator.AT_LEAST, Comparator.ABOVE) else first.value
    start, end = span
    return Quantity(
        low,
        high,
        first.unit,
        start,
        end,
        text[start:end],
        low_included=side is not Comparator.ABOVE,
        high_included=side is not Comparator.BELOW,
        unit_known=first.known,
    )


def _both_ends(text: str, lower: Quantity) -> Quantity:
    """ "≥ 70 % and ≤ 80 %" as one; the quantity itself when no upper end follows."""
    joint = _BOTH_ENDS.match(text, lower.end) if lower.is_bound and lower.high is None else None
    upto = _UP_TO_NUMBER.match(text, joint.end()) if joint else None
    if upto is None:
        return lower
    at = upto.end()
    side, starts = comparator_before(text, at, lower.end)
    upper = measure_at(text, at, 1.0)
    if (
        upper is None
        or side not in (Comparator.AT_MOST, Comparator.BELOW)
        or not _JOINT.fullmatch(text, lower.end, starts)
    ):
        return lower
    if lower.unit and upper.unit and lower.unit != upper.unit:
        return lower
    return replace(
        lower,
        high=upper.value,
        unit=upper.unit or lower.unit,
        end=upper.end,
        text=text[lower.start : upper.end],
        high_included=side is Comparator.AT_MOST,
    )
