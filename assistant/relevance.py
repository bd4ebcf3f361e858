"""Does what was verified answer the question that was asked? Decided by the question's own words and conditions.

A claim can be true and beside the point: a hold time at another temperature, a limit of another product, a
sentence of another record that a planted instruction made a model fetch. Every condition that a question states,
and every name in it, must be met by a quotation of some claim; and each claim must speak of something asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.answers import Citation, Claim
from assistant.coverage import Coverage, cover
from assistant.statements import Statement, lines_between, statements
from assistant.study import Study
from graph.quantities import find_quantities
from retrieval.documents import CanonicalText, Document
from retrieval.terms import fold, tokens

# Least share of a question's weight that the words of one quotation must cover: a claim that links two records covers
# a part only; one from a record about something else covers next to nothing.
ABOUT = 0.2

Documents = Mapping[str, Document]
Texts = Mapping[str, CanonicalText]


def unmet(claims: Sequence[Claim], study: Study, documents: Documents, texts: Texts) -> tuple[str, ...]:
    """The conditions of a question that no quotation of these claims meets, in words; none when they answer it.

    A number that code worked out stands in no quotation: the kind of quantity is then not asked of them.
    """
    coverages = [c for claim in claims for c in _coverages(claim, study, documents, texts)]
    if not coverages:
        return ("has no quotation",)
    everywhere = [reason for reason in coverages[0].unmet if all(reason in other.unmet for other in coverages)]
    if any(claim.computed for claim in claims):
        everywhere = [reason for reason in everywhere if not reason.startswith("gives no ")]
    return tuple(dict.fromkeys(everywhere))


def is_about(claim: Claim, study: Study, documents: Documents, texts: Texts) -> bool:
    """Whether a claim has to do with the question: it has a word of it, or the words of its quotations do.

    What stands around a quotation does not count: a sentence planted beside the answer stands there too.
    """
    if speaks_of(claim.text, study):
        return True
    return max((c.own for c in _coverages(claim, study, documents, texts)), default=0.0) >= ABOUT


def speaks_of(text: str, study: Study) -> bool:
    """Whether a text has a name or word of the question that is no generic one; any has of a question without one."""
    words, folded = set(tokens(text)), fold(text)
    if any(identifier in folded for identifier in study.question.identifiers):
        return True
    telling = [w.concept for w in study.weighted if not w.concept.generic]
    return not telling or any(set(phrase) <= words for concept in telling for phrase in concept.wordings)


def _coverages(claim: Claim, study: Study, documents: Documents, texts: Texts) -> list[Coverage]:
    """What the claim covers, held once beside each of its quotations: a claim says, in words that were checked, what
    stands in several of them.
    """
    quoted = (s for c in claim.citations for s in _quoted(c, documents, texts))
    said, quantities = frozenset(tokens(claim.text)), tuple(find_quantities(claim.text))
    told = (replace(s, own=s.own | said, quantities=(*s.quantities, *quantities)) for s in quoted)
    return [cover(s, study.question, study.weighted) for s in told]


def _quoted(citation: Citation, documents: Documents, texts: Texts) -> Iterator[Statement]:
    """The statements that a citation touches, with what stands around them."""
    document, canonical = documents.get(citation.digest), texts.get(citation.digest)
    if document is None or canonical is None:
        return
    ordinals = lines_between(canonical, 0, len(canonical.lines) - 1, citation.start, citation.end)
    for statement in statements(document, canonical, ordinals):
        if statement.start < citation.end and citation.start < statement.end:
            yield statement


def cited_digests(claims: Iterable[Claim]) -> set[str]:
    """The versions that claims rest on."""
    return {c.digest for claim in claims for c in claim.citations}
