"""Vectors of passages in Chroma: ids, vectors and filter fields, never text.

Chroma is a projection of the ledger: embedded in the workspace folder by default, a server by URL.
Whether it shows the ledger's present documents is known from the generation noted in the ledger.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import SettingsError, WorkspaceDamaged
from retrieval.ledger import Ledger

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

# A graph dense enough that live vectors stay reachable after deletions: Chroma's defaults lose up
# to 2 % of them after churn (chroma-core/chroma #7758), these values none to 1 in 2,000.
HNSW: CreateHNSWConfiguration = {"space": "cosine", "max_neighbors": 64, "ef_construction": 400, "ef_search": 400}
# Vectors a call: below the limit of SQLite variables that embedded Chroma checks.
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class PassageVector:
    """What is stored for one passage: its key, where it belongs, and a unit vector."""

    key: str
    document: str
    collection: str
    vector: NDArray[np.float32]


class VectorStore(Protocol):
    """A nearest-neighbour index over passages that can always be made again from the ledger."""

    def missing(self) -> bool:
        """Whether nothing has been stored yet, or what was stored is gone; told without opening it."""
        ...

    def keys(self) -> set[str]:
        """The keys of everything stored."""
        ...

    def put(self, passages: Sequence[PassageVector]) -> None:
        """Add or replace by key."""
        ...

    def delete(self, keys: Sequence[str]) -> None:
        """Remove by key; unknown keys are ignored."""
        ...

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[str]:
        """The keys nearest by cosine, best first."""
        ...


class ChromaVectors:
    """Chroma in a folder, or a Chroma server at an http(s) URL."""

    def __init__(self, place: str, model: str) -> None:
        self._place = place
        self._name = f"passages-{hashlib.sha256(model.encode()).hexdigest()[:16]}"
        self._opened: Collection | None = None

    def missing(self) -> bool:
        """See VectorStore. A server is asked when it is used."""
        return not self._served and not (Path(self._place) / "chroma.sqlite3").exists()

    @property
    def _served(self) -> bool:
        return self._place.startswith(("http://", "https://"))

    def keys(self) -> set[str]:
        """See VectorStore."""
        return set(self._collection().get(include=[])["ids"])

    def put(self, passages: Sequence[PassageVector]) -> None:
        """See VectorStore."""
        for start in range(0, len(passages), BATCH):
            some = passages[start : start + BATCH]
            self._collection().upsert(
                ids=[p.key for p in some],
                embeddings=np.stack([p.vector for p in some]),
                metadatas=[{"document": p.document, "collection": p.collection} for p in some],
            )

    def delete(self, keys: Sequence[str]) -> None:
        """See VectorStore."""
        for start in range(0, len(keys), BATCH):
            self._collection().delete(ids=list(keys[start : start + BATCH]))

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[str]:
        """See VectorStore."""
        collection = self._collection()
        found = collection.query(query_embeddings=vector.reshape(1, -1), n_results=limit, include=[])
        return found["ids"][0]

    def _collection(self) -> Collection:
        if self._opened is None:
            try:
                self._opened = self._client().get_or_create_collection(
                    self._name, configuration={"hnsw": HNSW}, embedding_function=None
                )
            except SettingsError:
                raise
            except Exception as error:  # Chroma raises its own, its Rust core's and httpx's errors
                raise WorkspaceDamaged(
                    f"the vectors at {self._place} cannot be opened ({str(error).splitlines()[0][:200]})",
                    next_step="delete the folder (vectors are made again by the next ingest), or check the server",
                ) from error
        return self._opened

    def _client(self) -> ClientAPI:
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        import chromadb
        from chromadb.config import Settings

        quiet = Settings(anonymized_telemetry=False)
        if not self._served:
            return chromadb.PersistentClient(path=self._place, settings=quiet)
        url = urlsplit(self._place)
        if not url.hostname:
            raise SettingsError(f"the vectors URL {self._place!r} names no host", next_step="write http://HOST:PORT")
        ssl = url.scheme == "https"
        return chromadb.HttpClient(host=url.hostname, port=url.port or (443 if ssl else 8000), ssl=ssl, settings=quiet)


class MemoryVectors:
    """A vector store in memory, by exact scan: for tests and throw-away libraries."""

    def __init__(self) -> None:
        self._passages: dict[str, PassageVector] = {}

    def missing(self) -> bool:
        """See VectorStore."""
        return not self._passages

    def keys(self) -> set[str]:
        """See VectorStore."""
        return set(self._passages)

    def put(self, passages: Sequence[PassageVector]) -> None:
        """See VectorStore."""
        self._passages.update((p.key, p) for p in passages)

    def delete(self, keys: Sequence[str]) -> None:
        """See VectorStore."""
        for key in keys:
            self._passages.pop(key, None)

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[str]:
        """See VectorStore."""
        if not self._passages:
            return []
        keys = list(self._passages)
        similar = np.stack([self._passages[key].vector for key in keys]) @ vector
        return [keys[i] for i in np.argsort(-similar, kind="stable")[:limit]]


def project(ledger: Ledger, store: VectorStore, model: str) -> None:
    """Make the store show exactly the ledger's passages; does nothing when it already does.

    Safe to interrupt: keys are content-derived, and the generation is noted last.
    """
    generation = ledger.generation()
    if ledger.projection(model) == generation and not store.missing():
        return
    collections = {entry.digest: entry.collection for entry in ledger.catalogue()}
    _, keys, owners, matrix = ledger.passage_vectors(model)
    stored = store.keys()
    store.delete(sorted(stored - set(keys)))
    missing = [n for n, key in enumerate(keys) if key not in stored]
    store.put([PassageVector(keys[n], owners[n], collections[owners[n]], matrix[n]) for n in missing])
    ledger.set_projection(model, generation)
