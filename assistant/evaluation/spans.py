"""Where gold evidence stands in the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answers import Citation
from assistant.evaluation.gold import Gold
from retrieval.documents import Document


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of one version; `fact` says what it supports."""

    digest: str
    start: int
    end: int
    fact: str

    def met_by(self, citation: Citation) -> bool:
        """Whether a citation shares characters with it."""
        return citation.digest == self.digest and citation.start < self.end and self.start < citation.end


@dataclass(frozen=True, slots=True)
class GoldEvidence:
    """The places that answer a question, the facts they support, and what is not in this library."""

    places: tuple[Found, ...]
    facts: frozenset[str]
    missing: tuple[str, ...]

    def precision(self, citations: Sequence[Citation]) -> float | None:
        """The share of citations that meet gold evidence; None without either."""
        if not citations or not self.places:
            return None
        return sum(any(p.met_by(c) for p in self.places) for c in citations) / len(citations)

    def recall(self, citations: Sequence[Citation]) -> float | None:
        """The share of facts with a citation on one of their places; None without gold evidence."""
        if not self.facts:
            return None
        return len({p.fact for p in self.places if any(p.met_by(c) for c in citations)}) / len(self.facts)


class Library:
    """The documents of a workspace by the names that gold files use."""

    def __init__(self, documents: Iterable[Document], text_of: Callable[[str], str]) -> None:
        self._named: dict[str, list[str]] = {}
        for document in documents:
            for name in names_of(document):
                self._named.setdefault(name, []).append(document.digest)
        self._text_of = text_of
        self._texts: dict[str, str] = {}

    def text(self, digest: str) -> str:
        """The canonical text of a version."""
        if digest not in self._texts:
            self._texts[digest] = self._text_of(digest)
        return self._texts[digest]

    def evidence(self, gold: Gold) -> GoldEvidence:
        """Where the evidence of a question stands."""
        places: list[Found] = []
        missing: list[str] = []
        for number, span in enumerate(gold.evidence):
            found = self._places(span.document, span.quote, span.fact or f"span {number}")
            places.extend(found)
            if not found:
                missing.append(f"{span.document}: {span.quote}")
        facts = frozenset(s.fact or f"span {n}" for n, s in enumerate(gold.evidence))
        return GoldEvidence(tuple(places), facts, tuple(missing))

    def _places(self, name: str, quote: str, fact: str) -> list[Found]:
        starts = ((digest, self.text(digest).find(quote)) for digest in self._named.get(name, ()))
        return [Found(digest, start, start + len(quote), fact) for digest, start in starts if start >= 0]


def names_of(document: Document) -> frozenset[str]:
    """What a gold file may call a document: number, number and version, file name."""
    version = document.identity.version
    versioned = {f"{document.name} v{version}"} if version else set[str]()
    return frozenset({document.name, Path(document.file).name} | versioned)
