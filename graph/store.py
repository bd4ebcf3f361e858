"""The seam of the process graph: entities and edges, wherever they are kept.

Two stores implement it, tables in the ledger (`ledger_store`) and a Neo4j server (`neo4j_store`), and
one in memory for tests of what is built on it. Named questions (`questions`) are written once over it.
All methods take and return batches: a question makes a handful of calls, never one an entity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from graph.process import Edge, Node
from graph.schema import Label, Relation

SITE = ""


class Way(StrEnum):
    """Along which end of an edge to look: from subject to object, or back."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entities to find; what is None does not matter. Concepts and products are compared as stored.

    `layers` are those to look in: the site's own record unless background is asked for.
    """

    labels: Collection[Label] | None = None
    concepts: Collection[str] | None = None
    names: Collection[str] | None = None
    products: Collection[str] | None = None
    layers: Collection[str] = (SITE,)


@dataclass(frozen=True, slots=True)
class Contents:
    """The ids in a store with the digest of each: what it is compared by."""

    nodes: Mapping[str, str]
    edges: Mapping[str, str]


class GraphStore(Protocol):
    """Where the graph is kept. Raises StoreUnreachable when its server does not answer."""

    @property
    def name(self) -> str:
        """What `status` calls it: "ledger" or "Neo4j"."""
        ...

    def check(self) -> None:
        """Make sure that it can be used; makes its tables, constraints and indexes if they are not there."""
        ...

    def merge(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
        """Write entities and edges, in batches; those with an id that is there are replaced. Nodes come first.

        An id says what something is: an entity keeps its label, an edge its relation. Raises Unlawful for
        what no store holds exactly (see `storable`) and for an edge whose ends are not there.
        """
        ...

    def remove(self, nodes: Collection[str] = (), edges: Collection[str] = ()) -> None:
        """Take edges out, then entities with every edge at them."""
        ...

    def remove_documents(self, digests: Collection[str]) -> None:
        """Take out every edge with evidence in these document versions, and entities of the site left without one."""
        ...

    def remove_layer(self, layer: str) -> int:
        """Take a background layer out, entities, edges and links to it; returns how many edges."""
        ...

    def reset(self) -> None:
        """Empty the site's own record, its note and links from it; background layers stay."""
        ...

    def find(self, wanted: Wanted) -> list[Node]:
        """The entities that are wanted, ordered by label, concept and id."""
        ...

    def products(self, labels: Collection[Label]) -> frozenset[str]:
        """Every way in which the site's entities of these labels state their product; "" for those that do not."""
        ...

    def nodes(self, ids: Iterable[str]) -> dict[str, Node]:
        """Entities by id; those that are not there are left out."""
        ...

    def edges(
        self,
        ids: Iterable[str],
        way: Way = Way.OUT,
        relations: Collection[Relation] | None = None,
        layers: Collection[str] = (SITE,),
    ) -> list[Edge]:
        """Every edge at any of these entities in one call, ordered by relation, subject, object and id."""
        ...

    def document_edges(self, digests: Collection[str], layers: Collection[str] = (SITE,)) -> list[Edge]:
        """Every edge with evidence in any of these document versions, ordered as `edges` does."""
        ...

    def layers(self) -> dict[str, int]:
        """The layers that are there, with the number of their edges; the site's own is ""."""
        ...

    def contents(self, layer: str = SITE, *, anew: bool = False) -> Contents:
        """Ids and digests of a layer.

        The digests are those kept beside the content; `anew` works them out from the content as it
        stands, so that what was changed by other hands is seen.
        """
        ...

    def noted(self) -> str | None:
        """What `note` was last given: which state of the ledger the store shows."""
        ...

    def note(self, state: str | None) -> None:
        """Keep a note of which state of the ledger the store shows."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...


def nodes_in_order(nodes: Iterable[Node]) -> list[Node]:
    """By label, concept and id: databases order text each in its own way."""
    return sorted(nodes, key=lambda n: (n.label, n.concept, n.id))


def edges_in_order(edges: Iterable[Edge]) -> list[Edge]:
    """By relation, subject, object and id."""
    return sorted(edges, key=lambda e: (e.relation, e.subject, e.object, e.id))
