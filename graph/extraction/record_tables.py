"""Tables of a record: what each column stands for, its name without the unit, and its unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extraction.reading import Grid, Reading
from graph.extraction.record_words import Means, meanings
from graph.extraction.units_in_names import name_and_unit
from retrieval.canonical import cell_spans
from retrieval.documents import Line

# Rows above the header that a sheet may begin with: its title, the site, a note.
_ROWS_ABOVE = 4


@dataclass(frozen=True, slots=True)
class Column:
    """A column: everything its header may stand for, its name as written without the unit, and the unit."""

    index: int
    means: tuple[Means, ...]
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A table with columns that were told apart."""

    grid: Grid
    columns: tuple[Column, ...]
    rows: tuple[Line, ...]

    def column(self, *means: Means) -> Column | None:
        """The first column that stands for the first of these that there is."""
        for meaning in means:
            for surely in (True, False):  # a column whose likeliest meaning it is comes before one that may be
                for column in self.columns:
                    if meaning in (column.means[:1] if surely else column.means):
                        return column
        return None

    def surely(self, *means: Means) -> bool:
        """Whether there is a column that most likely stands for one of these."""
        return any(column.means[:1] == (meaning,) for meaning in means for column in self.columns)

    def has(self, *means: Means) -> bool:
        """Whether there is a column for each of these."""
        return all(self.column(meaning) is not None for meaning in means)


def cell(row: Line, column: Column | None) -> str:
    """What a row has in a column; empty for a ragged row and for no column."""
    return row.cells[column.index].strip() if column is not None and column.index < len(row.cells) else ""


def cell_span(row: Line, column: Column) -> tuple[int, int]:
    """The span of a cell in the canonical text."""
    return list(cell_spans(row))[column.index]


def record_tables(reading: Reading) -> Iterator[RecordTable]:
    """The tables of the document whose columns have names."""
    for grid in reading.grids:
        header, rows = _header_of(grid)
        if header and rows:
            yield RecordTable(grid, tuple(_column(i, text) for i, text in enumerate(header)), rows)


def _header_of(grid: Grid) -> tuple[Sequence[str], tuple[Line, ...]]:
    """The header cells, also when the source marks none and the first rows hold them."""
    if sum(map(_named, grid.header)) >= 2 or (grid.header and not _header_row(grid)):
        return grid.header, grid.rows
    index = _header_row(grid)
    if index:
        return grid.rows[index - 1].cells, grid.rows[index:]
    return grid.header, grid.rows


def _header_row(grid: Grid) -> int:
    """The number from 1 of the row that names columns, 0 for none."""
    for number, row in enumerate(grid.rows[:_ROWS_ABOVE], start=1):
        filled = [cell for cell in row.cells if cell]
        if len(filled) >= 2 and 2 * sum(map(_named, filled)) >= len(filled) and sum(map(_named, filled)) >= 2:
            return number
    return 0


def _named(text: str) -> bool:
    return bool(meanings(name_and_unit(text)[0]) or meanings(text))


def _column(index: int, text: str) -> Column:
    name, unit = name_and_unit(text)
    return Column(index, meanings(text) or meanings(name), name, unit)
