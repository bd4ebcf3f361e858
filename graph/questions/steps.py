"""What are the unit operations of a process, and the steps of an operation or an SOP, in order?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from graph.process import Edge, Node
from graph.questions.inquiry import Inquiry
from graph.questions.rows import StepRow, all_evidence
from graph.questions.values import number
from graph.schema import Label, Relation
from graph.store import Way
from retrieval.documents import Status

HAS = (Relation.HAS_OPERATION, Relation.HAS_STEP)


def steps(inquiry: Inquiry, name: str | None = None, *, product: str | None = None) -> tuple[StepRow, ...]:
    """The operations of a process with their steps, those of one operation, or those of a document.

    `name` is a process, a product, an operation or a document ("SOP-014", "SOP-014 v2"); all processes
    when None. Raises UnknownEntity.
    """
    edges = _of_document(inquiry, name) if name else []
    if not edges:
        edges = _of_process(inquiry, name, product)
    return _rows(inquiry, edges)


def _of_document(inquiry: Inquiry, name: str) -> list[Edge]:
    digests = [entry.digest for entry in inquiry.records.called(name)]
    edges = inquiry.store.document_edges(digests) if digests else []
    return [edge for edge in edges if edge.relation in HAS]


def _of_process(inquiry: Inquiry, name: str | None, product: str | None) -> list[Edge]:
    store = inquiry.store
    starts = _named(inquiry, name, product) if name else inquiry.things([Label.PROCESS], None, product)
    operations = store.edges([n.id for n in starts if n.label is Label.PROCESS], Way.OUT, [Relation.HAS_OPERATION])
    below = {n.id for n in starts if n.label is Label.UNIT_OPERATION} | {e.object for e in operations}
    return [*operations, *store.edges(sorted(below), Way.OUT, [Relation.HAS_STEP])]


def _named(inquiry: Inquiry, name: str, product: str | None) -> list[Node]:
    """Processes and operations of a name; the processes that make a product of this name."""
    products = inquiry.products(product) if product else None
    made = inquiry.called([Label.PRODUCT], name)
    makers = inquiry.store.edges([n.id for n in made], Way.IN, [Relation.MAKES])
    if makers:
        return list(inquiry.store.nodes({edge.subject for edge in makers}).values())
    return inquiry.called([Label.PROCESS], name, products) or inquiry.things([Label.UNIT_OPERATION], name, product)


def _rows(inquiry: Inquiry, edges: Sequence[Edge]) -> tuple[StepRow, ...]:
    nodes = inquiry.store.nodes({end for edge in edges for end in (edge.subject, edge.object)})
    told: dict[tuple[str, str, Status], list[Edge]] = defaultdict(list)
    for edge in edges:
        status = inquiry.status(edge)
        if status is not None and edge.subject in nodes and edge.object in nodes:
            told[edge.subject, edge.object, status].append(edge)
    rows = [_row(inquiry, nodes[s], nodes[o], some, status) for (s, o, status), some in told.items()]
    places = {(row.node, row.status): row for row in rows if row.label is Label.UNIT_OPERATION}
    return tuple(sorted(rows, key=lambda row: _order(row, places)))


def _row(inquiry: Inquiry, above: Node, node: Node, edges: Sequence[Edge], status: Status) -> StepRow:
    orders = sorted(int(n) for edge in edges if (n := number(edge.property("order"))) is not None)
    operation = node.label is Label.UNIT_OPERATION
    titles = sorted({inquiry.records.title(edge.evidence) for edge in edges})
    return StepRow(
        name=node.name,
        label=node.label,
        product=node.context.product or above.context.product,
        process=above.name if operation else "",
        operation=node.name if operation else above.name,
        document=", ".join(filter(None, titles)),
        order=orders[0] if orders else None,
        number=_first(edges, "number"),
        when=_first(edges, "when"),
        node=node.id if operation else above.id,
        evidence=all_evidence([edge.evidence for edge in edges]),
        status=status,
        conflict=status is Status.EFFECTIVE and len(set(orders)) > 1 and len(titles) > 1,
    )


def _first(edges: Sequence[Edge], name: str) -> str:
    found = sorted({str(edge.property(name)) for edge in edges if edge.property(name) not in (None, "")})
    return found[0] if found else ""


def _order(row: StepRow, places: dict[tuple[str, Status], StepRow]) -> tuple[object, ...]:
    """Operations in order, each before its steps."""
    above = places.get((row.node, row.status))
    here = above.order if above is not None and above.order is not None else 10**9
    first = row.label is not Label.UNIT_OPERATION
    own = row.order if row.order is not None else 10**9
    process = above.process if above is not None else ""
    return (row.status, row.product, process, here, row.operation, row.node, first, own, row.number, row.name)
