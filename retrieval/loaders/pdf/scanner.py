"""Reading the pages of a PDF by OCR, where it was asked for and Tesseract is there."""

from __future__ import annotations

from pdfplumber.page import Page

from retrieval.documents import Skipped
from retrieval.loaders.pdf.scans import ScannedPage, scanned_page
from retrieval.loaders.reading import Reading
from retrieval.ocr import tesseract
from retrieval.ocr.sheets import MOST_SOURCE, PdfSheets, TooLarge
from retrieval.ocr.upright import Gray


class Scanner:
    """Renders pages of one PDF and reads them; the PDF is opened again only when a page asks for it."""

    def __init__(self, data: bytes, reading: Reading) -> None:
        self._data = data
        self._reading = reading
        self.on = reading.ocr and tesseract.installed()
        self._sheets: PdfSheets | None = None

    def read(self, page: Page, number: int) -> ScannedPage | Skipped | None:
        """The page as read by OCR, why it was not, or None when OCR was not asked for."""
        if not self.on:
            return None
        if any(_pixels(image.get("srcsize")) > MOST_SOURCE for image in page.images):
            return _too_large(number, "a picture with too many pixels")
        try:
            self._sheets = self._sheets or PdfSheets(self._data)
            gray, dpi = self._sheets.page(number)
        except TooLarge as error:
            return _too_large(number, str(error))
        return read_or_skip(gray, dpi, number, self._reading)

    def close(self) -> None:
        """Give back the memory of the rendered PDF."""
        if self._sheets is not None:
            self._sheets.close()


def read_or_skip(gray: Gray, dpi: int, number: int, reading: Reading) -> ScannedPage | Skipped:
    """The page as read by OCR, or why nothing was read of it."""
    try:
        page = scanned_page(gray, dpi, number, tesseract.Reader(reading.language, reading.beat))
    except tesseract.TesseractFailed as error:
        return Skipped(f"page {number}", f"picture; {error}; supply a PDF with text")
    if not page.items.items:
        return Skipped(f"page {number}", "picture in which OCR finds no text")
    return page


def _too_large(number: int, what: str) -> Skipped:
    return Skipped(f"page {number}", f"picture too large for OCR ({what}); scan it again at 300 dpi")


def _pixels(size: object) -> int:
    """Width times height as a PDF states them of a picture."""
    if not isinstance(size, tuple) or len(size) != 2:
        return 0
    width, height = size
    return int(width) * int(height) if isinstance(width, int) and isinstance(height, int) else 0
