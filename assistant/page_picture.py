"""The picture of a page that was read by OCR, with the words of a citation boxed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.documents import OcrWord, PagePicture

_FRAME = 2  # pixels that a box keeps from its word
_COLOUR = (200, 30, 30)


@dataclass(frozen=True, slots=True)
class Scan:
    """The picture behind a place: the words of the citation on it, and the least confidence of its numbers."""

    picture: PagePicture
    cited: tuple[OcrWord, ...]
    confidence: float | None
    pages: tuple[int, ...]


def boxed(picture: PagePicture, words: Iterable[OcrWord]) -> bytes:
    """The picture as PNG with a box around each of the words."""
    from PIL import Image, ImageDraw

    with Image.open(io.BytesIO(picture.png), formats=("PNG",)) as opened:
        page = opened.convert("RGB")
    draw = ImageDraw.Draw(page)
    for word in words:
        left, top = word.left - _FRAME, word.top - _FRAME
        box = (left, top, word.left + word.width + _FRAME, word.top + word.height + _FRAME)
        draw.rectangle(box, outline=_COLOUR, width=2)
    out = io.BytesIO()
    page.save(out, "PNG", dpi=(picture.dpi, picture.dpi))
    return out.getvalue()
