"""Raised digits of a page, read together from one picture of them alone.

On the line they are lost: "10⁴" comes out as "104", "10*" or "10°". By themselves, enlarged to the size of
text, they are digits like others.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from retrieval.ocr import tesseract
from retrieval.ocr.hocr import words
from retrieval.ocr.ink import Glyph, Ink
from retrieval.ocr.pixels import pnm
from retrieval.ocr.tesseract import Reader
from retrieval.ocr.upright import Gray

_ACROSS = 12  # cells of a row
_CELL = (150, 90)  # pixels, width and height
_HEIGHTS = (40, 30)  # pixels of a digit in the two readings: the model is trained on lines of 36 pixels
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised_texts(ink: Ink, gray: Gray, runs: Sequence[Sequence[Glyph]], reader: Reader) -> list[tuple[str, float]]:
    """For each run of raised glyphs its digits, written raised, and the confidence: 0 where it is not legible."""
    if not runs:
        return []
    first, second = (_read(ink, gray, runs, height, reader) for height in _HEIGHTS)
    found: list[tuple[str, float]] = []
    for run, one, two in zip(runs, first, second, strict=True):
        same = one[0] == two[0] and len(one[0]) == len(run)
        found.append((one[0].translate(_RAISED), min(one[1], two[1]) if same else 0.0))
    return found


def _read(
    ink: Ink, gray: Gray, runs: Sequence[Sequence[Glyph]], height: int, reader: Reader
) -> list[tuple[str, float]]:
    wide, tall = _CELL
    rows = -(-len(runs) // _ACROSS)
    sheet = np.full((rows * tall + 40, _ACROSS * wide + 40), 255, np.uint8)
    for number, run in enumerate(runs):
        cut = _cut(ink, gray, run, height)[: tall - 10, : wide - 10]
        top = 20 + number // _ACROSS * tall + (tall - cut.shape[0]) // 2
        left = 20 + number % _ACROSS * wide
        sheet[top : top + cut.shape[0], left : left + cut.shape[1]] = cut
    seen = words(tesseract.hocr(pnm(sheet), reader, 6, 300, only="0123456789"))
    texts = [("", 0.0)] * len(runs)
    for word in sorted(seen, key=lambda w: w.left):
        number = int((word.middle - 20) // tall) * _ACROSS + int(((word.left + word.right) / 2 - 20) // wide)
        if 0 <= number < len(runs):
            text, sure = texts[number]
            texts[number] = (text + word.text, min(sure, word.confidence) if text else word.confidence)
    return texts


def _cut(ink: Ink, gray: Gray, run: Sequence[Glyph], height: int) -> Gray:
    """The glyphs with nothing else, as tall as digits of text."""
    left, right = min(g.left for g in run), max(g.right for g in run)
    top, bottom = min(g.top for g in run), max(g.bottom for g in run)
    room = 2
    y0, x0 = max(0, top - room), max(0, left - room)
    piece = gray[y0 : bottom + room, x0 : right + room].copy()
    kept = np.zeros(piece.shape, bool)
    for glyph in run:
        kept[glyph.top - y0 : glyph.bottom - y0, glyph.left - x0 : glyph.right - x0] |= ink.cut(glyph)
    grown = kept.copy()
    grown[1:] |= kept[:-1]
    grown[:-1] |= kept[1:]
    grown[:, 1:] |= kept[:, :-1]
    grown[:, :-1] |= kept[:, 1:]
    piece[~grown] = 255
    scale = height / (bottom - top)
    size = max(1, round(piece.shape[1] * scale)), max(1, round(piece.shape[0] * scale))
    return np.asarray(Image.fromarray(piece).resize(size, Image.Resampling.BICUBIC), np.uint8)
