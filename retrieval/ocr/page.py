"""One picture of a page to words: set upright, read three times, held against its ink."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.ocr import tesseract
from retrieval.ocr.hocr import Seen, words
from retrieval.ocr.ink import Ink
from retrieval.ocr.paper import Mask, Rule, ink_of, rules_of, smoothed, stretched, without
from retrieval.ocr.pixels import pnm, resized
from retrieval.ocr.quality import quality_of
from retrieval.ocr.readings import agreed
from retrieval.ocr.scrutiny import Judged, scrutinised
from retrieval.ocr.tesseract import Reader
from retrieval.ocr.upright import Gray, skew, turned

# A page is upright when words of two letters and more are read with this mean confidence: turned
# pages of bench/ocr have 20 to 50, upright ones 80 and more, bad scans 65.
_LEGIBLE = 62.0
_FEWEST = 3
# Share of the ink that stands in words: pages of text have 0.85 and more once their rules are taken out.
_MOST_INK = 0.5
# Edges of ink a pixel: a dense page has 0.01, one with strong grain 0.035, pictures of noise 0.1 and more.
_MOST_EDGES = 0.07


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read of a page, in pixels of `gray`, which is the page set upright.

    `poor` says that the scan is too poor to trust a number of it.
    """

    gray: Gray
    dpi: int
    words: tuple[Judged, ...]
    rules: tuple[Rule, ...]
    ink: Mask
    poor: bool


def read_page(gray: Gray, dpi: int, reader: Reader) -> ReadPage:
    """Read a grey picture of a page. Raises TesseractFailed."""
    gray = stretched(gray)
    if _is_noise(ink_of(gray, dpi)):
        raise tesseract.TesseractFailed("no page of text, but noise or a photograph")
    page = _upright(gray, dpi, reader)
    others = [_bold_reading(page.clean, dpi, reader), _sparse_reading(page.clean, dpi, reader)]
    words, ink = agreed(page.seen, others), Ink(page.ink)
    judged = scrutinised(words, ink, page.clean, reader)
    poor = quality_of(words, ink, page.clean, page.covered).poor
    if poor:
        for word in judged:
            word.doubt_number("the scan is too poor to trust a number")
    return ReadPage(page.gray, dpi, tuple(judged), tuple(page.rules), page.ink, poor)


@dataclass(frozen=True, slots=True)
class _Straight:
    """A page set straight, its rules, what is left without them, and the first reading of that."""

    gray: Gray
    clean: Gray
    ink: Mask
    covered: Mask
    rules: list[Rule]
    seen: list[Seen]


def _upright(gray: Gray, dpi: int, reader: Reader) -> _Straight:
    """The page set upright with its first reading: as it lies, else turned as Tesseract or its words say."""
    best = _first_reading(gray, dpi, reader)
    if _legibility(best) >= _LEGIBLE:
        return best
    said = tesseract.turn(pnm(gray), reader)
    angles = [a for a in dict.fromkeys((said or 0, 90, 270, 180)) if a]
    for angle in angles:
        other = _first_reading(np.ascontiguousarray(np.rot90(gray, -angle // 90)), dpi, reader)
        if _legibility(other) > _legibility(best):
            best = other
        if _legibility(best) >= _LEGIBLE:
            break
    return best


def _is_noise(ink: Mask) -> bool:
    """More edges of ink than letters have: Tesseract takes minutes for such pictures and reads nothing."""
    edges = int((ink[:, 1:] != ink[:, :-1]).sum())
    return edges > _MOST_EDGES * ink.size


def _legibility(page: _Straight) -> float:
    """Mean confidence of the words, less where much of the ink is in none: a page on its side has a few
    words that look sure."""
    words = [w for w in page.seen if len(w.text) > 1 and w.text[0].isalnum()]
    if len(words) < _FEWEST:
        return 0.0
    inked = sum(int(page.ink[int(w.top) : int(w.bottom) + 1, int(w.left) : int(w.right) + 1].sum()) for w in words)
    share = inked / max(1, int(page.ink.sum()))
    return sum(w.confidence for w in words) / len(words) * min(1.0, share / _MOST_INK)


def _first_reading(gray: Gray, dpi: int, reader: Reader) -> _Straight:
    step = max(1, dpi // 100)
    ink = ink_of(gray, dpi)
    angle = skew(ink[::step, ::step])
    straight = turned(gray, angle)
    if straight is not gray:
        ink = ink_of(straight, dpi)
    rules, covered = rules_of(ink, dpi)
    clean = without(straight, covered)
    seen = words(tesseract.hocr(pnm(clean), reader, 4, dpi))
    return _Straight(straight, clean, ink & ~covered, covered, rules, seen)


def _bold_reading(gray: Gray, dpi: int, reader: Reader) -> list[Seen]:
    """In black and white, without specks, wider: other strokes touch and other gaps close."""
    black = np.where(ink_of(smoothed(gray), dpi), 0, 255).astype(np.uint8)
    return words(tesseract.hocr(pnm(resized(black, 1.15, 0.95)), reader, 3, dpi), 1.15, 0.95)


def _sparse_reading(gray: Gray, dpi: int, reader: Reader) -> list[Seen]:
    """Coarser, and as words on their own: no layout is assumed."""
    return words(tesseract.hocr(pnm(resized(gray, 0.78, 0.8)), reader, 11, round(0.8 * dpi)), 0.78, 0.8)
