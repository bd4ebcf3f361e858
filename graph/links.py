"""Links from the site's entities to background: only where a person says so, or an identifier does.

A name is never enough: "PDT" is a doubling time here and a therapy there. A person's link names what
it links by label and concept, so that it holds when the graph is made again; an identifier links when
an entity's own wording, or the vocabulary's for it, is the identifier to the letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from graph.assertions import Assertion
from graph.layers import background, links_of
from graph.process import Edge, Evidence, Node, details, edge_of, in_layer
from graph.schema import Label, Relation
from graph.store import GraphStore, Wanted
from graph.sums import edge_sum
from graph.vocabulary import Phrase, Vocabulary, phrase_of

LINK = "link"
BY_IDENTIFIER = "identifier/1"

# How identifiers of public sources are written, its source first: CL:0000084, NCBI:3558.
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_.]*:[A-Za-z0-9_.-]*[0-9][A-Za-z0-9_.-]*")


def relink(store: GraphStore, assertions: Iterable[Assertion], vocabulary: Vocabulary) -> None:
    """Make the links of every layer those that the site's present entities, persons and identifiers make."""
    there = background(store)
    if not there:
        return
    site = store.find(Wanted())
    said = [a for a in assertions if a.kind == LINK and a.withdrawn is None]
    for layer in there:
        kept = store.contents(links_of(layer)).edges
        edges = {edge.id: edge for edge in _links(store, layer, site, said, vocabulary)}
        gone = kept.keys() - edges.keys()
        due = [edge for identity, edge in edges.items() if kept.get(identity) != edge_sum(edge)]
        if gone:
            store.remove((), gone)
        if due:
            store.merge([], due)


def _links(
    store: GraphStore, layer: str, site: list[Node], said: list[Assertion], vocabulary: Vocabulary
) -> Iterable[Edge]:
    named: dict[tuple[str, str], list[Node]] = defaultdict(list)
    carried: dict[str, list[Node]] = defaultdict(list)
    known = _identifiers(vocabulary)
    for node in site:
        named[node.label.value, node.concept].append(node)
        wordings = (node.name, *node.aliases)
        given = {w for w in wordings if _IDENTIFIER.fullmatch(w)}
        if known:
            given.update(*(known.get(phrase_of(w), ()) for w in wordings))
        for identifier in given:
            carried[identifier].append(node)
    by_person = [(a, dict(a.body)) for a in said if dict(a.body)["layer"] == layer]
    wanted = {body["identifier"] for _, body in by_person} | carried.keys()
    found: dict[str, list[Node]] = defaultdict(list)
    for node in store.find(Wanted(labels=(Label.BACKGROUND,), concepts=wanted, layers=(layer,))):
        found[node.concept].append(node)
    for assertion, body in by_person:
        evidence = Evidence(extractor=assertion.id, by=assertion.who, at=assertion.at)
        yield from _joined(named[body["label"], body["concept"]], found[body["identifier"]], evidence, layer)
    for identifier, nodes in carried.items():
        yield from _joined(nodes, found[identifier], Evidence(extractor=BY_IDENTIFIER), layer)


def _joined(ours: list[Node], theirs: list[Node], evidence: Evidence, layer: str) -> Iterable[Edge]:
    for one in ours:
        for other in theirs:
            values = details(identifier=other.concept)
            yield in_layer(edge_of(Relation.SAME_AS, one.id, other.id, evidence, values), links_of(layer))


def _identifiers(vocabulary: Vocabulary) -> dict[Phrase, set[str]]:
    """The identifiers that the vocabulary gives among the wordings of a term, by each of its wordings."""
    found: dict[Phrase, set[str]] = defaultdict(set)
    for term in vocabulary.terms:
        given = {wording for wording in term.wordings if _IDENTIFIER.fullmatch(wording)}
        for wording in term.wordings if given else ():
            found[phrase_of(wording)] |= given
    return found
