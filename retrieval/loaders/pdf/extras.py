"""What a PDF holds besides the text of its pages: pictures, form fields, notes, attachments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.utils import apply_matrix_rect, decode_text
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from retrieval.documents import Hidden, HiddenKind, Skipped
from retrieval.loaders.parts import Part, paragraph
from retrieval.loaders.pdf.operators import page_box, page_matrix
from retrieval.loaders.reading import OCR_STEP
from retrieval.loaders.wording import fold

# Annotation flags 2 and 6: ISO 32000-1, table 165.
_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5
_DRAWN = 20  # lines and curves from which a page without text is a drawing


def unread_page(page: Page, number: int, *, unseen: bool = False) -> Skipped:
    """Why a page without words was not read; `unseen` says that it has text which nobody sees."""
    where = f"page {number}"
    if page.images and unseen:
        reason = f"picture with an invisible text layer; {OCR_STEP}, or supply a PDF with text"
        return Skipped(where, reason)
    if page.images:
        return Skipped(where, f"image only, no text layer; {OCR_STEP}, or supply a PDF with text")
    if len(page.curves) + len(page.lines) + len(page.rects) > _DRAWN:
        return Skipped(where, "drawing only, no text layer; supply a PDF with text")
    return Skipped(where, "its text cannot be seen" if unseen else "blank")


def annotation_parts(page: Page, number: int) -> Iterator[Part]:
    """Filled-in form fields and typed notes; comments and what is not shown are kept apart."""
    where = f"page {number}"
    for data in _annotations(page):
        kind = _text(data.get("Subtype"))
        text = _text(data.get("Contents"))
        if kind == "Widget":
            name, value = _text(data.get("T")), _text(data.get("V"))
            text = (f"{name}: {value}" if name else value) if value else ""
        if not text or kind in ("Link", ""):
            continue
        if kind in ("Widget", "FreeText"):
            unseen = _unseen(data, page)
            yield Hidden(unseen, where, text) if unseen else paragraph(text, number)
        else:
            author = _text(data.get("T"))
            yield Hidden(HiddenKind.COMMENT, where, f"{author}: {text}" if author else text)


def _annotations(page: Page) -> Iterator[dict[str, Any]]:
    """The page's annotations. (pdfplumber's own list fails on text in PDFDocEncoding: "37 °C".)"""
    listed = resolve1(page.page_obj.annots)
    for entry in listed if isinstance(listed, list) else ():
        data = resolve1(entry)
        if isinstance(data, dict):
            yield data


def _unseen(data: dict[str, Any], page: Page) -> HiddenKind | None:
    """Why an annotation is not seen: its flags, or its place."""
    flags = resolve1(data.get("F"))
    if isinstance(flags, int) and flags & (_HIDDEN | _NO_VIEW):
        return HiddenKind.INVISIBLE
    said = resolve1(data.get("Rect"))
    corners = [resolve1(edge) for edge in said] if isinstance(said, list) else []
    if len(corners) != 4 or not all(isinstance(edge, (int, float)) for edge in corners):
        return None
    x0, y0, x1, y1 = apply_matrix_rect(page_matrix(page), (corners[0], corners[1], corners[2], corners[3]))
    left, lower, right, upper = page_box(page)
    if x1 <= left or x0 >= right or y1 <= lower or y0 >= upper:
        return HiddenKind.OFF_PAGE
    return HiddenKind.INVISIBLE if x1 - x0 < 1 or y1 - y0 < 1 else None


def attachment_names(pdf: PDF) -> Iterator[Skipped]:
    """Files attached to the document."""
    names: Any = resolve1(pdf.doc.catalog.get("Names")) or {}
    tree: Any = resolve1(names.get("EmbeddedFiles")) or {}
    for entry in resolve1(tree.get("Names")) or []:
        name = resolve1(entry)
        if isinstance(name, (bytes, str)):
            yield Skipped(f"attachment '{_text(name)}'", "save it and add it as a file of its own")


def _text(value: Any) -> str:
    """A PDF string or name as text; other values (streams, arrays) are nothing to read."""
    value = resolve1(value)
    if isinstance(value, bytes):
        return fold(decode_text(value))
    if isinstance(value, str):
        return fold(value)
    name = getattr(value, "name", "")
    return fold(name.decode("latin-1") if isinstance(name, bytes) else str(name))
