"""Exhibits as a model sees them: each under its key, with what version it is of, fenced, marked as data.

The guard of this sink: no text of a record can end its fence, since the fence is made of the digest of
everything inside and does not occur there; control characters and those that reorder or hide text are left
out. Everything else stands as in the record, so that what a model copies is found again. Links and pictures
are text here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence

from assistant.citations import cite_span
from assistant.exhibits import Exhibit
from assistant.sight import Sight
from assistant.stretches import lines_of
from retrieval.documents import Document, DocumentKind, Line, Status

# Characters of a title, heading or caption that are shown.
LONGEST_HEADING = 200
# What says what was, not what shall be: it is neither in force nor out of it.
_OF_THE_DAY = frozenset({DocumentKind.RUN_REPORT, DocumentKind.RECORD, DocumentKind.STUDY})
_FENCE_LENGTH = 6
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # direction, zero width but joiners
    "\ud800-\udfff\U000e0000-\U000e007f]"  # half a pair, tags
)


def evidence_text(exhibits: Sequence[Exhibit], sight: Sight) -> str:
    """The exhibits, one under another; a line that says so when there are none."""
    if not exhibits:
        return "(nothing was found)"
    shown = [(_heading(exhibit, sight), seen(exhibit.text)) for exhibit in exhibits]
    fence = fence_for("\n".join(text for pair in shown for text in pair))
    return "\n\n".join(
        f"[{e.key}] {heading}\n<<<{e.key} {fence}\n{text}\n{fence} {e.key}>>>"
        for e, (heading, text) in zip(exhibits, shown, strict=True)
    )


def fence_for(text: str) -> str:
    """A mark that does not occur in a text, made of its digest: the same text has the same."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    whole = base64.b32encode(digest).decode("ascii").lower().rstrip("=")
    lengths = range(_FENCE_LENGTH, len(whole) + 1)
    return next((f"#{whole[:n]}" for n in lengths if whole[:n] not in text), f"#{whole}#{len(text)}")


def fenced(what: str, text: str) -> str:
    """A text between two marks that it cannot have in it."""
    fence = fence_for(text)
    return f"<<<{what} {fence}\n{text}\n{fence} {what}>>>"


def seen(text: str) -> str:
    """A text without control characters and those that reorder or hide it; nothing else is changed."""
    return _CONTROL.sub("", text)


def told(text: str, longest: int = LONGEST_HEADING) -> str:
    """A title, name or caption of a record on one line, cut where it is long."""
    line = " ".join(seen(text).split())
    return line if len(line) <= longest else f"{line[:longest].rstrip()}…"


def standing(document: Document, sight: Sight) -> str:
    """How a version stands on the day that is asked about; in capitals when it is not in force."""
    day = f" on {sight.as_of.isoformat()}" if sight.as_of else ""
    effective = document.identity.effective
    if document.status is Status.EFFECTIVE and document.identity.kind in _OF_THE_DAY:
        return f"record{f' of {effective.isoformat()}' if effective else ''}"
    if document.status is Status.EFFECTIVE:
        return f"in force{day or (f' since {effective.isoformat()}' if effective else '')}"
    current = sight.in_force(document)
    instead = f", in force{day} is {told(name(current))}" if current else ""
    if document.status is Status.SUPERSEDED:
        return f"SUPERSEDED, NOT IN FORCE{day}{instead}"
    if sight.as_of and effective and effective > sight.as_of and document.identity.declared is not Status.DRAFT:
        return f"NOT YET IN FORCE{day}, only from {effective.isoformat()}{instead}"
    return f"DRAFT, NOT IN FORCE{day}{instead}"


def name(document: Document) -> str:
    """ "SOP-127 v5", or the name of the file."""
    version = document.identity.version
    return f"{document.name} v{version}" if version else document.name


def _heading(exhibit: Exhibit, sight: Sight) -> str:
    document, lines = exhibit.document, lines_of(exhibit)
    first = lines[0]
    told_of = [
        ("title", document.identity.title),
        ("section", " > ".join(first.section)),
        ("table", next((line.caption for line in lines if line.caption), "")),
        ("columns", " | ".join(_header_above(lines))),
        ("page", str(first.page) if first.page is not None else ""),
    ]
    top = " · ".join([told(name(document)), document.identity.kind.value, standing(document, sight)])
    told_lines = [f"{what}: {told(text)}" for what, text in told_of if text]
    return "\n".join([top, *told_lines, *_doubts(exhibit, sight)])


def _header_above(lines: Sequence[Line]) -> tuple[str, ...]:
    """The header cells of a table of which the exhibit shows rows only."""
    shown = {line.table for line in lines if line.kind == "header"}
    return next((line.header for line in lines if line.kind == "row" and line.table not in shown), ())


def _doubts(exhibit: Exhibit, sight: Sight) -> Iterator[str]:
    """What on a page that was read by OCR cannot be told for sure."""
    document = exhibit.document
    pages = document.report.ocr_pages
    lines = [line for line in lines_of(exhibit) if line.page is not None and line.page in pages]
    if not lines:
        return
    scans = sight.scans(document)
    text = exhibit.canonical.text
    found = [
        token
        for line in lines
        for token in scans.unsure(cite_span(document, line, line.start, line.end, text[line.start : line.end]))
    ]
    named = ", ".join(dict.fromkeys(found))
    if len(named) > LONGEST_HEADING:
        yield "read by OCR; NO NUMBER OF IT CAN BE TOLD FOR SURE, so none is to be used"
    else:
        yield "read by OCR" + (f"; CANNOT BE TOLD FOR SURE, so not to be used: {told(named)}" if named else "")
