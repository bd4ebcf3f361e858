"""Sentences made from the graph, each with the places that it was read at, and the check that they say it."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answers import Citation, Claim, Withheld
from assistant.citations import cite_span, holds
from assistant.linked.asked import CODE
from graph.process import Evidence
from retrieval.documents import CanonicalText, Document
from retrieval.ledger import Ledger
from retrieval.terms import fold


@dataclass(frozen=True, slots=True)
class Sentence:
    """What follows from edges of the graph, under a heading, with the evidence of every edge."""

    text: str
    heading: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Backed:
    """Sentences as claims, and those that their quotations do not carry."""

    claims: tuple[Claim, ...]
    withheld: tuple[Withheld, ...]
    texts: dict[str, CanonicalText]


def backed(sentences: Sequence[Sentence], documents: dict[str, Document], ledger: Ledger) -> Backed:
    """Each sentence with its quotations; all texts are read in one call."""
    texts = ledger.canonical({e.document for s in sentences for e in s.evidence if e.document in documents})
    claims: list[Claim] = []
    withheld: list[Withheld] = []
    for sentence in sentences:
        cited = [_citation(e, documents, texts) for e in sentence.evidence]
        citations = tuple(dict.fromkeys(c for c in cited if c is not None and holds(c, texts[c.digest])))
        missing = _not_said(sentence.text, citations)
        if missing:
            reason = f"{', '.join(missing)} is in none of the quotations" if citations else "it has no quotation"
            withheld.append(Withheld(sentence.text, reason, next(iter(citations), None)))
        elif citations:
            claims.append(Claim(sentence.text, sentence.heading, citations, linked=True))
        else:
            withheld.append(Withheld(sentence.text, "it has no quotation"))
    return Backed(tuple(claims), tuple(withheld), texts)


def _citation(evidence: Evidence, documents: dict[str, Document], texts: dict[str, CanonicalText]) -> Citation | None:
    canonical, document = texts.get(evidence.document), documents.get(evidence.document)
    if canonical is None or document is None:
        return None
    at = bisect.bisect_right([line.start for line in canonical.lines], evidence.start) - 1
    if at < 0:
        return None
    quote = canonical.text[evidence.start : evidence.end]
    return cite_span(document, canonical.lines[at], evidence.start, evidence.end, quote)


def _not_said(text: str, citations: Iterable[Citation]) -> list[str]:
    """The numbers of lots, runs, documents and the like in a sentence that no quotation and no cited record has.

    What a sentence counts or computes has no such number.
    """
    said = fold(" ".join(f"{c.document} {c.title} {c.quote}" for c in citations))
    return [code for code in dict.fromkeys(m.group() for m in CODE.finditer(text)) if fold(code) not in said]
