"""A quantity: a value, a range or a bound with its unit, compared after conversion.

Equal means equal in what is measured, in both ends, and in whether the ends belong to it. A unit
that is not known equals only itself as written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.errors import UnitMismatch, UnitUnknown
from graph.unit_reading import named_unit
from graph.units import Dimension, dimension, scale

# Rounding of two conversions; far below what any record states.
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, range or bound as written, and where it stands.

    `low` and `high` are in `unit`, as written, powers of ten applied; None is an open end. `centre`
    is the value that "± " stands behind. `unit` has one spelling ("cells/cm²", "x g"), or, when
    `unit_known` is false, the spelling of the text. `censored` says what a reading is below or
    above ("LOD", "LOQ", "not detected") where no number is given for it.
    """

    low: float | None
    high: float | None
    unit: str = ""
    start: int = 0
    end: int = 0
    text: str = ""
    low_included: bool = True
    high_included: bool = True
    centre: float | None = None
    unit_known: bool = True
    censored: str = ""

    @property
    def value(self) -> float | None:
        """The one value; None for a range, a bound or a censored reading."""
        return self.low if self.low is not None and self.low == self.high else None

    @property
    def dimension(self) -> Dimension | None:
        """What it measures; None without a unit and for one that is not known."""
        return dimension(self.unit) if self.unit_known else None

    @property
    def is_bound(self) -> bool:
        """Open on one side: "≥ 80 %"."""
        return (self.low is None) != (self.high is None)

    @property
    def comparator(self) -> str:
        """The sign of a bound: "≥", "≤", ">", "<"; empty for a value or range."""
        if not self.is_bound:
            return ""
        if self.high is None:
            return "≥" if self.low_included else ">"
        return "≤" if self.high_included else "<"

    @property
    def ends(self) -> tuple[float, ...]:
        """The numbers it states, in its unit."""
        return tuple(v for v in (self.low, self.high) if v is not None)

    def to(self, unit: str) -> Quantity:
        """The same in another unit. Raises UnitUnknown or UnitMismatch."""
        name = named_unit(unit)
        mine, wanted = (scale(self.unit) if self.unit_known else None), (scale(name) if name else None)
        if not name or wanted is None:
            raise UnitUnknown(f"the unit {unit!r} is not known", next_step="use a unit Setpoint knows")
        if mine is None:
            raise UnitUnknown(f"{self.text or self.unit!r} has no unit that is known", where=self.text)
        if mine.powers != wanted.powers:
            raise UnitMismatch(f"{self.unit} and {name} measure different things", where=self.text)
        if name == self.unit:
            return self

        def moved(value: float | None) -> float | None:
            if value is None:
                return None
            # 12 digits: a conversion through kelvin has no more to say, and 98.6 °F is 37 °C
            return float(f"{(value * mine.factor + mine.offset - wanted.offset) / wanted.factor:.12g}")

        return replace(self, low=moved(self.low), high=moved(self.high), centre=moved(self.centre), unit=name)

    def comparable(self, other: Quantity) -> bool:
        """Whether both measure the same, so that their numbers can be held against each other."""
        if self.unit == other.unit and self.unit_known == other.unit_known:
            return True
        if not (self.unit_known and other.unit_known and self.unit and other.unit):
            return False
        if self.dimension is not other.dimension:  # cheap: most pairs end here, and no registry is built for them
            return False
        mine, theirs = scale(self.unit), scale(other.unit)
        return mine is not None and theirs is not None and mine.powers == theirs.powers

    def agrees(self, other: Quantity) -> bool:
        """The same statement: equal ends, both included or not, in what is measured."""
        if not self.comparable(other) or self.censored != other.censored:
            return False
        mine, theirs = _in_one_unit(self, other)
        if not (_same(mine.low, theirs.low) and _same(mine.high, theirs.high)):
            return False
        lows = self.low is None or self.low_included == other.low_included
        return lows and (self.high is None or self.high_included == other.high_included)

    def meets(self, asked: Quantity) -> bool:
        """Agrees with a quantity asked for, or has its one number as an end ("37 °C" of "36 to 37 °C").

        For finding what speaks of a value; `within` judges a value against a limit.
        """
        if self.agrees(asked):
            return True
        if not self.comparable(asked) or self.censored or asked.censored:
            return False
        mine, wanted = _in_one_unit(self, asked)
        stated = (*mine.ends, *(() if mine.centre is None else (mine.centre,)))
        return len(set(wanted.ends)) == 1 and any(_close(end, wanted.ends[0]) for end in stated)

    def within(self, limit: Quantity) -> bool:
        """Whether every value this can stand for lies in the limit. Raises UnitMismatch."""
        if self.censored or limit.censored:
            return False
        if not self.comparable(limit):
            mine, its = self.unit or "no unit", limit.unit or "no unit"
            raise UnitMismatch(f"{mine} cannot be held against {its}", where=self.text)
        value, bounds = _in_one_unit(self, limit)
        return _over(value, bounds) and _under(value, bounds)


def _in_one_unit(one: Quantity, other: Quantity) -> tuple[Quantity, Quantity]:
    """Two that are comparable, in base units unless their unit is the same as it is."""
    return (one, other) if one.unit == other.unit else (_in_base(one), _in_base(other))


def _in_base(quantity: Quantity) -> Quantity:
    size = scale(quantity.unit)
    if size is None:
        return quantity

    def moved(value: float | None) -> float | None:
        return None if value is None else value * size.factor + size.offset

    return replace(quantity, low=moved(quantity.low), high=moved(quantity.high), centre=moved(quantity.centre))


def _over(value: Quantity, limit: Quantity) -> bool:
    if limit.low is None or value.low is None:
        return limit.low is None
    if _close(value.low, limit.low):
        return limit.low_included or not value.low_included
    return value.low > limit.low


def _under(value: Quantity, limit: Quantity) -> bool:
    if limit.high is None or value.high is None:
        return limit.high is None
    if _close(value.high, limit.high):
        return limit.high_included or not value.high_included
    return value.high < limit.high


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return _close(one, other)


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))
