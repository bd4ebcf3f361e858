"""Units: one spelling each, the resolved table against pint, and what costs no registry."""

from __future__ import annotations

import subprocess
import sys

import pytest

from graph import unit_registry, units
from graph.unit_reading import named_unit, unit_at
from graph.unit_table import ALL, SINGULAR
from graph.units import Dimension, dimension, scale

SYMBOLS = [(symbol, name) for symbol, name, _ in ALL]


@pytest.mark.parametrize(("symbol", "name"), SYMBOLS)
def test_the_table_says_what_pint_says(symbol: str, name: str) -> None:
    factor, offset, powers = unit_registry.size_of(name)
    size = scale(symbol)
    assert size is not None
    assert size.powers == powers
    assert size.factor == pytest.approx(factor, rel=1e-12)
    assert size.offset == pytest.approx(offset, abs=1e-9)


@pytest.mark.parametrize(
    "compound", ["mL/min", "cells/cm²", "ng/mL", "mmol/L", "mOsm/kg", "µmol/m²/s", "pg/cell/day", "TU/cell", "U/mL"]
)
def test_a_compound_is_as_large_as_pint_says(compound: str) -> None:
    head, *under = compound.split("/")
    names = dict(SYMBOLS)
    plural = {one: many for many, one in SINGULAR.items()}
    registry = unit_registry.registry()
    expected = registry.Quantity(1.0, names[head])
    for part in under:
        bare = part.rstrip("²")
        unit = registry.Quantity(1.0, names.get(bare) or names[plural[bare]])
        expected = expected / (unit * unit if part.endswith("²") else unit)
    size = scale(compound)
    assert size is not None
    assert size.factor == pytest.approx(float(expected.to_base_units().magnitude), rel=1e-9)


def test_no_spelling_is_of_two_units() -> None:
    seen: dict[str, str] = {}
    for symbol, _, more in ALL:
        for spelled in {symbol, *(s.replace("|", " ") for s in more.split())}:
            assert seen.setdefault(spelled, symbol) == symbol, spelled


@pytest.mark.parametrize("symbol", [s for s, _ in SYMBOLS])
def test_every_unit_is_read_as_itself(symbol: str) -> None:
    assert named_unit(symbol) == symbol
    assert dimension(symbol) is not None
    over = f"{symbol}/mL"
    read = unit_at(over, 0)
    assert read is not None
    assert read.end == len(over)


@pytest.mark.parametrize(
    ("written", "symbol", "kind"),
    [
        ("cells/cm2", "cells/cm²", Dimension.DENSITY),
        ("cells per mL", "cells/mL", Dimension.DENSITY),
        ("ML", "mL", Dimension.VOLUME),
        ("m", "m", Dimension.LENGTH),
        ("M", "M", Dimension.CONCENTRATION),
        ("mm", "mm", Dimension.LENGTH),
        ("mM", "mM", Dimension.CONCENTRATION),
        ("K", "K", Dimension.TEMPERATURE),
        ("mL/min", "mL/min", Dimension.FLOW),
        ("°C/min", "°C/min", Dimension.RATE),
        ("/mL", "/mL", Dimension.DENSITY),
        ("µg/mL", "µg/mL", Dimension.CONCENTRATION),
        ("μg/mL", "µg/mL", Dimension.CONCENTRATION),
        ("mL/flask", "mL/flask", Dimension.OTHER),
        ("g", "g", Dimension.MASS),
        ("x g", "x g", Dimension.SPEED),
    ],
)
def test_spellings(written: str, symbol: str, kind: Dimension) -> None:
    assert named_unit(written) == symbol
    assert dimension(symbol) is kind


@pytest.mark.parametrize(
    "written", ["MM", "Mg", "UM", "widgets", "mL/widget", "cells/", "k", "", "mLs2x", "CFU/100 mL"]
)
def test_what_is_no_unit_is_none(written: str) -> None:
    assert named_unit(written) is None


def test_common_quantities_are_compared_without_pint() -> None:
    code = (
        "import sys; from graph.quantities import find_quantities as f; "
        "q = list(f('37 °C for 2 h at 300 x g, 5 mL/min, 5 psi, 1e6 cells/mL, 290 mOsm/kg, ≥ 80 %')); "
        "[a.meets(b) for a in q for b in f('37 °C, 5 % and 5 mL')]; [a.dimension for a in q]; "
        "assert 'pint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_dimension_and_size_tell_the_same_units_apart() -> None:
    """Quantities of other dimensions are refused before sizes are asked for: both must agree."""
    for (one, _), (other, _) in ((a, b) for a in SYMBOLS for b in SYMBOLS):
        mine, theirs = units.scale(one), units.scale(other)
        assert mine is not None
        assert theirs is not None
        if mine.powers == theirs.powers:
            assert dimension(one) is dimension(other), (one, other)
