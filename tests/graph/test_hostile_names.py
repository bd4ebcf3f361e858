"""Names from hostile documents: stored and returned as they are, on every store, and nothing is executed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from graph.exact_text import as_read, written
from graph.process import Context, Edge, Evidence, Node, edge_of, node_of
from graph.schema import Label, Relation
from graph.store import GraphStore, Wanted, Way
from graph.sums import edge_sum, node_sum
from tests.graph.conftest import Opener
from tests.graph.hostile_names import NAMES, naughty
from tests.graph.made_graphs import SOP_1, process


def test_there_are_a_hundred_different_ones() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 100


def everywhere(name: str) -> tuple[list[Node], Edge]:
    """Entities and an edge that bear a name wherever they can bear text."""
    scope = Context(product=name, operation=name)
    parameter = replace(node_of(Label.PARAMETER, name, name, scope), aliases=(name, name + "2"))
    limit = node_of(Label.LIMIT, name, name, scope, details=(("kind", name), ("text", name), ("unit", name)))
    evidence = Evidence(SOP_1, 1, 2, extractor=name, by=name, at=name)
    edge = edge_of(Relation.LIMITED_BY, parameter.id, limit.id, evidence, (("class", name),))
    return [parameter, limit], edge


def kept(new_store: Opener, names: list[str]) -> None:
    store, neighbour = new_store(), new_store()
    bystanders = process()
    for one in (store, neighbour):
        one.merge(bystanders.nodes, bystanders.edges)
    before = neighbour.contents(anew=True)
    nodes: dict[str, Node] = {}
    edges: dict[str, Edge] = {}
    for name in names:
        some, edge = everywhere(name)
        nodes.update((node.id, node) for node in some)
        edges[edge.id] = edge
    store.merge(list(nodes.values()), list(edges.values()))
    assert store.nodes(nodes) == nodes
    assert {edge.id: edge for edge in store.edges(nodes, Way.OUT)} == edges
    found_by(store, names, nodes)
    contents = store.contents(anew=True)
    assert contents.nodes == {n.id: node_sum(n) for n in (*bystanders.nodes, *nodes.values())}
    assert contents.edges == {e.id: edge_sum(e) for e in (*bystanders.edges, *edges.values())}
    assert neighbour.contents(anew=True) == before


def found_by(store: GraphStore, names: list[str], nodes: dict[str, Node]) -> None:
    for name in names:
        theirs = {node.id for node in nodes.values() if node.name == name}
        assert {node.id for node in store.find(Wanted(names=[name]))} == theirs
        assert {node.id for node in store.find(Wanted(concepts=[name], products=[name]))} == theirs
    assert {node.id for node in store.find(Wanted(names=names))} == nodes.keys()
    for name in names[::5]:
        assert store.nodes([name]) == {}
        assert store.edges([name], layers=(name,)) == []
        assert store.find(Wanted(layers=(name,))) == []


def test_a_hundred_hostile_names(new_store: Opener) -> None:
    kept(new_store, list(NAMES))


def test_the_big_list_of_naughty_strings(new_store: Opener, corpora: Path) -> None:
    kept(new_store, naughty(corpora))


def test_names_that_look_alike_stay_apart(store: GraphStore) -> None:
    names = ["é", "e\u0301", "µ", "μ", "K", "\u212a", "a", "a ", "A", "a\u200b", "\ufb01", "fi", "\x00", "\u241b0000"]
    nodes = [node_of(Label.MATERIAL, name, name, Context()) for name in names]
    store.merge(nodes, [])
    assert len(store.contents().nodes) == len(names)
    for node in nodes:
        assert store.find(Wanted(names=[node.name])) == store.find(Wanted(concepts=[node.concept])) == [node]
    assert unicodedata.normalize("NFC", names[1]) == names[0]


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_two_texts_are_written_apart_and_read_back(one: str, other: str) -> None:
    for text in (one, other):
        held = written(text)
        assert as_read(held) == text
        assert "\x00" not in held
        assert held.encode("utf-8").decode("utf-8") == held
    assert (written(one) == written(other)) == (one == other)
