"""Resolution is one function of what the documents state, whatever their order, and never crosses scopes."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.process import Context, Definition, Evidence, Fact, Mention
from graph.resolve import Sources, resolve
from graph.schema import Label, Relation
from graph.time_points import time_point
from graph.vocabulary import load_vocabulary
from tests.graph.hostile_names import NAMES

_NAMES = st.sampled_from(
    [
        "viability",
        "Viability (%)",
        "VCN",
        "vector copy number",
        "glow index",
        "glow-index",
        "glowing indxe",
        "ZQ",
        "IL-7",
        "IL-17",
    ]
)
_CONTEXTS = st.builds(
    Context,
    product=st.sampled_from(["", "A-1", "A-1, a product", "B-2"]),
    time=st.sampled_from(["", "day 5", "D5", "harvest", "Harvest (day 9)"]),
    method=st.sampled_from(["", "SOP-052", "SOP-052 v3", "SOP-061, SOP-052"]),
)
_SAID = st.tuples(_NAMES, _CONTEXTS)


def sources(said: list[list[tuple[str, Context]]], order: list[int]) -> Sources:
    facts: dict[str, tuple[Fact, ...]] = {}
    for number in order:
        facts[f"d{number}"] = tuple(
            Fact(
                Relation.MEASURED_BY,
                Mention(Label.ATTRIBUTE, name, context),
                Mention(Label.METHOD, "SOP-052"),
                Evidence(f"d{number}", at, at + 1, "t"),
            )
            for at, (name, context) in enumerate(said[number])
        )
    definitions = {f"d{n}": (Definition("ZQ", "glow index", Evidence(f"d{n}")),) for n in order if n % 2}
    return Sources({}, facts, definitions, (), load_vocabulary())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_SAID, min_size=1, max_size=6), min_size=1, max_size=5), st.data())
def test_the_order_of_documents_changes_nothing(said: list[list[tuple[str, Context]]], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(said))))
    assert resolve(sources(said, order)) == resolve(sources(said, list(range(len(said)))))


@settings(max_examples=40, deadline=None)
@given(st.lists(_SAID, min_size=1, max_size=12))
def test_nothing_is_merged_across_scopes(said: list[tuple[str, Context]]) -> None:
    graph = resolve(sources([said], [0]))
    nodes = {n.id: n for n in graph.nodes}
    assert len(graph.edges) == len(said)
    for edge in graph.edges:
        _, context = said[edge.evidence.start]
        node = nodes[edge.subject].context
        assert node.time == time_point(context.time)
        assert node.method == ", ".join(sorted({p.strip().removesuffix(" v3") for p in context.method.split(",") if p}))
        if context.product:
            assert node.product == context.product.partition(",")[0]


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(lambda s: bool(s.strip())), st.text(string.printable, min_size=1).filter(str.strip))
def test_any_name_resolves(one: str, other: str) -> None:
    graph = resolve(sources([[(one, Context()), (other, Context(time=one, method=other))]], [0]))
    assert len(graph.edges) == 2


def test_hostile_names_come_back_as_they_were() -> None:
    for name in NAMES:
        if name.strip():
            graph = resolve(sources([[(name, Context())]], [0]))
            assert [n.name for n in graph.nodes if n.label is Label.ATTRIBUTE] == [name]


def test_a_parameter_takes_its_only_operation() -> None:
    def has(operation: str, document: str) -> Fact:
        parameter = Mention(Label.PARAMETER, "glow speed", Context("A-1", operation))
        return Fact(
            Relation.HAS_PARAMETER,
            Mention(Label.UNIT_OPERATION, "washing", Context("A-1")),
            parameter,
            Evidence(document),
        )

    one = {"a": (has("washing", "a"),), "b": (has("", "b"),)}
    found = resolve(Sources({}, one, {}, (), load_vocabulary()))
    assert len([n for n in found.nodes if n.label is Label.PARAMETER]) == 1
    two = one | {"c": (has("mixing", "c"),)}
    found = resolve(Sources({}, two, {}, (), load_vocabulary()))
    assert sorted(n.context.operation == "" for n in found.nodes if n.label is Label.PARAMETER) == [False, False, True]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("day −7", "day 7", False),
        ("day -7", "day 7", False),
        ("Day −3", "day -3", True),
        ("D5", "day 05", True),
        ("End of expansion (day −3)", "end of expansion", True),
        ("day −3", "D−3", True),
        ("day 2 to 9", "day 2", False),
        ("120 h", "day 5", True),
    ],
)
def test_a_day_keeps_its_sign(one: str, other: str, same: bool) -> None:
    assert (time_point(one) == time_point(other)) is same
