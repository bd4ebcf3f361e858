"""Tesseract's hOCR to words with boxes, baselines and confidences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

_BOX = re.compile(r"\bbbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_BASELINE = re.compile(r"\bbaseline (-?[\d.]+) (-?[\d.]+)")
_SIZE = re.compile(r"\bx_size ([\d.]+)")
_CONFIDENCE = re.compile(r"\bx_wconf ([\d.]+)")
_SURE = re.compile(r"\bx_conf ([\d.]+)")
_LINES = frozenset({"ocr_line", "ocr_caption", "ocr_textfloat", "ocr_header"})
# Of x_size, the height of a line from the deepest descender to the tallest letter, what stands above
# the baseline, where hOCR has no baseline of its own.
_ASCENT = 0.78


@dataclass(frozen=True, slots=True)
class Seen:
    """A word as one reading saw it, in pixels of the picture from the top left.

    `line` counts the lines of the reading, `size` is the line's height from descender to ascender;
    `sureness` is the confidence of each character.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    line: int
    sureness: tuple[float, ...] = ()

    @property
    def middle(self) -> float:
        """The height halfway down its box."""
        return (self.top + self.bottom) / 2


def words(hocr: bytes, across: float = 1.0, down: float = 1.0) -> list[Seen]:
    """The words, their places divided by the stretch that the picture was given for this reading."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(hocr, parser)
    found: list[Seen] = []
    if root is None:  # pyright: ignore[reportUnnecessaryComparison] (so it is for an empty answer)
        return found
    for number, line in enumerate(root.iter("{*}span")):
        if line.get("class") in _LINES:
            found.extend(_of_line(line, number, across, down))
    return found


def _of_line(line: etree._Element, number: int, across: float, down: float) -> Iterator[Seen]:  # pyright: ignore[reportPrivateUsage]
    title = line.get("title") or ""
    box = _box(title)
    size = _SIZE.search(title)
    if box is None:
        return
    height = float(size[1]) if size else box[3] - box[1]
    slope, offset = 0.0, -(1 - _ASCENT) * height
    stated = _BASELINE.search(title)
    if stated:
        slope, offset = float(stated[1]), float(stated[2])
    for word in line.iter("{*}span"):
        place = _box(word.get("title") or "")
        text = "".join(str(piece) for piece in word.itertext()).strip()
        sure = _CONFIDENCE.search(word.get("title") or "")
        if word.get("class") != "ocrx_word" or place is None or not text or sure is None:
            continue
        middle = (place[0] + place[2]) / 2
        baseline = box[3] + offset + slope * (middle - box[0])
        left, top, right, bottom = place
        yield Seen(
            "".join(text.split()),
            float(sure[1]),
            left / across,
            top / down,
            right / across,
            bottom / down,
            baseline / down,
            height / down,
            number,
            tuple(_characters(word)),
        )


def _characters(word: etree._Element) -> Iterator[float]:  # pyright: ignore[reportPrivateUsage]
    for character in word.iter("{*}span"):
        sure = _SURE.search(character.get("title") or "") if character.get("class") == "ocrx_cinfo" else None
        if sure:
            yield from [float(sure[1])] * len((character.text or "").strip())


def _box(title: str) -> tuple[float, float, float, float] | None:
    found = _BOX.search(title)
    return (float(found[1]), float(found[2]), float(found[3]), float(found[4])) if found else None
