"""How much was read: counted in the child, and again by who does not trust it."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.documents import Block, BlockKind, LoadedFile, Table
from retrieval.errors import TooLarge
from retrieval.guard.limits import Limits

_MOST_PAGES = 1_000_000
_DEEPEST = 1_000


def check_output(loaded: LoadedFile, limits: Limits) -> None:
    """Raises TooLarge when more was read than one document may hold."""
    tables = [block.table for block in loaded.blocks if block.table]
    _within("cells", sum(map(_cells, tables)), limits.cells)
    _within("blocks", len(loaded.blocks), limits.blocks)
    _within("characters", sum(map(len, _texts(loaded))), limits.characters)
    _within("bytes of pictures", sum(len(p.png) for p in loaded.pictures), limits.pictures_mb * 1_000_000)


def _within(what: str, count: int, most: int) -> None:
    if count > most:
        raise TooLarge(
            f"there are {count:,} {what} in it, at most {most:,} are read", next_step="split it into smaller files"
        )


def _cells(table: Table) -> int:
    return len(table.header) + sum(map(len, table.rows)) + len(table.row_labels)


def _texts(loaded: LoadedFile) -> Iterator[str]:
    yield loaded.title
    yield from loaded.furniture
    for skipped in loaded.skipped:
        yield skipped.where
        yield skipped.reason
    for hidden in loaded.hidden:
        yield hidden.where
        yield hidden.text
    for block in loaded.blocks:
        yield block.text
        if block.table:
            yield block.table.caption
            yield from block.table.header
            yield from block.table.row_labels
            for row in block.table.rows:
                yield from row


def is_well_formed(loaded: LoadedFile) -> bool:
    """Whether the laws of the nouns hold that their types do not express."""
    pages = 0 <= loaded.pages <= _MOST_PAGES
    blocks = all(_is_block(block) for block in loaded.blocks)
    pictures = all(0 < p.page <= _MOST_PAGES and 0 < p.dpi <= _MOST_PAGES for p in loaded.pictures)
    words = all(
        0 <= word.confidence <= 100
        and 0 <= word.start <= word.end <= 2**31
        and 0 < word.page <= _MOST_PAGES
        and max(map(abs, (word.left, word.top, word.width, word.height))) <= 2**31
        for word in loaded.ocr_words
    )
    return pages and blocks and pictures and words


def _is_block(block: Block) -> bool:
    placed = block.page is None or 0 < block.page <= _MOST_PAGES
    whole = (block.table is not None) == (block.kind is BlockKind.TABLE)
    return placed and whole and 0 <= block.level <= _DEEPEST and (block.table is None or _is_table(block.table))


def _is_table(table: Table) -> bool:
    widths = {len(row) for row in table.rows} | ({len(table.header)} if table.header else set())
    return len(widths) <= 1 and len(table.row_labels) in (0, len(table.rows))
