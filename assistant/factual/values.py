"""Set points, limits and acceptance criteria: what the records in force say of the thing that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer_forms import Wanted as Form
from assistant.factual.lines import Lines
from assistant.factual.matching import Ground, Match, beaten, best, match
from assistant.factual.reply import Disputed, Near, Reply
from assistant.factual.request import Request
from assistant.factual.site import Site
from assistant.factual.stated import Stated
from assistant.linked.cited import Sentence
from assistant.question import Concept
from graph.process import Evidence
from graph.quantities import find_quantities
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.values import ends_quantity
from graph.schema import Label
from retrieval.documents import DocumentKind, Status
from retrieval.terms import fold, stem, tokens

# Kinds in the order in which they are shown when a question names none.
ORDER = ("set point", "NOR", "PAR", "spec", "action", "alert")
_SAYS = {"spec": "acceptance criterion", "action": "action limit", "alert": "alert limit"}
# Questions that a value does not answer, whatever they name.
_OTHER = re.compile(
    r"^\W*(?:(?:and|so|but) )?(?:do|does|did|is|are|was|were|can|could|has|have|who|whose|why|when|where|should|shall"
    r"|how (?:do|does|did|is|are|was|were|can|come)"
    r"|which (?:unit |process )?(?:steps?|operations?|stages?|stud(?:y|ies)|assays?|methods?|tests?|SOPs?|procedures?"
    r"|runs?|lots?|batch(?:es)?|donors?|equipment|instruments?|materials?|reagents?|documents?|operators?|persons?)"
    r"|in (?:what|which)|on (?:what|which)|from (?:what|which)|after|before|write|list"
    r"|what (?:comes|follows|happens|precedes|is (?:next|done)))\b",
    re.IGNORECASE,
)
# A question for what became of a value is one for versions or effects.
_CHANGED = re.compile(
    r"\b(?:chang\w*|cut|shortened|lowered|raised|reduced|increased|narrowed|widened|tightened|relaxed"
    r"|differ(?:s|ed|ent|ence)?|compar\w*|versus|vs|effect|affect\w*|influenc\w*|impact)\b",
    re.IGNORECASE,
)
# The values of two products held against each other: words that the values of both answer.
_COMPARED = re.compile(r"\b(?:differ(?:s|ed|ent|ence)?|compar\w*|versus|vs)\b", re.IGNORECASE)
_COMPARING = frozenset(
    stem(w) for w in "differ differs different difference compare compared comparison versus vs".split()
)
# Records shown as near misses at most.
NEAREST = 3


def about_values(request: Request, site: Site, lines: Lines) -> Reply | None:
    """The values asked for, or a refusal when the thing is known but not as asked; None when it is another question."""
    if _OTHER.search(request.question) or request.parsed.wanted in _NOT_VALUES:
        return None
    products = site.products_named(request) if _CHANGED.search(request.question) else frozenset()
    if _CHANGED.search(request.question) and (not _COMPARED.search(request.question) or len(products) < 2):
        return None
    if products:
        request = replace(request, concepts=tuple(c for c in request.concepts if not _compares(c)))
    documents = _documents(request, site.inquiry)
    others = {naming.loose(code) for code in request.codes.known} - documents
    if others - {naming.loose(name) for name in site.products.called(request.codes.known)}:
        return None
    if not request.concepts:
        return None
    ground = Ground(request, site, lines, site.known(request.concepts))
    matches = _matches(site.values(request.concepts), ground)
    if products:
        replies = [_reply(_of_product(matches, p), request, documents, site.inquiry) for p in sorted(products)]
        return _together([r for r in replies if r is not None and r.sentences], len(products))
    reply = _reply(matches, request, documents, site.inquiry)
    if reply is None and request.kinds:  # the thing may be named by its unit: "TU per cell"
        reply = _reply(_matches(site.values(()), ground), request, documents, site.inquiry)
    return reply


def _matches(values: Sequence[Stated], ground: Ground) -> list[Match]:
    ground.lines.fetch(e for v in values for e in v.evidence[:1])
    kept = [v for v in values if _of_kind(v, ground.request)]
    return [m for v in kept if (m := match(v, ground)) is not None]


def _of_product(matches: Sequence[Match], product: str) -> list[Match]:
    return [m for m in matches if m.stated.product in ("", product)]


def _together(replies: Sequence[Reply], wanted: int) -> Reply | None:
    """The values of each product, None when one of them has none."""
    if len(replies) != wanted:
        return None
    sentences = tuple(dict.fromkeys(s for reply in replies for s in reply.sentences))
    return Reply(sentences, disputed=tuple(d for reply in replies for d in reply.disputed))


def _compares(concept: Concept) -> bool:
    return all(word in _COMPARING for word in tokens(fold(concept.asked)))


_NOT_VALUES = frozenset({Form.DATE, Form.PERSON, Form.REASON, Form.RECIPE, Form.PRICE, Form.EFFECT, Form.LIST})


def _documents(request: Request, inquiry: Inquiry) -> frozenset[str]:
    """The documents that a question names by number; the report of a run states no limits."""
    if not request.codes.known:
        return frozenset()
    entries = [e for e in inquiry.records.entries() if e.identity.kind is not DocumentKind.RUN_REPORT]
    there = {naming.loose(entry.name) for entry in entries}
    return frozenset(naming.loose(code) for code in request.codes.known) & there


def _of_kind(value: Stated, request: Request) -> bool:
    dimensions = request.parsed.dimensions
    if not dimensions:
        return True
    return any(q.dimension in dimensions for q in find_quantities(value.value))


def _reply(matches: Sequence[Match], request: Request, documents: frozenset[str], inquiry: Inquiry) -> Reply | None:
    whole = [m for m in matches if not m.missing]
    fitting = best(m for m in whole if not m.unmet)
    wanted = [m.stated for m in fitting if not request.kinds or m.stated.kind in request.kinds]
    named = [s for s in wanted if _is_in(s, documents, request.versions)]
    standing = named if request.versions else [s for s in named if s.status is Status.EFFECTIVE]
    if standing and not beaten(fitting, whole):
        shown = _also(standing, [m.stated for m in fitting], request)
        earlier = () if request.versions else _earlier(standing, wanted)
        return Reply(tuple(_sentence(s) for s in shown), tuple(_sentence(s) for s in earlier), _disputed(standing))
    if fitting and not wanted:
        return None
    return _refusal(best(whole), request, documents, inquiry)


def _is_in(value: Stated, documents: frozenset[str], versions: Sequence[str]) -> bool:
    if documents and naming.loose(value.number) not in documents:
        return False
    return not versions or value.document.rpartition(" v")[2] in versions


def _also(chosen: Sequence[Stated], fitting: Sequence[Stated], request: Request) -> list[Stated]:
    """What was asked for, and beside a range the set point and ranges of the same parameter; in order."""
    kinds = request.kinds if len(request.kinds) != 1 else ()
    homes = {(s.name, s.product, s.place, s.document) for s in chosen}
    beside = [s for s in fitting if kinds and (s.name, s.product, s.place, s.document) in homes and s not in chosen]
    order = {kind: n for n, kind in enumerate((*request.kinds, *ORDER)[::-1])}
    both = list(dict.fromkeys([*chosen, *beside]))
    homes_in_order = list(dict.fromkeys((s.name, s.product, s.place, s.document) for s in chosen))
    return sorted(
        both,
        key=lambda s: (homes_in_order.index((s.name, s.product, s.place, s.document)), -order.get(s.kind, 0)),
    )


def _earlier(chosen: Sequence[Stated], wanted: Sequence[Stated]) -> list[Stated]:
    """What superseded versions of the same documents said otherwise."""
    said = {(s.number, s.kind, s.concept, fold(s.value)) for s in chosen}
    of = {(s.number, s.kind, s.concept) for s in chosen}
    return [
        s
        for s in wanted
        if s.status is Status.SUPERSEDED
        and (s.number, s.kind, s.concept) in of
        and (s.number, s.kind, s.concept, fold(s.value)) not in said
    ]


def _disputed(chosen: Sequence[Stated]) -> tuple[Disputed, ...]:
    """Limits of one kind and thing that two documents in force state differently where both could bind."""
    found: list[Disputed] = []
    for kind in dict.fromkeys(s.kind for s in chosen if s.is_limit):
        some = [s for s in chosen if s.kind == kind]
        for n, one in enumerate(some):
            for other in some[n + 1 :]:
                if _disagree(one, other):
                    about = f"{_SAYS.get(kind, kind)} of {one.name}"
                    sides = tuple((f"{s.name}: {s.value}", s.evidence[0]) for s in (one, other))
                    found.append(Disputed(about, sides))
    return tuple(found)


def _disagree(one: Stated, other: Stated) -> bool:
    if one.number == other.number or one.concept != other.concept:
        return False
    pairs = ((one.product, other.product), (one.place, other.place), (one.time, other.time))
    apart = any(a and b and not (naming.within(a, b) or naming.within(b, a)) for a, b in pairs)
    mine, theirs = ends_quantity(one.low, one.high, one.unit), ends_quantity(other.low, other.high, other.unit)
    return not apart and mine is not None and theirs is not None and not mine.agrees(theirs)


def _refusal(near: Sequence[Match], request: Request, documents: frozenset[str], inquiry: Inquiry) -> Reply | None:
    """The near misses, each with what is different; None when there are none."""
    found: dict[Evidence, Near] = {}
    for one in sorted(near, key=lambda m: (len(m.unmet), m.stated.status is not Status.EFFECTIVE)):
        stated = one.stated
        if request.kinds and stated.kind not in request.kinds:
            continue
        said = list(one.unmet)
        if not _is_in(stated, documents, request.versions):
            version = not documents or naming.loose(stated.number) in documents
            said.append(f"is another version: {stated.document}" if version else f"is in {stated.document}")
        if stated.status is not Status.EFFECTIVE:
            said.append(_standing(stated, inquiry))
        if said:
            found.setdefault(stated.evidence[0], Near(stated.evidence[0], "; ".join(said)))
    if not found:
        return None
    return Reply(reason="the records do not say this", near=tuple(found.values())[:NEAREST])


def _standing(value: Stated, inquiry: Inquiry) -> str:
    """Why a value is not in force on the day of the question."""
    entry = inquiry.records.entry(value.evidence[0].document)
    effective = entry.identity.effective if entry else None
    if effective and inquiry.records.as_of and effective > inquiry.records.as_of:
        return f"is in force from {effective} on"
    return f"is {value.status.value}, not in force"


def _sentence(value: Stated) -> Sentence:
    where = f" in {value.place}" if value.place else ""
    when = f" ({value.time})" if value.time and fold(value.time) not in fold(value.name) else ""
    how = f" (method {value.method})" if value.method else ""
    kind = "limit" if value.kind == "spec" and value.label is Label.PARAMETER else _SAYS.get(value.kind, value.kind)
    text = f"{value.name}{when}{where}: {kind} {value.value.rstrip('.')}{how}."
    heading = " · ".join(filter(None, [value.name, value.product, value.document]))
    return Sentence(text, heading, value.evidence, value=value.value)
