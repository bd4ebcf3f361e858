"""Quantities as people write them, in tables of spelling and reading, and laws over random spellings."""

from __future__ import annotations

import itertools
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import NotAQuantity, UnitMismatch, UnitUnknown, UnreadableValue
from graph.quantities import Dimension, Quantity, find_quantities, read_quantity
from graph.unit_table import ALL
from retrieval.errors import SetpointError


def one(text: str) -> Quantity:
    [found] = find_quantities(text)
    return found


# What is written, and both ends and the unit as written. The whole text is the quantity.
VALUES = [
    ("37 °C", 37, 37, "°C"),
    ("37°C", 37, 37, "°C"),
    ("37C", 37, 37, "°C"),
    ("37 C", 37, 37, "°C"),
    ("37ºC", 37, 37, "°C"),
    ("37˚C", 37, 37, "°C"),
    ("37 ⁰C", 37, 37, "°C"),
    ("37 ℃", 37, 37, "°C"),
    ("37 ° C", 37, 37, "°C"),
    ("37 deg C", 37, 37, "°C"),
    ("37 degC", 37, 37, "°C"),
    ("37 degrees Celsius", 37, 37, "°C"),
    ("37 degrees C", 37, 37, "°C"),
    ("37 degree celsius", 37, 37, "°C"),
    ("37oC", 37, 37, "°C"),
    ("98.6 °F", 98.6, 98.6, "°F"),
    ("310.15 K", 310.15, 310.15, "K"),
    ("37,5 °C", 37.5, 37.5, "°C"),
    ("-80 °C", -80, -80, "°C"),
    ("−80°C", -80, -80, "°C"),
    ("–80 °C", -80, -80, "°C"),
    ("‐80°C", -80, -80, "°C"),
    ("+4 °C", 4, 4, "°C"),
    ("2-8 °C", 2, 8, "°C"),
    ("2–8 °C", 2, 8, "°C"),
    ("2 – 8 °C", 2, 8, "°C"),
    ("2...8 °C", 2, 8, "°C"),
    ("2 to 8 °C", 2, 8, "°C"),
    ("2 °C to 8 °C", 2, 8, "°C"),
    ("36.5 °C – 37.5 °C", 36.5, 37.5, "°C"),
    ("−80 to −60 °C", -80, -60, "°C"),
    ("-60 to -80 °C", -80, -60, "°C"),
    ("+2 to +8 °C", 2, 8, "°C"),
    ("37 ± 0.5 °C", 36.5, 37.5, "°C"),
    ("37.0 ± 0.5 °C", 36.5, 37.5, "°C"),
    ("37.0 +/- 0.5 °C", 36.5, 37.5, "°C"),
    ("37 °C ± 1 °C", 36, 38, "°C"),
    ("25 °C ± 2", 23, 27, "°C"),
    ("25 °C (± 2 °C)", 23, 27, "°C"),
    ("-80 ± 5 °C", -85, -75, "°C"),
    ("p = 0.012", 0.012, 0.012, ""),
    ("24 (± 2) h", 22, 26, "h"),
    ("± 0.5 °C", -0.5, 0.5, "°C"),
    ("50 mL ± 10 %", 45, 55, "mL"),
    ("80 ± 5 %", 75, 85, "%"),
    ("30 s", 30, 30, "s"),
    ("30 sec", 30, 30, "s"),
    ("30-min", 30, 30, "min"),
    ("30min", 30, 30, "min"),
    ("30 minutes", 30, 30, "min"),
    ("1.5 h", 1.5, 1.5, "h"),
    ("24H", 24, 24, "h"),
    ("2 hrs", 2, 2, "h"),
    ("1 h 30 min", 1.5, 1.5, "h"),
    ("2 min 30 s", 2.5, 2.5, "min"),
    ("1 minute and 30 seconds", 1.5, 1.5, "min"),
    ("48–72h", 48, 72, "h"),
    ("48 to 72 hours", 48, 72, "h"),
    ("30 min to 2 h", 0.5, 2, "h"),
    ("30 min-1 h", 0.5, 1, "h"),
    ("12 ± 2 h", 10, 14, "h"),
    ("5-day", 5, 5, "days"),
    ("3 days", 3, 3, "days"),
    ("2 weeks", 2, 2, "weeks"),
    ("6 months", 6, 6, "months"),
    ("300 x g", 300, 300, "x g"),
    ("300 × g", 300, 300, "x g"),
    ("300xg", 300, 300, "x g"),
    ("300 ×g", 300, 300, "x g"),
    ("300 RCF", 300, 300, "x g"),
    ("1,000–2,000 x g", 1000, 2000, "x g"),
    ("120 rpm", 120, 120, "rpm"),
    ("120 RPM", 120, 120, "rpm"),
    ("12 k rpm", 12000, 12000, "rpm"),
    ("1,5 mL", 1.5, 1.5, "mL"),
    ("0,125 mL", 0.125, 0.125, "mL"),
    ("1,000 mL", 1000, 1000, "mL"),
    ("1 000 mL", 1000, 1000, "mL"),
    ("1\u202f000 mL", 1000, 1000, "mL"),
    ("1,234.5 mL", 1234.5, 1234.5, "mL"),
    ("1.000,5 mL", 1000.5, 1000.5, "mL"),
    ("1.000.000 mL", 1e6, 1e6, "mL"),
    ("1'000 mL", 1000, 1000, "mL"),
    ("10 000 cells", 1e4, 1e4, "cells"),
    (".5 mL", 0.5, 0.5, "mL"),
    ("200 µL", 200, 200, "µL"),
    ("200 μL", 200, 200, "µL"),
    ("200 ul", 200, 200, "µL"),
    ("200 UL", 200, 200, "µL"),
    ("3 L", 3, 3, "L"),
    ("3 litres", 3, 3, "L"),
    ("5 cc", 5, 5, "mL"),
    ("250 mg", 250, 250, "mg"),
    ("2 kg", 2, 2, "kg"),
    ("5 g", 5, 5, "g"),
    ("10 ng", 10, 10, "ng"),
    ("50 mcg", 50, 50, "µg"),
    ("0.22 µm", 0.22, 0.22, "µm"),
    ("15 mm", 15, 15, "mm"),
    ("15 mM", 15, 15, "mM"),
    ("10 µM", 10, 10, "µM"),
    ("10 uM", 10, 10, "µM"),
    ("10 um", 10, 10, "µm"),
    ("5 M", 5, 5, "M"),
    ("5 m", 5, 5, "m"),
    ("10⁻³ M", 0.001, 0.001, "M"),
    ("10^-3 M", 0.001, 0.001, "M"),
    ("50 ng/mL", 50, 50, "ng/mL"),
    ("50 ng / ml", 50, 50, "ng/mL"),
    ("50 ng per mL", 50, 50, "ng/mL"),
    ("50 ng mL⁻¹", 50, 50, "ng/mL"),
    ("50 ng·mL⁻¹", 50, 50, "ng/mL"),
    ("5 mL/min", 5, 5, "mL/min"),
    ("5 mL min-1", 5, 5, "mL/min"),
    ("100 U/mL", 100, 100, "U/mL"),
    ("100 IU/mL", 100, 100, "IU/mL"),
    ("0.5 EU/mL", 0.5, 0.5, "EU/mL"),
    ("5 EU/kg", 5, 5, "EU/kg"),
    ("10X", 10, 10, "X"),
    ("5%", 5, 5, "%"),
    ("5 per cent", 5, 5, "%"),
    ("0.5 percent", 0.5, 0.5, "%"),
    ("5% to 10%", 5, 10, "%"),
    ("70-80%", 70, 80, "%"),
    ("70 to 80 %", 70, 80, "%"),
    ("40 % air saturation", 40, 40, "% air saturation"),
    ("1.5 vessel volumes/day", 1.5, 1.5, "vessel volumes/day"),
    ("1.5 VVD", 1.5, 1.5, "VVD"),
    ("5 percentage points", 5, 5, "points"),
    ("20-fold", 20, 20, "fold"),
    ("20 fold", 20, 20, "fold"),
    ("1 x 10^6 cells/mL", 1e6, 1e6, "cells/mL"),
    ("5 x 10^5 cells/mL", 5e5, 5e5, "cells/mL"),
    ("5x10^5 cells/mL", 5e5, 5e5, "cells/mL"),
    ("5 * 10^5 cells/mL", 5e5, 5e5, "cells/mL"),
    ("5·10⁵ cells/mL", 5e5, 5e5, "cells/mL"),
    ("5 x 10**5 cells/mL", 5e5, 5e5, "cells/mL"),
    ("0.5e6/mL", 5e5, 5e5, "/mL"),
    ("500k cells per mL", 5e5, 5e5, "cells/mL"),
    ("500,000 cells/ml", 5e5, 5e5, "cells/mL"),
    ("0.5 million cells/mL", 5e5, 5e5, "cells/mL"),
    ("3 M cells", 3e6, 3e6, "cells"),
    ("3 million cells", 3e6, 3e6, "cells"),
    ("1.0 × 10⁶ cells/mL", 1e6, 1e6, "cells/mL"),
    ("2.0E+06 cells/mL", 2e6, 2e6, "cells/mL"),
    ("5E+05", 5e5, 5e5, ""),
    ("10⁶ cells", 1e6, 1e6, "cells"),
    ("10^6 cells/mL", 1e6, 1e6, "cells/mL"),
    ("10⁵ to 10⁶ cells/mL", 1e5, 1e6, "cells/mL"),
    ("2.0 × 10⁴ cells/cm²", 2e4, 2e4, "cells/cm²"),
    ("20,000 cells/cm2", 2e4, 2e4, "cells/cm²"),
    ("2e4 cells cm^-2", 2e4, 2e4, "cells/cm²"),
    ("1.5–3.0 x10^4", 1.5e4, 3e4, ""),
    ("1.5 to 3.0 × 10⁴ cells/cm²", 1.5e4, 3e4, "cells/cm²"),
    ("1.5 × 10⁴ to 3.0 × 10⁴ cells/cm2", 1.5e4, 3e4, "cells/cm²"),
    ("5 x 10⁵ – 1 x 10⁶ cells/mL", 5e5, 1e6, "cells/mL"),
    ("1.0 ± 0.2 × 10⁶ cells/mL", 8e5, 1.2e6, "cells/mL"),
    ("5 × 10¹³ vg/mL", 5e13, 5e13, "vg/mL"),
    ("1e13 vg/kg", 1e13, 1e13, "vg/kg"),
    ("2e8 TU/mL", 2e8, 2e8, "TU/mL"),
    ("3 TU/cell", 3, 3, "TU/cell"),
    ("2.5 copies/cell", 2.5, 2.5, "copies/cell"),
    ("1e12 GC/mL", 1e12, 1e12, "GC/mL"),
    ("10 CFU/mL", 10, 10, "CFU/mL"),
    ("1e9 PFU/mL", 1e9, 1e9, "PFU/mL"),
    ("2 x 10⁶ viable cells/mL", 2e6, 2e6, "viable cells/mL"),
    ("1 × 10⁸ CAR+ T cells/kg", 1e8, 1e8, "cells/kg"),
    ("290 mOsm/kg", 290, 290, "mOsm/kg"),
    ("10 psi", 10, 10, "psi"),
    ("50 mbar", 50, 50, "mbar"),
    ("1700 V", 1700, 1700, "V"),
    ("20 ppm", 20, 20, "ppm"),
    ("pg/cell/day at 20 pg/cell/day", 20, 20, "pg/cell/day"),
    ("pH 7.2–7.4", 7.2, 7.4, ""),
    ("MOI of 5", 5, 5, ""),
    ("day −7", -7, -7, ""),
    ("250,000", 250_000, 250_000, ""),
    ("between 70 and 80", 70, 80, ""),
    ("between 2 and 8 °C", 2, 8, "°C"),
    ("between 36.5 °C and 37.5 °C", 36.5, 37.5, "°C"),
    ("~5 mL", 5, 5, "mL"),
    ("approx.5 mL", 5, 5, "mL"),
]


@pytest.mark.parametrize(("written", "low", "high", "unit"), VALUES, ids=[v[0] for v in VALUES])
def test_one_spelling_is_one_value_or_range(written: str, low: float, high: float, unit: str) -> None:
    found = one(written)
    assert (found.low, found.high, found.unit, found.unit_known) == (low, high, unit, True)
    assert (found.low_included, found.high_included, found.comparator) == (True, True, "")
    assert found.text == written[found.start : found.end]


INF = math.inf
BOUNDS = [
    ("≥ 80 %", 80, None, True, "%"),
    (">= 80 %", 80, None, True, "%"),
    ("=> 80 %", 80, None, True, "%"),
    ("> 80 %", 80, None, False, "%"),
    (">80%", 80, None, False, "%"),
    ("at least 80 %", 80, None, True, "%"),
    ("At least 80%", 80, None, True, "%"),
    ("not less than 80 %", 80, None, True, "%"),
    ("no less than 80 %", 80, None, True, "%"),
    ("NLT 80 %", 80, None, True, "%"),
    ("min. 80 %", 80, None, True, "%"),
    ("minimum 80 %", 80, None, True, "%"),
    ("a minimum of 80 %", 80, None, True, "%"),
    ("80 % or more", 80, None, True, "%"),
    ("80 % or higher", 80, None, True, "%"),
    ("80 % and above", 80, None, True, "%"),
    ("80 % (min.)", 80, None, True, "%"),
    ("80 % minimum", 80, None, True, "%"),
    ("greater than or equal to 80 %", 80, None, True, "%"),
    ("greater than 80 %", 80, None, False, "%"),
    ("more than 80 %", 80, None, False, "%"),
    ("above 80 %", 80, None, False, "%"),
    ("exceeding 80 %", 80, None, False, "%"),
    ("not below 80 %", 80, None, True, "%"),
    ("≤ 5 EU/mL", None, 5, True, "EU/mL"),
    ("<= 5 EU/mL", None, 5, True, "EU/mL"),
    ("< 5 EU/mL", None, 5, False, "EU/mL"),
    ("<5 ng/mL", None, 5, False, "ng/mL"),
    ("at most 5 EU/mL", None, 5, True, "EU/mL"),
    ("not more than 5 EU/kg", None, 5, True, "EU/kg"),
    ("no more than 5 EU/kg", None, 5, True, "EU/kg"),
    ("NMT 5 EU/kg", None, 5, True, "EU/kg"),
    ("max. 5 h", None, 5, True, "h"),
    ("maximum 5 h", None, 5, True, "h"),
    ("5 h max", None, 5, True, "h"),
    ("5 h or less", None, 5, True, "h"),
    ("up to 5 h", None, 5, True, "h"),
    ("not exceeding 5 h", None, 5, True, "h"),
    ("not to exceed 5 h", None, 5, True, "h"),
    ("no longer than 5 h", None, 5, True, "h"),
    ("less than or equal to 5 h", None, 5, True, "h"),
    ("less than 5 h", None, 5, False, "h"),
    ("below -130 °C", None, -130, False, "°C"),
    ("colder than −130 °C", None, -130, False, "°C"),
    ("≥ 1 × 10⁸ viable CAR+ T cells", 1e8, None, True, "cells"),
    ("≤5×10^3 cells/mL", None, 5e3, True, "cells/mL"),
    ("≥ 37,5 °C", 37.5, None, True, "°C"),
    ("under 5 °C", None, 5, False, "°C"),
    ("over 5 °C", 5, None, False, "°C"),
    ("p < 0.05", None, 0.05, False, ""),
]


@pytest.mark.parametrize(("written", "low", "high", "included", "unit"), BOUNDS, ids=[b[0] for b in BOUNDS])
def test_one_spelling_is_one_bound(
    written: str, low: float | None, high: float | None, included: bool, unit: str
) -> None:
    found = read_quantity(written)
    assert (found.low, found.high, found.unit) == (low, high, unit)
    assert (found.low_included if high is None else found.high_included) is included
    assert found.value is None
    assert found.is_bound


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("> 5 % and < 10 %", (5, 10, False, False)),
        ("≥ 5 and ≤ 10 %", (5, 10, True, True)),
        ("≥5 %, <10 %", (5, 10, True, False)),
        ("at least 5 % but not more than 10 %", (5, 10, True, True)),
        ("NLT 5 % and NMT 10 %", (5, 10, True, True)),
    ],
)
def test_two_bounds_are_one_range(written: str, ends: tuple[float, float, bool, bool]) -> None:
    found = one(written)
    assert (found.low, found.high, found.low_included, found.high_included, found.unit) == (*ends, "%")


NAMES = [
    "cat. 1254",
    "Cat. No. 1254",
    "catalogue number 12-5430",
    "SOP-052",
    "lot CS10-25C11",
    "lot 25113",
    "2024-03-02",
    "02/03/2024",
    "12 Mar 2024",
    "March 2024",
    "14:30",
    "CD4:CD8",
    "CD3",
    "Fig. 2",
    "Figure 2",
    "Table 3",
    "step 6.3",
    "steps 5-7",
    "section 4.2",
    "v3",
    "v1.2",
    "version 2.1",
    "IL-7",
    "IL-15",
    "E8",
    "HEK293T",
    "25C11",
    "day-zero",
    "R²",
    "cm²",
    "1.2.3",
    "1:10",
    "1:1000",
    "3rd",
    "6-well",
    "2-mercaptoethanol",
    "PD-1",
    "10-5 M",  # 10⁻⁵ that lost its superscript
    "5 x 105 cells/mL",
    "5 x 105 cells",
    "5 x 10 5 cells/mL",
    "5 x 10E5 cells/mL",
    "10E6 cells",  # 10⁶ or 10⁷
    "MCW-19",
    "#12",
    "× 10⁴ cells/cm²",  # a unit with its power: of a header
    "no number at all",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_number_that_names_or_cannot_be_told_is_no_quantity(name: str) -> None:
    assert list(find_quantities(name)) == []
    with pytest.raises(NotAQuantity):
        read_quantity(name)


def test_several_quantities_of_a_sentence_in_order() -> None:
    text = "Spin at 300 × g for 5–10 min at 4 °C, then resuspend in 10 mL at 1 × 10⁶ cells/mL."
    found = list(find_quantities(text))
    assert [q.text for q in found] == ["300 × g", "5–10 min", "4 °C", "10 mL", "1 × 10⁶ cells/mL"]
    kinds = [Dimension.SPEED, Dimension.TIME, Dimension.TEMPERATURE, Dimension.VOLUME, Dimension.DENSITY]
    assert [q.dimension for q in found] == kinds


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2 mL and 5 mL", [2, 5]),
        ("3 x 10 mL", [3, 10]),
        ("heat up to 95 °C", [95]),
        ("5 min 5 mL", [5, 5]),
        ("bring up to 50 mL", [50]),
        ("from 5 mL to 10 min", [5, 10]),
        ("Extension72°C30 seconds", [72, 30]),
        ("incubate for 5 min.", [5]),
        ("37 °C / CO2", [37]),
        ("37 °C / 5 min", [37, 5]),
        ("37 °C/10 min", [37, 10]),
        ("5 and/or 6 mL", [5, 6]),
        ("5 mL -80 °C", [5, -80]),
    ],
)
def test_what_is_no_range_and_no_bound(text: str, values: list[float]) -> None:
    assert [q.value for q in find_quantities(text)] == values


CELLS = [
    ("0.8 to 1.2", "× 10⁶ cells/mL", 8e5, 1.2e6, "cells/mL"),
    ("1.2", "10^6 cells/mL", 1.2e6, 1.2e6, "cells/mL"),
    ("1.2", "x10^6/mL", 1.2e6, 1.2e6, "/mL"),
    ("1.2 ± 0.1", "million cells", 1.1e6, 1.3e6, "cells"),
    ("95", "%", 95, 95, "%"),
    ("≥ 80", "%", 80, None, "%"),
    ("80 (target)", "(%)", 80, 80, "%"),
    ("7.2", "pH", 7.2, 7.2, ""),
    ("7.2", "-", 7.2, 7.2, ""),
    ("pH 7.2", "", 7.2, 7.2, ""),
    ("−7", "day", -7, -7, "days"),
    ("37 °C", "K", 37, 37, "°C"),
    ("≥ 80 % viable", "", 80, None, "%"),
    ("5E5", "cells/cm2", 5e5, 5e5, "cells/cm²"),
    ("0.4", "points", 0.4, 0.4, "points"),
    ("37,5", "degC", 37.5, 37.5, "°C"),
    ("1 000", "x g", 1000, 1000, "x g"),
]


@pytest.mark.parametrize(("cell", "unit", "low", "high", "shown"), CELLS)
def test_a_cell_takes_the_unit_of_its_column(cell: str, unit: str, low: float, high: float | None, shown: str) -> None:
    found = read_quantity(cell, unit)
    assert (found.low, found.high, found.unit) == (low, high, shown)


@pytest.mark.parametrize(
    "cell", ["", "n/a", "TBD", "ND", "bag 2", "2 and 5 mL", "5 mL at 37 °C", "≥ 70 to 80 %", "80 % (n = 3)", "pass"]
)
def test_a_cell_without_one_quantity_is_refused(cell: str) -> None:
    with pytest.raises(NotAQuantity):
        read_quantity(cell)


def test_a_power_in_the_cell_and_in_its_unit_is_refused() -> None:
    with pytest.raises(NotAQuantity, match="both"):
        read_quantity("2.5 × 10⁶", "× 10⁶ cells/mL")


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("5 widgets", ""),
        ("5", "widgets"),
        ("5", "widgets/mL"),
        ("5 foo/bar", ""),
        ("5 CFU/100 mL", ""),
        ("5", "CFU/100 mL"),
        ("5 CFU / 100 mL", ""),
        ("8.0 log10 vg/mL", ""),
        ("5 Mg", ""),
        ("5", "MM"),
        ("5 mg/widget", ""),
    ],
)
def test_an_unknown_unit_is_reported_and_not_guessed(cell: str, unit: str) -> None:
    with pytest.raises(UnitUnknown):
        read_quantity(cell, unit)


def test_errors_are_of_the_one_tree_and_say_where() -> None:
    with pytest.raises(UnreadableValue) as caught:
        read_quantity("5 widgets")
    assert isinstance(caught.value, SetpointError)
    assert "widgets" in caught.value.what
    assert "5 widgets" in caught.value.where


@pytest.mark.parametrize(
    ("cell", "below"),
    [
        ("<LOD", "LOD"),
        ("< LOD", "LOD"),
        ("< LOQ", "LOQ"),
        ("below LOQ", "LOQ"),
        ("<LLOQ", "LOQ"),
        ("BLQ", "LOQ"),
        ("below the limit of detection", "LOD"),
        ("Not detected", "not detected"),
        ("not detected (LOD 5 EU/mL)", "not detected"),
        ("undetectable", "not detected"),
    ],
)
def test_a_censored_reading_has_no_number(cell: str, below: str) -> None:
    found = read_quantity(cell, "ng/mL")
    assert (found.low, found.high, found.value, found.censored) == (None, None, None, below)
    assert not found.within(Quantity(None, 5.0, ""))


AGREE = [
    ("1 h", "60 min"),
    ("1 h 30 min", "90 min"),
    ("1,000 mL", "1 L"),
    ("0.5 mg", "500 µg"),
    ("37°C", "37 degrees"),
    ("310.15 K", "37 °C"),
    ("98.6 °F", "37 °C"),
    ("300 xg", "300 x g"),
    ("5 mM", "0.005 M"),
    ("5 mM", "5 mmol/L"),
    ("12 ± 2 h", "10–14 h"),
    ("1.0 × 10⁶ cells/mL", "1e6 cells / mL"),
    ("1.0 × 10⁶ cells/mL", "1e9 cells/L"),
    ("2 × 10⁴ cells/cm²", "20,000 cells/cm2"),
    ("2e6 viable cells/mL", "2e6 cells/mL"),
    ("10^6", "1,000,000"),
    ("not more than 5 EU/mL", "≤ 5 EU/mL"),
    ("80 % or more", "NLT 80 %"),
    ("1 µg/mL", "1 mg/L"),
    ("60 mL/h", "1 mL/min"),
    ("1 bar", "1000 mbar"),
    ("1.5 VVD", "1.5 vessel volumes/day"),
]
DIFFER = [
    ("37 °C", "37 %"),
    ("37", "37 °C"),
    ("5 mM", "5 mm"),
    ("5 mM", "5 µM"),
    ("300 x g", "300 rpm"),
    ("300 x g", "300 g"),
    ("5 ng/mL", "5 mg/mL"),
    ("5 ng/mL", "5 M"),
    ("5 mL/min", "5 mL"),
    ("10x", "10 M"),
    ("2 × 10⁴ cells/cm²", "2 × 10⁴ cells/mL"),
    ("2e8 TU/mL", "2e8 vg/mL"),
    ("2e8 GC/mL", "2e8 vg/mL"),
    ("100 IU/mL", "100 U/mL"),
    ("0.5 EU/mL", "0.5 IU/mL"),
    ("40 %", "40 % air saturation"),
    ("5 %", "5 points"),
    ("10⁴", "10"),
    ("2 × 10⁴", "2 × 10⁵"),
    ("2–8 °C", "2 °C"),
    ("-80 °C", "80 °C"),
    ("310 K", "310 °C"),
    ("5.0 h", "5.01 h"),
    ("≥ 80 %", "80 %"),
    ("≥ 80 %", "> 80 %"),
    ("≥ 80 %", "≥ 60 %"),
    ("≥ 80 %", "≤ 80 %"),
    ("< 5 h", "< 50 h"),
    ("5 foo/bar", "5 mg/mL"),
    ("5 foo/bar", "5"),
    ("80 %", "0.8"),
]


@pytest.mark.parametrize(("left", "right"), AGREE)
def test_equal_quantities_agree_whatever_the_spelling(left: str, right: str) -> None:
    assert one(left).agrees(one(right))
    assert one(right).agrees(one(left))


@pytest.mark.parametrize(("left", "right"), DIFFER)
def test_different_quantities_never_agree(left: str, right: str) -> None:
    assert not one(left).agrees(one(right))
    assert not one(right).agrees(one(left))


def test_agreement_is_an_equivalence_over_the_tables() -> None:
    found = [one(written) for written, *_ in (*VALUES, *BOUNDS)]
    assert all(q.agrees(q) for q in found)
    assert all(a.agrees(b) == b.agrees(a) for a, b in itertools.combinations(found, 2))


@pytest.mark.parametrize(
    ("value", "limit", "holds"),
    [
        ("85 %", "≥ 80 %", True),
        ("80 %", "≥ 80 %", True),
        ("80 %", "> 80 %", False),
        ("79.9 %", "≥ 80 %", False),
        ("37 °C", "36.5 to 37.5 °C", True),
        ("310.15 K", "36.5 to 37.5 °C", True),
        ("36 to 37 °C", "36.5 to 37.5 °C", False),
        ("45 min", "≤ 1 h", True),
        ("61 min", "≤ 1 h", False),
        ("< 5 EU/mL", "≤ 5 EU/mL", True),
        ("≤ 5 EU/mL", "< 5 EU/mL", False),
        ("> 90 %", "≥ 80 %", True),
        ("> 90 %", "80 to 95 %", False),
        ("1.2e6 cells/mL", "1.0 ± 0.5 × 10⁹ cells/L", True),
    ],
)
def test_a_value_is_held_against_a_limit_after_conversion(value: str, limit: str, holds: bool) -> None:
    assert one(value).within(one(limit)) is holds


@pytest.mark.parametrize(("value", "limit"), [("300 rpm", "≤ 300 x g"), ("5", "≤ 5 h"), ("5 widgets/mL", "≤ 5 g/L")])
def test_what_measures_something_else_cannot_be_held_against_a_limit(value: str, limit: str) -> None:
    with pytest.raises(UnitMismatch):
        one(value).within(one(limit))


def test_conversion_keeps_ends_comparator_and_centre() -> None:
    assert one("≥ 2 h").to("min").low == 120
    assert one("≥ 2 h").to("min").comparator == "≥"
    moved = one("37.0 ± 0.5 °C").to("K")
    assert (moved.low, moved.high, moved.centre, moved.unit) == (309.65, 310.65, 310.15, "K")
    with pytest.raises(UnitMismatch):
        one("300 x g").to("rpm")
    with pytest.raises(UnitUnknown):
        one("300 x g").to("widgets")
    with pytest.raises(UnitUnknown):
        one("5 foo/bar").to("g/L")


def test_a_power_too_large_for_a_measurement_is_no_number() -> None:
    assert list(find_quantities("7e400")) == []
    assert list(find_quantities("9" * 400)) == []


def _random_units() -> st.SearchStrategy[tuple[str, str]]:
    return st.sampled_from(
        [(symbol, s.replace("|", " ")) for symbol, _, more in ALL for s in more.split() if s.replace("|", "").isalpha()]
    )


@given(
    st.decimals(min_value=0, max_value=10_000, places=3),
    _random_units(),
    st.sampled_from([" ", "\u00a0", "\u202f"]),
    st.sampled_from([("", ""), ("≥ ", "≥"), ("at least ", "≥"), ("NMT ", "≤"), ("< ", "<"), ("no more than ", "≤")]),
)
def test_a_quantity_written_in_any_spelling_is_read_back(number, unit, space, comparator) -> None:
    symbol, spelled = unit
    sign, shown = comparator
    found = one(f"{sign}{number:f}{space}{spelled}")
    stated = found.low if found.low is not None else found.high
    assert (stated, found.unit, found.comparator) == (float(number), symbol, shown)


@given(st.floats(min_value=1e-6, max_value=1e12), st.sampled_from([u for u, *_ in ALL]))
def test_a_conversion_there_and_back_changes_nothing(value: float, unit: str) -> None:
    there = Quantity(value, value, unit)
    others = [u for u, *_ in ALL if there.comparable(Quantity(1.0, 1.0, u))]
    for other in others:
        back = there.to(other).to(unit)
        assert back.low == pytest.approx(value, rel=1e-9, abs=1e-6)
        assert there.agrees(there.to(other)) or unit in ("°C", "°F", "K")


@given(st.text(alphabet="abdefhjkqrtwyz", min_size=3, max_size=12), st.floats(min_value=0, max_value=1e6))
def test_an_unknown_unit_never_equals_a_known_one(word: str, value: float) -> None:
    unknown = Quantity(value, value, f"{word}/zzz", unit_known=False)
    for known, *_ in ALL:
        assert not unknown.agrees(Quantity(value, value, known))
    assert not unknown.agrees(Quantity(value, value))
    assert unknown.agrees(unknown)


_SIGNS = "0123456789 .,-–−±×x^⁴⁻eEtoandmLgh°Cµ/%KM\ncells<>=≥:~()"


@given(st.text(alphabet=st.sampled_from(_SIGNS), max_size=60) | st.text(max_size=60))
def test_any_text_gives_spans_in_order_that_do_not_overlap(text: str) -> None:
    found = list(find_quantities(text))
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(q.text == text[q.start : q.end] and any(ch.isdigit() for ch in q.text) for q in found)
    assert all(v is None or math.isfinite(v) for q in found for v in (q.low, q.high))


@given(st.text(alphabet=st.sampled_from(_SIGNS), max_size=40), st.text(alphabet=st.sampled_from(_SIGNS), max_size=12))
def test_any_cell_is_read_or_refused(cell: str, unit: str) -> None:
    try:
        found = read_quantity(cell, unit)
    except UnreadableValue:
        return
    assert found.censored or found.low is not None or found.high is not None


@pytest.mark.parametrize(
    "part",
    ["1", "1 ", "1,", "-", "1-", "1 - ", "1.1.", "1:", "1/", "±", "1±1", " ", "x 10", "1 x 10^", "≥", "1 to ", "1 000 ",
     "5 mL/", "°", "at least ", "1 h 1 min ", "min ", "1e1e", "not more than ", "5 cells per ", "10", "a1", "1,000,"],
)  # fmt: skip
def test_hostile_text_is_read_in_linear_time(part: str) -> None:
    def seconds(length: int) -> float:
        text = (part * length)[:length]
        began = time.process_time()
        list(find_quantities(text))
        return time.process_time() - began

    seconds(1_000)
    short, long = max(seconds(25_000), 0.005), seconds(100_000)
    assert long < 12 * short  # four times the text: linear is 4, quadratic 16
