"""PDF files written with reportlab: powers of ten, tables, columns, margins, what is not read."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, TableStyle
from reportlab.platypus import Table as Drawn

from retrieval.documents import BlockKind, LoadedFile, Table
from retrieval.errors import EncryptedFile
from retrieval.loaders import load
from retrieval.loaders.pdf.hyphens import joined_lines

H, P, S, T = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.STEP, BlockKind.TABLE
STYLES = getSampleStyleSheet()
NORMAL = STYLES["Normal"]
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
Draw = Callable[[Canvas, SimpleDocTemplate], None]


def flow(story: Sequence[Flowable], margin: Draw | None = None) -> LoadedFile:
    target = io.BytesIO()
    document = SimpleDocTemplate(target, pagesize=A4, title="SOP-014")
    document.build(list(story), **({"onFirstPage": margin, "onLaterPages": margin} if margin else {}))
    return load("a.pdf", target.getvalue())


def drawn(*pages: Callable[[Canvas], None], encrypt: StandardEncryption | None = None) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, encrypt=encrypt)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def shape(loaded: LoadedFile) -> list[tuple[BlockKind, int, str]]:
    return [(b.kind, b.level, b.text) for b in loaded.blocks if b.kind is not T]


def tables(loaded: LoadedFile) -> list[Table]:
    return [b.table for b in loaded.blocks if b.table]


def write(text: str, x: float = 72, y: float = 700) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(x, y, text)

    return page


def test_powers_and_indices() -> None:
    text = "Seed 1.5 × 10<super>4</super> cells/cm<super>2</super>/h in 5 % CO<sub>2</sub>. Limit 10<super>-6</super>."
    loaded = flow([Paragraph(text, NORMAL)])
    assert shape(loaded) == [(P, 0, "Seed 1.5 × 10⁴ cells/cm²/h in 5 % CO₂. Limit 10⁻⁶.")]


def test_headings_steps_and_hanging_indents() -> None:
    hanging = ParagraphStyle("step", parent=NORMAL, leftIndent=18, firstLineIndent=-18)
    long = "Add 10 mL of medium and incubate for 30 min at 37 °C while shaking gently, then move the flask to the hood."
    story = [
        Paragraph("Thawing of cells", STYLES["Title"]),
        Paragraph("5.2 Seeding", STYLES["Heading2"]),
        Paragraph(f"1. {long}", hanging),
        Paragraph(f"2. {long}", hanging),
        Paragraph("2.5 L of medium are kept for later.", NORMAL),
    ]
    assert shape(flow(story)) == [
        (H, 1, "Thawing of cells"),
        (H, 2, "5.2 Seeding"),
        (S, 1, f"1. {long}"),
        (S, 1, f"2. {long}"),
        (P, 0, "2.5 L of medium are kept for later."),
    ]


def test_bullets_on_full_lines() -> None:
    long = "E8-type medium, EDTA 0.5 mM, DPBS without calcium and magnesium, Y-27632 and vessels for them, kept cold"
    hanging = ParagraphStyle("bullet", parent=NORMAL, leftIndent=12, firstLineIndent=-12)
    story = [Paragraph(f"• {long}", hanging), Paragraph("• Vessels", hanging), Paragraph("3.2 A hold ends.", NORMAL)]
    assert shape(flow(story)) == [(S, 1, long), (S, 1, "Vessels"), (S, 2, "3.2 A hold ends.")]


def test_table_over_pages_keeps_its_header_and_merged_cells() -> None:
    rows = [["Attribute", "Method", "Limit"]] + [[f"A{i}", f"M-{i:03}", f">= {i}.5 %"] for i in range(1, 60)]
    table = Drawn(rows, style=GRID)
    table.setStyle(TableStyle([("SPAN", (0, 2), (0, 3))]))
    found = tables(flow([table]))
    assert len(found) == 2
    assert {t.header for t in found} == {("Attribute", "Method", "Limit")}
    read = [row for t in found for row in t.rows]
    assert len(read) == 59
    assert read[1][0] == read[2][0] == "A2"
    assert read[58] == ("A59", "M-059", ">= 59.5 %")


def test_repeated_header_row_is_not_a_row() -> None:
    rows = [["Attribute", "Method", "Limit"]] + [[f"A{i}", f"M-{i:03}", f">= {i}.5 %"] for i in range(1, 60)]
    found = tables(flow([Drawn(rows, repeatRows=1, style=GRID)]))
    assert {t.header for t in found} == {("Attribute", "Method", "Limit")}
    assert sum(len(t.rows) for t in found) == 59


def test_key_and_value_table_has_no_header() -> None:
    rows = [["Document number", "SOP-014"], ["Version", "3.0"]]
    assert tables(flow([Drawn(rows, style=GRID)])) == [Table((), (("Document number", "SOP-014"), ("Version", "3.0")))]


def test_table_without_rules() -> None:
    rows = [["Day", "VCD", "Viability"], ["0", "0.5", "97.1"], ["3", "2.1", "95.0"], ["5", "4.4", "92.8"]]
    assert tables(flow([Drawn(rows)])) == [Table(tuple(rows[0]), tuple(map(tuple, rows[1:])))]


def test_frame_around_text_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(40, 40, 500, 760)
        canvas.rect(60, 600, 400, 60)
        write("Do not freeze the vial at -20 °C.", 72, 640)(canvas)
        write("Outside the box.", 72, 500)(canvas)

    loaded = load("a.pdf", drawn(page))
    assert shape(loaded) == [(P, 0, "Do not freeze the vial at -20 °C."), (P, 0, "Outside the box.")]
    assert tables(loaded) == []


def test_two_columns_are_read_one_after_the_other() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for i in range(12):
            canvas.drawString(50, 760 - 14 * i, f"left column line {i} with several words of text")
            canvas.drawString(310, 760 - 14 * i, f"right column line {i} with several words of text")

    text = " ".join(b.text for b in load("a.pdf", drawn(page)).blocks)
    assert text.index("left column line 11") < text.index("right column line 0")


def margin(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, 810, "SOP-014 Thawing of cells   Version 3.0")
    canvas.drawString(72, 30, f"Page {document.page} of 3")
    canvas.setFont("Helvetica", 60)
    canvas.translate(300, 400)
    canvas.rotate(45)
    canvas.drawString(-100, 0, "DRAFT")
    canvas.restoreState()


def test_margins_and_watermark_are_furniture() -> None:
    story = [
        Paragraph("One.", NORMAL),
        PageBreak(),
        Paragraph("Two.", NORMAL),
        PageBreak(),
        Paragraph("Three.", NORMAL),
    ]
    loaded = flow(story, margin)
    assert [(b.text, b.page) for b in loaded.blocks] == [("One.", 1), ("Two.", 2), ("Three.", 3)]
    assert loaded.furniture == (
        "DRAFT",
        "SOP-014 Thawing of cells Version 3.0",
        "Page 1 of 3",
        "Page 2 of 3",
        "Page 3 of 3",
    )
    assert loaded.title == "SOP-014"


def test_every_page_is_read_or_named() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("RGB", (9, 9), "red"))

    def scan(canvas: Canvas) -> None:
        canvas.drawImage(picture, 50, 50, 400, 600)

    def both(canvas: Canvas) -> None:
        write("Words and a picture.")(canvas)
        canvas.drawImage(picture, 50, 50, 40, 40)

    loaded = load("a.pdf", drawn(write("First page."), scan, lambda canvas: None, both))
    assert loaded.pages == 4
    assert [b.page for b in loaded.blocks] == [1, 4]
    assert [(s.where, s.reason.split(",")[0]) for s in loaded.skipped] == [
        ("page 2", "image only"),
        ("page 3", "blank"),
        ("page 4", "picture"),
    ]


def test_passwords() -> None:
    locked = drawn(write("x"), encrypt=StandardEncryption("secret", ownerPassword="owner"))
    with pytest.raises(EncryptedFile):
        load("a.pdf", locked)
    readable = drawn(write("Printing is off."), encrypt=StandardEncryption("", ownerPassword="owner"))
    assert [b.text for b in load("a.pdf", readable).blocks] == ["Printing is off."]


def test_turned_page_is_read() -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(300, 100)
        canvas.rotate(90)
        write("Landscape text at 37 °C.", 0, 0)(canvas)

    assert [b.text for b in load("a.pdf", drawn(page)).blocks] == ["Landscape text at 37 °C."]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["cryo-", "preservation"], "cryo-preservation"),
        (["the pre-", "treated cells"], "the pretreated cells"),
        (["at 2-", "8 °C"], "at 2-8 °C"),
        (["see SOP-", "014"], "see SOP-014"),
        (["add 5 mL -", "slowly"], "add 5 mL - slowly"),
        (["Day", "5"], "Day 5"),
    ],
)
def test_hyphens_at_line_ends(lines: list[str], text: str) -> None:
    assert joined_lines(lines, frozenset({"pretreated"})) == text
