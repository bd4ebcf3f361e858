"""What a person joined or parted and took back leaves every store as it was, to the digest."""

from __future__ import annotations

import pytest

from graph.assertions import Assertion
from graph.building import write_difference
from graph.process import Context, Evidence, Fact, Mention
from graph.resolve import Resolved, Sources, resolve
from graph.schema import Label, Relation
from graph.sums import graph_digest
from graph.vocabulary import load_vocabulary
from tests.graph.conftest import Opener
from tests.graph.test_names_one_or_two import graph_of, said, things

PAIRS = [("glow", "shine"), ("VCN", "vector copy number"), ("viability (%)", "viability"), ("glow", "glo-w")]


@pytest.mark.parametrize("kind", ["alias", "unmerge"])
def test_what_is_taken_back_leaves_no_trace(new_store: Opener, kind: str) -> None:
    store = new_store()
    for one, other in PAIRS:
        before = graph_of(one, other, "glow index")
        write_difference(store, before)
        digest = graph_digest(store.contents(anew=True))
        changed = graph_of(one, other, "glow index", said=(said(kind, one, other),))
        write_difference(store, changed)
        differs = len(things(changed)) != len(things(before))
        assert (graph_digest(store.contents(anew=True)) != digest) is differs
        write_difference(store, graph_of(one, other, "glow index"))
        assert graph_digest(store.contents(anew=True)) == digest


def of_products(*assertions: Assertion) -> Resolved:
    facts: dict[str, tuple[Fact, ...]] = {}
    for product in ("A-1", "B-2"):
        for name in ("glow speed", "shine speed"):
            thing = Mention(Label.PARAMETER, name, Context(product, "wash"))
            washing = Mention(Label.UNIT_OPERATION, "wash", Context(product))
            digest = f"{product} {name}"
            facts[digest] = (Fact(Relation.HAS_PARAMETER, washing, thing, Evidence(digest, 0, 1, "t")),)
    return resolve(Sources({}, facts, {}, assertions, load_vocabulary()))


def speeds(graph: Resolved) -> list[tuple[str, str]]:
    return sorted((n.context.product, n.name) for n in graph.nodes if n.label is Label.PARAMETER)


def test_an_alias_for_one_product_joins_there_alone() -> None:
    body = (("label", "Parameter"), ("name", "glow speed"), ("other", "shine speed"), ("product", "A-1, a product"))
    there = Assertion("s", "alias", body, "one dial", "ana", "2025-01-01T00:00:00")
    assert len(speeds(of_products())) == 4
    assert speeds(of_products(there)) == [("A-1", "glow speed"), ("B-2", "glow speed"), ("B-2", "shine speed")]


def test_an_alias_never_crosses_products_time_points_or_methods() -> None:
    def graph(*assertions: Assertion) -> Resolved:
        some = [
            ("glow", Context("A-1", time="day 5")),
            ("shine", Context("A-1", time="harvest")),
            ("glow", Context("B-2", time="day 5")),
            ("shine", Context("B-2", time="day 5", method="SOP-1")),
        ]
        facts = tuple(
            Fact(
                Relation.MEASURED_BY,
                Mention(Label.ATTRIBUTE, name, context),
                Mention(Label.METHOD, "SOP-9"),
                Evidence("d", at, at + 1, "t"),
            )
            for at, (name, context) in enumerate(some)
        )
        return resolve(Sources({}, {"d": facts}, {}, assertions, load_vocabulary()))

    assert len(things(graph())) == 4
    joined = things(graph(said("alias", "glow", "shine")))
    assert len(joined) == 4
    assert len({n.concept for n in joined}) == 1
