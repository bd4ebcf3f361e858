"""Word: header table, page footer with number and page, styles, superscript runs."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from samples.meridian.fixed_zip import fixed
from samples.meridian.paper import SITE, SYNTHETIC, Bullet, Grid, Heading, Paper, Piece, Step, Text
from samples.meridian.superscript import pieces


def docx_bytes(paper: Paper) -> bytes:
    word = Document()
    normal = word.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(10)
    word.core_properties.title = paper.heading
    word.core_properties.author = SITE
    _furniture(word, paper.label)
    _identity(word, paper)
    for piece in paper.pieces:
        _write(word, piece, paper.native_lists)
    out = io.BytesIO()
    word.save(out)
    return fixed(out.getvalue())


def _furniture(word: WordFile, label: str) -> None:
    section = word.sections[0]
    section.header.paragraphs[0].text = f"{SITE} | {SYNTHETIC}"
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{label} | Page ")
    _field(footer, "PAGE")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES")


def _field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph.paragraph_format.element.append(field)


def _identity(word: WordFile, paper: Paper) -> None:
    table = word.add_table(rows=0, cols=2, style="Table Grid")
    for name, value in paper.identity:
        left, right = table.add_row().cells
        _runs(left.paragraphs[0], name, bold=True)
        _runs(right.paragraphs[0], value)
    word.add_paragraph()


def _write(word: WordFile, piece: Piece, native_lists: bool) -> None:
    match piece:
        case Heading():
            word.add_heading(piece.text, piece.level)
        case Text():
            _runs(word.add_paragraph(), piece.text)
        case Bullet():
            _runs(word.add_paragraph(style="List Bullet"), piece.text)
        case Step() if native_lists:
            _runs(word.add_paragraph(style="List Number"), piece.text)
        case Step():
            paragraph = word.add_paragraph()
            paragraph.paragraph_format.left_indent = Pt(14 * piece.depth)
            _runs(paragraph, f"{piece.number} {piece.text}")
        case Grid():
            _grid(word, piece)


def _grid(word: WordFile, piece: Grid) -> None:
    if piece.caption:
        word.add_paragraph(piece.caption, style="Caption")
    table = word.add_table(rows=0, cols=len(piece.header), style="Table Grid")
    head = table.add_row()
    repeat = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeat)  # pyright: ignore[reportPrivateUsage] (python-docx has no setter)
    for cell, name in zip(head.cells, piece.header, strict=True):
        _runs(cell.paragraphs[0], name, bold=True)
    for row in piece.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _runs(cell.paragraphs[0], value)
    word.add_paragraph()


def _runs(paragraph: Paragraph, text: str, bold: bool = False) -> None:
    for part, raised in pieces(text):
        run = paragraph.add_run(part)
        run.bold = bold or None
        run.font.superscript = raised or None
