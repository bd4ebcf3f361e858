"""Exports: the same graph gives the same bytes, every text comes back, and each form is what its readers expect."""

from __future__ import annotations

import io
import json
import uuid
from dataclasses import replace

import networkx as nx
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, URIRef

from graph.exact_text import as_read
from graph.exchange.cypher_script import EVERY, cypher_script, literal
from graph.exchange.graphml import escaped, unescaped, write_graphml
from graph.exchange.jsonld import NODE, jsonld
from graph.exchange.statements import Cited, Export, Header
from graph.memory_store import MemoryGraph
from graph.process import Context, Evidence, Node, details, edge_of, node_of
from graph.schema import Label, Relation
from tests.graph.hostile_names import NAMES

IOF = "https://spec.industrialontologies.org/ontology/construct/"
DOCUMENT = "d" * 64
HEADER = Header("setpoint 1", "digest", "2025-01-01T00:00:00")


def hostile(apart: str = "") -> MemoryGraph:
    """A process with a parameter of every hostile name, and a limit."""
    store = MemoryGraph()
    operation = node_of(Label.UNIT_OPERATION, "expansion", f"expansion{apart}", Context(product="X"))
    parameters = [node_of(Label.PARAMETER, name, f"{n}{apart}", Context(product=name)) for n, name in enumerate(NAMES)]
    nor = details(kind="NOR", low=6.9, high=7.1, low_included=True, text="6.9 to 7.1")
    limit = node_of(Label.LIMIT, "6.9 to 7.1", f"6.9{apart}", Context(product="X"), details=nor)
    edges = [
        edge_of(
            Relation.HAS_PARAMETER,
            operation.id,
            parameter.id,
            Evidence(DOCUMENT, 0, 4, "rule/1"),
            details(**{"class": "CPP", "set_point": parameter.name}),
        )
        for parameter in parameters
    ]
    edges.append(edge_of(Relation.LIMITED_BY, parameters[0].id, limit.id, Evidence(DOCUMENT, 5, 9, "rule/1")))
    store.merge([operation, limit, *parameters], edges)
    return store


def export(store: MemoryGraph, header: Header = HEADER, *, quotes: bool = False) -> Export:
    cited = {DOCUMENT: Cited("SOP-1", "2", "effective", "sop.docx")}
    return Export(store, header, cited, (lambda _: {DOCUMENT: "pH 7.0 wording"}) if quotes else None)


def by_id(store: MemoryGraph) -> dict[str, Node]:
    return store.nodes(store.contents().nodes)


def graphml(made: Export) -> bytes:
    stream = io.BytesIO()
    write_graphml(made, stream)
    return stream.getvalue()


def text(made: Export) -> str:
    return "".join(jsonld(made))


def test_only_the_header_differs_between_two_exports() -> None:
    store, later = hostile(), replace(HEADER, made="2026-06-06T06:06:06")
    again = MemoryGraph()
    again.merge(list(reversed(list(by_id(store).values()))), [])
    again.merge([], list(reversed(store.edges(by_id(store)))))
    for form in (text, lambda e: "".join(cypher_script(e)), lambda e: graphml(e).decode()):
        first, second = form(export(store)).split("\n"), form(export(again, later)).split("\n")
        differing = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
        assert len(differing) == 1
        assert "2025-01-01" in differing[0][0]


def test_wording_leaves_only_when_asked_for() -> None:
    store = hostile()
    for form in (text, lambda e: "".join(cypher_script(e)), lambda e: graphml(e).decode()):
        assert "wording" not in form(export(store))
        assert "DRAFT" in form(export(store))
    assert '"quote": "pH 7"' in text(export(store, quotes=True))


def test_jsonld_is_rdf_with_evidence_and_the_types_of_ontologies() -> None:
    store = hostile()
    graph = rdflib.Graph().parse(data=text(export(store)), format="json-ld")
    namespace = "urn:setpoint:schema:"
    names = {str(s): as_read(str(o)) for s, o in graph.subject_objects(RDFS.label) if str(s).startswith(NODE)}
    assert names == {NODE + i: node.name for i, node in by_id(store).items()}
    typed = set(graph.subjects(RDF.type, URIRef(IOF + "ProcessParameter")))
    assert len(typed) == len(NAMES)
    assert set(graph.subjects(RDF.type, URIRef(IOF + "NormalOperatingRangeValueExpression")))
    statements = set(graph.subjects(RDF.type, RDF.Statement))
    assert len(statements) == len(NAMES) + 1
    for statement in statements:
        evidence = graph.value(statement, URIRef(namespace + "evidence"))
        assert str(graph.value(evidence, URIRef(namespace + "document"))) == "SOP-1"
        assert graph.value(evidence, URIRef(namespace + "end")) is not None
        ends = [graph.value(statement, part) for part in (RDF.subject, RDF.predicate, RDF.object)]
        assert tuple(ends) in graph


def test_jsonld_carries_its_context() -> None:
    context = json.loads(text(export(MemoryGraph())))["@context"]
    assert isinstance(context, dict)


def test_graphml_opens_in_networkx_with_every_name() -> None:
    store = hostile()
    read = nx.read_graphml(io.BytesIO(graphml(export(store))), force_multigraph=True)
    assert {i: unescaped(values["name"]) for i, values in read.nodes(data=True)} == {
        i: node.name for i, node in by_id(store).items()
    }
    [limit] = [values for _, values in read.nodes(data=True) if values["label"] == "Limit"]
    assert (limit["low"], limit["low_included"]) == (6.9, True)
    assert read.number_of_edges() == len(NAMES) + 1


@given(st.text(st.characters()))
def test_the_escape_for_xml_is_undone(value: str) -> None:
    assert unescaped(escaped(value)) == value


@given(st.text(st.sampled_from("\\u'0027\n\"`\x00")))
def test_no_literal_holds_what_could_end_it(value: str) -> None:
    written = literal(value)
    inner = written[1:-1].replace("' + '", "").replace("\\\\", "")
    assert "'" not in inner.replace("\\'", "")
    # Outside our own escapes of control characters no backslash stands before a u.
    assert "\\u0027" not in written
    assert "\n" not in written


def test_the_script_makes_the_same_graph_on_a_server(neo4j_url: str) -> None:
    from neo4j import GraphDatabase

    from graph.neo4j_store import Neo4jGraph

    store = hostile(uuid.uuid4().hex)
    place = Neo4jGraph.open(neo4j_url, "unused").place
    user, _, password = neo4j_url.split("//")[1].split("@", maxsplit=1)[0].partition(":")
    ids = list(by_id(store))
    with GraphDatabase.driver(place, auth=(user, password)) as driver, driver.session() as session:
        try:
            for statement in "".join(cypher_script(export(store))).split(";\n"):
                if statement.strip():
                    session.run(statement).consume()
            found = session.run(f"MATCH (n:{EVERY}) WHERE n.id IN $ids RETURN n, labels(n) AS labels", ids=ids)
            nodes = {r["n"]["id"]: (as_read(r["n"]["name"]), set(r["labels"]) - {EVERY}) for r in found}
            joined = session.run(
                f"MATCH (a:{EVERY})-[r]->(b:{EVERY}) WHERE a.id IN $ids RETURN type(r) AS t, a.id AS a, b.id AS b, r",
                ids=ids,
            )
            edges = {(r["r"]["id"], r["t"], r["a"], r["b"]): dict(r["r"]) for r in joined}
        finally:
            session.run(f"MATCH (n:{EVERY}) WHERE n.id IN $ids DETACH DELETE n", ids=ids).consume()
    assert nodes == {i: (node.name, {node.label.value}) for i, node in by_id(store).items()}
    there = store.edges(by_id(store))
    assert edges.keys() == {(e.id, e.relation.value, e.subject, e.object) for e in there}
    for edge in there:
        values = edges[edge.id, edge.relation.value, edge.subject, edge.object]
        assert values["evidence_document"] == "SOP-1"
        if edge.relation is Relation.HAS_PARAMETER:
            assert as_read(values["set_point"]) == edge.property("set_point")
