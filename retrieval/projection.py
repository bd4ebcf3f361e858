"""The vector store as a projection of the ledger: compared item by item, put right or made anew."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.ledger import Ledger
from retrieval.vectors import VectorStore
from retrieval.vectors import project as make_equal


@dataclass(frozen=True, slots=True)
class ProjectionDifference:
    """Keys of passages by what is wrong with them in the store; nothing wrong is falsy.

    `missing` are in the ledger only, `extra` in the store only, `different` have another vector,
    `misfiled` another document or collection, and `unreachable` are not found by their own vector.
    """

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    misfiled: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.missing, self.extra, self.different, self.misfiled, self.unreachable))


def project(ledger: Ledger, store: VectorStore, model: str, *, afresh: bool = False) -> None:
    """Make the store show exactly the ledger's passages; with `afresh` it is emptied and made again."""
    if afresh:
        store.delete(sorted(store.keys()))
        ledger.set_projection(model, -1)
    make_equal(ledger, store, model)


def compare(ledger: Ledger, store: VectorStore, model: str) -> ProjectionDifference:
    """How the store differs from the ledger; nothing is changed."""
    ids, keys, _, matrix = ledger.passage_vectors(model)
    stored = set[str]() if store.missing() else store.keys()
    live = set(keys)
    by_vector: dict[bytes, set[str]] = {}
    for key, vector in zip(keys, matrix, strict=True):
        by_vector.setdefault(vector.tobytes(), set()).add(key)
    lost = [
        keys[n]
        for n in range(len(ids))
        if keys[n] in stored and not by_vector[matrix[n].tobytes()] & set(store.nearest(matrix[n], 10))
    ]
    return ProjectionDifference(tuple(sorted(live - stored)), tuple(sorted(stored - live)), unreachable=tuple(lost))
