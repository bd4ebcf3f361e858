"""The body of a Word document in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from retrieval.documents import Block, BlockKind, Hidden, HiddenKind, Skipped
from retrieval.loaders.grids import to_table
from retrieval.loaders.labels import leading_label, without_bullet
from retrieval.loaders.parts import Part, heading, paragraph, step, tables
from retrieval.loaders.word.graphics import graphic_parts, unseen_graphic
from retrieval.loaders.word.numbering import Numbering
from retrieval.loaders.word.runs import Notes, graphics_in, hidden_in, plain_text, text_of
from retrieval.loaders.word.styles import Styles, heading_depth, list_place
from retrieval.loaders.word.tables import CellText, cells_of, deleted_rows, grid_of, is_bold, rows_of, unwrapped
from retrieval.loaders.xml_element import Element

_CONTENT = ("w:p", "w:tbl", "w:altChunk")
_NEAR = 60  # characters that tell a place
_HEADING_LIMIT = 100  # characters; a longer bold paragraph is a warning, not a heading


@dataclass(slots=True)
class Reader:
    """Reads one document from top to bottom; automatic numbers are counted on the way."""

    styles: Styles
    numbering: Numbering
    notes: Notes = field(default_factory=lambda: Notes({}))
    depth: int = 0  # of the last heading, for bold lines that act as headings below it
    section: str = ""  # the last heading
    comments: dict[str, str] = field(default_factory=dict[str, str])  # where each one stands, by its id

    def parts(self, parent: Element) -> Iterator[Part]:
        """Parts of a body, cell, text box or note."""
        for child in unwrapped(parent, *_CONTENT):
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            else:
                yield Skipped("inserted file", "a file inserted by reference is not read")

    def _paragraph(self, node: Element) -> Iterator[Part]:
        text = text_of(node, self.notes)
        if text:
            yield self._block(node, text)
        yield from self._aside(node, text)

    def _aside(self, node: Element, near: str) -> Iterator[Part]:
        """Text boxes, pictures, hidden text and places of comments of a paragraph."""
        where = self._place(near)
        for kind, text in hidden_in(node, self.notes):
            yield Hidden(kind, where, text)
        for mark in node.iter(qn("w:commentReference")):
            self.comments.setdefault(str(mark.get(qn("w:id"))), where)
        for graphic in graphics_in(node):
            unseen = unseen_graphic(graphic)
            for box in graphic.iter(qn("w:txbxContent")):
                if unseen:
                    yield Hidden(unseen, f"text box, {where}", plain_text(box))
                else:
                    yield from self.parts(box)
            yield from graphic_parts(graphic, near)

    def _place(self, near: str) -> str:
        """Where a reader finds a paragraph: the section, and how it begins."""
        place = f"section '{self.section}'" if self.section else "before the first heading"
        return f"{place}, at '{near[:_NEAR]}'" if near and near != self.section else place

    def _block(self, node: Element, text: str) -> Block:
        style = self.styles.of(node)
        list_id, level = list_place(node, style)
        label = self.numbering.label(list_id, level) if list_id else None
        shown = f"{label} {text}" if label else text
        depth = heading_depth(node, style)
        if depth:
            self.depth, self.section = depth, shown[:_NEAR]
            return heading(shown, depth)
        typed = leading_label(text)
        if style.name.lower() == "caption":
            return paragraph(shown)
        if label is None and is_bold(node, style.bold) and _is_short(text):
            self.section = text[:_NEAR]
            return heading(text, typed.depth if typed else self.depth + 1)
        if label is not None:
            return step(shown, max(level + 1, style.nesting))
        bare = without_bullet(text)
        if bare:
            return step(bare)
        return step(text, typed.depth) if typed else paragraph(text)

    def _table(self, node: Element) -> Iterator[Part]:
        if len(rows_of(node)) == 1 and len(cells_of(rows_of(node)[0])) == 1:
            yield from self.parts(cells_of(rows_of(node)[0])[0])  # a box around text
            return
        after: list[Part] = [
            Hidden(HiddenKind.DELETION, f"table row, {self._place('')}", plain_text(row)) for row in deleted_rows(node)
        ]
        found = to_table(grid_of(node, lambda cell: self._cell(cell, after)))
        yield from tables([found] if found else [])
        yield from after

    def _cell(self, cell: Element, after: list[Part]) -> CellText:
        """The text of a cell; nested tables and pictures are put in `after`."""
        lines: list[str] = []
        bold: list[bool] = []
        for child in unwrapped(cell, *_CONTENT):
            if child.tag == qn("w:tbl"):
                after.extend(self._table(child))
            elif child.tag == qn("w:p"):
                text = text_of(child, self.notes)
                if text:
                    lines.append(self._numbered(child, text))
                    bold.append(is_bold(child, self.styles.of(child).bold))
                after.extend(self._aside(child, text))
        return CellText(" ".join(lines), bool(bold) and all(bold))

    def _numbered(self, node: Element, text: str) -> str:
        list_id, level = list_place(node, self.styles.of(node))
        label = self.numbering.label(list_id, level) if list_id else None
        return f"{label} {text}" if label else text


def with_captions(parts: list[Part], captions: frozenset[str]) -> Iterator[Part]:
    """Tables get the caption paragraph right above them, which stays a paragraph too."""
    before = ""
    for part in parts:
        if isinstance(part, Block):
            if part.table and before in captions and not part.table.caption:
                table = type(part.table)(part.table.header, part.table.rows, before, part.table.row_labels)
                yield Block(BlockKind.TABLE, page=part.page, table=table)
                before = ""
                continue
            before = part.text
        yield part


def _is_short(text: str) -> bool:
    return len(text) <= _HEADING_LIMIT and not text.endswith((".", ";", ",", ":"))
