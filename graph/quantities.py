"""Numbers with units as people write them at the bench.

A quantity is one number or a range with a unit, read with its dimension. Values are compared in
one unit a dimension; a number with a unit that is not known here has no dimension and is compared
as written. Superscripts are powers: "2.0 × 10⁴" is 20,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from graph.errors import NotAQuantity

_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")


class Dimension(StrEnum):
    """What a quantity measures, as far as a question can ask for it."""

    TIME = "time"
    TEMPERATURE = "temperature"
    SPEED = "speed"
    VOLUME = "volume"
    MASS = "mass"
    LENGTH = "length"
    CONCENTRATION = "concentration"
    DENSITY = "density"
    FRACTION = "fraction"
    COUNT = "count"


# A number raised further than this is a serial number or a hash, not a measurement.
LARGEST_POWER = 30
# The zero of the Celsius scale in kelvin (SI brochure, 9th edition, 2.3.1).
KELVIN_AT_0_C = 273.15
# unit as written (folded): (dimension, factor to the dimension's unit). Units that differ only by
# case in print (M and m) are told apart before folding, in _CASED.
_UNITS: dict[str, tuple[Dimension, float]] = {
    **dict.fromkeys(["s", "sec", "secs", "second", "seconds"], (Dimension.TIME, 1.0)),
    **dict.fromkeys(["min", "mins", "minute", "minutes"], (Dimension.TIME, 60.0)),
    **dict.fromkeys(["h", "hr", "hrs", "hour", "hours"], (Dimension.TIME, 3_600.0)),
    **dict.fromkeys(["d", "day", "days"], (Dimension.TIME, 86_400.0)),
    **dict.fromkeys(["week", "weeks", "wk", "wks"], (Dimension.TIME, 604_800.0)),
    **dict.fromkeys(["month", "months"], (Dimension.TIME, 2_629_746.0)),
    **dict.fromkeys(["year", "years", "yr", "yrs"], (Dimension.TIME, 31_556_952.0)),
    **dict.fromkeys(
        [
            "°c",
            "ºc",
            "℃",
            "oc",
            "c",
            "degc",
            "deg c",
            "degrees c",
            "degree c",
            "degrees",
            "deg",
            "°",
            "degrees celsius",
            "celsius",
        ],
        (Dimension.TEMPERATURE, 1.0),
    ),
    **dict.fromkeys(["x g", "xg", "× g", "×g", "g-force", "rcf"], (Dimension.SPEED, 1.0)),
    "rpm": (Dimension.SPEED, 1.0),
    **dict.fromkeys(["l", "liter", "liters", "litre", "litres"], (Dimension.VOLUME, 1.0)),
    **dict.fromkeys(["ml", "milliliter", "milliliters", "cc"], (Dimension.VOLUME, 1e-3)),
    **dict.fromkeys(["ul", "μl", "µl", "microliter", "microliters"], (Dimension.VOLUME, 1e-6)),
    "nl": (Dimension.VOLUME, 1e-9),
    **dict.fromkeys(["kg"], (Dimension.MASS, 1e3)),
    **dict.fromkeys(["g", "gram", "grams", "gm"], (Dimension.MASS, 1.0)),
    **dict.fromkeys(["mg", "milligram", "milligrams"], (Dimension.MASS, 1e-3)),
    **dict.fromkeys(["ug", "μg", "µg", "microgram", "micrograms"], (Dimension.MASS, 1e-6)),
    "ng": (Dimension.MASS, 1e-9),
    **dict.fromkeys(["m", "meter", "meters"], (Dimension.LENGTH, 1.0)),
    "cm": (Dimension.LENGTH, 1e-2),
    "mm": (Dimension.LENGTH, 1e-3),
    **dict.fromkeys(["um", "μm", "µm", "micron", "microns"], (Dimension.LENGTH, 1e-6)),
    "nm": (Dimension.LENGTH, 1e-9),
    **dict.fromkeys(["%", "percent", "per cent"], (Dimension.FRACTION, 1.0)),
}
# Molarity is told from length by case: M, mM, uM, nM against m, mm, um, nm.
_CASED: dict[str, tuple[Dimension, float]] = {
    "M": (Dimension.CONCENTRATION, 1.0),
    "mM": (Dimension.CONCENTRATION, 1e-3),
    "uM": (Dimension.CONCENTRATION, 1e-6),
    "µM": (Dimension.CONCENTRATION, 1e-6),
    "μM": (Dimension.CONCENTRATION, 1e-6),
    "nM": (Dimension.CONCENTRATION, 1e-9),
    "K": (Dimension.TEMPERATURE, 1.0),
}

_NUMBER = r"[-−–~]?\d+(?:,\d{3})+(?:\.\d+)?|[-−–]?\d+(?:[.,]\d+)?|[-−–]?\.\d+"
# A power stands behind a number ("2 × 10⁴", "2e4") or raises a bare ten ("10⁴").
_POWER = (
    r"(?:\s*(?:[x×*·]\s*)?10\s*\^?\s*([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+|\^[+-]?\d+)|[eE]([+-]?\d+)"
    r"|(?<![\d.,]10)(?<=10)(?:[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+|\^[+-]?\d+))?"
)
_UNIT_WORDS = sorted({*_UNITS, *_CASED}, key=len, reverse=True)
_SIMPLE = "|".join(re.escape(u) for u in _UNIT_WORDS)
_COMPOUND = r"[A-Za-zµμ%°]{1,12}\d?[²³]?\s?/\s?[A-Za-zµμ]{1,12}(?:[²³]|[23](?!\w))?"
_QUANTITY = re.compile(
    rf"(?<![\w.^])(?P<low>{_NUMBER})(?P<lowpower>{_POWER})"
    rf"(?:\s*(?P<lowunit>(?:{_SIMPLE})(?![\w])|%|°\s?C)?\s*(?P<between>-|–|—|−|to|and|±)\s*(?P<high>{_NUMBER})(?P<highpower>{_POWER}))?"
    rf"\s*[-]?(?P<unit>{_COMPOUND}|(?:{_SIMPLE})(?![\w])|%|°\s?C|[xX](?!\s?\d|\w))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range with its unit, and where it stands.

    `low` equals `high` for a single number. Both are in the dimension's unit (seconds, °C, x g or
    rpm as written, litres, grams, metres, mol/L, %); without a dimension or in a compound unit
    ("ng/mL"), as written.
    """

    low: float
    high: float
    unit: str
    dimension: Dimension | None
    start: int
    end: int

    @property
    def _in_one_unit(self) -> bool:
        """Whether values were brought to the dimension's unit; a compound unit stays as written."""
        return self.dimension not in (None, Dimension.SPEED) and not re.search("/|^x$", self.unit)

    def agrees(self, other: Quantity) -> bool:
        """Equal ends in the same dimension, or in the same unit as written."""
        if self.dimension is not other.dimension:
            return False
        if not (self._in_one_unit and other._in_one_unit) and self.unit != other.unit:
            return False
        return _close(self.low, other.low) and _close(self.high, other.high)

    def meets(self, asked: Quantity) -> bool:
        """Agrees with a quantity asked for, or has it as one of its ends ("37 °C" of "36 to 37 °C")."""
        if self.agrees(asked):
            return True
        one_value = asked.low == asked.high and self.dimension is asked.dimension
        return one_value and (_close(self.low, asked.low) or _close(self.high, asked.low))


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other), 1e-300)


def find_quantities(text: str) -> Iterator[Quantity]:
    """All numbers of a text that stand alone or with a unit, in order."""
    for match in _QUANTITY.finditer(text):
        low = _value(match["low"], match["lowpower"])
        high = _value(match["high"], match["highpower"]) if match["high"] else low
        unit = re.sub(r"\s+", " ", match["unit"] or match["lowunit"] or "")
        dimension, factor = _dimension(unit)
        if match["high"] and not match["lowpower"] and match["highpower"] and not _raises_ten(match["highpower"]):
            low = _value(match["low"], match["highpower"])  # "1.5 to 3.0 × 10⁴" is one power
        if match["between"] == "±":
            low, high = low - abs(high), low + abs(high)
        own_dimension, own_factor = _dimension(match["lowunit"] or unit)  # "30 min to 2 h"
        if own_dimension is not dimension:
            own_factor = factor
        zero = KELVIN_AT_0_C if unit == "K" else 0.0
        yield Quantity(
            low * own_factor - zero, high * factor - zero, _folded(unit), dimension, match.start(), match.end()
        )


def read_quantity(text: str, unit: str = "") -> Quantity:
    """The one quantity that a whole cell holds, with the unit of its column or row.

    Raises NotAQuantity for no number or several quantities, UnitUnknown for a unit that is not known.
    """
    found = list(find_quantities(f"{text} {unit}".strip()))
    if len(found) != 1:
        raise NotAQuantity(f"{text!r} is not one quantity", next_step="write one value or range with its unit")
    return found[0]


def _value(digits: str, power: str | None) -> float:
    number = digits.replace("−", "-").replace("–", "-").lstrip("~")
    if re.fullmatch(r"-?\d+(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    value = float(number.replace(",", "."))
    if power:
        if _raises_ten(power):
            value /= 10.0
        exponent = re.search(r"([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+|\^[+-]?\d+|(?<=[eE])[+-]?\d+)$", power.strip())
        power_of_ten = int(exponent.group().translate(_POWERS).lstrip("^")) if exponent else 0
        if abs(power_of_ten) <= LARGEST_POWER:
            value *= 10.0**power_of_ten
    return value


def _raises_ten(power: str) -> bool:
    return power[0] in "^⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"


def _dimension(unit: str) -> tuple[Dimension | None, float]:
    if unit in _CASED:
        return _CASED[unit]
    known = _UNITS.get(_folded(unit))
    if known:
        return known
    if "/" in unit:
        above = unit.split("/", maxsplit=1)[0].strip().casefold()
        of_cells = above.startswith(("cell", "vg", "tu", "pfu", "cfu", "iu", "eu", "copies", "gc"))
        return (Dimension.DENSITY if of_cells else Dimension.CONCENTRATION), 1.0
    if unit.casefold() == "x":
        return Dimension.CONCENTRATION, 1.0
    return None, 1.0


_SPELLED = str.maketrans({"º": "°", "µ": "u", "μ": "u", "×": "x", "²": "2", "³": "3"})


def _folded(unit: str) -> str:
    """One spelling a unit: "cells / cm²" is "cells/cm2", "× g" is "x g"."""
    folded = re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", unit.translate(_SPELLED))).strip().casefold()
    return "x g" if folded in ("xg", "rcf", "g-force") else folded
