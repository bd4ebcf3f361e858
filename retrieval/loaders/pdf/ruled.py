"""Tables drawn with ruling lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pdfplumber._typing import T_obj
from pdfplumber.page import Page

from retrieval.loaders.grids import Grid
from retrieval.loaders.pdf.hyphens import joined_lines
from retrieval.loaders.pdf.page_text import Item, PageTable, Word, rows_of

Box = tuple[float, float, float, float]

_FEWEST_EDGES = 6  # two rows of two cells need at least so many lines
_MOST_EDGES = 4000  # beyond this it is a drawing, and finding cells takes seconds
_SNAP = 3.0  # points within which two edges are one, as pdfplumber's default


@dataclass(frozen=True, slots=True)
class Ruled:
    """Tables of a page and the words that stand in none of them."""

    tables: tuple[PageTable, ...]
    rest: tuple[Word, ...]


def edge_count(page: Page) -> int:
    """Lines of the page, those around boxes counted."""
    return len(page.lines) + 4 * len(page.rects) + len(page.curves)


def is_drawing(page: Page) -> bool:
    """Too many lines for tables: a drawing or a plot."""
    return edge_count(page) > _MOST_EDGES


def ruled_tables(page: Page, words: Sequence[Word], vocabulary: frozenset[str]) -> Ruled:
    """Tables whose cells are boxed; boxes around running text are left to the lines."""
    if not _FEWEST_EDGES <= edge_count(page) <= _MOST_EDGES:
        return Ruled((), tuple(words))
    groups = [table.cells for table in page.filter(_can_rule).find_tables()]
    return boxed_tables(groups, float(page.height), words, vocabulary)


def boxed_tables(
    groups: Iterable[Sequence[Box]], height: float, words: Sequence[Word], vocabulary: frozenset[str]
) -> Ruled:
    """Tables made of groups of cells, on a page of a height."""
    rest = list(words)
    found: list[PageTable] = []
    for cells in groups:
        boxes = [box for box in cells if not _is_frame(box, height, rest)]
        taken = _table(boxes, rest, vocabulary)
        if taken:
            found.append(taken[0])
            used = {id(word) for word in taken[1]}
            rest = [word for word in rest if id(word) not in used]
    return Ruled(tuple(found), tuple(rest))


def with_tables(items: Sequence[Item], tables: Iterable[PageTable]) -> list[Item]:
    """Lines with the tables among them, each before the first line below its top."""
    merged = list(items)
    for table in sorted(tables, key=lambda t: t.top):
        at = next((i for i, item in enumerate(merged) if item.top >= table.top - 1), len(merged))
        merged.insert(at, table)
    return merged


def _can_rule(thing: T_obj) -> bool:
    """Filled boxes are shading, not rules: LibreOffice draws a white one behind every line."""
    if thing["object_type"] != "rect" or thing.get("stroke"):
        return thing["object_type"] != "char"
    return min(float(thing["width"]), float(thing["height"])) <= _SNAP


def _is_frame(box: Box, height: float, words: Sequence[Word]) -> bool:
    """A box that holds a good part of the page is a frame, not a cell."""
    if box[3] - box[1] < 0.4 * height:
        return False
    return len(rows_of([w for w in words if _inside(w, box)])) > 10


def _table(
    boxes: Sequence[Box], words: Sequence[Word], vocabulary: frozenset[str]
) -> tuple[PageTable, list[Word]] | None:
    xs = _distinct([box[0] for box in boxes] + [box[2] for box in boxes])
    ys = _distinct([box[1] for box in boxes] + [box[3] for box in boxes])
    if len(xs) < 3 or len(ys) < 2:
        return None
    held = {box: [w for w in words if _inside(w, box)] for box in boxes}
    used = [word for found in held.values() for word in found]
    if len({id(word) for word in used}) < 2 or sum(1 for found in held.values() if found) < 2:
        return None
    if max(_cells_across(boxes, (a + b) / 2) for a, b in itertools.pairwise(ys)) < (len(xs) - 1) / 2:
        return None  # edges that line up with nothing: not a table
    texts = {box: _text(found, vocabulary) for box, found in held.items()}
    grid = _grid(boxes, xs, ys, texts, held)
    return PageTable(grid, ys[0], ys[-1], tuple(xs[:-1])), used


def _grid(
    boxes: Sequence[Box],
    xs: Sequence[float],
    ys: Sequence[float],
    texts: dict[Box, str],
    held: dict[Box, list[Word]],
) -> Grid:
    rows: list[tuple[str, ...]] = []
    bold: set[int] = set()
    across: set[tuple[int, int]] = set()
    for r, (top, bottom) in enumerate(itertools.pairwise(ys)):
        line = [_box_at(boxes, (a + b) / 2, (top + bottom) / 2) for a, b in itertools.pairwise(xs)]
        rows.append(tuple(texts[box] if box else "" for box in line))
        across |= {(r, c) for c in range(1, len(line)) if line[c] and line[c] == line[c - 1]}
        filled = [held[box] for box in line if box and held[box]]
        bold |= {r} if filled and all(word.bold for found in filled for word in found) else set()
    return Grid(tuple(rows), bold=frozenset(bold), across=frozenset(across))


def _cells_across(boxes: Sequence[Box], y: float) -> int:
    return sum(1 for box in boxes if box[1] <= y <= box[3])


def _box_at(boxes: Sequence[Box], x: float, y: float) -> Box | None:
    return next((b for b in boxes if b[0] <= x <= b[2] and b[1] <= y <= b[3]), None)


def _text(words: Sequence[Word], vocabulary: frozenset[str]) -> str:
    lines = [" ".join(word.text for word in row) for row in rows_of(words)]
    return joined_lines(lines, vocabulary)


def _inside(word: Word, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _distinct(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found
