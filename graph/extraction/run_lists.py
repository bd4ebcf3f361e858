"""Tables of a run record that list the documents it followed, its equipment and the lots it consumed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.reading import Grid, Reading
from graph.extraction.record_pairs import is_blank
from graph.extraction.record_tables import RecordTable, cell, record_tables
from graph.extraction.record_words import Means, meanings
from graph.extraction.references import listed, references
from graph.extraction.run_record import run_record
from graph.process import Fact, Mention, details
from graph.schema import Label, Relation
from retrieval.documents import Line

_RULE = "run lists 1"
_NUMBERED = re.compile(r"^(?:(?:table|tab\.?|tabelle)\s*\d+[a-z]?\s*[.:–-]?\s*|\d+(?:\.\d+)*\.?\s+)", re.IGNORECASE)
_VERSION = re.compile(
    r"\s*(?:v(?:ersion|er\.?|\.)?|rev(?:ision|\.)?)?\s*(?P<value>\d{1,3}(?:\.\d{1,3}){0,2}|[A-Z])\s*", re.IGNORECASE
)


def title_means(grid: Grid) -> tuple[Means, ...]:
    """What the caption or heading of a table says that it lists."""
    titles = [grid.caption, *grid.section[-1:]]
    return tuple(meaning for title in titles for meaning in meanings(_NUMBERED.sub("", title.strip())))


def read_run_lists(reading: Reading) -> Iterator[Fact]:
    """Documents followed and equipment used by the run of a record."""
    record = run_record(reading)
    if record is None:
        return
    run = Mention(Label.RUN, record.run)
    tables = {table.grid.number: table for table in record_tables(reading)}
    for grid in reading.grids:
        table = tables.get(grid.number)
        titled = title_means(grid)
        if table is not None and table.has(Means.DOCUMENT, Means.VERSION) and not table.has(Means.VALUE):
            yield from _documents(reading, table, run)
        elif table is not None and _lists_equipment(table, titled):
            yield from _equipment(reading, table, run)
        elif Means.EQUIPMENT in titled and not any(map(meanings, grid.header)):
            yield from _bare(reading, grid, run, Means.EQUIPMENT)
        elif Means.FOLLOWED in titled:
            yield from _bare(reading, grid, run, Means.FOLLOWED)


def _lists_equipment(table: RecordTable, titled: tuple[Means, ...]) -> bool:
    """Columns of equipment and nothing that was measured, run or done with it."""
    column = table.column(Means.EQUIPMENT)
    if column is None or column.means[0] is not Means.EQUIPMENT or column.index > 1:
        return False
    other = (Means.RUN, Means.VALUE, Means.ACTION, Means.DEVIATION, Means.SUBJECT, Means.TIMESTAMP, Means.ROOT_CAUSE)
    return Means.EQUIPMENT in titled or not any(table.has(meaning) for meaning in other)


def _documents(reading: Reading, table: RecordTable, run: Mention) -> Iterator[Fact]:
    numbers, versions = table.column(Means.DOCUMENT), table.column(Means.VERSION)
    for row in table.rows:
        found = list(references(cell(row, numbers)))
        if len(found) != 1:
            continue
        written = _VERSION.fullmatch(cell(row, versions))
        version = written["value"] if written else found[0].version
        name = f"{found[0].number} v{version}" if version else found[0].number
        at = reading.at(row, _RULE)
        yield Fact(Relation.FOLLOWED, run, Mention(Label.DOCUMENT, name), at, details(version=version))


def _equipment(reading: Reading, table: RecordTable, run: Mention) -> Iterator[Fact]:
    column = table.column(Means.EQUIPMENT)
    codes = next(
        (c for c in table.columns if c.means[:1] == (Means.CATALOGUE,) or c.name.upper() in ("ID", "CODE", "TAG")), None
    )
    for row in table.rows:
        for name in listed(cell(row, codes) or cell(row, column)):
            if not is_blank(name):
                yield Fact(Relation.USED, run, Mention(Label.EQUIPMENT, name), reading.at(row, _RULE))


def _bare(reading: Reading, grid: Grid, run: Mention, meaning: Means) -> Iterator[Fact]:
    """Rows of a list whose title alone says what it lists."""
    for row in grid.rows:
        text = next((c for c in row.cells if c.strip()), "")
        if is_blank(text):
            continue
        yield from _listed_in(reading, row, run, text, meaning)


def _listed_in(reading: Reading, row: Line, run: Mention, text: str, meaning: Means) -> Iterator[Fact]:
    at = reading.at(row, _RULE)
    if meaning is Means.EQUIPMENT:
        for name in listed(text):
            yield Fact(Relation.USED, run, Mention(Label.EQUIPMENT, name), at)
        return
    for reference in references(reading.text(row)):
        document = Mention(Label.DOCUMENT, reference.name)
        yield Fact(Relation.FOLLOWED, run, document, at, details(version=reference.version))
