"""Which parameters has a step, operation or product, of which class, with which set point and limits?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.process import Edge, Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.limits import limits_of
from graph.questions.rows import LimitRow, ParameterRow, all_evidence
from graph.questions.values import beside
from graph.schema import Label, Relation
from graph.store import Way
from retrieval.documents import Status

WHERE = (Label.UNIT_OPERATION, Label.STEP)


def parameters(
    inquiry: Inquiry, name: str | None = None, *, product: str | None = None, step: str | None = None
) -> tuple[ParameterRow, ...]:
    """The parameters, each with where it is set. Raises UnknownEntity."""
    if step is not None and name is None:
        nodes = _of_steps(inquiry, step, product)
    else:
        nodes = inquiry.things([Label.PARAMETER], name, product)
    rows = parameters_of(inquiry, nodes)
    return tuple(row for row in rows if step is None or any(naming.within(step, w) for w in (row.step, row.operation)))


def parameters_of(inquiry: Inquiry, nodes: Iterable[Node]) -> tuple[ParameterRow, ...]:
    """The rows of some parameters: one for each thing that is said of one in one place; four calls of the store."""
    of = {node.id: node for node in nodes}
    edges = inquiry.store.edges(of, Way.IN, [Relation.HAS_PARAMETER])
    places = inquiry.store.nodes({edge.subject for edge in edges})
    bounds: dict[tuple[str, Status], list[LimitRow]] = defaultdict(list)
    for limit in limits_of(inquiry, of.values()):
        bounds[limit.subject, limit.status].append(limit)
    said: dict[tuple[str, str, Status], list[ParameterRow]] = defaultdict(list)
    for edge in edges:
        place, status = places.get(edge.subject), inquiry.status(edge)
        if place is not None and status is not None:
            node = of[edge.object]
            said[node.id, place.id, status].append(_row(node, place, edge, status, bounds[node.id, status]))
    rows = [row for some in said.values() for row in _told_once(some)]
    rows = _with_conflicts(inquiry, rows)
    placed = {(row.node, row.status) for row in rows}
    rows += [_limited_alone(of[key[0]], limits) for key, limits in bounds.items() if limits and key not in placed]
    return tuple(sorted(rows, key=_order))


def _of_steps(inquiry: Inquiry, step: str, product: str | None) -> list[Node]:
    places = inquiry.things(WHERE, step, product)
    edges = inquiry.store.edges([p.id for p in places], Way.OUT, [Relation.HAS_PARAMETER])
    return list(inquiry.store.nodes({edge.object for edge in edges}).values())


def _row(node: Node, place: Node, edge: Edge, status: Status, limits: Sequence[LimitRow]) -> ParameterRow:
    step = place.name
    here = tuple(row for row in limits if not row.step or naming.loose(row.step) == naming.loose(step))
    return ParameterRow(
        name=node.name,
        aliases=node.aliases,
        product=node.context.product or place.context.product,
        step=step,
        operation=node.context.operation or place.context.operation or (step if place.label != Label.STEP else ""),
        criticality=str(edge.property("class") or "") or None,
        set_point=str(edge.property("set_point") if edge.property("set_point") is not None else ""),
        unit=str(edge.property("unit") or ""),
        limits=here,
        concept=node.concept,
        node=node.id,
        evidence=(edge.evidence,),
        status=status,
    )


def _limited_alone(node: Node, limits: Sequence[LimitRow]) -> ParameterRow:
    """A parameter that has limits, but no place where it is set."""
    evidence = all_evidence(*(row.evidence for row in limits))
    at = node.context
    return ParameterRow(
        name=node.name,
        aliases=node.aliases,
        product=at.product,
        step=at.operation,
        operation=at.operation,
        criticality=None,
        set_point="",
        unit="",
        limits=tuple(limits),
        concept=node.concept,
        node=node.id,
        evidence=evidence,
        status=limits[0].status,
    )


def _told_once(rows: Sequence[ParameterRow]) -> list[ParameterRow]:
    """Rows of one parameter in one place: those that do not contradict each other are one."""
    found: list[ParameterRow] = []
    # What says most comes first, so that the outcome does not depend on the order of the rows.
    for row in sorted(rows, key=lambda r: (not r.criticality, not r.set_point, _order(r))):
        for n, known in enumerate(found):
            if not _differ(row, known):
                found[n] = replace(
                    known,
                    criticality=known.criticality or row.criticality,
                    set_point=known.set_point or row.set_point,
                    unit=known.unit or row.unit,
                    evidence=all_evidence(known.evidence, row.evidence),
                )
                break
        else:
            found.append(row)
    return found


def _differ(one: ParameterRow, other: ParameterRow) -> bool:
    classes = {one.criticality or other.criticality, other.criticality or one.criticality}
    if len(classes) > 1:
        return True
    if not (one.set_point and other.set_point):
        return False
    mine, theirs = beside(one.set_point, one.unit), beside(other.set_point, other.unit)
    if mine is None or theirs is None:
        return naming.loose(f"{one.set_point} {one.unit}") != naming.loose(f"{other.set_point} {other.unit}")
    return not mine.agrees(theirs)


def _with_conflicts(inquiry: Inquiry, rows: Sequence[ParameterRow]) -> list[ParameterRow]:
    number_of = inquiry.records.number
    disputed: set[int] = set()
    groups: dict[tuple[str, str], list[ParameterRow]] = defaultdict(list)
    for row in rows:
        if row.status is Status.EFFECTIVE:
            groups[row.node, row.step].append(row)
    for group in groups.values():
        for one in group:
            numbers = {number_of(e) for e in one.evidence}
            others = [o for o in group if o is not one and {number_of(e) for e in o.evidence} != numbers]
            if any(_differ(one, other) for other in others):
                disputed.add(id(one))
    marked = [replace(row, conflict=True) if id(row) in disputed else row for row in rows]
    return [replace(row, conflict=True) if any(_open(x) for x in row.limits) else row for row in marked]


def _open(row: LimitRow) -> bool:
    return row.conflict and row.status is Status.EFFECTIVE


def _order(row: ParameterRow) -> tuple[str, ...]:
    said = (row.criticality or "~", row.set_point, row.unit)
    places = [f"{e.document}:{e.start:012d}" for e in row.evidence]
    return (row.product, row.operation, row.step, row.concept, row.status, *said, row.node, *places)
