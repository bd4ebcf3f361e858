"""Facts, definitions, assertions, entities and edges as rows and JSON of the ledger, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, cast

from graph.assertions import Assertion
from graph.exact_text import as_read, written
from graph.process import NOWHERE, Context, Definition, Details, Edge, Evidence, Fact, Mention, Node, Unread, digest_of
from graph.schema import Label, Relation
from graph.sums import edge_sum, node_sum

Row = Mapping[Any, Any]
Json = dict[str, object]

_CONTEXT = tuple(field.name for field in fields(Context))


def fact_row(document: str, ordinal: int, fact: Fact) -> Json:
    """A fact of a document version."""
    e = fact.evidence
    return {
        "document": document,
        "ordinal": ordinal,
        "relation": fact.relation.value,
        "start": e.start,
        "end": e.end,
        "extractor": e.extractor,
        "body": {
            "subject": _mention_json(fact.subject),
            "object": _mention_json(fact.object),
            "properties": dict(fact.properties),
        },
    }


def fact(row: Row) -> Fact:
    """A fact from its row."""
    body = row["body"]
    evidence = Evidence(row["document"], row["start"], row["end"], row["extractor"])
    subject, object_ = _mention(body["subject"]), _mention(body["object"])
    return Fact(Relation(row["relation"]), subject, object_, evidence, _details(body["properties"]))


def definition_row(document: str, ordinal: int, definition: Definition) -> Json:
    """A definition of a document version."""
    place = {"start": definition.evidence.start, "end": definition.evidence.end}
    return {"document": document, "ordinal": ordinal, "short": definition.short, "long": definition.long, **place}


def definition(row: Row) -> Definition:
    """A definition from its row."""
    return Definition(row["short"], row["long"], Evidence(row["document"], row["start"], row["end"]))


def unread_rows(unread: Sequence[Unread]) -> list[Json]:
    """What could not be read."""
    return [{"what": u.what, **_evidence_json(u.evidence)} for u in unread]


def unread(document: str, rows: Sequence[Row]) -> tuple[Unread, ...]:
    """What could not be read in a document version."""
    return tuple(
        Unread(row["what"], Evidence(document, row["start"], row["end"], row.get("extractor", ""))) for row in rows
    )


def assertion_row(assertion: Assertion) -> Json:
    """What a person asserted."""
    return {**asdict(assertion), "body": dict(assertion.body)}


def assertion(row: Row) -> Assertion:
    """An assertion from its row."""
    withdrawn = tuple(row["withdrawn"]) if row["withdrawn"] else None
    body = tuple(sorted(row["body"].items()))
    return Assertion(row["id"], row["kind"], body, row["reason"], row["who"], row["at"], withdrawn)


def node_row(node: Node) -> Json:
    """An entity as a row of the embedded graph."""
    body = {"aliases": list(node.aliases), "details": dict(node.details), "context": _context_json(node.context)}
    return {
        "id": node.id,
        "label": node.label.value,
        "name": written(node.name),
        "name_key": text_key(node.name),
        "concept": written(node.concept),
        "concept_key": text_key(node.concept),
        "product": written(node.context.product),
        "layer": node.layer,
        "body": _each_text(body, written),
        "sum": node_sum(node),
    }


def node(row: Row) -> Node:
    """An entity from its row."""
    body = row["body"]
    return Node(
        row["id"],
        Label(row["label"]),
        as_read(row["name"]),
        as_read(row["concept"]),
        Context(**_read(body["context"])),
        tuple(map(as_read, body["aliases"])),
        _details(_read(body["details"])),
        row["layer"],
    )


def edge_row(edge: Edge) -> Json:
    """An edge as a row of the embedded graph."""
    body: Json = {"properties": dict(edge.properties), "evidence": _evidence_json(edge.evidence)}
    ends = {"subject": edge.subject, "object": edge.object, "document": written(edge.evidence.document)}
    columns = {"id": edge.id, "relation": edge.relation.value, "layer": edge.layer}
    return {**columns, **ends, "body": _each_text(body, written), "sum": edge_sum(edge)}


def edge(row: Row) -> Edge:
    """An edge from its row."""
    body = row["body"]
    evidence = Evidence(as_read(row["document"]), **_read(body["evidence"]))
    properties = _details(_read(body["properties"]))
    return Edge(row["id"], Relation(row["relation"]), row["subject"], row["object"], evidence, properties, row["layer"])


def text_key(text: str) -> str:
    """A short name for a text: indexes do not hold texts of any length (PostgreSQL's B-tree stops at 2,704 bytes)."""
    return digest_of(text)


def _each_text(value: object, change: Callable[[str], str]) -> object:
    """A JSON value with every text in it changed; names of members are our own and stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(one, change) for one in cast("list[object]", value)]
    if isinstance(value, dict):
        return {name: _each_text(one, change) for name, one in cast("Json", value).items()}
    return value


def _read(values: Row) -> dict[str, Any]:
    """Named values with the texts among them as they were: what `_each_text` does, without its way down."""
    return {name: as_read(value) if isinstance(value, str) else value for name, value in values.items()}


def _evidence_json(evidence: Evidence) -> Json:
    """What an evidence says beside its document."""
    texts = (("extractor", evidence.extractor), ("by", evidence.by), ("at", evidence.at))
    return {"start": evidence.start, "end": evidence.end, **{name: text for name, text in texts if text}}


def _mention_json(mention: Mention) -> Json:
    found: Json = {"label": mention.label.value, "name": mention.name}
    if mention.context != NOWHERE:
        found["context"] = _context_json(mention.context)
    if mention.details:
        found["details"] = dict(mention.details)
    return found


def _mention(body: Row) -> Mention:
    context = Context(**body.get("context", {}))
    return Mention(Label(body["label"]), body["name"], context, _details(body.get("details", {})))


def _context_json(context: Context) -> dict[str, str]:
    return {name: value for name in _CONTEXT if (value := getattr(context, name))}


def _details(values: Row) -> Details:
    return tuple(sorted(values.items()))
