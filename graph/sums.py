"""Digests of entities and edges as they stand, and of a whole graph: what stores are compared by."""

from __future__ import annotations

from hashlib import sha256

from graph.process import Edge, Node, digest_of
from graph.store import Contents


def node_sum(node: Node) -> str:
    """The digest of everything a node carries: its id stands for its identity, not for its wordings."""
    c = node.context
    context = (c.product, c.operation, c.step, c.time, c.method, c.document)
    return digest_of((node.id, node.label, node.name, node.concept, context, node.aliases, node.details, node.layer))


def edge_sum(edge: Edge) -> str:
    """The digest of everything an edge carries."""
    e = edge.evidence
    evidence = (e.document, e.start, e.end, e.extractor, e.by, e.at)
    return digest_of((edge.id, edge.relation, edge.subject, edge.object, evidence, edge.properties, edge.layer))


def graph_digest(contents: Contents) -> str:
    """SHA-256 over all ids and digests: the same for two stores that show the same graph."""
    whole = sha256()
    for kind, sums in (("node", contents.nodes), ("edge", contents.edges)):
        for identity, digest in sorted(sums.items()):
            whole.update(f"{kind}:{identity}:{digest}\n".encode())
    return whole.hexdigest()
