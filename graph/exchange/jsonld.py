"""The graph as JSON-LD: entities with the types of open ontologies, and statements with their evidence.

One item a line, so that a large graph is never in memory and two exports can be compared line by line.
The context stands in the file and names no address that a reader would fetch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from graph.exact_text import written
from graph.exchange.statements import Export, Statement
from graph.ontology import Match, Terms, load_ontology
from graph.process import Node
from graph.schema import Label, Relation

NODE = "urn:setpoint:node:"
EDGE = "urn:setpoint:edge:"
EXPORT = "urn:setpoint:export"

# As `exact_text` writes them; readers of JSON refuse half a surrogate pair.
ESCAPE = "characters that a text cannot hold are written as U+241B and four hexadecimal digits"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SKOS = {Match.EXACT: "skos:exactMatch", Match.BROAD: "skos:broadMatch", Match.CLOSE: "skos:closeMatch"}

Json = dict[str, object]


def jsonld(export: Export) -> Iterator[str]:
    """The document as pieces of text. What differs between two exports of one graph is the second line."""
    yield '{"@context": ' + _text(_context()) + ', "@graph": [\n'
    yield _text({"@id": EXPORT, "@type": "Export", **dict(export.header.lines), "escape": ESCAPE})
    for item in _items(export):
        yield ",\n" + _text(item)
    yield "\n]}\n"


def _items(export: Export) -> Iterator[Json]:
    yield from _words()
    for node in export.nodes():
        yield _node(node)
    for statement in export.statements():
        yield _statement(statement)
        edge = statement.edge
        yield {"@id": NODE + edge.subject, edge.relation.value: NODE + edge.object}


def _context() -> Json:
    ours = load_ontology().namespace
    relations = {relation.value: {"@id": ours + relation.value, "@type": "@id"} for relation in Relation}
    return {
        "@version": 1.1,
        "@vocab": ours,
        "rdf": _RDF,
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        **{name: source.prefix for name, source in load_ontology().sources.items()},
        "name": "rdfs:label",
        "subject": {"@id": "rdf:subject", "@type": "@id"},
        "predicate": {"@id": "rdf:predicate", "@type": "@vocab"},
        "object": {"@id": "rdf:object", "@type": "@id"},
        "classTerm": {"@type": "@id"},
        **relations,
    }


def _words() -> Iterator[Json]:
    """The words of the schema, each with what it is in open ontologies."""
    mapped = load_ontology()
    labels, relations = [label.value for label in Label], [relation.value for relation in Relation]
    parts: tuple[tuple[str, list[str], Terms], ...] = (
        ("rdfs:Class", labels, mapped.labels),
        ("rdf:Property", relations, mapped.relations),
        ("rdf:Property", list(mapped.properties), mapped.properties),
        ("rdfs:Class", list(mapped.limits), {}),
    )
    for kind, words, terms in parts:
        for word in words:
            item: Json = {"@id": mapped.namespace + word, "@type": kind, "name": word}
            for match, relation in _SKOS.items():
                found = [{"@id": term.iri} for term in terms.get(word, ()) if term.match is match]
                if found:
                    item[relation] = found
            yield item


def _node(node: Node) -> Json:
    values = {name: value for name, value in node.details if value is not None}
    context = {name: value for name, value in asdict(node.context).items() if value}
    item: Json = {"@id": NODE + node.id, "@type": _types(node), "name": node.name, "concept": node.concept}
    if node.aliases:
        item["alias"] = list(node.aliases)
    return item | context | values | {"layer": node.layer or "site"}


def _types(node: Node) -> list[str]:
    mapped = load_ontology()
    terms = mapped.labels.get(node.label.value, ())
    if node.label is Label.LIMIT:
        terms = (*terms, *mapped.limits.get(str(node.detail("kind")), ()))
    return [node.label.value, *(term.iri for term in terms if term.match.is_type)]


def _statement(statement: Statement) -> Json:
    edge = statement.edge
    properties: Json = {name: value for name, value in edge.properties if value is not None}
    terms = load_ontology().classes.get(str(edge.property("class")), ())
    if terms:
        properties["classTerm"] = terms[0].iri
    item: Json = {
        "@id": EDGE + edge.id,
        "@type": ["Statement", "rdf:Statement"],
        "subject": NODE + edge.subject,
        "predicate": edge.relation.value,
        "object": NODE + edge.object,
        "layer": edge.layer or "site",
        "review": "unreviewed",
        "evidence": evidence(statement),
    }
    return item | ({"properties": properties} if properties else {})


def evidence(statement: Statement) -> Json:
    """Where a statement was read, or who said it."""
    found = statement.edge.evidence
    cited = statement.cited
    values: Json = {
        "document": cited.number if cited else "",
        "version": cited.version if cited else "",
        "status": cited.status if cited else "",
        "file": cited.file if cited else "",
        "digest": found.document,
        "extractor": found.extractor,
        "by": found.by,
        "at": found.at,
        "quote": statement.quote,
    }
    kept = {name: value for name, value in values.items() if value}
    return kept | ({"start": found.start, "end": found.end} if found.document else {})


def _text(value: object) -> str:
    return written(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")))
