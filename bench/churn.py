"""What is still found after a library has changed: delete half of 20,000 vectors, then change a third.

hnswlib's graph can lose live vectors: `query` with a vector's own value no longer returns it, though
it is stored (chroma-core/chroma #7758). Here every live passage is asked for by its own vector among
100, after the same churn, by three ways of keeping 20,000 vectors of 384 dimensions:

* Chroma with its defaults, changed in place (`upsert`), as its tutorials show;
* Chroma with Setpoint's graph (`retrieval.chroma.HNSW`), changed in place;
* Setpoint's store: a ledger, projected three times.

Vectors are clustered as passages of a few hundred subjects are, and one in twenty repeats another, as
boilerplate does. With --real they are embeddings of the samples' passages with noise. To reach: no
live passage is lost by Setpoint's store, with each of three seeds. What the audit costs is told beside
what embedding the passages costs at 37 a second.

    python -m bench.churn [--vectors 20000] [--seeds 3] [--real] [--only-store]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure, print_figures
from retrieval.canonical import canonicalise
from retrieval.chroma.collection import HNSW
from retrieval.chroma.folder import FolderVectors
from retrieval.documents import Block, BlockKind, Entry, Identity, Passage, ReadReport
from retrieval.ledger import Ledger
from retrieval.projection import Projected, project
from retrieval.records import FileState, NewDocument, now
from retrieval.vectors import Matrix, VectorStore

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

MODEL = "churn"
DIMENSIONS = 384
SUBJECTS = 400
NOISE = 0.8
TWINS = 0.05
A_DOCUMENT = 20
# Passages of 110 tokens a second on two cores (all-MiniLM-L6-v2 in fp32).
EMBEDDED_A_SECOND = 37
DEEP = 100
PLAIN: dict[str, Mapping[str, object]] = {
    "Chroma's defaults": {"space": "cosine"},
    "Setpoint's graph, in place": HNSW,
}

Random = np.random.Generator
Source = Callable[[int], Matrix]


def clustered(chance: Random) -> Source:
    """Vectors about a few hundred subjects, some of them the same."""
    return _around(_unit(chance.standard_normal((SUBJECTS, DIMENSIONS))), NOISE, chance)


def real(chance: Random) -> Source:
    """Embeddings of the samples' passages, with a little noise, some of them the same."""
    from bench.places import REPO
    from bench.shelf import shelf

    with shelf(REPO / "samples" / "records") as samples:
        matrix = samples.ledger.passage_vectors(samples.embedder.model)[3]
    return _around(matrix, 0.3, chance)


def _around(centres: Matrix, noise: float, chance: Random) -> Source:
    def drawn(count: int) -> Matrix:
        around = centres[chance.integers(len(centres), size=count)]
        found = _unit(around + noise * _unit(chance.standard_normal((count, centres.shape[1]))))
        twins = chance.random(count) < TWINS
        found[twins] = found[chance.integers(count, size=int(twins.sum()))]
        return found

    return drawn


def _unit(vectors: NDArray[np.floating]) -> Matrix:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def lost(ask: Callable[[Matrix], list[list[str]]], live: dict[str, NDArray[np.float32]]) -> int:
    """How many live keys are not in the list for their own vector, unless it is full of equal ones."""
    keys, missed = list(live), 0
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        for key, found in zip(some, ask(np.stack([live[k] for k in some])), strict=True):
            twins = len(found) == DEEP and all(k in live and bool(np.array_equal(live[k], live[key])) for k in found)
            missed += key not in found and not twins
    return missed


# Chroma by itself


def by_chroma(
    folder: Path, count: int, settings: Mapping[str, object], source: Source, chance: Random
) -> tuple[int, int]:
    """How many are lost fresh, and after churn."""
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb

    client = chromadb.PersistentClient(str(folder))
    collection = client.create_collection("plain", configuration={"hnsw": dict(settings)}, embedding_function=None)  # pyright: ignore[reportArgumentType]

    def ask(vectors: Matrix) -> list[list[str]]:
        return list(collection.query(query_embeddings=vectors, n_results=DEEP, include=[])["ids"])

    live = {f"{n:032}": vector for n, vector in enumerate(source(count))}
    _upsert(collection, live)
    fresh = lost(ask, live)
    keys = [str(key) for key in chance.permutation(list(live))]
    gone, changed = keys[: count // 2], keys[count // 2 : count // 2 + count // 6]
    for start in range(0, len(gone), 2_000):
        collection.delete(ids=gone[start : start + 2_000])
    for key in gone:
        del live[key]
    new = dict(zip(changed, source(len(changed)), strict=True))
    _upsert(collection, new)
    live |= new
    return fresh, lost(ask, live)


def _upsert(collection: Collection, vectors: dict[str, NDArray[np.float32]]) -> None:
    keys = list(vectors)
    for start in range(0, len(keys), 2_000):
        some = keys[start : start + 2_000]
        collection.upsert(ids=some, embeddings=np.stack([vectors[key] for key in some]))


# Setpoint's store


class Timed(FolderVectors):
    """The store, counting the seconds in which the index is asked."""

    seconds = 0.0

    def lists(self, vectors: Matrix, limit: int) -> list[list[str]]:
        """See VectorStore."""
        began = time.perf_counter()
        found = super().lists(vectors, limit)
        self.seconds += time.perf_counter() - began
        return found


@dataclass(frozen=True, slots=True)
class Step:
    """One projection: what it did, its seconds, and those in which the index was asked."""

    name: str
    done: Projected
    seconds: float
    audit: float


def document(name: str, vectors: Matrix, *, replaces: tuple[str, ...] = ()) -> tuple[NewDocument, dict[str, Matrix]]:
    """A document version with a passage for each vector."""
    canonical = canonicalise([Block(BlockKind.PARAGRAPH, f"{name}, part {n}.") for n in range(len(vectors))])
    digest = hashlib.sha256(canonical.text.encode()).hexdigest()
    passages = tuple(
        Passage(line.start, line.end, n, n, (), None, text, hashlib.sha256(text.encode()).hexdigest())
        for n, line in enumerate(canonical.lines)
        for text in (canonical.text[line.start : line.end],)
    )
    entry = Entry(digest, name, Identity(), "main", ReadReport(1, 1, 0, 1), now())
    new = NewDocument(entry, canonical, passages, FileState(name, 1, 1, 1, digest, "churn", "main"), replaces)
    return new, {p.digest: v for p, v in zip(passages, vectors, strict=True)}


def by_store(folder: Path, count: int, source: Source, chance: Random) -> tuple[int, list[Step]]:
    """How many are lost in the end, and what each projection did."""
    folder.mkdir(parents=True)
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}")
    store = Timed(folder / "vectors", ledger.identity, MODEL)
    steps: list[Step] = []

    def step(name: str) -> None:
        before, began = store.seconds, time.perf_counter()
        done = project(ledger, store, MODEL)
        steps.append(Step(name, done, time.perf_counter() - began, store.seconds - before))

    names = [f"document-{n}.md" for n in range(count // A_DOCUMENT)]
    drawn = iter(source(count + A_DOCUMENT * (count // A_DOCUMENT // 6)).reshape(-1, A_DOCUMENT, DIMENSIONS))
    digests = {name: _add(ledger, name, next(drawn)) for name in names}
    step("all added")
    names = [str(name) for name in chance.permutation(names)]
    gone, changed = names[: len(names) // 2], names[len(names) // 2 : len(names) // 2 + len(names) // 6]
    ledger.remove([digests[name] for name in gone])
    step("half deleted")
    for name in changed:
        _add(ledger, f"{name} version 2", next(drawn), (digests[name],))
    step("a third changed")
    _, keys, _, matrix = ledger.passage_vectors(MODEL)
    live = dict(zip(keys, matrix, strict=True))
    missed = lost(lambda vectors: _one_by_one(store, vectors), live)
    store.close()
    ledger.close()
    return missed, steps


def _add(ledger: Ledger, name: str, vectors: Matrix, replaces: tuple[str, ...] = ()) -> str:
    new, by_digest = document(name, vectors, replaces=replaces)
    ledger.add(new, by_digest, MODEL)
    return new.entry.digest


def _one_by_one(store: VectorStore, vectors: Matrix) -> list[list[str]]:
    return [store.nearest(vector, DEEP) for vector in vectors]


def measure(count: int, seed: int, real_ones: bool, only_store: bool) -> list[Figure]:
    """All figures of one seed."""
    figures: list[Figure] = []
    drawn = real if real_ones else clustered
    with tempfile.TemporaryDirectory() as place:
        if not only_store:
            for name, settings in (
                ("Chroma's defaults", {"space": "cosine"}),
                ("Setpoint's graph, in place", dict(HNSW)),
            ):
                chance = np.random.default_rng(seed)
                fresh, churned = by_chroma(Path(place) / name, count, settings, drawn(chance), chance)
                figures += [
                    Figure(f"{name}: lost when fresh", fresh),
                    Figure(f"{name}: lost after churn", churned),
                ]
        chance = np.random.default_rng(seed)
        missed, steps = by_store(Path(place) / "store", count, drawn(chance), chance)
    for step in steps:
        done = step.done
        figures += [
            Figure(f"{step.name}: put {done.put:,}, rebuilt {done.rebuilt}, kept apart", done.apart),
            Figure(f"{step.name}: projected in", step.seconds, "s"),
            Figure(f"{step.name}: of which audit of {done.audited:,}", step.audit, "s"),
        ]
    figures.append(Figure("audit / embedding, all added", steps[0].audit / (count / EMBEDDED_A_SECOND), "x"))
    figures.append(Figure("Setpoint's store: live passages lost", missed, most=0))
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--real", action="store_true", help="embeddings of the samples' passages with noise")
    parser.add_argument("--only-store", action="store_true", help="leave out Chroma by itself")
    chosen = parser.parse_args(arguments)
    for seed in range(1, chosen.seeds + 1):
        figures = measure(chosen.vectors, seed, chosen.real, chosen.only_store)
        print_figures(f"Churn of {chosen.vectors:,} vectors, seed {seed}", figures)


if __name__ == "__main__":
    main()
