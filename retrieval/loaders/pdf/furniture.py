"""Lines that repeat at the top or bottom of most pages: headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from retrieval.loaders.pdf.page_text import Item, PageTable

_ZONE = 0.2  # of the page height, top and bottom; LaTeX sets page numbers at 0.82
_SHARE = 0.5  # of the pages; the first page often has a header of its own
_DRIFT = 8.0  # points by which the line may move from page to page
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class PageItems:
    """Lines and tables of a page in reading order."""

    number: int
    height: float
    items: tuple[Item, ...]


def part_furniture(pages: Sequence[PageItems]) -> tuple[list[PageItems], list[str]]:
    """The pages without repeated margins, and the text of those margins."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page in pages:
        for item in page.items:
            if _in_margin(item, page.height):
                places[_key(item)].append((page.number, item.top))
    with_text = sum(1 for page in pages if page.items)
    repeated: dict[str, float] = {}
    for key, found in places.items():
        count = len({number for number, _ in found})
        if count >= max(2, _SHARE * with_text):
            repeated[key] = median(top for _, top in found)
    if not any(_rests(page, repeated) for page in pages):  # the same page over and over
        return list(pages), []
    lines: list[str] = []
    kept: list[PageItems] = []
    for page in pages:
        body: list[Item] = []
        for item in page.items:
            if _repeats(item, page, repeated):
                lines.extend(_lines(item))
            else:
                body.append(item)
        kept.append(PageItems(page.number, page.height, tuple(body)))
    return kept, lines


def _repeats(item: Item, page: PageItems, repeated: dict[str, float]) -> bool:
    place = repeated.get(_key(item))
    return place is not None and abs(place - item.top) <= _DRIFT and _in_margin(item, page.height)


def _rests(page: PageItems, repeated: dict[str, float]) -> bool:
    return any(not _repeats(item, page, repeated) for item in page.items)


def _in_margin(item: Item, height: float) -> bool:
    return item.bottom <= _ZONE * height or item.top >= (1 - _ZONE) * height


def _key(item: Item) -> str:
    return _DIGITS.sub("#", item.text)


def _lines(item: Item) -> list[str]:
    if not isinstance(item, PageTable):
        return [item.text]
    return [" | ".join(dict.fromkeys(cell for cell in row if cell)) for row in item.grid.rows]
