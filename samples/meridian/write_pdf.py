"""PDF: a four-column header table, raised exponents, "number | Page x of y" in the footer.

The fonts are those that reportlab carries, so that the bytes do not depend on the machine.
"""

from __future__ import annotations

import io
import itertools
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from samples.meridian.paper import SITE, SYNTHETIC, Bullet, Grid, Heading, Paper, Piece, Step, Text
from samples.meridian.superscript import tagged

_WIDTH = A4[0] - 40 * mm
_BODY = ParagraphStyle("body", fontName="Vera", fontSize=9, leading=13, spaceAfter=4)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=7.5, leading=9.5, spaceAfter=0)
_LABEL = ParagraphStyle("label", parent=_CELL, fontName="VeraBd")
_CAPTION = ParagraphStyle("caption", parent=_BODY, fontName="VeraBd", fontSize=8, keepWithNext=1)
_HEADINGS = {
    1: ParagraphStyle("h1", parent=_BODY, fontName="VeraBd", fontSize=12, leading=16, spaceBefore=8, keepWithNext=1),
    2: ParagraphStyle("h2", parent=_BODY, fontName="VeraBd", fontSize=10, leading=14, spaceBefore=5, keepWithNext=1),
}
_LINES = [("GRID", (0, 0), (-1, -1), 0.4, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]


def pdf_bytes(paper: Paper) -> bytes:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    pdfmetrics.registerFont(TTFont("VeraBd", "VeraBd.ttf"))
    pdfmetrics.registerFontFamily("Vera", "Vera", "VeraBd", "Vera", "VeraBd")
    out = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin"), 20 * mm)
    template = SimpleDocTemplate(
        out,
        pagesize=A4,
        topMargin=24 * mm,
        bottomMargin=20 * mm,
        title=paper.heading,
        author=SITE,
        invariant=1,
        **margins,
    )
    story = [_identity(paper), Spacer(1, 6 * mm), *itertools.chain.from_iterable(map(_flow, paper.pieces))]
    template.build(story, canvasmaker=_paged(paper.label))
    return out.getvalue()


def _paged(label: str) -> type[Canvas]:
    """A canvas that prints header and footer once the number of pages is known."""

    class Paged(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 (name given by reportlab)
            self._pages.append(dict(self.__dict__))
            self._startPage()  # pyright: ignore[reportAttributeAccessIssue] (no public way to start a page unprinted)

        def save(self) -> None:
            for page in self._pages:
                self.__dict__.update(page)
                self.setFont("Vera", 7.5)
                self.drawString(20 * mm, A4[1] - 14 * mm, f"{SITE} | {SYNTHETIC}")
                self.drawString(20 * mm, 11 * mm, f"{label} | Page {self.getPageNumber()} of {len(self._pages)}")
                super().showPage()
            super().save()

    return Paged


def _identity(paper: Paper) -> Table:
    cells = [
        Paragraph(_safe(text), style)
        for pair in paper.identity
        for text, style in zip(pair, (_LABEL, _CELL), strict=True)
    ]
    cells += [""] * (-len(cells) % 4)
    rows = [cells[at : at + 4] for at in range(0, len(cells), 4)]
    return Table(rows, colWidths=[_WIDTH * share for share in (0.19, 0.31, 0.19, 0.31)], style=_LINES)


def _flow(piece: Piece) -> list[Flowable]:
    match piece:
        case Heading():
            return [Paragraph(_safe(piece.text), _HEADINGS[piece.level])]
        case Text():
            return [Paragraph(_safe(piece.text), _BODY)]
        case Bullet():
            return [Paragraph(_safe(piece.text), _indented(12), bulletText="•")]
        case Step():
            return [Paragraph(_safe(f"{piece.number} {piece.text}"), _indented(10 * piece.depth))]
        case Grid():
            caption = [Paragraph(_safe(piece.caption), _CAPTION)] if piece.caption else []
            return [*caption, _grid(piece), Spacer(1, 4 * mm)]


def _indented(points: int) -> ParagraphStyle:
    return ParagraphStyle(f"indent{points}", parent=_BODY, leftIndent=points, bulletFontName="Vera")


def _grid(piece: Grid) -> Table:
    head = [Paragraph(_safe(name), _LABEL) for name in piece.header]
    body = [[Paragraph(_safe(value), _CELL) for value in row] for row in piece.rows]
    return Table([head, *body], colWidths=_widths(piece), repeatRows=1, style=_LINES)


def _widths(piece: Grid) -> list[float]:
    """No word is broken; what is left of the page goes to the columns with long texts."""
    columns = list(zip(piece.header, *piece.rows, strict=True))
    needed = [max(_word_width(cell) for cell in column) + 14 for column in columns]
    wanted = [min(max(map(len, column)), 60) for column in columns]
    spare = max(_WIDTH - sum(needed), 0)
    return [need + spare * want / sum(wanted) for need, want in zip(needed, wanted, strict=True)]


def _word_width(cell: str) -> float:
    return max((pdfmetrics.stringWidth(word, "VeraBd", 7.5) for word in cell.split()), default=0.0)


def _safe(text: str) -> str:
    return tagged(escape(text.replace("γ", "gamma")))
