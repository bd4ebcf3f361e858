"""PDF files with a text layer, page by page."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from retrieval.documents import Block, Hidden, LoadedFile, Skipped
from retrieval.errors import CorruptFile, EncryptedFile, NoText
from retrieval.loaders.parts import Part, gather
from retrieval.loaders.pdf.aligned import with_aligned_tables
from retrieval.loaders.pdf.blocks import blocks_of, typography_of
from retrieval.loaders.pdf.columns import ordered_lines
from retrieval.loaders.pdf.extras import annotation_parts, attachment_names, unread_page
from retrieval.loaders.pdf.furniture import PageItems, part_furniture
from retrieval.loaders.pdf.glyphs import PageWords, unseen_of, words_of
from retrieval.loaders.pdf.hyphens import vocabulary_of
from retrieval.loaders.pdf.page_text import Item, Line, PageTable
from retrieval.loaders.pdf.ruled import is_drawing, ruled_tables, with_tables
from retrieval.loaders.pdf.scanner import Scanner
from retrieval.loaders.pdf.scans import ScannedPage, with_ocr
from retrieval.loaders.pdf.tables import Continued
from retrieval.loaders.pdf.unseen import mark_unseen
from retrieval.loaders.reading import OCR_STEP, Reading

# pdfminer remarks on fonts; without a handler Python prints that into the middle of a screen.
for _name in ("pdfminer", "pdfplumber"):
    logging.getLogger(_name).addHandler(logging.NullHandler())

_UNMAPPED_SHARE = 0.3  # above this a page is not read: too little of it would be right


@dataclass(slots=True)
class Pages:
    """What was found while going through the pages."""

    pages: list[PageItems] = field(default_factory=list)
    extras: dict[int, list[Part]] = field(default_factory=dict)
    furniture: list[str] = field(default_factory=list)
    scanned: list[ScannedPage] = field(default_factory=list[ScannedPage])


def read(data: bytes, reading: Reading) -> LoadedFile:
    """Raises: EncryptedFile, CorruptFile without pages, NoText when no page has text."""
    with _opened(data) as pdf:
        count = len(pdf.pages)
        if not count:
            raise CorruptFile("the PDF has no pages", next_step="export it again")
        found, scanner = Pages(), Scanner(data, reading)
        for number, page in enumerate(pdf.pages, 1):
            _read_page(page, number, found, scanner)
            page.close()
            reading.beat()
        scanner.close()
        title = _declared_title(pdf)
        attached = list(attachment_names(pdf))
    parts = list(page_parts(found))
    if not any(isinstance(part, Block) for part in parts):
        raise NoText(
            f"none of the {count} pages has text" if count > 1 else "the page has no text",
            next_step="supply a PDF with text" if scanner.on else f"{OCR_STEP}, or supply a PDF with text",
        )
    loaded = gather([*parts, *attached], pages=count, furniture=found.furniture, title=title)
    return with_ocr(loaded, found.scanned)


def _opened(data: bytes) -> PDF:
    try:
        return pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise EncryptedFile("the file needs a password", next_step="save it without a password") from error
        raise


def _declared_title(pdf: PDF) -> str:
    title = pdf.metadata.get("Title")
    text = title if isinstance(title, str) else ""
    return "" if text.lower().startswith(("untitled", "microsoft word", "(anonymous")) else text


def _read_page(page: Page, number: int, found: Pages, scanner: Scanner) -> None:
    extras = found.extras.setdefault(number, [])
    mark_unseen(page)
    text = words_of(page)
    unseen = [Hidden(kind, f"page {number}", wording) for kind, wording in unseen_of(page)]
    extras.extend(unseen)
    extras.extend(annotation_parts(page, number))
    if not text.words and not text.turned:
        if not (page.images and _read_scan(page, number, found, scanner)):
            if not any(isinstance(extra, Block) for extra in extras):
                extras.append(unread_page(page, number, unseen=bool(unseen)))
            found.pages.append(PageItems(number, float(page.height), ()))
        return
    if _is_unmapped(text):
        if _read_scan(page, number, found, scanner):
            return
        reason = f"most characters have no Unicode value; {OCR_STEP}, or export it again"
        extras.append(Skipped(f"page {number}", reason))
        found.pages.append(PageItems(number, float(page.height), ()))
        return
    if text.unmapped:
        extras.append(Skipped(f"page {number}", f"{text.unmapped} characters have no Unicode value"))
    if page.images:
        extras.append(Skipped(f"page {number}", "picture"))
    if is_drawing(page):
        extras.append(Skipped(f"page {number}", "drawing; words in it are read as lines"))
    found.furniture.extend(text.turned)
    found.pages.append(PageItems(number, float(page.height), tuple(_items(page, text))))


def _read_scan(page: Page, number: int, found: Pages, scanner: Scanner) -> bool:
    """Whether the page was dealt with by OCR: read, or named with why it was not."""
    scan = scanner.read(page, number)
    if scan is None:
        return False
    if isinstance(scan, Skipped):
        found.extras[number].append(scan)
        found.pages.append(PageItems(number, float(page.height), ()))
    else:
        found.scanned.append(scan)
        found.pages.append(scan.items)
    return True


def _is_unmapped(text: PageWords) -> bool:
    return text.unmapped > _UNMAPPED_SHARE * sum(len(word.text) for word in text.words)


def _items(page: Page, text: PageWords) -> list[Item]:
    """Lines and tables in reading order; a table stands before the first line below its top."""
    vocabulary = vocabulary_of(word.text for word in text.words)
    ruled = ruled_tables(page, text.words, vocabulary)
    items = with_aligned_tables(ordered_lines(ruled.rest)) if ruled.rest else []
    return with_tables(items, ruled.tables)


def page_parts(found: Pages) -> Iterator[Part]:
    """Blocks and skipped parts of all pages in order; what repeats on them goes to the furniture."""
    pages, repeated = part_furniture(found.pages)
    found.furniture.extend(repeated)
    lines = [item for page in pages for item in page.items if isinstance(item, Line)]
    style = typography_of(lines, vocabulary_of(line.text for line in lines))
    continued = Continued()
    for page in pages:
        run: list[Line] = []
        for at, item in enumerate(page.items):
            if isinstance(item, PageTable):
                yield from blocks_of(run, style, page.number)
                run = []
                yield from continued.blocks(item, page.number, first=at == 0)
            else:
                run.append(item)
        yield from blocks_of(run, style, page.number)
        yield from found.extras.get(page.number, ())
