"""The graph on a Neo4j server, with real labels and relationship types."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from graph import cypher
from graph import neo4j_rows as rows_of
from graph.exact_text import as_read, written
from graph.fact_rows import text_key
from graph.neo4j_address import address_of
from graph.neo4j_server import AlreadyThere, Neo4jServer
from graph.process import Edge, Node
from graph.schema import Label, Relation
from graph.storable import missing_end, storable
from graph.store import SITE, Contents, Wanted, Way, edges_in_order, nodes_in_order
from graph.sums import edge_sum, node_sum
from retrieval.errors import ProjectionDamaged

if TYPE_CHECKING:
    from neo4j import Result

# Rows that a statement writes: ten thousand are slower than these, and a transaction stays in the server's memory.
AT_ONCE = 2500
# Entities that a statement asks about.
ASKED_AT_ONCE = 10_000
# How long new indexes may take to be filled.
INDEXES_S = 300

Item = TypeVar("Item")
Kind = TypeVar("Kind")


class Neo4jGraph:
    """The graph of one ledger on a server that may hold those of others."""

    name = "Neo4j"

    def __init__(self, server: Neo4jServer, ledger: str) -> None:
        self._server = server
        self._graph = ledger
        self._checked = False

    @classmethod
    def open(cls, url: str, ledger: str) -> Neo4jGraph:
        """The graph of the ledger with this identity at bolt://USER:PASSWORD@HOST:PORT[/DATABASE] (or neo4j://…).

        Nothing is connected yet. Raises SettingsError for a URL that is not usable; its password is in
        no error. Every method raises SettingsError if the server refuses the user, StoreUnreachable if it
        does not answer, and ProjectionDamaged for content that is not of our making.
        """
        return cls(Neo4jServer(address_of(url)), ledger)

    @property
    def place(self) -> str:
        """Where the server is, without user and password."""
        return self._server.place

    def check(self) -> None:
        known = self._server.read(cypher.KNOWN_SCHEMA, lambda result: {str(record["name"]) for record in result})
        missing = [name for name in cypher.SCHEMA if name not in known]
        for name in missing:
            self._server.write(f"CREATE {cypher.SCHEMA[name]}")
        if missing:
            self._server.write(cypher.AWAIT_INDEXES, seconds=INDEXES_S)
        self._checked = True

    # Writing

    def merge(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
        storable(nodes, edges)
        self._ready()
        for label, some in _grouped(nodes, lambda node: node.label):
            rows = [rows_of.node_content(self._graph, node) for node in some]
            self._put(cypher.create_nodes(label), cypher.merge_nodes(label), rows)
        for relation, some in _grouped(edges, lambda edge: edge.relation):
            self._merge_edges(relation, some)

    def remove(self, nodes: Collection[str] = (), edges: Collection[str] = ()) -> None:
        self._ready()
        for keys in self._keys(edges, AT_ONCE):
            for relation in Relation:
                self._server.write(cypher.delete_edges(relation), keys=keys)
        for keys in self._keys(nodes, AT_ONCE):
            self._server.write(cypher.DELETE_NODES, keys=keys)

    def remove_documents(self, digests: Collection[str]) -> None:
        self._ready()
        ends: set[str] = set()
        documents = list(map(written, digests))
        for relation in Relation if documents else ():
            while gone := self._write(cypher.delete_document_edges(relation), documents=documents):
                ends.update(end for row in gone for end in (row["subject"], row["object"]))
        for keys in _runs(ends, AT_ONCE):
            self._server.write(cypher.DELETE_NODES_LEFT_ALONE, keys=keys, layer=SITE)

    def remove_layer(self, layer: str) -> int:
        self._ready()
        removed = self._exhaust(cypher.DELETE_LAYER_EDGES, layer)
        self._exhaust(cypher.DELETE_LAYER_LINKS, layer)
        self._exhaust(cypher.DELETE_LAYER_NODES, layer)
        return removed

    def reset(self) -> None:
        self.note(None)
        self.remove_layer(SITE)

    # Reading

    def find(self, wanted: Wanted) -> list[Node]:
        asked: dict[str, list[str]] = {}
        if wanted.labels is not None:
            asked["labels"] = [label.value for label in wanted.labels]
        if wanted.concepts is not None:
            asked["concepts"] = list(map(text_key, wanted.concepts))
        if wanted.names is not None:
            asked["names"] = list(map(text_key, wanted.names))
        if wanted.products is not None:
            asked["products"] = list(map(written, wanted.products))
        found = self._read(cypher.find(asked), _nodes, layers=list(map(written, wanted.layers)), **asked)
        return nodes_in_order(found)

    def products(self, labels: Collection[Label]) -> frozenset[str]:
        wanted = [label.value for label in labels]
        return self._read(cypher.PRODUCTS, _products, layer=SITE, labels=wanted)

    def nodes(self, ids: Iterable[str]) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for keys in self._keys(ids, ASKED_AT_ONCE):
            found.update((node.id, node) for node in self._read(cypher.NODES_BY_KEY, _nodes, keys=keys))
        return found

    def edges(
        self,
        ids: Iterable[str],
        way: Way = Way.OUT,
        relations: Collection[Relation] | None = None,
        layers: Collection[str] = (SITE,),
    ) -> list[Edge]:
        if relations is not None and not relations:
            return []
        ways = (Way.OUT, Way.IN) if way is Way.BOTH else (way,)
        found: dict[str, Edge] = {}
        for keys in self._keys(ids, ASKED_AT_ONCE):
            for one in ways:
                statement = cypher.edges_at(one, relations)
                some = self._read(statement, _edges, keys=keys, layers=list(map(written, layers)))
                found.update((edge.id, edge) for edge in some)
        return edges_in_order(found.values())

    def document_edges(self, digests: Collection[str], layers: Collection[str] = (SITE,)) -> list[Edge]:
        if not digests:
            return []
        wanted = {"documents": list(map(written, digests)), "layers": list(map(written, layers))}
        return edges_in_order(self._read(cypher.DOCUMENT_EDGES, _edges, **wanted))

    def layers(self) -> dict[str, int]:
        empty = self._read(cypher.NODE_LAYERS, lambda result: {str(record["layer"]): 0 for record in result})
        return empty | self._read(cypher.EDGE_LAYERS, lambda result: {str(r["layer"]): int(r["count"]) for r in result})

    def contents(self, layer: str = SITE, *, anew: bool = False) -> Contents:
        if not anew:
            nodes = self._read(cypher.NODE_SUMS, _kept_digests, layer=layer)
            return Contents(nodes, self._read(cypher.EDGE_SUMS, _kept_digests, layer=layer))
        nodes = self._read(cypher.WHOLE_NODES, _node_digests, layer=layer)
        return Contents(nodes, self._read(cypher.WHOLE_EDGES, _edge_digests, layer=layer))

    def noted(self) -> str | None:
        states = self._read(cypher.NOTED, lambda result: [record["state"] for record in result])
        return str(states[0]) if states and states[0] is not None else None

    def note(self, state: str | None) -> None:
        if state is None:
            self._write(cypher.UNNOTE)
        else:
            self._ready()
            self._write(cypher.NOTE, state=state)

    def close(self) -> None:
        self._server.close()

    def _ready(self) -> None:
        """Constraints are there before anything is written: without them a key could be there twice."""
        if not self._checked:
            self.check()

    def _read(self, statement: str, take: Callable[[Result], Item], **parameters: object) -> Item:
        return self._server.read(statement, take, graph=self._graph, **parameters)

    def _write(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        return self._server.write(statement, graph=self._graph, **parameters)

    def _merge_edges(self, relation: Relation, edges: Sequence[Edge]) -> None:
        rows: list[rows_of.Content] = [
            {
                "subject": rows_of.key_of(self._graph, edge.subject),
                "object": rows_of.key_of(self._graph, edge.object),
                "content": rows_of.edge_content(self._graph, edge),
            }
            for edge in edges
        ]
        [done] = self._put(cypher.create_edges(relation), cypher.merge_edges(relation), rows)
        if done["count"] != len(rows):
            ends = {end for edge in edges for end in (edge.subject, edge.object)}
            raise missing_end(ends - self.nodes(ends).keys())

    def _put(self, create: str, merge: str, rows: Sequence[rows_of.Content]) -> list[dict[str, Any]]:
        """Write rows as new, which is what most are and half the work; those of which one is there, with care."""
        try:
            return self._server.write(create, rows=rows)
        except AlreadyThere:
            return self._server.write(merge, rows=rows)

    def _exhaust(self, statement: str, layer: str) -> int:
        """Repeat a statement that deletes a part at a time until there is nothing left; how much there was."""
        total = 0
        while gone := self._write(statement, layer=layer)[0]["count"]:
            total += gone
        return total

    def _keys(self, ids: Iterable[str], size: int) -> Iterator[list[str]]:
        return _runs((rows_of.key_of(self._graph, identity) for identity in dict.fromkeys(ids)), size)


def _nodes(result: Result) -> list[Node]:
    with _ours():
        return [rows_of.node(record["content"], record["labels"]) for record in result]


def _edges(result: Result) -> list[Edge]:
    with _ours():
        return [rows_of.edge(r["content"], r["relation"], r["subject"], r["object"]) for r in result]


def _products(result: Result) -> frozenset[str]:
    return frozenset(as_read(str(record["product"])) for record in result)


def _node_digests(result: Result) -> dict[str, str]:
    with _ours():
        found = (rows_of.node(record["content"], record["labels"]) for record in result)
        return {node.id: node_sum(node) for node in found}


def _edge_digests(result: Result) -> dict[str, str]:
    with _ours():
        found = (rows_of.edge(r["content"], r["relation"], r["subject"], r["object"]) for r in result)
        return {edge.id: edge_sum(edge) for edge in found}


def _kept_digests(result: Result) -> dict[str, str]:
    return {str(record["id"]): str(record["sum"]) for record in result}


@contextlib.contextmanager
def _ours() -> Generator[None]:
    """What cannot be read as an entity or edge was not written by us."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise ProjectionDamaged(
            f"Neo4j holds what was not written by us ({error})", next_step="run `setpoint graph rebuild`"
        ) from error


def _grouped(items: Sequence[Item], kind: Callable[[Item], Kind]) -> Iterator[tuple[Kind, list[Item]]]:
    """The items of each kind, in runs that one statement writes."""
    groups: dict[Kind, list[Item]] = defaultdict(list)
    for item in items:
        groups[kind(item)].append(item)
    for one, some in groups.items():
        for run in _runs(some, AT_ONCE):
            yield one, run


def _runs(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    left = iter(items)
    while run := list(islice(left, size)):
        yield run
