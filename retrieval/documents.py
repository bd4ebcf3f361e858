"""Nouns of reading: what a loader returns and what the ledger keeps.

Every value here is frozen. Two laws hold for all of them: text keeps the wording of the
source (only runs of white space are folded), and a span is a half-open pair of character
offsets into the canonical text of one document version.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    STEP = "step"  # a list item or numbered step; `level` is its nesting depth from 1
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: cells are text, every row has as many cells as the widest.

    `header` is empty when the source marks no header row. `row_labels` says where each row
    stands in the source ("row 14" of a sheet, "line 9" of a CSV file); empty if unknown.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    row_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a file in reading order.

    `text` holds a heading, paragraph or step with the number a reader sees in front
    ("5.2 Seeding", "3. Add 10 mL"); for a table it is empty and `table` holds the cells.
    `level` is the heading depth or the nesting depth of a step, from 1. `page` counts from 1
    and is None for formats without pages. `part` names a part of the file that has no heading
    ("front matter"); it is empty for the body.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    page: int | None = None
    table: Table | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part of a file that was not read, where it is and why, with the next step."""

    where: str
    reason: str


class HiddenKind(StrEnum):
    """Why a reader of the file does not see a text that is in it, or sees another."""

    INVISIBLE = "invisible text"  # text render mode 3, hidden characters, display: none
    BACKGROUND = "text in the colour of its background"
    TINY = "tiny text"
    OFF_PAGE = "text off the page"
    ZERO_WIDTH = "zero-width characters"
    BIDI = "bidi override"
    TAG = "Unicode tag characters"
    ROW = "hidden row"
    COLUMN = "hidden column"
    SHEET = "hidden sheet"
    SLIDE = "hidden slide"
    DELETION = "tracked deletion"
    STRUCK = "struck-out text"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text that is in a file but not before its reader: kept apart from search and answers.

    `where` is its place in the reader's words ("page 3", "sheet 'Data', row 14"); `text` is its
    wording, Unicode tag characters written as the letters they stand for.
    """

    kind: HiddenKind
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word read from the picture of a page.

    `start` and `end` are its span in the canonical text of the version; `confidence` is 0 to 100
    and 0 where two readings of the picture differ; the box is in pixels of the page's picture.
    """

    page: int
    start: int
    end: int
    confidence: float
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PagePicture:
    """The picture of a page that was read by OCR: a PNG file and its resolution in dots an inch."""

    page: int
    dpi: int
    png: bytes


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """What a loader makes of the bytes of one file.

    `pages` counts the units the format has (pages, sheets, slides; 1 for flowing text), read
    and skipped together. `furniture` is text that repeats on every page (headers, footers): it
    identifies the document but is not content. `title` is what the format itself declares.
    `hidden` is what a reader of the file does not see. `pictures` and `ocr_words` are there for
    pages read by OCR; the words' spans are into the canonical text of `blocks`.
    """

    blocks: tuple[Block, ...]
    pages: int = 1
    furniture: tuple[str, ...] = ()
    title: str = ""
    skipped: tuple[Skipped, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    pictures: tuple[PagePicture, ...] = ()
    ocr_words: tuple[OcrWord, ...] = ()


class Status(StrEnum):
    """Standing of a document version on a given day."""

    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    DRAFT = "draft"


class DocumentKind(StrEnum):
    """What sort of record a document is."""

    PROTOCOL = "protocol"
    SOP = "SOP"
    SPECIFICATION = "specification"
    RISK_ASSESSMENT = "risk assessment"
    STUDY = "study"
    RUN_REPORT = "run report"
    RECORD = "record"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Identity:
    """How a document names itself: from its header table, footers, front matter or file name.

    `number` is the site's own ("SOP-014"), empty when the document carries none. `declared` is
    the status printed on it, None when it says nothing. `effective` is the day it came into force.
    """

    number: str = ""
    title: str = ""
    kind: DocumentKind = DocumentKind.OTHER
    version: str = ""
    declared: Status | None = None
    effective: dt.date | None = None
    supersedes: str = ""


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What was read of a file. `pages` counts all; those skipped are named in `skipped`.

    `hidden` counts the texts that were kept apart, by kind; `ocr_pages` are those read by OCR.
    """

    pages: int
    blocks: int
    tables: int
    characters: int
    skipped: tuple[Skipped, ...] = ()
    hidden: tuple[tuple[HiddenKind, int], ...] = ()
    ocr_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the canonical text: a heading, paragraph, step, table header or table row.

    `start` and `end` are its span. `section` is the path of headings above it, or the name of a
    part without a heading ("front matter"). A table row carries its `cells` and the `header` of
    its table; `table` counts tables from 1 within the document and `row` rows from 1 within the
    table (0 is the header row).
    """

    kind: str  # a BlockKind value, or "header" and "row" for the lines of a table
    start: int
    end: int
    level: int = 0
    page: int | None = None
    section: tuple[str, ...] = ()
    table: int = 0
    row: int = 0
    label: str = ""
    caption: str = ""
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """The text of one document version and the lines that tile it.

    Lines are in order and do not overlap; `text[line.start:line.end]` is the line's wording.
    """

    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of canonical text that is found as one.

    `embedded` is what the embedding model is given: the wording, with header cells before the
    cells of a table row. `digest` is the SHA-256 of `embedded`: equal text is embedded once.
    """

    start: int
    end: int
    first_line: int
    last_line: int
    section: tuple[str, ...]
    page: int | None
    embedded: str
    digest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One document version without its text: a line of the ledger's catalogue.

    `digest` is the SHA-256 of the file's bytes and identifies the version; `file` is where it was
    read first; `added` is the time it was stored (UTC, ISO 8601).
    """

    digest: str
    file: str
    identity: Identity
    collection: str
    report: ReadReport
    added: str

    @property
    def name(self) -> str:
        """The number a person would call it by, else the file name without its ending."""
        return self.identity.number or PurePosixPath(self.file).stem


@dataclass(frozen=True, slots=True)
class Document(Entry):
    """A document version with its standing on the day it was asked for."""

    status: Status


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, best first.

    `score` is the fused reciprocal-rank score; `dense` and `lexical` are the ranks from 1 in
    each list, None where the list does not hold the passage. `also_in` names other documents
    with the same or nearly the same passage.
    """

    passage_id: int
    document: Document
    passage: Passage
    text: str
    score: float
    dense: int | None = None
    lexical: int | None = None
    also_in: tuple[str, ...] = field(default=())
