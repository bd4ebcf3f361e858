"""Tables drawn with characters: blank cells, short rows, and what only looks like a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.documents import Table
from retrieval.loaders import load
from retrieval.loaders.plain import blocks_of

REAGENTS = Table(
    ("Reagent", "Batch", "Expiry"), (("Buffer A", "B-1", "2027-01"), ("Enzyme", "", ""), ("Water", "B-3", "2028-04"))
)


def tables(text: str) -> list[Table]:
    return [block.table for block in blocks_of(text) if block.table]


def texts(text: str) -> list[str]:
    return [block.text for block in blocks_of(text) if block.text]


@pytest.mark.parametrize(
    "drawn",
    [
        "Reagent   Batch  Expiry\n--------  -----  -------\n"
        "Buffer A  B-1    2027-01\nEnzyme\nWater     B-3    2028-04\n",
        "Reagent   Batch  Expiry\n========  =====  =======\n"
        "Buffer A  B-1    2027-01\nEnzyme        \nWater     B-3    2028-04\n",
        "========  =====  =======\nReagent   Batch  Expiry\n========  =====  =======\nBuffer A  B-1    2027-01\n"
        "Enzyme\nWater     B-3    2028-04\n========  =====  =======\n",
        "Reagent | Batch | Expiry\n--------|-------|-------\nBuffer A | B-1 | 2027-01\nEnzyme\nWater | B-3 | 2028-04\n",
        "Reagent | Batch | Expiry\n--------|-------|-------\n"
        "Buffer A | B-1 | 2027-01\nEnzyme | |\nWater | B-3 | 2028-04\n",
        "| Reagent | Batch | Expiry |\n|---|---|---|\n"
        "| Buffer A | B-1 | 2027-01 |\n| Enzyme |\n| Water | B-3 | 2028-04 |\n",
        "Reagent\tBatch\tExpiry\nBuffer A\tB-1\t2027-01\nEnzyme\nWater\tB-3\t2028-04\n",
        "Reagent\tBatch\tExpiry\nBuffer A\tB-1\t2027-01\nEnzyme\t\t\nWater\tB-3\t2028-04\n",
    ],
    ids=["dashes", "blanks", "rst", "bars", "bars at the end", "between bars", "tabs", "tabs kept"],
)
def test_a_row_with_blank_cells_is_a_row(drawn: str) -> None:
    assert tables(drawn) == [REAGENTS]
    assert texts(drawn) == []


@pytest.mark.parametrize(
    ("drawn", "rows"),
    [
        (
            "Item    Lot   Amount\n------  ----  ------\nFlask         3\nBag     L-2\nTube    L-9   4\n",
            (("Flask", "", "3"), ("Bag", "L-2", ""), ("Tube", "L-9", "4")),
        ),
        (
            "Item    Lot   Amount\n------  ----  ------\nFlask   L-1   3\nBag     L-2   9\nTube\n",
            (("Flask", "L-1", "3"), ("Bag", "L-2", "9"), ("Tube", "", "")),
        ),
        ("Item    Lot   Amount\n------  ----  ------\n        L-1   3\n", (("", "L-1", "3"),)),
        (
            "Item | Lot | Amount\nFlask | | 3\nBag | L-2\nTube | L-9 | 4\n",
            (("Flask", "", "3"), ("Bag", "L-2", ""), ("Tube", "L-9", "4")),
        ),
        (
            "Item\tLot\tAmount\nFlask\t\t3\nBag\tL-2\nTube\tL-9\t4\n",
            (("Flask", "", "3"), ("Bag", "L-2", ""), ("Tube", "L-9", "4")),
        ),
    ],
)
def test_blank_cells_anywhere(drawn: str, rows: tuple[tuple[str, ...], ...]) -> None:
    found = tables(drawn)
    assert [((t.header, *t.rows) if t.header else t.rows) for t in found] == [(("Item", "Lot", "Amount"), *rows)]


def test_a_blank_cell_where_columns_are_only_lined_up() -> None:
    drawn = "Day   VCD    Viability\n0     0.5    97.1\n1\n3     2.1    95.0\n"
    assert [t.rows for t in tables(drawn)] == [(("0", "0.5", "97.1"), ("1", "", ""), ("3", "2.1", "95.0"))]


@pytest.mark.parametrize(
    ("text", "table_rows", "left"),
    [
        # A sentence below a table, as narrow as its first column.
        ("Reagent           Lot\n----------------  ---\nBuffer            B-1\nSee SOP-9.\n", 1, ["See SOP-9."]),
        # A sentence across the gutters ends the table.
        (
            "Day   VCD    Viability\n0     0.5    97.1\n1     0.6    97.0\n"
            "The cells were then fed and moved.\n3     2.1    95.0\n",
            2,
            ["The cells were then fed and moved.", "3 2.1 95.0"],
        ),
        # Bars in prose.
        ("The ratio a|b fell.\nIt rose later.\nThen c|d fell as well.\n", 0, None),
        # Keys with values behind as many tabs as they need.
        ("Name:\t\tKT\nOperator:\tJL\nSite:\t\tB\n", 0, ["Name: KT", "Operator: JL", "Site: B"]),
    ],
)
def test_what_is_no_row(text: str, table_rows: int, left: list[str] | None) -> None:
    assert sum(len(t.rows) for t in tables(text)) == table_rows
    if left is not None:
        assert texts(text) == left


_CELL = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,5}", fullmatch=True)


@given(
    st.lists(st.tuples(_CELL, st.one_of(st.just(""), _CELL), st.one_of(st.just(""), _CELL)), min_size=1, max_size=8),
    st.sampled_from(["dashes", "bars", "between bars"]),
)
def test_every_cell_comes_back_where_it_stood(rows: list[tuple[str, str, str]], how: str) -> None:
    header = ("Name", "Lot no", "Amount")
    lines = {
        "dashes": ["  ".join(c.ljust(9) for c in row).rstrip() for row in (header, ("-" * 9,) * 3, *rows)],
        "bars": [" | ".join(row) for row in (header, ("---",) * 3, *rows)],
        "between bars": [f"| {' | '.join(row)} |" for row in (header, ("---",) * 3, *rows)],
    }[how]
    found = load("a.txt", ("Results\n\n" + "\n".join(lines) + "\n").encode())
    table = next(block.table for block in found.blocks if block.table)
    named = [c for c in range(3) if c < len(table.header) and table.header]
    assert named
    assert table.header == header
    assert table.rows == tuple(rows)


@given(st.lists(st.text(st.sampled_from("ab1 |-=\t+."), max_size=14), max_size=9))
def test_no_word_of_a_drawing_is_lost(lines: list[str]) -> None:
    drawn = "\n".join(lines)
    cells = [cell for t in tables(drawn) for row in (t.header, *t.rows) for cell in row]
    shown = " ".join([*texts(drawn), *cells])
    for sign in "ab1":
        assert (sign in shown) == (sign in drawn)
