"""The canonical text: its lines tile it, and slicing gives back what was read."""

from __future__ import annotations

import itertools

from hypothesis import given

from retrieval.canonical import CELL_SEPARATOR, canonicalise, cell_spans
from retrieval.documents import Block, BlockKind, CanonicalText, Table
from tests.retrieval.generated import blocks

HEADING, PARAGRAPH, STEP, TABLE = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.STEP, BlockKind.TABLE


def test_the_text_of_a_small_document() -> None:
    table = Table(("Day", "Volume (mL)"), (("0", "100"), ("3", "")), "Table 1. Feeds", ("row 2", "row 3"))
    canonical = canonicalise(
        [
            Block(HEADING, "5 Expansion", 1),
            Block(PARAGRAPH, "Feed as in the table."),
            Block(TABLE, table=table),
            Block(STEP, "1. Count.", 1),
            Block(HEADING, "5.1 Harvest", 2),
            Block(PARAGRAPH, "Harvest on day 7.", page=2),
            Block(HEADING, "6 Storage", 1),
        ]
    )
    assert canonical.text == (
        "5 Expansion\nFeed as in the table.\n\nTable 1. Feeds\nDay | Volume (mL)\n0 | 100\n3 | \n\n"
        "1. Count.\n\n5.1 Harvest\nHarvest on day 7.\n\n6 Storage"
    )
    kinds = [line.kind for line in canonical.lines]
    assert kinds == [
        "heading",
        "paragraph",
        "caption",
        "header",
        "row",
        "row",
        "step",
        "heading",
        "paragraph",
        "heading",
    ]
    row = canonical.lines[4]
    assert (row.table, row.row, row.label, row.caption) == (1, 1, "row 2", "Table 1. Feeds")
    assert (row.header, row.cells, row.section) == (("Day", "Volume (mL)"), ("0", "100"), ("5 Expansion",))
    harvest = canonical.lines[8]
    assert (harvest.section, harvest.page) == (("5 Expansion", "5.1 Harvest"), 2)
    assert canonical.lines[9].section == ()


def test_a_heading_closes_those_of_its_level_and_below_only() -> None:
    levels = [(1, "A"), (3, "A.x.1"), (2, "A.1"), (3, "A.1.1"), (2, "A.2"), (1, "B")]
    read = [block for level, text in levels for block in (Block(HEADING, text, level), Block(PARAGRAPH, f"of {text}"))]
    sections = [line.section for line in canonicalise(read).lines if line.kind == "paragraph"]
    assert sections == [("A",), ("A", "A.x.1"), ("A", "A.1"), ("A", "A.1", "A.1.1"), ("A", "A.2"), ("B",)]


def test_a_caption_that_was_read_as_the_line_above_is_not_repeated() -> None:
    table = Table(("A",), (("1",),), "Table 2. Limits")
    canonical = canonicalise([Block(PARAGRAPH, "Table 2. Limits"), Block(TABLE, table=table)])
    assert canonical.text == "Table 2. Limits\n\nA\n1"


def test_empty_rows_leave_the_numbers_of_the_others_alone() -> None:
    table = Table((), (("a",), ("",), ("c",)), row_labels=("row 1", "row 2", "row 3"))
    lines = canonicalise([Block(TABLE, table=table)]).lines
    assert [(line.row, line.label) for line in lines] == [(1, "row 1"), (3, "row 3")]


def test_nothing_gives_nothing() -> None:
    assert canonicalise([]) == CanonicalText("", ())
    assert canonicalise([Block(PARAGRAPH, ""), Block(TABLE)]) == CanonicalText("", ())


@given(blocks)
def test_lines_tile_the_text(read: list[Block]) -> None:
    canonical = canonicalise(read)
    lines = canonical.lines
    assert all(line.start < line.end for line in lines)
    gaps = [canonical.text[a.end : b.start] for a, b in itertools.pairwise(lines)]
    assert set(gaps) <= {"\n", "\n\n"}
    if lines:
        assert (lines[0].start, lines[-1].end) == (0, len(canonical.text))
    else:
        assert canonical.text == ""


@given(blocks)
def test_slicing_gives_the_wording_in_reading_order(read: list[Block]) -> None:
    canonical = canonicalise(read)
    sliced = [canonical.text[line.start : line.end] for line in canonical.lines if line.table == 0]
    assert sliced == [block.text for block in read if block.table is None]
    rows = [(line.header, line.cells) for line in canonical.lines if line.kind == "row"]
    tables = [block.table for block in read if block.table is not None]
    headed = [(table.header if any(table.header) else (), row) for table in tables for row in table.rows if any(row)]
    assert rows == headed


@given(blocks)
def test_a_blank_line_stands_before_each_heading_and_around_each_table(read: list[Block]) -> None:
    canonical = canonicalise(read)
    for above, below in itertools.pairwise(canonical.lines):
        apart = canonical.text[above.end : below.start] == "\n\n"
        assert apart == (below.kind == "heading" or above.table != below.table)


@given(blocks)
def test_cell_spans_slice_to_the_cells(read: list[Block]) -> None:
    canonical = canonicalise(read)
    for line in canonical.lines:
        spans = list(cell_spans(line))
        assert tuple(canonical.text[start:end] for start, end in spans) == line.cells
        if line.cells:
            assert (spans[0][0], spans[-1][1]) == (line.start, line.end)
            assert all(b[0] - a[1] == len(CELL_SEPARATOR) for a, b in itertools.pairwise(spans))


@given(blocks)
def test_equal_blocks_give_equal_text(read: list[Block]) -> None:
    assert canonicalise(read) == canonicalise(iter(list(read)))
