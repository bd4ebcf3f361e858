"""Office files as zip packages: what is checked before a parser unpacks them, and what is not read.

The parsers unpack with `zipfile`, which stops at the size that a member declares and checks its sum:
a member cannot be larger than it says, so the declared sizes bound what is unpacked.
"""

from __future__ import annotations

import codecs
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from retrieval.documents import Skipped
from retrieval.errors import CorruptFile, EncryptedFile, TooLarge

_MB = 1024 * 1024
# python-docx needs about twice the size of the XML in memory: 549 KB that opened to 540 MB took
# 1.07 GB (measured). A 2,000-page report is below 60 MB of XML.
_XML_LIMIT = 256 * _MB
_TOTAL_LIMIT = 512 * _MB  # with pictures, which the parsers of Word and PowerPoint unpack too
_MEMBER_LIMIT = 10_000  # a deck of 500 slides has 3,000
# Apache POI refuses a member that packs better than 100 to 1 (ZipSecureFile.MIN_INFLATE_RATIO); below
# this size it can do no harm.
_RATIO_LIMIT = 100
_RATIO_FROM = 8 * _MB
# A cell takes about 15 µs and 500 bytes in openpyxl; what one document may hold (guard/limits.py)
# is a fraction of this, blank cells with a format are most of the rest.
_CELL_LIMIT = 1_000_000
_CHUNK = 1 << 20
_OVERLAP = 64  # longer than any mark that is looked for

_XML_ENDINGS = (".xml", ".rels", ".vml")
_DOCTYPE = b"<!DOCTYPE"
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._\-]+)[\"']")
_ALLOWED = ("utf-8", "us-ascii", "ascii")
# UTF-32, and EBCDIC's "<?xm" (XML 1.0, appendix F).
_OTHER_STARTS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, b"\x00\x00\x00<", b"<\x00\x00\x00", b"\x4c\x6f\xa7\x94")
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_EMBEDDED = ("embeddings", "activeX", "ctrlProps", "oleObjects")
_PACKED = (".zip", ".docx", ".xlsx", ".pptx", ".xlsm", ".docm", ".pptm", ".7z", ".rar", ".gz", ".jar")


def check_package(suffix: str, main: str, data: bytes) -> None:
    """Refuse a package that is damaged, encrypted, a bomb, or has XML that declares entities.

    Raises: CorruptFile, EncryptedFile or TooLarge.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise CorruptFile(f"the file is not a {suffix} package or is cut short", next_step="export it again") from error
    with package:
        members = package.infolist()
        _check_sizes(members)
        texts = [member for member in members if member.filename.lower().endswith(_XML_ENDINGS)]
        if not any(member.filename.startswith(main) for member in texts):
            raise CorruptFile(f"the file is a zip, but not a {suffix} package", next_step="mend it")
        if any(member.flag_bits & 1 for member in members):
            raise EncryptedFile("the file needs a password", next_step="save it without a password")
        _check_places(members)
        _check_texts(package, texts)


def left_out(data: bytes) -> Iterator[Skipped]:
    """Macros, and files within the file: named, never run or read."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [PurePosixPath(name) for name in package.namelist()]
    if any(name.name.lower() == "vbaproject.bin" for name in names):
        yield Skipped("macros", "not read and not run; what they would compute is not in the text")
    for name in names:
        if name.suffix.lower() in (".xml", ".rels", ""):
            continue
        if name.suffix.lower() in _PACKED or set(name.parts[:-1]) & set(_EMBEDDED):
            yield Skipped(f"embedded file '{name.name[:80]}'", "not read; save it as a file of its own and add that")


def _check_sizes(members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > _MEMBER_LIMIT:
        raise TooLarge(f"the file is packed of {len(members):,} parts", next_step="split it into smaller files")
    for member in members:
        if member.file_size > _RATIO_FROM and member.file_size > _RATIO_LIMIT * max(1, member.compress_size):
            raise TooLarge(
                f"{member.filename[:80]} in it unpacks to {member.file_size / _MB:,.0f} MB, over {_RATIO_LIMIT} "
                "times its size: a zip bomb",
                next_step="open it in its own program and save it again, if you trust where it is from",
            )
    _check_sum("text", [m.file_size for m in members if m.filename.lower().endswith(_XML_ENDINGS)], _XML_LIMIT)
    _check_sum("content", [m.file_size for m in members], _TOTAL_LIMIT)


def _check_sum(what: str, sizes: Sequence[int], most: int) -> None:
    if sum(sizes) > most:
        raise TooLarge(
            f"the file unpacks to more than {most // _MB} MB of {what}", next_step="split it into smaller files"
        )


def _check_places(members: Sequence[zipfile.ZipInfo]) -> None:
    """Members that share bytes unpack to more than they hold; two of one name are read differently
    by each program."""
    if len({member.filename.lower() for member in members}) < len(members):
        raise CorruptFile("two parts in it have the same name", next_step="open it in its own program and save it")
    placed = sorted((member.header_offset, member.compress_size) for member in members)
    for (start, size), (following, _) in itertools.pairwise(placed):
        if start + size > following:
            raise CorruptFile("parts in it overlap: a zip bomb", next_step="do not trust this file")


def _check_texts(package: zipfile.ZipFile, texts: Sequence[zipfile.ZipInfo]) -> None:
    cells = 0
    for member in texts:
        try:
            cells += _check_text(package, member)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as error:
            raise CorruptFile(f"{member.filename} in the package is damaged", next_step="export it again") from error
        if cells > _CELL_LIMIT:
            raise TooLarge(
                f"the sheets have more than {_CELL_LIMIT:,} cells",
                next_step="split it into smaller workbooks, or delete rows that only have a format",
            )


def _check_text(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Reads a part once to its end; returns how many cells of a sheet are in it."""
    is_sheet, cells = member.filename.startswith("xl/worksheets/"), 0
    with package.open(member) as part:
        chunk = part.read(_CHUNK)
        doctype = _doctype_as_written(member.filename, chunk)
        before = b""
        while chunk:
            window = before + chunk
            if doctype in window:
                raise CorruptFile(
                    f"{member.filename} declares a DOCTYPE, which no office program writes",
                    next_step="open it in its own program and save it again",
                )
            cells += len(_CELL.findall(chunk)) if is_sheet and cells <= _CELL_LIMIT else 0
            before, chunk = window[-_OVERLAP:], part.read(_CHUNK)
    return cells


def _doctype_as_written(name: str, start: bytes) -> bytes:
    """`<!DOCTYPE` in the encoding of a part: UTF-8 or UTF-16, as ECMA-376 part 2 (8.1.4) has it.

    Any other encoding is refused: it would hide the word from this look, and not from a parser.
    """
    wide = _wide_encoding(start)
    if wide:
        return _DOCTYPE.decode().encode(wide)
    declared = _DECLARED.match(start.removeprefix(codecs.BOM_UTF8))
    is_other = declared is not None and declared[1].decode("ascii").lower() not in _ALLOWED
    if is_other or start[:4] in _OTHER_STARTS:
        raise CorruptFile(f"{name} is not in UTF-8 or UTF-16", next_step="open it in its own program and save it again")
    return _DOCTYPE


def _wide_encoding(start: bytes) -> str:
    if start[:4] in _OTHER_STARTS:
        return ""
    if start.startswith((codecs.BOM_UTF16_LE, b"<\x00")):
        return "utf-16-le"
    return "utf-16-be" if start.startswith((codecs.BOM_UTF16_BE, b"\x00<")) else ""
