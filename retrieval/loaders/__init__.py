"""Bytes of a file in, blocks out: one module a format, chosen by the file's ending.

The format modules import their parser libraries at the top; this package imports none of them
until a file of that format is read.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from types import ModuleType
from typing import Protocol, cast

from retrieval.documents import LoadedFile
from retrieval.errors import CorruptFile, EmptyFile, NoText, UnknownFormat, UnreadableFile
from retrieval.loaders.reading import PLAIN, Reading
from retrieval.loaders.signatures import check_signature, unread_parts

READER_VERSION = "3"
"""Changes whenever the blocks read from the same bytes would change."""

SUFFIXES: dict[str, str] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".rst": "restructured",
    ".txt": "plain",
    ".text": "plain",
    ".log": "plain",
    ".html": "web",
    ".htm": "web",
    ".docx": "word",
    ".pdf": "pdf",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".json": "structured",
    ".jsonl": "structured",
    ".pptx": "slides",
}

_LEGACY = {
    ".doc": ".docx",
    ".dot": ".docx",
    ".rtf": ".docx",
    ".odt": ".docx",
    ".xls": ".xlsx",
    ".xlsb": ".xlsx",
    ".ods": ".xlsx",
    ".ppt": ".pptx",
    ".odp": ".pptx",
}

# Pictures that can be scanned pages: read when OCR is asked for, else named with the next step.
_SCANS = frozenset([".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".bmp", ".webp"])

_PICTURES = frozenset(
    [
        ".gif",
        ".heic",
        ".svg",
        ".ico",
        ".emf",
        ".wmf",
        ".jp2",
    ]
)


# Formats whose `read` takes the `Reading` too: they have pages, which can be pictures.
_PAGED = frozenset({"pdf", "pictures"})
_TEXT = frozenset({"markdown", "restructured", "plain", "web", "delimited", "structured"})


class _Format(Protocol):
    def read(self, data: bytes) -> LoadedFile: ...


class _PagedFormat(Protocol):
    def read(self, data: bytes, reading: Reading) -> LoadedFile: ...


def load(name: str, data: bytes, reading: Reading = PLAIN) -> LoadedFile:
    """Read the bytes of the file called `name`.

    The module is chosen by the ending of `name`. A law for all formats: text keeps the wording
    and the numbers of the source, and what is not read is named in `skipped`.

    Raises: an `UnreadableFile` with an empty `where` (the caller knows the place): EmptyFile,
    EncryptedFile, CorruptFile, TooLarge, UnknownFormat or NoText. No error of a parser library gets
    out; MemoryError and ImportError do, since they say nothing of the file.
    """
    suffix = suffix_of(name)
    module = _module_for(suffix)
    if not data.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe"):
        raise EmptyFile("the file has no content", next_step="export it again")
    try:
        check_signature(suffix, data)
        loaded = _read(importlib.import_module(module), data, reading)
        unread = unread_parts(suffix, data)
    except UnreadableFile:
        raise
    except (ImportError, MemoryError):  # a broken installation or a full machine, not a broken file
        raise
    except Exception as error:
        if _is_for_memory(error):
            raise MemoryError from error
        raise CorruptFile(
            f"the file cannot be read as {suffix} ({_one_line(error)})",
            next_step="open it in its own program and save it again",
        ) from error
    return _with_text(replace(loaded, skipped=loaded.skipped + unread) if unread else loaded)


def _read(module: ModuleType, data: bytes, reading: Reading) -> LoadedFile:
    if module.__name__.rsplit(".", 1)[-1] in _PAGED:
        return cast(_PagedFormat, module).read(data, reading)
    return cast(_Format, module).read(data)


def check_name(name: str) -> None:
    """Raises UnknownFormat, or NoText for a picture, when no format has the ending of `name`."""
    _module_for(suffix_of(name))


def is_paged(suffix: str) -> bool:
    """Whether files with this ending have pages, and `Reading.beat` is called after each."""
    return suffix in _SCANS or SUFFIXES.get(suffix) in _PAGED


def is_text(suffix: str) -> bool:
    """Whether files with this ending are text that is read as a whole."""
    return SUFFIXES.get(suffix) in _TEXT


def suffix_of(name: str) -> str:
    """The ending of a file's name, with its point, in small letters; empty if it has none."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "." + base.rsplit(".", 1)[-1].lower() if "." in base.lstrip(".") else ""


def _module_for(suffix: str) -> str:
    if suffix in SUFFIXES:
        return f"retrieval.loaders.{SUFFIXES[suffix]}"
    if suffix in _SCANS:
        return "retrieval.loaders.pictures"
    if suffix in _LEGACY:
        raise UnknownFormat(f"{suffix} files are not read", next_step=f"save it as {_LEGACY[suffix]} and add that")
    if suffix in _PICTURES:
        raise NoText(
            f"a picture ({suffix}) has no text in it",
            next_step="save it as PNG, or supply a PDF with text",
        )
    known = ", ".join(sorted(SUFFIXES))
    what = f"{suffix} files are not read" if suffix else "the file name has no ending"
    raise UnknownFormat(what, next_step=f"formats that are read: {known}")


def _is_for_memory(error: BaseException | None) -> bool:
    """Whether a parser wrapped a MemoryError in one of its own, as pdfplumber does."""
    while error is not None:
        if isinstance(error, MemoryError) or any(isinstance(said, MemoryError) for said in error.args):
            return True
        error = error.__cause__ or error.__context__
    return False


def _one_line(error: Exception) -> str:
    said = " ".join(str(error).split())
    name = type(error).__name__
    text = f"{name}: {said}" if said else name
    return text if len(text) <= 160 else text[:157] + "..."


def _with_text(loaded: LoadedFile) -> LoadedFile:
    if loaded.blocks:
        return loaded
    if loaded.skipped:
        first = loaded.skipped[0]
        raise NoText(
            f"there is no text to read ({first.where}: {first.reason})",
            next_step="supply a file with text",
        )
    raise EmptyFile("the file opens, but nothing is in it", next_step="export it again")
