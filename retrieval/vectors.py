"""The seam to a nearest-neighbour index over passages: ids, vectors and filter fields, never text.

A store is a projection of the ledger and can always be made again from it (see projection.py). What
it shows is noted in the store itself, last; any change withdraws the note first, so that a store
that an interrupted run left half-made says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageVector:
    """What is stored for one passage: its key, where it belongs, and a unit vector."""

    key: str
    document: str
    collection: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class Noted:
    """What a store says of itself.

    `generation` is the ledger's that it shows. `apart` are keys that its index does not lead to:
    `nearest` compares them one by one. `unaudited` counts the changes since every passage was last
    looked for by its own vector, `buried` what was deleted since the store was made anew: an index
    only marks what is deleted.
    """

    generation: int
    apart: tuple[str, ...] = ()
    unaudited: int = 0
    buried: int = 0


class VectorStore(Protocol):
    """A nearest-neighbour index over passages that can always be made again from the ledger.

    Every method raises StoreUnreachable for a server that does not answer, ProjectionDamaged for
    contents that cannot be read (`reset` mends it), WorkspaceDamaged for a folder that cannot be
    read or written, SettingsError for a place that is no place.
    """

    def noted(self) -> Noted | None:
        """What `note` wrote last; None if nothing, if something was changed since, or if files of the
        store are missing or cut short. A store in a folder is not opened for it."""
        ...

    def check(self) -> None:
        """Raise ProjectionDamaged if the files of the store are not what was written when it was noted."""
        ...

    def note(self, noted: Noted) -> None:
        """Say what the store shows, once everything is in it."""
        ...

    def keys(self) -> set[str]:
        """The keys of everything stored."""
        ...

    def stored(self, keys: Sequence[str]) -> dict[str, PassageVector]:
        """What is stored for some keys; unknown ones, and those without a vector, are left out."""
        ...

    def put(self, passages: Sequence[PassageVector]) -> None:
        """Add or replace by key."""
        ...

    def delete(self, keys: Sequence[str]) -> None:
        """Remove by key; unknown keys are ignored."""
        ...

    def nearest(self, vector: Vector, limit: int) -> list[str]:
        """The keys nearest by cosine, best first, those noted as apart among them."""
        ...

    def lists(self, vectors: Matrix, limit: int) -> list[list[str]]:
        """For each vector the keys to which the index alone leads, best first."""
        ...

    def reset(self) -> None:
        """Throw everything away, readable or not, and begin with an empty store."""
        ...

    def close(self) -> None:
        """Give back connections and memory; the next call opens it again."""
        ...


class MemoryVectors:
    """A vector store in memory, by exact scan: for tests and throw-away libraries."""

    def __init__(self) -> None:
        self._passages: dict[str, PassageVector] = {}
        self._noted: Noted | None = None

    def noted(self) -> Noted | None:
        """See VectorStore."""
        return self._noted

    def check(self) -> None:
        """See VectorStore. Memory has no files."""

    def note(self, noted: Noted) -> None:
        """See VectorStore."""
        self._noted = noted

    def keys(self) -> set[str]:
        """See VectorStore."""
        return set(self._passages)

    def stored(self, keys: Sequence[str]) -> dict[str, PassageVector]:
        """See VectorStore."""
        return {key: self._passages[key] for key in keys if key in self._passages}

    def put(self, passages: Sequence[PassageVector]) -> None:
        """See VectorStore."""
        if passages:
            self._noted = None
        self._passages.update((p.key, p) for p in passages)

    def delete(self, keys: Sequence[str]) -> None:
        """See VectorStore."""
        if keys:
            self._noted = None
        for key in keys:
            self._passages.pop(key, None)

    def nearest(self, vector: Vector, limit: int) -> list[str]:
        """See VectorStore."""
        keys = self.lists(vector.reshape(1, -1), limit)[0]
        apart = self._noted.apart if self._noted else ()
        scores = {key: float(self._passages[key].vector @ vector) for key in (*keys, *apart)}
        return sorted(scores, key=lambda key: -scores[key])[:limit]

    def lists(self, vectors: Matrix, limit: int) -> list[list[str]]:
        """See VectorStore."""
        if not self._passages:
            return [[] for _ in vectors]
        keys = list(self._passages)
        similar = vectors @ np.stack([self._passages[key].vector for key in keys]).T
        return [[keys[i] for i in np.argsort(-row, kind="stable")[:limit]] for row in similar]

    def reset(self) -> None:
        """See VectorStore."""
        self._passages.clear()
        self._noted = None

    def close(self) -> None:
        """See VectorStore. Memory is all there is: nothing is given back."""
