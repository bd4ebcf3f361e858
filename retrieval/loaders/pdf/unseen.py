"""Which characters of a page its reader does not see, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import cast

from pdfplumber.page import Page

from retrieval.documents import HiddenKind
from retrieval.loaders.colours import WHITE, Rgb, alike
from retrieval.loaders.pdf.painted import Box, Painted, Patch, page_box, painting_of
from retrieval.loaders.wording import TINY_PT

_OTHER_SPACES = frozenset({"Separation", "DeviceN", "Lab", "Indexed", "Pattern"})
_CELL = 36.0  # points; patches are looked up in squares of this size
_WIDE = 400  # squares; a larger patch is looked at for every character


def mark_unseen(page: Page) -> None:
    """Interpret the page and write on each character why it is not seen.

    The reason stands in the field `tag` of pdfplumber's characters, None where it is seen. (The
    field is pdfplumber's own for the tag of marked content, which is not used here.)
    """
    painting = painting_of(page)
    shown = page_box(page)
    patches = _Patches(painting.patches)
    for painted in painting.chars:
        kind = _kind(painted, shown, patches)
        painted.char.tag = kind and kind.value  # type: ignore[attr-defined]


def _kind(painted: Painted, shown: Box, patches: _Patches) -> HiddenKind | None:
    char = painted.char
    if painted.unseen:
        return HiddenKind.INVISIBLE
    x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
    if not (shown[0] <= x <= shown[2] and shown[1] <= y <= shown[3]):
        return HiddenKind.OFF_PAGE
    if painted.narrow or max(char.width, char.height) <= TINY_PT or _is_small(char.matrix, char.size):
        return HiddenKind.TINY
    under: Patch | None = None
    for patch in patches.at(x, y):
        if patch.order > painted.order:
            if patch.covers and _holds(patch, x, y):
                return HiddenKind.INVISIBLE
        elif (under is None or patch.order > under.order) and _holds(patch, x, y):
            under = patch
    return HiddenKind.BACKGROUND if _blends(painted, under) else None


def _blends(painted: Painted, under: Patch | None) -> bool:
    """Whether a character has the colour of the patch, or of the paper, that it stands on."""
    ground = WHITE if under is None else _rgb(under.colour, under.space)
    colour = _rgb(painted.colour, painted.space)
    return colour is not None and ground is not None and alike(colour, ground)


def _is_small(matrix: Sequence[float], size: float) -> bool:
    """Whether upright text is too small; the box of turned text says nothing of its size."""
    return abs(matrix[1]) < 0.01 * abs(matrix[0]) and size <= TINY_PT


def _rgb(colour: object, space: str) -> Rgb | None:
    """The colour, None for a pattern and for what is not known."""
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return None
    return _of_parts(tuple(float(cast(float, part)) for part in parts), space)


@lru_cache(maxsize=4096)
def _of_parts(parts: tuple[float, ...], space: str) -> Rgb | None:
    if space in _OTHER_SPACES:
        # Amounts of ink, of which none is the paper; the lightness of Lab; a place in a list.
        inkless = space in ("Separation", "DeviceN") and not any(parts)
        return WHITE if inkless or (space == "Lab" and parts[0] >= 99) else None
    match [min(max(part, 0.0), 1.0) for part in parts]:
        case [grey]:
            return grey, grey, grey
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
        case _:
            return None


class _Patches:
    """Filled shapes by place, so that a page with thousands of them stays quick."""

    def __init__(self, patches: Sequence[Patch]) -> None:
        self._wide: list[Patch] = []
        self._near: dict[tuple[int, int], list[Patch]] = defaultdict(list)
        for patch in patches:
            x0, y0, x1, y1 = (int(edge // _CELL) for edge in patch.box)
            if (x1 - x0 + 1) * (y1 - y0 + 1) > _WIDE:
                self._wide.append(patch)
                continue
            for x in range(x0, x1 + 1):
                for y in range(y0, y1 + 1):
                    self._near[x, y].append(patch)

    def at(self, x: float, y: float) -> Iterator[Patch]:
        """Those whose box holds a point."""
        for patch in (*self._wide, *self._near.get((int(x // _CELL), int(y // _CELL)), ())):
            x0, y0, x1, y1 = patch.box
            if x0 <= x <= x1 and y0 <= y <= y1:
                yield patch


def _holds(patch: Patch, x: float, y: float) -> bool:
    """Whether a point inside the patch's box is inside its outline (even-odd rule)."""
    if patch.outline is None:
        return True
    inside = False
    points = patch.outline
    for (xa, ya), (xb, yb) in zip(points, [*points[1:], *points[:1]], strict=True):
        if (ya > y) != (yb > y) and x < xa + (y - ya) * (xb - xa) / (yb - ya):
            inside = not inside
    return inside
