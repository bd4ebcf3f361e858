"""Which deviations were there, with which root cause and CAPA, in which runs, and what do they concern?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from graph.process import Edge, Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.rows import DeviationRow, all_evidence
from graph.schema import Label, Relation
from graph.store import Way
from retrieval.dates import date_in
from retrieval.documents import Status

_CONCERNED = (
    Label.PARAMETER,
    Label.ATTRIBUTE,
    Label.UNIT_OPERATION,
    Label.STEP,
    Label.MATERIAL,
    Label.LOT,
    Label.EQUIPMENT,
)


def deviations(
    inquiry: Inquiry,
    name: str | None = None,
    *,
    run: str | None = None,
    concerns: str | None = None,
    since: dt.date | None = None,
) -> tuple[DeviationRow, ...]:
    """The deviations of a name, of a run, that concern something, opened since a day. Raises UnknownEntity."""
    sets: list[set[str]] = []
    if run:
        runs = [n.id for n in inquiry.things([Label.RUN], run)]
        sets.append({e.object for e in inquiry.store.edges(runs, Way.OUT, [Relation.HAD])})
    if concerns:
        things = [n.id for n in inquiry.things(_CONCERNED, concerns)]
        sets.append({e.subject for e in inquiry.store.edges(things, Way.IN, [Relation.CONCERNS])})
    if name or not sets:
        named = inquiry.things([Label.DEVIATION], name)
        sets.append({n.id for n in named})
    rows = deviations_of(inquiry, inquiry.store.nodes(set.intersection(*sets)).values())
    return tuple(row for row in rows if since is None or _opened(row, since))


def deviations_of(inquiry: Inquiry, nodes: Iterable[Node]) -> tuple[DeviationRow, ...]:
    """The rows of some deviations; three calls of the store."""
    of = {node.id: node for node in nodes}
    had = inquiry.store.edges(of, Way.IN, [Relation.HAD])
    concerned = inquiry.store.edges(of, Way.OUT, [Relation.CONCERNS])
    ends = inquiry.store.nodes({e.subject for e in had} | {e.object for e in concerned})
    about: dict[str, list[Edge]] = defaultdict(list)
    for edge in had:
        about[edge.object].append(edge)
    for edge in concerned:
        about[edge.subject].append(edge)
    return tuple(sorted((_row(inquiry, of[i], about[i], ends) for i in of), key=lambda r: (r.deviation, r.node)))


def _row(inquiry: Inquiry, node: Node, edges: Sequence[Edge], ends: dict[str, Node]) -> DeviationRow:
    standing = inquiry.by_status(edges)
    status = next(iter(standing), Status.EFFECTIVE)
    told = standing.get(status, [])
    had = [e for e in told if e.relation is Relation.HAD]
    texts = {name: _said(had, name) for name in ("class", "description", "root_cause", "capa", "opened", "status")}
    return DeviationRow(
        deviation=node.name,
        criticality=texts["class"],
        description=texts["description"],
        root_cause=texts["root_cause"],
        capa=texts["capa"],
        opened=texts["opened"],
        state=texts["status"],
        runs=tuple(sorted({ends[e.subject].name for e in had if e.subject in ends})),
        concerns=tuple(sorted({ends[e.object].name for e in told if e not in had and e.object in ends})),
        node=node.id,
        evidence=all_evidence([edge.evidence for edge in told]),
        status=status,
    )


def _said(edges: Sequence[Edge], name: str) -> str:
    """What is said, each wording once; two records that word it differently are both heard."""
    said: dict[str, str] = {}
    for text in sorted(str(edge.property(name)) for edge in edges if edge.property(name)):
        said.setdefault(naming.loose(text), text)
    return " / ".join(said.values())


def _opened(row: DeviationRow, since: dt.date) -> bool:
    days = [day for part in row.opened.split(" / ") if (day := date_in(part)) is not None]
    return bool(days) and min(days) >= since
