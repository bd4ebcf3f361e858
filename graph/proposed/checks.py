"""From a candidate to the fact that the passage states, or the reason why it states none."""

from __future__ import annotations

from graph.errors import NotStated, Unlawful
from graph.process import Context, Evidence, Fact, Mention, lawful
from graph.proposed.candidates import Candidate, Dropped, drop
from graph.proposed.effects import effect_of
from graph.proposed.limits import limit_of
from graph.proposed.links import linked
from graph.proposed.quoted import Asked, Quoted, hold, quoted
from graph.proposed.times import time_said
from graph.proposed.wording import fold, folded
from graph.schema import Label, Relation
from retrieval.documents import DocumentKind

# What runs did; how a limit is worded ("should") says nothing of it.
_DONE = frozenset(
    {
        Relation.CONSUMED,
        Relation.USED,
        Relation.OF_DONOR,
        Relation.FOLLOWED,
        Relation.HAD,
        Relation.VARIED,
        Relation.MEASURED,
        Relation.AFFECTS,
    }
)
# A study proposes limits, and a risk assessment supposes: neither sets what holds.
_SUPPOSES = {
    Relation.LIMITED_BY: (DocumentKind.STUDY, DocumentKind.RISK_ASSESSMENT),
    Relation.AFFECTS: (DocumentKind.RISK_ASSESSMENT,),
}
# Relations that carry something; any other candidate carries nothing.
_CARRY = {Relation.LIMITED_BY: {"kind"}, Relation.AFFECTS: {"direction", "size", "p"}}


def checked(asked: Asked, candidate: Candidate, extractor: str) -> Fact | Dropped:
    """The fact of a candidate, all of its words taken from the document; or the candidate dropped with the reason."""
    try:
        relation = Relation(candidate.relation)
        lawful(relation, Label(candidate.subject.label), Label(candidate.object.label), ())
        given = {name for name, value in candidate.properties.model_dump().items() if value}
        if extra := given - _CARRY.get(relation, set()):
            raise NotStated(f"{relation} does not carry {', '.join(sorted(extra))}")
        return _first(asked, candidate, extractor)
    except (NotStated, Unlawful) as error:
        return drop(candidate, error.what)


def _first(asked: Asked, candidate: Candidate, extractor: str) -> Fact:
    """The fact at the first place of the quotation that states it."""
    refusals: list[NotStated] = []
    for quote in quoted(asked, candidate.quote):
        try:
            return _fact(quote, candidate, extractor)
        except NotStated as error:
            refusals.append(error)
    raise refusals[0]


def _fact(quote: Quoted, candidate: Candidate, extractor: str) -> Fact:
    relation = Relation(candidate.relation)
    if quote.asked.reading.entry.identity.kind in _SUPPOSES.get(relation, ()):
        raise NotStated("a document of this kind proposes or supposes, and states none")
    hold(quote, done=relation in _DONE)
    context = _context(quote, candidate)
    evidence = Evidence(quote.asked.reading.entry.digest, quote.at + quote.start, quote.at + quote.end, extractor)
    subject = _mention(quote, Label(candidate.subject.label), candidate.subject.name, context)
    said = candidate.properties
    if relation is Relation.LIMITED_BY:
        return limit_of(quote, subject, said.kind, candidate.object.name, (context, evidence))
    object_ = _mention(quote, Label(candidate.object.label), candidate.object.name, context)
    if relation is Relation.AFFECTS:
        given = (said.direction, said.size, said.p)
        return Fact(relation, subject, object_, evidence, effect_of(quote, subject.name, object_.name, given))
    linked(quote, relation, subject, object_)
    return Fact(relation, subject, object_, evidence)


def _mention(quote: Quoted, label: Label, name: str, context: Context) -> Mention:
    """The thing as the document names it, not as the model does. Raises NotStated."""
    start, end = quote.places(name)[0]
    written = quote.sentence[start:end]
    if not any(ch.isalpha() for ch in written) and label not in (Label.LOT, Label.RUN, Label.DONOR, Label.LIMIT):
        raise NotStated(f"{written!r} is no name")
    return Mention(label, written, context)


def _context(quote: Quoted, candidate: Candidate) -> Context:
    """Where it holds: what the model gave and the text bears out, completed by what the document speaks of."""
    place, given = quote.asked.place, candidate.context
    around = (quote.sentence, *quote.line.section, quote.line.caption)
    title = quote.asked.reading.entry.identity.title
    product = _written(given.product, (*around, title))
    if place.product and product and folded(product, case=True) not in folded(place.product, case=True):
        raise NotStated("it is said of another product than the document is about")
    operation = _written(given.operation, (*around, title))
    own = place.operation_of(quote.line.section)
    time = _written(given.time, around)
    if {candidate.subject.label, candidate.object.label} & {"Attribute"}:
        time_said(quote.sentence, time)
    method = _written(given.method, around)
    made = place.context(operation or (own.name if own else ""), time, method)
    return made if made.product or not product else Context(product, made.operation, "", time, method, made.document)


def _written(part: str, places: tuple[str, ...]) -> str:
    """A part of the context as the document writes it at the first of these places. Raises NotStated."""
    if not part.strip():
        return ""
    for text in places:
        for start, end in fold(text, case=True).find(folded(part, case=True)):
            return text[start:end]
    raise NotStated(f"{part[:80]!r} stands neither in the sentence nor above it")
