"""What every graph store holds exactly; what it could not is refused before anything is written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from graph.errors import Unlawful
from graph.process import Details, Edge, Node

# The widths of the ledger's columns for ids, layers and digests of document versions.
LONGEST_ID = 32
LONGEST_LAYER = 64
LONGEST_DIGEST = 64


def storable(nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
    """Raise Unlawful for a value that is no finite number, text, truth value or None, and for overlong ids."""
    for node in nodes:
        _identified(node.id, node.layer)
        _held(node.id, node.details)
    for edge in edges:
        _identified(edge.id, edge.layer)
        _held(edge.id, edge.properties)
        if len(edge.evidence.document) > LONGEST_DIGEST:
            raise Unlawful(f"the evidence of {edge.id} names no document version by its digest")


def missing_end(ids: Iterable[str]) -> Unlawful:
    """The error for edges whose ends are not there."""
    return Unlawful(f"an edge ends at what is not in the graph ({', '.join(sorted(ids)[:3])})")


def _identified(identity: str, layer: str) -> None:
    if not (identity and identity.isascii() and identity.isalnum() and len(identity) <= LONGEST_ID):
        raise Unlawful(f"{identity[:LONGEST_ID]!r} is no id of an entity or edge")
    if len(layer) > LONGEST_LAYER or not layer.isprintable():
        raise Unlawful(f"a layer's name has at most {LONGEST_LAYER} printable characters")


def _held(identity: str, values: Details) -> None:
    names = [name for name, _ in values]
    if names != sorted(set(names)):
        raise Unlawful(f"the values of {identity} are not in the order of their names")
    for name, value in values:
        if not isinstance(value, str | int | float | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # from JSON
            raise Unlawful(f"{name} of {identity} is of a kind that no store holds")
        if isinstance(value, float) and not math.isfinite(value):
            raise Unlawful(f"{name} of {identity} is no finite number")
