"""Background knowledge in layers of its own, beside the site's record and never part of it.

The ledger's tables hold every layer, also where the graph is shown on a server: they are the truth,
and `show_layers` makes the server's like them. Links from the site's entities are made anew from what
persons said and from equal identifiers (`links`); they stand in a layer beside the background's, so
that the site's record is the same with them and without.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from graph.process import Node
from graph.store import SITE, GraphStore, Wanted, Way
from retrieval.errors import SettingsError

LINKS = "/links"
# With "/links" within the 64 characters of the ledger's column.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,47}")
_OURS = frozenset({"site", "setpoint", "all", "none"})


def layer_name(name: str) -> str:
    """The name if a layer can have it. Raises SettingsError, for the site's own above all."""
    if name.casefold() in _OURS:
        raise SettingsError(f"{name!r} is the site's own name", next_step="name the layer after its source: primekg")
    if not _NAME.fullmatch(name):
        raise SettingsError(
            f"{name[:60]!r} cannot be the name of a layer",
            next_step="use at most 48 small letters, digits, dots, dashes and underscores, a letter or digit first",
        )
    return name


def links_of(layer: str) -> str:
    """The layer of the links to a layer."""
    return layer + LINKS


def asked(layers: Collection[str]) -> tuple[str, ...]:
    """Layers with the links to those that are background."""
    return (*layers, *(links_of(layer) for layer in layers if layer != SITE))


def background(store: GraphStore) -> dict[str, int]:
    """The background layers of a store, with the number of their edges."""
    return {name: n for name, n in sorted(store.layers().items()) if name != SITE and not name.endswith(LINKS)}


def remove_layer(store: GraphStore, layer: str) -> int:
    """Take a layer and the links to it out of a store; returns how many edges the layer had."""
    count = store.remove_layer(layer)
    store.remove_layer(links_of(layer))
    return count


def show_layers(truth: GraphStore, shown: GraphStore) -> None:
    """Make the background layers of a store those of the ledger's tables. Nothing to do where it is these."""
    if truth.name == shown.name:
        return
    there = background(truth)
    for layer in background(shown).keys() - there.keys():
        remove_layer(shown, layer)
    for layer in there:
        want, have = truth.contents(layer), shown.contents(layer)
        gone = have.nodes.keys() - want.nodes.keys(), have.edges.keys() - want.edges.keys()
        if any(gone):
            shown.remove(*gone)
        nodes = [i for i, total in want.nodes.items() if have.nodes.get(i) != total]
        due = {i for i, total in want.edges.items() if have.edges.get(i) != total}
        _copy(truth, shown, layer, nodes, due)


def _copy(
    truth: GraphStore, shown: GraphStore, layer: str, nodes: Sequence[str], due: set[str], at_once: int = 5000
) -> None:
    for start in range(0, len(nodes), at_once):
        shown.merge(list(truth.nodes(nodes[start : start + at_once]).values()), [])
    if not due:
        return
    every: list[Node] = truth.find(Wanted(layers=(layer,)))
    for start in range(0, len(every), at_once):
        ids = [node.id for node in every[start : start + at_once]]
        edges = [edge for edge in truth.edges(ids, Way.OUT, layers=(layer,)) if edge.id in due]
        if edges:
            shown.merge([], edges)
