"""How long search takes in a large library, once the query is embedded.

A synthetic library of 100,000 passages (bench/synthetic_library.py: Zipf-distributed words, clustered
vectors of 384 dimensions, the ledger and Chroma as Setpoint writes them) and 200 queries of 2 to 14
words, rare and frequent. Timed in one warm process: the dense list, the lexical list, and their
fusion into the passages that `ask` takes apart; each alone and all together.

To reach, all together: p50 at most 30 ms, p95 at most 80 ms.

Then what decides `retrieval.search.EXACT_PASSAGES`, as a ratio: reading 20,000 vectors out of the
ledger and scanning them, beside importing and opening Chroma and asking it once, both cold.

    python -m bench.search_latency [--passages 100000] [--keep DIR] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.evidence import PASSAGES
from bench.figures import Figure, percentile, print_figures
from bench.synthetic_library import (
    DIMENSIONS,
    MODEL,
    SyntheticQuery,
    Vectors,
    is_built,
    open_ledger,
    open_vectors,
    read_queries,
)
from retrieval.ledger import Ledger
from retrieval.search import EXACT_PASSAGES, Query, Search
from retrieval.vectors import VectorStore

PARTS = ("dense", "lexical", "fuse")


class Given:
    """The embedder of a library whose vectors are given: it names the model and embeds nothing."""

    model = MODEL
    dimensions = DIMENSIONS

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        raise NotImplementedError(f"{len(texts)} texts, but vectors are given here ({progress})")


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of one query by part."""

    dense: float
    lexical: float
    fuse: float

    @property
    def together(self) -> float:
        """From the vector to the hits."""
        return self.dense + self.lexical + self.fuse


def ask(search: Search, query: SyntheticQuery) -> Timed:
    """One query as `Search.find` runs it, after its embedding."""
    asked, ticks = Query(query.text), [time.perf_counter()]
    dense = search.dense(query.vector)
    ticks.append(time.perf_counter())
    lexical = search.lexical(asked)
    ticks.append(time.perf_counter())
    search.fuse(asked, dense, lexical, PASSAGES)
    ticks.append(time.perf_counter())
    return Timed(*(1_000 * (after - before) for before, after in pairwise(ticks)))


def _latencies(timed: Sequence[Timed]) -> list[Figure]:
    together = [t.together for t in timed]
    figures = [
        Figure("all together, p50", percentile(together, 50), "ms", most=30),
        Figure("all together, p95", percentile(together, 95), "ms", most=80),
    ]
    for part in PARTS:
        values = [float(getattr(t, part)) for t in timed]
        figures += [Figure(f"{part}, p{share}", percentile(values, share), "ms") for share in (50, 95)]
    return figures


def _cold_lists(ledger: Ledger, store: VectorStore, query: SyntheticQuery) -> list[Figure]:
    """An exact scan of part of the library against the first question to Chroma, which imports it."""
    within, documents = 0, list[str]()
    for document in ledger.catalogue():
        within += document.report.blocks
        documents.append(document.digest)
        if within >= EXACT_PASSAGES:
            break
    began = time.perf_counter()
    ids, _, _, matrix = ledger.passage_vectors(MODEL, documents)
    np.argsort(-(matrix @ query.vector))
    scanned = time.perf_counter()
    store.nearest(query.vector, 100)
    asked = time.perf_counter()
    return [
        Figure(f"cold exact scan of {len(ids):,} vectors", 1_000 * (scanned - began), "ms"),
        Figure("cold question to Chroma", 1_000 * (asked - scanned), "ms"),
        Figure("Chroma / scan, cold", (asked - scanned) / (scanned - began), "x", least=1.0),
    ]


def measure(folder: Path, profiled: bool) -> list[Figure]:
    """All figures of a built library."""
    ledger, queries = open_ledger(folder), read_queries(folder)
    cold = _cold_lists(ledger, open_vectors(folder, ledger), queries[0])
    search = Search(ledger, Given(), open_vectors(folder, ledger))
    for query in queries[::10]:  # warm-up
        ask(search, query)
    profiler = cProfile.Profile()
    timed = [profiler.runcall(ask, search, query) if profiled else ask(search, query) for query in queries]
    ledger.close()
    if profiled:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(40)
    return [*_latencies(timed), *cold]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="keep the library here and use it again; it takes minutes to build")
    parser.add_argument("--profile", action="store_true", help="print what the time goes into; slows it down")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = (chosen.keep or Path(thrown_away)) / f"synthetic-{chosen.passages}"
        if not is_built(folder, chosen.passages):
            # In a process of its own, so that Chroma is not imported yet when it is timed.
            build = [sys.executable, "-m", "bench.synthetic_library", str(folder), "--passages", str(chosen.passages)]
            subprocess.run(build, check=True)
        figures = measure(folder, chosen.profile)
    print_figures(f"Search in {chosen.passages:,} passages", figures)


if __name__ == "__main__":
    main()
