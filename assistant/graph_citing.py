"""From the evidence of graph rows to citations that were checked against the text, and their numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from assistant.answers import Citation
from assistant.citations import cite_span, holds
from graph.process import Evidence
from retrieval.documents import CanonicalText, Document
from retrieval.ledger import Ledger

# Citations that a line on a screen shows of a row; JSON has them all.
SHOWN = 2
Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Cited:
    """The citations of an answer by their evidence; evidence whose quotation does not hold has none."""

    by_evidence: Mapping[Evidence, Citation]
    numbers: Mapping[Key, int]
    numbered: tuple[Citation, ...]

    def of(self, evidence: Iterable[Evidence]) -> list[Citation]:
        """The citations of some evidence, each place once."""
        found = {key(c): c for e in evidence if (c := self.by_evidence.get(e)) is not None}
        return list(found.values())

    def rests(self, evidence: Iterable[Evidence]) -> bool:
        """Whether anything that may be shown supports a row: a citation that holds, or a person's word."""
        return any(e in self.by_evidence or not e.document for e in evidence)


def key(citation: Citation) -> Key:
    """What tells the places of two citations apart."""
    return citation.digest, citation.start, citation.end


def cite_all(things: Iterable[object], ledger: Ledger, catalogue: Iterable[Document]) -> Cited:
    """The checked citations of everything that rows rest on; those that a screen shows are numbered first."""
    things = list(things)
    pieces = {e for e in _evidence(things) if e.document}
    documents = {d.digest: d for d in catalogue}
    texts = ledger.canonical({e.document for e in pieces if e.document in documents})
    places = {digest: [line.start for line in text.lines] for digest, text in texts.items()}
    by_evidence = {
        e: citation
        for e in pieces
        if e.document in texts
        and (citation := _cite(e, documents[e.document], texts[e.document], places[e.document])) is not None
    }
    first = [by_evidence[e] for e in _evidence(things, shown=SHOWN) if e in by_evidence]
    rest = [by_evidence[e] for e in _evidence(things) if e in by_evidence]
    numbered = {key(c): c for c in (*first, *rest)}
    numbers = {place: n for n, place in enumerate(numbered, start=1)}
    return Cited(by_evidence, numbers, tuple(numbered.values()))


def _cite(evidence: Evidence, document: Document, text: CanonicalText, starts: list[int]) -> Citation | None:
    at = bisect_right(starts, evidence.start) - 1
    if at < 0:
        return None
    quote = text.text[evidence.start : evidence.end]
    citation = cite_span(document, text.lines[at], evidence.start, evidence.end, quote)
    return citation if holds(citation, text) else None


def _evidence(thing: object, shown: int | None = None) -> Iterator[Evidence]:
    """Every piece of evidence in rows, in order; with `shown`, so many of each row at most."""
    if isinstance(thing, Evidence):
        yield thing
    elif isinstance(thing, tuple | list):
        some = list(thing)
        yield from (
            (e for e in some if isinstance(e, Evidence))
            if shown is None
            else (e for e in some[:shown] if isinstance(e, Evidence))
        )
        for one in some:
            if not isinstance(one, Evidence):
                yield from _evidence(one, shown)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from _evidence(getattr(thing, field.name), shown)
