"""What the process graph has nearest to the things that a question names: the places where it was read.

Names are found in the question as the graph and the field write them; of names within each other the longest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.errors import UnknownEntity
from graph.process import Edge, Evidence, Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.schema import Label, Relation
from graph.store import Wanted, Way
from retrieval.documents import Status

# Words of the longest name that is looked for.
LONGEST_NAME = 7
# Entities of one name that are looked around: a parameter of many steps and products has as many.
MOST_ENTITIES = 40
_NAMED = (
    Label.PARAMETER,
    Label.ATTRIBUTE,
    Label.UNIT_OPERATION,
    Label.RUN,
    Label.LOT,
    Label.DEVIATION,
    Label.MATERIAL,
    Label.EQUIPMENT,
    Label.DONOR,
    Label.STUDY,
)
# What is said of a thing that is named; what a run recorded counts only with what it is of.
_TELLING = (
    Relation.LIMITED_BY,
    Relation.AFFECTS,
    Relation.HAS_PARAMETER,
    Relation.MEASURED_BY,
    Relation.HAD,
    Relation.CONCERNS,
    Relation.CONSUMED,
    Relation.LOT_OF,
    Relation.FOLLOWED,
    Relation.USED,
    Relation.OF_DONOR,
    Relation.USES,
    Relation.VARIED,
    Relation.MEASURED,
)


@dataclass(frozen=True, slots=True)
class Near:
    """A place where the graph was read, and how many of the things that the question names it joins."""

    evidence: Evidence
    joins: int


def near(text: str, inquiry: Inquiry, product: str | None = None) -> tuple[Near, ...]:
    """Where the graph was read that speaks of what a text names: what joins several of its names first, then
    what is in force, in the order of the documents."""
    named = _of_product(named_in(text, inquiry), inquiry, product)
    if not named:
        return ()
    edges = inquiry.store.edges([n.id for n in named], Way.BOTH, _TELLING)
    spans = {n.id: names for n, names in named.items()}
    found: dict[Evidence, int] = {}
    for edge in (*edges, *_recorded(named, inquiry)):
        if edge.evidence.document and inquiry.status(edge) is not None:
            joins = len(spans.get(edge.subject, frozenset()) | spans.get(edge.object, frozenset()))
            found[edge.evidence] = max(joins, found.get(edge.evidence, 0))
    best = sorted(
        found, key=lambda e: (-found[e], inquiry.records.status(e) is not Status.EFFECTIVE, *_place(e, inquiry))
    )
    return tuple(Near(evidence, found[evidence]) for evidence in best)


def named_in(text: str, inquiry: Inquiry) -> dict[Node, frozenset[int]]:
    """The entities that a text names, each with the places (of the word that begins it) where it does."""
    words = list(re.finditer(r"[^\s?!,;()]+", text))
    places = {
        (words[start].start(), words[end - 1].end())
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + LONGEST_NAME) + 1)
    }
    wordings = {place: naming.wordings(text[slice(*place)].rstrip("."), inquiry.vocabulary) for place in places}
    concepts = {c for names in wordings.values() for c in naming.concepts(names)}
    there = inquiry.store.find(Wanted(labels=_NAMED, concepts=concepts))
    called = [(place, node) for place in sorted(places) for node in there if naming.is_called(node, wordings[place])]
    found: dict[Node, set[int]] = {}
    for place, node in called[: MOST_ENTITIES * LONGEST_NAME]:
        if not any(_inside(place, other) for other, _ in called):
            found.setdefault(node, set()).add(place[0])
    return {node: frozenset(at) for node, at in list(found.items())[:MOST_ENTITIES]}


def _inside(place: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= place[0] and place[1] <= other[1] and place != other


def _of_product(
    named: Mapping[Node, frozenset[int]], inquiry: Inquiry, product: str | None
) -> dict[Node, frozenset[int]]:
    """Those of the product that is asked about, or of none that is stated."""
    try:
        wanted = inquiry.products(product) if product else None
    except UnknownEntity:
        wanted = None
    return {n: at for n, at in named.items() if wanted is None or n.context.product in wanted}


def _recorded(named: Iterable[Node], inquiry: Inquiry) -> Sequence[Edge]:
    """What the named runs recorded of the named parameters and attributes."""
    nodes = list(named)
    runs = [n.id for n in nodes if n.label is Label.RUN]
    concepts = {n.concept for n in nodes if n.label in (Label.PARAMETER, Label.ATTRIBUTE)}
    if not runs or not concepts:
        return ()
    recorded = inquiry.store.edges(runs, Way.OUT, (Relation.RECORDED,))
    of = inquiry.store.edges({e.object for e in recorded}, Way.OUT, (Relation.OF,))
    things = inquiry.store.nodes({e.object for e in of})
    meant = {e.subject for e in of if e.object in things and things[e.object].concept in concepts}
    return [edge for edge in recorded if edge.object in meant]


def _place(evidence: Evidence, inquiry: Inquiry) -> tuple[str, str, int]:
    return inquiry.records.title(evidence), evidence.document, evidence.start
