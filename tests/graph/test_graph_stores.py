"""What every graph store promises: one suite for memory, the ledger on both databases, and Neo4j."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import Unlawful
from graph.memory_store import MemoryGraph
from graph.process import NOWHERE, Context, Edge, Evidence, Node, Value, edge_of, in_layer, node_of
from graph.schema import Label, Relation
from graph.store import SITE, Contents, GraphStore, Wanted, Way
from graph.sums import edge_sum, graph_digest, node_sum
from tests.graph.conftest import Opener, emptied
from tests.graph.made_graphs import (
    IN_X,
    RECORD,
    SOP_1,
    SOP_2,
    Graph,
    background,
    entity,
    graphs,
    process,
    stated,
)

EVERY_LAYER = ("", "kg", "other")


def put(store: GraphStore, *parts: Graph) -> None:
    store.merge([node for part in parts for node in part.nodes], [edge for part in parts for edge in part.edges])


def contents_of(*parts: Graph, layer: str = SITE) -> Contents:
    return Contents(
        {n.id: node_sum(n) for part in parts for n in part.nodes if n.layer == layer},
        {e.id: edge_sum(e) for part in parts for e in part.edges if e.layer == layer},
    )


def every_edge(store: GraphStore, nodes: tuple[Node, ...]) -> list[Edge]:
    return store.edges([n.id for n in nodes], Way.BOTH, layers=EVERY_LAYER)


def by_name(nodes: list[Node]) -> list[str]:
    return [node.name for node in nodes]


# Writing


def test_what_is_written_comes_back_equal(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    assert store.nodes(n.id for n in graph.nodes) == {n.id: n for n in graph.nodes}
    assert {e.id: e for e in every_edge(store, graph.nodes)} == {e.id: e for e in graph.edges}
    assert store.contents() == store.contents(anew=True) == contents_of(graph)


def test_writing_twice_changes_nothing(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    put(store, graph)
    assert store.contents() == contents_of(graph)
    assert len(every_edge(store, graph.nodes)) == len(graph.edges)


def test_an_entity_that_is_there_is_replaced_and_keeps_its_edges(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    old = graph.named("Temperature")
    new = replace(old, name="Culture temperature", aliases=(), context=Context(product="X"))
    store.merge([new], [])
    assert store.nodes([old.id]) == {old.id: new}
    assert store.find(Wanted(names=["Temperature"])) == []
    assert store.find(Wanted(names=["Culture temperature"])) == [new]
    assert len(store.edges([old.id], Way.BOTH)) == 4
    assert store.contents() == store.contents(anew=True)


def test_an_edge_that_is_there_is_replaced(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    [old] = [e for e in graph.edges if e.relation is Relation.HAS_PARAMETER]
    new = replace(old, properties=(("class", "CPP"),))
    store.merge([], [new])
    assert store.edges([old.subject], relations=[Relation.HAS_PARAMETER]) == [new]


def test_the_last_of_two_with_one_id_stays(store: GraphStore) -> None:
    node = entity(Label.RUN, "R-1")
    later = replace(node, aliases=("run one",))
    store.merge([node, later], [])
    assert store.nodes([node.id]) == {node.id: later}
    assert len(store.contents().nodes) == 1


def test_one_edge_a_piece_of_evidence(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    found = store.edges([graph.named("X process").id], relations=[Relation.HAS_OPERATION])
    assert [e.evidence.document for e in found if e.object == graph.named("Expansion").id].count(SOP_1) == 1
    assert len(found) == 3


def test_an_edge_without_its_ends_is_refused(store: GraphStore) -> None:
    x, op = entity(Label.PROCESS, "X", IN_X), entity(Label.UNIT_OPERATION, "O", IN_X)
    store.merge([x], [])
    with pytest.raises(Unlawful, match=op.id):
        store.merge([], [stated(Relation.HAS_OPERATION, x, op, SOP_1)])
    assert store.contents().edges == {}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_refused_before_anything_is_written(store: GraphStore, value: float) -> None:
    good = entity(Label.RUN, "R-1")
    bad = node_of(Label.MEASUREMENT, "m", "m", Context(), details=(("value", value),))
    with pytest.raises(Unlawful, match="finite"):
        store.merge([good, bad], [])
    assert store.contents() == Contents({}, {})


@pytest.mark.parametrize(
    "bad",
    [
        replace(entity(Label.RUN, "R"), id=""),
        replace(entity(Label.RUN, "R"), id="x" * 33),
        replace(entity(Label.RUN, "R"), id="a:b"),
        replace(entity(Label.RUN, "R"), layer="x" * 65),
        replace(entity(Label.RUN, "R"), layer="two\nlines"),
        replace(entity(Label.RUN, "R"), details=(("b", 1), ("a", 1))),
        replace(entity(Label.RUN, "R"), details=(("a", 1), ("a", 2))),
        replace(entity(Label.RUN, "R"), details=(("a", b"bytes"),)),  # type: ignore[arg-type]
    ],
)
def test_what_no_store_holds_exactly_is_refused(store: GraphStore, bad: Node) -> None:
    with pytest.raises(Unlawful):
        store.merge([bad], [])
    assert store.contents() == Contents({}, {})


# Values


WHOLE: tuple[Value, ...] = (5, 0, 1, -1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**40)
BROKEN: tuple[Value, ...] = (5.0, -0.0, 1.0, 1e308, 5e-324, 0.1, 1e22, 123456789.123456789)
OTHER: tuple[Value, ...] = (True, False, None, "", "5", "true", "null", "\u241b0000")


def test_values_keep_their_kind(store: GraphStore) -> None:
    parameter, attribute = entity(Label.PARAMETER, "p"), entity(Label.ATTRIBUTE, "a")
    limits: dict[str, Value] = {}
    edges: dict[str, Value] = {}
    for value in WHOLE + BROKEN + OTHER:
        limit = node_of(Label.LIMIT, "l", "l", Context(), details=(("low", value), ("unit", "°C")))
        edge = edge_of(Relation.AFFECTS, parameter.id, attribute.id, Evidence(SOP_1), (("p", value),))
        store.merge([limit, parameter, attribute], [edge])
        limits[limit.id], edges[edge.id] = value, value
    assert len(limits) == len(edges) == len(WHOLE + BROKEN + OTHER)
    read = {i: node.detail("low") for i, node in store.nodes(limits).items()}
    on_edges = {edge.id: edge.property("p") for edge in store.edges([parameter.id])}
    # 5 == 5.0 == True for Python, so kinds and digits are compared.
    assert {i: repr(value) for i, value in read.items()} == {i: repr(value) for i, value in limits.items()}
    assert {i: repr(value) for i, value in on_edges.items()} == {i: repr(value) for i, value in edges.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=graphs())
def test_any_graph_comes_back_equal(store: GraphStore, graph: Graph) -> None:
    emptied(store)
    put(store, graph)
    assert store.nodes([n.id for n in graph.nodes]) == {n.id: n for n in graph.nodes}
    assert {e.id: e for e in every_edge(store, graph.nodes)} == {e.id: e for e in graph.edges}
    for layer in EVERY_LAYER:
        assert graph_digest(store.contents(layer, anew=True)) == graph_digest(contents_of(graph, layer=layer))
    for node in graph.nodes:
        assert node in store.find(Wanted(names=[node.name], layers=EVERY_LAYER))
        assert node in store.find(Wanted(concepts=[node.concept], labels=[node.label], layers=EVERY_LAYER))
        assert node in store.find(Wanted(products=[node.context.product], layers=EVERY_LAYER))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), graphs()),
        st.tuples(st.just("forget"), st.sampled_from([SOP_1, SOP_2])),
        st.tuples(st.just("layer"), st.sampled_from(["kg", "other"])),
        st.tuples(st.just("reset"), st.none()),
    ),
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_history_leaves_the_same_graph_as_in_memory(store: GraphStore, steps: list[tuple[str, object]]) -> None:
    emptied(store)
    stores: list[GraphStore] = [store, MemoryGraph()]
    for step, what in steps:
        for one in stores:
            if isinstance(what, Graph):
                put(one, what)
            elif step == "forget":
                one.remove_documents([str(what)])
            elif step == "layer":
                one.remove_layer(str(what))
            else:
                one.reset()
    for layer in EVERY_LAYER:
        assert stores[0].contents(layer) == stores[1].contents(layer)
        assert stores[0].contents(layer, anew=True) == stores[1].contents(layer)
    assert stores[0].layers() == stores[1].layers()


# Finding


FOUND: tuple[tuple[Wanted, list[str]], ...] = (
    (Wanted(labels=[Label.UNIT_OPERATION]), ["Expansion", "Expansion of Y", "Harvest"]),
    (Wanted(labels=[Label.PROCESS, Label.RUN]), ["X process", "Y process", "R-001"]),
    (Wanted(labels=[]), []),
    (Wanted(concepts=["expansion", "r-001"]), ["R-001", "Expansion"]),
    (Wanted(concepts=["Expansion"]), []),
    (Wanted(concepts=[]), []),
    (Wanted(names=["Expansion"]), ["Expansion"]),
    (Wanted(names=["expansion"]), []),
    (Wanted(names=["T"]), []),
    (Wanted(products=["Y"]), ["Y process", "Expansion of Y"]),
    (Wanted(products=[""]), ["R-001"]),
    (Wanted(products=["X", "Y"], labels=[Label.PROCESS]), ["X process", "Y process"]),
    (Wanted(labels=[Label.PROCESS], concepts=["x process"], names=["X process"], products=["X"]), ["X process"]),
    (Wanted(labels=[Label.PROCESS], concepts=["x process"], names=["X process"], products=["Y"]), []),
    (Wanted(layers=()), []),
    (Wanted(layers=("kg",)), ["CD3E", "SCID"]),
    (Wanted(labels=[Label.BACKGROUND]), []),
    (Wanted(layers=("", "kg"), names=["CD3E", "Harvest"]), ["CD3E", "Harvest"]),
)


def test_finding_by_everything_that_can_be_wanted(store: GraphStore) -> None:
    graph = process()
    put(store, graph, background(graph.named("Viability")))
    for wanted, names in FOUND:
        assert by_name(store.find(wanted)) == names, wanted
    everything = store.find(Wanted())
    assert everything == sorted(graph.nodes, key=lambda n: (n.label, n.concept, n.id))


def test_products_as_entities_of_a_kind_state_them(store: GraphStore) -> None:
    graph = process()
    put(store, graph, background(graph.nodes[0]))
    odd = node_of(Label.PARAMETER, "Time", "time", Context(product="x\x00\ud800 `'"))
    store.merge([odd], [])
    for labels in ([Label.PARAMETER], [Label.ATTRIBUTE, Label.PARAMETER], [Label.RUN], []):
        stated_ones = {n.context.product for n in (*graph.nodes, odd) if n.label in labels}
        assert store.products(labels) == stated_ones
    assert odd.context.product in store.products([Label.PARAMETER])


def test_new_and_known_ones_are_written_together(store: GraphStore) -> None:
    graph = process()
    half = len(graph.edges) // 2
    store.merge(graph.nodes[:-1], [])
    store.merge(graph.nodes, graph.edges[:half])
    store.merge(graph.nodes, graph.edges)
    assert store.contents(anew=True) == contents_of(graph)


def test_order_is_that_of_code_points(store: GraphStore) -> None:
    names = ["a", "B", "ä", "Z", "z", "_", "10", "9", "é", "e\u0301", "\U0001f600", "\uffee", "a b", "ab", "A"]
    nodes = [node_of(Label.MATERIAL, name, name, Context()) for name in names]
    store.merge(nodes, [])
    assert [n.concept for n in store.find(Wanted())] == sorted(names)


RELATIONS = (
    None,
    (),
    (Relation.HAS_PARAMETER,),
    (Relation.HAS_OPERATION, Relation.PRECEDES, Relation.SAME_AS),
)
LAYERS = (("",), ("kg",), ("", "kg"), ())


def test_edges_by_way_relation_and_layer(store: GraphStore) -> None:
    graph = process()
    known = background(graph.named("Expansion"))
    put(store, graph, known)
    at = {graph.named("Expansion").id, graph.named("Temperature").id}
    for way, relations, layers in product(Way, RELATIONS, LAYERS):
        expected = [
            e
            for e in (*graph.edges, *known.edges)
            if ((way is not Way.IN and e.subject in at) or (way is not Way.OUT and e.object in at))
            and (relations is None or e.relation in relations)
            and e.layer in layers
        ]
        found = store.edges([*at, *at, "0" * 32], way, relations, layers)
        in_order = sorted(expected, key=lambda e: (e.relation, e.subject, e.object, e.id))
        assert found == in_order, (way, relations, layers)


def test_edges_by_the_document_that_they_were_read_in(store: GraphStore) -> None:
    graph = process()
    gene = background(graph.named("Harvest")).nodes[0]
    link = in_layer(stated(Relation.SAME_AS, graph.named("Harvest"), gene, SOP_1, identifier="NCBI:916"), "kg")
    store.merge([*graph.nodes, gene], [*graph.edges, link])
    for documents, layers in product(([], [SOP_1], [SOP_1, RECORD, "9" * 64], [""]), LAYERS):
        expected = [e for e in (*graph.edges, link) if e.evidence.document in documents and e.layer in layers]
        found = store.document_edges(documents, layers)
        assert found == sorted(expected, key=lambda e: (e.relation, e.subject, e.object, e.id)), (documents, layers)


def test_an_edge_from_an_entity_to_itself_is_found_once(store: GraphStore) -> None:
    step = entity(Label.STEP, "Feed again")
    edge = stated(Relation.PRECEDES, step, step, SOP_1)
    store.merge([step], [edge])
    assert [store.edges([step.id], way) for way in Way] == [[edge]] * 3
    store.remove([step.id])
    assert store.contents() == Contents({}, {})


def test_what_is_not_there_is_left_out(store: GraphStore) -> None:
    put(store, process())
    assert store.nodes(["0" * 32, "not an id", "'; DROP TABLE graph_nodes; --"]) == {}
    assert store.edges(["0" * 32, "x"]) == []


def test_empty_batches(store: GraphStore) -> None:
    store.merge([], [])
    store.remove([], [])
    store.remove_documents([])
    assert store.remove_layer("nothing") == 0
    assert store.nodes([]) == {}
    assert store.edges([]) == []
    assert store.find(Wanted()) == []
    assert store.layers() == {}
    assert store.contents() == Contents({}, {})


def test_ten_thousand_at_once(store: GraphStore) -> None:
    run = entity(Label.RUN, "R-1")
    lots = [entity(Label.LOT, f"Lot {n}") for n in range(10_000)]
    edges = [stated(Relation.CONSUMED, run, lot, SOP_1) for lot in lots]
    store.merge([run, *lots], edges)
    assert len(store.nodes([lot.id for lot in lots])) == 10_000
    assert len(store.edges([lot.id for lot in lots], Way.IN)) == 10_000
    assert len(store.edges([run.id])) == 10_000
    assert len(store.find(Wanted(names=[lot.name for lot in lots]))) == 10_000
    assert len(store.find(Wanted(concepts=[lot.concept for lot in lots], products=[""]))) == 10_000
    store.remove([lot.id for lot in lots[:9_000]], [edge.id for edge in edges])
    assert (len(store.contents().nodes), len(store.contents().edges)) == (1_001, 0)
    store.merge([], edges[9_000:])
    store.remove_documents([SOP_1])
    assert store.contents() == Contents({}, {})


# Taking out


def test_removing_an_entity_takes_every_edge_at_it(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    gone = graph.named("Temperature")
    store.remove([gone.id, "0" * 32])
    left = [e for e in graph.edges if gone.id not in (e.subject, e.object)]
    assert {e.id for e in every_edge(store, graph.nodes)} == {e.id for e in left}
    assert len(store.contents().nodes) == len(graph.nodes) - 1


def test_removing_edges_leaves_their_ends(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    gone = graph.edges[2:7]
    store.remove(edges=[e.id for e in gone] + ["0" * 32])
    assert set(store.contents().edges) == {e.id for e in graph.edges} - {e.id for e in gone}
    assert store.contents().nodes == contents_of(graph).nodes


def test_forgetting_a_document_takes_its_evidence_and_what_is_left_alone(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    store.remove_documents([SOP_1])
    left = [e for e in graph.edges if e.evidence.document != SOP_1]
    assert set(store.contents().edges) == {e.id for e in left}
    # Harvest and the limit were known from this document alone; Expansion is in another one as well;
    # the run never had an edge, so this document is not why it is there.
    names = {n.name for n in graph.nodes} - {"Harvest", "36 to 38 °C"}
    assert {n.name for n in store.find(Wanted())} == names
    store.remove_documents([SOP_2, RECORD, "9" * 64])
    assert {n.name for n in store.find(Wanted())} == {"Temperature", "Viability", "R-001"}


def test_forgetting_keeps_background_that_is_left_alone(store: GraphStore) -> None:
    graph = process()
    gene = background(graph.named("Harvest")).nodes[0]
    link = stated(Relation.SAME_AS, graph.named("Harvest"), gene, SOP_1, identifier="NCBI:916")
    store.merge([*graph.nodes, gene], [*graph.edges, link])
    store.remove_documents([SOP_1])
    assert store.find(Wanted(layers=("kg",))) == [gene]
    assert store.nodes([graph.named("Harvest").id]) == {}


def test_a_layer_is_removed_as_a_whole_without_a_trace(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    before = graph_digest(store.contents())
    known, other = background(graph.named("Viability")), background(graph.named("Harvest"), "other")
    put(store, known, other)
    # A link that counts as the site's own, as far as its layer says, goes with what it leads to.
    store.merge([], [stated(Relation.SAME_AS, graph.named("Harvest"), known.nodes[1], "", identifier="MONDO:1")])
    assert store.layers() == {"": len(graph.edges) + 1, "kg": 2, "other": 2}
    assert store.remove_layer("kg") == 2
    assert graph_digest(store.contents()) == before
    assert store.layers() == {"": len(graph.edges), "other": 2}
    assert store.contents("kg") == Contents({}, {})
    assert store.contents("other") == contents_of(other, layer="other")


def test_reset_empties_the_record_and_keeps_the_layers(store: GraphStore) -> None:
    graph = process()
    known = background(graph.named("Viability"))
    put(store, graph, known)
    store.note("a state")
    store.reset()
    assert store.contents() == Contents({}, {})
    assert store.noted() is None
    # The link to the site's own entity went with it.
    assert store.layers() == {"kg": 1}
    assert store.contents("kg").nodes == contents_of(known, layer="kg").nodes


def test_layers_that_have_entities_only_are_there(store: GraphStore) -> None:
    store.merge([entity(Label.RUN, "R-1"), entity(Label.BACKGROUND, "g", NOWHERE, "kg")], [])
    assert store.layers() == {"": 0, "kg": 0}


# Notes, digests, other graphs


def test_notes(store: GraphStore) -> None:
    assert store.noted() is None
    for state in ("1:abc", "2:'\"`}) DETACH DELETE n //", "x" * 5000):
        store.note(state)
        assert store.noted() == state
    store.note(None)
    store.note(None)
    assert store.noted() is None


def test_equal_graphs_have_one_digest_in_every_store(store: GraphStore) -> None:
    graph = process()
    put(store, graph)
    memory = MemoryGraph()
    memory.merge(graph.nodes[::-1], graph.edges[::-1])
    assert graph_digest(store.contents()) == graph_digest(memory.contents())
    changed = replace(graph.nodes[3], aliases=("another",))
    store.merge([changed], [])
    assert graph_digest(store.contents()) != graph_digest(memory.contents())


def test_two_workspaces_never_see_each_other(new_store: Opener) -> None:
    ours, theirs = new_store(), new_store()
    graph = process()
    put(ours, graph)
    assert theirs.contents() == Contents({}, {})
    fewer = Graph(graph.nodes[:3], graph.edges[:1])
    other = replace(fewer.nodes[0], aliases=("theirs",))
    theirs.merge([other, *fewer.nodes[1:]], fewer.edges)
    theirs.note("theirs")
    assert ours.contents() == contents_of(graph)
    assert ours.noted() is None
    assert len(theirs.edges([n.id for n in graph.nodes], Way.BOTH)) == 1
    assert theirs.find(Wanted(names=["Harvest"])) == []
    assert len(theirs.layers()) == 1
    theirs.remove([n.id for n in graph.nodes], [e.id for e in graph.edges])
    theirs.remove_documents([SOP_1, SOP_2, RECORD])
    theirs.reset()
    assert ours.contents() == contents_of(graph)
    assert ours.nodes([graph.nodes[0].id]) == {graph.nodes[0].id: graph.nodes[0]}


def test_nouns_cannot_be_changed_by_a_caller(store: GraphStore) -> None:
    put(store, process())
    node = store.find(Wanted())[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        node.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("noun", [process().named("Temperature"), process().edges[5]])
def test_every_part_of_a_noun_counts_in_its_digest(noun: Node | Edge) -> None:
    digest = node_sum if isinstance(noun, Node) else edge_sum
    values: dict[str, object] = {"aliases": ("x",), "details": (("x", 1),), "properties": (("x", 1),)}
    values |= {"label": Label.RUN, "relation": Relation.USED, "start": 7, "end": 7}
    inner = "context" if isinstance(noun, Node) else "evidence"
    changed = [
        replace(noun, **{field.name: values.get(field.name, "other")})
        for field in dataclasses.fields(noun)
        if field.name != inner
    ]
    part = getattr(noun, inner)
    changed += [
        replace(noun, **{inner: replace(part, **{field.name: values.get(field.name, "other")})})
        for field in dataclasses.fields(part)
    ]
    digests = {digest(one) for one in (noun, *changed)}  # type: ignore[operator]
    assert len(digests) == len(changed) + 1
