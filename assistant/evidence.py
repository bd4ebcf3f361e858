"""Gathering what may answer: passages found for a question, and their statements.

Retrieval is by construction: words, meaning and the numbers a question names, before anything
is composed. A document, run or deviation that is named is read whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.question import ParsedQuestion
from assistant.scans import Scans, scans_of
from assistant.statements import Statement, lines_between, statements
from retrieval.documents import CanonicalText, Document, Hit
from retrieval.ledger import Ledger
from retrieval.search import Query, Search
from retrieval.terms import fold

# Passages that are taken apart into statements.
PASSAGES = 40
# Lines that are read of a document the question names by number.
LINES_OF_NAMED = 800


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hits best first, and the statements on their lines, each once, in the order of the hits.

    `likeness` has the spans of the passages of each document with their cosine to the question,
    `scans` the words of pages that were read by OCR.
    """

    hits: tuple[Hit, ...]
    statements: tuple[Statement, ...]
    texts: dict[str, CanonicalText]
    documents: dict[str, Document]
    likeness: dict[str, list[tuple[int, int, float]]]
    scans: Scans = field(default_factory=Scans)

    def like(self, statement: Statement) -> float:
        """Cosine, from 0, of the question and the passage that holds a statement."""
        for start, end, cosine in self.likeness.get(statement.document.digest, ()):
            if start <= statement.start < end:
                return max(cosine, 0.0)
        return 0.0

    def also_in(self, statement: Statement) -> tuple[str, ...]:
        """Other documents with the same passage."""
        for hit in self.hits:
            p = hit.passage
            if hit.document.digest == statement.document.digest and p.start <= statement.start < p.end:
                return hit.also_in
        return ()


def gather(question: ParsedQuestion, as_of: dt.date | None, ledger: Ledger, search: Search) -> Evidence:
    """Everything near the question, from every version; standing is weighed by the composer."""
    hits = search.find(Query(question.text, question.other_wordings, as_of), PASSAGES)
    documents = search.documents(as_of)
    named = [d for d in documents.values() if fold(d.identity.number) in question.identifiers and d.identity.number]
    texts = ledger.canonical({hit.document.digest for hit in hits} | {d.digest for d in named})
    found = _of_named(named, texts) + _of_hits(hits, texts)
    unique = {(s.document.digest, s.start): s for s in reversed(found)}
    likeness: dict[str, list[tuple[int, int, float]]] = {}
    for (digest, start, end), cosine in search.likeness(question.text, list(texts)).items():
        likeness.setdefault(digest, []).append((start, end, cosine))
    return Evidence(
        tuple(hits), tuple(reversed(unique.values())), texts, documents, likeness, scans_of(texts, documents, ledger)
    )


def _of_named(named: Sequence[Document], texts: dict[str, CanonicalText]) -> list[Statement]:
    found: list[Statement] = []
    for document in named:
        canonical = texts[document.digest]
        found.extend(statements(document, canonical, range(min(LINES_OF_NAMED, len(canonical.lines)))))
    return found


def _of_hits(hits: Sequence[Hit], texts: dict[str, CanonicalText]) -> list[Statement]:
    found: list[Statement] = []
    for hit in hits:
        canonical = texts[hit.document.digest]
        p = hit.passage
        ordinals = lines_between(canonical, p.first_line, p.last_line, p.start, p.end)
        found.extend(statements(hit.document, canonical, ordinals))
    return found
