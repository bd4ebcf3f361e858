"""Digests of entities and edges as they stand, and of a whole graph: what stores are compared by."""

from __future__ import annotations

from dataclasses import fields
from hashlib import sha256

from graph.process import Context, Edge, Evidence, Node, digest_of
from graph.store import Contents


def node_sum(node: Node) -> str:
    """The digest of everything a node carries: its id stands for its identity, not for its wordings."""
    return digest_of(_values(node, "context"))


def edge_sum(edge: Edge) -> str:
    """The digest of everything an edge carries."""
    return digest_of(_values(edge, "evidence"))


def graph_digest(contents: Contents) -> str:
    """SHA-256 over all ids and digests: the same for two stores that show the same graph."""
    whole = sha256()
    for kind, sums in (("node", contents.nodes), ("edge", contents.edges)):
        for identity, digest in sorted(sums.items()):
            whole.update(f"{kind}:{identity}:{digest}\n".encode())
    return whole.hexdigest()


# `dataclasses.asdict` gives the same and copies every value: half of the time of a large import.
_NAMES = {of: tuple(field.name for field in fields(of)) for of in (Node, Edge, Context, Evidence)}


def _values(of: Node | Edge, inner: str) -> dict[str, object]:
    found: dict[str, object] = {name: getattr(of, name) for name in _NAMES[type(of)]}
    part = found[inner]
    found[inner] = {name: getattr(part, name) for name in _NAMES[Context if inner == "context" else Evidence]}
    return found
