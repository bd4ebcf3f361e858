"""Logs of machines: which devices a run used, and the values that were set or read on them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.decimals import mark_of
from graph.extraction.kinds import named_in
from graph.extraction.measured import Taken, facts_of
from graph.extraction.reading import Reading
from graph.extraction.record_pairs import is_blank
from graph.extraction.record_tables import Column, RecordTable, cell, cell_span
from graph.extraction.record_words import Means
from graph.extraction.references import codes
from graph.extraction.run_tables import RunTable, run_tables
from graph.process import Fact, Mention, Unread
from graph.schema import Label, Relation

_RULE = "machine log 1"
# What a machine says of itself stays in the document: no value was set or read by it.
_ALARM = re.compile(
    r"\b(?:alarm\w*|warning|error|fault|acknowledg\w*|log ?in|log ?out|user|restart|door)\b", re.IGNORECASE
)

_WHAT = frozenset({Label.PARAMETER, Label.ATTRIBUTE})


def read_machine_logs(reading: Reading) -> Iterator[Fact | Unread]:
    """Devices as equipment of the run, and each action with a value as a measurement."""
    for table in run_tables(reading):
        devices, actions = table.table.column(Means.DEVICE, Means.EQUIPMENT), table.table.column(Means.ACTION)
        if devices is None or actions is None or devices is actions or table.table.surely(Means.DEVIATION):
            continue
        yield from _devices(reading, table, devices)
        yield from facts_of(reading, _values(reading, table, devices, actions), _RULE)


def _devices(reading: Reading, table: RunTable, devices: Column) -> Iterator[Fact]:
    """Each device once a run: its code, or its name where it has none."""
    seen: set[tuple[str, str]] = set()
    for row in table.table.rows:
        run, written = table.run(row), cell(row, devices)
        if not run or is_blank(written):
            continue
        match = next(codes(written), None)
        name = match.group() if match else written
        if (run, name) not in seen:
            seen.add((run, name))
            yield Fact(Relation.USED, Mention(Label.RUN, run), Mention(Label.EQUIPMENT, name), reading.at(row, _RULE))


def _values(reading: Reading, table: RunTable, devices: Column, actions: Column) -> Iterator[Taken]:
    log = table.table
    values, units = log.column(Means.VALUE), log.column(Means.UNIT)
    if values is None:
        return
    mark = mark_of(cell(row, values) for row in log.rows)
    times = _time_column(log)
    for row in log.rows:
        text, action, run = cell(row, values), cell(row, actions), table.run(row)
        if is_blank(text) or is_blank(action) or not run or not any(ch.isdigit() for ch in text):
            continue
        if _ALARM.search(action):
            continue
        # An action that names no parameter or attribute is recorded with its value, and is of none.
        known = next(named_in(action, reading.vocabulary, _WHAT), None)
        unit = cell(row, units)
        yield Taken(
            run,
            table.product_of(row),
            known.name if known else f"{cell(row, devices)} {action}".strip(),
            known.label if known else None,
            text,
            "" if is_blank(unit) else unit,
            row,
            cell_span(row, values)[0],
            cell(row, times),
            cell(row, times),
            mark=mark,
        )


def _time_column(log: RecordTable) -> Column | None:
    return log.column(Means.TIMESTAMP, Means.CLOCK, Means.DATE)
