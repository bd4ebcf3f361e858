"""The graph in memory: the store for tests of questions, under the same contract tests as the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from graph.process import Edge, Node
from graph.schema import Label, Relation
from graph.storable import missing_end, storable
from graph.store import SITE, Contents, Wanted, Way, edges_in_order, nodes_in_order
from graph.sums import edge_sum, node_sum


class MemoryGraph:
    """A graph store that lives as long as its object."""

    name = "memory"

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: dict[str, Edge] = {}
        self._noted: str | None = None

    def check(self) -> None:
        """Always usable."""

    def merge(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
        storable(nodes, edges)
        self._nodes.update((n.id, n) for n in nodes)
        missing = {end for e in edges for end in (e.subject, e.object)} - self._nodes.keys()
        if missing:
            raise missing_end(missing)
        self._edges.update((e.id, e) for e in edges)

    def remove(self, nodes: Collection[str] = (), edges: Collection[str] = ()) -> None:
        gone = set(nodes)
        self._keep_edges(lambda e: e.id not in edges and e.subject not in gone and e.object not in gone)
        self._nodes = {i: n for i, n in self._nodes.items() if i not in gone}

    def remove_documents(self, digests: Collection[str]) -> None:
        before = self._ends()
        self._keep_edges(lambda e: e.evidence.document not in digests)
        alone = before - self._ends()
        self._nodes = {i: n for i, n in self._nodes.items() if i not in alone or n.layer != SITE}

    def remove_layer(self, layer: str) -> int:
        count = sum(e.layer == layer for e in self._edges.values())
        gone = {n.id for n in self._nodes.values() if n.layer == layer}
        self.remove(gone, [e.id for e in self._edges.values() if e.layer == layer])
        return count

    def reset(self) -> None:
        self.remove_layer(SITE)
        self._noted = None

    def find(self, wanted: Wanted) -> list[Node]:
        def is_wanted(node: Node) -> bool:
            asked = (
                (wanted.labels, node.label),
                (wanted.concepts, node.concept),
                (wanted.names, node.name),
                (wanted.products, node.context.product),
            )
            return node.layer in wanted.layers and all(among is None or value in among for among, value in asked)

        found = filter(is_wanted, self._nodes.values())
        return nodes_in_order(found)

    def products(self, labels: Collection[Label]) -> frozenset[str]:
        site = (node for node in self._nodes.values() if node.layer == SITE and node.label in labels)
        return frozenset(node.context.product for node in site)

    def nodes(self, ids: Iterable[str]) -> dict[str, Node]:
        return {i: self._nodes[i] for i in ids if i in self._nodes}

    def edges(
        self,
        ids: Iterable[str],
        way: Way = Way.OUT,
        relations: Collection[Relation] | None = None,
        layers: Collection[str] = (SITE,),
    ) -> list[Edge]:
        at = set(ids)

        def is_wanted(edge: Edge) -> bool:
            there = (way is not Way.IN and edge.subject in at) or (way is not Way.OUT and edge.object in at)
            return there and edge.layer in layers and (relations is None or edge.relation in relations)

        found = filter(is_wanted, self._edges.values())
        return edges_in_order(found)

    def document_edges(self, digests: Collection[str], layers: Collection[str] = (SITE,)) -> list[Edge]:
        wanted = set(digests)
        found = (e for e in self._edges.values() if e.evidence.document in wanted and e.layer in layers)
        return edges_in_order(found)

    def layers(self) -> dict[str, int]:
        empty = dict.fromkeys((n.layer for n in self._nodes.values()), 0)
        return empty | Counter(e.layer for e in self._edges.values())

    def contents(self, layer: str = SITE, *, anew: bool = False) -> Contents:
        return Contents(
            {i: node_sum(n) for i, n in self._nodes.items() if n.layer == layer},
            {i: edge_sum(e) for i, e in self._edges.items() if e.layer == layer},
        )

    def noted(self) -> str | None:
        return self._noted

    def note(self, state: str | None) -> None:
        self._noted = state

    def close(self) -> None:
        """Nothing to give back."""

    def _ends(self) -> set[str]:
        return {end for e in self._edges.values() for end in (e.subject, e.object)}

    def _keep_edges(self, stays: Callable[[Edge], bool]) -> None:
        self._edges = {i: e for i, e in self._edges.items() if stays(e)}
