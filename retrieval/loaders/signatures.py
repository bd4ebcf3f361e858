"""What the first bytes say, checked before a parser is let near them."""

from __future__ import annotations

import io
import zipfile
import zlib

from retrieval.errors import CorruptFile, EncryptedFile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MAIN_PART = {
    ".docx": "word/",
    ".xlsx": "xl/",
    ".xlsm": "xl/",
    ".pptx": "ppt/",
}
# python-docx needs about twice the size of the XML in memory: 549 KB that opened to 540 MB took
# 1.07 GB (design/traps.md). A 2,000-page report is below 60 MB of XML.
_XML_LIMIT = 256 * 1024 * 1024
_PROLOG = 65_536  # a DOCTYPE stands before the root element


def check_signature(suffix: str, data: bytes) -> None:
    """Refuse content that is not what the ending says.

    Raises: CorruptFile, or EncryptedFile for an office file behind a password.
    """
    if suffix in _MAIN_PART:
        _check_office(suffix, data)
    elif suffix == ".pdf":
        if b"%PDF" not in data[:1024]:  # the window readers accept, ISO 32000-1 Annex H.3 note 13
            raise CorruptFile("the file is not a PDF (no %PDF mark)", next_step="export it again")
    elif data.startswith((b"%PDF-", b"PK\x03\x04", _OLE)):
        raise CorruptFile(f"the file is not a {suffix} file but a binary one", next_step="mend its ending")


def _check_office(suffix: str, data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise EncryptedFile("the file needs a password", next_step="save it without a password")
        raise CorruptFile(
            f"the file is in an old office format, not {suffix}",
            next_step=f"open it and save it as {suffix}",
        )
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise CorruptFile(f"the file is not a {suffix} package or is cut short", next_step="export it again") from error
    with package:
        _check_members(suffix, package)


def _check_members(suffix: str, package: zipfile.ZipFile) -> None:
    members = [m for m in package.infolist() if m.filename.endswith((".xml", ".rels", ".vml"))]
    if not any(m.filename.startswith(_MAIN_PART[suffix]) for m in members):
        raise CorruptFile(f"the file is a zip, but not a {suffix} package", next_step="mend it")
    if any(m.flag_bits & 1 for m in package.infolist()):
        raise EncryptedFile("the file needs a password", next_step="save it without a password")
    if sum(m.file_size for m in members) > _XML_LIMIT:
        raise CorruptFile(
            f"the file unpacks to more than {_XML_LIMIT // 1024**2} MB of text",
            next_step="split it into smaller files",
        )
    for member in members:
        if b"<!DOCTYPE" in _prolog(package, member):
            raise CorruptFile(
                f"{member.filename} declares a DOCTYPE, which no office program writes",
                next_step="open it in its own program and save it again",
            )


def _prolog(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with package.open(member) as part:
            return part.read(_PROLOG)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise CorruptFile(f"{member.filename} in the package is damaged", next_step="export it again") from error
