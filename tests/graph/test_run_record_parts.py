"""References to documents, decimal marks, dates and time points, as run records write them."""

from __future__ import annotations

import pytest

from graph.errors import NotAQuantity
from graph.extraction.day_order import iso_date
from graph.extraction.decimals import Mark, mark_of, with_points
from graph.extraction.record_words import Means, meanings
from graph.extraction.references import listed, references
from graph.extraction.time_words import time_of_header
from graph.extraction.units_in_names import name_and_unit


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SOP-127 v4", ["SOP-127 v4"]),
        ("SOP-127 (version 4)", ["SOP-127 v4"]),
        ("SOP-127, rev. 4", ["SOP-127 v4"]),
        ("SOP-127/4", ["SOP-127 v4"]),
        ("SOP-127 (4)", ["SOP-127 v4"]),
        ("SOP-127 Rev B; PR-101", ["SOP-127 vB", "PR-101"]),
        ("SOP-127, SOP-128 and WI_7_012", ["SOP-127", "SOP-128"]),
        ("PR-101 v2, SOP-127 v4.1, SPEC-001 Version 4", ["PR-101 v2", "SOP-127 v4.1", "SPEC-001 v4"]),
        ("see the batch record", []),
    ],
)
def test_references(text: str, names: list[str]) -> None:
    assert [reference.name for reference in references(text)][: len(names)] == names


def test_equipment_in_lists() -> None:
    assert list(listed("MS-01, Incubator INC-03; Centrifuge CE-06 and a water bath")) == [
        "MS-01",
        "INC-03",
        "CE-06",
        "a water bath",
    ]


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["7,22", "37,0", "54"], Mark.COMMA),
        (["7.22", "1,234.5"], Mark.POINT),
        (["1,234", "5,678"], Mark.OPEN),
        (["1.022", "0.918"], Mark.POINT),
        (["7,2", "7.2"], Mark.OPEN),
        ([], Mark.OPEN),
    ],
)
def test_mark_of(cells: list[str], mark: Mark) -> None:
    assert mark_of(cells) is mark


def test_with_points() -> None:
    assert with_points("1,234", Mark.COMMA) == "1.234"
    assert with_points("1,234", Mark.POINT) == "1234"
    assert with_points("1.234,5", Mark.COMMA) == "1234.5"
    assert with_points("2,9 × 10⁸ cells", Mark.COMMA) == "2.9 × 10⁸ cells"
    for cell, mark in (("1,234", Mark.OPEN), ("1.234", Mark.COMMA)):
        with pytest.raises(NotAQuantity):
            with_points(cell, mark)


@pytest.mark.parametrize(
    ("text", "others", "iso"),
    [
        ("2025-09-05", (), "2025-09-05"),
        ("05.09.2025", (), "2025-09-05"),
        ("05/09/2025", (), "05/09/2025"),
        ("05/09/2025", ("25/09/2025",), "2025-09-05"),
        ("05/09/2025", ("09/25/2025",), "2025-05-09"),
        ("05/09/2025", ("09/25/2025", "25/09/2025"), "05/09/2025"),
        ("20240212", (), "2024-02-12"),
        ("not yet", (), "not yet"),
    ],
)
def test_dates(text: str, others: tuple[str, ...], iso: str) -> None:
    assert iso_date(text, others) == iso


@pytest.mark.parametrize(
    ("header", "time"),
    [
        ("D5", "day 5"),
        ("Day 0", "day 0"),
        ("Tag 3", "day 3"),
        ("120 h", "120 h"),
        ("Day −3", "day −3"),
        ("DO", ""),
        ("pH", ""),
    ],
)
def test_time_of_header(header: str, time: str) -> None:
    assert time_of_header(header) == time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Viable cells (10⁶/mL)", ("Viable cells", "10⁶/mL")),
        ("Glucose [g/L]", ("Glucose", "g/L")),
        ("Glucose, g/L", ("Glucose", "g/L")),
        ("Vector copy number (VCN)", ("Vector copy number (VCN)", "")),
        ("viability_pct", ("viability", "%")),
        ("IL-7, recombinant human", ("IL-7, recombinant human", "")),
        ("pH", ("pH", "")),
    ],
)
def test_name_and_unit(text: str, expected: tuple[str, str]) -> None:
    assert name_and_unit(text) == expected


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Batch number", Means.RUN),
        ("Lot of drug product", Means.RUN),
        ("Lot number", Means.LOT),
        ("Patient/Donor ID", Means.DONOR),
        ("Procedures used", Means.FOLLOWED),
        ("documents_followed", Means.FOLLOWED),
        ("Manufacturing start date", Means.STARTED),
        ("run_or_unit", Means.SUBJECT),
        ("Root cause", Means.ROOT_CAUSE),
        ("Unit", Means.UNIT),
        ("Zeit (h)", Means.CLOCK),
    ],
)
def test_meanings(text: str, meaning: Means) -> None:
    assert meanings(text)[0] is meaning


def test_prose_is_no_key() -> None:
    assert meanings("The run was stopped on day 3 because the batch number was not written down") == ()
