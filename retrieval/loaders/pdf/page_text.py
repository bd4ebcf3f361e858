"""Words and lines of a page, as the other modules of this folder share them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.loaders.grids import Grid


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its box in points from the top left, raised characters already written so."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    bold: bool


@dataclass(frozen=True)
class Line:
    """Words on one baseline of one column; `right` is the right edge of that column."""

    words: tuple[Word, ...]
    right: float

    @cached_property
    def text(self) -> str:
        """Its words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Its right edge."""
        return self.words[-1].x1

    @property
    def top(self) -> float:
        """The upper edge of its tallest word."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lower edge of its deepest word."""
        return max(word.bottom for word in self.words)

    @property
    def baseline(self) -> float:
        """Where its letters stand; larger is further down."""
        return self.words[0].baseline

    @cached_property
    def size(self) -> float:
        """Size of most of its characters."""
        count: dict[float, int] = {}
        for word in self.words:
            count[word.size] = count.get(word.size, 0) + len(word.text)
        return max(count, key=lambda size: count[size])

    @cached_property
    def bold(self) -> bool:
        """Whether nearly all of it is bold."""
        heavy = sum(len(word.text) for word in self.words if word.bold)
        return heavy >= 0.9 * sum(len(word.text) for word in self.words)


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page and where it stands."""

    grid: Grid
    top: float
    bottom: float
    edges: tuple[float, ...]  # left edges of its columns, to know it again on the next page

    @property
    def text(self) -> str:
        """Its cells on one line, to know a table that repeats."""
        return " | ".join(cell for row in self.grid.rows for cell in row if cell)


Item = Line | PageTable


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words grouped by baseline, from top to bottom, each group from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.baseline, w.x0)):
        if rows and word.baseline - rows[-1][0].baseline <= 0.3 * min(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.x0) for row in rows]
