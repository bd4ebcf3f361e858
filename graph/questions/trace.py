"""What do the records say of one run: documents and versions, lots, equipment, donor, measurements, deviations?"""

from __future__ import annotations

from graph.errors import UnknownEntity
from graph.questions.deviations import deviations_of
from graph.questions.inquiry import Inquiry
from graph.questions.judging import BINDING, Recorded, judge, recorded_of, written
from graph.questions.rows import MeasurementRow, Trace
from graph.questions.run_facts import facts_of
from graph.questions.runs import run_row
from graph.questions.values import number
from graph.schema import Label

# A trace judges the normal range and alert limits too: its reader looks at one run closely.
KINDS = (*BINDING, "NOR", "alert")


def trace(inquiry: Inquiry, name: str) -> Trace:
    """The trace of the run of this name. Raises UnknownEntity, also when several runs could be meant."""
    nodes = inquiry.things([Label.RUN], name)
    if len(nodes) > 1:
        names = ", ".join(sorted({n.name for n in nodes})[:5])
        raise UnknownEntity(f"{name!r} could be several runs", next_step=f"name one of {names}")
    facts = facts_of(inquiry, nodes)[0]
    recorded = recorded_of(inquiry, [facts.node.id])
    verdicts = judge(inquiry, recorded, {facts.node.id: facts.context}, KINDS).get(facts.node.id, [])
    row = run_row(facts, [v for v in verdicts if v.limit.kind in BINDING])
    deviations = deviations_of(inquiry, inquiry.store.nodes([d.node for d in facts.deviations]).values())
    measurements = tuple(sorted((_measurement(r) for r in recorded.get(facts.node.id, [])), key=_order))
    return Trace(row, measurements, deviations, tuple(verdicts), evidence=row.evidence, status=row.status)


def _measurement(one: Recorded) -> MeasurementRow:
    node = one.measurement
    return MeasurementRow(
        name=(one.of or node).name,
        label=one.of.label if one.of else None,
        stage=one.stage,
        at=str(one.edge.property("at") or ""),
        text=written(node),
        value=number(node.detail("value")),
        low=number(node.detail("low")),
        high=number(node.detail("high")),
        unit=str(node.detail("unit") or ""),
        method=one.method,
        evidence=one.evidence,
    )


def _order(row: MeasurementRow) -> tuple[str, ...]:
    first = row.evidence[0]
    return (first.document, f"{first.start:012d}", f"{first.end:012d}", row.name, row.stage, row.text)
