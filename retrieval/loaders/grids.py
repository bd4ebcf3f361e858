"""A grid of cells becomes a table: its header found, its edges trimmed, its caption taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from retrieval.documents import Table
from retrieval.loaders.unseen import is_suspect, seen
from retrieval.loaders.wording import fold

Row = tuple[str, ...]

_NUMBER = re.compile(r"[<>≤≥=~≈±+\-−]*\s*[\d.,]*\d")
_HEADER_CELL = 60  # characters; longer text in a first row is content
_HEADER_WORDS = re.compile(
    r"(?:(?:process |critical |test |quality )*(?:parameter|attribute|value|limit|specification|result|"
    r"unit|component|reagent|concentration|volume|amount|quantity|item|material|description|"
    r"definition|term|abbreviation|acronym|role|responsibility|responsibilities|method|test|name|"
    r"step|action|target|range|setpoint|set point|acceptance criteri(?:on|a)|criteri(?:on|a)|"
    r"equipment|supplier|vendor|lot|catalog(?:ue)? (?:number|no\.?)|frequency|observation|"
    r"variable|factor|response|stock|final|working|remarks?|comments?|change|reason|rationale)s?"
    r"(?: \(.*\)|/.*)?)",
    re.IGNORECASE,
)
_KEY_WORDS = re.compile(
    r"(?:document|doc\b|title|run|batch|lot|operator|analyst|product|project|date|start|version|revision|"
    r"status|owner|author|number|instrument|file|experiment|user|site)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_DIGIT = re.compile(r"\d")
_AXIS_WORDS = re.compile(
    r"(?:day|time|hour|run|sample|time ?point|passage|lot|donor|batch|condition|date|replicate|"
    r"h|d)s?\b.{0,20}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as a format gives them, merged cells repeated in each place they cover.

    `head` counts the rows that the format marks as header rows (None: it marks none), `bold`
    the rows that are bold throughout. `across` holds the cells (row, column) that repeat the
    cell on their left, `labels` where each row stands in the source.
    """

    rows: tuple[Row, ...]
    head: int | None = None
    bold: frozenset[int] = frozenset()
    across: frozenset[tuple[int, int]] = frozenset()
    labels: tuple[str, ...] = ()
    caption: str = ""
    spreadsheet: bool = field(default=False)


def to_table(grid: Grid) -> Table | None:
    """The table that `grid` shows; None when every cell is empty."""
    grid = _with_caption(_trimmed(grid))
    if not grid.rows:
        return None
    head = grid.head if grid.head is not None else _header_rows(_as_seen(grid))
    head = min(head, len(grid.rows))
    header = _merged_header(grid.rows[:head]) if head else ()
    return Table(
        header=header,
        rows=grid.rows[head:],
        caption=grid.caption,
        row_labels=grid.labels[head:],
    )


def _as_seen(grid: Grid) -> Grid:
    """The grid without characters nobody sees, which would keep a number from being taken for one."""
    if not any(is_suspect(cell) for row in grid.rows for cell in row):
        return grid
    return replace(grid, rows=tuple(tuple(seen(cell)[0] for cell in row) for row in grid.rows))


def _trimmed(grid: Grid) -> Grid:
    rows = [tuple(map(fold, row)) for row in grid.rows]
    width = max((len(row) for row in rows), default=0)
    rows = [row + ("",) * (width - len(row)) for row in rows]
    keep = [r for r, row in enumerate(rows) if any(row)]
    columns = [c for c in range(width) if any(row[c] for row in rows)]
    row_at = {r: at for at, r in enumerate(keep)}
    column_at = {c: at for at, c in enumerate(columns)}
    across = {(row_at[r], column_at[c]) for r, c in grid.across if r in row_at and c in column_at}
    head = grid.head
    return replace(
        grid,
        rows=tuple(tuple(rows[r][c] for c in columns) for r in keep),
        head=head if head is None else sum(1 for r in keep if r < head),
        bold=frozenset(row_at[r] for r in grid.bold if r in row_at),
        across=frozenset(across),
        labels=tuple(grid.labels[r] for r in keep) if grid.labels else (),
    )


def _with_caption(grid: Grid) -> Grid:
    """A first row that is one cell across the whole width is the title of the table."""
    width = len(grid.rows[0]) if grid.rows else 0
    if width < 2 or len(grid.rows) < 2 or not _spans_all(grid, 0):
        return grid
    title = grid.rows[0][0]
    return replace(
        grid,
        rows=grid.rows[1:],
        head=grid.head - 1 if grid.head else grid.head,
        bold=frozenset(r - 1 for r in grid.bold if r),
        across=frozenset((r - 1, c) for r, c in grid.across if r),
        labels=grid.labels[1:],
        caption=f"{grid.caption} {title}".strip(),
    )


def _spans_all(grid: Grid, row: int) -> bool:
    return all((row, c) in grid.across for c in range(1, len(grid.rows[row])))


def _header_rows(grid: Grid) -> int:
    spread = any(r == 0 for r, _ in grid.across)
    if spread and len(grid.rows) > 2 and _is_second_header(grid):
        return 2
    return 1 if _is_header(grid) else 0


def _is_second_header(grid: Grid) -> bool:
    second = grid.rows[1]
    if not all(_is_text(cell) for cell in second) or any(len(c) > _HEADER_CELL for c in second):
        return False
    return _all_header_words(second) or _differs(grid.rows, 1) or {0, 1} <= grid.bold


def _is_header(grid: Grid) -> bool:
    first, below = grid.rows[0], grid.rows[1:]
    if not below or len(first) < 2 or any(len(cell) > _HEADER_CELL for cell in first):
        return False
    if 0 in grid.bold and 1 not in grid.bold:
        return True
    filled = [cell for cell in first if cell]
    if len(filled) < max(2, len(first) * 0.6):
        return False
    if _is_row_of_pairs(first):
        return False
    if _AXIS_WORDS.fullmatch(first[0]) and len(first) > 2 and all(first) and _are_alike(first[1:]):
        return len(set(first)) == len(first)
    return all(_is_text(cell) for cell in filled) and _names_columns(grid)


def _is_row_of_pairs(row: Row) -> bool:
    """ "Run | CT-118 | Product | CAR-T": keys and values side by side."""
    keys = [bool(_KEY_WORDS.match(cell)) for cell in row]
    return len(row) % 2 == 0 and len(row) > 2 and all(keys[::2]) and not any(keys[1::2])


def _are_alike(cells: Row) -> bool:
    """All amounts (days, dates) or all names; digits in brackets are units."""
    numbered = [bool(_DIGIT.search(_BRACKETS.sub("", cell))) for cell in cells]
    return all(numbered) or not any(numbered)


def _names_columns(grid: Grid) -> bool:
    """Whether a first row of text stands above something else than more of the same."""
    first = grid.rows[0]
    if len(first) == 2:
        return _is_pair_header(first, grid.rows[1:], grid.spreadsheet)
    return grid.spreadsheet or _all_header_words(first) or _differs(grid.rows, 0)


def _is_pair_header(first: Row, below: Sequence[Row], spreadsheet: bool) -> bool:
    """Two columns are key and value unless the first row reads like column names."""
    if _all_header_words(first):
        return True
    if not spreadsheet or len(below) < 2 or _KEY_WORDS.match(first[0]) or any(map(_DIGIT.search, first)):
        return False
    return sum(1 for row in below if _DIGIT.search(row[1])) >= len(below) * 0.8


def _all_header_words(row: Row) -> bool:
    return all(_HEADER_WORDS.fullmatch(cell) for cell in row if cell)


def _differs(rows: Sequence[Row], head: int) -> bool:
    """Some column holds numbers, or much longer text, below the row `head`."""
    below = rows[head + 1 :]
    for column, name in enumerate(rows[head]):
        cells = [row[column] for row in below if row[column]]
        if not cells or not name:
            continue
        if sum(1 for cell in cells if _NUMBER.match(cell)) > len(cells) / 2:
            return True
        if sum(map(len, cells)) / len(cells) > 2.5 * len(name) + 10:
            return True
    return False


def _is_text(cell: str) -> bool:
    return not _NUMBER.match(cell)


def _merged_header(rows: Sequence[Row]) -> Row:
    """Header rows joined column by column; a name repeated by a merged cell stands once."""
    return tuple(" ".join(dict.fromkeys(name for name in column if name)) for column in zip(*rows, strict=False))
