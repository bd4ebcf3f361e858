"""Why something went wrong in a run, or with a piece of equipment: the deviations of it, with root cause and CAPA."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.factual.bags import Bag, accounts, bag
from assistant.factual.gathering import names
from assistant.factual.lines import Lines
from assistant.factual.reply import Reply
from assistant.factual.request import Request
from assistant.factual.site import Site
from assistant.linked.cited import Sentence
from graph.process import Node
from graph.questions.deviations import deviations_of
from graph.questions.inquiry import Inquiry
from graph.questions.rows import DeviationRow, in_force
from graph.schema import Label, Relation
from graph.store import Way
from retrieval.terms import fold, stem, tokens

_CAUSE = re.compile(
    r"^\W*(?:so |and |but )?why\b|\bhow come\b|\broot causes?\b|\bwhat (?:caused|went wrong)\b"
    r"|\b(?:reason|cause)s? (?:for|of)\b|, cause\b",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"\bCAPAs?\b|\bcorrective\b|\bpreventive\b|\bwhat was done\b|\bactions?\b.*\b(?:follow|taken)", re.I
)
# Words that say that something went wrong, and not what.
_WRONG = frozenset(
    stem(w)
    for w in (
        "die died death fail failed failure wrong went go poor bad badly low lower high stop stopped lost drop dropped "
        "end towards reject rejected happen happened problem issue root cause caused causes reason reasons behind so "
        "cells cell run batch spec limit criterion out deviation deviate capa corrective preventive action follow "
        "followed drift drifted late miss missed"
    ).split()
)


def about_causes(request: Request, site: Site, _lines: Lines) -> Reply | None:
    """The causes or actions asked for; None when a word is left that no deviation of the run speaks of."""
    cause, action = _CAUSE.search(request.question), _ACTION.search(request.question)
    runs = request.codes.of(Label.RUN)
    if not (cause or action) or len(request.codes.known) != 1:
        return None
    if not runs:
        return _of_deviations(request, site.inquiry, action=action is not None)
    left = [c for c in request.concepts if not all(w in _WRONG for w in tokens(fold(c.asked)))]
    found = [row for row, words in _deviations(site.inquiry, runs[0]) if all(accounts(words, c) for c in left)]
    sentences = [s for row in found for s in _sentences(row, runs[0].name, action=action is not None)]
    return Reply(tuple(sentences)) if sentences else None


def _of_deviations(request: Request, inquiry: Inquiry, *, action: bool) -> Reply | None:
    """The cause or action of a deviation that is named."""
    rows = in_force(deviations_of(inquiry, request.codes.of(Label.DEVIATION)))
    left = [c for c in request.concepts if not all(w in _WRONG for w in tokens(fold(c.asked)))]
    told = [r for r in rows if all(accounts(bag(r.description, r.root_cause, *r.concerns), c) for c in left)]
    sentences = [s for row in told for s in _sentences(row, "", action=action)]
    return Reply(tuple(sentences)) if sentences else None


def _deviations(inquiry: Inquiry, run: Node) -> list[tuple[DeviationRow, Bag]]:
    """The deviations of a run in force, each with its words and those of what it concerns."""
    had = inquiry.store.edges([run.id], Way.OUT, [Relation.HAD])
    nodes = inquiry.store.nodes({edge.object for edge in had})
    concerned = inquiry.store.edges(nodes, Way.OUT, [Relation.CONCERNS])
    things = inquiry.store.nodes({edge.object for edge in concerned})
    made = inquiry.store.edges([run.id], Way.OUT, [Relation.MADE])
    steps = _operations(inquiry, [edge.object for edge in made])
    found: list[tuple[DeviationRow, Bag]] = []
    for row in in_force(deviations_of(inquiry, nodes.values())):
        own = [things[e.object] for e in concerned if e.subject == row.node and e.object in things]
        words = bag(row.description, row.root_cause, row.capa, *(w for n in own for w in names(inquiry, n)))
        found.append((row, words | steps))
    return found


def _operations(inquiry: Inquiry, products: Sequence[str]) -> Bag:
    processes = {e.subject for e in inquiry.store.edges(products, Way.IN, [Relation.MAKES])}
    steps = {e.object for e in inquiry.store.edges(processes, Way.OUT, [Relation.HAS_OPERATION])}
    return bag(*(w for n in inquiry.store.nodes(steps).values() for w in (n.name, *n.aliases)))


def _sentences(row: DeviationRow, run: str, *, action: bool) -> list[Sentence]:
    heading = ", ".join(filter(None, [row.deviation, run]))
    told = [("CAPA", row.capa)] if action else [("What happened", row.description), ("Root cause", row.root_cause)]
    return [
        Sentence(f"{what}: {text.rstrip('.')}.", heading, row.evidence, value=text)
        for what, text in told
        if text and " / " not in text
    ]
