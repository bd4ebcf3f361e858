"""Numbers that are in no quotation but follow from numbers that are: worked out again by code."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.verifying.nouns import Derived, Rule, Violation
from assistant.verifying.numbers import Stated, accepts
from assistant.verifying.piece import Piece
from assistant.verifying.plain import plain
from assistant.verifying.reading import Reading, read
from assistant.verifying.senses import Senses, keys_of
from graph.quantities import Quantity

_Values = Sequence[float]
_OPERATIONS: dict[str, Callable[[_Values], float]] = {
    "sum": math.fsum,
    "mean": lambda v: math.fsum(v) / len(v),
    "difference": lambda v: abs(v[0] - v[1]),
    "ratio": lambda v: v[0] / v[1],
    "percent_change": lambda v: 100 * (v[1] - v[0]) / v[0],
    "minimum": min,
    "maximum": max,
}
_TWO = frozenset({"difference", "ratio", "percent_change"})


def recompute(
    derived: Sequence[Derived], reading: Reading, pieces: Sequence[Piece], offered: Sequence[Stated], senses: Senses
) -> tuple[tuple[Quantity, ...], tuple[Violation, ...]]:
    """The quantities of the sentence that code worked out, and what is wrong with the others."""
    computed: list[Quantity] = []
    wrong: list[Violation] = []
    for one in derived:
        try:
            computed += _worked_out(one, reading, pieces, offered, senses)
        except ValueError as error:
            wrong.append(Violation(Rule.DERIVED, f"the {one.operation.replace('_', ' ')} {one.result}: {error}"))
    return tuple(computed), tuple(wrong)


def _worked_out(
    one: Derived, reading: Reading, pieces: Sequence[Piece], offered: Sequence[Stated], senses: Senses
) -> list[Quantity]:
    told = read(one.result).quantities
    if len(told) != 1 or told[0].value is None:
        raise ValueError("the result is no number")
    result = told[0]
    if one.operation == "count":
        due, unit = float(_counted(one.operands, pieces, senses)), None
    else:
        operands = [_quoted(operand, reading, offered) for operand in one.operands]
        due, unit = _applied(one.operation, operands)
    if unit is not None and result.unit != unit:
        if unit == "%" and result.unit == "points":
            pass
        else:
            due = _converted(due, unit, result, one.operation)
    if not _as_written(due, result):
        raise ValueError(f"code makes it {due:.6g}")
    said = [q for q in reading.quantities if _same(q, result)]
    if not said:
        raise ValueError("the result does not stand in the sentence")
    return said


def _quoted(operand: str, reading: Reading, offered: Sequence[Stated]) -> Quantity:
    told = read(operand).quantities
    if len(told) != 1 or told[0].value is None:
        raise ValueError(f"{operand!r} is no number")
    wanted = told[0]
    for s in offered:
        if s.quantity.value is not None and (wanted.agrees(s.quantity) or accepts(wanted, s.quantity, reading)):
            return s.quantity
    for s in offered:
        for end in s.quantity.ends:
            if wanted.agrees(replace(s.quantity, low=end, high=end, centre=None)):
                return replace(s.quantity, low=end, high=end, centre=None)
    raise ValueError(f"{operand!r} stands in no quotation")


def _applied(operation: str, operands: Sequence[Quantity]) -> tuple[float, str]:
    if operation not in _OPERATIONS:
        raise ValueError("there is no such operation")
    if not operands or (operation in _TWO and len(operands) != 2):
        raise ValueError("it needs two numbers" if operation in _TWO else "it needs numbers")
    first = operands[0]
    if any(not first.comparable(q) for q in operands):
        raise ValueError("the numbers do not measure the same")
    values = [q.value if q.unit == first.unit else q.to(first.unit).value for q in operands]
    numbers = [v for v in values if v is not None]
    if operation in ("ratio", "percent_change") and numbers[1 if operation == "ratio" else 0] == 0:
        raise ValueError("it divides by nought")
    unit = {"ratio": "", "percent_change": "%"}.get(operation, first.unit)
    return _OPERATIONS[operation](numbers), unit


def _converted(due: float, unit: str, result: Quantity, operation: str) -> float:
    if operation == "ratio" and result.unit == "fold":
        return due
    if operation == "ratio" and result.unit == "%":
        return due * 100
    if not result.unit or not unit:
        return due if not unit and not result.unit else _refuse(unit, result)
    one, two = Quantity(due, due, unit), Quantity(0.0, 0.0, unit)
    if not one.comparable(result):
        return _refuse(unit, result)
    moved, nought = one.to(result.unit).value, two.to(result.unit).value
    if moved is None or nought is None:
        return _refuse(unit, result)
    return moved - nought if operation == "difference" else moved


def _refuse(unit: str, result: Quantity) -> float:
    raise ValueError(f"it is in {unit or 'no unit'}, not in {result.unit or 'no unit'}")


def _as_written(due: float, result: Quantity) -> bool:
    """Equal at the digits that the result is written with."""
    written = result.value if result.value is not None else math.nan
    digits = re.search(r"\d[\d,]*(?:\.(\d+))?", result.text)
    decimals = len(digits.group(1) or "") if digits else 0
    power = re.search(r"10\^\(?(-?\d+)", result.text)
    step = 10.0 ** (-decimals + (int(power.group(1)) if power else 0))
    if decimals == 0 and abs(due - written) > 1e-9 and abs(written) < 10:
        return abs(abs(due) - abs(written)) <= 0.5 * step + 1e-9 and not float(due).is_integer()
    return abs(abs(due) - abs(written)) <= 0.5 * step * (1 + 1e-9)


def _same(one: Quantity, other: Quantity) -> bool:
    if one.agrees(other):
        return True
    return {one.unit, other.unit} == {"%", "points"} and one.value == other.value


def _counted(names: Sequence[str], pieces: Sequence[Piece], senses: Senses) -> int:
    """How many different names there are; each must stand in a quotation."""
    seen: set[tuple[str, ...]] = set()
    texts = [f" {' '.join(keys_of((*r.words, *r.inside)))} " for p in pieces for r in (p.own, *p.frame, *p.around)]
    for name in names:
        keys = tuple(keys_of(read(name).words)) or tuple(plain(name).casefold().split())
        if not any(f" {' '.join(keys)} " in text for text in texts):
            raise ValueError(f"{name!r} stands in no quotation")
        if keys in seen:
            raise ValueError(f"{name!r} is counted twice")
        seen.add(keys)
    return len(seen)
