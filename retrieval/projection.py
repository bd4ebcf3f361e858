"""The vector store as a projection of the ledger: made equal, compared item by item, made anew."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.ledger import Ledger
from retrieval.vectors import VectorStore


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


@dataclass(frozen=True, slots=True)
class Projected:
    """What `project` did. `healed` says what was wrong with a store that had to be made anew."""

    put: int = 0
    deleted: int = 0
    audited: int = 0
    apart: int = 0
    rebuilt: bool = False
    healed: str | None = None


def project(ledger: Ledger, store: VectorStore, model: str, *, afresh: bool = False) -> Projected:
    """Make the store show exactly the ledger's passages, each found by its own vector.

    Does nothing when it already does; with `afresh` the store is emptied and made again. A damaged
    store is made again too, and the result says so. Safe to interrupt at any point: what the store
    shows is noted last. Raises StoreUnreachable or WorkspaceDamaged when it cannot be written.
    """
    raise NotImplementedError


def compare(ledger: Ledger, store: VectorStore, model: str) -> ProjectionDifference:
    """How the store differs from the ledger, item by item; nothing is changed.

    Raises ProjectionDamaged if the store cannot be read: then only `project(afresh=True)` helps.
    """
    raise NotImplementedError
