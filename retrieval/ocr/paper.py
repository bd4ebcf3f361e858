"""A grey page cleaned: paper made white, ink told from it, ruling lines found and taken out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from retrieval.ocr.upright import Gray

Mask = NDArray[np.bool_]

_WINDOW = 0.18  # inches around a pixel whose mean brightness it is held against: two to three letters
_SHARE = 0.80  # of that mean, below which a pixel is ink (Bradley and Roth 2007 use 0.85)
_LEAST_CONTRAST = 24  # grey levels; less is paper grain
_RULE = 0.35  # inches from which a straight run of ink is a rule: no letter has one
_THICK = 0.04  # inches; a thicker bar is shading or a picture


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line, in pixels."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def lies(self) -> bool:
        """Whether it is horizontal."""
        return self.x1 - self.x0 >= self.bottom - self.top


def stretched(gray: Gray) -> Gray:
    """The page with its paper white and its darkest ink black."""
    sample = gray[::4, ::4]
    dark, light = (float(v) for v in np.percentile(sample, (0.5, 60)))
    if light - dark < _LEAST_CONTRAST:
        return gray
    scaled = (gray.astype(np.float32) - dark) * (255.0 / (light - dark))
    return np.clip(scaled, 0, 255).astype(np.uint8)


def smoothed(gray: Gray) -> Gray:
    """The page without single specks."""
    return np.asarray(Image.fromarray(gray).filter(ImageFilter.MedianFilter(3)), np.uint8)


def ink_of(gray: Gray, dpi: int) -> Mask:
    """Where there is ink: darker than the paper around it."""
    from scipy import ndimage

    window = max(9, round(_WINDOW * dpi) | 1)
    # The mean is taken on a quarter of the pixels: it is smooth, and the full one takes a second.
    small = np.asarray(Image.fromarray(gray).reduce(4), np.float32)
    mean = ndimage.uniform_filter(small, max(3, window // 4), mode="nearest")
    wide = Image.fromarray(mean.astype(np.float32)).resize((gray.shape[1], gray.shape[0]), Image.Resampling.BILINEAR)
    around = np.asarray(wide, np.float32)
    dark = gray.astype(np.float32)
    return (dark < _SHARE * around) & (around - dark > _LEAST_CONTRAST)


def rules_of(ink: Mask, dpi: int) -> tuple[list[Rule], Mask]:
    """The ruling lines of a page and the pixels they cover."""
    from scipy import ndimage

    lying, standing = _runs(ink, round(_RULE * dpi), 1), _runs(ink, round(_RULE * dpi), 0)
    rules: list[Rule] = []
    covered = np.zeros_like(ink)
    for mask, across in ((lying, 0), (standing, 1)):
        labels: NDArray[np.int32] = np.empty(mask.shape, np.int32)
        ndimage.label(mask, structure=np.ones((3, 3)), output=labels)
        for number, place in enumerate(ndimage.find_objects(labels), 1):
            if place is None:
                continue
            if place[across].stop - place[across].start > _THICK * dpi:
                continue
            covered[place] |= labels[place] == number
            rules.append(Rule(place[1].start, place[0].start, place[1].stop, place[0].stop))
    return rules, covered


def _runs(ink: Mask, length: int, axis: int) -> Mask:
    """Pixels on straight runs of ink of at least a length; gaps of a pixel do not end a run."""
    from scipy import ndimage

    closed = ndimage.binary_closing(ink, np.ones((1, 3) if axis else (3, 1), bool))
    total = np.cumsum(closed, axis=axis, dtype=np.int32)
    total = np.concatenate([np.zeros_like(total.take([0], axis)), total], axis)
    size = closed.shape[axis]
    if size <= length:
        return np.zeros_like(ink)
    whole = (total.take(range(length, size + 1), axis) - total.take(range(size + 1 - length), axis)) == length
    marks = np.zeros_like(total)
    ahead = [slice(None), slice(None)]
    ahead[axis] = slice(0, size + 1 - length)
    marks[tuple(ahead)] += whole
    ahead[axis] = slice(length, size + 1)
    marks[tuple(ahead)] -= whole
    return np.cumsum(marks, axis=axis).take(range(size), axis) > 0


def without(gray: Gray, covered: Mask) -> Gray:
    """The page with what is covered painted over, a pixel around it too."""
    from scipy import ndimage

    wide = ndimage.binary_dilation(covered, np.ones((3, 3), bool))
    return np.where(wide, 255, gray).astype(np.uint8)
