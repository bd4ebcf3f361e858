"""Which run each row of a table speaks of, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.extraction.day_order import iso_date
from graph.extraction.reading import Reading
from graph.extraction.record_pairs import is_blank
from graph.extraction.record_tables import Column, RecordTable, cell, record_tables
from graph.extraction.record_words import Means
from graph.extraction.run_identity import NEVER, run_name
from graph.extraction.run_record import RunRecord, run_record
from graph.extraction.time_words import time_point
from retrieval.documents import Line

_TIMES = (Means.DAY, Means.CLOCK, Means.TIMESTAMP, Means.STAGE, Means.DATE)
# Columns of runs that are numbered through and no more: a design's run order, not names of runs.
_ORDER_BELOW = 1_000


@dataclass(frozen=True, slots=True)
class RunTable:
    """A table of measured values: its columns, and the record that it stands in (None when it is of several runs)."""

    table: RecordTable
    record: RunRecord | None
    run_column: Column | None

    @property
    def product(self) -> str:
        return self.record.product if self.record else ""

    @property
    def time_column(self) -> Column | None:
        """The column that says when, the finest first."""
        return self.table.column(*_TIMES)

    def run(self, row: Line) -> str:
        """The run of a row, with the replicate where one batch number stands for several; empty for none."""
        if self.run_column is None:
            return self.record.run if self.record else ""
        named = run_name(cell(row, self.run_column))
        if not named:
            return self.record.run if self.record and is_blank(cell(row, self.run_column)) else ""
        parts = [cell(row, c) for c in self.table.columns if Means.REPLICATE in c.means[:1]]
        return " ".join([named, *filter(None, parts)])

    def time(self, row: Line) -> str:
        column = self.time_column
        return time_point(column, cell(row, column))

    def date(self, row: Line) -> str:
        """The date or timestamp of a row, beside its time point."""
        column = self.table.column(Means.DATE, Means.TIMESTAMP)
        written = cell(row, column)
        if not written or column is None:
            return ""
        return written if Means.TIMESTAMP in column.means else iso_date(written)

    def product_of(self, row: Line) -> str:
        """The product of a row in a table of several, else that of the record."""
        return cell(row, self.table.column(Means.PRODUCT)) or self.product


def run_tables(reading: Reading) -> Iterator[RunTable]:
    """Tables of a run record, and those of other documents whose rows name their runs."""
    if reading.entry.identity.kind in NEVER:
        return
    record = run_record(reading)
    for table in record_tables(reading):
        column = table.column(Means.RUN)
        if column is not None and (Means.RUN not in column.means[:1] or _numbers(table, column)):
            column = None
        if record is not None or column is not None:
            yield RunTable(table, record, column)


def _numbers(table: RecordTable, column: Column) -> bool:
    cells = [cell(row, column) for row in table.rows]
    return all(not text or (text.isdecimal() and int(text[:9]) < _ORDER_BELOW) for text in cells)


def numeric_share(rows: tuple[Line, ...], column: Column, is_number: Callable[[str], bool]) -> float:
    """The share of filled cells of a column that are numbers, among the first rows."""
    filled = [text for row in rows[:200] if not is_blank(text := cell(row, column))]
    return sum(map(is_number, filled)) / len(filled) if filled else 0.0
