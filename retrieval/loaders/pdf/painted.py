"""What a page paints, in order: pdfminer's device, extended by what it leaves out.

pdfminer gives each character and shape, but not whether it can be seen. Coordinates are pdfminer's,
from the lower left of the page as it is turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from pdfminer.layout import LTChar, LTCurve, LTImage, LTItem, LTRect
from pdfminer.pdffont import PDFType3Font
from pdfminer.pdfinterp import PDFTextState
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

from retrieval.loaders.pdf.graphics import FAINT, OPAQUE, Box, State, common

# Text render modes: ISO 32000-1, table 106.
_NO_FILL = frozenset({1, 5})
_STROKES = frozenset({1, 2, 5, 6})
_NOTHING = frozenset({3, 7})
_NARROWEST = 10  # per cent of the usual width, below which letters are a smear


@dataclass(slots=True)
class Painted:
    """A character with the colours (and their spaces) that it is painted in; none where that cannot be told."""

    char: LTChar
    order: int
    colours: Sequence[tuple[object, str]]
    unseen: bool
    narrow: bool


@dataclass(slots=True)
class Patch:
    """A filled shape or picture: `colour` is None when it is not one colour or shines through."""

    order: int
    box: Box
    outline: Sequence[tuple[float, float]] | None  # None: the box itself
    colour: object
    space: str
    covers: bool  # opaque, and nothing of it clipped off in an unknown way


class Device(PDFPageAggregatorWithMarkedContent):
    """Keeps characters and filled shapes in the order in which they are painted."""

    def __init__(self, rsrcmgr: Any, pageno: int) -> None:
        super().__init__(rsrcmgr, pageno=pageno, laparams=None)
        self.chars: list[Painted] = []
        self.patches: list[Patch] = []
        self.order = 0
        self.state = State()  # of whatever is painted now; the interpreter sets it
        self.off = 0  # depth of marked content that is not shown
        self.render = 0
        self.narrow = False

    def render_string(self, textstate: PDFTextState, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """See PDFTextDevice."""
        self.render = textstate.render
        self.narrow = abs(textstate.scaling) < _NARROWEST
        self.state = graphicstate
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        """See PDFTextDevice."""
        advance = super().render_char(*args, **kwargs)
        char = self._last()
        if isinstance(char, LTChar):
            self.order += 1
            self.chars.append(self._painted(char, args[1]))
        return advance

    def _last(self) -> LTItem:
        return self.cur_item._objs[-1]  # pyright: ignore[reportPrivateUsage]

    def _painted(self, char: LTChar, font: object) -> Painted:
        state, filled, stroked = self.state, self.render not in _NO_FILL, self.render in _STROKES
        alpha = max(state.alpha if filled else 0.0, state.stroke_alpha if stroked else 0.0)
        unseen = self.off > 0 or self.render in _NOTHING or alpha < FAINT or not _inside(char.bbox, state.clip)
        colours: list[tuple[object, str]] = []
        if not isinstance(font, PDFType3Font):  # whose glyphs may have colours of their own
            colours += [(state.ncolor, state.ncs.name)] if filled else []
            colours += [(state.scolor, state.scs.name)] if stroked else []
        return Painted(char, self.order, colours, unseen, self.narrow)

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        """See PDFDevice."""
        before = len(self.cur_item)
        super().paint_path(gstate, stroke, fill, evenodd, path)
        self.state = gstate
        if fill and not self.off and len(self.cur_item) == before + 1:
            self._patch(self._last(), gstate.ncolor, gstate.ncs.name)

    def render_image(self, name: str, stream: Any) -> None:
        """See PDFDevice."""
        super().render_image(name, stream)
        item = self._last()
        if isinstance(item, LTImage) and not self.off:
            masked = any(key in stream for key in ("SMask", "Mask", "ImageMask", "IM"))
            self._patch(item, None, "", whole=not masked)

    def shade(self, box: Box | None) -> None:
        """A gradient over the clipping path."""
        self.order += 1
        area = box or self.cur_item.bbox
        self.patches.append(Patch(self.order, area, None, None, "", False))

    def _patch(self, item: LTItem, colour: object, space: str, *, whole: bool = True) -> None:
        state = self.state
        if state.alpha < FAINT or not isinstance(item, (LTCurve, LTImage)):
            return
        self.order += 1
        box = common(item.bbox, state.clip)
        if box is None:
            return
        opaque = state.plain and state.alpha >= OPAQUE and whole
        outline = None
        if isinstance(item, LTCurve) and not isinstance(item, LTRect):
            steps = cast(list[tuple[Any, ...]], item.original_path or [])
            outline = [cast(tuple[float, float], point) for _, *points in steps for point in points]
        covers = opaque and state.clip_is_box
        self.patches.append(Patch(self.order, box, outline, colour if opaque else None, space, covers))


def _inside(box: Box, clip: Box | None) -> bool:
    """Whether the middle of a box is inside the clipping path's box."""
    if clip is None:
        return True
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return clip[0] - 1 <= x <= clip[2] + 1 and clip[1] - 1 <= y <= clip[3] + 1
