"""Where a quotation stands: to the letter but for the declared normalisation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verify import locate
from retrieval.documents import Block, BlockKind, CanonicalText, Document
from tests.assistant.invented import RECORDS, record

TEXT = (
    "Seed 4.0 × 10⁴ cells/cm² at 95 % confluence; keep at −20 °C. Use the “final” micro\u00adcarriers,"
    " not the co- cultured ones. CD3+ cells are ≥ 80 %, CO₂ is 5.0 %."
)


def page(text: str) -> tuple[Document, CanonicalText]:
    return record([Block(BlockKind.PARAGRAPH, text)], "X-1", "A page")


def found(wording: str, text: str = TEXT) -> list[str]:
    return [quote.text for quote in locate(wording, *page(text))]


@pytest.mark.parametrize(
    ("wording", "wanted"),
    [
        ("4.0 × 10⁴ cells/cm²", "4.0 × 10⁴ cells/cm²"),
        ("4.0 × 10^4 cells/cm^2", "4.0 × 10⁴ cells/cm²"),
        ("keep  at\n-20 °C", "keep at −20 °C"),
        ('the "final" microcarriers', "the “final” micro\u00adcarriers"),
        ("cocultured ones", "co- cultured ones"),
        ("９５ ％ confluence", "95 % confluence"),
        ("CD3+ cells", "CD3+ cells"),
    ],
)
def test_what_is_set_otherwise_is_found_with_the_wording_of_the_document(wording: str, wanted: str) -> None:
    assert found(wording) == [wanted]


@pytest.mark.parametrize(
    "wording",
    [
        "104 cells",
        "4.0 × 104 cells/cm2",
        "5 % confluence",
        "0 × 10",
        "20 °C",
        "CD3",
        "on",
        "≥ 60 %",
        "eed 4.0",
        ".0 %",
        "",
        " | ",
        "keep at +20 °C",
    ],
)
def test_nothing_is_found_that_is_not_there_or_is_cut_out_of_a_word_or_number(wording: str) -> None:
    assert found(wording) == []


def test_every_place_is_found_and_those_outside_a_span_are_not() -> None:
    document, canonical = page("Add 5 mL. Wait. Add 5 mL.")
    places = locate("Add 5 mL", document, canonical)
    assert [q.start for q in places] == [0, 16]
    assert locate("Add 5 mL", document, canonical, within=(10, 25)) == places[1:]


def test_cells_of_a_row_are_quoted_with_their_bars_or_without() -> None:
    row = locate("| Culture temperature | 37.0 |", *RECORDS["vector"])
    assert [q.text for q in row] == ["Culture temperature | 37.0"]


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_a_place_is_always_a_span_of_the_document_with_the_wording(middle: str, before: str, behind: str) -> None:
    document, canonical = page(f"{before} {middle} {behind}")
    for quote in locate(middle, document, canonical):
        assert 0 <= quote.start < quote.end <= len(canonical.text)
        assert locate(quote.text, document, canonical)


@given(st.integers(0, 999), st.integers(0, 999))
def test_a_number_is_found_only_whole(one: int, other: int) -> None:
    assert bool(found(f"{one} mL", f"Add {other} mL.")) is (one == other)
