"""Which runs left a limit, consumed a lot, came from a donor, used an equipment, followed a document?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from graph.process import Evidence, Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.judging import BINDING, judge, recorded_of
from graph.questions.limits import WHAT
from graph.questions.rows import Judged, RunRow, all_evidence
from graph.questions.run_facts import RunFacts, facts_of, parted
from graph.schema import Label, Relation
from graph.store import Wanted, Way

# Broken, these make a run fail; the others are excursions.
FAILING = ("spec", "action")


@dataclass(frozen=True, slots=True)
class RunsWanted:
    """Which runs; what is None does not matter.

    `broken` names the parameter or attribute whose limit a run left; with `kept`, runs that recorded it
    and left none are there too. `kinds` are the kinds of limits that are judged, `document` may name a
    version ("SOP-127 v4"), and `since` and `until` are days of the start, both included.
    """

    run: str | None = None
    product: str | None = None
    lot: str | None = None
    donor: str | None = None
    equipment: str | None = None
    document: str | None = None
    deviation: str | None = None
    broken: str | None = None
    kinds: Collection[str] = BINDING
    any_broken: bool = False
    kept: bool = False
    since: dt.date | None = None
    until: dt.date | None = None


EVERY_RUN = RunsWanted()
_BY_NAME: tuple[tuple[str, Label, Relation], ...] = (
    ("product", Label.PRODUCT, Relation.MADE),
    ("lot", Label.LOT, Relation.CONSUMED),
    ("donor", Label.DONOR, Relation.OF_DONOR),
    ("equipment", Label.EQUIPMENT, Relation.USED),
    ("deviation", Label.DEVIATION, Relation.HAD),
)


def runs(inquiry: Inquiry, wanted: RunsWanted = EVERY_RUN) -> tuple[RunRow, ...]:
    """The runs that are wanted, with verdicts on what they recorded. Raises UnknownEntity."""
    broken = inquiry.things(WHAT, wanted.broken) if wanted.broken else None
    facts = [one for one in facts_of(inquiry, _chosen(inquiry, wanted, broken)) if _meant(one, wanted)]
    rows = judged_runs(inquiry, facts, wanted.kinds, {n.concept for n in broken} if broken else None)
    if wanted.any_broken or (broken is not None and not wanted.kept):
        rows = [row for row in rows if row.broken]
    return tuple(sorted(rows, key=order))


def judged_runs(
    inquiry: Inquiry, facts: Sequence[RunFacts], kinds: Collection[str], concepts: Collection[str] | None = None
) -> list[RunRow]:
    """A row a run; with `concepts`, only what is recorded of these is judged."""
    recorded = recorded_of(inquiry, [one.node.id for one in facts])
    if concepts is not None:
        recorded = {run: [r for r in some if r.concept in concepts] for run, some in recorded.items()}
    verdicts = judge(inquiry, recorded, {one.node.id: one.context for one in facts}, kinds)
    return [run_row(one, verdicts.get(one.node.id, [])) for one in facts]


def run_row(facts: RunFacts, verdicts: Sequence[Judged]) -> RunRow:
    """A run with its verdicts."""
    broken = tuple(v for v in verdicts if v.within is False)
    judged = sum(v.within is not None for v in verdicts)
    evidence = facts.evidence if not broken else all_evidence(facts.evidence, *(_evidence(v) for v in broken))
    return RunRow(
        run=facts.node.name,
        product=facts.product,
        started=facts.started,
        ended=facts.ended,
        documents=facts.documents,
        lots=facts.lots,
        equipment=facts.equipment,
        donors=facts.donors,
        deviations=tuple(d.name for d in facts.deviations),
        verdict=_verdict(broken, judged),
        broken=broken,
        judged=judged,
        unjudged=len(verdicts) - judged,
        node=facts.node.id,
        evidence=evidence,
        status=facts.status,
    )


def _verdict(broken: Sequence[Judged], judged: int) -> str:
    if any(v.limit.kind in FAILING for v in broken):
        return "fail"
    if broken:
        return "excursion"
    return "pass" if judged else "not judged"


def _evidence(verdict: Judged) -> tuple[Evidence, ...]:
    return (*verdict.evidence, *verdict.limit.evidence)


def _chosen(inquiry: Inquiry, wanted: RunsWanted, broken: Sequence[Node] | None) -> list[Node]:
    """The runs that every name given leads to; all of them when none is given."""
    sets: list[set[str]] = []
    if wanted.run:
        sets.append({n.id for n in inquiry.things([Label.RUN], wanted.run)})
    for name, label, relation in _BY_NAME:
        asked = getattr(wanted, name)
        if asked:
            sets.append(_leading(inquiry, inquiry.things([label], asked), relation))
    if wanted.document:
        sets.append(_following(inquiry, wanted.document))
    if broken is not None and not sets:
        sets.append(_recording(inquiry, broken))
    if not sets:
        return inquiry.store.find(Wanted(labels=[Label.RUN]))
    return sorted(inquiry.store.nodes(set.intersection(*sets)).values(), key=lambda n: (n.concept, n.id))


def _leading(inquiry: Inquiry, nodes: Iterable[Node], relation: Relation) -> set[str]:
    edges = inquiry.store.edges([n.id for n in nodes], Way.IN, [relation])
    return {edge.subject for edge in edges if inquiry.status(edge) is not None}


def _following(inquiry: Inquiry, document: str) -> set[str]:
    """The runs that followed a document, in the version if one is named."""
    number, version = parted(document)
    there = inquiry.store.find(Wanted(labels=[Label.DOCUMENT]))
    named = {n.id: n for n in there if naming.loose(parted(n.name)[0]) == naming.loose(number)}
    if not named:
        raise inquiry.unknown("document", document, there)
    found: set[str] = set()
    for edge in inquiry.store.edges(named, Way.IN, [Relation.FOLLOWED]):
        its = str(edge.property("version") or parted(named[edge.object].name)[1])
        if not version or naming.loose(its) == naming.loose(version):
            found.add(edge.subject)
    return found


def _recording(inquiry: Inquiry, things: Iterable[Node]) -> set[str]:
    """The runs that recorded one of these concepts, in any context."""
    same = inquiry.store.find(Wanted(labels=WHAT, concepts={n.concept for n in things}))
    measurements = {e.subject for e in inquiry.store.edges([n.id for n in same], Way.IN, [Relation.OF])}
    return {e.subject for e in inquiry.store.edges(measurements, Way.IN, [Relation.RECORDED])}


def _meant(facts: RunFacts, wanted: RunsWanted) -> bool:
    """Whether the day of a run is in the span; a run without a day is left out of a span."""
    if wanted.since is None and wanted.until is None:
        return True
    day = facts.day
    return day is not None and (wanted.since or day) <= day <= (wanted.until or day)


def order(row: RunRow) -> tuple[str, ...]:
    """By start, then name."""
    return (row.started, row.run, row.node)
