"""If this changes, which attributes, steps, documents and runs are touched? A closure with evidence on each hop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from graph.process import Edge, Evidence, Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.questions.rows import Hop, all_evidence
from graph.schema import Label, Relation
from graph.store import Wanted, Way
from retrieval.documents import Status

_L, _R = Label, Relation
DEPTH = 4
# Hops that are told at most: a reader of more has asked too wide a question, and is told so.
MOST = 400

# From what, along which relation (True: from subject to object), a change is felt.
_SPREADS: Mapping[Label, frozenset[tuple[Relation, bool]]] = {
    _L.PARAMETER: frozenset(
        {(_R.AFFECTS, True), (_R.LIMITED_BY, True), (_R.HAS_PARAMETER, False), (_R.VARIED, False)}
        | {(_R.OF, False), (_R.RECORDED, False), (_R.RECORDED, False), (_R.CONCERNS, False)}
    ),
    _L.ATTRIBUTE: frozenset(
        {
            (_R.LIMITED_BY, True),
            (_R.MEASURED_BY, True),
            (_R.MEASURED, False),
            (_R.OF, False),
            (_R.RECORDED, False),
            (_R.CONCERNS, False),
        }
    ),
    _L.UNIT_OPERATION: frozenset(
        {(_R.HAS_PARAMETER, True), (_R.HAS_STEP, True), (_R.PRECEDES, True), (_R.HAS_OPERATION, False)}
        | {(_R.DESCRIBES, False), (_R.CONCERNS, False)}
    ),
    _L.STEP: frozenset(
        {(_R.HAS_PARAMETER, True), (_R.PRECEDES, True), (_R.HAS_STEP, False), (_R.DESCRIBES, False)}
        | {(_R.CONCERNS, False)}
    ),
    _L.PROCESS: frozenset({(_R.HAS_OPERATION, True), (_R.MAKES, True), (_R.DESCRIBES, False)}),
    _L.PRODUCT: frozenset({(_R.MAKES, False), (_R.MADE, False)}),
    _L.MATERIAL: frozenset({(_R.USES, False), (_R.LOT_OF, False), (_R.CONCERNS, False)}),
    _L.EQUIPMENT: frozenset({(_R.USES, False), (_R.USED, False), (_R.CONCERNS, False)}),
    _L.LOT: frozenset({(_R.CONSUMED, False), (_R.CONCERNS, False)}),
    _L.DONOR: frozenset({(_R.OF_DONOR, False)}),
    _L.METHOD: frozenset({(_R.MEASURED_BY, False)}),
    _L.DOCUMENT: frozenset({(_R.DESCRIBES, True), (_R.FOLLOWED, False), (_R.CONCERNS, False)}),
    _L.LIMIT: frozenset({(_R.LIMITED_BY, False)}),
    _L.DEVIATION: frozenset({(_R.HAD, False)}),
    _L.STUDY: frozenset({(_R.DESCRIBES, False)}),
    _L.RUN: frozenset(),
}
# Followed only from what was asked for, and not from what was reached: one neighbour, not the whole process.
_ONLY_FIRST = frozenset({(_R.PRECEDES, True), (_R.HAS_OPERATION, False), (_R.HAS_STEP, False), (_R.MADE, False)})
# From an attribute that was asked for, what affects it belongs to the picture.
_FROM_ATTRIBUTE = frozenset({(_R.AFFECTS, False)})
_CHANGED = (
    _L.PARAMETER,
    _L.ATTRIBUTE,
    _L.UNIT_OPERATION,
    _L.STEP,
    _L.PROCESS,
    _L.PRODUCT,
    _L.MATERIAL,
    _L.EQUIPMENT,
    _L.LOT,
    _L.DONOR,
    _L.METHOD,
    _L.DOCUMENT,
)
_WHAT = (_L.PARAMETER, _L.ATTRIBUTE)
_SAME = ""
# How a thing was reached: along which relation, and whether from subject to object.
_Way = tuple[Relation, bool]


@dataclass(frozen=True, slots=True)
class Impact:
    """A closure: where it starts, its hops (nearest first), and whether it was cut at the bounds."""

    starts: tuple[Node, ...]
    hops: tuple[Hop, ...]
    cut: bool


@dataclass
class _Closure:
    inquiry: Inquiry
    products: frozenset[str]
    everything: bool
    seen: dict[str, Node]
    hops: list[Hop] = field(default_factory=list)
    cut: bool = False
    arrived: dict[str, _Way] = field(default_factory=dict)

    def level(self, depth: int, frontier: dict[str, Node]) -> dict[str, Node]:
        """One hop further; returns what is new."""
        edges = [*self._edges(frontier), *self._recorded(frontier)]
        ends = self.inquiry.store.nodes({end for edge in edges for end in (edge.subject, edge.object)} - set(self.seen))
        told: dict[tuple[str, str, Relation, bool], list[Edge]] = {}
        for edge in edges:
            for source, target, forward in ((edge.subject, edge.object, True), (edge.object, edge.subject, False)):
                if source in frontier and target in ends and (edge.relation, forward) in self._spread(frontier[source]):
                    told.setdefault((source, target, edge.relation, forward), []).append(edge)
        new: dict[str, Node] = {}
        order = sorted(told, key=lambda k: (_rank(frontier[k[0]]), k[2], not k[3], _rank(ends[k[1]])))
        for source, target, relation, forward in order:
            node = ends[target]
            if target in new or not self._here(node):
                continue
            pieces = [e.evidence for e in told[source, target, relation, forward]]
            if not self._add(depth, frontier[source], node, (relation.value, forward), pieces):
                break
            new[target] = node
            self.arrived[target] = (relation, forward)
        return new | self.same(depth, new)

    def _spread(self, node: Node) -> frozenset[_Way]:
        """Along which relations a change is felt from here, given how it came here: never straight back."""
        spread, arrived = _SPREADS.get(node.label, frozenset[_Way]()), self.arrived.get(node.id)
        if arrived is None:
            return spread | _FROM_ATTRIBUTE if node.label is _L.ATTRIBUTE else spread
        if node.label is _L.DOCUMENT:
            return frozenset()
        if arrived == (_R.HAS_PARAMETER, False):  # the other parameters of its step are not touched
            return spread & {(_R.DESCRIBES, False)}
        return spread - _ONLY_FIRST - {(arrived[0], not arrived[1])}

    def _edges(self, frontier: dict[str, Node]) -> list[Edge]:
        relations = {r for n in frontier.values() for r, _ in self._spread(n)}
        if not relations or not frontier:
            return []
        return self._standing(self.inquiry.store.edges(frontier, Way.BOTH, relations - {_R.OF}))

    def _recorded(self, frontier: dict[str, Node]) -> list[Edge]:
        """Measurements of what is in the frontier as one hop to their runs: each edge leads from run to thing."""
        things = [i for i, node in frontier.items() if (_R.OF, False) in self._spread(node)]
        of = {e.subject: e.object for e in self._standing(self.inquiry.store.edges(things, Way.IN, [_R.OF]))}
        edges = self._standing(self.inquiry.store.edges(of, Way.IN, [_R.RECORDED]))
        return [replace(edge, object=of[edge.object]) for edge in edges]

    def _standing(self, edges: list[Edge]) -> list[Edge]:
        standing = self.inquiry.by_status(edges)
        return edges if self.everything else standing.get(Status.EFFECTIVE, [])

    def _here(self, node: Node) -> bool:
        product = node.context.product
        return not self.products or not product or naming.loose(product) in self.products

    def same(self, depth: int, new: dict[str, Node]) -> dict[str, Node]:
        """The same parameters and attributes in records that do not say where they belong, and the other way round."""
        of = {n.concept: n for n in sorted(new.values(), key=_rank, reverse=True) if n.label in _WHAT}
        if not of:
            return {}
        same = self.inquiry.store.find(Wanted(labels=_WHAT, concepts=set(of)))
        found: dict[str, Node] = {}
        for node in same:
            source = of[node.concept]
            apart = node.context.product and source.context.product and node.context.product != source.context.product
            if node.id in self.seen or node.id in new or apart or not self._here(node) or node.label != source.label:
                continue
            if not self._add(depth, source, node, (_SAME, True), []):
                break
            found[node.id] = node
            if source.id in self.arrived:
                self.arrived[node.id] = self.arrived[source.id]
        return found

    def _add(self, depth: int, source: Node, node: Node, by: tuple[str, bool], pieces: list[Evidence]) -> bool:
        if len(self.hops) >= MOST:
            self.cut = True
            return False
        self.seen[node.id] = node
        self.hops.append(
            Hop(
                depth=depth,
                source=source.name,
                source_label=source.label,
                relation=by[0],
                forward=by[1],
                name=node.name,
                label=node.label,
                context=naming.place(node.context),
                node=node.id,
                parent=source.id,
                evidence=all_evidence(pieces),
                status=(self.inquiry.best(pieces) if pieces else None) or Status.EFFECTIVE,
            )
        )
        return True


def impact(
    inquiry: Inquiry, name: str, *, product: str | None = None, depth: int = DEPTH, everything: bool = False
) -> Impact:
    """What a change of the things of this name touches, `depth` hops far. Raises UnknownEntity."""
    starts = inquiry.things(_CHANGED, name, product)
    stated = {naming.loose(p) for p in inquiry.products(product)} if product else {
        naming.loose(n.context.product) for n in starts
    }  # fmt: skip
    products = frozenset() if "" in stated and not product else frozenset(stated)
    closure = _Closure(inquiry, products, everything, {n.id: n for n in starts})
    frontier = dict(closure.seen)
    frontier |= closure.same(1, dict(closure.seen))
    for level in range(1, depth + 1):
        frontier = closure.level(level, frontier)
        if not frontier or closure.cut:
            break
    return Impact(tuple(sorted(starts, key=_rank)), tuple(closure.hops), closure.cut)


def _rank(node: Node) -> tuple[str, ...]:
    return (node.label, node.concept, naming.place(node.context), node.id)
