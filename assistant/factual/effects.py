"""A question for an effect that no record tells: refused, with the effects that are told of the same attribute."""

from __future__ import annotations

from assistant.factual.reply import Near, Reply
from assistant.linked.asked import Sought, beside, covered, read
from assistant.linked.process import named_things
from graph.questions.effects import effects_of
from graph.questions.inquiry import Inquiry
from graph.questions.rows import in_force
from graph.schema import Label, Relation
from graph.store import Wanted, Way

# Effects shown as near misses at most.
NEAREST = 3


def about_no_effect(question: str, inquiry: Inquiry) -> Reply | None:
    """The refusal; None unless a parameter and an attribute are named and it is not told that one acts on the other."""
    asked = read(question)
    if asked is None or asked.sought is not Sought.EFFECTS or asked.codes:
        return None
    named = named_things(question, inquiry)
    causes = [n for n in named.nodes if n.label is Label.PARAMETER]
    results = [n for n in named.nodes if n.label is Label.ATTRIBUTE]
    places = [w for n in inquiry.store.find(Wanted(labels=[Label.PRODUCT])) for w in (n.name, *n.aliases)]
    if not causes or not results or not covered(beside(question, named.spans), places):
        return None
    there = {n.id for n in results}
    of_causes = inquiry.store.edges([n.id for n in causes], Way.OUT, [Relation.AFFECTS])
    if any(edge.object in there for edge in of_causes):
        return None
    on_results = inquiry.store.edges(there, Way.IN, [Relation.AFFECTS])
    rows = in_force(effects_of(inquiry, on_results)) or in_force(effects_of(inquiry, of_causes))
    near = {row.evidence[0]: Near(row.evidence[0], f"is of {row.parameter} on {row.attribute}") for row in rows}
    reason = f"no record tells an effect of {causes[0].name} on {results[0].name}"
    return Reply(reason=reason, near=tuple(near.values())[:NEAREST])
