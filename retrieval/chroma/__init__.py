"""Vectors of passages in Chroma: embedded in a folder, or on a server at an http(s) URL."""

from __future__ import annotations

from pathlib import Path

from retrieval.chroma.folder import FolderVectors
from retrieval.chroma.server import ServerVectors
from retrieval.vectors import VectorStore


def chroma_vectors(place: str, ledger: str, model: str) -> VectorStore:
    """The store of one ledger's vectors of one model, in a folder or on a server; nothing is opened yet."""
    if place.startswith(("http://", "https://")):
        return ServerVectors(place, ledger, model)
    return FolderVectors(Path(place), ledger, model)
