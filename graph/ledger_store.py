"""The graph as tables of the ledger: the store that needs no server."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    and_,
    any_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from graph import fact_rows as rows_of
from graph.exact_text import as_read, written
from graph.process import Edge, Node
from graph.schema import Label, Relation
from graph.storable import missing_end, storable
from graph.store import SITE, Contents, Wanted, Way, edges_in_order, nodes_in_order
from graph.sums import edge_sum, node_sum
from retrieval import ledger_tables as t
from retrieval.ledger import Ledger

# Rows that are written in one transaction: others may write between two (an answer's audit record).
AT_ONCE = 5000
NOTE = "projection:graph"

_N, _E = t.graph_nodes.c, t.graph_edges.c
# What is wanted of entities, most telling first, with the index that finds it.
_INDEXES = (
    ("concepts", "graph_nodes_by_concept"),
    ("names", "graph_nodes_by_name"),
    ("labels", "graph_nodes_by_label"),
)


class LedgerGraph:
    """Entities and edges in the tables `graph_nodes` and `graph_edges` of one ledger."""

    name = "ledger"

    def __init__(self, ledger: Ledger) -> None:
        self._database, _ = ledger.inside

    def check(self) -> None:
        """The tables are made with the ledger's others."""

    # Writing

    def merge(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
        storable(nodes, edges)
        for start in range(0, len(nodes), AT_ONCE):
            rows = [rows_of.node_row(node) for node in nodes[start : start + AT_ONCE]]
            with self._database.writing() as connection:
                self._put(connection, t.graph_nodes, rows)
        for start in range(0, len(edges), AT_ONCE):
            some = edges[start : start + AT_ONCE]
            with self._database.writing() as connection:
                self._ends_are_there(connection, some)
                self._put(connection, t.graph_edges, [rows_of.edge_row(edge) for edge in some])

    def remove(self, nodes: Collection[str] = (), edges: Collection[str] = ()) -> None:
        with self._database.writing() as connection:
            if edges:
                connection.execute(delete(t.graph_edges).where(self._among(_E.id, edges)))
            if nodes:
                self._remove_nodes(connection, nodes)

    def remove_documents(self, digests: Collection[str]) -> None:
        theirs = self._among(_E.document, digests)
        with self._database.writing() as connection:
            ends = {
                end
                for column in (_E.subject, _E.object)
                for end in connection.execute(select(column).where(theirs).distinct()).scalars()
            }
            connection.execute(delete(t.graph_edges).where(theirs))
            alone = and_(
                _N.layer == SITE,
                ~exists().where(_E.subject == _N.id),
                ~exists().where(_E.object == _N.id),
            )
            connection.execute(delete(t.graph_nodes).where(self._among(_N.id, ends), alone))

    def remove_layer(self, layer: str) -> int:
        with self._database.writing() as connection:
            return self._remove_layer(connection, layer)

    def reset(self) -> None:
        with self._database.writing() as connection:
            self._remove_layer(connection, SITE)
            connection.execute(delete(t.meta).where(t.meta.c.key == NOTE))

    # Reading

    def find(self, wanted: Wanted) -> list[Node]:
        conditions: list[ColumnElement[bool]] = [_N.layer.in_(list(map(written, wanted.layers)))]
        if wanted.labels is not None:
            conditions.append(_N.label.in_([label.value for label in wanted.labels]))
        if wanted.concepts is not None:
            conditions.append(self._among(_N.concept_key, map(rows_of.text_key, wanted.concepts)))
        if wanted.names is not None:
            conditions.append(self._among(_N.name_key, map(rows_of.text_key, wanted.names)))
        if wanted.products is not None:
            conditions.append(self._among(_N.product, wanted.products))
        index = next((by for name, by in _INDEXES if getattr(wanted, name) is not None), None)
        query = select(t.graph_nodes).where(*conditions)
        return nodes_in_order(self._read_nodes(_by(query, t.graph_nodes, index) if index else query))

    def products(self, labels: Collection[Label]) -> frozenset[str]:
        query = select(_N.product).where(_N.layer == SITE, _N.label.in_([label.value for label in labels])).distinct()
        with self._database.reading() as connection:
            found = connection.execute(_by(query, t.graph_nodes, "graph_nodes_by_label")).scalars()
            return frozenset(map(as_read, found))

    def nodes(self, ids: Iterable[str]) -> dict[str, Node]:
        found = self._read_nodes(select(t.graph_nodes).where(self._among(_N.id, ids)))
        return {node.id: node for node in found}

    def edges(
        self,
        ids: Iterable[str],
        way: Way = Way.OUT,
        relations: Collection[Relation] | None = None,
        layers: Collection[str] = (SITE,),
    ) -> list[Edge]:
        wanted = list(ids)
        also: list[ColumnElement[bool]] = [_E.layer.in_(list(map(written, layers)))]
        if relations is not None:
            also.append(_E.relation.in_([relation.value for relation in relations]))
        ends = [end for end, one in (("subject", Way.OUT), ("object", Way.IN)) if way in (one, Way.BOTH)]
        found: dict[str, Edge] = {}
        with self._database.reading() as connection:
            for end in ends:
                query = select(t.graph_edges).where(self._among(_E[end], wanted), *also)
                for row in connection.execute(_by(query, t.graph_edges, f"graph_edges_by_{end}")).mappings():
                    if row["id"] not in found:
                        found[row["id"]] = rows_of.edge(row)
        return edges_in_order(found.values())

    def document_edges(self, digests: Collection[str], layers: Collection[str] = (SITE,)) -> list[Edge]:
        query = select(t.graph_edges).where(self._among(_E.document, digests), _E.layer.in_(list(layers)))
        query = _by(query, t.graph_edges, "graph_edges_by_document")
        with self._database.reading() as connection:
            return edges_in_order(rows_of.edge(row) for row in connection.execute(query).mappings())

    def layers(self) -> dict[str, int]:
        with self._database.snapshot(), self._database.reading() as connection:
            found = dict.fromkeys(connection.execute(select(_N.layer).distinct()).scalars(), 0)
            counted = connection.execute(select(_E.layer, func.count().label("edges")).group_by(_E.layer))
            return found | {row.layer: row.edges for row in counted}

    def contents(self, layer: str = SITE, *, anew: bool = False) -> Contents:
        with self._database.snapshot(), self._database.reading() as connection:
            if not anew:
                kept = (select(c.id, c.sum).where(c.layer == layer) for c in (_N, _E))
                nodes, edges = ({row.id: row.sum for row in connection.execute(query)} for query in kept)
                return Contents(nodes, edges)
            of_nodes = connection.execute(select(t.graph_nodes).where(_N.layer == layer)).mappings()
            of_edges = connection.execute(select(t.graph_edges).where(_E.layer == layer)).mappings()
            return Contents(
                {row["id"]: node_sum(rows_of.node(row)) for row in of_nodes},
                {row["id"]: edge_sum(rows_of.edge(row)) for row in of_edges},
            )

    def noted(self) -> str | None:
        with self._database.reading() as connection:
            return connection.scalar(select(t.meta.c.value).where(t.meta.c.key == NOTE))

    def note(self, state: str | None) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(t.meta).where(t.meta.c.key == NOTE))
            if state is not None:
                connection.execute(insert(t.meta), [{"key": NOTE, "value": state}])

    def close(self) -> None:
        """The connections are the ledger's."""

    def _among(self, column: Column[str], values: Iterable[str]) -> ColumnElement[bool]:
        """Whether a column is one of any number of values, which travel as one parameter."""
        wanted = [written(value) for value in values]
        if self._database.dialect == "sqlite":
            listed = func.json_each(json.dumps(wanted)).table_valued("value")
            return column.in_(select(listed.c.value))
        array = postgresql.ARRAY(String)
        return column == any_(cast(bindparam(None, wanted, type_=array, unique=True), array))

    def _read_nodes(self, query: Select[Any]) -> list[Node]:
        with self._database.reading() as connection:
            return [rows_of.node(row) for row in connection.execute(query).mappings()]

    def _put(self, connection: Connection, table: Table, rows: list[rows_of.Json]) -> None:
        upsert = sqlite.insert if self._database.dialect == "sqlite" else postgresql.insert
        into = upsert(table)
        changed = {column.name: into.excluded[column.name] for column in table.columns if not column.primary_key}
        connection.execute(into.on_conflict_do_update(index_elements=["id"], set_=changed), rows)

    def _ends_are_there(self, connection: Connection, edges: Sequence[Edge]) -> None:
        ends = {end for edge in edges for end in (edge.subject, edge.object)}
        missing = ends - set(connection.execute(select(_N.id).where(self._among(_N.id, ends))).scalars())
        if missing:
            raise missing_end(missing)

    def _remove_nodes(self, connection: Connection, ids: Collection[str]) -> None:
        for end in (_E.subject, _E.object):
            connection.execute(delete(t.graph_edges).where(self._among(end, ids)))
        connection.execute(delete(t.graph_nodes).where(self._among(_N.id, ids)))

    def _remove_layer(self, connection: Connection, layer: str) -> int:
        """Edges of the layer, edges to its entities, and these; returns how many were of the layer."""
        gone = connection.execute(delete(t.graph_edges).where(_E.layer == layer)).rowcount
        inside = select(_N.id).where(_N.layer == layer)
        links = or_(_E.subject.in_(inside), _E.object.in_(inside))
        connection.execute(delete(t.graph_edges).where(links))
        connection.execute(delete(t.graph_nodes).where(_N.layer == layer))
        return gone


def _by(query: Select[Any], table: Table, index: str) -> Select[Any]:
    """The query by an index: SQLite, without statistics, takes a list of one layer or label for the better choice."""
    return query.with_hint(table, f"INDEXED BY {index}", "sqlite")
