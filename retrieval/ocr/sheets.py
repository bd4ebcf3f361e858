"""Pages of a PDF and frames of a picture file as grey pictures at the resolution that is read."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps

from retrieval.ocr.upright import Gray

READ_DPI = 300  # what Tesseract's documentation asks for ("Improving the quality of the output")
LEAST_DPI = 120  # below it 10 point type has letters of 8 pixels: nothing is legible
# Pixels of a page that is read: A3 at 300 dpi has 17 million. A larger page is read coarser.
MOST_PIXELS = 24_000_000
# Pixels of a picture in a file: A0 at 300 dpi has 140 million; more is a decompression bomb.
MOST_SOURCE = 150_000_000
MOST_FRAMES = 2_000
_A4_LONG = 11.69  # inches: the size a picture is taken to have that does not say its resolution
_PAPER_LONG = (5.0, 24.0)  # inches between which a stated resolution is believed
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")


class TooLarge(Exception):
    """A page or picture has more pixels than can be read."""


class PdfSheets:
    """The pages of a PDF, rendered one at a time."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        self._pdf = pypdfium2.PdfDocument(data)

    def page(self, number: int) -> tuple[Gray, int]:
        """The page, counted from 1, and its resolution. Raises TooLarge."""
        page = self._pdf[number - 1]
        try:
            width, height = page.get_size()
            dpi = _dpi_for(width / 72, height / 72)
            bitmap = page.render(scale=dpi / 72, grayscale=True)  # pyright: ignore[reportArgumentType] (floats are meant)
            return np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width), dpi
        finally:
            page.close()

    def close(self) -> None:
        """Give back its memory."""
        self._pdf.close()


def frames(data: bytes) -> Iterator[tuple[Gray, int] | TooLarge]:
    """Each frame of a picture file with its resolution, or why it is not read."""
    try:
        opened = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError:
        yield TooLarge("too many pixels")
        return
    with opened as picture:
        for number in range(min(getattr(picture, "n_frames", 1), MOST_FRAMES)):
            picture.seek(number)
            if picture.width * picture.height > MOST_SOURCE:
                yield TooLarge(f"{picture.width} x {picture.height} pixels")
                continue
            try:
                yield _frame(picture)
            except TooLarge as large:
                yield large


def _frame(picture: Image.Image) -> tuple[Gray, int]:
    stated = picture.info.get("dpi")
    upright = ImageOps.exif_transpose(picture)
    gray = _gray(upright)
    long = max(gray.size)
    dpi = float(stated[0]) if isinstance(stated, tuple) and stated[0] else 0.0
    if not dpi or not _PAPER_LONG[0] <= long / dpi <= _PAPER_LONG[1]:
        dpi = long / _A4_LONG
    wanted = _dpi_for(gray.width / dpi, gray.height / dpi)
    size = max(1, round(gray.width * wanted / dpi)), max(1, round(gray.height * wanted / dpi))
    if size != gray.size:
        gray = gray.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.array(gray, np.uint8), wanted


def _gray(picture: Image.Image) -> Image.Image:
    """In grey, on white where it is transparent."""
    if picture.mode.startswith(("I", "F")):
        values = np.asarray(picture, np.float32)
        low, high = float(values.min()), float(values.max())
        return Image.fromarray(((values - low) * (255.0 / max(high - low, 1.0))).astype(np.uint8))
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        whole = picture.convert("RGBA")
        paper = Image.new("RGBA", whole.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, whole).convert("L")
    return picture.convert("L")


def _dpi_for(width: float, height: float) -> int:
    """The resolution at which a page of so many inches is read. Raises TooLarge."""
    if width <= 0 or height <= 0:
        raise TooLarge("a page without a size")
    dpi = min(READ_DPI, int((MOST_PIXELS / (width * height)) ** 0.5))
    if dpi < LEAST_DPI:
        raise TooLarge(f"{width:.0f} x {height:.0f} inches")
    return dpi
