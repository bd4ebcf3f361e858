"""The graph as GraphML, for networkx, yEd and Gephi: one typed attribute a value.

XML cannot hold every character. What it cannot is written as an escape that the file itself declares
(`escape` among its attributes): a backslash and u with four hexadecimal digits; a backslash is doubled.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from typing import IO, Any

from graph.exchange.jsonld import evidence
from graph.exchange.statements import Export, Statement
from graph.process import Context, Node, Value
from graph.schema import DETAILS, PROPERTIES

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
ESCAPE = r"characters that XML cannot hold are written as \uXXXX, a backslash as \\"

# Attributes whose values are numbers, where they are; a value of another kind goes into the text of this name.
NUMBERS = frozenset({"low", "high", "value", "order", "p", "size", "centre", "set_point", "start", "end"})
TRUTHS = frozenset({"low_included", "high_included"})

# What is no Char of XML 1.0 (W3C, "Extensible Markup Language (XML) 1.0", 2.2), and the backslash.
_ESCAPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\\\\]")

_CONTEXT = tuple(f.name for f in fields(Context))
_NODE_NAMES = ("label", "name", "concept", "aliases", "layer", *_CONTEXT)
_EVIDENCE = ("document", "version", "status", "file", "digest", "extractor", "by", "at", "quote", "start", "end")


def escaped(text: str) -> str:
    """Text as XML holds it."""
    return _ESCAPED.sub(lambda found: "\\\\" if found[0] == "\\" else f"\\u{ord(found[0]):04x}", text)


def unescaped(text: str) -> str:
    """The text that was escaped."""
    return re.sub(r"\\(?:\\|u([0-9a-f]{4}))", lambda found: chr(int(found[1], 16)) if found[1] else "\\", text)


def write_graphml(export: Export, stream: IO[bytes]) -> None:
    """Write the graph, one entity or edge in memory at a time."""
    from lxml import etree

    with etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("graphml", nsmap={None: NAMESPACE}), _lines(file):
            for part, names in _keys().items():
                for name in names:
                    for kind in _kinds(name):
                        key = {"id": f"{part}.{name}.{kind}", "for": part, "attr.name": name, "attr.type": kind}
                        file.write(etree.Element("key", key), "\n")
            with file.element("graph", {"id": "setpoint", "edgedefault": "directed"}), _lines(file):
                for name, value in (*export.header.lines, ("escape", ESCAPE)):
                    _data(file, "graph", name, value)
                    file.write("\n")
                _write_parts(export, file)


def _write_parts(export: Export, file: Any) -> None:
    for node in export.nodes():
        with file.element("node", {"id": node.id}):
            for name, value in _node(node).items():
                _data(file, "node", name, value)
        file.write("\n")
    for statement in export.statements():
        edge = statement.edge
        with file.element("edge", {"id": edge.id, "source": edge.subject, "target": edge.object}):
            for name, value in _edge(statement).items():
                _data(file, "edge", name, value)
        file.write("\n")


@contextmanager
def _lines(file: Any) -> Generator[None]:
    file.write("\n")
    yield
    file.write("\n")


def _keys() -> Mapping[str, tuple[str, ...]]:
    of_nodes = sorted({name for names in DETAILS.values() for name in names} - set(_NODE_NAMES))
    of_edges = sorted({f"p_{name}" for names in PROPERTIES.values() for name in names})
    header = ("status", "tool", "workspace_digest", "layers", "quotes", "made", "escape")
    return {
        "graph": header,
        "node": (*_NODE_NAMES, *of_nodes),
        "edge": ("relation", "layer", "review", *_EVIDENCE, *of_edges),
    }


def _kinds(name: str) -> tuple[str, ...]:
    plain = name.removeprefix("p_")
    if plain in NUMBERS:
        return ("string", "double")
    return ("string", "boolean") if plain in TRUTHS else ("string",)


def _data(file: Any, part: str, name: str, value: Value) -> None:
    if value is None or value == "":
        return
    kind, text = "string", str(value)
    if isinstance(value, bool):
        text = "true" if value else "false"
        kind = "boolean" if "boolean" in _kinds(name) else "string"
    elif isinstance(value, int | float) and "double" in _kinds(name):
        kind = "double"
    with file.element("data", {"key": f"{part}.{name}.{kind}"}):
        file.write(escaped(text))


def _node(node: Node) -> dict[str, Value]:
    found: dict[str, Value] = {
        "label": node.label.value,
        "name": node.name,
        "concept": node.concept,
        "aliases": " | ".join(node.aliases),
        "layer": node.layer or "site",
    }
    return found | {name: getattr(node.context, name) for name in _CONTEXT} | dict(node.details)


def _edge(statement: Statement) -> dict[str, Value]:
    edge = statement.edge
    found: dict[str, Value] = {
        "relation": edge.relation.value,
        "layer": edge.layer or "site",
        "review": "unreviewed",
    }
    read = {name: value for name, value in evidence(statement).items() if isinstance(value, str | int)}
    return found | read | {f"p_{name}": value for name, value in edge.properties}
