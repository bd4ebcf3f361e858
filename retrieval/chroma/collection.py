"""What is done with a Chroma collection, wherever it lives.

A key is put once and never with another vector: one that is replaced is deleted first. That keeps
the graph whole, since it is updating a point in place that loses others (chroma-core/chroma #7758).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from retrieval.chroma.folders import REPAIR
from retrieval.errors import ProjectionDamaged
from retrieval.vectors import Matrix, Noted, PassageVector, Vector

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings

# A graph dense enough that live vectors stay reachable: Chroma's defaults lose up to 2 % of them
# after churn, these values almost none (bench/churn.py). With the default threshold of 1,000 the last
# changes stand in a log, and every process that opens the store adds them to its graph again, for
# seconds; two is the least that Chroma takes.
EF_SEARCH = 400
HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    "max_neighbors": 64,
    "ef_construction": 400,
    "ef_search": EF_SEARCH,
    "sync_threshold": 2,
    "batch_size": 2,
}
# Vectors a call: below the limit of SQLite variables that embedded Chroma checks.
BATCH = 2_000


class Home(Protocol):
    """Where a collection lives."""

    place: str

    def reading(self) -> Collection | None: ...

    def writing(self) -> Collection: ...

    def noted(self) -> Noted | None: ...

    def note(self, noted: Noted) -> None: ...

    def check(self) -> None: ...

    def reset(self) -> None: ...

    def close(self) -> None: ...

    def translated(self) -> contextlib.AbstractContextManager[None]: ...


class CollectionVectors:
    """What is the same for a folder and a server."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._apart: tuple[object, Matrix] | None = None

    def noted(self) -> Noted | None:
        """See VectorStore."""
        with self._home.translated():
            return self._home.noted()

    def check(self) -> None:
        """See VectorStore."""
        with self._home.translated():
            self._home.check()

    def note(self, noted: Noted) -> None:
        """See VectorStore."""
        with self._home.translated():
            self._home.note(noted)

    def reset(self) -> None:
        """See VectorStore."""
        with self._home.translated():
            self._home.reset()

    def close(self) -> None:
        """See VectorStore."""
        self._home.close()

    def keys(self) -> set[str]:
        """See VectorStore."""
        with self._home.translated():
            collection = self._home.reading()
            return set(collection.get(include=[])["ids"]) if collection else set()

    def stored(self, keys: Sequence[str]) -> dict[str, PassageVector]:
        """See VectorStore."""
        found: dict[str, PassageVector] = {}
        with self._home.translated():
            collection = self._home.reading()
            for start in range(0, len(keys) if collection else 0, BATCH):
                found.update(_stored(cast("Collection", collection), keys[start : start + BATCH]))
        return found

    def put(self, passages: Sequence[PassageVector]) -> None:
        """See VectorStore."""
        with self._home.translated():
            for start in range(0, len(passages), BATCH):
                some = passages[start : start + BATCH]
                collection = self._home.writing()
                before = collection.get(ids=[p.key for p in some], include=[])["ids"]
                if before:
                    collection.delete(ids=before)
                collection.add(
                    ids=[p.key for p in some],
                    embeddings=np.stack([p.vector for p in some]),
                    metadatas=[{"document": p.document, "collection": p.collection} for p in some],
                )

    def delete(self, keys: Sequence[str]) -> None:
        """See VectorStore."""
        with self._home.translated():
            for start in range(0, len(keys), BATCH):
                self._home.writing().delete(ids=list(keys[start : start + BATCH]))

    def lists(self, vectors: Matrix, limit: int) -> list[list[str]]:
        """See VectorStore."""
        with self._home.translated():
            collection = self._home.reading()
            if not collection or not len(vectors):
                return [[] for _ in vectors]
            return list(collection.query(query_embeddings=vectors, n_results=limit, include=[])["ids"])

    def nearest(self, vector: Vector, limit: int) -> list[str]:
        """See VectorStore."""
        with self._home.translated():
            collection, noted = self._home.reading(), self._home.noted()
            if not collection:
                return []
            found = collection.query(query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"])
            keys, distances = found["ids"][0], (found["distances"] or [[]])[0]
            if not noted or not noted.apart:
                return keys
            scores = {key: 1.0 - float(distance) for key, distance in zip(keys, distances, strict=True)}
            scores |= zip(noted.apart, map(float, self._apart_matrix(collection, noted) @ vector), strict=True)
            return sorted(scores, key=lambda key: (-scores[key], key))[:limit]

    def _apart_matrix(self, collection: Collection, noted: Noted) -> Matrix:
        known = (collection.id, noted)
        if self._apart is None or self._apart[0] != known:
            found = _stored(collection, noted.apart)
            if len(found) < len(noted.apart):
                raise ProjectionDamaged("some vectors are gone", where=self._home.place, next_step=REPAIR)
            self._apart = (known, np.stack([found[key].vector for key in noted.apart]))
        return self._apart[1]


def _stored(collection: Collection, keys: Sequence[str]) -> dict[str, PassageVector]:
    got = collection.get(ids=list(keys), include=["embeddings", "metadatas"])
    vectors, fields = got["embeddings"], got["metadatas"]
    if vectors is None or fields is None:
        return {}
    found: dict[str, PassageVector] = {}
    for key, vector, field in zip(got["ids"], vectors, fields, strict=True):
        about = field or {}
        document, shelf = str(about.get("document", "")), str(about.get("collection", ""))
        found[key] = PassageVector(key, document, shelf, np.asarray(vector, np.float32))
    return found


def collection_name(ledger: str, model: str) -> str:
    """Several workspaces may share a server: the ledger is part of the name."""
    return f"setpoint-{ledger}-{hashlib.sha256(model.encode()).hexdigest()[:16]}"


def quiet() -> Settings:
    """Settings under which Chroma reports to nobody."""
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def as_fields(noted: Noted) -> dict[str, object]:
    """A note as JSON holds it."""
    return asdict(noted)


def noted_from(fields: object) -> Noted | None:
    """The note that JSON fields hold, None if they hold none."""
    match fields:
        case {"generation": int(generation), "apart": [*apart], "unaudited": int(unaudited), "buried": int(buried)}:
            return Noted(generation, tuple(map(str, apart)), unaudited, buried)
        case _:
            return None


def of_chroma(error: BaseException) -> bool:
    """Whether an error is to be translated: a panic of Chroma's Rust core is no Exception."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def first_line(error: BaseException) -> str:
    """What an error says first, or its kind."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
