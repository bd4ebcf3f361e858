"""Every statement that is sent to Neo4j, made from the closed schema.

Only labels and relationship types of the schema's enums stand in a statement; whatever comes from a
document, a person or a file travels as a parameter. A server may be shared: what belongs to one
ledger bears its identity in `graph`, and in `key` before its id.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from graph.schema import Label, Relation
from graph.store import Way

# The label of every entity of ours, beside what it is; and of the one node that a graph is noted on.
ENTITY = "Setpoint"
GRAPH = "SetpointGraph"

# Rows that a statement deletes at a time: what a transaction changes stays in the server's memory.
DELETED_AT_ONCE = 10_000

_EVERY = "n.graph = $graph AND n.layer IS NOT NULL AND n.label IS NOT NULL"
_OURS = f"MATCH (n:{ENTITY}) WHERE {_EVERY}"
# WITH keeps the planner from starting at the edges or their other ends: in a graph that was nearly
# empty when a statement was first planned, it did so, and went on when there were ten thousand.
_EDGES_FROM = f"{_OURS} WITH n MATCH (n)-[r]->() WHERE r.graph = $graph"
_AT_ONCE = f"LIMIT {DELETED_AT_ONCE}"

# Constraints and indexes by name. The community edition knows unique constraints and range indexes;
# a range index holds values of up to 8 kB, so texts are found by a key made from them.
SCHEMA: Mapping[str, str] = {
    "setpoint_entity": f"CONSTRAINT setpoint_entity IF NOT EXISTS FOR (n:{ENTITY}) REQUIRE n.key IS UNIQUE",
    "setpoint_graph": f"CONSTRAINT setpoint_graph IF NOT EXISTS FOR (n:{GRAPH}) REQUIRE n.graph IS UNIQUE",
    **{
        f"setpoint_{relation.value.lower()}": f"CONSTRAINT setpoint_{relation.value.lower()} IF NOT EXISTS "
        f"FOR ()-[r:{relation.value}]-() REQUIRE r.key IS UNIQUE"
        for relation in Relation
    },
    **{
        f"setpoint_{name}_document": f"INDEX setpoint_{name}_document IF NOT EXISTS "
        f"FOR ()-[r:{name.upper()}]-() ON (r.graph, r.document)"
        for name in (relation.value.lower() for relation in Relation)
    },
    "setpoint_label": f"INDEX setpoint_label IF NOT EXISTS FOR (n:{ENTITY}) ON (n.graph, n.layer, n.label)",
    "setpoint_concept": f"INDEX setpoint_concept IF NOT EXISTS FOR (n:{ENTITY}) ON (n.graph, n.concept_key)",
    "setpoint_name": f"INDEX setpoint_name IF NOT EXISTS FOR (n:{ENTITY}) ON (n.graph, n.name_key)",
}
KNOWN_SCHEMA = "SHOW INDEXES YIELD name, state WHERE name STARTS WITH 'setpoint_' AND state = 'ONLINE' RETURN name"
AWAIT_INDEXES = "CALL db.awaitIndexes($seconds)"

# What may be asked of an entity beside its graph and layer; the same names as in `Wanted`.
_ASKED: Mapping[str, str] = {
    "labels": "n.label IN $labels",
    "concepts": "n.concept_key IN $concepts",
    "names": "n.name_key IN $names",
    "products": "coalesce(n.product, '') IN $products",
}
_NODE = "RETURN properties(n) AS content, labels(n) AS labels"
_EDGE = "RETURN properties(r) AS content, type(r) AS relation, startNode(r).id AS subject, endNode(r).id AS object"

_ENDS = f"UNWIND $rows AS row MATCH (a:{ENTITY} {{key: row.subject}}) MATCH (b:{ENTITY} {{key: row.object}})"
_SET_EDGE = "SET r = row.content RETURN count(r) AS count"

# An index of relationships belongs to one type, so what is asked of all of them is asked of each.
DOCUMENT_EDGES = " UNION ALL ".join(
    f"MATCH ()-[r:{relation.value}]->() WHERE r.graph = $graph AND r.document IN $documents "
    f"AND r.layer IN $layers {_EDGE}"
    for relation in Relation
)

PRODUCTS = f"{_OURS} AND n.layer = $layer AND n.label IN $labels RETURN DISTINCT coalesce(n.product, '') AS product"
NODES_BY_KEY = f"UNWIND $keys AS key MATCH (n:{ENTITY} {{key: key}}) {_NODE}"
NODE_SUMS = f"{_OURS} AND n.layer = $layer RETURN n.id AS id, n.sum AS sum"
EDGE_SUMS = f"{_EDGES_FROM} AND r.layer = $layer RETURN r.id AS id, r.sum AS sum"
WHOLE_NODES = f"{_OURS} AND n.layer = $layer {_NODE}"
WHOLE_EDGES = f"{_EDGES_FROM} AND r.layer = $layer {_EDGE}"
NODE_LAYERS = f"{_OURS} RETURN DISTINCT n.layer AS layer"
EDGE_LAYERS = f"{_EDGES_FROM} RETURN r.layer AS layer, count(r) AS count"

DELETE_NODES = f"UNWIND $keys AS key MATCH (n:{ENTITY} {{key: key}}) DETACH DELETE n"
DELETE_NODES_LEFT_ALONE = (
    f"UNWIND $keys AS key MATCH (n:{ENTITY} {{key: key}}) WHERE n.layer = $layer AND NOT (n)--(:{ENTITY}) "
    "DETACH DELETE n"
)
DELETE_LAYER_EDGES = f"{_EDGES_FROM} AND r.layer = $layer WITH r {_AT_ONCE} DELETE r RETURN count(*) AS count"
DELETE_LAYER_LINKS = (
    f"{_OURS} AND n.layer = $layer WITH n MATCH (n)-[r]-() WHERE r.graph = $graph WITH DISTINCT r {_AT_ONCE} "
    "DELETE r RETURN count(*) AS count"
)
DELETE_LAYER_NODES = f"{_OURS} AND n.layer = $layer WITH n {_AT_ONCE} DETACH DELETE n RETURN count(*) AS count"
NOTED = f"MATCH (g:{GRAPH} {{graph: $graph}}) RETURN g.state AS state"
NOTE = f"MERGE (g:{GRAPH} {{graph: $graph}}) SET g.state = $state"
UNNOTE = f"MATCH (g:{GRAPH} {{graph: $graph}}) DETACH DELETE g"


def find(asked: Collection[str]) -> str:
    """Entities of some layers; `asked` names the fields of `Wanted` that matter."""
    conditions = [condition for name, condition in _ASKED.items() if name in asked]
    return " AND ".join([f"{_OURS} AND n.layer IN $layers", *conditions]) + f" {_NODE}"


def create_nodes(label: Label) -> str:
    """Entities of one label that are not there yet; the constraint refuses all of them if one is."""
    return f"UNWIND $rows AS row CREATE (n:{ENTITY}:{label.value}) SET n = row"


def merge_nodes(label: Label) -> str:
    """Entities of one label, written or replaced."""
    return f"UNWIND $rows AS row MERGE (n:{ENTITY} {{key: row.key}}) SET n = row, n:{label.value}"


def merge_edges(relation: Relation) -> str:
    """Edges of one relation, written or replaced; as many come back as have both ends."""
    return f"{_ENDS} MERGE (a)-[r:{relation.value} {{key: row.content.key}}]->(b) {_SET_EDGE}"


def create_edges(relation: Relation) -> str:
    """Edges of one relation that are not there yet; as many come back as have both ends. As with `create_nodes`."""
    return f"{_ENDS} CREATE (a)-[r:{relation.value}]->(b) {_SET_EDGE}"


def delete_document_edges(relation: Relation) -> str:
    """Edges of one relation with evidence in some documents, a part at a time; the keys of their ends come back."""
    of_documents = f"MATCH ()-[r:{relation.value}]->() WHERE r.graph = $graph AND r.document IN $documents"
    ends = "startNode(r).key AS subject, endNode(r).key AS object"
    return f"{of_documents} WITH r, {ends} {_AT_ONCE} DELETE r RETURN subject, object"


def delete_edges(relation: Relation) -> str:
    """Edges of one relation by key."""
    return f"UNWIND $keys AS key MATCH ()-[r:{relation.value} {{key: key}}]->() DELETE r"


def edges_at(way: Way, relations: Collection[Relation] | None) -> str:
    """Edges that go out of some entities, or lead to them; of any relation when None."""
    types = "" if relations is None else ":" + "|".join(sorted({relation.value for relation in relations}))
    pattern = f"(n)-[r{types}]->()" if way is Way.OUT else f"(n)<-[r{types}]-()"
    ours = "r.graph = $graph AND r.layer IN $layers"
    return f"UNWIND $keys AS key MATCH (n:{ENTITY} {{key: key}}) WITH n MATCH {pattern} WHERE {ours} {_EDGE}"
