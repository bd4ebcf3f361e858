"""Bad files: every one comes out as one of our errors, with a next step and one line."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import docx
import openpyxl
import pytest

from retrieval.errors import (
    CorruptFile,
    EmptyFile,
    EncryptedFile,
    NoText,
    UnknownFormat,
    UnreadableFile,
)
from retrieval.loaders import READER_VERSION, SUFFIXES, load

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return target.getvalue()


def empty_docx() -> bytes:
    target = io.BytesIO()
    docx.Document().save(target)
    return target.getvalue()


def scanned_pdf() -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(target, "PDF")
    return target.getvalue()


FAILURES = [ValueError("x\ny"), KeyError("z"), RecursionError(), MemoryError(), AssertionError()]
BAD = [
    ("a.md", b"", EmptyFile),
    ("a.pdf", b" \n\t ", EmptyFile),
    ("a.txt", b"\xef\xbb\xbf \n", EmptyFile),
    ("a.docx", empty_docx(), EmptyFile),
    ("a.json", b"[]", EmptyFile),
    ("a.doc", b"x", UnknownFormat),
    ("a.xls", b"x", UnknownFormat),
    ("a.rtf", b"x", UnknownFormat),
    ("a.exe", b"x", UnknownFormat),
    ("README", b"x", UnknownFormat),
    (".gitignore", b"x", UnknownFormat),
    ("a.png", b"x", NoText),
    ("scan.TIFF", b"x", NoText),
    ("scan.pdf", scanned_pdf(), NoText),
    ("a.docx", OLE + b"0" * 99 + "EncryptedPackage".encode("utf-16-le"), EncryptedFile),
    ("a.xlsx", OLE + b"0" * 99 + "EncryptedPackage".encode("utf-16-le"), EncryptedFile),
    ("a.docx", OLE + b"0" * 99, CorruptFile),
    ("a.docx", b"PK\x03\x04 cut", CorruptFile),
    ("a.docx", b"plain words", CorruptFile),
    ("a.docx", zipped(readme=b"x"), CorruptFile),
    ("a.docx", zipped(word__document=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), CorruptFile),
    ("a.docx", zipped(word__document=b"<x/>"), CorruptFile),
    ("a.xlsx", zipped(xl__workbook=b"<x/>"), CorruptFile),
    ("a.pptx", zipped(ppt__presentation=b"<x/>"), CorruptFile),
    ("a.docx", empty_docx()[:-200], CorruptFile),
    ("a.pdf", b"words, not a PDF", CorruptFile),
    ("a.pdf", b"%PDF-1.7\n cut short", CorruptFile),
    ("a.txt", b"%PDF-1.7\n", CorruptFile),
    ("a.txt", b"MZ\x00\x01\x02\x00\x00\xff\xfe\x00" * 20, CorruptFile),
    ("a.csv", b"PK\x03\x04", CorruptFile),
    ("a.json", b'{"a": ', CorruptFile),
    ("a.json", b"[" * 200_000, CorruptFile),
    ("a.jsonl", b'{"a": 1}\n{"b": \n', CorruptFile),
]


@pytest.mark.parametrize(("name", "data", "error"), BAD, ids=[f"{i}-{bad[0]}" for i, bad in enumerate(BAD)])
def test_bad_file_is_told_apart(name: str, data: bytes, error: type[UnreadableFile]) -> None:
    with pytest.raises(UnreadableFile) as raised:
        load(name, data)
    assert type(raised.value) is error
    assert raised.value.next_step
    assert raised.value.where == ""
    assert "\n" not in str(raised.value)


def test_archive_that_unpacks_to_much_more_is_refused() -> None:
    with pytest.raises(CorruptFile, match="unpacks to more than 256 MB"):
        load("a.docx", zipped(word__document=b" " * (257 * 1024 * 1024)))


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
@pytest.mark.parametrize("failure", FAILURES)
def test_whatever_a_parser_raises_is_translated(
    suffix: str, failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object) -> None:
        raise failure

    module = f"retrieval.loaders.{SUFFIXES[suffix]}"
    __import__(module)
    monkeypatch.setattr(sys.modules[module], "read", fail)
    monkeypatch.setattr("retrieval.loaders.check_signature", lambda suffix, data: None)
    with pytest.raises(CorruptFile) as raised:
        load(f"a{suffix}", b"x")
    assert type(failure).__name__ in raised.value.what
    assert "\n" not in str(raised.value)


def test_package_damaged_in_the_middle() -> None:
    data = bytearray(empty_docx())
    for at in range(0, len(data) - 4000, 50):
        data[at] ^= 0xFF
    with pytest.raises(CorruptFile):
        load("a.docx", bytes(data))


def test_unknown_ending_names_the_formats() -> None:
    with pytest.raises(UnknownFormat, match=r"\.docx.*\.pdf.*\.xlsx"):
        load("a.xyz", b"x")


def test_legacy_ending_says_what_to_save_as() -> None:
    with pytest.raises(UnknownFormat, match=r"save it as \.docx"):
        load("a.doc", b"x")
    with pytest.raises(UnknownFormat, match=r"save it as \.xlsx"):
        load("a.xls", b"x")


def test_importing_the_loaders_imports_no_parser() -> None:
    heavy = [
        "docx",
        "openpyxl",
        "pdfplumber",
        "pptx",
        "docutils",
        "bs4",
        "lxml",
        "markdown_it",
        "clevercsv",
        "charset_normalizer",
    ]
    code = f"import sys, retrieval.loaders; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_endings_in_capitals_and_paths() -> None:
    assert load("C:\\files\\A.TXT", b"Add 10 mL.").blocks[0].text == "Add 10 mL."
    assert READER_VERSION


def test_blank_workbook_has_no_text() -> None:
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    with pytest.raises(NoText, match="blank"):
        load("a.xlsx", target.getvalue())
