"""Quantities as people write them, in one table of spelling and reading."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.quantities import Dimension, Quantity, find_quantities

TIME, TEMPERATURE, SPEED, VOLUME, MASS = (
    Dimension.TIME,
    Dimension.TEMPERATURE,
    Dimension.SPEED,
    Dimension.VOLUME,
    Dimension.MASS,
)
LENGTH, CONCENTRATION, DENSITY, FRACTION = (
    Dimension.LENGTH,
    Dimension.CONCENTRATION,
    Dimension.DENSITY,
    Dimension.FRACTION,
)
DAY = 86_400.0

# What is written, both ends in the dimension's unit, and the dimension.
SPELLINGS = [
    ("37 °C", 37, 37, TEMPERATURE),
    ("37°C", 37, 37, TEMPERATURE),
    ("37ºC", 37, 37, TEMPERATURE),
    ("37 ℃", 37, 37, TEMPERATURE),
    ("37 ° C", 37, 37, TEMPERATURE),
    ("37 deg C", 37, 37, TEMPERATURE),
    ("37 degrees Celsius", 37, 37, TEMPERATURE),
    ("-80 °C", -80, -80, TEMPERATURE),
    ("−80°C", -80, -80, TEMPERATURE),
    ("2-8 °C", 2, 8, TEMPERATURE),
    ("2–8 °C", 2, 8, TEMPERATURE),
    ("2 to 8 °C", 2, 8, TEMPERATURE),
    ("2 °C to 8 °C", 2, 8, TEMPERATURE),
    ("4 °C - 8 °C", 4, 8, TEMPERATURE),
    ("between 2 and 8 °C", 2, 8, TEMPERATURE),
    ("−80 to −60 °C", -80, -60, TEMPERATURE),
    ("37 ± 0.5 °C", 36.5, 37.5, TEMPERATURE),
    ("37 °C ± 1 °C", 36, 38, TEMPERATURE),
    ("-80 ± 5 °C", -85, -75, TEMPERATURE),
    ("310.15 K", 37, 37, TEMPERATURE),
    ("30 s", 30, 30, TIME),
    ("30-min", 1_800, 1_800, TIME),
    ("5 min.", 300, 300, TIME),
    ("1.5 h", 5_400, 5_400, TIME),
    ("48–72h", 2 * DAY, 3 * DAY, TIME),
    ("48 to 72 hours", 2 * DAY, 3 * DAY, TIME),
    ("12 ± 2 h", 36_000, 50_400, TIME),
    ("5-day", 5 * DAY, 5 * DAY, TIME),
    ("2 weeks", 14 * DAY, 14 * DAY, TIME),
    ("30 min to 2 h", 1_800, 7_200, TIME),
    ("30 s – 2 min", 30, 120, TIME),
    ("300 x g", 300, 300, SPEED),
    ("300 × g", 300, 300, SPEED),
    ("300 ×g", 300, 300, SPEED),
    ("1,000–2,000 x g", 1_000, 2_000, SPEED),
    ("120 rpm", 120, 120, SPEED),
    ("1,5 mL", 0.0015, 0.0015, VOLUME),
    ("1,000 mL", 1, 1, VOLUME),
    ("1,234.5 mL", 1.2345, 1.2345, VOLUME),
    (".5 mL", 0.0005, 0.0005, VOLUME),
    ("200 µL", 2e-4, 2e-4, VOLUME),
    ("200 μL", 2e-4, 2e-4, VOLUME),
    ("200 ul", 2e-4, 2e-4, VOLUME),
    ("3 L", 3, 3, VOLUME),
    ("~5 mL", 0.005, 0.005, VOLUME),
    ("5 mL ± 0.1 mL", 0.0049, 0.0051, VOLUME),
    ("250 mg", 0.25, 0.25, MASS),
    ("2 kg", 2_000, 2_000, MASS),
    ("10 ng", 1e-8, 1e-8, MASS),
    ("0.22 µm", 2.2e-7, 2.2e-7, LENGTH),
    ("15 mm", 0.015, 0.015, LENGTH),
    ("15 mM", 0.015, 0.015, CONCENTRATION),
    ("10 µM", 1e-5, 1e-5, CONCENTRATION),
    ("10 μM", 1e-5, 1e-5, CONCENTRATION),
    ("10 uM", 1e-5, 1e-5, CONCENTRATION),
    ("5 M", 5, 5, CONCENTRATION),
    ("10⁻³ M", 0.001, 0.001, CONCENTRATION),
    ("50 ng/mL", 50, 50, CONCENTRATION),
    ("10X", 10, 10, CONCENTRATION),
    ("<5 ng/mL", 5, 5, CONCENTRATION),
    ("5%", 5, 5, FRACTION),
    ("≥ 80 %", 80, 80, FRACTION),
    ("5% to 10%", 5, 10, FRACTION),
    ("5–10 %", 5, 10, FRACTION),
    ("0.5 percent", 0.5, 0.5, FRACTION),
    ("1 x 10^6 cells/mL", 1e6, 1e6, DENSITY),
    ("1.0 × 10⁶ cells/mL", 1e6, 1e6, DENSITY),
    ("1.0×10⁶ cells / mL", 1e6, 1e6, DENSITY),
    ("2e6 cells/mL", 2e6, 2e6, DENSITY),
    ("2.0E+06 cells/mL", 2e6, 2e6, DENSITY),
    ("10⁶ cells/mL", 1e6, 1e6, DENSITY),
    ("10^6 cells/mL", 1e6, 1e6, DENSITY),
    ("10⁵ to 10⁶ cells/mL", 1e5, 1e6, DENSITY),
    ("1.5 to 3.0 × 10⁴ cells/cm²", 15_000, 30_000, DENSITY),
    ("1.5 × 10⁴ to 3.0 × 10⁴ cells/cm2", 15_000, 30_000, DENSITY),
    ("5 x 10⁵ – 1 x 10⁶ cells/mL", 5e5, 1e6, DENSITY),
    ("0.5–1.0 × 10⁶ cells/mL", 5e5, 1e6, DENSITY),
    ("5 × 10¹³ vg/mL", 5e13, 5e13, DENSITY),
    ("10⁶", 1e6, 1e6, None),
    ("pH 7.2–7.4", 7.2, 7.4, None),
    ("250,000", 250_000, 250_000, None),
    ("MOI of 5", 5, 5, None),
    ("110^6", 110, 110, None),  # no power of ten is written here
]


@pytest.mark.parametrize(("written", "low", "high", "dimension"), SPELLINGS, ids=[s[0] for s in SPELLINGS])
def test_one_spelling_is_one_quantity(written: str, low: float, high: float, dimension: Dimension | None) -> None:
    [found] = find_quantities(written)
    assert (found.low, found.high) == (pytest.approx(low, rel=1e-12), pytest.approx(high, rel=1e-12))
    assert found.dimension is dimension


def test_a_power_too_large_for_a_measurement_does_not_overflow() -> None:
    [serial] = find_quantities("7e400")
    assert serial.low == 7.0


@pytest.mark.parametrize("name", ["CD3", "v1.2", "day-zero", "IL7", "R²", "cm²", "no number at all"])
def test_a_digit_inside_a_name_is_no_quantity(name: str) -> None:
    assert list(find_quantities(name)) == []


def test_several_quantities_of_a_sentence_in_order() -> None:
    text = "Spin at 300 × g for 5–10 min at 4 °C, then resuspend in 10 mL at 1 × 10⁶ cells/mL."
    found = list(find_quantities(text))
    assert [text[q.start : q.end] for q in found] == ["300 × g", "5–10 min", "4 °C", "10 mL", "1 × 10⁶ cells/mL"]
    assert [q.dimension for q in found] == [SPEED, TIME, TEMPERATURE, VOLUME, DENSITY]


def test_a_list_of_washes_is_no_power_and_no_range() -> None:
    times, volume = find_quantities("3 x 10 mL")
    assert (times.low, times.high, times.dimension) == (3, 3, None)
    assert (volume.low, volume.dimension) == (pytest.approx(0.010), VOLUME)


def one(text: str) -> Quantity:
    [found] = find_quantities(text)
    return found


AGREE = [
    ("1 h", "60 min"),
    ("1,000 mL", "1 L"),
    ("0.5 mg", "500 µg"),
    ("37°C", "37 degrees"),
    ("310.15 K", "37 °C"),
    ("300 x g", "300 × g"),
    ("300 xg", "300 x g"),
    ("5 mM", "0.005 M"),
    ("12 ± 2 h", "10–14 h"),
    ("1.0 × 10⁶ cells/mL", "1e6 cells / mL"),
    ("2 × 10⁴ cells/cm²", "20,000 cells/cm2"),
    ("10^6", "1,000,000"),
]
DIFFER = [
    ("37 °C", "37 %"),
    ("37", "37 °C"),
    ("5 mM", "5 mm"),
    ("5 mM", "5 µM"),
    ("300 x g", "300 rpm"),
    ("5 ng/mL", "5 mg/mL"),
    ("5 ng/mL", "5 M"),
    ("10x", "10 M"),
    ("2 × 10⁴ cells/cm²", "2 × 10⁴ cells/mL"),
    ("10⁴", "10"),
    ("2 × 10⁴", "2 × 10⁵"),
    ("2–8 °C", "2 °C"),
    ("-80 °C", "80 °C"),
    ("310 K", "310 °C"),
    ("5.0 h", "5.01 h"),
]


@pytest.mark.parametrize(("left", "right"), AGREE)
def test_equal_quantities_agree_whatever_the_spelling(left: str, right: str) -> None:
    assert one(left).agrees(one(right))
    assert one(right).agrees(one(left))


@pytest.mark.parametrize(("left", "right"), DIFFER)
def test_different_quantities_never_agree(left: str, right: str) -> None:
    assert not one(left).agrees(one(right))
    assert not one(right).agrees(one(left))


def test_agreement_is_an_equivalence_over_the_table() -> None:
    found = [one(written) for written, *_ in SPELLINGS]
    assert all(q.agrees(q) for q in found)
    assert all(a.agrees(b) == b.agrees(a) for a, b in itertools.combinations(found, 2))


@given(st.text(alphabet=st.sampled_from("0123456789 .,-–−±×x^⁴⁻eEtoandmLgh°Cµ/%KM\ncells"), max_size=60))
def test_any_text_gives_spans_in_order_that_do_not_overlap(text: str) -> None:
    found = list(find_quantities(text))
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(any(ch.isdigit() for ch in text[q.start : q.end]) for q in found)


@given(
    st.decimals(min_value=0, max_value=10_000, places=3),
    st.sampled_from([("min", 60, TIME), ("mL", 1e-3, VOLUME), ("mM", 1e-3, CONCENTRATION), ("°C", 1, TEMPERATURE)]),
    st.sampled_from(["", " ", "\u00a0", "\u202f"]),
)
def test_a_plain_number_is_read_with_its_unit(number, unit, space) -> None:
    name, factor, dimension = unit
    found = one(f"{number:f}{space}{name}")
    assert (found.low, found.high, found.dimension) == (
        pytest.approx(float(number) * factor),
        pytest.approx(float(number) * factor),
        dimension,
    )
