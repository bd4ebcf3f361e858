"""How fast the graph stores take a large site's graph, and answer every named question about it.

    SETPOINT_TEST_NEO4J=bolt://USER:PASSWORD@HOST:PORT python -m bench.graph_stores [--nodes N] [--edges N] [--rounds N]

Figures to reach with 100,000 entities and 500,000 edges on two cores: Neo4j takes at least 5,000 edges/s; every
named question at its 95th percentile within 100 ms on Neo4j and 250 ms on the ledger (SQLite). The graph is made
from a seed (`synthetic_graph`), the names that are asked for are drawn from it; all times are of one warm process.
What is written to the server is taken out again.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import tempfile
import time
import uuid
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from bench.figures import Figure, percentile, print_figures
from bench.synthetic_graph import OPERATIONS, PARAMETERS, Site, make_site, sampled
from graph.ledger_store import LedgerGraph
from graph.neo4j_store import Neo4jGraph
from graph.questions.attributes import attributes
from graph.questions.deviations import deviations
from graph.questions.diff import diff
from graph.questions.effects import effects
from graph.questions.impact import impact
from graph.questions.inquiry import Inquiry
from graph.questions.limits import limits
from graph.questions.lots import lots
from graph.questions.parameters import parameters
from graph.questions.records import Records
from graph.questions.runs import RunsWanted, runs
from graph.questions.shared import shared
from graph.questions.steps import steps
from graph.questions.trace import trace
from graph.questions.unknowns import unknowns
from graph.schema import Label, Relation
from graph.store import GraphStore, Wanted, Way
from graph.sums import graph_digest
from graph.vocabulary import load_vocabulary
from retrieval.ledger import Ledger

LEDGER_P95_MS = 250.0
NEO4J_P95_MS = 100.0
NEO4J_EDGES_S = 5_000.0

Call = Callable[[], object]


def questions(site: Site, inquiry: Inquiry, rounds: int) -> dict[str, list[Call]]:
    """Each named question with as many different names as it is asked with."""
    chance = random.Random(11)
    products = [n.name for n in sampled(site, Label.PRODUCT, rounds)]
    there = {n.label for n in site.nodes.values()}
    names = {label: [n.name for n in sampled(site, label, rounds)] for label in there}
    attributes_of = [n.name for n in sampled(site, Label.ATTRIBUTE, rounds)]

    def each(call: Callable[[str], object], ones: Sequence[str]) -> list[Call]:
        return [lambda one=one: call(one) for one in ones]

    def of_product(call: Callable[[str, str], object], ones: Sequence[str]) -> list[Call]:
        return [lambda p=p, one=one: call(p, one) for p, one in zip(products, ones, strict=True)]

    operations = [chance.choice(OPERATIONS) for _ in range(rounds)]
    varied = [chance.choice(PARAMETERS) for _ in range(rounds)]
    return {
        "parameters of a step": of_product(lambda p, o: parameters(inquiry, step=o, product=p), operations),
        "one parameter": of_product(lambda p, v: parameters(inquiry, v, product=p), varied),
        "attributes of a product": each(lambda p: attributes(inquiry, product=p), products),
        "effects on an attribute": of_product(lambda p, a: effects(inquiry, attribute=a, product=p), attributes_of),
        "effects of a parameter": of_product(lambda p, v: effects(inquiry, parameter=v, product=p), varied),
        "limits of an attribute": of_product(lambda p, a: limits(inquiry, a, product=p), attributes_of),
        "limits of a product": each(lambda p: limits(inquiry, product=p), products),
        "steps of a product": each(lambda p: steps(inquiry, product=p), products),
        "steps of an operation": of_product(lambda p, o: steps(inquiry, o, product=p), operations),
        "runs with a lot": each(lambda n: runs(inquiry, RunsWanted(lot=n)), names[Label.LOT]),
        "runs of a donor": each(lambda n: runs(inquiry, RunsWanted(donor=n)), names[Label.DONOR]),
        "runs of a product": each(lambda p: runs(inquiry, RunsWanted(product=p)), products),
        "runs over a limit": of_product(lambda p, a: runs(inquiry, RunsWanted(product=p, broken=a)), attributes_of),
        "a lot": each(lambda n: lots(inquiry, n), names[Label.LOT]),
        "lots of a material": each(lambda n: lots(inquiry, material=n), names[Label.MATERIAL]),
        "deviations of a run": each(lambda n: deviations(inquiry, run=n), names[Label.RUN]),
        "shared causes": of_product(lambda p, a: shared(inquiry, RunsWanted(product=p, broken=a)), attributes_of),
        "trace of a run": each(lambda n: trace(inquiry, n), names[Label.RUN]),
        "impact of a change": of_product(lambda p, v: impact(inquiry, v, product=p), varied),
        "difference of versions": each(lambda n: diff(inquiry, n), names[Label.DOCUMENT]),
        "what is not known": each(lambda p: unknowns(inquiry, product=p), products),
    }


def calls(site: Site, store: GraphStore, rounds: int) -> dict[str, list[Call]]:
    """The calls of a store that questions are made of, each with one entity or one hundred."""
    ones = [n.id for n in sampled(site, Label.PARAMETER, rounds)]
    hundreds = [[n.id for n in sampled(site, Label.MEASUREMENT, 100, seed)] for seed in range(rounds)]
    documents = [e.digest for e in random.Random(3).choices(site.entries, k=rounds)]
    concepts = [n.concept for n in sampled(site, Label.LOT, rounds)]
    return {
        "find by concept": [lambda c=c: store.find(Wanted([Label.LOT], [c])) for c in concepts],
        "find by label and product": [
            lambda p=n.name: store.find(Wanted([Label.ATTRIBUTE], products=[p]))
            for n in sampled(site, Label.PRODUCT, rounds)
        ],
        "100 entities by id": [lambda ids=ids: store.nodes(ids) for ids in hundreds],
        "edges of one, both ways": [lambda i=i: store.edges([i], Way.BOTH) for i in ones],
        "edges of 100, one relation": [lambda ids=ids: store.edges(ids, Way.OUT, [Relation.OF]) for ids in hundreds],
        "edges of a document": [lambda d=d: store.document_edges([d]) for d in documents],
    }


@contextlib.contextmanager
def on_ledger() -> Generator[GraphStore]:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(f"sqlite:///{Path(folder) / 'ledger.db'}")
        yield LedgerGraph(ledger)
        ledger.close()


@contextlib.contextmanager
def on_neo4j(url: str) -> Generator[GraphStore]:
    store = Neo4jGraph.open(url, uuid.uuid4().hex)
    store.check()
    try:
        yield store
    finally:
        store.reset()
        store.close()


def loaded(store: GraphStore, site: Site) -> tuple[float, float]:
    """Entities and edges a second; the store then shows what was made."""
    nodes, edges = list(site.nodes.values()), list(site.edges.values())
    begun = time.perf_counter()
    store.merge(nodes, [])
    between = time.perf_counter()
    store.merge([], edges)
    ended = time.perf_counter()
    contents = store.contents()
    if (len(contents.nodes), len(contents.edges)) != (len(nodes), len(edges)):
        raise SystemExit(f"{store.name} does not hold what was written")
    read_s = time.perf_counter() - ended
    print(f"{store.name}: {graph_digest(contents)[:16]}, contents read in {read_s:.1f} s", flush=True)
    return len(nodes) / (between - begun), len(edges) / (ended - between)


def timed(some: dict[str, list[Call]], most: float | None) -> list[Figure]:
    """The 95th percentile of each, in milliseconds, after one call that warms."""
    figures: list[Figure] = []
    for what, every in some.items():
        every[0]()
        took: list[float] = []
        for call in every:
            begun = time.perf_counter()
            call()
            took.append((time.perf_counter() - begun) * 1000)
        figures.append(Figure(f"{what} (median {percentile(took, 50):.0f})", percentile(took, 95), "ms", most=most))
        print(f"  {figures[-1].what}: {figures[-1].value:.0f} ms", flush=True)
    return figures


def measured(store: GraphStore, site: Site, rounds: int, most: float, least: float | None) -> list[Figure]:
    nodes_s, edges_s = loaded(store, site)
    inquiry = Inquiry(store, Records(site.entries), load_vocabulary())
    print_figures(
        f"{store.name}: loading",
        [Figure("entities", nodes_s, "1/s"), Figure("edges", edges_s, "1/s", least=least)],
    )
    print_figures(f"{store.name}: calls, 95th percentile", timed(calls(site, store, rounds), None))
    asked = timed(questions(site, inquiry, rounds), most)
    print_figures(f"{store.name}: named questions, 95th percentile", asked)
    return asked


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args(arguments)
    site = make_site(chosen.nodes, chosen.edges)
    sizes = f"{len(site.nodes):,} entities, {len(site.edges):,} edges, {len(site.entries):,} document versions"
    print(sizes, flush=True)
    with on_ledger() as store:
        of_ledger = measured(store, site, chosen.rounds, LEDGER_P95_MS, None)
    url = os.environ.get("SETPOINT_TEST_NEO4J")
    if not url:
        print("\nno Neo4j server is named in SETPOINT_TEST_NEO4J: not measured")
        return
    with on_neo4j(url) as store:
        of_neo4j = measured(store, site, chosen.rounds, NEO4J_P95_MS, NEO4J_EDGES_S)
    ratios = [one.value / other.value for one, other in zip(of_ledger, of_neo4j, strict=True)]
    print_figures("the ledger's time over Neo4j's", [Figure("median of the questions", percentile(ratios, 50), "")])


if __name__ == "__main__":
    main()
