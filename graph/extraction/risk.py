"""Risk tables (FMEA, HAZOP): a parameter gone high or low, and the attribute that is expected to suffer.

A row is a judgement of people and no measurement: the effect is *suspected*, and its basis says so.
Scores are not facts. Rows whose failure or effect is not one named thing in one direction are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.failure_words import Turned, direction_alone, statements, turned
from graph.extraction.headers import Column, Meaning
from graph.extraction.kinds import label_of, likely_label
from graph.extraction.names import names_of
from graph.extraction.place import Place
from graph.extraction.reading import Reading
from graph.extraction.sections import is_history, is_operation_name
from graph.extraction.table_layout import Layout, cell, laid_out
from graph.process import Fact, Mention, details
from graph.schema import Direction, Label, Relation
from retrieval.documents import Line

NAME = "risk table 1"
BASIS = "risk assessment"
_EFFECT = re.compile(r"\b(?:effects?|consequences?|impacts?|harms?|folgen?|auswirkung(?:en)?)\b", re.IGNORECASE)
# "Effect rating", "Impact (1-5)", "Effect on cost": scores, and effects on other things.
_NO_EFFECT = re.compile(r"\b(?:score|rating|rank|class|level|cost|patients?|safety|schedule)\b|\d", re.IGNORECASE)
_KINDS = ((Label.PARAMETER, "parameter"), (Label.ATTRIBUTE, "attribute"))
_LONGEST_NAME = 6  # words


def read_risks(reading: Reading, place: Place) -> Iterator[Fact]:
    """AFFECTS, suspected, of every row that names a parameter, an attribute and both directions."""
    for grid in reading.grids:
        if is_history(grid.section, grid.caption):
            continue
        layout = laid_out(grid)
        effects = _effect_columns(layout)
        if not effects or not layout.has(Meaning.FAILURE_MODE, Meaning.DEVIATION):
            continue
        for row in layout.rows:
            yield from _of_row(reading, place, layout, effects, row)


def _effect_columns(layout: Layout) -> list[Column]:
    return [c for c in layout.columns if _EFFECT.search(c.name) and not _NO_EFFECT.search(c.text)]


def _of_row(reading: Reading, place: Place, layout: Layout, effects: list[Column], row: Line) -> Iterator[Fact]:
    cause = _failure(reading, layout, row)
    if cause is None:
        return
    operation = cell(row, layout.first(Meaning.OPERATION, Meaning.STEP))
    context = place.context(operation if is_operation_name(operation) else "")
    parameter = Mention(Label.PARAMETER, cause.what, context)
    seen: dict[str, bool | None] = {}
    for column in effects:
        for part in statements(cell(row, column)):
            effect = _named(reading, turned(part), Label.ATTRIBUTE)
            if effect is not None:
                # An attribute that is said to go both ways is said to go neither.
                same = seen.get(effect.what, effect.up) == effect.up
                seen[effect.what] = effect.up if same else None
    for name, up in seen.items():
        if up is not None:
            direction = Direction.INCREASES if up == cause.up else Direction.DECREASES
            attribute = Mention(Label.ATTRIBUTE, name, place.context())
            properties = details(direction=direction.value, basis=BASIS)
            yield Fact(Relation.AFFECTS, parameter, attribute, reading.at(row, NAME), properties)


def _failure(reading: Reading, layout: Layout, row: Line) -> Turned | None:
    """The parameter that fails, and which way; it may stand in a column of its own."""
    written = cell(row, layout.first(Meaning.FAILURE_MODE, Meaning.DEVIATION))
    subject = cell(row, layout.first(Meaning.PARAMETER))
    up = direction_alone(written)
    if subject and up is not None:
        return Turned(subject, up)
    return _named(reading, turned(written), Label.PARAMETER)


def _named(reading: Reading, read: Turned | None, label: Label) -> Turned | None:
    """What went off, if it is one thing of this label in words of the vocabulary, alone or at its end."""
    if read is None or len(read.what.split()) > _LONGEST_NAME:
        return None
    if label_of(read.what, reading.vocabulary) is label:
        return read
    kinds = dict(_KINDS)
    found = names_of(reading.vocabulary, kinds.values()).find(read.what)
    if not found:
        other = Label.ATTRIBUTE if label is Label.PARAMETER else Label.PARAMETER
        return read if likely_label(read.what, reading.vocabulary, otherwise=other) is label else None
    whole = len(found) == 1 and found[0].term.kind == kinds[label] and found[0].end == len(read.what)
    return read if whole else None
