"""What the first bytes say, checked before a parser is let near them."""

from __future__ import annotations

from retrieval.documents import Skipped
from retrieval.errors import CorruptFile, EncryptedFile
from retrieval.loaders.packages import check_package, left_out

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MAIN_PART = {
    ".docx": "word/",
    ".xlsx": "xl/",
    ".xlsm": "xl/",
    ".pptx": "ppt/",
}


def check_signature(suffix: str, data: bytes) -> None:
    """Refuse content that is not what the ending says.

    Raises: CorruptFile, EncryptedFile for an office file behind a password, or TooLarge for one
    that unpacks to more than is read.
    """
    if suffix in _MAIN_PART:
        _check_office(suffix, data)
    elif suffix == ".pdf":
        if b"%PDF" not in data[:1024]:  # the window readers accept, ISO 32000-1 Annex H.3 note 13
            raise CorruptFile("the file is not a PDF (no %PDF mark)", next_step="export it again")
    elif data.startswith((b"%PDF-", b"PK\x03\x04", _OLE)):
        raise CorruptFile(f"the file is not a {suffix} file but a binary one", next_step="mend its ending")


def unread_parts(suffix: str, data: bytes) -> tuple[Skipped, ...]:
    """Parts of an office file that no format reads: macros and embedded files."""
    return tuple(left_out(data)) if suffix in _MAIN_PART else ()


def _check_office(suffix: str, data: bytes) -> None:
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise EncryptedFile("the file needs a password", next_step="save it without a password")
        raise CorruptFile(
            f"the file is in an old office format, not {suffix}",
            next_step=f"open it and save it as {suffix}",
        )
    check_package(suffix, _MAIN_PART[suffix], data)
