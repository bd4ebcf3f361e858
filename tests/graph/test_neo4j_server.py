"""A Neo4j server by URL: addresses, what goes wrong, and what is sent to it."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import traceback
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from graph import cypher
from graph.neo4j_address import address_of
from graph.neo4j_rows import key_of
from graph.neo4j_store import Neo4jGraph
from graph.process import Context
from graph.schema import DETAILS, PROPERTIES, Label, Relation
from graph.store import Wanted, Way
from retrieval.errors import ProjectionDamaged, SetpointError, SettingsError, StoreUnreachable
from tests.graph.conftest import emptied
from tests.graph.made_graphs import entity, process

SECRET = "s3cret"


@pytest.fixture
def graph(neo4j_url: str) -> Iterator[Neo4jGraph]:
    opened = Neo4jGraph.open(neo4j_url, uuid.uuid4().hex)
    opened.check()
    yield opened
    emptied(opened)
    opened.close()


@pytest.fixture
def tools(neo4j_url: str) -> Iterator[Any]:
    """The server as other people's tools see it."""
    from neo4j import GraphDatabase

    address = address_of(neo4j_url)
    with GraphDatabase.driver(address.place, auth=address.auth) as driver:
        yield driver


# Addresses


def test_an_address_is_taken_apart() -> None:
    address = address_of("neo4j+s://me%40site:p%2F%23%3A%40@db.example.org:7690/process")
    assert address.place == "neo4j+s://db.example.org:7690"
    assert address.database == "process"
    assert address.auth == ("me@site", "p/#:@")
    assert "p/#" not in repr(address)
    assert address_of("bolt://[::1]:7687").place == "bolt://[::1]:7687"
    assert address_of("bolt://h").auth is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:7687",
        f"http://neo4j:{SECRET}@h:7474",
        f"bolt://neo4j:{SECRET}@",
        f"bolt://neo4j:{SECRET}@h:port",
        f"bolt://neo4j:{SECRET}@h:99999",
        f"bolt://neo4j:{SECRET}@h:0",
        f"bolt://neo4j:/{SECRET}@h",
        f"bolt://neo4j:12#{SECRET}@h",
        f"bolt://neo4j:12?{SECRET}@h",
        f"bolt://neo4j:12/{SECRET}@h",
        f"bolt://:{SECRET}@h",
        "bolt://neo4j@h",
        f"bolt://neo4j:{SECRET}@h/two/names",
        f"bolt://neo4j:{SECRET}@h/`x`",
        f"bolt://neo4j:{SECRET}@[::1",
    ],
)
def test_an_address_that_is_none_says_what_to_write_and_no_secret(url: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Neo4jGraph.open(url, "ledger")
    assert raised.value.next_step
    assert SECRET not in str(raised.value)
    assert SECRET not in repr(raised.value)


# What goes wrong


def shown(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def test_a_wrong_password_is_a_matter_of_settings(neo4j_url: str) -> None:
    place = urlsplit(neo4j_url).netloc.rpartition("@")[2]
    # A user that is not there: the server locks one that is after three wrong passwords.
    graph = Neo4jGraph.open(f"bolt://nobody{uuid.uuid4().hex[:8]}:{SECRET}@{place}", "ledger")
    with pytest.raises(SettingsError, match="graph_url") as raised:
        graph.check()
    assert SECRET not in shown(raised.value)
    graph.close()


def test_a_database_that_is_not_there_is_a_matter_of_settings(neo4j_url: str) -> None:
    graph = Neo4jGraph.open(f"{neo4j_url}/nosuchdatabase", "ledger")
    with pytest.raises(SettingsError, match="nosuchdatabase"):
        graph.find(Wanted())
    graph.close()


def test_a_server_that_is_gone_is_said_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    graph = Neo4jGraph.open(f"bolt://neo4j:{SECRET}@127.0.0.1:{port}", "ledger")
    for ask in (graph.check, graph.noted, graph.contents, lambda: graph.merge(process().nodes, [])):
        with pytest.raises(StoreUnreachable, match="start the server") as raised:
            ask()
        assert SECRET not in shown(raised.value)


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00\x00\x00\x00", b"SSH-2.0-x\r\n", b""])
def test_what_is_no_neo4j_is_said(answer: bytes) -> None:
    with answering(answer) as port:
        graph = Neo4jGraph.open(f"bolt://neo4j:{SECRET}@127.0.0.1:{port}", "ledger")
        with pytest.raises(StoreUnreachable) as raised:
            graph.check()
        assert SECRET not in shown(raised.value)
        assert raised.value.next_step


def test_a_server_that_says_nothing_is_not_waited_for_for_ever() -> None:
    with answering(None) as port:
        graph = Neo4jGraph.open(f"bolt://neo4j:{SECRET}@127.0.0.1:{port}", "ledger")
        with pytest.raises(StoreUnreachable):
            graph.check()


@contextlib.contextmanager
def answering(answer: bytes | None) -> Iterator[int]:
    """A port that answers everyone with the same bytes and hangs up; with None it says nothing and waits."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        held: list[socket.socket] = []

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    held.append(connection)
                    if answer is not None:
                        with contextlib.suppress(OSError):
                            connection.recv(1000)
                            connection.sendall(answer)
                        connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        for connection in held:
            connection.close()
    thread.join(10)


@pytest.mark.parametrize(
    "damage",
    [
        "SET n.label = 'Nonsense'",
        "SET n.label = 'Run'",
        "REMOVE n.name",
        "REMOVE n.aliases",
        "SET n.aliases = 5",
        "SET n.aliases = [5]",
        "REMOVE n:Product",
        "SET n.exact = '{'",
        "SET n.exact = '[]'",
        "SET n.exact = '{\"low\": [1]}'",
        "SET n.product = 5",
        "SET n.concept = null",
    ],
)
def test_content_that_is_not_ours_is_damage_to_repair(graph: Neo4jGraph, tools: Any, damage: str) -> None:
    node = entity(Label.PRODUCT, "X", Context())
    graph.merge([node], [])
    tools.execute_query(f"MATCH (n {{id: $id}}) {damage}", id=node.id)
    with pytest.raises(ProjectionDamaged, match="rebuild") as raised:
        graph.nodes([node.id])
    assert isinstance(raised.value, SetpointError)


def test_a_value_changed_by_hand_is_seen_when_digests_are_made_anew(graph: Neo4jGraph, tools: Any) -> None:
    made = process()
    graph.merge(made.nodes, made.edges)
    before = graph.contents()
    tools.execute_query("MATCH (n:Limit {id: $id}) SET n.low = 35", id=made.named("36 to 38 °C").id)
    assert graph.contents() == before
    assert graph.contents(anew=True) != before


# What others see


def test_other_tools_see_a_process(graph: Neo4jGraph, tools: Any) -> None:
    made = process()
    graph.merge(made.nodes, made.edges)
    records, _, _ = tools.execute_query(
        "MATCH (o:UnitOperation {name: 'Expansion'})-[h:HAS_PARAMETER]->(p:Parameter)-[:LIMITED_BY]->(l:Limit) "
        "WHERE o.graph = $graph RETURN p.name AS name, h.set_point AS set_point, l.low AS low, l.high AS high, "
        "l.unit AS unit, l.kind AS kind, h.document AS document",
        graph=graph._graph,  # pyright: ignore[reportPrivateUsage]
    )
    assert [dict(record) for record in records] == [
        {"name": "Temperature", "set_point": 37.0, "low": 36, "high": 38.0, "unit": "°C", "kind": "NOR"}
        | {"document": "1" * 64}
    ]


def test_constraints_are_made_once_and_hold(graph: Neo4jGraph, tools: Any) -> None:
    from neo4j.exceptions import ConstraintError

    graph.check()
    names = {r["name"] for r in tools.execute_query("SHOW INDEXES YIELD name RETURN name").records}
    assert set(cypher.SCHEMA) <= names
    node = entity(Label.RUN, "R-1")
    graph.merge([node], [])
    key = key_of(graph._graph, node.id)  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(ConstraintError):
        tools.execute_query("CREATE (:Setpoint {key: $key})", key=key)


# What is sent


PARAMETERS: dict[str, object] = {
    "graph": "g",
    "keys": ["g:1"],
    "rows": [{"key": "g:1", "subject": "g:1", "object": "g:2", "content": {"key": "g:3"}}],
    "layer": "",
    "layers": [""],
    "labels": ["Run"],
    "concepts": ["c"],
    "names": ["n"],
    "products": ["p"],
    "documents": ["d"],
    "state": "s",
    "seconds": 1,
}


def statements() -> list[str]:
    """Every statement that reads or changes entities and edges."""
    fixed = [value for name, value in vars(cypher).items() if name.isupper() and isinstance(value, str)]
    fixed = [one for one in fixed if re.match("MATCH|UNWIND|MERGE", one) and re.search("RETURN|DELETE|SET", one)]
    asked = [["labels"], ["concepts"], ["names"], ["products"], ["labels", "concepts", "names", "products"], []]
    return [
        *fixed,
        *(cypher.find(some) for some in asked),
        *(cypher.merge_nodes(label) for label in Label),
        *(
            make(r)
            for r in Relation
            for make in (cypher.merge_edges, cypher.delete_edges, cypher.delete_document_edges)
        ),
        *(cypher.edges_at(way, some) for way in (Way.OUT, Way.IN) for some in (None, [Relation.USED], list(Relation))),
    ]


def test_no_statement_looks_at_every_node_or_relationship(graph: Neo4jGraph, tools: Any) -> None:
    """Planned on the server as it is, nearly empty or not: a plan that is kept must start from an index."""
    for statement in statements():
        with tools.session() as session:
            plan = session.run(f"EXPLAIN {statement}", PARAMETERS).consume().plan
        scans = [operator for operator in operators(plan) if "Scan" in operator and "IndexScan" not in operator]
        assert scans == [], statement


def operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"]
    for child in plan.get("children", []):
        yield from operators(child)


def test_statements_hold_names_of_the_schema_and_parameters_alone() -> None:
    known = {label.value for label in Label} | {relation.value for relation in Relation} | {cypher.ENTITY, cypher.GRAPH}
    for statement in statements():
        types = {t for found in re.findall(r"(?<=[\w(\[]):([A-Za-z_|]+)", statement) for t in found.split("|")}
        assert types <= known, statement
        assert set(re.findall(r"\$(\w+)", statement)) <= PARAMETERS.keys()
        assert "'" not in statement.replace("''", "")


def test_no_property_of_the_schema_is_taken_for_one_of_ours() -> None:
    """Names that stand beside each other in Neo4j."""
    of_nodes = {"key", "graph", "id", "label", "name", "name_key", "concept", "concept_key", "layer", "aliases", "sum"}
    of_nodes |= {"exact", "product", "operation", "step", "time", "method", "document"}
    of_edges = {"key", "graph", "id", "layer", "sum", "exact", "document", "start", "end", "extractor"}
    of_edges |= {"asserted_by", "asserted_at"}
    assert not of_nodes & {name for names in DETAILS.values() for name in names}
    assert not of_edges & {name for names in PROPERTIES.values() for name in names}
