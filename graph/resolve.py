"""From what documents state to one graph: mentions to entities, facts to edges.

A pure function of its sources: the same documents in any order give the same graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph.assertions import Assertion
from graph.process import Definition, Edge, Fact, Mention, Node, edge_of, node_of
from graph.vocabulary import Vocabulary
from retrieval.documents import Entry

# Raised when the same facts resolve to another graph: the store is made again then.
RESOLVER_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a graph is made from; facts and definitions by the digest of their document version."""

    documents: Mapping[str, Entry]
    facts: Mapping[str, tuple[Fact, ...]]
    definitions: Mapping[str, tuple[Definition, ...]]
    assertions: tuple[Assertion, ...]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Resolved:
    """The graph: entities and edges, each with its id, in the order of ids."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def resolve(sources: Sources) -> Resolved:
    """The graph that the sources make."""
    nodes: dict[str, Node] = {}
    edges: dict[str, Edge] = {}
    for digest in sorted(sources.facts):
        for fact in sources.facts[digest]:
            subject, object_ = _entity(fact.subject, nodes), _entity(fact.object, nodes)
            edge = edge_of(fact.relation, subject, object_, fact.evidence, fact.properties)
            edges[edge.id] = edge
    return Resolved(tuple(nodes[i] for i in sorted(nodes)), tuple(edges[i] for i in sorted(edges)))


def _entity(mention: Mention, nodes: dict[str, Node]) -> str:
    node = node_of(
        mention.label, mention.name, mention.name.casefold().strip(), mention.context, details=mention.details
    )
    known = nodes.setdefault(node.id, node)
    if mention.name != known.name:
        aliases = tuple(sorted({*known.aliases, mention.name}))
        nodes[node.id] = replace(known, aliases=aliases)
    return node.id
