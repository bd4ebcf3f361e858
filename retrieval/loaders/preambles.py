"""Lines above a table in a sheet or CSV file: "Run | CT-118" before the real header."""

from __future__ import annotations

import re
from collections.abc import Sequence

_AMOUNT = re.compile(r"[<>≤≥~±+\-−]*\s*[\d.,]*\d")


def preamble_length(rows: Sequence[Sequence[str]]) -> int:
    """How many leading rows are narrower than the table below them."""
    filled = [sum(1 for cell in row if cell) for row in rows]
    widest = max(filled, default=0)
    if widest == 1:
        return len(rows)
    if widest == 2:
        return next((at for at, count in enumerate(filled) if count == 2), 0)
    return next(at for at, count in enumerate(filled) if count > 2)


def preamble_text(row: Sequence[str]) -> str:
    """A row of the preamble as a line: "Run: CT-118"."""
    cells = [cell for cell in row if cell]
    if len(cells) == 2:
        return f"{cells[0].removesuffix(':')}: {cells[1]}"
    return " | ".join(cells)


def has_names(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names columns: no amount in it, but amounts below it."""
    first, below = rows[0], rows[1:]
    return not any(map(_AMOUNT.match, first)) and any(_AMOUNT.match(cell) for row in below for cell in row)
