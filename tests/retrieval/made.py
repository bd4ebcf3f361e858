"""Documents, files and embedders that the tests of the stores and of ingest share."""

from __future__ import annotations

import hashlib
import itertools
import os
import string
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.canonical import canonicalise
from retrieval.documents import Block, BlockKind, Entry, Identity, LoadedFile, ReadReport, Skipped
from retrieval.embedding import HashingEmbedder
from retrieval.guard.pool import Pool
from retrieval.guard.wanted import Answer, Wanted
from retrieval.ingest import Ingest
from retrieval.ingest_report import IngestReport, Progress, Silent
from retrieval.ledger import Ledger
from retrieval.passages import cut
from retrieval.records import FileState, NewDocument, now
from retrieval.survey import survey

MODEL = HashingEmbedder.model
UNNAMED = Identity()
# Each paragraph of this length is a passage of its own: two pass the size that passages are filled up to.
PADDING = " The operator signs the record of this step before the next one begins." * 8


def paragraphs(*texts: str) -> list[Block]:
    """Headed paragraphs, so that each is a passage."""
    return [
        block
        for letter, text in zip(itertools.cycle(string.ascii_uppercase), texts, strict=False)
        for block in (Block(BlockKind.HEADING, f"Part {letter}", 1), Block(BlockKind.PARAGRAPH, text))
    ]


def made(
    file: str,
    blocks: Sequence[Block],
    identity: Identity = UNNAMED,
    *,
    collection: str = "main",
    replaces: tuple[str, ...] = (),
) -> NewDocument:
    """A document version as ingest would hand it to the ledger."""
    canonical = canonicalise(blocks)
    digest = hashlib.sha256(f"{file}\n{canonical.text}".encode()).hexdigest()
    report = ReadReport(2, len(blocks), 0, len(canonical.text), (Skipped("page 2", "no text layer"),))
    state = FileState(file, len(canonical.text), 1_700_000_000_123_456_789, 2**63 + 5, digest, "1/1", collection)
    entry = Entry(digest, file, identity, collection, report, now())
    return NewDocument(entry, canonical, cut(canonical, identity.title), state, replaces)


def vectors_of(new: NewDocument) -> dict[str, NDArray[np.float32]]:
    """The vectors of a document's passages, by digest."""
    texts = {passage.digest: passage.embedded for passage in new.passages}
    return dict(zip(texts, HashingEmbedder().embed(list(texts.values())), strict=True))


def add(ledger: Ledger, *documents: NewDocument) -> None:
    """Write documents with their vectors."""
    for new in documents:
        ledger.add(new, vectors_of(new), MODEL)


class CountingEmbedder:
    """The hashing embedder, remembering what it was given; after `fails_after` calls it is interrupted."""

    model = MODEL
    dimensions = HashingEmbedder.dimensions

    def __init__(self, fails_after: int | None = None) -> None:
        self.texts: list[str] = []
        self.calls = 0
        self._fails_after = fails_after

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """See Embedder."""
        if self._fails_after is not None and self.calls >= self._fails_after:
            raise KeyboardInterrupt
        self.calls += 1
        self.texts.extend(texts)
        return HashingEmbedder().embed(texts, progress)


def wanted(place: Path) -> Wanted:
    """A file as it lies there, for a pool."""
    data = place.read_bytes()
    return Wanted(place, len(data), hashlib.sha256(data).hexdigest())


def load(pool: Pool, place: Path) -> LoadedFile:
    """What a pool reads of a file."""
    pool.check(place.name, place.stat().st_size)
    return pool.read(wanted(place))


class NotingPool(Pool):
    """The pool, noting the names of the files that it is given."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names

    def submit(self, wanted: Wanted, keep: Callable[[int], bool] | None = None) -> Future[Answer | None]:
        """See Pool."""
        self._names.append(wanted.place.name)
        return super().submit(wanted, keep)


class Folder:
    """A folder of files with times that are past the doubt of `RACY_NS`, and its ingest."""

    def __init__(self, root: Path, ledger: Ledger) -> None:
        self.root = root
        self.ledger = ledger
        self.embedder = CountingEmbedder()
        self.opened: list[str] = []
        self._clock = 1_600_000_000

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file, each a second later than the last."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self._clock += 1
        os.utime(path, (self._clock, self._clock))
        return path

    def ingest(self, *, embedder: CountingEmbedder | None = None, progress: Progress | None = None) -> IngestReport:
        """One run over the whole folder; `self.embedder` holds what this run embedded."""
        self.embedder = embedder or CountingEmbedder()
        candidates = survey([self.root], self.root, self.ledger)
        pool = NotingPool(self.opened)
        return Ingest(self.ledger, self.embedder, "main", progress or Silent(), pool).run(candidates)

    def states(self) -> dict[str, str]:
        """Run, and say what became of each file."""
        return {outcome.path: outcome.state.value for outcome in self.ingest().outcomes}

    def texts(self) -> dict[str, list[str]]:
        """The stored texts, by file."""
        found: dict[str, list[str]] = {}
        for document in self.ledger.catalogue():
            found.setdefault(document.file, []).append(self.ledger.text(document.digest))
        return found
