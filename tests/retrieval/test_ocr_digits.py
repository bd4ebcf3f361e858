"""Digits of a page held against each other, without Tesseract."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from retrieval.ocr.digits import unlike
from retrieval.ocr.hocr import Seen
from retrieval.ocr.ink import Glyph, Ink
from retrieval.ocr.upright import Gray

ROW = 60


def drawn(*lines: str) -> tuple[Gray, list[list[Glyph]]]:
    """Lines of type as a grey picture, and the glyphs of each."""
    picture = Image.new("L", (420, ROW * len(lines)), 255)
    font = ImageFont.load_default(36)
    for at, line in enumerate(lines):
        ImageDraw.Draw(picture).text((20, ROW * at + 5), line, font=font, fill=0)
    gray = np.asarray(picture, np.uint8)
    ink = Ink(gray < 128)
    places = [Seen(line, 95.0, 0, ROW * n, 420, ROW * (n + 1), 0, 0, n) for n, line in enumerate(lines)]
    return gray, [[g for g in ink.glyphs(p) if ROW * n <= g.top < ROW * (n + 1)] for n, p in enumerate(places)]


def test_digits_that_are_what_they_were_read_as() -> None:
    lines = ("12345", "67890", "90817", "26354")
    gray, glyphs = drawn(*lines)
    assert unlike(list(zip(lines, glyphs, strict=True)), gray) == set()


def test_a_digit_read_as_another_and_a_sign_read_as_a_digit() -> None:
    gray, glyphs = drawn("12345", "67890", "90817", "26354", "18", "Z5")
    read = ("12345", "67890", "90817", "26354", "13", "25")  # 8 as 3, Z as 2
    # The other words with an 8 are doubted too: which of the readings is wrong is not known.
    assert unlike(list(zip(read, glyphs, strict=True)), gray) == {1, 2, 4, 5}


def test_a_first_two_with_nothing_to_compare_may_be_a_sign() -> None:
    gray, glyphs = drawn("280", "37")
    assert unlike([("280", glyphs[0]), ("37", glyphs[1])], gray) == {0}


def test_words_whose_glyphs_are_not_told_apart_are_left_to_other_checks() -> None:
    gray, glyphs = drawn("12345", "67890")
    assert unlike([("12", glyphs[0]), ("", glyphs[1])], gray) == set()
