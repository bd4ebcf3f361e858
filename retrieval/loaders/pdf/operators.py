"""The operators of a page's content, those included that pdfminer passes over, and the page they paint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_pt, apply_matrix_rect, mult_matrix
from pdfplumber.page import Page

from retrieval.loaders.pdf.graphics import Box, Layers, State, common, layers_of
from retrieval.loaders.pdf.painted import Device, Painted, Patch


@dataclass(frozen=True, slots=True)
class Painting:
    """Everything a page paints, in order."""

    chars: list[Painted]
    patches: list[Patch]


class Interpreter(PDFPageInterpreter):
    """Follows the operators that pdfminer passes over."""

    device: Device
    layers = Layers()
    inherited: State | None = None  # of the page, for a form that it calls

    def dup(self) -> Interpreter:
        """See PDFPageInterpreter."""
        new = Interpreter(self.rsrcmgr, self.device)
        new.layers = self.layers
        new.inherited = self._state()
        return new

    def init_state(self, ctm: Any) -> None:
        """See PDFPageInterpreter; a form starts in the state of its caller (ISO 32000-1, 8.10.1)."""
        super().init_state(ctm)
        self.graphicstate = self.inherited.copy() if self.inherited else State()
        self.marked: list[bool] = []

    def _state(self) -> State:
        assert isinstance(self.graphicstate, State)
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
        state.clip = (common(box, state.clip) or (*box[:2], *box[:2])) if state.clip else box

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
        said = getattr(resolve1(self.xobjmap.get(name)), "attrs", {})
        off = "OC" in said and self.layers.is_off(said["OC"])
        state = self._state()
        before = state.clip, state.clip_is_box
        self._clip_to_form(said, state)
        self.device.off += off
        self.device.state = state
        super().do_Do(xobjid_arg)
        self.device.off -= off
        state.clip, state.clip_is_box = before

    def _clip_to_form(self, said: dict[str, Any], state: State) -> None:
        box, matrix = resolve1(said.get("BBox")), resolve1(said.get("Matrix")) or (1, 0, 0, 1, 0, 0)
        if box is None:  # a picture
            return
        full = mult_matrix(cast(Matrix, tuple(matrix)), self.ctm)
        state.clip_is_box &= not (full[1] or full[2])
        shown = apply_matrix_rect(full, cast(Box, tuple(box)))
        state.clip = (common(shown, state.clip) or (*shown[:2], *shown[:2])) if state.clip else shown

    def do_cs(self, name: Any) -> None:
        """Set the colour space; its first colour is black, or all of its ink (ISO 32000-1, 8.6.8)."""
        super().do_cs(name)
        state = self._state()
        count = state.ncs.ncomponents
        if state.ncs.name == "Pattern":
            state.ncolor = ""
        elif state.ncs.name in ("Separation", "DeviceN"):
            state.ncolor = 1.0
        else:
            state.ncolor = (0.0, 0.0, 0.0, 1.0) if count == 4 else (0.0, 0.0, 0.0) if count == 3 else 0.0

    def do_EI(self, obj: Any) -> None:
        """Paint a picture that stands in the content."""
        self.device.state = self._state()
        super().do_EI(obj)


def painting_of(page: Page) -> Painting:
    """Interpret a page once; pdfplumber's page is given the layout, so that it need not."""
    device = Device(page.pdf.rsrcmgr, page.page_number)
    interpreter = Interpreter(page.pdf.rsrcmgr, device)
    interpreter.layers = layers_of(page.pdf.doc.catalog)
    interpreter.process_page(page.page_obj)
    page._layout = device.get_result()  # pyright: ignore[reportPrivateUsage]
    return Painting(device.chars, device.patches)


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
    return common(shown, apply_matrix_rect(matrix, page.page_obj.mediabox)) or shown


def _number(said: object, otherwise: float) -> float:
    value = resolve1(said)
    return float(value) if isinstance(value, (int, float)) else otherwise
