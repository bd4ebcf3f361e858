"""What an ingest did, file by file, and what a face is told while it works."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from retrieval.documents import Identity, LoadedFile, ReadReport

UNIDENTIFIED = Identity()


class State(StrEnum):
    """What an ingest did with a file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file. `note` says what a person should know of it, `digest` which bytes were read."""

    path: str
    state: State
    identity: Identity = UNIDENTIFIED
    report: ReadReport | None = None
    reason: str | None = None
    note: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """All outcomes of one run, with what was embedded and what was found in the vector cache.

    `facts` counts those of the whole library. `notes` say what a person should know of the whole;
    `behind`, that the vector index or the graph could not be brought in step and the next run will try again.
    """

    outcomes: tuple[FileOutcome, ...]
    embedded: int
    reused: int
    seconds: float
    notes: tuple[str, ...] = ()
    behind: bool = False
    facts: int = 0

    def count(self, state: State) -> int:
        """How many files ended in a state."""
        return sum(outcome.state is state for outcome in self.outcomes)


class Progress(Protocol):
    """What a face is told while an ingest works."""

    def files(self, total: int) -> None: ...

    def file_done(self, path: str) -> None: ...

    def passages(self, more: int) -> None: ...

    def embedded(self, count: int) -> None: ...

    def linked(self, done: int, of: int) -> None: ...


class Silent:
    """Progress that nobody watches."""

    def files(self, total: int) -> None: ...

    def file_done(self, path: str) -> None: ...

    def passages(self, more: int) -> None: ...

    def embedded(self, count: int) -> None: ...

    def linked(self, done: int, of: int) -> None: ...


def read_report(loaded: LoadedFile, characters: int) -> ReadReport:
    """The report on a file that was read, with the length of its canonical text."""
    tables = sum(block.table is not None for block in loaded.blocks)
    hidden = Counter(h.kind for h in loaded.hidden)
    return ReadReport(
        loaded.pages,
        len(loaded.blocks),
        tables,
        characters,
        loaded.skipped,
        hidden=tuple(sorted(hidden.items())),
        ocr_pages=tuple(picture.page for picture in loaded.pictures),
    )
