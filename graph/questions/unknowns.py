"""What do the records leave open? Gaps, each with the place that shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from graph.process import Evidence, Node
from graph.questions import naming
from graph.questions.attributes import attributes_of
from graph.questions.effects import effects_of
from graph.questions.inquiry import Inquiry
from graph.questions.parameters import parameters_of
from graph.questions.rows import AttributeRow, ParameterRow, Unknown, all_evidence, in_force
from graph.questions.run_facts import parted
from graph.schema import Label, Relation
from graph.store import Wanted, Way
from retrieval.documents import Status

CRITICAL_PARAMETER, CRITICAL_ATTRIBUTE = "CPP", "CQA"


def unknowns(inquiry: Inquiry, *, product: str | None = None) -> tuple[Unknown, ...]:
    """Every gap, of one product where it is named; some twenty calls of the store. Raises UnknownEntity."""
    parameters = inquiry.things([Label.PARAMETER], None, product)
    attributes = inquiry.things([Label.ATTRIBUTE], None, product)
    found = [
        *_of_parameters(inquiry, parameters),
        *_of_attributes(inquiry, attributes),
        *_of_effects(inquiry, parameters),
        *_of_steps(inquiry, product),
        *_of_documents(inquiry),
    ]
    return tuple(sorted(found, key=lambda u: (u.what, u.product, u.context, u.name, u.remark, u.evidence[:1] != ())))


def _gap(what: str, name: str, product: str, context: str, evidence: Sequence[Evidence], remark: str = "") -> Unknown:
    return Unknown(what, name, product, context, remark, evidence=tuple(evidence), status=Status.EFFECTIVE)


def _of_parameters(inquiry: Inquiry, nodes: Sequence[Node]) -> Iterable[Unknown]:
    rows = in_force(parameters_of(inquiry, nodes))
    concepts = {row.concept for row in rows}
    varied = _varied(inquiry, {row.concept for row in rows if _is(row.criticality, CRITICAL_PARAMETER)})
    limited = _limited(rows)
    for row in rows:
        if (row.concept, row.product, row.operation) not in limited:
            yield _gap("parameter without a range", row.name, row.product, row.step, row.evidence)
        if not row.set_point and not row.limits:
            yield _gap("parameter without a set point", row.name, row.product, row.step, row.evidence)
        if _is(row.criticality, CRITICAL_PARAMETER) and row.concept in concepts - varied:
            yield _gap("CPP that no study varied", row.name, row.product, row.step, row.evidence)


def _limited(rows: Sequence[ParameterRow]) -> set[tuple[str, str, str]]:
    return {
        (row.concept, row.product, row.operation)
        for row in rows
        if any(limit.status is Status.EFFECTIVE for limit in row.limits)
    }


def _varied(inquiry: Inquiry, concepts: Collection[str]) -> set[str]:
    """The concepts that a study varied, in whatever product the study names."""
    nodes = inquiry.store.find(Wanted(labels=[Label.PARAMETER], concepts=concepts)) if concepts else []
    of = {n.id: n.concept for n in nodes}
    edges = inquiry.store.edges(of, Way.IN, [Relation.VARIED])
    return {of[e.object] for e in inquiry.by_status(edges).get(Status.EFFECTIVE, [])}


def _of_attributes(inquiry: Inquiry, nodes: Sequence[Node]) -> Iterable[Unknown]:
    of: dict[tuple[str, str], list[AttributeRow]] = defaultdict(list)
    for row in in_force(attributes_of(inquiry, nodes)):
        of[row.concept, row.product].append(row)
    for (_, product), some in sorted(of.items()):
        evidence = all_evidence(*(row.evidence for row in some))
        if not any(row.method for row in some):
            yield _gap("attribute without a method", some[0].name, product, some[0].stage, evidence)
        if not any(row.criterion for row in some):
            yield _gap("attribute without a criterion", some[0].name, product, some[0].stage, evidence)
    known = {concept for concept, _ in of}
    yield from _only_studied(inquiry, {n.id: n for n in nodes if n.concept not in known})


def _only_studied(inquiry: Inquiry, nodes: dict[str, Node]) -> Iterable[Unknown]:
    """Attributes that studies speak of, with neither criterion nor method anywhere."""
    edges = inquiry.store.edges(nodes, Way.IN, [Relation.AFFECTS, Relation.MEASURED])
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for edge in inquiry.by_status(edges).get(Status.EFFECTIVE, []):
        evidence[edge.object].append(edge.evidence)
    for identity, pieces in evidence.items():
        node = nodes[identity]
        for what in ("attribute without a method", "attribute without a criterion"):
            yield _gap(what, node.name, node.context.product, node.context.time, all_evidence(pieces))


def _of_effects(inquiry: Inquiry, parameters: Sequence[Node]) -> Iterable[Unknown]:
    edges = inquiry.store.edges([n.id for n in parameters], Way.OUT, [Relation.AFFECTS])
    told: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    rows = in_force(effects_of(inquiry, edges))
    for row in rows:
        told[row.parameter_concept, row.attribute_concept, row.product].append(bool(row.p or row.study))
    for row in rows:
        if not any(told[row.parameter_concept, row.attribute_concept, row.product]):
            name = f"{row.parameter} on {row.attribute}"
            yield _gap("effect without a study or significance", name, row.product, row.stage, row.evidence)


def _of_steps(inquiry: Inquiry, product: str | None) -> Iterable[Unknown]:
    """Operations for which neither they nor their steps have a parameter."""
    operations = {n.id: n for n in inquiry.things([Label.UNIT_OPERATION], None, product)}
    below = inquiry.store.edges(operations, Way.OUT, [Relation.HAS_STEP])
    places = [*operations, *{e.object for e in below}]
    having = {e.subject for e in inquiry.store.edges(places, Way.OUT, [Relation.HAS_PARAMETER])}
    above = {e.subject for e in below if e.object in having}
    named = inquiry.store.edges(operations, Way.IN, [Relation.HAS_OPERATION, Relation.DESCRIBES])
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for edge in inquiry.by_status(named).get(Status.EFFECTIVE, []):
        evidence[edge.object].append(edge.evidence)
    for identity, node in operations.items():
        if identity not in having | above and evidence[identity]:
            pieces = all_evidence(evidence[identity])
            yield _gap("unit operation without a parameter", node.name, node.context.product, "", pieces)


def _of_documents(inquiry: Inquiry) -> Iterable[Unknown]:
    """Documents that others name, of which the library has none."""
    there = inquiry.records.loose_names
    nodes = {n.id: n for n in inquiry.store.find(Wanted(labels=[Label.DOCUMENT, Label.METHOD]))}
    missing = {i: n for i, n in nodes.items() if _numbered(n) and naming.loose(parted(n.name)[0]) not in there}
    edges = inquiry.store.edges(missing, Way.IN)
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for edge in inquiry.by_status(edges).get(Status.EFFECTIVE, []):
        evidence[edge.object].append(edge.evidence)
    for identity, pieces in evidence.items():
        name = parted(missing[identity].name)[0]
        yield _gap("document that is not in the library", name, "", "", all_evidence(pieces))


def _numbered(node: Node) -> bool:
    """A method is a document only where its name looks like a site's number for one: letters, then digits."""
    if node.label is Label.DOCUMENT:
        return True
    head, _, tail = parted(node.name)[0].rpartition("-")
    return head.isalpha() and head.isupper() and tail.isdigit()


def _is(said: str | None, wanted: str) -> bool:
    return said is not None and wanted in said.upper()
