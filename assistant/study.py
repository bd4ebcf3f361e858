"""A question read, and the statements near it found and judged: what every answer is made from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.concepts import Concept
from assistant.evidence import Evidence, gather
from assistant.judging import Judged, judge
from assistant.question import ParsedQuestion, parse
from assistant.spelling import read_as
from assistant.statements import title_names
from assistant.weights import Weighted, weigh
from graph.vocabulary import Vocabulary
from retrieval.documents import Document, DocumentKind
from retrieval.embedding import Embedder
from retrieval.ledger import Ledger
from retrieval.search import Search
from retrieval.terms import content_terms


@dataclass(frozen=True, slots=True)
class Study:
    """A question taken apart and weighed by these records, with its evidence, judged best first.

    `unknown` are its words that no record has; `read_as` those that were taken for slips: (asked, read).
    """

    question: ParsedQuestion
    weighted: tuple[Weighted, ...]
    evidence: Evidence
    judged: tuple[Judged, ...]
    unknown: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...]


class Student:
    """Reads questions about one library."""

    def __init__(self, ledger: Ledger, embedder: Embedder, search: Search) -> None:
        self._ledger = ledger
        self._embedder = embedder
        self._search = search

    def study(
        self, text: str, as_of: dt.date | None, vocabulary: Vocabulary, documents: Mapping[str, Document], passages: int
    ) -> Study:
        """Take a question apart and find what is near it; `passages` is how many the library has."""
        parsed = parse(text, vocabulary)
        evidence = gather(parsed, as_of, self._ledger, self._search)
        frequencies = self._ledger.frequencies(_stems(parsed))
        parsed, corrections = read_as(parsed, frequencies, evidence, vocabulary)
        if corrections:
            frequencies = self._ledger.frequencies(_stems(parsed))
        weighted = weigh(parsed, frequencies, passages, _subjects(documents.values()), _products(documents.values()))
        unknown = tuple(
            w.concept.asked for w in weighted if not w.concept.generic and not _known(w.concept, frequencies)
        )
        judged = judge(parsed, weighted, evidence, self._embedder)
        return Study(parsed, weighted, evidence, tuple(judged), unknown, corrections)


def _stems(question: ParsedQuestion) -> set[str]:
    return {s for c in question.concepts for phrase in c.wordings for s in phrase}


def _subjects(documents: Iterable[Document]) -> frozenset[str]:
    """The names in the documents' titles."""
    return frozenset(word for d in documents for word in title_names(d))


def _products(documents: Iterable[Document]) -> frozenset[str]:
    """The words that tell the protocols and specifications of one product from those of another, by their titles."""
    titles = {
        frozenset(t.stem for t in content_terms(d.identity.title))
        for d in documents
        if d.identity.kind in (DocumentKind.PROTOCOL, DocumentKind.SPECIFICATION) and d.identity.number
    }
    counted = Counter(word for title in titles for word in title)
    return frozenset(word for word, n in counted.items() if 2 * n <= len(titles) and not word.isdigit())


def _known(concept: Concept, frequencies: Mapping[str, int]) -> bool:
    return any(all(frequencies.get(s, 0) for s in phrase) for phrase in concept.wordings)
