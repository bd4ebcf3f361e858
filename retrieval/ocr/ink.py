"""The ink of a page as connected pieces, and the glyphs that stand over a word.

Readings of Tesseract share one model and its blind spots; the ink does not. Its pieces are grouped to
glyphs by what stands over what, and each glyph is known by its height and place on the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

import numpy as np
from numpy.typing import NDArray

from retrieval.ocr.hocr import Seen
from retrieval.ocr.paper import Mask

# Pixels at 300 dpi; a full stop of 6 point type has 9, single specks of a scanner 1 to 4.
_LEAST_AREA = 6
# Of the height of a digit squared: a full stop has 0.017 or more, so lesser ink is dirt.
_DIRT = 0.010
# Pixels from a rule within which pieces are what is left of it.
_BESIDE_RULE = 10


class Shape(Enum):
    """What a glyph can be by height and place; the names are those of what it most often is."""

    FULL = "as tall as a digit, on the baseline"
    STACKED = "pieces above each other, as tall as a digit"
    POINT = "small, on the baseline"
    COMMA = "small, through the baseline"
    DASH = "flat, off the baseline"
    RAISED = "off the baseline, no taller than the upper part of a digit"
    OTHER = "anything else"


@dataclass(frozen=True, slots=True)
class Glyph:
    """Pieces of ink over one stretch of a line, as indices into the pieces, with their common box."""

    pieces: tuple[int, ...]
    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """Its height in pixels."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Its width in pixels."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Measure:
    """How tall a digit is at a place, and where it stands."""

    height: float
    baseline: float


class Ink:
    """The connected pieces of ink on a page."""

    def __init__(self, mask: Mask) -> None:
        from scipy import ndimage

        self.labels: NDArray[np.int32] = np.empty(mask.shape, np.int32)
        ndimage.label(mask, structure=np.ones((3, 3)), output=self.labels)
        areas = np.bincount(self.labels.ravel())
        boxes: list[tuple[int, int, int, int, int, int]] = []
        for number, place in enumerate(ndimage.find_objects(self.labels), 1):
            if place is not None and areas[number] >= _LEAST_AREA:
                rows, columns = place
                boxes.append((columns.start, rows.start, columns.stop, rows.stop, int(areas[number]), number))
        table: NDArray[np.int64] = np.array(boxes, np.int64).reshape(-1, 6)
        self._boxes = table[np.argsort(table[:, 0], kind="stable")]
        self._middles = (self._boxes[:, 0] + self._boxes[:, 2]) / 2
        self._explained = np.zeros(len(self._boxes), bool)

    def explain(self, words: Iterable[Seen]) -> None:
        """Note the ink that stands within the boxes of words."""
        middle_y = (self._boxes[:, 1] + self._boxes[:, 3]) / 2
        for word in words:
            first, last = self._between(word.left - 2, word.right + 2)
            ys = middle_y[first:last]
            self._explained[first:last] |= (ys >= word.top - 2) & (ys <= word.bottom + 2)

    def glyphs(self, word: Seen) -> list[Glyph]:
        """The glyphs over a word, from left to right, marks above and below its box included."""
        reach = 0.35 * (word.bottom - word.top)
        found = self._near(word.left - 1.5, word.right + 1.5, word.top - reach, word.bottom + reach)
        return _grouped(found, self._boxes)

    def stray(self, left: float, right: float, measure: Measure, dirt: float = _DIRT) -> bool:
        """Whether there is ink on the line between two places that no word explains."""
        top, bottom = measure.baseline - 1.35 * measure.height, measure.baseline + 0.4 * measure.height
        least = dirt * measure.height**2
        near = self._near(left, right, top, bottom)
        return any(not self._explained[i] and self._boxes[i, 4] >= least for i in near)

    def dirt(self, rules: Mask) -> float:
        """The share of pieces that no word explains, without those beside rules, which are left of them."""
        height, width = int(rules.shape[0]), int(rules.shape[1])
        ys = np.minimum((self._boxes[:, 1] + self._boxes[:, 3]) // 2, height - 1)
        xs = np.minimum((self._boxes[:, 0] + self._boxes[:, 2]) // 2, width - 1)
        beside: Mask = np.zeros(len(ys), np.bool_)
        for down in range(-_BESIDE_RULE, _BESIDE_RULE + 1, 2):
            for across in range(-_BESIDE_RULE, _BESIDE_RULE + 1, 2):
                beside |= rules[np.clip(ys + down, 0, height - 1), np.clip(xs + across, 0, width - 1)]
        unread = int((~self._explained & ~beside).sum())
        return unread / max(1, unread + int(self._explained.sum()))

    def piece(self, index: int) -> Mask:
        """The pixels of a piece within its box."""
        x0, y0, x1, y1, _, number = (int(v) for v in self._boxes[index])
        return self.labels[y0:y1, x0:x1] == number

    def box(self, index: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of a piece."""
        x0, y0, x1, y1 = (int(v) for v in self._boxes[index, :4])
        return x0, y0, x1, y1

    def cut(self, glyph: Glyph) -> Mask:
        """The pixels of a glyph alone within its box."""
        numbers = [int(self._boxes[i, 5]) for i in glyph.pieces]
        return np.isin(self.labels[glyph.top : glyph.bottom, glyph.left : glyph.right], numbers)

    def _between(self, left: float, right: float) -> tuple[int, int]:
        """Bounds of the pieces that can have their middle between two places: they are sorted by their left."""
        first = int(np.searchsorted(self._boxes[:, 0], left - 400))
        return first, int(np.searchsorted(self._boxes[:, 0], right, side="right"))

    def _near(self, left: float, right: float, top: float, bottom: float) -> list[int]:
        first, last = self._between(left, right)
        middles = self._middles[first:last]
        ys = (self._boxes[first:last, 1] + self._boxes[first:last, 3]) / 2
        inside = (middles >= left) & (middles <= right) & (ys >= top) & (ys <= bottom)
        return [first + int(i) for i in np.nonzero(inside)[0]]


def _grouped(pieces: Sequence[int], boxes: NDArray[np.int64]) -> list[Glyph]:
    """Pieces that stand above each other as one glyph: they share most of the narrower one's width."""
    glyphs: list[Glyph] = []
    for index in pieces:
        x0, y0, x1, y1 = (int(v) for v in boxes[index, :4])
        last = glyphs[-1] if glyphs else None
        shared = min(last.right, x1) - max(last.left, x0) if last else 0
        if last is not None and shared > 0.6 * min(last.width, x1 - x0):
            box = min(last.left, x0), min(last.top, y0), max(last.right, x1), max(last.bottom, y1)
            glyphs[-1] = Glyph((*last.pieces, index), *box)
        else:
            glyphs.append(Glyph((index,), x0, y0, x1, y1))
    return glyphs


def usual_heights(ink: Ink, words: Iterable[Seen]) -> list[float]:
    """Heights of digits that a page has often: of numbers whose digits are all alike."""
    heights: list[float] = []
    for word in words:
        glyphs = ink.glyphs(word) if word.text.isdigit() and len(word.text) > 1 else []
        tall = [g.height for g in glyphs]
        if len(tall) == len(word.text) and max(tall) <= 1.15 * min(tall):
            heights.append(median(tall))
    return heights


def measure_of(word: Seen, glyphs: Sequence[Glyph], usual: Sequence[float]) -> Measure | None:
    """Height and baseline of the digits of a word: its own tall glyphs, borne out by the page's.

    None if they cannot be told: a single glyph of a height that the page has nowhere else.
    """
    if not glyphs:
        return None
    tallest = max(g.height for g in glyphs)
    tall = [g for g in glyphs if g.height >= 0.85 * tallest and abs(g.bottom - word.baseline) <= 0.3 * tallest]
    if not tall:
        return None
    height = float(median(g.height for g in tall))
    alike = sum(1 for h in usual if abs(h - height) <= 0.12 * height)
    if len(tall) < 2 and alike < max(1, 0.02 * len(usual)):
        return None
    return Measure(height, float(median(g.bottom for g in tall)))


def shape_of(glyph: Glyph, at: Measure) -> Shape:
    """What a glyph can be."""
    height, width = glyph.height / at.height, glyph.width / at.height
    lift = (at.baseline - glyph.bottom) / at.height
    if 0.85 <= height <= 1.2 and abs(lift) <= 0.13:
        return Shape.FULL if len(glyph.pieces) == 1 else Shape.STACKED
    if height <= 0.32 and width <= 0.32 and -0.09 <= lift <= 0.12:
        return Shape.POINT
    if height <= 0.5 and width <= 0.36 and lift < -0.06 and height + lift <= 0.36:
        return Shape.COMMA
    if height <= 0.26 and width >= 0.16 and 0.15 <= lift <= 0.65:
        return Shape.DASH
    if len(glyph.pieces) == 1 and 0.25 <= height <= 0.85 and lift >= 0.22:
        return Shape.RAISED
    return Shape.STACKED if len(glyph.pieces) > 1 else Shape.OTHER


def fills(ink: Ink, glyph: Glyph, at: Measure, digits: int) -> bool:
    """Whether a glyph is wide enough for so many digits that touch, each as tall as a digit."""
    if not 0.3 * digits <= glyph.width / at.height <= 0.95 * digits + 0.1:
        return False
    mask = ink.cut(glyph)
    for slot in np.array_split(mask, digits, axis=1):
        rows = np.nonzero(slot.any(axis=1))[0]
        if not len(rows) or rows[-1] - rows[0] + 1 < 0.85 * at.height:
            return False
    return True
