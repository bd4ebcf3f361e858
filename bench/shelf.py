"""A library opened for search alone: no answers, no writer lock, vectors in memory."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import load_settings
from retrieval.documents import Hit
from retrieval.embedding import Embedder, open_embedder
from retrieval.ingest import Ingest
from retrieval.ingest_report import Silent
from retrieval.ledger import Ledger
from retrieval.search import Query, Search
from retrieval.survey import survey
from retrieval.vectors import MemoryVectors

# The lists a passage can be found by.
LISTS = ("fused", "dense", "lexical")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A ledger with records read into it, and search over it."""

    ledger: Ledger
    embedder: Embedder
    search: Search

    def find(self, query: Query, limit: int) -> dict[str, list[Hit]]:
        """The first passages by both lists fused, and by each alone."""
        dense = self.search.dense(self.embedder.embed([query.text])[0])
        lexical = self.search.lexical(query)
        return {
            "fused": self.search.fuse(query, dense, lexical, limit),
            "dense": self.search.fuse(query, dense, [], limit),
            "lexical": self.search.fuse(query, [], lexical, limit),
        }


@contextlib.contextmanager
def shelf(records: Path, kept: Path | None = None) -> Generator[Shelf]:
    """The records read; thrown away unless a folder to keep them in is given."""
    with tempfile.TemporaryDirectory() as folder:
        place = kept or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        settings = load_settings(place)
        ledger = Ledger.open(f"sqlite:///{place / 'shelf.db'}")
        embedder = open_embedder(settings.embedding_model, settings.cache)
        try:
            Ingest(ledger, embedder, "main", Silent()).run(survey([records], place, ledger))
            yield Shelf(ledger, embedder, Search(ledger, embedder, MemoryVectors()))
        finally:
            ledger.close()
