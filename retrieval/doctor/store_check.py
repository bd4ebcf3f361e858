"""The check of the vector store against the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.doctor.findings import REPAIR, Check, Finding, Remedy, several
from retrieval.errors import StoreUnreachable, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.projection import compare
from retrieval.vectors import VectorStore


class StoreCheck(Check):
    """The store shows exactly the ledger's passages, and each is found by its own vector."""

    name = "vector store"
    unit = "passages"

    def __init__(self, ledger: Ledger, store: VectorStore, model: str) -> None:
        super().__init__()
        self._ledger = ledger
        self._store = store
        self._model = model

    def conclude(self) -> Iterator[Finding]:
        """See Check."""
        self.looked_at = self._ledger.counts()["passages"]
        if not self.looked_at and self._store.noted() is None:
            return
        try:
            found = compare(self._ledger, self._store, self._model)
        except StoreUnreachable as error:
            yield self.fault("vector store", error.what, error.next_step, Remedy.NONE)
            return
        except WorkspaceDamaged as error:
            yield self.fault("vector store", error.what, REPAIR, Remedy.STORE_ANEW)
            return
        for keys, what, remedy in (
            (found.missing, "passages are not in it", Remedy.STORE),
            (found.extra, "entries belong to no passage", Remedy.STORE),
            (found.different, "passages have another vector in it", Remedy.STORE_ANEW),
            (found.misfiled, "passages are filed under another document or collection", Remedy.STORE_ANEW),
            (found.unreachable, "passages are not found by their own vector", Remedy.STORE_ANEW),
        ):
            if keys:
                named = several([f"passage {key}" for key in keys])
                yield self.fault("vector store", f"{len(keys):,} {what}: {named}", REPAIR, remedy)
