"""Embeds the texts of a JSON list and nothing else: what bench.ingest_ratio divides by.

    python -m bench.embed_alone TEXTS.json CACHE

It imports nothing but the embedding, so that what is divided by holds nothing else either.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from retrieval.embedding import DEFAULT_MODEL, open_embedder

if __name__ == "__main__":
    texts, cache = (Path(argument) for argument in sys.argv[1:])
    open_embedder(DEFAULT_MODEL, cache).embed(json.loads(texts.read_text("utf-8")))
