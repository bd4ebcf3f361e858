"""A process that writes a graph into a store until it is done or killed: `python loading.py KIND PLACE IDENTITY`."""

from __future__ import annotations

import sys

from graph.building import write_difference
from graph.ledger_store import LedgerGraph
from graph.neo4j_store import Neo4jGraph
from graph.process import Edge, Node
from graph.resolve import Resolved
from graph.schema import Label, Relation
from graph.store import GraphStore
from retrieval.ledger import Ledger
from tests.graph.made_graphs import SOP_1, SOP_2, entity, stated

RUNS = 30
LOTS = 100


def large() -> Resolved:
    """Three thousand entities and twice as many edges: several transactions on every store."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    for number in range(RUNS):
        run = entity(Label.RUN, f"Run {number}")
        lots = [entity(Label.LOT, f"Lot {number}-{lot}") for lot in range(LOTS)]
        nodes += [run, *lots]
        edges += [stated(Relation.CONSUMED, run, lot, document) for lot in lots for document in (SOP_1, SOP_2)]
    return Resolved(tuple(nodes), tuple(edges))


def opened(kind: str, place: str, identity: str) -> GraphStore:
    return Neo4jGraph.open(place, identity) if kind == "neo4j" else LedgerGraph(Ledger.open(place))


def main() -> None:
    graph, store = large(), opened(*sys.argv[1:4])
    store.check()
    say("loading")
    write_difference(store, graph)
    store.note("whole")
    say("done")


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
