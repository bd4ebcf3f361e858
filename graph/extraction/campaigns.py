"""Tables with one run a row: campaign overviews and batch lists, in a document of several runs."""

from __future__ import annotations

from collections.abc import Iterator

from graph.extraction.day_order import iso_date
from graph.extraction.reading import Reading
from graph.extraction.record_pairs import is_blank
from graph.extraction.record_tables import RecordTable, cell
from graph.extraction.record_words import Means
from graph.extraction.references import listed
from graph.extraction.run_header import followed
from graph.extraction.run_identity import run_name
from graph.extraction.run_tables import RunTable, run_tables
from graph.process import Fact, Mention, details
from graph.schema import Label, Relation
from retrieval.documents import Line

_RULE = "campaign 1"
_OTHER = (Means.DEVIATION, Means.ROOT_CAUSE, Means.ACTION, Means.LOT, Means.VALUE)


def read_campaigns(reading: Reading) -> Iterator[Fact]:
    """What each row says of its run: product and dates, donor, documents followed, equipment."""
    for runs in run_tables(reading):
        table = runs.table
        if runs.run_column is None or runs.time_column is not None or table.surely(*_OTHER):
            continue
        written = [
            cell(row, c) for row in table.rows for c in table.columns if {Means.STARTED, Means.ENDED} & set(c.means)
        ]
        for row in table.rows:
            yield from _of_row(reading, runs, row, written)


def _of_row(reading: Reading, runs: RunTable, row: Line, written: list[str]) -> Iterator[Fact]:
    name = run_name(cell(row, runs.run_column))
    if not name:
        return
    table, run, at = runs.table, Mention(Label.RUN, name), reading.at(row, _RULE)
    product = _said(table, row, Means.PRODUCT)
    if product:
        started, ended = _said(table, row, Means.STARTED), _said(table, row, Means.ENDED)
        dates = details(
            started=iso_date(started, written) if started else "", ended=iso_date(ended, written) if ended else ""
        )
        yield Fact(Relation.MADE, run, Mention(Label.PRODUCT, product), at, dates)
    if donor := _said(table, row, Means.DONOR):
        yield Fact(Relation.OF_DONOR, run, Mention(Label.DONOR, donor), at)
    yield from followed(run, _said(table, row, Means.FOLLOWED), at)
    for equipment in listed(_said(table, row, Means.EQUIPMENT)):
        yield Fact(Relation.USED, run, Mention(Label.EQUIPMENT, equipment), at)


def _said(table: RecordTable, row: Line, meaning: Means) -> str:
    """The cell of the column whose likeliest meaning this is; empty for a blank.

    A reactor is a part of a run's name where readings are listed, and equipment where runs are.
    """
    likeliest = (c for c in table.columns if next((m for m in c.means if m is not Means.REPLICATE), None) is meaning)
    column = next(likeliest, None)
    text = cell(row, column)
    return "" if is_blank(text) else text
