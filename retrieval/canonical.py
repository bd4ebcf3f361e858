"""From blocks to the canonical text of a document version.

The canonical text is what every citation slices: each block is one line of it, a table is its
caption, its header row and its rows, with cells joined by " | ". Lines are joined by one newline,
and a blank line stands before each heading, around each table and after a part without a heading,
so that the text reads well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from retrieval.documents import Block, BlockKind, CanonicalText, Line, Table

CELL_SEPARATOR = " | "


def canonicalise(blocks: Iterable[Block]) -> CanonicalText:
    """Lay the blocks out as one text and say where each line of it stands."""
    page = _Page()
    for block in blocks:
        page.part = block.part
        if block.kind is BlockKind.TABLE:
            if block.table is not None:
                page.add_table(block.table, block.page)
        elif block.text:
            page.add_text(block)
    return CanonicalText("".join(page.pieces), tuple(page.lines))


def cell_spans(line: Line) -> Iterator[tuple[int, int]]:
    """The span of each cell of a table line, in canonical offsets."""
    start = line.start
    for cell in line.cells:
        yield start, start + len(cell)
        start += len(cell) + len(CELL_SEPARATOR)


@dataclass
class _Page:
    """The text under construction, with the headings that are open."""

    pieces: list[str] = field(default_factory=list[str])
    lines: list[Line] = field(default_factory=list[Line])
    length: int = 0
    tables: int = 0
    headings: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    part: str = ""  # the part without a heading that is being laid out
    part_before: str = ""  # that of the line before

    def add_text(self, block: Block) -> None:
        heading = block.kind is BlockKind.HEADING
        if heading:
            self.headings = [(lv, text) for lv, text in self.headings if lv < block.level]
        line = Line(block.kind.value, 0, 0, level=block.level, page=block.page)
        self._append(line, block.text, gap=heading)
        if heading:
            self.headings.append((block.level, block.text))

    def add_table(self, table: Table, page: int | None) -> None:
        self.tables += 1
        named = table.header if any(table.header) else ()
        mold = Line("row", 0, 0, page=page, table=self.tables, caption=table.caption)
        gap = True
        if table.caption and not self._ends_with(table.caption):
            self._append(replace(mold, kind="caption", table=self.tables), table.caption, gap=True)
            gap = False
        if named:
            header = replace(mold, kind="header", cells=named)
            self._append(header, CELL_SEPARATOR.join(named), gap=gap)
            gap = False
        for number, cells in enumerate(table.rows, start=1):
            if not any(cells):
                continue
            label = table.row_labels[number - 1] if number <= len(table.row_labels) else ""
            row = replace(mold, row=number, label=label, header=named, cells=cells)
            self._append(row, CELL_SEPARATOR.join(cells), gap=gap)
            gap = False

    def _ends_with(self, caption: str) -> bool:
        """A caption that was already read as the paragraph or heading above the table."""
        return bool(self.pieces) and self.pieces[-1] == caption

    def _append(self, line: Line, text: str, *, gap: bool) -> None:
        after_table = bool(self.lines) and self.lines[-1].table not in (0, line.table)
        if self.pieces:
            separator = "\n\n" if gap or after_table or self.part != self.part_before else "\n"
            self.pieces.append(separator)
            self.length += len(separator)
        start = self.length
        self.pieces.append(text)
        self.length += len(text)
        section = (self.part,) if self.part else tuple(text for _, text in self.headings)
        self.lines.append(replace(line, start=start, end=self.length, section=section))
        self.part_before = self.part
