"""The digits of a page held against each other.

A page is set in few typefaces, so the glyphs of one digit look alike. A sign that was read as a digit (≥ as 2)
or a digit that was read as another looks more like others than like those of its reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from retrieval.ocr.ink import Glyph
from retrieval.ocr.upright import Gray

_SIZE = (14, 20)  # pixels of a glyph for comparison, width and height
_MOST = 1_500  # digits of a page that are compared with each other
_SAME_HEIGHT = 0.2  # other sizes of type have other shapes
# Correlations of digits that were read rightly, on the development half of bench/ocr: 0.74 and more with
# the best of their own, and nearly all by 0.06 and more above the best of the others, blur and JPEG included.
_LEAST_LIKE = 0.72
_LEAST_AHEAD = 0.05


@dataclass(frozen=True, slots=True)
class Digit:
    """A glyph that was read as a digit: whose word it is of, and whether it is that word's first."""

    owner: int
    label: str
    first: bool
    glyph: Glyph


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a glyph is to the page's others of its reading, and to its others of other digits.

    Correlations from -1 to 1; None where the page has none to compare with.
    """

    own: float | None
    other: float | None


def unlike(words: Sequence[tuple[str, Sequence[Glyph]]], gray: Gray) -> set[int]:
    """Which of the words have a digit that looks unlike the page's others, or may be a sign."""
    digits = of_words(words)
    found: set[int] = set()
    for digit, like in zip(digits, likenesses(digits, gray), strict=True):
        if like.own is None:
            # With nothing to compare, a first 2 may be ≥, which is what Tesseract makes of it.
            suspect = digit.first and digit.label == "2" and len(words[digit.owner][0]) > 1
        else:
            suspect = like.own < _LEAST_LIKE or (like.other is not None and like.own - like.other < _LEAST_AHEAD)
        if suspect:
            found.add(digit.owner)
    return found


def likenesses(digits: Sequence[Digit], gray: Gray) -> list[Likeness]:
    """For each digit its likeness to the others.

    A sign can stand only at the front of a word, so first glyphs are compared with glyphs further back.
    """
    if len(digits) > _MOST:
        return [Likeness(None, None)] * len(digits)
    if not digits:
        return []
    pixels = np.stack([_normalised(d.glyph, gray) for d in digits])
    alike = pixels @ pixels.T
    owners = np.array([d.owner for d in digits])
    labels = np.array([d.label for d in digits])
    inner = np.array([not d.first for d in digits])
    shapes = np.array([(d.glyph.height, d.glyph.width) for d in digits], np.float64)
    found: list[Likeness] = []
    for n, digit in enumerate(digits):
        near = np.abs(shapes[:, 0] - shapes[n, 0]) <= _SAME_HEIGHT * shapes[n, 0]
        fit = near & inner & (owners != owners[n])
        own = alike[n, fit & (labels == digit.label)]
        other = alike[n, fit & (labels != digit.label)]
        found.append(Likeness(_best(own), _best(other)))
    return found


def _best(values: NDArray[np.float32]) -> float | None:
    return float(values.max()) if len(values) else None


def _normalised(glyph: Glyph, gray: Gray) -> NDArray[np.float32]:
    """Its pixels at one size, with its own proportions kept, of mean 0 and length 1."""
    piece = gray[max(0, glyph.top - 1) : glyph.bottom + 1, max(0, glyph.left - 1) : glyph.right + 1]
    width, height = _SIZE
    wide = max(1, min(width, round(piece.shape[1] * height / max(1, piece.shape[0]))))
    small = np.full((height, width), 255, np.uint8)
    left = (width - wide) // 2
    small[:, left : left + wide] = np.asarray(Image.fromarray(piece).resize((wide, height), Image.Resampling.BOX))
    flat = small.astype(np.float32).ravel() - float(small.mean())
    return flat / max(1.0, float(np.linalg.norm(flat)))


def of_words(words: Iterable[tuple[str, Sequence[Glyph]]]) -> list[Digit]:
    """The digits of words that have a glyph for each character."""
    found: list[Digit] = []
    for owner, (text, glyphs) in enumerate(words):
        if len(text) == len(glyphs):
            first = True
            for char, glyph in zip(text, glyphs, strict=True):
                if char in "0123456789":
                    found.append(Digit(owner, char, first, glyph))
                first = False
    return found
