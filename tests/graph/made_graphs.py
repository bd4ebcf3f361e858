"""Small graphs for tests of the stores, written down and generated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from graph.process import NOWHERE, Context, Details, Edge, Evidence, Node, details, edge_of, in_layer, node_of
from graph.schema import DETAILS, ENDS, PROPERTIES, SCOPE, Label, Relation

SOP_1, SOP_2, RECORD = "1" * 64, "2" * 64, "3" * 64
IN_X = Context(product="X")
IN_Y = Context(product="Y")


@dataclass(frozen=True)
class Graph:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def named(self, name: str) -> Node:
        [found] = [node for node in self.nodes if node.name == name]
        return found


def entity(label: Label, name: str, scope: Context = NOWHERE, layer: str = "", /, **values: object) -> Node:
    return node_of(label, name, name.casefold(), scope, details=details(**values), layer=layer)  # type: ignore[arg-type]


def stated(relation: Relation, subject: Node, object_: Node, document: str, /, **values: object) -> Edge:
    evidence = Evidence(document, 10, 20, "rule 1")
    return edge_of(relation, subject.id, object_.id, evidence, details(**values))  # type: ignore[arg-type]


def process() -> Graph:
    """Two operations of product X with parameters and limits, the same names for Y, a run, and two documents."""
    x, y = entity(Label.PROCESS, "X process", IN_X), entity(Label.PROCESS, "Y process", IN_Y)
    expansion = entity(Label.UNIT_OPERATION, "Expansion", IN_X)
    harvest = entity(Label.UNIT_OPERATION, "Harvest", IN_X)
    other = entity(Label.UNIT_OPERATION, "Expansion of Y", IN_Y)
    temperature = replace(
        entity(Label.PARAMETER, "Temperature", Context(product="X", operation="expansion")), aliases=("T", "temp.")
    )
    viability = entity(Label.ATTRIBUTE, "Viability", Context(product="X", time="day 5", method="flow"))
    limit = entity(
        Label.LIMIT,
        "36 to 38 °C",
        IN_X,
        kind="NOR",
        low=36,
        high=38.0,
        low_included=True,
        high_included=False,
        unit="°C",
    )
    run = entity(Label.RUN, "R-001")
    nodes = (x, y, expansion, harvest, other, temperature, viability, limit, run)
    edges = (
        stated(Relation.HAS_OPERATION, x, expansion, SOP_1, order=1),
        stated(Relation.HAS_OPERATION, x, expansion, SOP_2, order=1),
        stated(Relation.HAS_OPERATION, x, harvest, SOP_1, order=2),
        stated(Relation.HAS_OPERATION, y, other, SOP_2, order=1),
        stated(Relation.PRECEDES, expansion, harvest, SOP_1),
        stated(Relation.HAS_PARAMETER, expansion, temperature, SOP_1, set_point=37.0, unit="°C"),
        stated(Relation.LIMITED_BY, temperature, limit, SOP_1),
        stated(Relation.AFFECTS, temperature, viability, RECORD, direction="decreases", p=0.01),
        edge_of(
            Relation.AFFECTS,
            temperature.id,
            viability.id,
            Evidence(by="A. Person", at="2026-01-01T00:00:00+00:00"),
            details(direction="none", basis="judgement"),
        ),
    )
    return Graph(nodes, edges)


def background(to: Node, layer: str = "kg") -> Graph:
    """Two background entities, an edge between them and a link from an entity of the site."""
    gene = entity(Label.BACKGROUND, "CD3E", NOWHERE, layer, type="gene", identifier="NCBI:916", source="NCBI")
    disease = entity(Label.BACKGROUND, "SCID", NOWHERE, layer, type="disease", identifier="MONDO:1", source="MONDO")
    related = in_layer(stated(Relation.RELATED, gene, disease, "", relation="linked"), layer)
    same = in_layer(stated(Relation.SAME_AS, to, gene, "", identifier="NCBI:916"), layer)
    return Graph((gene, disease), (related, same))


TEXTS = st.text(st.characters(), max_size=12)
VALUES = st.one_of(
    TEXTS, st.integers(), st.integers(-3, 3), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any lawful graph: every label and relation, any text and value in what each may carry."""
    chosen = draw(st.lists(st.sampled_from(list(Label)), max_size=6))
    nodes = {node.id: node for label in chosen for node in [draw(_entities(label))]}
    edges: dict[str, Edge] = {}
    for _ in range(draw(st.integers(0, 8)) if nodes else 0):
        subject, object_ = (draw(st.sampled_from(list(nodes.values()))) for _ in range(2))
        joining = [r for r, (starts, ends) in ENDS.items() if subject.label in starts and object_.label in ends]
        if joining:
            edge = draw(_edges(draw(st.sampled_from(joining)), subject, object_))
            edges[edge.id] = edge
    return Graph(tuple(nodes.values()), tuple(edges.values()))


@st.composite
def _entities(draw: st.DrawFn, label: Label) -> Node:
    scope = Context(**{name: draw(TEXTS) for name in SCOPE.get(label, ())})
    layer = draw(st.sampled_from(["kg", "other"])) if label is Label.BACKGROUND else ""
    carried = draw(_carried(DETAILS.get(label, frozenset())))
    node = node_of(label, draw(TEXTS), draw(TEXTS), scope, details=carried, layer=layer)
    return replace(node, aliases=tuple(draw(st.lists(TEXTS, max_size=3))))


@st.composite
def _edges(draw: st.DrawFn, relation: Relation, subject: Node, object_: Node) -> Edge:
    place = st.integers(0, 2**40)
    evidence = Evidence(
        draw(st.sampled_from(["", SOP_1, SOP_2])), draw(place), draw(place), *(draw(TEXTS) for _ in "abc")
    )
    edge = edge_of(relation, subject.id, object_.id, evidence, draw(_carried(PROPERTIES.get(relation, frozenset()))))
    layer = object_.layer or subject.layer
    return in_layer(edge, layer) if layer else edge


def _carried(names: frozenset[str]) -> st.SearchStrategy[Details]:
    if not names:
        return st.just(())
    given: st.SearchStrategy[Mapping[str, object]] = st.dictionaries(st.sampled_from(sorted(names)), VALUES)
    return given.map(lambda values: tuple(sorted(values.items(), key=lambda item: item[0])))  # type: ignore[return-value]
