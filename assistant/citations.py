"""From a statement to a citation, and the check every citation passes before it is shown."""

from __future__ import annotations

from assistant.answers import Citation, TableRow
from assistant.statements import Statement
from retrieval.documents import CanonicalText, Document, Line


def cite(statement: Statement) -> Citation:
    """The citation of a statement."""
    return cite_span(statement.document, statement.line, statement.start, statement.end, statement.text)


def cite_span(document: Document, line: Line, start: int, end: int, quote: str) -> Citation:
    """A citation of a span that begins on `line`."""
    row = TableRow(line.caption, line.header, line.cells, line.label) if line.kind == "row" else None
    return Citation(
        document=document.name,
        version=document.identity.version,
        status=document.status,
        file=document.file,
        digest=document.digest,
        title=document.identity.title,
        effective=document.identity.effective,
        page=line.page,
        section=" > ".join(line.section),
        start=start,
        end=end,
        quote=quote,
        row=row,
        ocr=line.page is not None and line.page in document.report.ocr_pages,
    )


def holds(citation: Citation, canonical: CanonicalText) -> bool:
    """The quotation is exactly what stands at its place, and not empty."""
    start, end, quote = citation.start, citation.end, citation.quote
    # Slicing forgives a place before the beginning or beyond the end of the text.
    inside = start >= 0 and end - start == len(quote)
    return inside and bool(quote.strip()) and canonical.text[start:end] == quote
