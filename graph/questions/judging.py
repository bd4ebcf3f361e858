"""Holding what a run recorded against the limits that were in force on its day.

A limit applies to a measurement of the same thing, in the same product, operation, time point and
method, as far as both sides state them. Where the records leave one of these open, the measurement is
judged only if every limit that could be meant gives the same verdict, and the judgement says so.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.process import Edge, Evidence, Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.limits import WHAT, interval, limits_of
from graph.questions.rows import Judged, LimitRow, all_evidence
from graph.questions.times import same_time
from graph.questions.values import measured_quantity, number, stands
from graph.schema import Relation
from graph.store import Wanted, Way
from retrieval.documents import Status

# Kinds that are judged unless others are asked for: leaving the normal range or an alert limit is no failure.
BINDING = ("spec", "action", "PAR")
_BARE = re.compile(r"\d+(?:\.\d+)?")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A measurement of a run, and what it is of (None where that is not stated)."""

    run: str
    measurement: Node
    of: Node | None
    edge: Edge
    evidence: tuple[Evidence, ...]

    @property
    def concept(self) -> str:
        """The concept of what was measured."""
        return (self.of or self.measurement).concept

    @property
    def stage(self) -> str:
        """The time point or stage, as far as it is stated anywhere."""
        of = self.of.context.time if self.of else ""
        return self.measurement.context.time or of or str(self.edge.property("time") or "")

    @property
    def method(self) -> str:
        """The method, where one is stated."""
        return self.measurement.context.method or (self.of.context.method if self.of else "")

    @property
    def operation(self) -> str:
        """The unit operation, where one is stated."""
        return self.of.context.operation if self.of else ""


@dataclass(frozen=True, slots=True)
class RunContext:
    """What the limits of a run depend on: its product, its days, and the documents that it followed (folded)."""

    product: str
    started: dt.date | None
    ended: dt.date | None
    followed: frozenset[str]


def recorded_of(inquiry: Inquiry, runs: Collection[str]) -> dict[str, list[Recorded]]:
    """What runs recorded, of versions in force; four calls of the store."""
    edges = inquiry.store.edges(runs, Way.OUT, [Relation.RECORDED])
    edges = inquiry.by_status(edges).get(Status.EFFECTIVE, [])
    nodes = inquiry.store.nodes({edge.object for edge in edges})
    of_edges = inquiry.by_status(inquiry.store.edges(nodes, Way.OUT, [Relation.OF])).get(Status.EFFECTIVE, [])
    targets = inquiry.store.nodes({edge.object for edge in of_edges})
    of: dict[str, Node] = {}
    for edge in of_edges:
        if edge.object in targets:
            of.setdefault(edge.subject, targets[edge.object])
    told: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.object in nodes:
            told[edge.subject, edge.object].append(edge)
    found: dict[str, list[Recorded]] = defaultdict(list)
    for (run, measurement), some in told.items():
        evidence = all_evidence([edge.evidence for edge in some])
        found[run].append(Recorded(run, nodes[measurement], of.get(measurement), some[0], evidence))
    return found


def judge(
    inquiry: Inquiry,
    recorded: Mapping[str, Sequence[Recorded]],
    runs: Mapping[str, RunContext],
    kinds: Collection[str] = BINDING,
) -> dict[str, list[Judged]]:
    """The verdicts on what each run recorded; four calls of the store."""
    concepts = {one.concept for some in recorded.values() for one in some}
    # Things of other products bind none of these runs: of a large site, they are nearly all.
    products = inquiry.spellings(WHAT, {runs[run].product for run in recorded}) if concepts else ()
    things = inquiry.store.find(Wanted(labels=WHAT, concepts=concepts, products=products)) if concepts else []
    bounds: dict[str, list[LimitRow]] = defaultdict(list)
    for limit in limits_of(inquiry, things):
        if limit.kind in kinds:
            bounds[limit.concept].append(limit)
    found: dict[str, list[Judged]] = {}
    for run, some in recorded.items():
        times: dict[str, set[str]] = defaultdict(set)
        for one in some:
            times[one.concept].add(one.stage)
        binding = {concept: [b for b in bounds[concept] if _binds(inquiry, b, runs[run])] for concept in times}
        verdicts = [
            verdict
            for one in some
            for verdict in _verdicts(one, binding[one.concept], single=len(times[one.concept]) == 1)
        ]
        found[run] = sorted(verdicts, key=_order)
    return found


def _verdicts(one: Recorded, limits: Sequence[LimitRow], *, single: bool) -> list[Judged]:
    certain: dict[str, list[LimitRow]] = defaultdict(list)
    open_: dict[str, list[tuple[LimitRow, str]]] = defaultdict(list)
    for limit in limits:
        why = _applies(limit, one, single=single)
        if why == "":
            certain[limit.kind].append(limit)
        elif why is not None:
            open_[limit.kind].append((limit, why))
    found = [_judged(one, limit, "") for some in certain.values() for limit in some]
    for kind, some in open_.items():
        if kind in certain:
            continue
        verdicts = [_judged(one, limit, why) for limit, why in some]
        if len({v.within for v in verdicts}) == 1:
            found += verdicts
        else:
            found += [_undecided(v) for v in verdicts]
    return found


def _binds(inquiry: Inquiry, limit: LimitRow, run: RunContext) -> bool:
    """Whether a limit was in force on the day of a run, and is one for it."""
    day = (run.ended or run.started) if limit.kind == "spec" else (run.started or run.ended)
    in_force = any(inquiry.records.status_on(e, day) is Status.EFFECTIVE for e in limit.evidence)
    return in_force and _for_run(inquiry, limit, run)


def _applies(limit: LimitRow, one: Recorded, *, single: bool) -> str | None:
    """None when a limit that binds the run does not apply, "" when it does, else what the records leave open."""
    if not _by_same_method(limit, one):
        return None
    here, when = _there(limit, one), _then(limit, one, single=single)
    return None if here is None or when is None else here or when


def _for_run(inquiry: Inquiry, limit: LimitRow, run: RunContext) -> bool:
    """Whether a limit binds a run: that of its product, or of a document that it followed and that names none."""
    if limit.product:
        return bool(run.product) and inquiry.same_product(limit.product, run.product)
    return bool(run.followed & {inquiry.records.number(e) for e in limit.evidence})


def _by_same_method(limit: LimitRow, one: Recorded) -> bool:
    return not (limit.method and one.method) or naming.loose(limit.method) == naming.loose(one.method)


def _there(limit: LimitRow, one: Recorded) -> str | None:
    if not limit.operation:
        return ""
    if not one.operation:
        return "the operation of the measurement is not stated"
    same = naming.within(limit.operation, one.operation) or naming.within(one.operation, limit.operation)
    return "" if same else None


def _then(limit: LimitRow, one: Recorded, *, single: bool) -> str | None:
    if limit.stage and one.stage:
        return "" if same_time(limit.stage, one.stage) else None
    if limit.stage:
        return "the time point of the measurement is not stated"
    # A specification without a time point is for the product, not for every sample on the way to it.
    return None if limit.kind == "spec" and one.stage and not single else ""


def _judged(one: Recorded, limit: LimitRow, why: str) -> Judged:
    measured, bound = measured_quantity(one.measurement), interval(limit)
    within: bool | None = None
    if bound is None:
        why = "the limit has no number"
    elif measured is None:
        why = "no number was recorded"
    elif not measured.comparable(bound):
        why = f"{measured.unit or 'no unit'} cannot be held against {bound.unit or 'no unit'}"
    else:
        within = stands(measured, bound)
        why = why if within is not None else "only one end of the reading is known"
    of = one.of or one.measurement
    at = str(one.edge.property("at") or "")
    return Judged(of.name, one.stage, at, written(one.measurement), limit, within, why, one.evidence)


def _undecided(verdict: Judged) -> Judged:
    why = f"{verdict.why}; the limits that could be meant disagree"
    return Judged(
        verdict.name, verdict.stage, verdict.at, verdict.value, verdict.limit, None, why, verdict.evidence
    )  # fmt: skip


def written(measurement: Node) -> str:
    """A measurement as its record has it, with its unit; a power of ten that stands over a column is written out."""
    text, unit = str(measurement.detail("text") or ""), str(measurement.detail("unit") or "")
    value = number(measurement.detail("value"))
    if not text:
        text = str(measurement.name) if value is None else f"{value:.10g}"
    text = f"{text}{_power(text, value)}"
    return text if not unit or text.endswith(unit) else f"{text} {unit}"


def _power(text: str, value: float | None) -> str:
    """The power of ten between a bare number as written and its value: " × 10⁶" for 29.8 that is 29,800,000."""
    if not value or not _BARE.fullmatch(text):
        return ""
    exponent = math.log10(abs(value / float(text))) if float(text) else 0.0
    whole = round(exponent)
    return f" × 10{str(whole).translate(_RAISED)}" if whole and math.isclose(exponent, whole, abs_tol=1e-9) else ""


def _order(verdict: Judged) -> tuple[str, ...]:
    limit = verdict.limit
    first = verdict.evidence[0]
    place = f"{first.document}:{first.start:012d}:{first.end}"
    return (verdict.limit.concept, verdict.stage, verdict.at, limit.kind, limit.text, limit.node, limit.status, place)
