"""Signs that Tesseract's English model does not have, told by their ink: ≥ ≤ ± and µ.

It reads ≥ as >, =, 2 or nothing, ± as +, µ as u, p, n or nothing, all of them with confidence.
"""

from __future__ import annotations

import numpy as np

from retrieval.ocr.ink import Glyph, Ink, Measure
from retrieval.ocr.paper import Mask

COMPARATORS = frozenset("<>=≥≤±+~")
# What a reading makes of a comparator.
_READ_AS = frozenset("<>=≥≤±+~-–—2zZsS")
_DESCENDS = 0.12  # of a digit's height below the baseline; q, p, y and µ reach 0.25 to 0.3


def sign_of(ink: Ink, glyph: Glyph, at: Measure) -> str | None:
    """The comparator that a glyph is, by its ink alone; None if it cannot be told."""
    if len(glyph.pieces) == 2:
        return _of_two(ink, glyph, at)
    stands = glyph.bottom <= at.baseline + 0.06 * at.height and 0.4 * at.height <= glyph.height <= 0.9 * at.height
    if len(glyph.pieces) != 1 or not stands:
        return None
    mask = ink.cut(glyph)
    return _pointing(mask) or ("+" if _is_plus(mask) and glyph.bottom < at.baseline - 0.02 * at.height else None)


def _of_two(ink: Ink, glyph: Glyph, at: Measure) -> str | None:
    """A chevron, cross or bar over a bar: ≥, ≤, ± or =."""
    top, low = sorted(glyph.pieces, key=lambda i: ink.box(i)[1])
    upper, lower = ink.box(top), ink.box(low)
    flat = (lower[3] - lower[1]) <= 0.22 * at.height and (lower[2] - lower[0]) >= 0.3 * at.height
    if not (flat and lower[1] >= upper[3] - 1 and glyph.width >= 0.35 * at.height):
        return None
    if upper[3] - upper[1] <= 0.22 * at.height:
        alike = abs((upper[2] - upper[0]) - (lower[2] - lower[0])) <= 0.15 * glyph.width
        return "=" if alike else None
    mask = ink.piece(top)
    pointing = _pointing(mask)
    return {">": "≥", "<": "≤"}[pointing] if pointing else ("±" if _is_plus(mask) else None)


def is_micro(glyphs: list[Glyph], at: Measure) -> bool | None:
    """Whether the first glyph goes below the line as µ does and u and n do not; None if in between."""
    if not glyphs:
        return None
    depth = (glyphs[0].bottom - at.baseline) / at.height
    if depth >= _DESCENDS:
        return True
    return False if depth <= 0.06 else None


def _pointing(mask: Mask) -> str | None:
    """ ">" or "<" for a chevron: its ink at half height is on one side, at top and bottom on the other."""
    height, width = mask.shape
    if height < 5 or width < 5:
        return None
    bands = [
        mask[: max(1, height // 6)],
        mask[height // 2 - max(1, height // 12) : height // 2 + max(1, height // 12) + 1],
    ]
    bands.append(mask[-max(1, height // 6) :])
    centres = [float(np.nonzero(band)[1].mean()) / width if band.any() else 0.5 for band in bands]
    top, middle, bottom = centres
    outer = (top + bottom) / 2
    if abs(top - bottom) > 0.25 or abs(middle - outer) < 0.3:
        return None
    return ">" if middle > outer else "<"


def _is_plus(mask: Mask) -> bool:
    """A cross: full rows and columns in the middle, empty corners."""
    height, width = mask.shape
    if height < 5 or width < 5 or not 0.7 <= width / height <= 1.4:
        return False
    h, w = height // 3, width // 3
    corners = [mask[:h, :w], mask[:h, -w:], mask[-h:, :w], mask[-h:, -w:]]
    middle_row, middle_column = mask[h : height - h].any(axis=0), mask[:, w : width - w].any(axis=1)
    return max(c.mean() for c in corners) < 0.2 and middle_row.mean() > 0.9 and middle_column.mean() > 0.9


def is_wave(glyph: Glyph, at: Measure) -> bool:
    """Whether a glyph is as flat as ~ and alone, not one of the two of ≈."""
    return len(glyph.pieces) == 1 and glyph.height <= 0.4 * at.height and glyph.bottom < at.baseline - 0.1 * at.height


def may_be_sign(text: str) -> bool:
    """Whether a word of one character may stand for a comparator."""
    return len(text) == 1 and text in _READ_AS
