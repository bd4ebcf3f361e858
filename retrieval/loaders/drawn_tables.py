"""Tables drawn with characters: pipes, tabs, or columns lined up with spaces."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.documents import Table
from retrieval.loaders.grids import Grid, Row, to_table
from retrieval.loaders.labels import leading_label, without_bullet
from retrieval.loaders.wording import fold

_SEPARATOR = re.compile(r"[\s|+:=\-]*[-=]{2,}[\s|+:=\-]*")
_DASHES = re.compile(r"\s*(?:-{2,}|={2,})(?:\s+(?:-{2,}|={2,}))+\s*")
_BAR = re.compile(r"\s\|(?:\s|$)|^\s*\|")
_LONGEST_CELL = 60  # characters of a line that may be a row of its own, as a header cell of `grids`
_GAP = re.compile(r"\S(?: {2,}|\t)\S")


@dataclass(frozen=True, slots=True)
class Taken:
    """A table found in lines, and the index of the first line after it."""

    table: Table
    end: int


def take_table(lines: Sequence[str], at: int) -> Taken | None:
    """The table that starts at line `at`, None if none does."""
    return _piped(lines, at) or _tabbed(lines, at) or _ruled(lines, at) or _aligned(lines, at)


def _run(lines: Sequence[str], at: int, pattern: str) -> int:
    end = at
    while end < len(lines) and (re.search(pattern, lines[end]) or _SEPARATOR.fullmatch(lines[end])):
        end += 1
    return end


def _run_with_blanks(lines: Sequence[str], at: int, pattern: str) -> int:
    """The end of a run that single lines without the pattern interrupt: rows with one cell filled."""
    end = _run(lines, at, pattern)
    while end > at and end + 1 < len(lines) and _is_cell(lines[end]) and re.search(pattern, lines[end + 1]):
        end = _run(lines, end + 1, pattern)
    return end


def _is_cell(line: str) -> bool:
    """Whether a line may be the one filled cell of a row: a few words, and no sentence."""
    text = line.strip()
    worded = any(map(str.isalnum, text))
    return worded and len(text) <= _LONGEST_CELL and not text.endswith((".", ":", ";", "!", "?"))


def _piped(lines: Sequence[str], at: int) -> Taken | None:
    end = _run(lines, at, r"\|")
    return _piped_until(lines, at, _run_with_blanks(lines, at, r"\|")) or _piped_until(lines, at, end)


def _piped_until(lines: Sequence[str], at: int, end: int) -> Taken | None:
    rows: list[Row] = []
    head: int | None = None
    for line in lines[at:end]:
        if _SEPARATOR.fullmatch(line):
            head = len(rows) if rows and head is None else head
            continue
        rows.append(tuple(map(fold, _between_bars(line.strip()).split("|"))))
    head = head if head != len(rows) else None  # a rule below the last row
    ruled = sum(1 for line in lines[at:end] if _SEPARATOR.fullmatch(line))
    set_off = len(rows) > 2 and all(_BAR.search(line) for line in lines[at:end] if "|" in line)
    if not _is_even(rows, strictly=not ruled and not set_off):
        return None
    # A grid with a rule under every row marks no header by its first one.
    return _taken(Grid(tuple(rows), head if ruled <= 2 or ruled < len(rows) - 1 else None), end)


def _between_bars(line: str) -> str:
    """A row without the bars around it; a bar at the end alone stands before a blank cell."""
    return line.removeprefix("|").removesuffix("|") if line.startswith("|") else line


def _is_even(rows: Sequence[Row], *, strictly: bool) -> bool:
    """Whether rows are as wide as the first, or (not strictly) most are and the rest want cells at the end."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    full = sum(1 for row in rows if len(row) == len(rows[0]))
    if full == len(rows):
        return True
    fits = all(len(row) <= len(rows[0]) for row in rows) and all(rows[0])
    return not strictly and fits and full > len(rows) / 2


def _tabbed(lines: Sequence[str], at: int) -> Taken | None:
    if "\t" not in lines[at].strip():
        return None
    inner = r"\S\s*\t"
    return _tabbed_until(lines, at, _run_with_blanks(lines, at, inner)) or _tabbed_until(lines, at, _tabs(lines, at))


def _tabs(lines: Sequence[str], at: int) -> int:
    end = at
    while end < len(lines) and "\t" in lines[end].strip():
        end += 1
    return end


def _tabbed_until(lines: Sequence[str], at: int, end: int) -> Taken | None:
    rows = [tuple(map(fold, line.rstrip().split("\t"))) for line in lines[at:end]]
    if not _is_even(rows, strictly=len(rows) < 3):
        return None
    if any(len(cell) > 200 for row in rows for cell in row) or _is_list(rows):
        return None
    return _taken(Grid(tuple(rows)), end)


def _aligned(lines: Sequence[str], at: int) -> Taken | None:
    """Columns parted by gutters: positions that are blank, two wide, in every line."""
    if not _GAP.search(lines[at]) and not _SEPARATOR.fullmatch(lines[at]):
        return None
    first = _run(lines, at, _GAP.pattern)
    last = _run_with_blanks(lines, at, _GAP.pattern)
    edges = _gutters(_gapped(lines[at:first]))
    # What follows a row with one cell filled is of the same table only if its columns are the same.
    if last > first and len(_gutters(_gapped(lines[at:last]))) < len(edges):
        last = first
    return _aligned_until(lines, at, last) or (_aligned_until(lines, at, first) if last > first else None)


def _gapped(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if _GAP.search(line) and not _SEPARATOR.fullmatch(line)]


def _aligned_until(lines: Sequence[str], at: int, end: int) -> Taken | None:
    body = [line for line in lines[at:end] if not _SEPARATOR.fullmatch(line)]
    gapped = _gapped(body)
    if len(gapped) < 3 or any("\t" in line for line in body):
        return None
    edges = _gutters(gapped)
    if not all(_keeps_clear(line, edges) for line in body):
        return None
    rows = [_cells(line, edges) for line in body]
    filled = [sum(1 for cell in row if cell) for row in rows]
    if len(edges) < 3 or _is_list(rows):
        return None
    if any(cells < 2 for line, cells in zip(body, filled, strict=True) if _GAP.search(line)):
        return None
    ruled = _SEPARATOR.fullmatch(lines[at + 1]) if at + 1 < end else None
    return _taken(Grid(tuple(rows), 1 if ruled else None), end)


def _keeps_clear(line: str, edges: Sequence[int]) -> bool:
    """Whether a line leaves the gutter before each inner edge blank."""
    return all(not line[edge - 2 : edge].strip() for edge in edges[1:-1])


def _cells(line: str, edges: Sequence[int]) -> Row:
    return tuple(fold(line[a:b]) for a, b in itertools.pairwise(edges))


def _ruled(lines: Sequence[str], at: int) -> Taken | None:
    """Columns as wide as the dashes below their names say; any cell may be blank."""
    if _DASHES.fullmatch(lines[at]):
        at += 1
    if at + 2 >= len(lines) or not _DASHES.fullmatch(lines[at + 1]) or not lines[at].strip():
        return None
    spans = [match.span() for match in re.finditer(r"\S+", lines[at + 1])]
    starts = [start for start, _ in spans]
    end = at + 2
    while end < len(lines) and _stands_in(lines[end], spans):
        end += 1
    # A note under the table is narrow enough for its first column at times, but reads like a sentence.
    while end > at + 2 and not _GAP.search(lines[end - 1]) and not _is_cell(lines[end - 1]):
        end -= 1
    stopped_by_rule = end < len(lines) and bool(_SEPARATOR.fullmatch(lines[end]))
    if end < len(lines) and not stopped_by_rule and _GAP.search(lines[end]):
        return None  # cells wider than their dashes: the gutters know better
    rows = [_cells(line, [0, *starts[1:], len(line) + 1]) for line in (lines[at], *lines[at + 2 : end])]
    if len(rows) < 2 or not _stands_in(lines[at], spans) or not all(rows[0]):
        return None
    return _taken(Grid(tuple(rows), 1), end + (1 if stopped_by_rule else 0))


def _stands_in(line: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether all text of a line stands over the dashes; the last column is open to the right."""
    if not line.strip() or "\t" in line or _SEPARATOR.fullmatch(line):
        return False
    between = [(0, spans[0][0]), *((a[1], b[0]) for a, b in itertools.pairwise(spans))]
    return not any(line[start:end].strip() for start, end in between)


def _gutters(body: Sequence[str]) -> list[int]:
    width = max(map(len, body), default=0)
    blank = [all(x >= len(line) or line[x] == " " for line in body) for x in range(width)]
    starts = [x for x in range(2, width) if blank[x - 2 : x + 1] == [True, True, False]]
    return [0, *(x for x in starts if not all(blank[:x])), width]


def _is_list(rows: Sequence[Row]) -> bool:
    """Numbered or bulleted lines with a wide gap after the sign are not a table."""
    signs = sum(1 for row in rows if leading_label(f"{row[0]} Xx") or without_bullet(f"{row[0]} x") is not None)
    return signs > len(rows) / 2


def _taken(grid: Grid, end: int) -> Taken | None:
    table = to_table(grid)
    return Taken(table, end) if table else None
