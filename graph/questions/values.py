"""Numbers of limits, measurements and set points as quantities that can be held against each other."""

from __future__ import annotations

import functools

from graph.errors import UnreadableValue
from graph.process import Node, Value
from graph.quantities import read_quantity
from graph.quantity import Quantity


def ends_quantity(
    low: float | None, high: float | None, unit: str, *, low_included: bool = True, high_included: bool = True
) -> Quantity | None:
    """The interval between two ends in a unit as written, None where neither is a number."""
    if low is None and high is None:
        return None
    return _in_unit(low, high, unit, (low_included, high_included))


def measured_quantity(node: Node) -> Quantity | None:
    """What was measured: a value, a range, or, where only an end is known ("< 0.5"), what lies beyond it."""
    unit, text = str(node.detail("unit") or ""), str(node.detail("text") or "")
    value = number(node.detail("value"))
    if value is not None:
        return _in_unit(value, value, unit, (True, True))
    low, high = number(node.detail("low")), number(node.detail("high"))
    if low is None and high is None:
        return None
    open_ended = read(text, unit)
    included = (open_ended.low_included, open_ended.high_included) if open_ended else (True, True)
    return _in_unit(low, high, unit, included)


def stands(measured: Quantity, limit: Quantity) -> bool | None:
    """Whether what was measured keeps a limit; None where that cannot be told.

    A recorded range breaks a limit as soon as a part of it is outside. A reading of which only one
    end is known ("< 0.5") breaks it only if all of what it can be is outside.
    """
    if not measured.comparable(limit) or measured.censored or limit.censored:
        return None
    if measured.within(limit):
        return True
    mine = measured if measured.unit == limit.unit else measured.to(limit.unit)
    if not mine.is_bound:
        return False
    over = _beyond(mine.low, limit.high, included=mine.low_included and limit.high_included)
    under = _beyond(limit.low, mine.high, included=limit.low_included and mine.high_included)
    return False if over or under else None


def _beyond(low: float | None, high: float | None, *, included: bool) -> bool:
    """Whether everything from `low` on is above `high`."""
    return low is not None and high is not None and (low > high or (low == high and not included))


@functools.lru_cache(maxsize=20_000)
def read(text: str, unit: str = "") -> Quantity | None:
    """The one quantity of a text with the unit beside it, None where it is not one that can be read."""
    try:
        return read_quantity(text, unit)
    except UnreadableValue:
        return None


def beside(text: str, unit: str) -> Quantity | None:
    """The quantity of a text, in the unit beside it if the text has none of its own."""
    alone = read(text)
    return alone if alone is not None and alone.unit else read(text, unit)


def with_unit(text: str, unit: str) -> str:
    """A value as written, with its unit where the wording has none."""
    alone = read(text)
    if not unit or not text or (alone is not None and alone.unit) or unit.casefold() in text.casefold():
        return text
    return f"{text} {unit}"


def number(value: Value) -> float | None:
    """A number that is kept as such."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def as_written(value: float | None) -> str:
    """A number without a tail of zeros, None as nothing."""
    return "" if value is None else f"{value:.10g}"


def _in_unit(low: float | None, high: float | None, unit: str, included: tuple[bool, bool]) -> Quantity:
    """The interval in one spelling of its unit; a power of ten of a column's head ("10⁶ cells/mL") is applied."""
    one = read("1", unit) if unit else None
    if one is None or one.value is None:
        return Quantity(low, high, unit, low_included=included[0], high_included=included[1], unit_known=not unit)
    factor = one.value
    ends = (None if low is None else low * factor), (None if high is None else high * factor)
    return Quantity(*ends, one.unit, low_included=included[0], high_included=included[1], unit_known=one.unit_known)
