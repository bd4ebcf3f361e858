"""What the process graph says to a question, and the answer that is made of it once its quotations are checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.answers import Answer, Claim, Conflict, Nearest, Side
from assistant.factual.answering import factual
from assistant.factual.effects import about_no_effect
from assistant.factual.reply import Disputed, Near, Reply
from assistant.linked.answering import linked
from assistant.linked.cited import backed, citation
from assistant.scans import scans_of, sure_claims, sure_conflicts
from graph.questions.inquiry import Inquiry
from retrieval.documents import CanonicalText, Document
from retrieval.ledger import Ledger


def graph_reply(question: str, product: str | None, inquiry: Inquiry, ledger: Ledger) -> Reply | None:
    """What the graph says: over several records linked together, else of single facts; None if neither."""
    sentences = linked(question, inquiry)
    if sentences:
        return Reply(tuple(sentences))
    return about_no_effect(question, inquiry) or factual(" ".join(filter(None, [question, product])), inquiry, ledger)


def replied(base: Answer, reply: Reply, documents: dict[str, Document], ledger: Ledger) -> Answer | None:
    """The answer or refusal, with every quotation checked; None when nothing of the reply holds."""
    found = backed(reply.sentences, documents, ledger)
    claims, doubtful = sure_claims(found.claims, scans_of(found.texts, documents, ledger))
    if reply.sentences and not claims:
        return None
    places = [n.evidence for n in reply.near] + [e for d in reply.disputed for _, e in d.sides]
    texts = ledger.canonical({e.document for e in places if e.document in documents})
    if not reply.sentences:
        near = _nearest(reply.near, documents, texts)
        return replace(base, refused=True, reason=reply.reason, nearest=near)
    disagreeing, unsure = sure_conflicts(
        _conflicts(reply.disputed, documents, texts), scans_of(texts, documents, ledger)
    )
    return replace(
        base,
        claims=claims,
        earlier=_earlier(reply, claims, documents, ledger),
        conflicts=disagreeing,
        withheld=(*found.withheld, *doubtful, *unsure),
    )


def _earlier(
    reply: Reply, shown: tuple[Claim, ...], documents: dict[str, Document], ledger: Ledger
) -> tuple[Claim, ...]:
    """What superseded versions said, where its quotations hold."""
    if not reply.earlier:
        return ()
    found = backed(reply.earlier, documents, ledger)
    claims, _ = sure_claims(found.claims, scans_of(found.texts, documents, ledger))
    return tuple(claim for claim in claims if claim not in shown)


def _nearest(
    near: tuple[Near, ...], documents: dict[str, Document], texts: Mapping[str, CanonicalText]
) -> tuple[Nearest, ...]:
    cited = [(citation(n.evidence, documents, dict(texts)), n.difference) for n in near]
    return tuple(Nearest(c, difference) for c, difference in cited if c is not None)


def _conflicts(
    disputed: tuple[Disputed, ...], documents: dict[str, Document], texts: Mapping[str, CanonicalText]
) -> tuple[Conflict, ...]:
    found: list[Conflict] = []
    for one in disputed:
        cited = [(value, citation(e, documents, dict(texts))) for value, e in one.sides]
        sides = tuple(Side(value, c) for value, c in cited if c is not None)
        if len(sides) > 1:
            found.append(Conflict(one.about, sides))
    return tuple(found)
