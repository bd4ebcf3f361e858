"""CSV and TSV files: a preamble, then one or more tables; numbers stay as they are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import clevercsv

from retrieval.documents import Block, LoadedFile
from retrieval.loaders.decoding import decode
from retrieval.loaders.grids import Grid, to_table
from retrieval.loaders.parts import gather, paragraph, tables
from retrieval.loaders.preambles import has_names, preamble_length, preamble_text
from retrieval.loaders.wording import fold

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 60
_SAMPLE_CHARACTERS = 8_000  # clevercsv takes more than a second from some 20 kB on


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell)


def read(data: bytes) -> LoadedFile:
    """Raises: CorruptFile when the bytes are not text."""
    sections = _sections(decode(data))
    wide = next((at for at, section in enumerate(sections) if max(r.filled for r in section) > 2), 0)
    above = (_line(row) for section in sections[:wide] for row in section)
    return gather([*above, *(block for section in sections[wide:] for block in _blocks(section))])


def _sections(text: str) -> list[list[_Row]]:
    """Rows between blank lines; a section with more rows of the same table is joined to it."""
    sections: list[list[_Row]] = [[]]
    for row in _rows(text):
        if row.filled:
            sections[-1].append(row)
        elif sections[-1]:
            sections.append([])
    joined: list[list[_Row]] = []
    for section in filter(None, sections):
        if joined and _goes_on(joined[-1], section):
            joined[-1].extend(section)
        else:
            joined.append(section)
    return joined


def _goes_on(before: Sequence[_Row], section: Sequence[_Row]) -> bool:
    same_width = _width(before) == _width(section) > 2
    return same_width and not has_names([row.cells for row in section])


def _width(rows: Sequence[_Row]) -> int:
    return max(len(row.cells) for row in rows)


def _rows(text: str) -> Iterator[_Row]:
    comments, body = _leading_comments(text)
    yield from comments
    before = len(comments)
    dialect = _dialect(body)
    reader = csv.reader(io.StringIO(body, newline=""), dialect)
    last = 0
    for cells in reader:
        folded = tuple(map(fold, cells))
        while folded and not folded[-1]:
            folded = folded[:-1]
        yield _Row(before + last + 1, folded)
        last = reader.line_num


def _leading_comments(text: str) -> tuple[list[_Row], str]:
    """Lines that start with # before the first row, one cell each, and the rest of the text."""
    comments: list[_Row] = []
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            break
        comments.append(_Row(number, (fold(line.lstrip("# ")).rstrip(",;"),)))
    return comments, "".join(lines[len(comments) :])


def _dialect(body: str) -> type[csv.Dialect]:
    sample = "".join(body.splitlines(keepends=True)[:_SAMPLE_LINES])[:_SAMPLE_CHARACTERS]
    even = [mark for mark in _DELIMITERS if _is_even(sample, mark)]
    delimiter = even[0] if len(even) == 1 else _sniffed(sample)

    class Found(csv.excel):
        pass

    Found.delimiter = delimiter
    return Found


def _is_even(sample: str, delimiter: str) -> bool:
    """Whether every complete row has the same number of cells, two or more."""
    rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    widths = {len(row) for row in (rows[:-1] if len(rows) > 2 else rows) if row}
    return len(widths) == 1 and widths.pop() > 1


def _sniffed(sample: str) -> str:
    found = clevercsv.Sniffer().sniff(sample, delimiters=list(_DELIMITERS))
    counted = max(_DELIMITERS, key=sample.count)
    return (found.delimiter if found else "") or (counted if counted in sample else ",")


def _blocks(section: Sequence[_Row]) -> Iterator[Block]:
    start = preamble_length([row.cells for row in section])
    for row in section[:start]:
        yield _line(row)
    body = section[start:]
    if not body:
        return
    grid = Grid(
        tuple(row.cells for row in body),
        labels=tuple(f"line {row.line}" for row in body),
        spreadsheet=True,
    )
    found = to_table(grid)
    if found:
        yield from tables([found])


def _line(row: _Row) -> Block:
    return paragraph(preamble_text(row.cells))
