"""What a PDF holds besides the text of its pages: pictures, form fields, notes, attachments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from retrieval.documents import Skipped
from retrieval.loaders.parts import Part, paragraph
from retrieval.loaders.reading import OCR_STEP
from retrieval.loaders.wording import fold

_DRAWN = 20  # lines and curves from which a page without text is a drawing


def unread_page(page: Page, number: int) -> Skipped:
    """Why a page without words was not read."""
    where = f"page {number}"
    if page.images:
        return Skipped(where, f"image only, no text layer; {OCR_STEP}, or supply a PDF with text")
    if len(page.curves) + len(page.lines) + len(page.rects) > _DRAWN:
        return Skipped(where, "drawing only, no text layer; supply a PDF with text")
    return Skipped(where, "blank")


def annotation_parts(page: Page, number: int) -> Iterator[Part]:
    """Filled-in form fields and typed notes; comments are named, not read."""
    for annotation in page.annots:
        data = annotation.get("data") or {}
        kind = _text(data.get("Subtype"))
        if kind == "Widget":
            name, value = _text(data.get("T")), _text(data.get("V"))
            if value:
                yield paragraph(f"{name}: {value}" if name else value, number)
        elif kind == "FreeText":
            yield paragraph(_text(data.get("Contents")), number)
        elif kind not in ("Link", "Popup", "") and _text(data.get("Contents")):
            yield Skipped(f"page {number}", f"comment '{_text(data.get('Contents'))[:80]}'")


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
