"""How a file is to be read, for the formats that have pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def _nobody() -> None:
    """Nobody waits for a sign of life."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether pictures of pages are read by OCR, in which language, and whom to tell of each page.

    `language` is Tesseract's name of it ("eng", "eng+deu"). `beat` is called after each page, so
    that a long file is told from one that hangs.
    """

    ocr: bool = False
    language: str = "eng"
    beat: Callable[[], None] = _nobody


PLAIN = Reading()

# Said of every page and file that OCR would read: an ingest with OCR looks for these words.
OCR_STEP = "run OCR on it (setpoint ingest --ocr, with tesseract-ocr installed)"
OCR_WANTED = "run OCR on it"
