"""The graph as a Cypher script that makes it in an empty Neo4j database.

Labels and relationship types come from the closed schema; every other text is a string literal, made
by `literal` and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby, islice

from graph.exact_text import written
from graph.exchange.jsonld import ESCAPE, evidence
from graph.exchange.statements import Export, Statement
from graph.process import Node, Value
from graph.schema import Label, Relation

# Rows of one statement: large enough that the server plans seldom, small enough for its parser.
ROWS = 500

# Carried by every entity, for one constraint and one index over all of them.
EVERY = "SetpointExport"

# A map's key needs no quoting then; all of ours are of the schema.
_KEY = re.compile(r"[a-z][a-z_]*")

_NAMED = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile("[\\\\'\x00-\x1f\x7f-\x9f\u2028\u2029]")


def literal(value: Value) -> str:
    """A value as Cypher reads it: the one place where text becomes part of a statement.

    Neo4j turns backslash-u escapes into characters before it looks for the end of a literal, so a
    text that holds such an escape could end it. No backslash of a text is therefore ever followed by
    a u: the literal is ended between them and joined again. What the server could not hold is written
    as the graph's own store does (`exact_text`).
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    parts = re.split(r"(?<=\\)(?=u)", written(value))
    return " + ".join(f"'{_ESCAPED.sub(_escape, part)}'" for part in parts)


def cypher_script(export: Export) -> Iterator[str]:
    """The script as pieces of text; the head is comments."""
    for name, value in (*export.header.lines, ("escape", ESCAPE)):
        yield f"// {name}: {' '.join(str(value).split())}\n"
    yield f"CREATE CONSTRAINT setpoint_export IF NOT EXISTS FOR (n:{EVERY}) REQUIRE n.id IS UNIQUE;\n"
    for label, nodes in groupby(export.nodes(), lambda node: node.label):
        yield from _made(label, nodes)
    waiting: dict[Relation, list[str]] = {relation: [] for relation in sorted(Relation)}
    for statement in export.statements():
        rows = waiting[statement.edge.relation]
        rows.append(_edge(statement))
        if len(rows) == ROWS:
            yield _joined(statement.edge.relation, rows)
            rows.clear()
    yield from (_joined(relation, rows) for relation, rows in waiting.items() if rows)


def _made(label: Label, nodes: Iterable[Node]) -> Iterator[str]:
    rows = map(_node, nodes)
    while some := list(islice(rows, ROWS)):
        yield _unwind(some, f"MERGE (n:{EVERY} {{id: row.id}}) SET n:{label}, n += row")


def _joined(relation: Relation, rows: list[str]) -> str:
    ends = f"MATCH (a:{EVERY} {{id: row.subject}}), (b:{EVERY} {{id: row.object}})"
    return _unwind(rows, f"{ends} MERGE (a)-[r:{relation} {{id: row.id}}]->(b) SET r += row.values")


def _unwind(rows: list[str], then: str) -> str:
    listed = ",\n  ".join(rows)
    return f"UNWIND [\n  {listed}\n] AS row {then};\n"


def _node(node: Node) -> str:
    values: dict[str, Value] = {
        "id": node.id,
        "name": node.name,
        "concept": node.concept,
        "layer": node.layer or "site",
        **{name: value for name, value in asdict(node.context).items() if value},
        **dict(node.details),
    }
    aliases = f", aliases: [{', '.join(map(literal, node.aliases))}]" if node.aliases else ""
    return "{" + _pairs(values) + aliases + "}"


def _edge(statement: Statement) -> str:
    edge = statement.edge
    values: dict[str, Value] = {"layer": edge.layer or "site", "review": "unreviewed"}
    read = {f"evidence_{name}": v for name, v in evidence(statement).items() if isinstance(v, str | int)}
    ends = _pairs({"id": edge.id, "subject": edge.subject, "object": edge.object})
    return "{" + ends + ", values: {" + _pairs(values | read | dict(edge.properties)) + "}}"


def _pairs(values: Mapping[str, Value]) -> str:
    found = [(name, value) for name, value in values.items() if value is not None]
    assert all(_KEY.fullmatch(name) for name, _ in found), "keys are those of the schema"
    return ", ".join(f"{name}: {literal(value)}" for name, value in found)


def _escape(found: re.Match[str]) -> str:
    return _NAMED.get(found[0]) or f"\\u{ord(found[0]):04X}"
