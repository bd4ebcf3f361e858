"""Words of a page to lines in reading order, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from retrieval.loaders.pdf.page_text import Line, Word, rows_of

_GUTTER = 9.0  # points; two-column journals leave 12 to 24
_MIN_ROWS = 5
_PROSE_WORDS = 3.5  # words a line on average; cells of tables have fewer


def ordered_lines(words: Sequence[Word]) -> list[Line]:
    """Lines of the page; where text stands in columns the left one is read first."""
    rows = rows_of(words)
    gutter = _gutter(rows)
    if gutter is None:
        right = max((row[-1].x1 for row in rows), default=0.0)
        return [Line(tuple(row), right) for row in rows]
    return list(_bands(rows, gutter))


def _bands(rows: Sequence[list[Word]], gutter: float) -> Iterator[Line]:
    right = max(row[-1].x1 for row in rows)
    band: list[Word] = []
    for row in rows:
        if _crosses(row, gutter):
            yield from _columns(band, gutter)
            band = []
            yield Line(tuple(row), right)
        else:
            band.extend(row)
    yield from _columns(band, gutter)


def _columns(band: Sequence[Word], gutter: float) -> Iterator[Line]:
    for side in ([w for w in band if w.x1 <= gutter], [w for w in band if w.x1 > gutter]):
        yield from ordered_lines(side)


def _crosses(row: Sequence[Word], x: float) -> bool:
    left = [word.x1 for word in row if word.x0 < x]
    right = [word.x0 for word in row if word.x0 >= x]
    if any(word.x0 < x < word.x1 for word in row):
        return True
    return bool(left and right) and right[0] - max(left) < _GUTTER * 0.7


def _gutter(rows: Sequence[list[Word]]) -> float | None:
    if len(rows) < 2 * _MIN_ROWS:
        return None
    start, end = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    best, found = 0, None
    x = start + 0.25 * (end - start)
    while x < start + 0.75 * (end - start):
        score = _score(rows, x, start, end)
        if score > best:
            best, found = score, x
        x += 3.0
    return found


def _score(rows: Sequence[list[Word]], x: float, start: float, end: float) -> int:
    """Rows that a gutter at `x` parts; 0 when the sides do not read like prose."""
    clear = [row for row in rows if not _crosses(row, x)]
    left = [part for row in clear if (part := [w for w in row if w.x1 <= x])]
    right = [part for row in clear if (part := [w for w in row if w.x1 > x])]
    if min(len(left), len(right)) < _MIN_ROWS or len(clear) < 0.5 * len(rows):
        return 0
    if not (_is_prose(left, x - start) and _is_prose(right, end - x)):
        return 0
    return len(clear)


def _is_prose(parts: Sequence[list[Word]], width: float) -> bool:
    words = sum(len(part) for part in parts) / len(parts)
    return words >= _PROSE_WORDS and median(p[-1].x1 - p[0].x0 for p in parts) >= 0.6 * width
