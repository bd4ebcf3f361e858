"""A document version as the extractors see it: its tables, its header fields, and what it speaks of."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.process import Evidence
from graph.vocabulary import Vocabulary
from retrieval.canonical import cell_spans
from retrieval.documents import CanonicalText, Entry, Line

# A line right above a table that a format does not tie to it: "Table 1. Thaw and expansion".
_CAPTION = re.compile(r"tab(?:le|elle)?\.? ?\d{1,3}\b.{0,200}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its caption, the headings above it, its header cells (empty if none) and its rows."""

    number: int
    caption: str
    section: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[Line, ...]
    page: int | None = None


@dataclass(frozen=True)
class Reading:
    """One document version to read facts from."""

    entry: Entry
    canonical: CanonicalText
    vocabulary: Vocabulary

    @functools.cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The tables in order."""
        found: dict[int, list[Line]] = {}
        above: dict[int, str] = {}
        before: Line | None = None
        for line in self.canonical.lines:
            if line.table:
                if line.table not in found and before is not None and not before.table:
                    above[line.table] = self.text(before)
                found.setdefault(line.table, []).append(line)
            before = line
        return tuple(_grid(number, lines, above.get(number, "")) for number, lines in found.items())

    @property
    def prose(self) -> Iterator[Line]:
        """Headings, paragraphs and steps in order."""
        return (line for line in self.canonical.lines if not line.table)

    @property
    def version_name(self) -> str:
        """ "SOP-014 v3", or the name alone when there is no version."""
        version = self.entry.identity.version
        return f"{self.entry.name} v{version}" if version else self.entry.name

    def text(self, line: Line) -> str:
        """The wording of a line."""
        return self.canonical.text[line.start : line.end]

    def at(self, line: Line, extractor: str) -> Evidence:
        """The whole line as evidence."""
        return Evidence(self.entry.digest, line.start, line.end, extractor)

    def within(self, start: int, end: int, extractor: str) -> Evidence:
        """A span of the canonical text as evidence."""
        return Evidence(self.entry.digest, start, end, extractor)

    def at_cell(self, line: Line, column: int, extractor: str) -> Evidence:
        """One cell of a row as evidence."""
        start, end = list(cell_spans(line))[column]
        return Evidence(self.entry.digest, start, end, extractor)


def _grid(number: int, lines: list[Line], above: str) -> Grid:
    header = next((line.cells for line in lines if line.kind == "header"), ())
    rows = tuple(line for line in lines if line.kind == "row")
    caption = lines[0].caption or (above if _CAPTION.match(above) else "")
    return Grid(number, caption, lines[0].section, header, rows, lines[0].page)
