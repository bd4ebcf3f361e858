"""Which attributes has a product, with which acceptance criterion, method, stage and class?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.process import Edge, Evidence, Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.limits import limits_of
from graph.questions.rows import AttributeRow, LimitRow, all_evidence
from graph.schema import Label, Relation
from graph.store import Way
from retrieval.documents import Status

# Limits that decide whether an attribute is accepted; the others are for watching a process.
ACCEPTANCE = ("spec", "action")


@dataclass(frozen=True, slots=True)
class _Method:
    name: str
    criticality: str | None
    status: Status
    evidence: tuple[Evidence, ...]


def attributes(
    inquiry: Inquiry, name: str | None = None, *, product: str | None = None, stage: str | None = None
) -> tuple[AttributeRow, ...]:
    """The attributes, a row a criterion. Raises UnknownEntity."""
    rows = attributes_of(inquiry, inquiry.things([Label.ATTRIBUTE], name, product))
    return tuple(row for row in rows if stage is None or naming.within(stage, row.stage))


def attributes_of(inquiry: Inquiry, nodes: Iterable[Node]) -> tuple[AttributeRow, ...]:
    """The rows of some attributes, also of those without criterion or method; four calls of the store."""
    of = {node.id: node for node in nodes}
    methods = _methods(inquiry, of)
    criteria: dict[str, list[LimitRow]] = defaultdict(list)
    for limit in limits_of(inquiry, of.values()):
        criteria[limit.subject].append(limit)
    rows: list[AttributeRow] = []
    for identity, node in of.items():
        rows += [_limited(node, limit, methods[identity]) for limit in criteria[identity]]
        limited = {limit.status for limit in criteria[identity]}
        rows += [_measured(node, m) for m in methods[identity] if m.status not in limited]
    return tuple(sorted(rows, key=_order))


def _methods(inquiry: Inquiry, of: dict[str, Node]) -> dict[str, list[_Method]]:
    edges = inquiry.store.edges(of, Way.OUT, [Relation.MEASURED_BY])
    nodes = inquiry.store.nodes({edge.object for edge in edges})
    grouped: dict[tuple[str, str, Status], list[Edge]] = defaultdict(list)
    for edge in edges:
        status = inquiry.status(edge)
        if status is not None and edge.object in nodes:
            grouped[edge.subject, edge.object, status].append(edge)
    found: dict[str, list[_Method]] = defaultdict(list)
    for (subject, object_, status), some in grouped.items():
        classes = sorted({str(e.property("class")) for e in some if e.property("class")})
        evidence = all_evidence([e.evidence for e in some])
        found[subject].append(_Method(nodes[object_].name, " or ".join(classes) or None, status, evidence))
    for some in found.values():
        some.sort(key=lambda m: (m.name, m.status))
    return found


def _limited(node: Node, limit: LimitRow, methods: Sequence[_Method]) -> AttributeRow:
    stated = [m for m in methods if m.status is limit.status]
    fitting = [m for m in stated if not limit.method or naming.loose(m.name) == naming.loose(limit.method)]
    return AttributeRow(
        name=node.name,
        aliases=node.aliases,
        product=limit.product,
        criticality=_class(fitting or stated),
        stage=limit.stage,
        criterion=limit.text,
        low=limit.low,
        high=limit.high,
        low_included=limit.low_included,
        high_included=limit.high_included,
        unit=limit.unit,
        kind=limit.kind,
        method=limit.method or " or ".join(m.name for m in fitting),
        concept=node.concept,
        node=node.id,
        evidence=all_evidence(limit.evidence, *(m.evidence for m in fitting)),
        status=limit.status,
        conflict=limit.conflict,
    )


def _measured(node: Node, method: _Method) -> AttributeRow:
    return AttributeRow(
        name=node.name,
        aliases=node.aliases,
        product=node.context.product,
        criticality=method.criticality,
        stage=node.context.time,
        criterion="",
        low=None,
        high=None,
        low_included=True,
        high_included=True,
        unit="",
        kind="",
        method=method.name,
        concept=node.concept,
        node=node.id,
        evidence=method.evidence,
        status=method.status,
    )


def _class(methods: Sequence[_Method]) -> str | None:
    classes = sorted({m.criticality for m in methods if m.criticality})
    return " or ".join(classes) or None


def _order(row: AttributeRow) -> tuple[str, ...]:
    acceptance = "0" if row.kind in ACCEPTANCE else "1"
    return (row.product, row.concept, row.stage, row.method, acceptance, row.kind, row.status, row.criterion, row.node)
