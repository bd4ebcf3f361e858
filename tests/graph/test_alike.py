"""What a model may join: only names that nothing else knows, only very alike, never against the guard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.alike import ALIKE, ByVectors
from graph.process import Context, Evidence, Fact, Mention
from graph.resolve import Resolved, Sources, resolve
from graph.schema import Label, Relation
from graph.vocabulary import load_vocabulary
from tests.graph.test_names_one_or_two import things


class Same:
    """A model to which all names are one, and that notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, names: Sequence[str]) -> NDArray[np.float32]:
        self.asked += names
        return np.tile(np.array([1.0, 0.0], np.float32), (len(names), 1))


def graph(likeness: ByVectors | None, *names: str) -> Resolved:
    facts = {
        f"d{n}": (
            Fact(
                Relation.MEASURED_BY,
                Mention(Label.ATTRIBUTE, name, Context("X-1")),
                Mention(Label.METHOD, "SOP-900"),
                Evidence(f"d{n}", 0, 1, "t"),
            ),
        )
        for n, name in enumerate(names)
    }
    return resolve(Sources({}, facts, {}, (), load_vocabulary()), likeness)


def test_a_model_joins_what_nothing_else_knows_and_says_that_it_did() -> None:
    found = graph(ByVectors("a model", Same()), "glowing brightness", "gleaming brightness")
    assert len(things(found)) == 1
    assert [m.reason for m in found.merges] == ["alike 1.00 (a model)"]
    assert len(things(graph(None, "glowing brightness", "gleaming brightness"))) == 2


def test_a_model_never_joins_against_numbers_signs_order_or_the_vocabulary() -> None:
    for one, other in (
        ("IL-7 glow", "IL-17 glow"),
        ("CD3+ glow", "CD3- glow"),
        ("CAR+ of CD3+", "CD3+ of CAR+"),
        ("glow before wash", "glow after wash"),
        ("residual gleam", "gleaming"),
        ("viability", "vector copy number"),
        ("viability", "glowing"),
    ):
        assert len(things(graph(ByVectors("a model", Same()), one, other))) == 2, (one, other)


def test_a_model_is_asked_once_for_a_name_and_never_for_one_that_is_known() -> None:
    model = Same()
    likeness = ByVectors("a model", model)
    graph(likeness, "viability", "VCN", "vector copy number")
    assert model.asked == []
    for _ in range(2):
        graph(likeness, "glowing brightness", "gleaming brightness", "viability")
    assert sorted(model.asked) == ["gleaming brightness", "glowing brightness"]


def test_likeness_is_rounded_and_of_use() -> None:
    angles = {"a": 0.0, "b": np.arccos(0.9501), "c": np.arccos(0.9449), "d": np.pi / 2}
    likeness = ByVectors(
        "m", lambda names: np.array([[np.cos(angles[n]), np.sin(angles[n])] for n in names], np.float32)
    )
    pairs = {(a, b): value for a, b, value in likeness("abcd")}
    assert pairs[("a", "b")] == ALIKE
    assert ("a", "c") not in pairs
    assert ("a", "d") not in pairs
