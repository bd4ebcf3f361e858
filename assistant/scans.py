"""Whether what was read by OCR can be told for sure: a number that cannot is never shown as verified.

Numbers on a page that was read by OCR count as read when each of their words has the confidence for it,
and so have the units and comparators that are quoted with them.
Text on such a page that no word accounts for is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answers import Citation, Claim, Conflict, Withheld
from retrieval.documents import CanonicalText, Document, Line, OcrWord
from retrieval.ledger import Ledger
from retrieval.ocr import numbers
from retrieval.ocr.confidence import VERIFIED_FROM

_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Scans:
    """The texts and OCR words of documents with pages that were read by OCR, by digest."""

    texts: Mapping[str, CanonicalText] = field(default_factory=dict[str, CanonicalText])
    words: Mapping[str, Sequence[OcrWord]] = field(default_factory=dict[str, Sequence[OcrWord]])

    def doubt(self, citation: Citation) -> str | None:
        """Why a number, sign or unit cannot be told for sure, with the next step; None if all of them can."""
        if not citation.ocr:
            return None
        canonical = self.texts.get(citation.digest)
        if canonical is None:
            return "the page was read by OCR, and its words are not at hand"
        token, sure = next(self._unsure(citation, canonical), ("", None))
        return None if sure is None else _reason(token, sure, citation)

    def unsure(self, citation: Citation) -> tuple[str, ...]:
        """The numbers, signs and units that cannot be told for sure; every one when the words are not at hand."""
        canonical = self.texts.get(citation.digest)
        if not citation.ocr:
            return ()
        if canonical is None:
            return (citation.quote,)
        return tuple(dict.fromkeys(token for token, _ in self._unsure(citation, canonical)))

    def _unsure(self, citation: Citation, canonical: CanonicalText) -> Iterator[tuple[str, float]]:
        for start, end in _spans(citation, canonical):
            sure = confidence_of(start, end, self.words.get(citation.digest, ())) or 0.0
            if sure < VERIFIED_FROM:
                yield canonical.text[start:end], sure


def scans_of(digests: Iterable[str], documents: Mapping[str, Document], ledger: Ledger) -> Scans:
    """The texts and words of those documents that have pages read by OCR; asks nothing when none has."""
    scanned = [d for d in digests if d in documents and documents[d].report.ocr_pages]
    return Scans(ledger.canonical(scanned), ledger.ocr_words(scanned)) if scanned else Scans()


def confidence_of(start: int, end: int, words: Sequence[OcrWord]) -> float | None:
    """The least confidence of the words over a span, None if it is not covered."""
    over = [word for word in words if word.start < end and start < word.end]
    covered = sum(min(word.end, end) - max(word.start, start) for word in over)
    return min(word.confidence for word in over) if over and covered >= end - start else None


def _spans(citation: Citation, canonical: CanonicalText) -> Iterator[tuple[int, int]]:
    """Places of the tokens that carry a value: those that the citation touches, and of the header over a row."""
    touched = [line for line in canonical.lines if line.start < citation.end and citation.start < line.end]
    tables = {line.table for line in touched if line.kind == "row"}
    for line in touched:
        yield from _values(canonical, line, citation.start, citation.end)
    for line in canonical.lines:
        if line.kind == "header" and line.table in tables:
            yield from _values(canonical, line, line.start, line.end)


def _values(canonical: CanonicalText, line: Line, start: int, end: int) -> Iterator[tuple[int, int]]:
    for token in _TOKEN.finditer(canonical.text, line.start, line.end):
        if token.start() < end and start < token.end() and numbers.carries_value(token.group()):
            yield token.span()


def _reason(token: str, sure: float, citation: Citation) -> str:
    how = f"read by OCR with {sure:.0f} % confidence" if sure else "read by OCR and cannot be told for sure"
    what = "number" if numbers.has_digit(token) else "sign or unit"
    look = f"setpoint show '{citation.file}' --page {citation.page} --picture page.png"
    return f"the {what} '{token}' was {how}; look at the picture: {look}"


def sure_conflicts(found: Sequence[Conflict], scans: Scans) -> tuple[tuple[Conflict, ...], tuple[Withheld, ...]]:
    """Conflicts of which both sides can be told, and the sides that cannot, withheld."""
    kept: list[Conflict] = []
    withheld: list[Withheld] = []
    for conflict in found:
        doubts = [(side, doubt) for side in conflict.sides if (doubt := scans.doubt(side.citation))]
        if not doubts:
            kept.append(conflict)
        for side, doubt in doubts:
            reason = f"may disagree on {conflict.about}, but {doubt}"
            withheld.append(Withheld(side.value, reason, side.citation))
    return tuple(kept), tuple(withheld)


def sure_claims(found: Iterable[Claim], scans: Scans) -> tuple[tuple[Claim, ...], tuple[Withheld, ...]]:
    """Claims that can be told for sure, and the others, withheld."""
    kept: list[Claim] = []
    withheld: list[Withheld] = []
    for claim in found:
        doubt = scans.doubt(claim.citations[0])
        if doubt is None:
            kept.append(claim)
        else:
            withheld.append(Withheld(claim.text, doubt, claim.citations[0]))
    return tuple(kept), tuple(withheld)
