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
_GAP = re.compile(r"\S(?: {2,}|\t)\S")


@dataclass(frozen=True, slots=True)
class Taken:
    """A table found in lines, and the index of the first line after it."""

    table: Table
    end: int


def take_table(lines: Sequence[str], at: int) -> Taken | None:
    """The table that starts at line `at`, None if none does."""
    return _piped(lines, at) or _tabbed(lines, at) or _aligned(lines, at)


def _run(lines: Sequence[str], at: int, pattern: str) -> int:
    end = at
    while end < len(lines) and (re.search(pattern, lines[end]) or _SEPARATOR.fullmatch(lines[end])):
        end += 1
    return end


def _piped(lines: Sequence[str], at: int) -> Taken | None:
    end = _run(lines, at, r"\|")
    rows: list[Row] = []
    head: int | None = None
    for line in lines[at:end]:
        if _SEPARATOR.fullmatch(line):
            head = len(rows) if rows and head is None else head
            continue
        rows.append(tuple(map(fold, line.strip().removeprefix("|").removesuffix("|").split("|"))))
    if len(rows) < 2 or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
        return None
    # A grid with a rule under every row marks no header by its first one.
    ruled = sum(1 for line in lines[at:end] if _SEPARATOR.fullmatch(line))
    return _taken(Grid(tuple(rows), head if ruled <= 2 or ruled < len(rows) - 1 else None), end)


def _tabbed(lines: Sequence[str], at: int) -> Taken | None:
    end = at
    while end < len(lines) and lines[end].strip().count("\t") >= 1:
        end += 1
    rows = [tuple(map(fold, line.rstrip().split("\t"))) for line in lines[at:end]]
    if len(rows) < 2 or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
        return None
    if any(len(cell) > 200 for row in rows for cell in row) or _is_list(rows):
        return None
    return _taken(Grid(tuple(rows)), end)


def _aligned(lines: Sequence[str], at: int) -> Taken | None:
    """Columns parted by gutters: positions that are blank, two wide, in every line."""
    end = _run(lines, at, _GAP.pattern)
    body = [line for line in lines[at:end] if not _SEPARATOR.fullmatch(line)]
    if len(body) < 3 or any("\t" in line for line in body):
        return None
    edges = _gutters(body)
    rows = [tuple(fold(line[a:b]) for a, b in itertools.pairwise(edges)) for line in body]
    filled = [sum(1 for cell in row if cell) for row in rows]
    if len(edges) < 3 or min(filled) < 2 or _is_list(rows):
        return None
    ruled = _SEPARATOR.fullmatch(lines[at + 1]) if at + 1 < end else None
    return _taken(Grid(tuple(rows), 1 if ruled else None), end)


def _gutters(body: Sequence[str]) -> list[int]:
    width = max(map(len, body))
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
