"""A table as rows of things with values, whichever way round it was set.

Headers in two rows, ranges split in two columns, no marked header, and things in columns with
"NOR" and "PAR" in the first cell of each row: all give the same `Item`s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.extraction.headers import Column, Meaning, Side, column, columns
from graph.extraction.reading import Grid, Reading
from graph.process import Evidence
from retrieval.documents import Line

_LIMITS = frozenset({Meaning.NOR, Meaning.PAR, Meaning.SPECIFICATION, Meaning.ALERT, Meaning.ACTION, Meaning.SET_POINT})
_SUBJECTS = (Meaning.PARAMETER, Meaning.ATTRIBUTE, Meaning.HELD_ITEM, Meaning.FACTOR)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table and its rows below the header."""

    columns: tuple[Column, ...]
    rows: tuple[Line, ...]

    def has(self, *meanings: Meaning) -> bool:
        """Whether there is a column of one of these."""
        return any(c.meaning in meanings for c in self.columns)

    def first(self, *meanings: Meaning) -> Column | None:
        """The first column of one of these, by the order asked for."""
        return next((c for m in meanings for c in self.columns if c.meaning is m), None)


@dataclass(frozen=True, slots=True)
class Value:
    """One cell: what it means, which end of a range it is, its text, the unit of its column, where it stands."""

    meaning: Meaning
    side: Side
    text: str
    unit: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Item:
    """What a row (or column) is about, with all its values; `unit` is that of its unit cell or of its name."""

    name: str
    subject: Meaning
    unit: str
    values: tuple[Value, ...]
    evidence: Evidence

    def text(self, *meanings: Meaning) -> str:
        """The text of the first value of one of these."""
        return next((v.text for m in meanings for v in self.values if v.meaning is m), "")


def laid_out(grid: Grid) -> Layout:
    """The columns of a table, its header found where none is marked or it has two rows."""
    header, rows = grid.header, grid.rows
    if not any(header) and rows:
        guess = columns(rows[0].cells)
        if sum(c.meaning is not Meaning.UNKNOWN for c in guess) >= 2 and not _has_digits(rows[0].cells):
            header, rows = rows[0].cells, rows[1:]
    if header and rows and _continues(header, rows[0].cells):
        header, rows = _joined(header, rows[0].cells), rows[1:]
    return Layout(columns(header), rows)


def items(reading: Reading, layout: Layout, extractor: str) -> Iterator[Item]:
    """What the table is about, with values."""
    subject = _subject(layout)
    if subject is not None:
        for row in layout.rows:
            item = _of_row(reading, layout, row, subject, extractor)
            if item is not None:
                yield item
        return
    yield from _of_columns(reading, layout, extractor)


def cell(row: Line, at: Column | None) -> str:
    """The text of a cell; empty where the row is shorter or there is no such column."""
    return row.cells[at.index].strip() if at is not None and at.index < len(row.cells) else ""


def _subject(layout: Layout) -> Column | None:
    found = layout.first(*_SUBJECTS)
    if found is None and layout.columns and layout.has(Meaning.NOR, Meaning.PAR):
        first = layout.columns[0]
        if first.meaning in (Meaning.UNKNOWN, Meaning.DESCRIPTION) and not layout.has(Meaning.OPERATION):
            return replace(first, meaning=Meaning.PARAMETER)
    return found


def _of_row(reading: Reading, layout: Layout, row: Line, subject: Column, extractor: str) -> Item | None:
    written = cell(row, subject)
    if not written or len(written) > 160 or len(set(row.cells)) == 1:
        return None
    named = column(written)
    name = named.name if named.unit else written
    unit = cell(row, layout.first(Meaning.UNIT)) or named.unit
    values = tuple(
        Value(c.meaning, c.side, cell(row, c), c.unit or unit, reading.at_cell(row, c.index, extractor))
        for c in layout.columns
        if c.index != subject.index and c.index < len(row.cells) and cell(row, c)
    )
    return Item(_unmarked(name), subject.meaning, unit, values, reading.at(row, extractor))


def _of_columns(reading: Reading, layout: Layout, extractor: str) -> Iterator[Item]:
    """Things in columns: the first cell of each row says what its values are."""
    meanings = [column(row.cells[0]) if row.cells else column("") for row in layout.rows[:40]]
    if sum(m.meaning in _LIMITS for m in meanings) < 2 or not layout.columns:
        return
    for at in layout.columns[1:200]:
        if at.meaning is not Meaning.UNKNOWN or not at.name:
            continue
        rows = [(m, row) for m, row in zip(meanings, layout.rows, strict=False) if at.index < len(row.cells)]
        unit = at.unit or next((cell(row, at) for m, row in rows if m.meaning is Meaning.UNIT), "")
        values = tuple(
            Value(m.meaning, m.side, cell(row, at), m.unit or unit, reading.at_cell(row, at.index, extractor))
            for m, row in rows
            if cell(row, at)
        )
        if values:
            yield Item(at.name, Meaning.PARAMETER, unit, values, values[0].evidence)


def _continues(header: Sequence[str], row: Sequence[str]) -> bool:
    """A second header row: nothing but "Min" and "Max", repeated headers and empty cells."""
    below = columns(row)
    bounds = sum(c.meaning is Meaning.BOUND for c in below)
    others = [
        c for c, top in zip(below, header, strict=False) if c.text and c.meaning is not Meaning.BOUND and c.text != top
    ]
    return bounds >= 2 and all(
        c.meaning is not Meaning.UNKNOWN or (c.unit and not _has_digits([c.name])) for c in others
    )


def _joined(header: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    joined: list[str] = []
    above = ""
    for top, below in zip(header, row, strict=False):
        bound = column(below).meaning is Meaning.BOUND
        above = top or (above if bound else "")
        joined.append(f"{above} {below}" if bound and above else (top or below))
    return tuple(joined)


def _has_digits(cells: Sequence[str]) -> bool:
    return any(ch.isdigit() for text in cells for ch in text[:200] if not text.startswith("("))


def _unmarked(name: str) -> str:
    """A name without the mark of a footnote."""
    return name.rstrip("*†‡§").strip() or name
