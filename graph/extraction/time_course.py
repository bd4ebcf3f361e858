"""Time courses: one column a signal with time in the rows, or one column a day with signals in the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.decimals import Mark, mark_of
from graph.extraction.kinds import likely_label
from graph.extraction.measured import Taken, facts_of
from graph.extraction.measurements import columns_of
from graph.extraction.reading import Reading
from graph.extraction.record_pairs import is_blank
from graph.extraction.record_tables import Column, RecordTable, cell, cell_span
from graph.extraction.record_words import Means
from graph.extraction.run_tables import RunTable, numeric_share, run_tables
from graph.extraction.time_words import time_of_header
from graph.extraction.units_in_names import name_and_unit
from graph.process import Fact, Unread

_RULE = "time course 1"
_NOT_A_COURSE = (Means.DEVIATION, Means.ROOT_CAUSE, Means.ACTION, Means.LOT, Means.CRITERION, Means.EXPIRY)
_NUMBER = re.compile(r"[<>≤≥~≈]?\s?[-+−–]?\d[\d.,]*(?:\s?[eE][-+]?\d+|\s?[×x·*]\s?10\S{1,4})?(?:\s?\S{1,12})?")
_NO_READING = re.compile(
    r"(?:not |n\.?)(?:measured|determined|done|sampled|taken|d\.?|m\.?)\.?|missing|lost|nan|#.*", re.IGNORECASE
)


def read_time_courses(reading: Reading) -> Iterator[Fact | Unread]:
    """A measurement for each filled cell of a time course."""
    for table in run_tables(reading):
        if table.table.surely(*_NOT_A_COURSE) or all(columns_of(table.table)):
            continue
        days = [(c, time) for c in table.table.columns if (time := time_of_header(c.name))]
        if len(days) >= 2:
            yield from facts_of(reading, _by_column(reading, table, days), _RULE)
        elif table.time_column is not None:
            yield from facts_of(reading, _by_row(reading, table), _RULE)


def _by_row(reading: Reading, table: RunTable) -> Iterator[Taken]:
    """Time in the rows."""
    course = table.table
    signals = [c for c in course.columns if c.name and not c.means and _is_signal(course, c)]
    of_table = _mark(course)
    for column in signals:
        mark = mark_of((cell(row, column) for row in course.rows), of_table)
        label = likely_label(column.name, reading.vocabulary)
        for row in course.rows:
            text, run = cell(row, column), table.run(row)
            if run and not _is_empty(text):
                yield Taken(
                    run,
                    table.product_of(row),
                    column.name,
                    label,
                    text,
                    column.unit,
                    row,
                    cell_span(row, column)[0],
                    table.time(row),
                    table.date(row),
                    mark=mark,
                )


def _by_column(reading: Reading, table: RunTable, days: list[tuple[Column, str]]) -> Iterator[Taken]:
    """Time in the columns, the name of the signal in the first."""
    course = table.table
    times = {column.index for column, _ in days}
    units = course.column(Means.UNIT)
    names = next((c for c in course.columns if c.index not in times and c is not units), None)
    if names is None:
        return
    mark = _mark(course)
    for row in course.rows:
        name, unit = name_and_unit(cell(row, names))
        run = table.run(row)
        if not name or not run or (Means.RUN in names.means and names is table.run_column):
            continue
        label = likely_label(name, reading.vocabulary)
        for column, time in days:
            text = cell(row, column)
            if not _is_empty(text) and _NUMBER.fullmatch(text):
                start = cell_span(row, column)[0]
                written = cell(row, units) or unit
                yield Taken(run, table.product_of(row), name, label, text, written, row, start, time, mark=mark)


def _is_signal(course: RecordTable, column: Column) -> bool:
    return numeric_share(course.rows, column, lambda text: _NUMBER.fullmatch(text) is not None) >= 0.5


def _is_empty(text: str) -> bool:
    return is_blank(text) or _NO_READING.fullmatch(text) is not None


def _mark(course: RecordTable) -> Mark:
    return mark_of(text for row in course.rows[:500] for text in row.cells)
