"""Tables of HTML as grids."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bs4 import Tag
from bs4.element import PageElement

from retrieval.loaders.grids import Grid

_SPAN_LIMIT = 1000  # the HTML standard clamps colspan here
_CELL_LIMIT = 2_000_000


def own_rows(table: Tag) -> list[Tag]:
    """Rows of `table`, not those of tables inside its cells."""
    return [row for row in table.find_all("tr") if row.find_parent("table") is table]


def is_layout(table: Tag) -> bool:
    """A table that only places things: marked so, or of a single cell."""
    cells = [cell for row in own_rows(table) for cell in _cells(row)]
    return table.get("role") in ("presentation", "none") or len(cells) <= 1


def grid_of(table: Tag, text_of: Callable[[Iterator[PageElement]], str]) -> Grid:
    """Raises: ValueError when the declared spans make the grid absurdly large."""
    placed: dict[tuple[int, int], str] = {}
    across: set[tuple[int, int]] = set()
    rows = own_rows(table)
    for r, row in enumerate(rows):
        column = 0
        for cell in _cells(row):
            while (r, column) in placed:
                column += 1
            wide = _span(cell, "colspan", _SPAN_LIMIT)
            high = min(_span(cell, "rowspan", len(rows)), len(rows) - r)
            text = text_of(cell.children)
            for dr in range(high):
                for dc in range(wide):
                    placed[r + dr, column + dc] = text
                    if dc:
                        across.add((r + dr, column + dc))
            column += wide
            if len(placed) > _CELL_LIMIT:
                raise ValueError("a table has more than 2 million cells")
    width = max((c for _, c in placed), default=-1) + 1
    grid = tuple(tuple(placed.get((r, c), "") for c in range(width)) for r in range(len(rows)))
    caption = table.find("caption", recursive=False)
    return Grid(
        grid,
        head=_head(rows),
        across=frozenset(across),
        caption=text_of(caption.children) if isinstance(caption, Tag) else "",
    )


def _head(rows: list[Tag]) -> int | None:
    """Header rows: those in thead, else the leading ones made of th cells only."""
    in_head = sum(1 for row in rows if row.parent and row.parent.name == "thead")
    if in_head:
        return in_head
    count = 0
    for row in rows:
        if any(cell.name == "td" for cell in _cells(row)) or not _cells(row):
            break
        count += 1
    if count == 0 and any(cell.name == "th" for row in rows for cell in _cells(row)):
        return 0  # row headers only
    return count or None


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def _span(cell: Tag, name: str, limit: int) -> int:
    written = str(cell.get(name) or "")
    return max(1, min(int(written), limit)) if written.isdigit() else 1
