"""Checks of what stands in one document version: its text, its passages, and what is kept apart from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from retrieval.doctor.findings import REPAIR, Check, Finding, Remedy, several
from retrieval.doctor.record import DocumentRecord, StoredRow
from retrieval.documents import Passage
from retrieval.passages import CUT_VERSION
from retrieval.records import passage_key, text_digest

_READ_AGAIN = f"{REPAIR}, then ingest its file again"


class Documents(Check):
    """The text is the one that was read, its lines tile it, and the read report counts what is there."""

    name = "documents"
    unit = "documents"

    def examine(self, record: DocumentRecord) -> Iterator[Finding]:
        """See Check."""
        self.looked_at += 1
        if text_digest(record.text) != record.text_digest:
            yield self._fault(record, "its text is not the text that was read")
        if record.lines_fault:
            yield self._fault(record, record.lines_fault)
        if record.report.get("characters") != len(record.text):
            said = record.report.get("characters")
            yield self._fault(record, f"its read report counts {said} characters, its text has {len(record.text)}")
        elif not record.sealed and not record.lines_fault:
            what = "its number, title, version, dates, report, lines or what is kept apart are not as they were written"
            yield self._fault(record, what)

    def _fault(self, record: DocumentRecord, what: str) -> Finding:
        return self.fault(record.where, what, _READ_AGAIN, Remedy.READ_AGAIN, record.digest)


class Apart(Check):
    """Hidden texts, pictures of pages and words read by OCR belong to the text and are counted in the report."""

    name = "hidden text and scans"
    unit = "items"

    def examine(self, record: DocumentRecord) -> Iterator[Finding]:
        """See Check."""
        self.looked_at += sum(record.apart.values()) + len(record.pages_pictured) + len(record.ocr_words)
        for what in self._wrong(record):
            yield self.fault(record.where, what, _READ_AGAIN, Remedy.READ_AGAIN, record.digest)

    def _wrong(self, record: DocumentRecord) -> Iterator[str]:
        if _counts(record.report.get("hidden")) != dict(record.apart):
            yield "its read report counts other hidden texts than are kept"
        pictured = record.report.get("ocr_pages")
        if sorted(pictured if isinstance(pictured, list) else []) != list(record.pages_pictured):
            yield "its read report names other pages read by OCR than there are pictures"
        at = 0
        for word in record.ocr_words:
            if not at <= word.start < word.end <= len(record.text):
                yield f"the word read by OCR at characters {word.start:,} to {word.end:,} is out of place"
                return
            if word.page not in record.pages_pictured:
                yield f"the word read by OCR at character {word.start:,} is of page {word.page}, which has no picture"
                return
            at = word.end


def _counts(kinds: object) -> dict[str, int]:
    return {str(kind): int(count) for kind, count in kinds} if isinstance(kinds, list) else {}


class Passages(Check):
    """The passages are those that the cutter makes of the text, each under its own key.

    Where the text or what else was read is not sound, or the passages were cut by another version of the rules,
    only their places and keys are looked at.
    """

    name = "passages"
    unit = "passages"

    def examine(self, record: DocumentRecord) -> Iterator[Finding]:
        """See Check."""
        self.looked_at += len(record.stored)
        for what in self._wrong(record):
            yield self.fault(record.where, what, REPAIR, Remedy.CUT, record.digest)

    def _wrong(self, record: DocumentRecord) -> Iterator[str]:
        misnamed = [row for row in record.stored if row.key != passage_key(record.digest, row.passage)]
        if misnamed:
            yield f"the keys of passages do not fit them: {several([_place(row) for row in misnamed])}"
        outside = [row for row in record.stored if not _inside(record, row)]
        if outside:
            yield f"passages lie outside the text: {several([_place(row) for row in outside])}"
        if misnamed or outside or not record.sound:
            return
        expected = {passage_key(record.digest, p): p for p in record.expected}
        stored = {row.key: row.passage for row in record.stored}
        if record.cutter != CUT_VERSION and expected.keys() != stored.keys():
            yield from self._uncovered(record)
            return
        missing = [_span(p.start, p.end) for key, p in expected.items() if key not in stored]
        other = [_place(row) for row in record.stored if row.key not in expected]
        if missing:
            yield f"passages are missing: {several(missing)}"
        if other:
            yield f"passages are there that its text does not make: {several(other)}"
        same = [row for row in record.stored if row.key in expected and not _same(row, expected[row.key])]
        if same:
            yield f"passages name other lines, headings or pages than theirs: {several([_place(r) for r in same])}"

    def _uncovered(self, record: DocumentRecord) -> Iterator[str]:
        """Every rule of cutting puts each line but a heading, caption or table header into a passage."""
        covered = {n for row in record.stored for n in range(row.passage.first_line, row.passage.last_line + 1)}
        bare = [
            _span(line.start, line.end)
            for n, line in enumerate(record.lines)
            if n not in covered and line.kind not in ("heading", "header", "caption")
        ]
        if bare:
            yield f"lines are in no passage: {several(bare)}"


def _inside(record: DocumentRecord, row: StoredRow) -> bool:
    p = row.passage
    return 0 <= p.start < p.end <= len(record.text) and 0 <= p.first_line <= p.last_line < max(len(record.lines), 1)


def _same(row: StoredRow, expected: Passage) -> bool:
    return row.passage == replace(expected, embedded="")


def _place(row: StoredRow) -> str:
    return _span(row.passage.start, row.passage.end)


def _span(start: int, end: int) -> str:
    return f"characters {start:,} to {end:,}"
