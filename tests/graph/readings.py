"""Document versions to read facts from, made of the bytes of a file without a workspace."""

from __future__ import annotations

import hashlib

from graph.extraction.reading import Reading
from graph.vocabulary import load_vocabulary
from retrieval.canonical import canonicalise
from retrieval.documents import Entry, ReadReport
from retrieval.identity import identify
from retrieval.loaders import load


def reading_of(name: str, data: bytes | str) -> Reading:
    """What the extractors see of a file."""
    raw = data.encode() if isinstance(data, str) else data
    loaded = load(name, raw)
    canonical = canonicalise(loaded.blocks)
    report = ReadReport(loaded.pages, len(loaded.blocks), 0, len(canonical.text))
    entry = Entry(
        hashlib.sha256(raw).hexdigest(), name, identify(name, loaded), "default", report, "2025-01-01T00:00:00"
    )
    return Reading(entry, canonical, load_vocabulary())
