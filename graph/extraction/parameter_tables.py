"""Tables of parameters and of attributes by the meaning of their headers: class, set point, limits, methods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.errors import UnreadableValue
from graph.extraction.headers import Meaning, Side
from graph.extraction.limits import Stated, as_written, ends_of, limit_fact, limit_facts, unit_of
from graph.extraction.names import names_of
from graph.extraction.place import Place
from graph.extraction.reading import Grid, Reading
from graph.extraction.sections import bare, is_history
from graph.extraction.table_layout import Item, Layout, Value, items, laid_out
from graph.process import Context, Fact, Mention, Unread, details
from graph.quantities import read_quantity
from graph.schema import Label, LimitKind, Relation

NAME = "parameter table 1"
KINDS = {
    Meaning.NOR: LimitKind.NOR,
    Meaning.PAR: LimitKind.PAR,
    Meaning.SPECIFICATION: LimitKind.SPECIFICATION,
    Meaning.ALERT: LimitKind.ALERT,
    Meaning.ACTION: LimitKind.ACTION,
}
# What a table of results, trials, risks or effects has, and a table of what is to be kept has not.
_RECORDS = (
    Meaning.RESULT,
    Meaning.RUN,
    Meaning.VERDICT,
    Meaning.FAILURE_MODE,
    Meaning.EFFECT,
    Meaning.P_VALUE,
    Meaning.DEVIATION,
    Meaning.LOT,
    Meaning.RESPONSE,
    Meaning.TERM,
    Meaning.ROOT_CAUSE,
)
_KIND_OF_CAPTION = (
    (re.compile(r"\bnormal operating|\bNOR\b|\boperating ranges?\b", re.IGNORECASE), Meaning.NOR),
    (re.compile(r"\bproven\b|\bPAR\b|\bacceptable ranges?\b", re.IGNORECASE), Meaning.PAR),
    (re.compile(r"\balert|\balarm|\bwarning", re.IGNORECASE), Meaning.ALERT),
    (re.compile(r"\baction limits?\b", re.IGNORECASE), Meaning.ACTION),
    (re.compile(r"\bspecification|\bacceptance|\brelease (?:criteri|limit)", re.IGNORECASE), Meaning.SPECIFICATION),
)
_DOCUMENTS = re.compile(r"[A-Z][A-Z0-9]{0,9}(?:[-_/ ]?[A-Z0-9]{1,10}){0,3}[-_/ ]?\d{1,6}(?: v\.?\s?\d+)?")
_ABBREVIATION = re.compile(r"\s{0,2}\(([A-Z][A-Za-z0-9+-]{0,9})\)\s*$")


def read_parameter_tables(reading: Reading, place: Place) -> Iterator[Fact | Unread]:
    """The facts of every table of parameters or attributes."""
    for grid in reading.grids:
        if is_history(grid.section, grid.caption):
            continue
        layout = laid_out(grid)
        if layout.has(*_RECORDS) or not _is_of_limits(layout):
            continue
        table = _Table(reading, place, grid, layout)
        for item in items(reading, layout, NAME):
            yield from table.facts(item)


def _is_of_limits(layout: Layout) -> bool:
    if layout.has(Meaning.FACTOR) and not layout.has(*KINDS, Meaning.SET_POINT):
        return False  # the levels of a study
    return (
        layout.has(*KINDS, Meaning.SET_POINT, Meaning.RANGE, Meaning.BOUND)
        or (layout.has(Meaning.PARAMETER) and layout.has(Meaning.CLASS, Meaning.UNIT))
        or not layout.has(Meaning.PARAMETER, Meaning.ATTRIBUTE)
    )


@dataclass
class _Table:
    """One table while it is read; an empty cell of the operation's column repeats the one above it."""

    reading: Reading
    place: Place
    grid: Grid
    layout: Layout
    operation: str = ""

    def facts(self, item: Item) -> Iterator[Fact | Unread]:
        if item.subject is Meaning.HELD_ITEM:
            yield from self._hold(item)
        elif self._is_attribute(item):
            yield from self._attribute(item)
        else:
            yield from self._parameter(item)

    def _is_attribute(self, item: Item) -> bool:
        if item.subject is Meaning.ATTRIBUTE:
            return True
        if self.layout.has(Meaning.NOR, Meaning.PAR, Meaning.SET_POINT):
            return False
        if self.layout.has(Meaning.METHOD) and self.layout.has(Meaning.SPECIFICATION):
            return True
        term = names_of(self.reading.vocabulary, ["attribute", "parameter"]).whole(item.name)
        return self.layout.has(Meaning.SPECIFICATION) and term is not None and term.kind == "attribute"

    def _parameter(self, item: Item) -> Iterator[Fact | Unread]:
        operation = self._operation(item)
        context = self.place.context(operation, item.text(Meaning.STAGE, Meaning.DAY))
        parameter = Mention(Label.PARAMETER, item.name, context)
        if operation:
            subject = Mention(Label.UNIT_OPERATION, operation, context)
            set_point = self._set_point(item)
            unit = unit_of(item.unit) or _unit_in(set_point)
            given = details(set_point=set_point, unit=unit, **{"class": item.text(Meaning.CLASS)[:40]})
            yield Fact(Relation.HAS_PARAMETER, subject, parameter, item.evidence, given)
        yield from self._limits(item, parameter, context)

    def _attribute(self, item: Item) -> Iterator[Fact | Unread]:
        method, stage = item.text(Meaning.METHOD), item.text(Meaning.STAGE, Meaning.TIME, Meaning.DAY)
        if not stage:
            stage = item.text(Meaning.OPERATION, Meaning.STEP)
        context = self.place.context("", stage, method)
        attribute = Mention(Label.ATTRIBUTE, _ABBREVIATION.sub("", item.name), context)
        yield from self._limits(item, attribute, context)
        for name in _methods(method):
            given = details(**{"class": item.text(Meaning.CLASS)[:40]})
            evidence = next(v.evidence for v in item.values if v.meaning is Meaning.METHOD)
            evidence = replace(item.evidence, extractor=evidence.extractor)
            yield Fact(Relation.MEASURED_BY, attribute, Mention(Label.METHOD, name), evidence, given)

    def _hold(self, item: Item) -> Iterator[Fact | Unread]:
        """The longest time that something may be held: a limit of its hold time."""
        operation = self._operation(item)
        context = self.place.context(operation)
        parameter = Mention(Label.PARAMETER, f"Hold time of {item.name}", context)
        if operation:
            subject = Mention(Label.UNIT_OPERATION, operation, context)
            yield Fact(Relation.HAS_PARAMETER, subject, parameter, item.evidence)
        held = replace(
            item,
            values=tuple(
                replace(v, side=Side.HIGH) if v.meaning is Meaning.SPECIFICATION and v.side is Side.BOTH else v
                for v in item.values
            ),
        )
        yield from self._limits(held, parameter, context)

    def _operation(self, item: Item) -> str:
        named = item.text(Meaning.OPERATION) or (item.text(Meaning.STEP) if self.place.is_process else "")
        if named:
            self.operation = bare(named)
        if self.operation:
            return self.operation
        found = self.place.operation_of_row(self.grid, item.name)
        return found.name if found else ""

    def _set_point(self, item: Item) -> str:
        value = next((v for v in item.values if v.meaning is Meaning.SET_POINT), None)
        if value is None or not value.text.strip("-–—/. ") or len(value.text) > 120:
            return ""
        return as_written(value.text, value.unit) if any(ch.isdigit() for ch in value.text) else value.text

    def _limits(self, item: Item, of: Mention, context: Context) -> Iterator[Fact | Unread]:
        done: set[Meaning] = set()
        for value in item.values:
            meaning = self._meaning(value, item)
            if meaning is None or meaning in done:
                continue
            kind = KINDS.get(meaning)
            if kind is None:
                if any(ch.isdigit() for ch in value.text):
                    yield Unread(f"a range of {item.name} whose kind is not said: {value.text}"[:500], value.evidence)
                done.add(meaning)
                continue
            stated = Stated(
                of, kind, value.text, value.unit, context, item.evidence, value.side, item.text(Meaning.CLASS)[:40]
            )
            if value.side is not Side.BOTH:
                done.add(meaning)
                other = next(
                    (
                        v
                        for v in item.values
                        if v.side not in (Side.BOTH, value.side) and self._meaning(v, item) is meaning
                    ),
                    None,
                )
                if other is not None and (pair := _paired(stated, value, other)):
                    yield pair
                    continue
                if other is not None:
                    yield from limit_facts(replace(stated, text=other.text, side=other.side, unit=other.unit))
            yield from limit_facts(stated)

    def _meaning(self, value: Value, item: Item) -> Meaning | None:
        if value.meaning in KINDS:
            return value.meaning
        if value.meaning not in (Meaning.RANGE, Meaning.BOUND):
            return None
        if item.subject is Meaning.ATTRIBUTE or item.subject is Meaning.HELD_ITEM:
            return Meaning.SPECIFICATION
        for text in (self.grid.caption, *reversed(self.grid.section)):
            for pattern, meaning in _KIND_OF_CAPTION:
                if pattern.search(text):
                    return meaning
        return value.meaning


def _paired(stated: Stated, one: Value, other: Value) -> Fact | None:
    """The two ends of a range that stand in two columns; None where one of them is no single value."""
    low, high = (one, other) if one.side is Side.LOW else (other, one)
    try:
        least, most = read_quantity(low.text, low.unit), read_quantity(high.text, high.unit)
    except UnreadableValue:
        return None
    if least.value is None or most.value is None or least.unit != most.unit or least.value > most.value:
        return None
    whole = replace(least, low=least.value, high=most.value)
    unit = "°" if low.unit.strip() == "°" else ""
    return limit_fact(stated, as_written(f"{low.text} to {high.text}", low.unit), ends_of(whole, unit))


def _methods(text: str) -> tuple[str, ...]:
    """One method, or several where each is a document: "SOP-052, SOP-061"."""
    if not text.strip("-–—/. ") or len(text) > 160 or text.strip().casefold() in ("n/a", "na", "none"):
        return ()
    parts = [part.strip() for part in re.split(r"[,;/+&\n]|\band\b", text) if part.strip()]
    return tuple(parts) if len(parts) > 1 and all(_DOCUMENTS.fullmatch(p) for p in parts) else (text.strip(),)


def _unit_in(value: str) -> str:
    """The unit that a value is written with; empty when there is none, or it cannot be read."""
    try:
        return read_quantity(value).unit if value else ""
    except UnreadableValue:
        return ""
