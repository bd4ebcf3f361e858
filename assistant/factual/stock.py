"""What the stock list says of a lot, named or that of a run: expiry, vendor, receipt, storage, remarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.concepts import Concept
from assistant.factual.bags import accounts, bag
from assistant.factual.lines import Lines
from assistant.factual.reply import Near, Reply
from assistant.factual.request import Request
from assistant.factual.site import Site
from assistant.linked.cited import Sentence
from graph.process import Edge, Evidence
from graph.questions.inquiry import Inquiry
from graph.questions.run_facts import facts_of
from graph.schema import Label, Relation
from graph.store import Way
from retrieval.documents import Status
from retrieval.terms import fold, stem, tokens

_PROPERTIES: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (name, says, re.compile(pattern, re.IGNORECASE))
    for name, says, pattern in (
        ("expiry", "expires", r"\bexpir\w*|\bshelf[- ]life\b|\buse[- ]by\b|\bbest before\b"),
        ("vendor", "is from", r"\bvendors?\b|\bsuppliers?\b|\bmanufacturers?\b|\bsupplied\b|\bbought\b"),
        ("received", "was received", r"\breceiv\w+|\breceipt\b|\barriv\w+|\bdeliver\w+"),
        ("storage", "is stored at", r"\bstor(?:ed|age)\b"),
        (
            "remark",
            "has the remark",
            r"\btit(?:re|er)s?\b|\bremarks?\b|\bproblems?\b|\btransport\w*|\bshipment\b|\bodd\b",
        ),
    )
)
# Words that say which lot is meant, or which property, beside those of the patterns.
_SAID = frozenset(
    stem(w)
    for w in (
        "lot lots date expiry expire expires expiration shelf life vendor supplier received receive receipt storage "
        "stored store remark problem transport shipment odd titre titer went into use used run batch contain "
        "contained consume consumed anything there any have had supply supplied bought buy "
        "arrive arrived deliver delivered"
    ).split()
)
_TITRE = re.compile(r"\btit(?:re|er)s?\b", re.IGNORECASE)
_PARTICIPLE = re.compile(r"\b(?:was|were|is|are|been)\s+(\w+ed)\s+(?:on|in|with|from|into|by)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Meant:
    """A lot with its material, the run that it is meant of (empty when it is named), and where that is told."""

    lot: str
    node: str
    material: str
    run: str
    evidence: tuple[Evidence, ...]


def about_stock(request: Request, site: Site, _lines: Lines) -> Reply | None:
    """The property asked for of the lots meant; a refusal where the stock list leaves it out."""
    asked = [(name, says) for name, says, pattern in _PROPERTIES if pattern.search(request.question)]
    if len(asked) != 1:
        return None
    meant = _meant(request, site.inquiry)
    if not meant:
        return None
    edges = site.inquiry.store.edges([m.node for m in meant], Way.OUT, [Relation.LOT_OF])
    edges = site.inquiry.by_status(edges).get(Status.EFFECTIVE, [])
    (name, says), sentences, near = asked[0], list[Sentence](), list[Near]()
    for one in meant:
        told = [e for e in edges if e.subject == one.node and _tells(str(e.property(name) or ""), request.question)]
        if one.run:
            text = f"{one.run} consumed lot {one.lot} ({one.material})."
            sentences.append(Sentence(text, "Lots meant", one.evidence))
        sentences += [_sentence(one, says, str(edge.property(name)), edge) for edge in told]
        if not told:
            rows = [e for e in edges if e.subject == one.node and any(e.property(p) for p, _, _ in _PROPERTIES)]
            near += [Near(e.evidence, f"leaves the {name} of lot {one.lot} out") for e in rows[:1]]
    if near:
        lots = ", ".join(m.lot for m in meant)
        return Reply(reason=f"the records give no {name} of lot {lots}", near=tuple(near))
    return Reply(tuple(sentences)) if len(sentences) > sum(bool(m.run) for m in meant) else None


def _tells(value: str, question: str) -> bool:
    """Whether a property is there, and if a titre is asked for, tells one."""
    return bool(value) and (_TITRE.search(question) is None or _TITRE.search(value) is not None)


def _meant(request: Request, inquiry: Inquiry) -> list[_Meant]:
    """The lots that are named, or those of the runs named whose material the question names."""
    lots, runs = request.codes.of(Label.LOT), request.codes.of(Label.RUN)
    verbs = {stem(fold(m[1])) for m in _PARTICIPLE.finditer(request.question)}
    left = [c for c in request.concepts if not all(w in _SAID or w in verbs for w in tokens(fold(c.asked)))]
    if len(lots) + len(runs) != len(request.codes.known):
        return []
    if lots and not runs:
        found = [_Meant(n.name, n.id, "", "", ()) for n in lots]
        return found if not left or _of_material(left, found, inquiry) else []
    if not runs or lots or not left:
        return []
    return [
        _Meant(lot.name, lot.node, lot.what, facts.node.name, lot.evidence)
        for facts in facts_of(inquiry, runs)
        for lot in facts.lots
        if _names(left, lot.what, lot.name)
    ]


def _names(words: Sequence[Concept], material: str, lot: str) -> bool:
    return all(accounts(bag(material, lot), c) for c in words)


def _of_material(words: Sequence[Concept], lots: Sequence[_Meant], inquiry: Inquiry) -> bool:
    edges = inquiry.store.edges([m.node for m in lots], Way.OUT, [Relation.LOT_OF])
    names = [n.name for n in inquiry.store.nodes({e.object for e in edges}).values()]
    return all(accounts(bag(*names), c) for c in words)


def _sentence(one: _Meant, says: str, value: str, edge: Edge) -> Sentence:
    what = f" ({one.material})" if one.material else ""
    return Sentence(f"Lot {one.lot}{what} {says} {value}.", f"Lot {one.lot}", (edge.evidence,), value=value)
