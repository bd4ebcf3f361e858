"""What the records say of runs: product, days, documents, lots, equipment, donor, deviations."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graph.process import Edge, Evidence, Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.judging import RunContext
from graph.questions.rows import Followed, Named, all_evidence
from graph.schema import Relation
from graph.store import Way
from retrieval.dates import date_in
from retrieval.documents import Status
from retrieval.terms import fold

_FACTS = (
    Relation.MADE,
    Relation.FOLLOWED,
    Relation.CONSUMED,
    Relation.USED,
    Relation.OF_DONOR,
    Relation.HAD,
)
_VERSIONED = re.compile(
    r"(?P<number>.+?)[\s,(]+(?:v|ver|version|rev|revision)\.?\s*(?P<version>\w+(?:\.\w+)*)\)?", re.I
)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run with everything that edges from it say, of versions in force where there are such."""

    node: Node
    product: str
    started: str
    ended: str
    documents: tuple[Followed, ...]
    lots: tuple[Named, ...]
    equipment: tuple[Named, ...]
    donors: tuple[Named, ...]
    deviations: tuple[Named, ...]
    status: Status
    evidence: tuple[Evidence, ...]

    @property
    def context(self) -> RunContext:
        """What limits are chosen by."""
        followed = frozenset(fold(d.document) for d in self.documents)
        return RunContext(self.product, date_in(self.started), date_in(self.ended), followed)

    @property
    def day(self) -> dt.date | None:
        """The day on which it began, else on which it ended."""
        return date_in(self.started) or date_in(self.ended)


def facts_of(inquiry: Inquiry, runs: Sequence[Node]) -> list[RunFacts]:
    """The facts of runs, in the order given; four calls of the store."""
    edges = inquiry.store.edges([run.id for run in runs], Way.OUT, _FACTS)
    nodes = inquiry.store.nodes({edge.object for edge in edges})
    materials = _materials(inquiry, [e.object for e in edges if e.relation is Relation.CONSUMED])
    of_run: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.object in nodes:
            of_run[edge.subject].append(edge)
    return [_facts(inquiry, run, of_run[run.id], nodes, materials) for run in runs]


def _materials(inquiry: Inquiry, lots: Collection[str]) -> dict[str, str]:
    """The material of each lot; several are named together."""
    edges = inquiry.by_status(inquiry.store.edges(lots, Way.OUT, [Relation.LOT_OF])).get(Status.EFFECTIVE, [])
    nodes = inquiry.store.nodes({edge.object for edge in edges})
    names: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge.object in nodes:
            names[edge.subject].add(nodes[edge.object].name)
    return {lot: " or ".join(sorted(some)) for lot, some in names.items()}


def _facts(
    inquiry: Inquiry, run: Node, edges: Sequence[Edge], nodes: dict[str, Node], materials: dict[str, str]
) -> RunFacts:
    standing = inquiry.by_status(edges)
    status = next(iter(standing), Status.EFFECTIVE)
    told: dict[Relation, list[Edge]] = defaultdict(list)
    for edge in standing.get(status, []):
        told[edge.relation].append(edge)
    made = told[Relation.MADE]
    started, ended = _said(made, "started"), _said(made, "ended")
    day = date_in(started) or date_in(ended)
    return RunFacts(
        node=run,
        product=" or ".join(sorted({nodes[edge.object].name for edge in made})),
        started=started,
        ended=ended,
        documents=_followed(inquiry, told[Relation.FOLLOWED], nodes, day),
        lots=_named(told[Relation.CONSUMED], nodes, materials),
        equipment=_named(told[Relation.USED], nodes, {}),
        donors=_named(told[Relation.OF_DONOR], nodes, {}),
        deviations=_named(told[Relation.HAD], nodes, {}),
        status=status,
        evidence=all_evidence([edge.evidence for edge in standing.get(status, [])]),
    )


def _said(edges: Sequence[Edge], name: str) -> str:
    found = sorted({str(edge.property(name)) for edge in edges if edge.property(name)})
    return found[0] if found else ""


def _named(edges: Sequence[Edge], nodes: dict[str, Node], what: dict[str, str]) -> tuple[Named, ...]:
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for edge in edges:
        evidence[edge.object].append(edge.evidence)
    found = [Named(nodes[i].name, what.get(i, ""), all_evidence(some), i) for i, some in evidence.items()]
    return tuple(sorted(found, key=lambda n: (n.what, n.name, n.node)))


def _followed(
    inquiry: Inquiry, edges: Sequence[Edge], nodes: dict[str, Node], day: dt.date | None
) -> tuple[Followed, ...]:
    evidence: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for edge in edges:
        number, version = parted(nodes[edge.object].name)
        evidence[number, str(edge.property("version") or version)].append(edge.evidence)
    found = [
        Followed(number, version, was_superseded(inquiry, number, version, day), all_evidence(some))
        for (number, version), some in evidence.items()
    ]
    return tuple(sorted(found, key=lambda f: (f.document, f.version)))


def parted(name: str) -> tuple[str, str]:
    """ "SOP-127 v4" as its number and version; the version is empty where none is named."""
    found = _VERSIONED.fullmatch(name.strip())
    return (found["number"].strip(), found["version"]) if found else (name.strip(), "")


def was_superseded(inquiry: Inquiry, number: str, version: str, day: dt.date | None) -> bool | None:
    """Whether a version was superseded on a day; None where the library cannot tell."""
    entries = inquiry.records.versions(number)
    named = [e for e in entries if naming.loose(e.identity.version) == naming.loose(version) and version]
    if not named or day is None:
        return None
    statuses = {inquiry.records.status_on(Evidence(entry.digest), day) for entry in named}
    return Status.EFFECTIVE not in statuses and Status.SUPERSEDED in statuses
