"""Tables without ruling lines: cells lined up in columns on consecutive lines."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.loaders.grids import Grid
from retrieval.loaders.labels import leading_label, without_bullet
from retrieval.loaders.pdf.page_text import Item, Line, PageTable, Word

_ROWS = 3
_GUTTER = 6.0  # points that are blank on every line between two columns
_LEADERS = "...."


def with_aligned_tables(lines: Sequence[Line]) -> list[Item]:
    """The lines, runs of them that form a table replaced by it."""
    items: list[Item] = []
    at = 0
    while at < len(lines):
        end = _end_of_run(lines, at)
        table = _table(lines[at:end]) if end - at >= _ROWS else None
        if table:
            items.append(table)
            at = end
        else:
            items.append(lines[at])
            at += 1
    return items


def _segments(line: Line) -> list[list[Word]]:
    """Words of a line, parted where the gap is wider than between words."""
    parts: list[list[Word]] = [[line.words[0]]]
    for before, word in zip(line.words, line.words[1:], strict=False):
        if word.x0 - before.x1 >= max(8.0, 0.9 * line.size):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _end_of_run(lines: Sequence[Line], at: int) -> int:
    end = at
    while end < len(lines):
        line = lines[end]
        if end > at and not 0 < line.baseline - lines[end - 1].baseline < 3.2 * line.size:
            break
        if len(_segments(line)) < 2 and not _goes_on(lines, at, end):
            break
        if _LEADERS in line.text or _is_item(line):
            break
        end += 1
    while end > at and len(_segments(lines[end - 1])) < 2:
        end -= 1
    return end


def _is_item(line: Line) -> bool:
    first = _segments(line)[0]
    text = " ".join(word.text for word in first)
    return bool(leading_label(f"{text} Xx")) or without_bullet(f"{text} x") is not None


def _goes_on(lines: Sequence[Line], at: int, end: int) -> bool:
    """A second line of a cell that is not in the first column."""
    if end == at:
        return False
    line, before = lines[end], lines[end - 1]
    close = line.baseline - before.baseline < 1.35 * line.size
    return close and any(abs(part[0].x0 - line.x0) < 3 for part in _segments(before)[1:])


def _table(lines: Sequence[Line]) -> PageTable | None:
    segments = [(part[0].x0, part[-1].x1) for line in lines for part in _segments(line)]
    edges = _column_edges(segments)
    if len(edges) < 2:
        return None
    rows: list[list[str]] = []
    bold: set[int] = set()
    for line in lines:
        cells = [""] * len(edges)
        for word in line.words:
            column = max(c for c, edge in enumerate(edges) if word.x0 >= edge - 0.1)
            cells[column] = f"{cells[column]} {word.text}".strip()
        if len(_segments(line)) < 2 and rows:
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], cells, strict=False)]
            continue
        bold |= {len(rows)} if line.bold else set()
        rows.append(cells)
    if len(rows) < _ROWS or sum(1 for row in rows if sum(map(bool, row)) >= 2) < 0.8 * len(rows):
        return None
    grid = Grid(tuple(map(tuple, rows)), bold=frozenset(bold))
    return PageTable(grid, lines[0].top, lines[-1].bottom, tuple(edges))


def _column_edges(segments: Sequence[tuple[float, float]]) -> list[float]:
    """Left edges of the columns: what is between gutters blank on every line."""
    edges: list[float] = []
    reach = float("-inf")
    for x0, x1 in sorted(segments):
        if x0 - reach >= _GUTTER:
            edges.append(x0)
        reach = max(reach, x1)
    return edges
