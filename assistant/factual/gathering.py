"""What the graph holds of parameters and attributes, laid out as stated values."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.factual.stated import Stated
from graph.process import Edge, Evidence, Node
from graph.questions import naming
from graph.questions.attributes import attributes_of
from graph.questions.inquiry import Inquiry
from graph.questions.limits import limits_of
from graph.questions.rows import AttributeRow, LimitRow
from graph.questions.values import with_unit
from graph.schema import Label, Relation
from graph.store import Way

THINGS = (Label.PARAMETER, Label.ATTRIBUTE)


def stated_values(inquiry: Inquiry, nodes: Sequence[Node]) -> list[Stated]:
    """Set points and limits of some things, of versions not in force too; five calls of the store."""
    of = {node.id: node for node in nodes}
    return [*_set_points(inquiry, of), *(_limit(inquiry, of[row.subject], row) for row in limits_of(inquiry, nodes))]


def method_values(inquiry: Inquiry, nodes: Sequence[Node]) -> list[Stated]:
    """The methods of some attributes, of versions not in force too."""
    of = {node.id: node for node in nodes}
    return [_method(inquiry, of[row.node], row) for row in attributes_of(inquiry, nodes) if row.method and row.evidence]


def _method(inquiry: Inquiry, node: Node, row: AttributeRow) -> Stated:
    first = row.evidence[0]
    return Stated(
        name=row.name,
        kind="method",
        value=row.method,
        label=node.label,
        concept=row.concept,
        wordings=names(inquiry, node),
        product=inquiry.product(row.product),
        place="",
        time=row.stage,
        method=row.method,
        unit="",
        number=inquiry.records.number(first),
        document=inquiry.records.title(first),
        title=title(inquiry, first),
        evidence=row.evidence,
        status=row.status,
    )


def _limit(inquiry: Inquiry, node: Node, row: LimitRow) -> Stated:
    first = row.evidence[0]
    return Stated(
        name=row.of,
        kind=row.kind,
        value=with_unit(row.text, row.unit),
        label=row.label,
        concept=row.concept,
        wordings=names(inquiry, node),
        product=inquiry.product(row.product),
        place=_place(row.operation, row.step),
        time=row.stage,
        method=row.method,
        unit=row.unit,
        number=inquiry.records.number(first),
        document=inquiry.records.title(first),
        title=title(inquiry, first),
        evidence=row.evidence,
        status=row.status,
        low=row.low,
        high=row.high,
    )


def _set_points(inquiry: Inquiry, of: dict[str, Node]) -> list[Stated]:
    edges = inquiry.store.edges(of, Way.IN, [Relation.HAS_PARAMETER])
    places = inquiry.store.nodes({edge.subject for edge in edges})
    found: dict[tuple[object, ...], Stated] = {}
    for edge in edges:
        place, status = places.get(edge.subject), inquiry.status(edge)
        value = edge.property("set_point")
        if place is None or status is None or value in (None, ""):
            continue
        stated = _set_point(inquiry, of[edge.object], place, edge)
        found.setdefault((edge.object, stated.value, stated.document), stated)
    return list(found.values())


def _set_point(inquiry: Inquiry, node: Node, place: Node, edge: Edge) -> Stated:
    unit = str(edge.property("unit") or "")
    status = inquiry.status(edge)
    assert status is not None
    return Stated(
        name=node.name,
        kind="set point",
        value=with_unit(str(edge.property("set_point")), unit),
        label=node.label,
        concept=node.concept,
        wordings=names(inquiry, node),
        product=inquiry.product(node.context.product or place.context.product),
        place=_place(node.context.operation or place.context.operation, place.name),
        time="",
        method="",
        unit=unit,
        number=inquiry.records.number(edge.evidence),
        document=inquiry.records.title(edge.evidence),
        title=title(inquiry, edge.evidence),
        evidence=(edge.evidence,),
        status=status,
    )


def names(inquiry: Inquiry, node: Node) -> tuple[str, ...]:
    """Every name of an entity: its own, those of records and those of the field."""
    own = (node.name, node.concept, *node.aliases)
    return tuple(dict.fromkeys([*own, *naming.wordings(node.concept, inquiry.vocabulary)]))


def title(inquiry: Inquiry, evidence: Evidence) -> str:
    """The title of the record that an evidence stands in."""
    entry = inquiry.records.entry(evidence.document)
    return entry.identity.title if entry else ""


def _place(operation: str, step: str) -> str:
    if not step or naming.loose(step) == naming.loose(operation):
        return operation
    return f"{operation}, {step}" if operation else step
