"""Grey pixels as the bytes of a picture."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from retrieval.ocr.upright import Gray

_SHADES = 16  # enough to read a page by; noise of a scan takes most of the room otherwise


def pnm(gray: Gray) -> bytes:
    """For Tesseract: without compression, since it never leaves memory."""
    height, width = gray.shape
    return b"P5\n%d %d\n255\n" % (width, height) + np.ascontiguousarray(gray).tobytes()


def png(gray: Gray) -> bytes:
    """To be kept: 16 shades of grey."""
    out = io.BytesIO()
    shades = (gray.astype(np.uint16) * (_SHADES - 1) + 127) // 255
    picture = Image.fromarray(shades.astype(np.uint8), mode="P")
    picture.putpalette([v for n in range(_SHADES) for v in (n * 17, n * 17, n * 17)])
    picture.save(out, "PNG", bits=4, optimize=True)
    return out.getvalue()


def resized(gray: Gray, across: float, down: float) -> Gray:
    """Stretched by a factor each way."""
    size = max(1, round(gray.shape[1] * across)), max(1, round(gray.shape[0] * down))
    return np.asarray(Image.fromarray(gray).resize(size, Image.Resampling.BICUBIC), np.uint8)
