"""What a page paints, in order: pdfminer's interpreter and device, extended by what they leave out.

pdfminer gives each character and shape, but not whether it can be seen: the text render mode, the
alpha constant, the clipping path and layers that are off (ISO 32000-1, 8.5.4, 8.11, 9.3.6, 11.6.4.4)
are followed here. Coordinates are pdfminer's, from the lower left of the page as it is turned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from pdfminer.layout import LTChar, LTCurve, LTImage, LTItem, LTPage, LTRect
from pdfminer.pdffont import PDFType3Font
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFTextState
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_pt, apply_matrix_rect
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

Box = tuple[float, float, float, float]

_NO_FILL = frozenset({1, 5})  # render modes that stroke the outline only
_NOTHING = frozenset({3, 7})  # render modes that paint nothing
_FAINT = 0.05  # an alpha below this cannot be told from nothing
_OPAQUE = 0.95
_NARROWEST = 10  # per cent of the usual width, below which letters are a smear


@dataclass(slots=True)
class Painted:
    """A character with the colour that it is painted in, None where that cannot be told."""

    char: LTChar
    order: int
    colour: object
    space: str
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


@dataclass(slots=True)
class Painting:
    """Everything a page paints."""

    layout: LTPage
    chars: list[Painted]
    patches: list[Patch]


class _State(PDFGraphicState):
    """The graphics state with what pdfminer does not keep."""

    def __init__(self) -> None:
        super().__init__()
        self.alpha = 1.0
        self.stroke_alpha = 1.0
        self.plain = True  # normal blend mode, no soft mask
        self.clip: Box | None = None
        self.clip_is_box = True

    def copy(self) -> _State:
        """See PDFGraphicState."""
        new = _State()
        new.__dict__.update(self.__dict__)
        return new


@dataclass(slots=True)
class _Layers:
    """Optional content that is off when the file is opened (ISO 32000-1, 8.11.4.3)."""

    off: frozenset[int] = frozenset()
    on: frozenset[int] = frozenset()
    base_off: bool = False

    def is_off(self, group: object) -> bool:
        """Whether a group, or all groups of a membership, are off."""
        if isinstance(group, PDFObjRef) and group.objid in self.off:
            return True
        said = resolve1(group)
        if not isinstance(said, dict):
            return False
        if "OCGs" in said:
            members = resolve1(said["OCGs"])
            members = members if isinstance(members, list) else [said["OCGs"]]
            return bool(members) and all(self.is_off(member) for member in members)
        return self.base_off and not (isinstance(group, PDFObjRef) and group.objid in self.on)


def _layers_of(catalog: dict[str, Any]) -> _Layers:
    said = resolve1(catalog.get("OCProperties"))
    config = resolve1(said.get("D")) if isinstance(said, dict) else None
    if not isinstance(config, dict):
        return _Layers()

    def ids(name: str) -> frozenset[int]:
        listed = resolve1(config.get(name))
        return frozenset(ref.objid for ref in listed or () if isinstance(ref, PDFObjRef))

    base = resolve1(config.get("BaseState"))
    return _Layers(ids("OFF"), ids("ON"), isinstance(base, PSLiteral) and base.name == "OFF")


class _Device(PDFPageAggregatorWithMarkedContent):
    """Keeps characters and filled shapes in the order in which they are painted."""

    def __init__(self, rsrcmgr: Any, pageno: int) -> None:
        super().__init__(rsrcmgr, pageno=pageno, laparams=None)
        self.chars: list[Painted] = []
        self.patches: list[Patch] = []
        self.order = 0
        self.state = _State()  # of whatever is painted now; the interpreter sets it
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
        state, stroked = self.state, self.render in _NO_FILL
        alpha = state.stroke_alpha if stroked else state.alpha
        unseen = self.off > 0 or self.render in _NOTHING or alpha < _FAINT or not _inside(char.bbox, state.clip)
        if isinstance(font, PDFType3Font):  # its glyphs may have colours of their own
            return Painted(char, self.order, None, "", unseen, self.narrow)
        colour, space = (state.scolor, state.scs.name) if stroked else (state.ncolor, state.ncs.name)
        return Painted(char, self.order, colour, space, unseen, self.narrow)

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
        if state.alpha < _FAINT or not isinstance(item, (LTCurve, LTImage)):
            return
        self.order += 1
        box = _common(item.bbox, state.clip)
        if box is None:
            return
        opaque = state.plain and state.alpha >= _OPAQUE and whole
        outline = None
        if isinstance(item, LTCurve) and not isinstance(item, LTRect):
            steps = cast(list[tuple[Any, ...]], item.original_path or [])
            outline = [cast(tuple[float, float], point) for _, *points in steps for point in points]
        covers = opaque and state.clip_is_box
        self.patches.append(Patch(self.order, box, outline, colour if opaque else None, space, covers))


class _Interpreter(PDFPageInterpreter):
    """Follows the operators that pdfminer passes over."""

    device: _Device
    layers = _Layers()
    inherited: _State | None = None  # of the page, for a form that it calls

    def dup(self) -> _Interpreter:
        """See PDFPageInterpreter."""
        new = _Interpreter(self.rsrcmgr, self.device)
        new.layers = self.layers
        new.inherited = self._state()
        return new

    def init_state(self, ctm: Any) -> None:
        """See PDFPageInterpreter; a form starts in the state of its caller (ISO 32000-1, 8.10.1)."""
        super().init_state(ctm)
        self.graphicstate = self.inherited.copy() if self.inherited else _State()
        self.marked: list[bool] = []

    def _state(self) -> _State:
        assert isinstance(self.graphicstate, _State)
        return self.graphicstate

    def _resource(self, kind: str, name: object) -> object:
        """The resource as it is written, a reference as such."""
        listed = resolve1(self.resources.get(kind)) if self.resources else None
        return listed.get(name.name) if isinstance(listed, dict) and isinstance(name, PSLiteral) else None

    def do_gs(self, name: Any) -> None:
        """Set parameters from a graphics state dictionary."""
        said = resolve1(self._resource("ExtGState", name))
        if not isinstance(said, dict):
            return
        state = self._state()
        state.alpha = _number(said.get("ca"), state.alpha)
        state.stroke_alpha = _number(said.get("CA"), state.stroke_alpha)
        mode, mask = resolve1(said.get("BM")), resolve1(said.get("SMask"))
        if mode is not None or mask is not None:
            normal = mode is None or (isinstance(mode, PSLiteral) and mode.name in ("Normal", "Compatible"))
            state.plain = normal and (mask is None or isinstance(mask, PSLiteral))

    def do_sh(self, name: object) -> None:
        """Paint a gradient."""
        self.device.shade(self._state().clip)

    def do_W(self) -> None:
        """Clip to the path."""
        self._clip()

    def do_W_a(self) -> None:
        """Clip to the path by the even-odd rule."""
        self._clip()

    def _clip(self) -> None:
        points = [point for step in self.curpath for point in zip(step[1::2], step[2::2], strict=False)]
        if not points:
            return
        turned = [apply_matrix_pt(self.ctm, (float(str(x)), float(str(y)))) for x, y in points]
        xs, ys = [x for x, _ in turned], [y for _, y in turned]
        state = self._state()
        box = (min(xs), min(ys), max(xs), max(ys))
        corners = {(round(x, 1), round(y, 1)) for x, y in turned}
        state.clip_is_box &= corners <= {(round(x, 1), round(y, 1)) for x in box[::2] for y in box[1::2]}
        state.clip = (_common(box, state.clip) or (*box[:2], *box[:2])) if state.clip else box

    def do_BMC(self, tag: Any) -> None:
        """Begin marked content."""
        self._mark(False)
        super().do_BMC(tag)

    def do_BDC(self, tag: Any, props: Any) -> None:
        """Begin marked content, which may be a layer."""
        layer = isinstance(tag, PSLiteral) and tag.name == "OC"
        self._mark(layer and self.layers.is_off(self._resource("Properties", props)))
        super().do_BDC(tag, props)

    def do_EMC(self) -> None:
        """End marked content."""
        if self.marked:
            self.device.off -= self.marked.pop()
        super().do_EMC()

    def _mark(self, off: bool) -> None:
        self.marked.append(off)
        self.device.off += off

    def do_Do(self, xobjid_arg: Any) -> None:
        """Paint a form or picture; it may belong to a layer, and a form clips to its box."""
        name = xobjid_arg.name if isinstance(xobjid_arg, PSLiteral) else xobjid_arg
        form = resolve1(self.xobjmap.get(name))
        said = getattr(form, "attrs", {})
        off = "OC" in said and self.layers.is_off(said["OC"])
        self.device.off += off
        self.device.state = self._state()
        super().do_Do(xobjid_arg)
        self.device.off -= off

    def do_EI(self, obj: Any) -> None:
        """Paint a picture that stands in the content."""
        self.device.state = self._state()
        super().do_EI(obj)


def painting_of(page: Page) -> Painting:
    """Interpret a page once; pdfplumber's page is given the layout, so that it need not."""
    device = _Device(page.pdf.rsrcmgr, page.page_number)
    interpreter = _Interpreter(page.pdf.rsrcmgr, device)
    interpreter.layers = _layers_of(page.pdf.doc.catalog)
    interpreter.process_page(page.page_obj)
    layout = device.get_result()
    page._layout = layout  # pyright: ignore[reportPrivateUsage]
    return Painting(layout, device.chars, device.patches)


def page_matrix(page: Page) -> Matrix:
    """From the coordinates of the file to those of the painting: the page turned, its corner at 0, 0."""
    x0, y0, x1, y1 = page.page_obj.mediabox
    turned: dict[int, Matrix] = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }
    return turned.get(page.page_obj.rotate, (1, 0, 0, 1, -x0, -y0))


def page_box(page: Page) -> Box:
    """The part of the page that is shown, in the coordinates of its painting."""
    matrix = page_matrix(page)
    shown = apply_matrix_rect(matrix, page.page_obj.cropbox)
    return _common(shown, apply_matrix_rect(matrix, page.page_obj.mediabox)) or shown


def _inside(box: Box, clip: Box | None) -> bool:
    """Whether the middle of a box is inside the clipping path's box."""
    if clip is None:
        return True
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return clip[0] - 1 <= x <= clip[2] + 1 and clip[1] - 1 <= y <= clip[3] + 1


def _common(one: Box, other: Box | None) -> Box | None:
    if other is None:
        return one
    box = (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _number(said: object, otherwise: float) -> float:
    value = resolve1(said)
    return float(value) if isinstance(value, (int, float)) else otherwise
