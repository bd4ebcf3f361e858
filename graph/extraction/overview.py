"""What a document is: what it describes, what it supersedes, and the operations of a process in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.headers import Meaning
from graph.extraction.place import FIRST_LINES, Place, is_overview, title_line, title_of
from graph.extraction.reading import Grid, Reading
from graph.extraction.sections import bare, is_history
from graph.extraction.table_layout import cell, laid_out
from graph.process import EVERY_PRODUCT, Evidence, Fact, Mention, details
from graph.schema import Label, Relation
from retrieval.documents import DocumentKind, Line

NAME = "overview 1"
_VERSION = re.compile(
    r"^(?P<name>.*?)[\s,;:_(]*\b(?:version|ver|rev(?:ision)?"
    r"|v)[.\s]{0,2}(?P<version>\d{1,3}(?:\.\d{1,3}){0,2}|[A-Z])\)?\s*$",
    re.IGNORECASE,
)
_BARE_VERSION = re.compile(r"(?P<version>\d{1,3}(?:\.\d{1,3}){0,2})")
_NONE = re.compile(r"(?:none|n/?a|-|–|—|new|keine?|first (?:issue|version)|not applicable)\.?", re.IGNORECASE)


def read_overview(reading: Reading, place: Place) -> Iterator[Fact]:
    """DESCRIBES, SUPERSEDES, MAKES, HAS_OPERATION, and PRECEDES between operations."""
    document = Mention(Label.DOCUMENT, reading.version_name)
    yield from _superseded(reading, document)
    top = title_line(reading)
    if top is None:
        return
    title = reading.at(top, NAME)
    if place.is_process:
        process = process_of(reading, place)
        yield Fact(Relation.DESCRIBES, document, process, title)
        if place.product not in ("", EVERY_PRODUCT):
            yield Fact(
                Relation.MAKES, process, Mention(Label.PRODUCT, place.product), _product_line(reading, place, title)
            )
        yield from _operations(reading, place, process)
    elif reading.entry.identity.kind is DocumentKind.STUDY:
        yield Fact(Relation.DESCRIBES, document, Mention(Label.STUDY, reading.entry.name), title)
    if place.whole is not None and reading.entry.identity.kind is not DocumentKind.STUDY:
        operation = Mention(Label.UNIT_OPERATION, place.whole.name, place.context())
        yield Fact(Relation.DESCRIBES, document, operation, title)


def process_of(reading: Reading, place: Place) -> Mention:
    """The process of a protocol, by its title."""
    title = re.sub(r"\s*\([^()]*\)\s*$", "", title_of(reading)).strip()
    return Mention(Label.PROCESS, title or reading.entry.name, place.context())


def _product_line(reading: Reading, place: Place, otherwise: Evidence) -> Evidence:
    for line in reading.canonical.lines[:FIRST_LINES]:
        if place.product in reading.text(line):
            return reading.at(line, NAME)
    return otherwise


def _operations(reading: Reading, place: Place, process: Mention) -> Iterator[Fact]:
    for grid in reading.grids:
        if is_overview(grid) and not is_history(grid.section, grid.caption):
            yield from _of_table(reading, place, process, grid)
    previous: tuple[Mention, Line] | None = None
    for order, operation in enumerate(sorted(place.operations, key=lambda op: op.line.start), start=1):
        mention = Mention(Label.UNIT_OPERATION, operation.name, place.context())
        evidence = reading.at(operation.line, NAME)
        yield Fact(Relation.HAS_OPERATION, process, mention, evidence, details(order=order, when=operation.when))
        if previous is not None:
            span = reading.within(previous[1].start, operation.line.end, NAME)
            yield Fact(Relation.PRECEDES, previous[0], mention, span)
        previous = (mention, operation.line)


def _of_table(reading: Reading, place: Place, process: Mention, grid: Grid) -> Iterator[Fact]:
    layout = laid_out(grid)
    named, day = layout.first(Meaning.OPERATION), layout.first(Meaning.DAY, Meaning.TIME)
    previous: tuple[Mention, Line] | None = None
    order = 0
    for row in layout.rows[:500]:
        name = bare(cell(row, named))
        if not name or len(name) > 160:
            continue
        order += 1
        mention = Mention(Label.UNIT_OPERATION, name, place.context())
        when = cell(row, day)
        if (when and when[0].isdigit()) or when[:1] in ("-", "−"):
            when = f"{day.name.casefold() if day else ''} {when}".strip()
        given = details(order=order, when=when)
        yield Fact(Relation.HAS_OPERATION, process, mention, reading.at(row, NAME), given)
        if previous is not None and previous[0] != mention:
            yield Fact(Relation.PRECEDES, previous[0], mention, reading.within(previous[1].start, row.end, NAME))
        previous = (mention, row)


def _superseded(reading: Reading, document: Mention) -> Iterator[Fact]:
    written = reading.entry.identity.supersedes.strip()
    if not written or _NONE.fullmatch(written):
        return
    match = _VERSION.match(written) or _BARE_VERSION.fullmatch(written)
    if match is None:
        older = written
    else:
        name = (match.groupdict().get("name") or "").strip(" ,;:(") or reading.entry.name
        older = f"{name} v{match['version']}"
    if older == document.name or len(older) > 120:
        return
    for line in reading.canonical.lines[:FIRST_LINES]:
        if written in reading.text(line):
            yield Fact(Relation.SUPERSEDES, document, Mention(Label.DOCUMENT, older), reading.at(line, NAME))
            return
