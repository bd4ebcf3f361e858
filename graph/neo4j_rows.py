"""Entities and edges as properties in Neo4j, and back.

What they carry stands in properties of its own name, so that Neo4j's tools show a process. Neo4j
holds texts, 64-bit integers, floats and truth values; any other value stands in `exact`, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import cast

from graph.exact_text import as_read, written
from graph.fact_rows import text_key
from graph.process import Context, Details, Edge, Evidence, Node, Value
from graph.schema import DETAILS, PROPERTIES, Label, Relation
from graph.sums import edge_sum, node_sum

Content = dict[str, object]

_INT64 = range(-(2**63), 2**63)
_CONTEXT = tuple(field.name for field in fields(Context))
# A relation may carry a time `at`; who asserted it, and when, are kept under names of their own.
_EVIDENCE = {"start": "start", "end": "end", "extractor": "extractor", "by": "asserted_by", "at": "asserted_at"}


def key_of(graph: str, identity: str) -> str:
    """The name of an entity or edge among those of every graph on a server."""
    return written(f"{graph}:{identity}")


def node_content(graph: str, node: Node) -> Content:
    """The properties of an entity."""
    context = {name: getattr(node.context, name) for name in _CONTEXT}
    return {
        "key": key_of(graph, node.id),
        "graph": graph,
        "id": node.id,
        "label": node.label.value,
        "name": written(node.name),
        "name_key": text_key(node.name),
        "concept": written(node.concept),
        "concept_key": text_key(node.concept),
        "layer": node.layer,
        "aliases": [written(alias) for alias in node.aliases],
        "sum": node_sum(node),
        **{name: written(text) for name, text in context.items() if text},
        **_values(node.details, DETAILS.get(node.label, frozenset())),
    }


def node(content: Mapping[str, object], labels: list[str]) -> Node:
    """An entity from its properties and labels; KeyError, TypeError or ValueError if it is not one of ours."""
    label = Label(_text(content, "label"))
    if label.value not in labels:
        raise ValueError("its label and its property `label` differ")
    return Node(
        _text(content, "id"),
        label,
        as_read(_text(content, "name")),
        as_read(_text(content, "concept")),
        Context(**{name: as_read(_text(content, name)) for name in _CONTEXT if name in content}),
        tuple(map(as_read, cast("list[str]", content["aliases"]))),
        _details(content, DETAILS.get(label, frozenset())),
        _text(content, "layer"),
    )


def edge_content(graph: str, edge: Edge) -> Content:
    """The properties of an edge."""
    evidence = {stored: getattr(edge.evidence, name) for name, stored in _EVIDENCE.items()}
    return {
        "key": key_of(graph, edge.id),
        "graph": graph,
        "id": edge.id,
        "layer": edge.layer,
        "document": written(edge.evidence.document),
        "sum": edge_sum(edge),
        **{name: written(value) if isinstance(value, str) else value for name, value in evidence.items() if value},
        **_values(edge.properties, PROPERTIES.get(edge.relation, frozenset())),
    }


def edge(content: Mapping[str, object], relation: str, subject: str, object_: str) -> Edge:
    """An edge from its properties, type and the ids of its ends; errors as with `node`."""
    evidence = Evidence(
        as_read(_text(content, "document")),
        _number(content, "start"),
        _number(content, "end"),
        *(
            as_read(_text(content, name)) if name in content else ""
            for name in ("extractor", "asserted_by", "asserted_at")
        ),
    )
    kind = Relation(relation)
    properties = _details(content, PROPERTIES.get(kind, frozenset()))
    return Edge(_text(content, "id"), kind, subject, object_, evidence, properties, _text(content, "layer"))


def _values(values: Details, known: frozenset[str]) -> Content:
    native: Content = {}
    exact: Content = {}
    for name, value in values:
        held = written(value) if isinstance(value, str) else value
        fits = name in known and held is not None and (type(held) is not int or held in _INT64)
        (native if fits else exact)[written(name) if not fits else name] = held
    return {**native, "exact": json.dumps(exact)} if exact else native


def _details(content: Mapping[str, object], known: frozenset[str]) -> Details:
    found: dict[str, object] = {name: value for name, value in content.items() if name in known}
    exact: object = json.loads(_text(content, "exact")) if "exact" in content else {}
    if not isinstance(exact, dict):
        raise TypeError("exact is no JSON object")
    found |= {as_read(name): value for name, value in cast("dict[str, object]", exact).items()}
    return tuple(sorted((name, _value(value)) for name, value in found.items()))


def _value(value: object) -> Value:
    if isinstance(value, str):
        return as_read(value)
    if value is None or isinstance(value, int | float):
        return value
    raise TypeError("a value of a kind that is never written")


def _text(content: Mapping[str, object], name: str) -> str:
    value = content[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _number(content: Mapping[str, object], name: str) -> int:
    value = content.get(name, 0)
    if type(value) is not int:
        raise TypeError(f"{name} is no whole number")
    return value
