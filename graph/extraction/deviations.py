"""Deviations: of runs and of equipment, with class, root cause, CAPA and what they concern."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.extraction.concerns import Known, concerned
from graph.extraction.day_order import iso_date
from graph.extraction.equipment_codes import is_equipment_code
from graph.extraction.reading import Reading
from graph.extraction.record_pairs import is_blank
from graph.extraction.record_tables import Column, RecordTable, cell, record_tables
from graph.extraction.record_words import Means
from graph.extraction.run_header import read_run_header
from graph.extraction.run_identity import run_name
from graph.extraction.run_lists import read_run_lists
from graph.extraction.run_record import RunRecord, run_record
from graph.extraction.stock import read_stock
from graph.extraction.told_deviations import told
from graph.process import Details, Evidence, Fact, Mention, details
from graph.schema import Label, Relation
from retrieval.documents import Line

_RULE = "deviations 1"
_NONE = re.compile(
    r"(?:no|none|nil|keine|without)\b(?:[\s\w]*\b(?:deviations?|events?|reported|recorded|observed|occurred|abweichungen))?[\s.]*|none\b.*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[A-Z]{1,6}[-_ ]?(?:\d{2,4}[-_/])?\d{1,6}(?:-\d{1,4})?")
_TITLE = re.compile(r"\b(?:deviations?|abweichung(?:en)?|non-?conformances?)\b", re.IGNORECASE)
_WITH_CODES = frozenset({Label.EQUIPMENT, Label.LOT})
_FIELDS = (
    ("class", Means.CLASS),
    ("description", Means.DESCRIPTION),
    ("root_cause", Means.ROOT_CAUSE),
    ("capa", Means.CAPA),
    ("opened", Means.OPENED),
    ("status", Means.STATUS),
)


@dataclass(frozen=True, slots=True)
class _Said:
    """One deviation as a record tells it: its name, what is said of it, its subject, and where."""

    name: str
    fields: dict[str, str]
    subject: str
    evidence: Evidence
    of_equipment: bool = False


def read_deviations(reading: Reading) -> Iterator[Fact]:
    """Deviations of tables and logs, and of the section of a run record that tells them in words."""
    record = run_record(reading)
    found = [
        said for table in record_tables(reading) if _tells_deviations(table) for said in _rows(reading, table, record)
    ]
    if record is not None and not found:
        found = list(_told(reading, record))
    known = _known(reading) if found else frozenset[tuple[Label, str]]()
    for said in found:
        yield from _facts(reading, said, record, known)


def _told(reading: Reading, record: RunRecord) -> Iterator[_Said]:
    for order, one in enumerate(told(reading), start=1):
        evidence = reading.within(one.start, one.end, _RULE)
        yield _Said(one.number or f"{record.run} deviation {order}", one.fields, record.run, evidence)


def _tells_deviations(table: RecordTable) -> bool:
    """Root cause or CAPA beside a number or description, or a table under the title "Deviations"."""
    if not table.has(Means.DEVIATION) and not table.has(Means.DESCRIPTION):
        return False
    titles = (table.grid.caption, *table.grid.section[-1:])
    return table.surely(Means.ROOT_CAUSE, Means.CAPA) or any(map(_TITLE.search, titles))


def _rows(reading: Reading, table: RecordTable, record: RunRecord | None) -> Iterator[_Said]:
    numbers, subjects = _numbers(table), _subjects(table)
    opened = [cell(row, table.column(Means.OPENED)) for row in table.rows]
    for order, row in enumerate(table.rows, start=1):
        fields = {name: _field(row, table, meaning) for name, meaning in _FIELDS}
        number = cell(row, numbers)
        if _is_none(number or fields["description"]) or not any((number, fields["description"])):
            continue
        fields["opened"] = iso_date(fields["opened"], opened) if fields["opened"] else ""
        subject = cell(row, subjects) or (record.run if record else "")
        name = number if _NUMBER.search(number) else ""
        if number and not name and not fields["description"]:
            fields["description"] = number  # the column "Deviation" tells it
        of_equipment = subjects is not None and subjects.means[:1] == (Means.EQUIPMENT,)
        told_as = name or f"{subject} deviation {order}".strip()
        yield _Said(told_as, fields, subject, reading.at(row, _RULE), of_equipment)


def _numbers(table: RecordTable) -> Column | None:
    column = table.column(Means.DEVIATION, Means.DOCUMENT, Means.ORDER)
    description = table.column(Means.DESCRIPTION)
    return None if column is description else column


def _subjects(table: RecordTable) -> Column | None:
    column = table.column(Means.SUBJECT, Means.RUN)
    if column is None and not table.surely(Means.LOT):
        column = table.column(Means.EQUIPMENT)
    return column


def _field(row: Line, table: RecordTable, meaning: Means) -> str:
    column = table.column(meaning)
    if column is None or column.means[:1] != (meaning,):
        return ""
    text = cell(row, column)
    return "" if is_blank(text) else text


def _is_none(text: str) -> bool:
    return bool(text) and (_NONE.fullmatch(text.strip()) is not None or is_blank(text))


def _facts(reading: Reading, said: _Said, record: RunRecord | None, known: Known) -> Iterator[Fact]:
    deviation = Mention(Label.DEVIATION, said.name)
    run = _run_of(said, reading, record)
    if run:
        yield Fact(Relation.HAD, Mention(Label.RUN, run), deviation, said.evidence, _about(said))
    elif not is_blank(said.subject):
        yield Fact(Relation.CONCERNS, deviation, Mention(Label.EQUIPMENT, said.subject), said.evidence)
    product = record.product if record else ""
    for thing in concerned(reading, said.fields.get("description", ""), product, known):
        if thing.name != said.subject:
            yield Fact(Relation.CONCERNS, deviation, thing, said.evidence)


def _about(said: _Said) -> Details:
    return details(**{name: said.fields.get(name, "") for name, _ in _FIELDS})


def _run_of(said: _Said, reading: Reading, record: RunRecord | None) -> str:
    """The subject of a deviation when it is a run: the record's own, or a code that is of no equipment."""
    if record is not None and said.subject == record.run:
        return said.subject
    name = run_name(said.subject)
    words = " ".join((said.subject, said.fields.get("description", ""), said.fields.get("root_cause", "")))
    if not name or said.of_equipment or is_equipment_code(name, words, reading.vocabulary):
        return ""
    return name


def _known(reading: Reading) -> Known:
    """The equipment and lots of the run, as the document lists them."""
    facts = itertools.chain(read_run_header(reading), read_run_lists(reading), read_stock(reading))
    return frozenset((fact.object.label, fact.object.name) for fact in facts if fact.object.label in _WITH_CODES)
