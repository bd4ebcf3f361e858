"""Parts a format module yields in reading order, and how they become a loaded file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from retrieval.documents import Block, BlockKind, Hidden, LoadedFile, Skipped, Table
from retrieval.loaders.unseen import is_suspect, seen, spelled
from retrieval.loaders.wording import fold

Part = Block | Skipped | Hidden
_NEAR = 60  # characters of a text that tell its place


def heading(text: str, level: int, page: int | None = None) -> Block:
    """A heading of depth `level` from 1."""
    return Block(BlockKind.HEADING, fold(text), max(1, level), page)


def paragraph(text: str, page: int | None = None) -> Block:
    """Running text."""
    return Block(BlockKind.PARAGRAPH, fold(text), 0, page)


def step(text: str, level: int = 1, page: int | None = None) -> Block:
    """A list item or numbered step, its number in front of the text."""
    return Block(BlockKind.STEP, fold(text), max(1, level), page)


def tables(found: Iterable[Table], page: int | None = None) -> Iterator[Block]:
    """A block for each table."""
    for table in found:
        yield Block(BlockKind.TABLE, "", 0, page, table)


def gather(
    parts: Iterable[Part], *, pages: int = 1, furniture: Iterable[str] = (), title: str = "", unit: str = "page"
) -> LoadedFile:
    """Blocks without text are dropped; furniture and skipped parts are named once.

    Characters that a reader does not see are taken out of all text here, and told in `hidden`;
    `unit` is what a page of the format is called.
    """
    sieve = _Sieve(unit)
    blocks: list[Block] = []
    skipped: dict[Skipped, None] = {}
    for part in parts:
        if isinstance(part, Skipped):
            skipped[part] = None
        elif isinstance(part, Hidden):
            sieve.add(part)
        else:
            block = sieve.block(part)
            if block.text or block.table is not None:
                blocks.append(block)
    if sieve.hidden and not blocks:
        skipped[Skipped("the whole file", "none of its text can be seen")] = None
    lines = [line for line in dict.fromkeys(map(fold, furniture)) if line]
    lines = [sieve.text(line, "margin of the pages") for line in lines]
    shown = fold(sieve.text(title, "title"))
    kept = tuple(line for line in dict.fromkeys(lines) if line)
    return LoadedFile(tuple(blocks), pages, kept, shown, tuple(skipped), tuple(sieve.hidden))


@dataclass(slots=True)
class _Sieve:
    """Keeps apart what is hidden, part by part; a heading tells the place of what follows it."""

    unit: str
    hidden: list[Hidden] = field(default_factory=list[Hidden])
    section: str = ""

    def add(self, found: Hidden) -> None:
        text = fold(spelled(found.text))
        if text:
            self.hidden.append(replace(found, where=fold(found.where), text=text))

    def text(self, text: str, where: str) -> str:
        shown, found = seen(text)
        for kind, wording in found:
            self.add(Hidden(kind, where, wording))
        return shown

    def block(self, block: Block) -> Block:
        if block.table is not None:
            table = self._table(block.table, self._place(block))
            return block if table is block.table else replace(block, table=table)
        if is_suspect(block.text):
            block = replace(block, text=self.text(block.text, self._place(block)))
        if block.kind is BlockKind.HEADING:
            self.section = block.text[:_NEAR]
        return block

    def _place(self, block: Block) -> str:
        if block.page is not None:
            return f"{self.unit} {block.page}"
        return f"section '{self.section}'" if self.section else "start of the file"

    def _table(self, table: Table, where: str) -> Table | None:
        texts = (table.caption, *table.header, *(cell for row in table.rows for cell in row))
        if not any(map(is_suspect, texts)):
            return table
        header = tuple(self.text(cell, f"{where}, header of a table") for cell in table.header)
        labels = table.row_labels or tuple(f"table row {n}" for n in range(1, len(table.rows) + 1))
        rows = tuple(
            tuple(self.text(cell, f"{where}, {label}") for cell in row)
            for row, label in zip(table.rows, labels, strict=True)
        )
        return _trimmed(replace(table, header=header, rows=rows, caption=self.text(table.caption, where)))


def _trimmed(table: Table) -> Table | None:
    """Without rows and columns in which nothing is left."""
    width = max(map(len, (table.header, *table.rows)))
    lines = [line for line in (table.header, *table.rows) if line]
    columns = [c for c in range(width) if any(c < len(line) and line[c] for line in lines)]
    rows = [r for r, row in enumerate(table.rows) if any(row)]
    if not columns:
        return None
    return replace(
        table,
        header=tuple(table.header[c] for c in columns if c < len(table.header)),
        rows=tuple(tuple(table.rows[r][c] for c in columns) for r in rows),
        row_labels=tuple(table.row_labels[r] for r in rows) if table.row_labels else (),
    )
