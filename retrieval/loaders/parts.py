"""Parts a format module yields in reading order, and how they become a loaded file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retrieval.documents import Block, BlockKind, LoadedFile, Skipped, Table
from retrieval.loaders.wording import fold

Part = Block | Skipped


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


def gather(parts: Iterable[Part], *, pages: int = 1, furniture: Iterable[str] = (), title: str = "") -> LoadedFile:
    """Blocks without text are dropped; furniture and skipped parts are named once."""
    blocks: list[Block] = []
    skipped: dict[Skipped, None] = {}
    for part in parts:
        if isinstance(part, Skipped):
            skipped[part] = None
        elif part.text or part.table is not None:
            blocks.append(part)
    lines = dict.fromkeys(line for line in map(fold, furniture) if line)
    return LoadedFile(tuple(blocks), pages, tuple(lines), fold(title), tuple(skipped))
