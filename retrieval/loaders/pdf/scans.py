"""Pages read by OCR through the same steps as the text of a PDF, and their words found again in the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from retrieval.documents import LoadedFile, PagePicture, Skipped
from retrieval.loaders.pdf.aligned import with_aligned_tables
from retrieval.loaders.pdf.columns import ordered_lines
from retrieval.loaders.pdf.furniture import PageItems
from retrieval.loaders.pdf.hyphens import vocabulary_of
from retrieval.loaders.pdf.page_text import Item, Word
from retrieval.loaders.pdf.ruled import Box, boxed_tables, with_tables
from retrieval.ocr.alignment import Placed, aligned
from retrieval.ocr.page import ReadPage, read_page
from retrieval.ocr.paper import Rule
from retrieval.ocr.pixels import png, resized
from retrieval.ocr.scrutiny import Judged
from retrieval.ocr.tesseract import Reader
from retrieval.ocr.upright import Gray

KEPT_DPI = 150  # of the picture that is kept: 8 point type can be read by eye, an A4 page has 100 to 400 KB
_DIGIT_HEIGHT = 0.72  # of the type size, in the fonts of office programs
_SAME_SIZE = 0.13  # sizes within this share of the page's usual one are the usual one
_BOLD = 1.3  # times the usual thickness of strokes
_MOST_RULES = 600  # beyond this it is a drawing or noise
_SNAP = 4.0  # points within which ends of rules meet
_FEWEST_RULES = 4
_POOR = "read by OCR, but the scan is too poor to trust a number of it; scan it again at 300 dpi, sharp and clean"


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page read by OCR: its lines and tables, its words with their places, its picture."""

    items: PageItems
    words: tuple[Placed, ...]
    picture: PagePicture
    poor: bool


def scanned_page(gray: Gray, dpi: int, number: int, reader: Reader) -> ScannedPage:
    """Read the picture of a page. Raises TesseractFailed."""
    read = read_page(gray, dpi, reader)
    words = _words(read)
    height = read.gray.shape[0] * 72 / dpi
    items = PageItems(number, height, tuple(_items(words, read, height)))
    scale = min(1.0, KEPT_DPI / dpi)
    kept = png(resized(read.gray, scale, scale) if scale < 1 else read.gray)
    placed = tuple(Placed(w.text, w.confidence, *_box(w, scale)) for w in read.words)
    return ScannedPage(items, placed, PagePicture(number, round(dpi * scale), kept), read.poor)


def with_ocr(loaded: LoadedFile, pages: Iterable[ScannedPage]) -> LoadedFile:
    """The file with the pictures of the pages that were read by OCR, and the words found in its text."""
    read = {page.picture.page: page for page in pages}
    if not read:
        return loaded
    words = aligned(loaded.blocks, {number: page.words for number, page in read.items()})
    pictures = tuple(read[number].picture for number in sorted(read))
    poor = tuple(Skipped(f"numbers of page {number}", _POOR) for number in sorted(read) if read[number].poor)
    return replace(loaded, pictures=pictures, ocr_words=tuple(words), skipped=loaded.skipped + poor)


def _box(word: Judged, scale: float) -> tuple[int, int, int, int]:
    seen = word.seen
    left, top = round(seen.left * scale), round(seen.top * scale)
    return left, top, round(seen.right * scale) - left, round(seen.bottom * scale) - top


def _words(read: ReadPage) -> list[Word]:
    """Words in points, with the size and weight of their line."""
    lines: dict[int, list[Judged]] = {}
    for word in read.words:
        lines.setdefault(word.seen.line, []).append(word)
    sizes = {line: _size(words) * 72 / read.dpi for line, words in lines.items()}
    usual = _usual(sizes, lines)
    strokes = {line: _thickness(words, read) for line, words in lines.items()}
    thick = median(strokes.values()) if strokes else 0.0
    point = 72 / read.dpi
    return [
        Word(
            text=word.text,
            x0=word.seen.left * point,
            x1=word.seen.right * point,
            top=word.seen.top * point,
            bottom=word.seen.bottom * point,
            baseline=word.seen.baseline * point,
            size=_snapped(sizes[line], usual),
            bold=strokes[line] > _BOLD * thick,
        )
        for line, words in lines.items()
        for word in words
    ]


def _size(words: Sequence[Judged]) -> float:
    """Type size of a line in pixels, by its tall letters and digits, else by the line's own height."""
    tall = sorted(word.at.height for word in words if word.at is not None)
    return tall[int(0.8 * len(tall))] / _DIGIT_HEIGHT if tall else median(word.seen.size for word in words)


def _usual(sizes: dict[int, float], lines: dict[int, list[Judged]]) -> float:
    ordered = sorted((size, sum(len(w.text) for w in lines[line])) for line, size in sizes.items())
    half, count = sum(n for _, n in ordered) / 2, 0
    for size, characters in ordered:
        count += characters
        if count >= half:
            return size
    return 10.0


def _snapped(size: float, usual: float) -> float:
    return round(usual, 1) if abs(size - usual) <= _SAME_SIZE * usual else round(size * 2) / 2


def _thickness(words: Sequence[Judged], read: ReadPage) -> float:
    """Mean length of horizontal runs of ink, as a share of the type size."""
    inked = runs = 0
    for word in words:
        s = word.seen
        piece = read.ink[int(s.top) : int(s.bottom) + 1, int(s.left) : int(s.right) + 1]
        inked += int(piece.sum())
        runs += int((piece[:, 1:] & ~piece[:, :-1]).sum()) + int(piece[:, 0].sum())
    return inked / runs / _size(words) if runs else 0.0


def _items(words: Sequence[Word], read: ReadPage, height: float) -> list[Item]:
    if not words:
        return []
    vocabulary = vocabulary_of(word.text for word in words)
    ruled = boxed_tables(_cells(read), height, words, vocabulary)
    items = with_aligned_tables(ordered_lines(ruled.rest)) if ruled.rest else []
    return with_tables(items, ruled.tables)


def _cells(read: ReadPage) -> list[list[Box]]:
    """Cells between the ruling lines, table by table, in points."""
    if not _FEWEST_RULES <= len(read.rules) <= _MOST_RULES:
        return []
    edges = merge_edges([_edge(rule, 72 / read.dpi) for rule in read.rules], _SNAP, _SNAP, _SNAP, _SNAP)
    crossings = edges_to_intersections(edges, _SNAP, _SNAP)
    return [list(cells) for cells in cells_to_tables(intersections_to_cells(crossings))]


def _edge(rule: Rule, point: float) -> dict[str, float | str]:
    """A rule as pdfplumber has edges: without thickness."""
    x0, x1, top, bottom = rule.x0 * point, rule.x1 * point, rule.top * point, rule.bottom * point
    if rule.lies:
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "h" if rule.lies else "v",
        "object_type": "line",
    }
