"""One picture of a page to words: set upright, read three times, held against its ink."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.ocr import tesseract
from retrieval.ocr.hocr import Seen, words
from retrieval.ocr.ink import Ink
from retrieval.ocr.paper import Mask, Rule, ink_of, rules_of, smoothed, stretched, without
from retrieval.ocr.pixels import pnm, resized
from retrieval.ocr.readings import agreed
from retrieval.ocr.scrutiny import Judged, scrutinised
from retrieval.ocr.upright import Gray, skew, turned

# A page is upright when words of two letters and more are read with this mean confidence: turned
# pages of bench/ocr have 20 to 50, upright ones 80 and more, bad scans 65.
_LEGIBLE = 62.0
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read of a page, in pixels of `gray`, which is the page set upright."""

    gray: Gray
    dpi: int
    words: tuple[Judged, ...]
    rules: tuple[Rule, ...]
    ink: Mask


def read_page(gray: Gray, dpi: int, language: str) -> ReadPage:
    """Read a grey picture of a page. Raises TesseractFailed."""
    upright, first, rules = _upright(stretched(gray), dpi, language)
    ink_mask = ink_of(upright, dpi)
    rules, covered = rules_of(ink_mask, dpi)
    clean = without(upright, covered)
    others = [_bold_reading(clean, dpi, language), _sparse_reading(clean, dpi, language)]
    ink = Ink(ink_mask & ~covered)
    judged = scrutinised(agreed(first, others), ink, clean, language)
    return ReadPage(upright, dpi, tuple(judged), tuple(rules), ink_mask)


def _upright(gray: Gray, dpi: int, language: str) -> tuple[Gray, list[Seen], list[Rule]]:
    """The page set upright with its first reading: as it lies, else turned as Tesseract or its words say."""
    best = _first_reading(gray, dpi, language)
    if _legibility(best[1]) >= _LEGIBLE:
        return best
    said = tesseract.turn(pnm(gray))
    angles = [a for a in dict.fromkeys((said or 0, 90, 270, 180)) if a]
    for angle in angles:
        other = _first_reading(np.ascontiguousarray(np.rot90(gray, -angle // 90)), dpi, language)
        if _legibility(other[1]) > _legibility(best[1]):
            best = other
        if _legibility(best[1]) >= _LEGIBLE:
            break
    return best


def _legibility(seen: Sequence[Seen]) -> float:
    sure = [w.confidence for w in seen if len(w.text) > 1 and w.text[0].isalnum()]
    return sum(sure) / len(sure) if len(sure) >= _FEWEST else 0.0


def _first_reading(gray: Gray, dpi: int, language: str) -> tuple[Gray, list[Seen], list[Rule]]:
    step = max(1, dpi // 100)
    straight = turned(gray, skew(ink_of(gray, dpi)[::step, ::step]))
    rules, covered = rules_of(ink_of(straight, dpi), dpi)
    return straight, words(tesseract.hocr(pnm(without(straight, covered)), language, 4, dpi)), rules


def _bold_reading(gray: Gray, dpi: int, language: str) -> list[Seen]:
    """In black and white, without specks, wider: other strokes touch and other gaps close."""
    black = np.where(ink_of(smoothed(gray), dpi), 0, 255).astype(np.uint8)
    return words(tesseract.hocr(pnm(resized(black, 1.15, 0.95)), language, 3, dpi), 1.15, 0.95)


def _sparse_reading(gray: Gray, dpi: int, language: str) -> list[Seen]:
    """Coarser, and as words on their own: no layout is assumed."""
    return words(tesseract.hocr(pnm(resized(gray, 0.78, 0.8)), language, 11, round(0.8 * dpi)), 0.78, 0.8)
