"""What a unit measures and its size, by its one spelling ("mL", "cells/cm²", "IU/mL").

The units of every day are
resolved from a table here, so that a question costs no registry; `unit_registry` (pint) knows all
of them, and is asked for the rest. A test holds the table against pint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from graph import unit_registry
from graph.unit_table import ALL, SINGULAR


class Dimension(StrEnum):
    """What a quantity measures, as far as a question or a limit can ask for it."""

    TIME = "time"
    TEMPERATURE = "temperature"
    SPEED = "speed"
    VOLUME = "volume"
    MASS = "mass"
    LENGTH = "length"
    AREA = "area"
    AMOUNT = "amount of substance"
    CONCENTRATION = "concentration"
    DENSITY = "density"
    FRACTION = "fraction"
    COUNT = "count"
    FLOW = "flow"
    RATE = "rate"
    PRESSURE = "pressure"
    VOLTAGE = "voltage"
    RATIO = "ratio"
    OTHER = "another measure"


Powers = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A value v in a unit is `v * factor + offset` in the base units of its `powers`."""

    factor: float
    offset: float
    powers: Powers


_COUNTS = {
    "cells": "cell",
    "viable cells": "cell",
    "vg": "vg",
    "GC": "genome_copy",
    "copies": "copies",
    "TU": "tu",
    "PFU": "pfu",
    "CFU": "cfu",
    "IU": "iu",
    "EU": "eu",
    "U": "activity_unit",
    "x g": "rcf",
    "rpm": "rpm",
    "%": "percent_of_whole",
    "X": "strength",
}
_LENGTH, _MASS, _TIME, _MOLE, _KELVIN = "[length]", "[mass]", "[time]", "[substance]", "[temperature]"
# Factors to metre, kilogram, second, mole, kelvin; month and year as pint has them (a Julian year
# of 365.25 days and a twelfth of it).
_RESOLVED: dict[str, Scale] = {
    **{u: Scale(1.0, 0.0, ((f"[{name}]", 1),)) for u, name in _COUNTS.items()},
    **{
        u: Scale(f, 0.0, ((_TIME, 1),))
        for u, f in {
            "ms": 1e-3,
            "s": 1.0,
            "min": 60.0,
            "h": 3_600.0,
            "days": 86_400.0,
            "weeks": 604_800.0,
            "months": 2_629_800.0,
            "years": 31_557_600.0,
        }.items()
    },
    **{u: Scale(f, 0.0, ((_LENGTH, 3),)) for u, f in {"L": 1e-3, "mL": 1e-6, "µL": 1e-9, "nL": 1e-12}.items()},
    **{
        u: Scale(f, 0.0, ((_MASS, 1),))
        for u, f in {"kg": 1.0, "g": 1e-3, "mg": 1e-6, "µg": 1e-9, "ng": 1e-12, "pg": 1e-15}.items()
    },
    **{
        u: Scale(f, 0.0, ((_LENGTH, 1),)) for u, f in {"m": 1.0, "cm": 1e-2, "mm": 1e-3, "µm": 1e-6, "nm": 1e-9}.items()
    },
    **{u: Scale(f, 0.0, ((_MOLE, 1),)) for u, f in {"mol": 1.0, "mmol": 1e-3, "µmol": 1e-6, "nmol": 1e-9}.items()},
    **{
        u: Scale(f, 0.0, ((_LENGTH, -3), (_MOLE, 1)))
        for u, f in {"M": 1e3, "mM": 1.0, "µM": 1e-3, "nM": 1e-6, "pM": 1e-9}.items()
    },
    "K": Scale(1.0, 0.0, ((_KELVIN, 1),)),
    "°C": Scale(1.0, 273.15, ((_KELVIN, 1),)),  # SI brochure, 9th edition, 2.3.1
}
_PINT_NAMES = {symbol: name for symbol, name, _ in ALL}
_PLURAL = {one: many for many, one in SINGULAR.items()}


@dataclass(frozen=True, slots=True)
class Factor:
    """One unit of a compound with its power: ("cm", -2)."""

    symbol: str
    power: int


_RAISED = {2: "²", 3: "³"}


def shown(factors: tuple[Factor, ...], *, under: bool = False) -> str:
    """As people write it: "cells/cm²", "mL/min", "g·cm"."""
    above = [] if under else [f for f in factors if f.power > 0]
    below = [f for f in factors if f.power < 0]

    def one(factor: Factor, *, singular: bool) -> str:
        name = SINGULAR.get(factor.symbol, factor.symbol) if singular else factor.symbol
        power = abs(factor.power)
        return name + (_RAISED.get(power, f"^{power}") if power != 1 else "")

    head = "·".join(one(f, singular=False) for f in above)
    tail = "/".join(one(f, singular=True) for f in below)
    return f"{head}/{tail}" if tail and not under else head or tail


_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")


@lru_cache(maxsize=2_048)
def scale(unit: str) -> Scale | None:
    """The size of a unit in its one spelling; None when it is not known, or no unit at all."""
    factors = _factors_of(unit)
    if factors is None:
        return None
    if len(factors) == 1 and factors[0].power == 1:
        return _of_atom(factors[0].symbol)
    factor = 1.0
    powers: dict[str, int] = {}
    for part in factors:
        size = _of_atom(part.symbol)
        factor *= size.factor**part.power
        for name, power in size.powers:
            powers[name] = powers.get(name, 0) + power * part.power
    return Scale(factor, 0.0, tuple(sorted((n, p) for n, p in powers.items() if p)))


@lru_cache(maxsize=2_048)
def _factors_of(unit: str) -> tuple[Factor, ...] | None:
    if not unit:
        return None
    head, *under = unit.split("/") if unit not in _PINT_NAMES else [unit]
    factors = [] if not head else [_factor_of(part, 1) for part in head.split("·")]
    factors += [_factor_of(part, -1) for part in under]
    known = [f for f in factors if f is not None]
    return tuple(known) if known and len(known) == len(factors) else None


def _factor_of(part: str, sign: int) -> Factor | None:
    match = re.fullmatch(r"(.*?)(?:([²³])|\^(\d))?", part)
    if match is None:
        return None
    name = match[1] if match[1] in _PINT_NAMES else _PLURAL.get(match[1], "")
    if name not in _PINT_NAMES:
        return None
    power = int((match[2] or match[3] or "1").translate(_RAISED_DIGITS))
    return Factor(name, sign * power)


def _of_atom(symbol: str) -> Scale:
    known = _RESOLVED.get(symbol)
    if known:
        return known
    return Scale(*unit_registry.size_of(_PINT_NAMES[symbol]))


_KINDS: dict[Powers, Dimension] = {
    ((_TIME, 1),): Dimension.TIME,
    ((_KELVIN, 1),): Dimension.TEMPERATURE,
    (("[rcf]", 1),): Dimension.SPEED,
    (("[rpm]", 1),): Dimension.SPEED,
    ((_LENGTH, 3),): Dimension.VOLUME,
    ((_MASS, 1),): Dimension.MASS,
    ((_LENGTH, 1),): Dimension.LENGTH,
    ((_LENGTH, 2),): Dimension.AREA,
    ((_MOLE, 1),): Dimension.AMOUNT,
    ((_LENGTH, -3), (_MOLE, 1)): Dimension.CONCENTRATION,
    (("[percent_of_whole]", 1),): Dimension.FRACTION,
    (("[percent_air_saturation]", 1),): Dimension.FRACTION,
    (("[strength]", 1),): Dimension.CONCENTRATION,
    (("[part_per_million]", 1),): Dimension.CONCENTRATION,
    (("[fold]", 1),): Dimension.RATIO,
}
VESSELS = frozenset("wells doses flasks tubes vials bags plates dishes reactions samples".split())
_COUNT_BASES = frozenset({"cell", "vg", "genome_copy", "copies", "tu", "pfu", "cfu", "ffu", "ifu", "tcid50"})
_OF_COUNTS = frozenset(f"[{n}]" for n in (*_COUNT_BASES, "virus_particle", "particle", "bead", "iu", "eu"))
_STRONG = frozenset({_MASS, _MOLE, "[activity_unit]", "[osmole]"})
_RARE_KINDS = {
    **dict.fromkeys(("psi", "bar", "mbar", "Pa", "kPa", "hPa", "MPa", "mmHg"), Dimension.PRESSURE),
    **dict.fromkeys(("V", "mV", "kV"), Dimension.VOLTAGE),
    "°F": Dimension.TEMPERATURE,
    "% air saturation": Dimension.FRACTION,
    "ppm": Dimension.CONCENTRATION,
    "ppb": Dimension.CONCENTRATION,
    "fold": Dimension.RATIO,
    "VVD": Dimension.RATE,
    "VVM": Dimension.RATE,
    "pmol": Dimension.AMOUNT,
    "fmol": Dimension.AMOUNT,
    "fg": Dimension.MASS,
    "Da": Dimension.MASS,
    "kDa": Dimension.MASS,
    "inch": Dimension.LENGTH,
}


@lru_cache(maxsize=2_048)
def dimension(unit: str) -> Dimension | None:
    """What a unit measures; None for no unit and for one that is not known. Never asks pint."""
    factors = _factors_of(unit)
    if factors is None:
        return None
    if len(factors) == 1 and factors[0].power == 1 and factors[0].symbol not in _RESOLVED:
        return _RARE_KINDS.get(factors[0].symbol, Dimension.COUNT if _counts(factors[0]) else Dimension.OTHER)
    if all(f.symbol in _RESOLVED for f in factors):
        size = scale(unit)
        if size and size.powers in _KINDS:
            return _KINDS[size.powers]
        if size and size.powers == ((_LENGTH, 3), (_TIME, -1)):
            return Dimension.FLOW
    return _kind_by_parts(factors)


def _counts(factor: Factor) -> bool:
    known = _RESOLVED.get(factor.symbol)
    return (known is not None and known.powers[0][0] in _OF_COUNTS) or factor.symbol in (
        "TCID50",
        "vp",
        "particles",
        "beads",
        "FFU",
        "IFU",
    )


def _kind_by_parts(factors: tuple[Factor, ...]) -> Dimension:
    if any(f.power < 0 and (f.symbol in _RESOLVED) and _RESOLVED[f.symbol].powers == ((_TIME, 1),) for f in factors):
        volume = len(factors) == 2 and dimension(factors[0].symbol) is Dimension.VOLUME
        return Dimension.FLOW if volume else Dimension.RATE
    counted = [f for f in factors if f.power > 0 and _counts(f)]
    if counted:
        return Dimension.DENSITY if len(factors) > 1 else Dimension.COUNT
    if len(factors) > 1 and factors[0].power > 0:
        above = dimension(factors[0].symbol)
        if any(f.power < 0 and f.symbol in VESSELS for f in factors):
            return Dimension.OTHER
        strong = above in (Dimension.MASS, Dimension.AMOUNT, Dimension.VOLUME)
        if strong or factors[0].symbol in ("U", "kU", "Osm", "mOsm"):
            return Dimension.CONCENTRATION
    return Dimension.DENSITY if all(f.power < 0 for f in factors) else Dimension.OTHER
