"""Picture files of scanned pages: read by OCR, each frame a page."""

from __future__ import annotations

from retrieval.documents import LoadedFile, Skipped
from retrieval.errors import CorruptFile, NoText
from retrieval.loaders.parts import gather
from retrieval.loaders.pdf import Pages, page_parts
from retrieval.loaders.pdf.furniture import PageItems
from retrieval.loaders.pdf.scanner import read_or_skip
from retrieval.loaders.pdf.scans import with_ocr
from retrieval.loaders.reading import OCR_STEP, Reading
from retrieval.ocr import tesseract
from retrieval.ocr.sheets import TooLarge, frames


def read(data: bytes, reading: Reading) -> LoadedFile:
    """Raises: NoText without OCR or when nothing is legible, CorruptFile for a picture without frames."""
    if not (reading.ocr and tesseract.installed()):
        raise NoText("a picture has no text in it", next_step=f"{OCR_STEP}, or supply a PDF with text")
    found = Pages()
    count = 0
    for frame in frames(data):
        count += 1
        if isinstance(frame, TooLarge):
            page = Skipped(f"page {count}", f"picture too large for OCR ({frame}); scan it again at 300 dpi")
        else:
            page = read_or_skip(*frame, count, reading)
        if isinstance(page, Skipped):
            found.extras[count] = [page]
            found.pages.append(PageItems(count, 0.0, ()))
        else:
            found.scanned.append(page)
            found.pages.append(page.items)
        reading.beat()
    if not count:
        raise CorruptFile("the picture has no frames", next_step="scan it again")
    parts = list(page_parts(found))
    return with_ocr(gather(parts, pages=count, furniture=found.furniture), found.scanned)
