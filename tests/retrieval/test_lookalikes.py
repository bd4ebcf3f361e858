"""Digits, signs and letters that look alike search alike; numbers never change or merge."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.quantities import find_quantities
from retrieval.terms import fold, tokens

# Letters and signs of every sort that is folded, so that they meet.
CLASH = st.text(
    alphabet="aZ 09.,-+eExX×·⋅∙*^¼⅛①⒈❶₀₂⁴⁻⁰²㎠㍙º˚°℃ΩKµ≥⩾≧≤≠≮⁄СМОЗоабдкΑΜΤΝοαΣςЀЙİѴ\u0338\u0301\u200b\u00ad\u202f٣४１𝟗",
    max_size=24,
)
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("٣٧ °C", "37 °c"),
        ("３７ ℃", "37 °c"),
        ("𝟑𝟕 °C", "37 °c"),
        ("37 ºC", "37 °c"),
        ("37 ˚C", "37 °c"),
        ("37⁰C", "37°c"),
        ("37 °С", "37 °c"),
        ("Nº 5", "no 5"),
        ("СD3 and СНО", "cd3 and cho"),
        ("ΤNFα", "tnfα"),
        ("IFN-γ", "ifn-γ"),
        ("доза", "доза"),
        ("1О0 mL", "100 mL".lower()),
        ("З7 °C", "37 °c"),
        ("О.5 mL", "0.5 ml"),
        ("О2", "o2"),
        ("10Ом", "10om"),
        ("5 ㎍/㎖", "5 ug/ml"),
        ("0.22 µm", "0.22 um"),
        ("10㎠", "10cm^2"),
        ("2×10⁴", "2 x 10^4"),
        ("2⋅10⁴", "2 x 10^4"),
        ("2·5 mg", "2·5 mg"),
        ("10³5", "10^3 5"),
        ("10①", "10 1"),
        ("⒈5 mL", "1. 5 ml"),
        ("❶10 mL", "1 10 ml"),
        ("C₁₂", "c12"),
        ("⩾ 80 %", ">= 80 %"),
        ("≤5", "<=5"),
        ("≠5", "≠5"),
        ("≮5", "≮5"),
        ("1½ h", "1 1/2 h"),
        ("1⁄2", "1/2"),
        ("−7 °C", "-7 °c"),
        ("1\u202f000", "1 000"),
        ("de\u200blete\ufe0f", "delete"),
        ("٣٫٥", "3.5"),
    ],
)
def test_what_looks_the_same_is_the_same(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(CLASH)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tokens(fold(text)) == tokens(text)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_ascii_numbers_keep_value_sign_and_exponent(text: str) -> None:
    assert [n.lower() for n in NUMBER.findall(text)] == NUMBER.findall(fold(text))


@given(st.integers(-(10**6), 10**6), st.integers(-20, 20), st.sampled_from("−-–"))
def test_a_power_of_ten_keeps_base_sign_and_exponent(number: int, power: int, minus: str) -> None:
    raised = str(power).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    written = f"{str(number).replace('-', minus)} × 10{raised} cells"
    assert fold(written) == f"{number} x 10^{power} cells"


DIGIT_SETS = ["٠", "०", "๐", "０", "𝟎", "𝟘", "۰", "𝟬"]


@given(st.integers(0, 10**9), st.sampled_from(DIGIT_SETS))
def test_any_decimal_digits_are_the_number(number: int, zero: str) -> None:
    written = "".join(chr(ord(zero) + int(d)) for d in str(number))
    assert fold(f"{written} mL") == f"{number} ml"


@given(st.integers(0, 999), st.integers(0, 999), st.sampled_from("①⒈❶₁⁴½㍙🄁\u202f\u2009\u00a0|·"))
def test_two_numbers_with_something_between_are_never_one(one: int, other: int, between: str) -> None:
    found = re.findall(r"\d+", " ".join(tokens(f"{one}{between}{other}")))
    assert found[0] == str(one)
    assert found[-1] == str(other)
    assert f"{one}{other}" not in found[1:-1]


@given(st.integers(0, 10**6))
def test_cyrillic_digits_do_not_change_a_number(number: int) -> None:
    plain = str(number)
    written = plain[0].replace("3", "З") + plain[1:].replace("0", "О").replace("3", "З")
    assume(any(sign.isascii() for sign in written))  # "ЗО" alone is letters, and may be a word
    assert fold(f"{written} mL") == f"{plain} ml"


@pytest.mark.parametrize("mark", ["\u0301", "\u0489", "О", "1", "1О.", "\u00a0"])
def test_a_flood_of_one_sign_ends_soon(mark: str) -> None:
    assert len(fold("5a" + mark * 100_000)) < 400_000


@pytest.mark.parametrize("written", ["37 ºC", "37 ˚C", "37 °С", "３７ ℃", "2⋅10⁴ cells", "5 ㎍/mL", "٣٧ °C", "0.5 μM"])
def test_quantities_read_the_folded_form_as_the_plain_one(written: str) -> None:
    plain = {"2⋅10⁴ cells": "2 x 10^4 cells", "5 ㎍/mL": "5 ug/ml", "0.5 μM": "0.5 um"}.get(written, "37 °c")
    assert list(find_quantities(fold(written))) == list(find_quantities(plain))


def test_every_folded_sign_is_one_that_unicode_knows() -> None:
    assert all(unicodedata.name(c, "") for c in fold("≥≤≠×µº˚①㎍"))
