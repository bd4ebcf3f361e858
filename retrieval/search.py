"""Finding passages: words and meaning, fused by reciprocal rank.

The lexical list (BM25) finds numbers, lots and abbreviations, the dense list paraphrases. A small
library is scanned exactly from the ledger's vector cache, so that a cold question does not import
Chroma; a large one is asked in Chroma, if it shows the ledger's present documents and can be read.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.documents import Document, Hit, Status
from retrieval.embedding import Embedder
from retrieval.errors import StoreUnreachable, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.projection import shown
from retrieval.records import StoredPassage
from retrieval.terms import STOP_WORDS, fold, tokens, words_of
from retrieval.vectors import VectorStore

# Up to this many passages an exact scan costs less than Chroma's import (bench/search_latency.py).
EXACT_PASSAGES = 20_000
# Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). Their k = 60 flattens the head
# of both lists; k = 10 with the lexical list counted one and a half times finds more in the first
# five on chunking_eval (recall 0.903 against 0.861) and on our own sets (bench/search_quality.py).
RRF_K = 10
LEXICAL_WEIGHT = 1.5
# Passages looked at beyond those wanted, since repeats go to the end.
SPARE = 10
# How deep each list is read before fusing.
DEPTH = 100
# A query word in more passages than this tells little and costs much (1.5 µs a passage in FTS5):
# it is left out when at least two rarer words are there.
COMMON = 4_000
# Query words looked up, the rarest first.
MOST_WORDS = 12
# Two passages are near-duplicates when they share this share of their distinct words (Jaccard).
NEAR_DUPLICATE = 0.9
_SIGNED_NUMBER = re.compile(r"(?:[<>]=?|[±~-])\s*\d+")
_NEGATIONS = frozenset({"not", "no", "never", "without", "cannot"})


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. `also` holds further wordings (synonyms) for the lexical list."""

    text: str
    also: tuple[str, ...] = ()
    as_of: dt.date | None = None


class Search:
    """Fused search over the passages of a ledger."""

    def __init__(self, ledger: Ledger, embedder: Embedder, store: VectorStore) -> None:
        self._ledger = ledger
        self._embedder = embedder
        self._store = store
        self._scan: tuple[int, list[int], NDArray[np.float32]] | None = None
        self._documents: tuple[int, dt.date | None, dict[str, Document]] | None = None
        self._size: tuple[int, int] | None = None
        self._asked: tuple[str, NDArray[np.float32]] | None = None

    def find(self, query: Query, limit: int = 50) -> list[Hit]:
        """Passages for a query, best first: effective ones, then superseded, drafts and repeats."""
        vector = self.vector(query.text)
        return self.fuse(query, self.dense(vector), self.lexical(query), limit)

    def vector(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question; the last one is kept."""
        if self._asked is None or self._asked[0] != text:
            self._asked = (text, self._embedder.embed([text])[0])
        return self._asked[1]

    def likeness(self, text: str, documents: Sequence[str]) -> dict[tuple[str, int, int], float]:
        """Cosine of a question and each passage of some documents, by document and span."""
        ids, _, _, matrix = self._ledger.passage_vectors(self._embedder.model, documents)
        if not ids:
            return {}
        places = self._ledger.passage_places(documents)
        similar = matrix @ self.vector(text)
        return {places[i]: float(s) for i, s in zip(ids, similar, strict=True) if i in places}

    def dense(self, vector: NDArray[np.float32], limit: int = DEPTH) -> list[int]:
        """Ids of the passages nearest to a unit vector, best first."""
        generation = self._ledger.generation()
        if self._scan is None or self._scan[0] != generation:
            keys = self._indexed(vector, limit, generation) if self._passages() > EXACT_PASSAGES else None
            if keys is not None:
                ids = self._ledger.ids_by_key(keys)
                return [ids[key] for key in keys if key in ids]
            ids, _, _, matrix = self._ledger.passage_vectors(self._embedder.model)
            self._scan = (generation, ids, matrix)
        _, ids, matrix = self._scan
        if not ids:
            return []
        similar = matrix @ vector
        best = np.argpartition(-similar, min(limit, len(ids)) - 1)[:limit]
        return [ids[i] for i in best[np.argsort(-similar[best], kind="stable")]]

    def _indexed(self, vector: NDArray[np.float32], limit: int, generation: int) -> list[str] | None:
        """What the vector store finds; None if it does not show the present documents, or cannot be asked.

        A store that is damaged or does not answer costs speed and no answer: `status` and `doctor` name it.
        """
        try:
            if shown(self._ledger, self._store, self._embedder.model) != generation:
                return None
            return self._store.nearest(vector, limit)
        except (StoreUnreachable, WorkspaceDamaged):
            return None

    def lexical(self, query: Query, limit: int = DEPTH) -> list[int]:
        """Ids of the passages that share words with the query, by BM25."""
        stems = self._telling_stems(" ".join([query.text, *query.also]))
        return self._ledger.find_words(stems, limit)

    def fuse(self, query: Query, dense: Sequence[int], lexical: Sequence[int], limit: int) -> list[Hit]:
        """Both lists as one, with documents, wording and repeats marked."""
        ranks = {"dense": _ranks(dense), "lexical": _ranks(lexical)}
        scores: dict[int, float] = {}
        for name, ranked in ranks.items():
            weight = LEXICAL_WEIGHT if name == "lexical" else 1.0
            for passage_id, rank in ranked.items():
                scores[passage_id] = scores.get(passage_id, 0.0) + weight / (RRF_K + rank)
        best = sorted(scores, key=lambda i: (-scores[i], i))[: limit + SPARE]
        stored = self._ledger.passages(best)
        documents = self.documents(query.as_of)
        hits = [
            _hit(stored[i], documents[stored[i].document], scores[i], ranks["dense"].get(i), ranks["lexical"].get(i))
            for i in best
            if i in stored and stored[i].document in documents
        ]
        return _standing_first(hits)[:limit]

    def documents(self, as_of: dt.date | None = None) -> dict[str, Document]:
        """The catalogue by digest, kept while nothing changes."""
        generation = self._ledger.generation()
        if self._documents is None or self._documents[:2] != (generation, as_of):
            catalogue = {d.digest: d for d in self._ledger.catalogue(as_of)}
            self._documents = (generation, as_of, catalogue)
        return self._documents[2]

    def _telling_stems(self, text: str) -> list[str]:
        """The query's stems without function words and, if enough is left, without common ones."""
        stems = {stem for stem in tokens(text) if stem not in STOP_WORDS}
        counts = self._ledger.frequencies(stems)
        known = sorted((stem for stem in stems if counts[stem]), key=lambda s: (counts[s], s))
        telling = [stem for stem in known if counts[stem] <= COMMON]
        return (telling if len(telling) >= 2 else known)[:MOST_WORDS]

    def _passages(self) -> int:
        generation = self._ledger.generation()
        if self._size is None or self._size[0] != generation:
            self._size = (generation, self._ledger.counts()["passages"])
        return self._size[1]


def _ranks(ids: Sequence[int]) -> dict[int, int]:
    return {passage_id: rank for rank, passage_id in enumerate(ids, start=1)}


def _hit(stored: StoredPassage, document: Document, score: float, dense: int | None, lexical: int | None) -> Hit:
    return Hit(stored.id, document, stored.passage, stored.text, score, dense, lexical)


def _standing_first(hits: Sequence[Hit]) -> list[Hit]:
    """Effective passages in order, then the others; repeats behind the one they repeat."""
    ordered = sorted(hits, key=lambda hit: hit.document.status is not Status.EFFECTIVE)
    first: list[Hit] = []
    repeats: list[Hit] = []
    # Bags of words by the marks two near-duplicates must share, so that few are compared.
    seen: dict[frozenset[str], list[tuple[int, frozenset[str]]]] = {}
    for hit in ordered:
        folded = fold(hit.text)
        bag = frozenset(words_of(folded))
        marks = frozenset([*filter(_is_mark, bag), *_SIGNED_NUMBER.findall(folded)])
        alike = seen.setdefault(marks, [])
        twin = next((n for n, other in alike if _near(bag, other)), None)
        if twin is None:
            alike.append((len(first), bag))
            first.append(hit)
        else:
            repeats.append(hit)
            if hit.document.digest != first[twin].document.digest:
                also = dict.fromkeys([*first[twin].also_in, _reference(hit.document)])
                first[twin] = replace(first[twin], also_in=tuple(also))
    return first + repeats


@functools.lru_cache(maxsize=100_000)
def _is_mark(word: str) -> bool:
    """A number, a name with a digit ("CD4") or a negation: another one is another statement."""
    return word in _NEGATIONS or any(ch.isdigit() for ch in word)


def _near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Nearly the same words (Jaccard)."""
    smaller, larger = sorted((len(one), len(other)))
    if not larger or smaller < NEAR_DUPLICATE * larger:
        return False
    shared = len(one & other)
    return shared >= NEAR_DUPLICATE * (smaller + larger - shared)


def _reference(document: Document) -> str:
    version = f" v{document.identity.version}" if document.identity.version else ""
    return f"{document.name}{version}"
