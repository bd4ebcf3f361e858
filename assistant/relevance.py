"""Does what was verified answer the question that was asked? Decided by the question's own conditions.

A claim can be true and beside the point: a hold time at another temperature, a limit of another product.
Every condition that a question states, and every name in it, must be met by a quotation of some claim;
what none of them meets is told, and the claims are then the nearest there is, not the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.answers import Citation, Claim
from assistant.coverage import Weighted, cover
from assistant.question import ParsedQuestion
from assistant.statements import Statement, lines_between, statements
from retrieval.documents import CanonicalText, Document


def unmet(
    claims: Sequence[Claim],
    question: ParsedQuestion,
    weighted: Sequence[Weighted],
    documents: Mapping[str, Document],
    texts: Mapping[str, CanonicalText],
) -> tuple[str, ...]:
    """The conditions of a question that no quotation of these claims meets, in words; none when they answer it.

    A number that code worked out stands in no quotation: the kind of quantity is then not asked of them.
    """
    cited = [s for claim in claims for c in claim.citations for s in _quoted(c, documents, texts)]
    if not cited:
        return ("has no quotation",)
    lacking = [dict.fromkeys(cover(s, question, weighted).unmet) for s in cited]
    everywhere = [reason for reason in lacking[0] if all(reason in other for other in lacking)]
    if any(claim.computed for claim in claims):
        everywhere = [reason for reason in everywhere if not reason.startswith("gives no ")]
    return tuple(everywhere)


def _quoted(
    citation: Citation, documents: Mapping[str, Document], texts: Mapping[str, CanonicalText]
) -> Iterator[Statement]:
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
