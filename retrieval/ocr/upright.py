"""A page set straight: the skew of its lines measured and turned back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Gray = NDArray[np.uint8]

# Feeders of scanners skew by up to 3 degrees; beyond 6 a page was turned on purpose.
MOST_DEGREES = 6.0
# Below this a line of an A4 page rises by less than a pixel at 75 dpi, which Tesseract bears.
LEAST_DEGREES = 0.05
_POINTS = 60_000  # pixels of ink that are looked at; more change the angle by less than 0.02 degrees


def skew(ink: NDArray[np.bool_]) -> float:
    """Degrees by which the lines of a page fall to the right; 0 for a page without lines."""
    ys, xs = np.nonzero(ink)
    if len(ys) < 200:
        return 0.0
    if len(ys) > _POINTS:
        step = len(ys) // _POINTS + 1
        ys, xs = ys[::step], xs[::step]
    best, width = 0.0, MOST_DEGREES
    step = 0.5
    while step >= 0.03:
        angles = np.arange(best - width, best + width + step / 2, step)
        scores = [_sharpness(ys, xs, float(angle)) for angle in angles]
        best = float(angles[int(np.argmax(scores))])
        width, step = step, step / 4
    return best if abs(best) <= MOST_DEGREES else 0.0


def _sharpness(ys: NDArray[np.int64], xs: NDArray[np.int64], degrees: float) -> float:
    """How sharply rows of ink and rows without part when the page is sheared by an angle."""
    rows = np.rint(ys - xs * np.tan(np.radians(degrees))).astype(np.int64)
    profile = np.bincount(rows - rows.min()).astype(np.float64)
    return float(np.sum(np.diff(profile) ** 2))


def turned(gray: Gray, degrees: float) -> Gray:
    """The page turned counter-clockwise by a few degrees, its corners white."""
    if abs(degrees) < LEAST_DEGREES:
        return gray
    picture = Image.fromarray(gray)
    return np.asarray(picture.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255), np.uint8)
