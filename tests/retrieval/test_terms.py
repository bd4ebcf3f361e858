"""Words as search sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.terms import STOP_WORDS, content_terms, fold, index_text, stem, tokens

# Letters, numbers and the signs of the field, with whatever else Unicode has.
texts = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="aAzZ µμΜ×xéïßİıſﬁ½¼①²⁴⁻⁺₂ºª°℃Ωå-‐–—−’'\u00ad0129.,()^\u0301", max_size=40),
)
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("2 × 10⁴ cells", ["2", "x", "10", "4", "cell"]),
        ("10⁻³ M", ["10", "3", "m"]),
        ("10^6", ["10", "6"]),
        ("CO₂", ["co2"]),
        ("1,000.5 mL", ["1,000.5", "ml"]),
        ("0.22 µm", ["0.22", "um"]),
        ("0.22 μm", ["0.22", "um"]),
        ("10mL", ["10", "ml"]),
        ("CD3+", ["cd3"]),
        ("SOP-014", ["sop", "014"]),
        ("ThermoFisher’s", ["thermofish", "s"]),
        ("T‑cell", ["t", "cell", "tcell"]),
        ("T-cell", ["t", "cell", "tcell"]),
        ("follow-up", ["follow", "up", "followup"]),
        ("CHIR99021", ["chir99021", "chir"]),
        ("passage\u00adnumber", ["passagenumb"]),
        ("freezing frozen FREEZES", ["freez", "frozen", "freez"]),
        ("1½ h", ["1", "1", "2", "h"]),
        ("½ h", ["1", "2", "h"]),
        ("", []),
        ("— … ≥ %", []),
    ],
)
def test_tokens(written: str, found: list[str]) -> None:
    assert tokens(written) == found


def test_an_accent_does_not_make_another_word() -> None:
    assert tokens("naïve T cells, Müller-Hinton") == tokens("naive T cells, Muller-Hinton")


@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_folded_text_has_the_same_tokens(text: str) -> None:
    assert tokens(fold(text)) == tokens(text)


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_a_superscript_never_merges_with_the_number(number: int, power: int) -> None:
    raised = "".join(SUPERSCRIPTS[int(digit)] for digit in str(power))
    assert tokens(f"{number}{raised}") == [str(number), str(power)]


@given(st.integers(0, 10**6), st.sampled_from("½⅓¼¾⅛⅔"))
def test_a_vulgar_fraction_never_merges_with_the_number(number: int, fraction: str) -> None:
    assert tokens(f"{number}{fraction}")[0] == str(number)


@given(texts)
def test_tokens_are_folded_words_without_white_space_or_quotes(text: str) -> None:
    for token in tokens(text):
        assert token
        assert not set(token) & set(" \t\n\"'-_()*:^")


@given(texts)
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.swapcase()).casefold() == fold(text.swapcase())


@given(texts)
def test_content_terms_stand_where_they_say(text: str) -> None:
    folded = fold(text)
    for term in content_terms(text):
        assert folded[term.start : term.end] == term.word
        assert stem(term.word) == term.stem
        assert term.word not in STOP_WORDS


@given(texts)
def test_the_index_holds_the_tokens_that_are_not_function_words(text: str) -> None:
    assert index_text(text).split(" ") == ([t for t in tokens(text) if t not in STOP_WORDS] or [""])
