"""What are the limits of a parameter or attribute, in which context, in which version?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.process import Edge, Node
from graph.quantity import Quantity
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.rows import LimitRow, all_evidence
from graph.questions.values import ends_quantity, number
from graph.schema import Label, Relation
from graph.store import Way
from retrieval.documents import Status

WHAT = (Label.PARAMETER, Label.ATTRIBUTE)


def limits(
    inquiry: Inquiry,
    name: str | None = None,
    *,
    product: str | None = None,
    step: str | None = None,
    stage: str | None = None,
    kind: str | None = None,
) -> tuple[LimitRow, ...]:
    """Every limit with its whole context. Raises UnknownEntity."""
    rows = limits_of(inquiry, inquiry.things(WHAT, name, product))
    return tuple(
        row
        for row in rows
        if (step is None or naming.within(step, row.operation) or naming.within(step, row.step))
        and (stage is None or naming.within(stage, row.stage))
        and (kind is None or row.kind.casefold() == kind.casefold())
    )


def limits_of(inquiry: Inquiry, things: Iterable[Node]) -> tuple[LimitRow, ...]:
    """The limits of some entities, those of versions not in force too; two calls of the store."""
    of = {node.id: node for node in things}
    edges = inquiry.store.edges(of, Way.OUT, [Relation.LIMITED_BY])
    limit_nodes = inquiry.store.nodes({edge.object for edge in edges})
    stated: dict[tuple[object, ...], list[LimitRow]] = defaultdict(list)
    for edge in edges:
        limit, status = limit_nodes.get(edge.object), inquiry.status(edge)
        if limit is not None and status is not None:
            row = _row(of[edge.subject], limit, edge, status)
            stated[_statement(row)].append(row)
    rows = [replace(some[0], evidence=all_evidence(*(r.evidence for r in some))) for some in stated.values()]
    return tuple(sorted(_with_conflicts(inquiry, rows), key=_order))


def _row(of: Node, limit: Node, edge: Edge, status: Status) -> LimitRow:
    at, whole = limit.context, of.context
    return LimitRow(
        of=of.name,
        label=of.label,
        kind=str(limit.detail("kind") or ""),
        text=str(limit.detail("text") or limit.name),
        low=number(limit.detail("low")),
        high=number(limit.detail("high")),
        low_included=limit.detail("low_included") is not False,
        high_included=limit.detail("high_included") is not False,
        unit=str(limit.detail("unit") or ""),
        product=at.product or whole.product,
        operation=at.operation or whole.operation,
        step=at.step,
        stage=at.time or whole.time,
        method=at.method or whole.method,
        document=at.document,
        concept=of.concept,
        node=limit.id,
        subject=of.id,
        evidence=(edge.evidence,),
        status=status,
    )


def _statement(row: LimitRow) -> tuple[object, ...]:
    where = (row.subject, row.product, row.operation, row.step, row.stage, row.method)
    what = (row.kind, row.low, row.high, row.low_included, row.high_included, row.unit)
    # Without a number the wording is the limit.
    wording = row.text if row.low is None and row.high is None else ""
    return (*where, *what, wording, row.status)


def _with_conflicts(inquiry: Inquiry, rows: Sequence[LimitRow]) -> list[LimitRow]:
    """The rows, marked where two documents in force bind the same thing differently."""
    groups: dict[tuple[str, ...], list[LimitRow]] = defaultdict(list)
    for row in rows:
        if row.status is Status.EFFECTIVE:
            groups[row.label, row.concept, row.product, row.stage, row.kind].append(row)
    disputed: set[int] = set()
    for group in groups.values():
        for n, one in enumerate(group):
            for other in group[n + 1 :]:
                if _disagree(inquiry, one, other):
                    disputed |= {id(one), id(other)}
    return [replace(row, conflict=True) if id(row) in disputed else row for row in rows]


def _disagree(inquiry: Inquiry, one: LimitRow, other: LimitRow) -> bool:
    """Whether two limits of one thing and kind are in two documents, could bind the same, and differ."""
    number_of = inquiry.records.number
    if {number_of(e) for e in one.evidence} == {number_of(e) for e in other.evidence}:
        return False
    pairs = ((one.operation, other.operation), (one.step, other.step), (one.method, other.method))
    apart = any(mine and theirs and naming.loose(mine) != naming.loose(theirs) for mine, theirs in pairs)
    return not apart and not same_interval(one, other)


def same_interval(one: LimitRow, other: LimitRow) -> bool:
    """Whether two limits allow the same values; those without a number only when worded alike."""
    mine, theirs = interval(one), interval(other)
    if mine is None or theirs is None:
        return mine is theirs and naming.loose(one.text) == naming.loose(other.text)
    return mine.agrees(theirs)


def interval(row: LimitRow) -> Quantity | None:
    """The values that a limit allows."""
    return ends_quantity(row.low, row.high, row.unit, low_included=row.low_included, high_included=row.high_included)


def _order(row: LimitRow) -> tuple[str, ...]:
    kinds = ["spec", "action", "alert", "PAR", "NOR"]
    rank = str(kinds.index(row.kind)) if row.kind in kinds else "9"
    where = (row.product, row.operation, row.step, row.stage, row.method)
    return (row.concept, *where, rank, row.status, row.text, row.node)
