"""Word and PowerPoint files: numbers that the program works out, tables, margins, notes."""

from __future__ import annotations

import io

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from pptx import Presentation
from pptx.util import Inches

from retrieval.documents import BlockKind, HiddenKind, LoadedFile, Table
from retrieval.loaders import load

H, P, S, T = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.STEP, BlockKind.TABLE


def saved(document: Document) -> LoadedFile:
    target = io.BytesIO()
    document.save(target)
    return load("a.docx", target.getvalue())


def shape(loaded: LoadedFile) -> list[tuple[BlockKind, int, str]]:
    return [(b.kind, b.level, b.text) for b in loaded.blocks if b.kind is not T]


def tables(loaded: LoadedFile) -> list[Table]:
    return [b.table for b in loaded.blocks if b.table]


def fill(table: object, rows: list[list[str]]) -> None:
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text  # type: ignore[attr-defined]


def test_superscripts_and_struck_words() -> None:
    document = docx.Document()
    line = document.add_paragraph("Seed 10")
    line.add_run("4").font.superscript = True
    line.add_run(" cells/cm")
    line.add_run("2").font.superscript = True
    line.add_run(" in CO")
    line.add_run("2").font.subscript = True
    line.add_run(" for 5").font.strike = True
    line.add_run(" 10 min")
    loaded = saved(document)
    assert shape(loaded) == [(P, 0, "Seed 10⁴ cells/cm² in CO₂ 10 min")]
    assert [(h.kind, h.text) for h in loaded.hidden] == [(HiddenKind.STRUCK, "for 5")]
    assert loaded.skipped == ()


def test_headings_lists_and_typed_numbers() -> None:
    document = docx.Document()
    document.core_properties.title = "SOP-014 Thaw"
    document.add_heading("Thaw", 0)
    document.add_heading("Purpose", 1)
    for text in ("Add", "Mix"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("sub", style="List Number 2")
    document.add_paragraph("dot", style="List Bullet")
    document.add_paragraph("5.2 Seeding").runs[0].bold = True
    document.add_paragraph("3) typed")
    loaded = saved(document)
    assert shape(loaded) == [
        (H, 1, "Thaw"),
        (H, 1, "Purpose"),
        (S, 1, "1. Add"),
        (S, 1, "2. Mix"),
        (S, 2, "1. sub"),
        (S, 1, "dot"),
        (H, 2, "5.2 Seeding"),
        (S, 1, "3) typed"),
    ]
    assert loaded.title == "SOP-014 Thaw"


LEVELS = [("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)"), ("lowerRoman", "(%4)")]


def with_numbering(document: Document, overrides: str = "") -> None:
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text) in enumerate(LEVELS)
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>')
    root.insert(0, abstract)
    for number, inner in ((90, ""), (91, overrides)):
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="90"/>{inner}</w:num>'))


def numbered(document: Document, text: str, level: int, number: int = 90, style: str | None = None) -> None:
    line = document.add_paragraph(text, style=style)
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    line._p.get_or_add_pPr().append(parse_xml(xml))


def test_automatic_numbers_of_several_levels() -> None:
    document = docx.Document()
    with_numbering(document, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>')
    numbered(document, "Scope", 0, style="Heading 1")
    numbered(document, "Method", 0, style="Heading 1")
    numbered(document, "Seeding", 1, style="Heading 2")
    numbered(document, "add", 2)
    numbered(document, "mix", 2)
    numbered(document, "deep", 3)
    numbered(document, "Harvest", 1, style="Heading 2")
    numbered(document, "spin", 2)
    numbered(document, "Annex", 0, number=91, style="Heading 1")
    assert [b.text for b in saved(document).blocks] == [
        "1 Scope",
        "2 Method",
        "2.1 Seeding",
        "a) add",
        "b) mix",
        "(i) deep",
        "2.2 Harvest",
        "a) spin",
        "7 Annex",
    ]


def test_tables() -> None:
    document = docx.Document()
    document.add_paragraph("Table 1. Limits", style="Caption")
    table = document.add_table(3, 3)
    fill(table, [["", "", ""], ["", "Via %", "VCD"], ["1", "90", "2.0"]])
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Sample"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Day 5"
    keys = document.add_table(2, 2)
    fill(keys, [["Document number", "SOP-014"], ["Version", "3"]])
    fill(keys.cell(1, 1).add_table(1, 2), [["n1", "n2"]])
    steps = document.add_table(3, 3)
    fill(steps, [["Step", "Action", "Initials"], ["1", "Add 10 mL\nthen mix", ""], ["2", "Wait", "JS"]])
    for cell in steps.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    box = document.add_table(1, 1)
    box.cell(0, 0).text = "Do not freeze."
    loaded = saved(document)
    assert tables(loaded) == [
        Table(("Sample", "Day 5 Via %", "Day 5 VCD"), (("1", "90", "2.0"),), "Table 1. Limits"),
        Table((), (("Document number", "SOP-014"), ("Version", "3"))),
        Table((), (("n1", "n2"),)),
        Table(("Step", "Action", "Initials"), (("1", "Add 10 mL then mix", ""), ("2", "Wait", "JS"))),
    ]
    assert shape(loaded) == [(P, 0, "Table 1. Limits"), (P, 0, "Do not freeze.")]


def test_marked_header_row_and_automatic_numbers_in_cells() -> None:
    document = docx.Document()
    with_numbering(document)
    table = document.add_table(3, 2)
    fill(table, [["No", "Instruction"], ["", "Add"], ["", "Mix"]])
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in (1, 2):
        xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'
        table.cell(row, 1).paragraphs[0]._p.get_or_add_pPr().append(parse_xml(xml))
    assert tables(saved(document)) == [Table(("No", "Instruction"), (("", "1 Add"), ("", "2 Mix")))]


def test_headers_footers_and_watermark() -> None:
    document = docx.Document()
    document.add_paragraph("Body text.")
    section = document.sections[0]
    section.header.paragraphs[0].text = "SOP-014 v3"
    fill(section.footer.add_table(1, 2, Pt(400)), [["Effective", "2025-03-01"]])
    shape = '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="DRAFT"/></v:shape>'
    mark = f"<w:r {{}}><w:pict>{shape}</w:pict></w:r>"
    section.header.paragraphs[0]._p.append(parse_xml(mark.format(nsdecls("w"))))
    loaded = saved(document)
    assert loaded.furniture == ("DRAFT", "SOP-014 v3", "Effective | 2025-03-01")
    assert [b.text for b in loaded.blocks] == ["Body text."]


CHANGES = """<w:p {w}><w:r><w:t xml:space="preserve">Add </w:t></w:r>
<w:del w:id="1"><w:r><w:delText>5</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>10</w:t></w:r></w:ins>
<w:r><w:t xml:space="preserve"> mL</w:t><w:tab/><w:t>at 4</w:t><w:noBreakHyphen/><w:t>8 </w:t>
<w:sym w:font="Symbol" w:char="F0B0"/><w:t>C</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>"""
BOX = """<w:p {w}><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>
<w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"""
MATH = """<w:p {w} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:oMath><m:sSup><m:e>
<m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>"""
CONTROL = """<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r></w:p></w:sdtContent></w:sdt>"""


@pytest.mark.parametrize(
    ("xml", "text"),
    [(CHANGES, "Add 10 mL at 4-8 °C"), (BOX, "In a box"), (MATH, "10⁶"), (CONTROL, "In a control")],
)
def test_what_else_stands_in_a_body(xml: str, text: str) -> None:
    document = docx.Document()
    joined = "".join(line.strip(" ") for line in xml.splitlines())
    document.element.body.insert(0, parse_xml(joined.format(w=nsdecls("w"))))
    assert [b.text for b in saved(document).blocks] == [text]


def test_footnote_marks_are_no_exponents() -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document = docx.Document()
    run = document.add_paragraph("NMT 10").add_run()
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "6")
    run._r.append(reference)
    note = '<w:footnote w:id="6"><w:p><w:r><w:t>At harvest.</w:t></w:r></w:p></w:footnote>'
    xml = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert [b.text for b in saved(document).blocks] == ["NMT 10[note 1]", "[note 1] At harvest."]


def test_pictures_are_named() -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    document = docx.Document()
    document.add_paragraph("Figure 2").add_run().add_picture(picture)
    loaded = saved(document)
    assert [s.where for s in loaded.skipped] == ["picture at 'Figure 2'"]


def test_slides() -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Expansion"
    body = slide.placeholders[1].text_frame
    body.text = "first"
    second = body.add_paragraph()
    second.level = 1
    second.text = "10"
    power = second.add_run()
    power.text = "4"
    power.font._element.set("baseline", "30000")
    grid = slide.shapes.add_table(2, 2, 0, 0, Inches(2), Inches(2)).table
    fill(grid, [["Day", "VCD"], ["0", "1.5"]])
    slide.notes_slide.notes_text_frame.text = "said aloud"
    deck.slides.add_slide(deck.slide_layouts[6])
    hidden = deck.slides.add_slide(deck.slide_layouts[5])
    hidden.shapes.title.text = "Backup"
    hidden._element.set("show", "0")
    target = io.BytesIO()
    deck.save(target)
    loaded = load("a.pptx", target.getvalue())
    assert loaded.pages == 3
    assert shape(loaded) == [(H, 1, "Expansion"), (S, 1, "first"), (S, 2, "10⁴"), (P, 0, "said aloud")]
    assert tables(loaded) == [Table(("Day", "VCD"), (("0", "1.5"),))]
    assert {b.page for b in loaded.blocks} == {1}
    assert [s.where for s in loaded.skipped] == ["slide 2"]
    assert [(h.kind, h.where, h.text) for h in loaded.hidden] == [(HiddenKind.SLIDE, "slide 3", "Backup")]
