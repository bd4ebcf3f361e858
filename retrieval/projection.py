"""The vector store as a projection of the ledger: made equal, compared item by item, made anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.errors import ProjectionDamaged
from retrieval.ledger import Ledger
from retrieval.reachability import unreachable
from retrieval.vectors import Matrix, Noted, PassageVector, Vector, VectorStore

# Once this share of the passages has changed, all are looked for and not only the new ones: looking
# for one costs a twenty-fifth of embedding one (bench/churn.py), so this at most doubles the cost of a change.
AUDIT_SHARE = 0.05
# An index that loses more than this share is made anew; fewer are kept apart. Comparing a hundredth
# of 100,000 vectors one by one costs a tenth of a millisecond.
LOST_SHARE = 0.01
# Passages written between two notes of how far it came: what an interruption costs at most.
CHECKPOINT = 20_000
# The generation noted of a store that is sound but not complete.
UNFINISHED = -1
# Two vectors differ if a coordinate does by more than this: Chroma keeps 32-bit floats as they are.
TOLERANCE = 1e-5
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class ProjectionDifference:
    """Keys of passages by what is wrong with them in the store; nothing wrong is falsy.

    `missing` are in the ledger only, `extra` in the store only, `different` have another vector or
    none, `misfiled` another document or collection, `unreachable` are not found by their own vector.
    """

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    misfiled: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.missing, self.extra, self.different, self.misfiled, self.unreachable))


@dataclass(frozen=True, slots=True)
class Projected:
    """What `project` did. `healed` says what was wrong with a store that had to be made anew."""

    put: int = 0
    deleted: int = 0
    audited: int = 0
    apart: int = 0
    rebuilt: bool = False
    healed: str | None = None


@dataclass(frozen=True, slots=True)
class _Truth:
    """What a store is to show: every passage that has a vector, at one moment."""

    generation: int
    keys: Sequence[str]
    owners: Sequence[str]
    collections: dict[str, str]
    matrix: Matrix

    def passages(self, rows: Sequence[int]) -> list[PassageVector]:
        return [
            PassageVector(self.keys[n], self.owners[n], self.collections[self.owners[n]], self.matrix[n]) for n in rows
        ]


def project(ledger: Ledger, store: VectorStore, model: str, *, afresh: bool = False) -> Projected:
    """Make the store show exactly the ledger's passages, each found by its own vector.

    Does nothing when it already does; with `afresh` the store is emptied and made again. A damaged
    store is made again too, and the result says so. Safe to interrupt at any point: what the store
    shows is noted last. Raises StoreUnreachable or WorkspaceDamaged when it cannot be written.
    """
    healed: str | None = None
    if not afresh:
        try:
            store.check()
            if shown(ledger, store, model) == ledger.generation():
                return Projected()
            return _bring(ledger, store, model)
        except ProjectionDamaged as error:
            healed = str(error)
    store.reset()
    return replace(_bring(ledger, store, model), rebuilt=True, healed=healed)


def shown(ledger: Ledger, store: VectorStore, model: str) -> int | None:
    """The generation of the ledger that the store shows; None if none, or if it is damaged or incomplete."""
    noted = store.noted()
    return noted.generation if noted and noted.generation == ledger.projection(model) else None


def _bring(ledger: Ledger, store: VectorStore, model: str) -> Projected:
    truth = _read(ledger, model)
    noted = store.noted()
    stored = store.keys()
    extra = sorted(stored.difference(truth.keys))
    new = [row for row, key in enumerate(truth.keys) if key not in stored]
    buried = len(extra) + (noted.buried if noted else 0)
    if stored and buried > len(truth.keys):
        return replace(_build(ledger, store, model, truth), deleted=len(extra))
    store.delete(extra)
    _put(store, truth, new)
    unaudited = len(new) + len(extra) + (noted.unaudited if noted else len(truth.keys))
    whole = unaudited > AUDIT_SHARE * len(truth.keys)
    wanted = range(len(truth.keys)) if whole else new
    lost = unreachable(store, truth.keys, truth.matrix, wanted)
    if len(lost) > LOST_SHARE * len(truth.keys) and len(new) < len(truth.keys):
        return replace(_build(ledger, store, model, truth), deleted=len(extra))
    still = set(noted.apart).intersection(truth.keys) if noted and not whole else set[str]()
    apart = tuple(sorted(still.union(truth.keys[row] for row in lost)))
    _conclude(ledger, store, model, Noted(truth.generation, apart, 0 if whole else unaudited, buried))
    return Projected(len(new), len(extra), len(wanted), len(apart))


def _build(ledger: Ledger, store: VectorStore, model: str, truth: _Truth) -> Projected:
    """Everything anew."""
    store.reset()
    every = range(len(truth.keys))
    _put(store, truth, every)
    apart = tuple(sorted(truth.keys[row] for row in unreachable(store, truth.keys, truth.matrix, every)))
    _conclude(ledger, store, model, Noted(truth.generation, apart))
    return Projected(put=len(every), audited=len(every), apart=len(apart), rebuilt=True)


def _put(store: VectorStore, truth: _Truth, rows: Sequence[int]) -> None:
    for start in range(0, len(rows), CHECKPOINT):
        if start:
            store.note(Noted(UNFINISHED, unaudited=len(truth.keys)))
        store.put(truth.passages(rows[start : start + CHECKPOINT]))


def _conclude(ledger: Ledger, store: VectorStore, model: str, noted: Noted) -> None:
    store.note(noted)
    ledger.set_projection(model, noted.generation)


def _read(ledger: Ledger, model: str) -> _Truth:
    with ledger.snapshot():
        collections = {entry.digest: entry.collection for entry in ledger.catalogue()}
        _, keys, owners, matrix = ledger.passage_vectors(model)
        return _Truth(ledger.generation(), keys, owners, collections, matrix)


def compare(ledger: Ledger, store: VectorStore, model: str) -> ProjectionDifference:
    """How the store differs from the ledger, item by item; nothing is changed.

    Raises ProjectionDamaged if the store cannot be read (then `project(afresh=True)` makes it anew),
    StoreUnreachable if its server does not answer.
    """
    store.check()
    truth, stored, noted = _read(ledger, model), store.keys(), store.noted()
    there = [row for row, key in enumerate(truth.keys) if key in stored]
    different, misfiled = list[str](), list[str]()
    for start in range(0, len(there), _BATCH):
        some = there[start : start + _BATCH]
        found = store.stored([truth.keys[row] for row in some])
        for wanted in truth.passages(some):
            got = found.get(wanted.key)
            if got is None or not _same(got.vector, wanted.vector):
                different.append(wanted.key)
            elif (got.document, got.collection) != (wanted.document, wanted.collection):
                misfiled.append(wanted.key)
    apart = set(noted.apart if noted else ())
    looked_for = [row for row in there if truth.keys[row] not in apart]
    return ProjectionDifference(
        tuple(sorted(set(truth.keys) - stored)),
        tuple(sorted(stored.difference(truth.keys))),
        tuple(different),
        tuple(misfiled),
        tuple(truth.keys[row] for row in unreachable(store, truth.keys, truth.matrix, looked_for)),
    )


def _same(one: Vector, other: Vector) -> bool:
    return one.shape == other.shape and bool(np.abs(one - other).max(initial=0.0) <= TOLERANCE)
