"""The keys and values by which a record says what it is about: "Run: CT-118", "Donor code | DN-3103"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.extraction.reading import Grid, Reading
from graph.extraction.record_words import Means, meanings
from retrieval.canonical import cell_spans
from retrieval.documents import Line

# Keys that a header of a record may have; a table whose columns are named so is no header.
HEADER_KEYS = frozenset(
    {Means.RUN, Means.PRODUCT, Means.STARTED, Means.ENDED, Means.DONOR, Means.FOLLOWED, Means.EQUIPMENT, Means.LOT}
)
# Where a header is looked for: lines of text, and tables no larger than this, from the beginning on.
_LINES = 120
_LARGEST_HEADER = 60
_LONGEST_LINE = 2_000  # characters; a longer line is prose
_PARTS = re.compile(r"(\s\|\s|\t|\n|;\s(?=[A-Z][^:;]{1,40}:))")
_BLANK = re.compile(r"(?:[-–—_./ ]*|n\.?/?a\.?|not applicable|not recorded|unknown|none|tbd|null)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its value with the spans of key and value; `means` is everything the key may stand for."""

    means: tuple[Means, ...]
    key: str
    value: str
    start: int
    value_start: int
    end: int


def is_blank(text: str) -> bool:
    """Nothing written, or only that nothing is."""
    return _BLANK.fullmatch(text.strip()) is not None


def header_pairs(reading: Reading) -> Iterator[Pair]:
    """Pairs of the document, in the order in which they stand; those without a value are left out."""
    big = {grid.number for grid in reading.grids if len(grid.rows) > _LARGEST_HEADER or _has_columns(grid)}
    below: Line | None = None
    lines = 0
    for line in reading.canonical.lines:
        if line.table in big and line.table:
            continue
        if line.kind in ("row", "header"):
            yield from _row_pairs(line)
        elif line.kind in ("paragraph", "step"):
            lines += 1
            if lines <= _LINES:
                yield from _line_pairs(reading, line)
                if below is not None:
                    yield from _item_pair(reading, below, line)
        below = _opens_a_list(reading, line, below)


def _has_columns(grid: Grid) -> bool:
    """A table whose header names columns: a data table and no list of keys."""
    if len(grid.header) < 2:
        return False
    named = sum(1 for cell in grid.header if meanings(cell))
    first = [row.cells[0] for row in grid.rows if row.cells]
    keys = sum(1 for cell in first if HEADER_KEYS & set(meanings(cell)))
    if keys >= 2 and len(grid.header) <= 4:
        return False
    return named >= 2 or (len(grid.header) > 4 and named >= 1)


def _row_pairs(line: Line) -> Iterator[Pair]:
    """Key and value side by side, once or several times in a row."""
    cells, spans = line.cells, list(cell_spans(line))
    if not meanings(cells[0]):
        return
    keys = [index for index in range(0, len(cells), 2) if index == 0 or _is_key(cells[index])]
    for index, following in zip(keys, [*keys[1:], len(cells)], strict=True):
        means = meanings(cells[index])
        if not means:
            continue
        values = [i for i in range(index + 1, following) if not is_blank(cells[i])]
        if values:
            start, end = spans[values[0]][0], spans[values[-1]][1]
            value = ", ".join(dict.fromkeys(cells[i] for i in values))
            yield Pair(means, cells[index], value, spans[index][0], start, end)


def _is_key(cell: str) -> bool:
    """A key, known or not, and no further value of the key before: values carry digits."""
    return bool(meanings(cell)) or (1 < len(cell) <= 40 and not any(ch.isdigit() for ch in cell))


def _line_pairs(reading: Reading, line: Line) -> Iterator[Pair]:
    """ "Run: CT-113", or several such parts of a line."""
    offset = line.start
    for part in _PARTS.split(reading.text(line)[:_LONGEST_LINE]):
        key, sign, value = part.partition(":")
        means = meanings(key.strip().lstrip("#*-• ")) if sign and value[:1].isspace() and "|" not in key else ()
        written = value.strip()
        if means and not is_blank(written):
            start = offset + len(key) - len(key.lstrip())
            value_start = offset + len(key) + 1 + len(value) - len(value.lstrip())
            yield Pair(means, key.strip(), written, start, value_start, value_start + len(written))
        offset += len(part)


def _opens_a_list(reading: Reading, line: Line, before: Line | None) -> Line | None:
    """The heading or "Equipment:" above lines that are its values."""
    if line.kind == "heading" or (line.kind == "paragraph" and reading.text(line).rstrip().endswith(":")):
        return line
    return before if line.kind in ("paragraph", "step") else None


def _item_pair(reading: Reading, above: Line, line: Line) -> Iterator[Pair]:
    """An item of a list under "Documents followed" or "Equipment"."""
    if line is above:
        return
    key = re.sub(r"^\d+(?:\.\d+)*\.?\s+", "", reading.text(above)).strip(" :")
    means = meanings(key)
    text = reading.text(line)
    value = re.sub(r"^(?:[-•*–]|\d+[.)])\s+", "", text)
    if means and {Means.FOLLOWED, Means.EQUIPMENT} & set(means) and len(value) <= 160 and not is_blank(value):
        start = line.end - len(value)
        yield Pair(means, key, value, line.start, start, line.end)
