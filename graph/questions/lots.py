"""Which lots are there of a material, and which runs consumed them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from graph.process import Edge
from graph.questions.inquiry import Inquiry
from graph.questions.rows import LotRow, all_evidence
from graph.schema import Label, Relation
from graph.store import Way
from retrieval.documents import Status


def lots(inquiry: Inquiry, name: str | None = None, *, material: str | None = None) -> tuple[LotRow, ...]:
    """The lots of a name or material, with their runs. Raises UnknownEntity."""
    store = inquiry.store
    if material is not None:
        materials = inquiry.things([Label.MATERIAL], material)
        theirs = {e.subject for e in store.edges([m.id for m in materials], Way.IN, [Relation.LOT_OF])}
        named = {n.id for n in inquiry.things([Label.LOT], name)} if name else theirs
        nodes = list(store.nodes(theirs & named).values())
    else:
        nodes = inquiry.things([Label.LOT], name)
    ids = [node.id for node in nodes]
    of, used = store.edges(ids, Way.OUT, [Relation.LOT_OF]), store.edges(ids, Way.IN, [Relation.CONSUMED])
    ends = store.nodes({e.object for e in of} | {e.subject for e in used})
    about: dict[str, list[Edge]] = defaultdict(list)
    for edge in of:
        about[edge.subject].append(edge)
    for edge in used:
        about[edge.object].append(edge)
    rows: list[LotRow] = []
    for node in nodes:
        standing = inquiry.by_status(about[node.id])
        status = next(iter(standing), Status.EFFECTIVE)
        edges = standing.get(status, [])
        stock = [e for e in edges if e.relation is Relation.LOT_OF]
        rows.append(
            LotRow(
                lot=node.name,
                material=" or ".join(sorted({ends[e.object].name for e in stock if e.object in ends})),
                vendor=_said(stock, "vendor"),
                received=_said(stock, "received"),
                expiry=_said(stock, "expiry"),
                runs=tuple(sorted({ends[e.subject].name for e in edges if e not in stock and e.subject in ends})),
                node=node.id,
                evidence=all_evidence([edge.evidence for edge in edges]),
                status=status,
            )
        )
    return tuple(sorted(rows, key=lambda r: (r.material, r.lot, r.node)))


def _said(edges: Sequence[Edge], name: str) -> str:
    return " or ".join(sorted({str(edge.property(name)) for edge in edges if edge.property(name)}))
