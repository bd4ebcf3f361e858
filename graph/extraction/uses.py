"""What an operation uses, from lists: sections and tables of materials and equipment, and overviews of a process.

The subject is always the unit operation, never a single step: a list is that of the whole operation,
and what a step names is used in the operation that the step belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.headers import Meaning
from graph.extraction.place import Place, is_overview
from graph.extraction.reading import Grid, Reading
from graph.extraction.sections import bare, is_history
from graph.extraction.table_layout import cell, laid_out
from graph.extraction.used_things import Thing, heading_label, is_list_heading, things_in
from graph.process import Evidence, Fact, Mention, details
from graph.schema import Label, Relation

NAME = "uses 1"
# A list that is longer is a catalogue of the site, and no operation's.
MOST_ROWS = 300
LONGEST_LINE = 600
_AMOUNT = re.compile(
    r"(?:final |working |stock )?(?:concentration|amount|quantity|volume|dose|final conc\.?|conc\.?|per \w+)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[a-z]\.\s+[A-Z]|\b(?:must|should|shall|do not|is|are|was|were|may|can)\b")


def read_uses(reading: Reading, place: Place) -> Iterator[Fact]:
    """USES from lists and tables."""
    yield from _of_sections(reading, place)
    for grid in reading.grids:
        if is_history(grid.section, grid.caption) or len(grid.rows) > MOST_ROWS:
            continue
        if place.is_process and is_overview(grid):
            yield from _of_overview(reading, place, grid)
        else:
            yield from _of_table(reading, place, grid)


def used(operation: str, thing: Thing, place: Place, evidence: Evidence) -> Fact:
    """The fact that an operation uses a thing."""
    subject = Mention(Label.UNIT_OPERATION, operation, place.context(operation))
    given = details(amount=thing.amount, remark=thing.remark[:200])
    return Fact(Relation.USES, subject, Mention(thing.label, thing.name), evidence, given)


def list_section(section: tuple[str, ...]) -> str:
    """The heading of the list that a place stands in; empty outside of lists."""
    inner = bare(section[-1]) if section else ""
    return inner if inner and len(inner) <= 80 and is_list_heading(inner) else ""


def operation_named(section: tuple[str, ...], place: Place) -> str:
    """The operation that a list belongs to: that of its section, or the only one there is."""
    operation = place.operation_of(section)
    if operation is None and len(place.operations) == 1:
        operation = place.operations[0]
    return operation.name if operation else ""


def _of_sections(reading: Reading, place: Place) -> Iterator[Fact]:
    for line in reading.prose:
        heading = list_section(line.section)
        if line.kind == "heading" or not heading or is_history(line.section):
            continue
        operation, text = operation_named(line.section, place), reading.text(line)
        if not operation or len(text) > LONGEST_LINE or _SENTENCE.search(text):
            continue
        for thing in things_in(text, heading_label(heading), reading):
            yield used(operation, thing, place, reading.at(line, NAME))


def _of_overview(reading: Reading, place: Place, grid: Grid) -> Iterator[Fact]:
    layout = laid_out(grid)
    named, equipment = layout.first(Meaning.OPERATION), layout.first(Meaning.EQUIPMENT)
    materials = layout.first(Meaning.MATERIAL)
    for row in layout.rows:
        operation = bare(cell(row, named))
        if not operation or len(operation) > 160:
            continue
        for column, label in ((equipment, Label.EQUIPMENT), (materials, Label.MATERIAL)):
            if column is None or not cell(row, column):
                continue
            evidence = reading.at(row, NAME)
            for thing in things_in(cell(row, column)[:LONGEST_LINE], label, reading):
                yield used(operation, thing, place, evidence)


def _of_table(reading: Reading, place: Place, grid: Grid) -> Iterator[Fact]:
    """A table headed "Reagent" or "Equipment", in a section or under a caption that lists them."""
    layout = laid_out(grid)
    column = layout.first(Meaning.MATERIAL, Meaning.EQUIPMENT)
    titled = list_section(grid.section) or (grid.caption if is_list_heading(grid.caption) else "")
    if column is None or not titled or layout.has(Meaning.RUN, Meaning.DAY, Meaning.OPERATION):
        return
    operation = operation_named(grid.section, place)
    if not operation:
        return
    label = Label.MATERIAL if column.meaning is Meaning.MATERIAL else Label.EQUIPMENT
    amount = next((c for c in layout.columns if c is not column and _AMOUNT.fullmatch(c.name.strip())), None)
    for row in layout.rows:
        things = list(things_in(cell(row, column)[:200], heading_label(titled) or label, reading))
        given = cell(row, amount)[:60] if amount else ""
        for thing in things:
            whole = Thing(thing.label, thing.name, thing.amount or given, thing.remark)
            yield used(operation, whole, place, reading.at(row, NAME))
