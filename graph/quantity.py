"""A quantity: a value, a range or a bound with its unit, compared after conversion.

Equal means equal in what is measured, in both ends, and in whether the ends belong to it. A unit
that is not known equals only itself as written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.errors import UnitMismatch, UnitUnknown
from graph.units import Dimension, dimension, named_unit, scale

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
        """The numbers it states, in the base units of what it measures."""
        return tuple(v for v in (self._base(self.low), self._base(self.high)) if v is not None)

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
            return None if value is None else (value * mine.factor + mine.offset - wanted.offset) / wanted.factor

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
        low, high = (self._base(self.low), other._base(other.low)), (self._base(self.high), other._base(other.high))
        if not (_same(*low) and _same(*high)):
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
        wanted = set(asked.ends)
        return len(wanted) == 1 and any(_close(end, next(iter(wanted))) for end in self._stated())

    def within(self, limit: Quantity) -> bool:
        """Whether every value this can stand for lies in the limit. Raises UnitMismatch."""
        if not self.comparable(limit):
            raise UnitMismatch(
                f"{self.unit or 'no unit'} cannot be held against {limit.unit or 'no unit'}", where=self.text
            )
        if self.censored or limit.censored:
            return False
        return self._above(limit) and self._below(limit)

    def _above(self, limit: Quantity) -> bool:
        if limit.low is None:
            return True
        mine, bound = self._base(self.low), limit._base(limit.low)
        if mine is None or bound is None:
            return False
        if _close(mine, bound):
            return limit.low_included or not self.low_included
        return mine > bound

    def _below(self, limit: Quantity) -> bool:
        if limit.high is None:
            return True
        mine, bound = self._base(self.high), limit._base(limit.high)
        if mine is None or bound is None:
            return False
        if _close(mine, bound):
            return limit.high_included or not self.high_included
        return mine < bound

    def _stated(self) -> tuple[float, ...]:
        centre = self._base(self.centre)
        return (*self.ends, centre) if centre is not None else self.ends

    def _base(self, value: float | None) -> float | None:
        size = scale(self.unit) if self.unit_known and value is not None else None
        return value if size is None or value is None else value * size.factor + size.offset


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return _close(one, other)


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))
