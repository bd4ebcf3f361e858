"""Values in rows: results, process parameters as run, and time courses with one analyte a row."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extraction.decimals import Mark, mark_of
from graph.extraction.kinds import label_of, likely_label
from graph.extraction.measured import Taken, facts_of
from graph.extraction.reading import Reading
from graph.extraction.record_pairs import is_blank
from graph.extraction.record_tables import Column, RecordTable, cell, cell_span
from graph.extraction.record_words import Means
from graph.extraction.run_tables import RunTable, run_tables
from graph.extraction.units_in_names import name_and_unit
from graph.process import Fact, Unread
from graph.schema import Label

_RULE = "measurement rows 1"
_NAMES = (Means.PARAMETER, Means.ATTRIBUTE, Means.ANALYTE)
_OTHER_TABLES = (Means.DEVIATION, Means.ROOT_CAUSE, Means.ACTION)


def read_measurements(reading: Reading) -> Iterator[Fact | Unread]:
    """A measurement for each row that names what was measured and holds its value."""
    for table in run_tables(reading):
        names, values = columns_of(table.table)
        if names is not None and values is not None:
            yield from facts_of(reading, _rows(reading, table, names, values), _RULE)


def columns_of(table: RecordTable) -> tuple[Column | None, Column | None]:
    """The column of names and the column of values; None for a table that has not both."""
    if table.surely(*_OTHER_TABLES):
        return None, None
    names = table.column(*_NAMES)
    values = table.column(Means.VALUE)
    return (names, values) if names is not values else (None, None)


def _rows(reading: Reading, table: RunTable, names: Column, values: Column) -> Iterator[Taken]:
    columns = table.table
    units, methods = columns.column(Means.UNIT), columns.column(Means.METHOD)
    mark = mark_of((cell(row, values) for row in columns.rows), _mark_of_table(columns))
    hint = _hint(names, methods)
    for row in columns.rows:
        written, text, run = cell(row, names), cell(row, values), table.run(row)
        if is_blank(written) or _is_empty(text) or not run:
            continue
        name, unit = name_and_unit(written)
        yield Taken(
            run,
            table.product_of(row),
            name,
            _label(name, hint, reading),
            text,
            _unit_of(cell(row, units), unit, values.unit),
            row,
            cell_span(row, values)[0],
            table.time(row),
            table.date(row),
            cell(row, methods),
            mark,
            words=True,
        )


def _is_empty(text: str) -> bool:
    """Blank; "none" and "n/a" are no values either."""
    return is_blank(text)


def _unit_of(*written: str) -> str:
    """The first unit there is; a dash in the column of units is none."""
    return next((unit for unit in written if not is_blank(unit)), "")


def _mark_of_table(table: RecordTable) -> Mark:
    return mark_of(text for row in table.rows[:500] for text in row.cells)


def _hint(names: Column, methods: Column | None) -> Label | None:
    """What the header says the names are; a "parameter" with a method is what a laboratory calls a test."""
    if names.means[0] is Means.ATTRIBUTE:
        return Label.ATTRIBUTE
    if names.means[0] is Means.PARAMETER and methods is None:
        return Label.PARAMETER
    return None


def _label(name: str, hint: Label | None, reading: Reading) -> Label:
    return hint or label_of(name, reading.vocabulary) or likely_label(name, reading.vocabulary)
