"""Numbers that follow from quoted ones are worked out again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify import Derived, Rule
from tests.assistant.invented import verdict

HARVEST = ("run", "Viability | Harvest | 93.4 % | ≥ 85 % | pass")
OTHER = ("other", "Viability | Harvest | 90.6 % | ≥ 85 % | pass")
DAY_7 = ("run", "7 | 2.9 | 1.4 | 1.85")
DAY_14 = ("run", "14 | 1.2 | 2.6 | 3.10")
MEAN = "The mean viability at harvest of NK-207 and NK-208 was {} %."
FALL = "Glucose of NK-207 fell from 2.9 g/L on day 7 to 1.2 g/L on day 14, by {} g/L."


@pytest.mark.parametrize(
    ("text", "derived", "quoted"),
    [
        (MEAN.format("92.0"), Derived("mean", ("93.4 %", "90.6 %"), "92.0 %"), (HARVEST, OTHER)),
        (FALL.format("1.7"), Derived("difference", ("2.9 g/L", "1.2 g/L"), "1.7 g/L"), (DAY_7, DAY_14)),
    ],
)
def test_what_code_works_out_too_is_supported_and_told_as_computed(
    text: str, derived: Derived, quoted: tuple[tuple[str, str], ...]
) -> None:
    found = verdict(text, *quoted, derived=[derived])
    assert found.supported, found.reason
    assert found.computed == (derived.result,)


@pytest.mark.parametrize(
    "derived",
    [
        Derived("mean", ("93.4 %", "90.6 %"), "92.5 %"),
        Derived("mean", ("93.4 %", "91.6 %"), "92.5 %"),
        Derived("sum", ("93.4 %", "90.6 %"), "92.5 %"),
        Derived("median", ("93.4 %", "90.6 %"), "92.5 %"),
        Derived("mean", (), "92.5 %"),
        Derived("mean", ("93.4 %", "NK-208"), "92.5 %"),
        Derived("ratio", ("93.4 %", "90.6 %"), "92.5 %"),
        Derived("mean", ("93.4 %", "90.6 %"), "about right"),
    ],
)
def test_a_derivation_that_does_not_hold_is_refused(derived: Derived) -> None:
    found = verdict(MEAN.format("92.5"), HARVEST, OTHER, derived=[derived])
    assert Rule.DERIVED in {v.rule for v in found.violations}


def test_a_derived_number_must_be_said_to_be_derived() -> None:
    assert not verdict(MEAN.format("92.0"), HARVEST, OTHER).supported


@given(st.decimals(min_value=0, max_value=100, places=1))
def test_no_other_mean_is_taken(mean: object) -> None:
    told = Derived("mean", ("93.4 %", "90.6 %"), f"{mean} %")
    assert verdict(MEAN.format(mean), HARVEST, OTHER, derived=[told]).supported is (str(mean) == "92.0")
