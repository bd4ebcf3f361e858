"""The same words in another order are one name; other words, or an order that means another thing, are not."""

from __future__ import annotations

import pytest

from graph.likeness import slips
from graph.schema import Label
from graph.word_order import in_order
from tests.graph.test_names_one_or_two import graph_of, things

A, P, M = Label.ATTRIBUTE, Label.PARAMETER, Label.MATERIAL


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        (A, "mannose receptor, soluble", "soluble mannose receptor"),
        (A, "GATA6-positive fraction", "GATA6+"),
        (A, "percent GATA6+ cells", "GATA6 positive"),
        (P, "exposure time to forskolin", "forskolin exposure time"),
        (P, "duration of forskolin exposure", "forskolin exposure time"),
        (P, "incubation time in trypsin", "trypsin incubation time"),
        (P, "interval of buffer exchange", "buffer exchange interval"),
        (P, "rocking temp.", "rocking temperature"),
        (P, "harveest pressure", "harvest pressure"),
    ],
)
def test_one_thing(label: Label, one: str, other: str) -> None:
    graph = graph_of(one, other, label=label)
    assert len(things(graph, label)) == 1
    assert all(m.reason for m in graph.merges)


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        (P, "time to freezing", "freezing time"),
        (P, "time after thaw", "thaw time"),
        (P, "contact time with DMSO", "contact time with EDTA"),
        (P, "exposure time to forskolin before thaw", "forskolin exposure time"),
        (P, "incubation time in EDTA", "incubation temperature in EDTA"),
        (P, "cooling rate, initial", "cooling rate, final"),
        (P, "ratio of beads to cells", "ratio of cells to beads"),
        (A, "GATA6+ cells", "GATA6- cells"),
        (A, "GATA6+ cells", "GATA6+ cell count"),
        (A, "LAG3+", "LAG3"),
        (A, "viable cells", "visible cells"),
        (A, "infectious titre", "infections titre"),
        (P, "internal gap", "interval gap"),
        (P, "drift without load", "drift within load"),
    ],
)
def test_two_things(label: Label, one: str, other: str) -> None:
    assert len(things(graph_of(one, other, label=label), label)) == 2


def test_a_material_goes_by_its_code_only_where_the_code_is_its_letters() -> None:
    assert in_order(M, "Nerve growth buffer NGB-3") == in_order(M, "NGB-3")
    assert in_order(M, "Nerve growth buffer NGB-3") != in_order(M, "NGB-4")
    assert in_order(M, "antibody to CD-19") != in_order(M, "CD-19")
    assert in_order(M, "Nerve growth buffer") != in_order(M, "NGB-3")
    assert in_order(M, "biotinylated IL-7") != in_order(M, "IL-7")


def test_a_slip_in_a_word_of_contrast_is_none_if_it_is_a_word() -> None:
    assert list(slips(["seeding mass", "seedng mass"], frozenset({"seeding"})))
    assert not list(slips(["seeding mass", "seedng mass"], frozenset({"seeding", "seedng"})))
