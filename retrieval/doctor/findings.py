"""What a check-up finds, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from retrieval.doctor.record import DocumentRecord


class Remedy(StrEnum):
    """How a fault can be mended from what is sound."""

    NONE = "nothing here can mend it"
    READ_AGAIN = "the file is read again by the next ingest"
    CUT = "the passages are cut again from the text"
    INDEX = "the words of the document are indexed again"
    INDEX_ANEW = "the word index is made anew"
    EMBED = "the passages are embedded again"
    PRUNE = "what belongs to nothing is taken out"
    DATABASE_INDEXES = "the database's indexes are built again"
    PLACEHOLDER = "what cannot be decoded is replaced by a placeholder"
    STORE = "the vector store is put right"
    STORE_ANEW = "the vector store is made anew"
    GRAPH = "the process graph is made again from the facts"
    PURGE = "the files are rid of deleted pages"
    LEFTOVER = "the leftover is removed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, or (a `note`) that is well but worth knowing.

    `document` is the digest of the version it belongs to, where it belongs to one. `did` is what the
    repair did; `repaired` that a second look found nothing left.
    """

    check: str
    where: str
    what: str
    next_step: str
    repaired: bool = False
    did: str = ""
    note: bool = False
    remedy: Remedy = Remedy.NONE
    document: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: how many of what it looked at, and what it found."""

    check: str
    looked_at: int
    unit: str
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Nothing is wrong, or everything was repaired."""
        return all(f.note or f.repaired for f in self.findings)


@dataclass(frozen=True, slots=True)
class CheckUp:
    """All checks of one look at a workspace."""

    checks: tuple[Checked, ...]

    @property
    def sound(self) -> bool:
        """Nothing is wrong, or everything was repaired."""
        return all(checked.sound for checked in self.checks)

    @property
    def touched(self) -> tuple[Finding, ...]:
        """What the repair did something about."""
        return tuple(f for checked in self.checks for f in checked.findings if f.did)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is wrong, notes left out."""
        return tuple(f for checked in self.checks for f in checked.findings if not f.note)


class Check:
    """One check. It is shown every document in turn, then asked for what it finds in the whole."""

    name = ""
    unit = ""

    def __init__(self) -> None:
        self.looked_at = 0

    def examine(self, record: DocumentRecord) -> Iterable[Finding]:
        """What is wrong in one document version."""
        return ()

    def conclude(self) -> Iterable[Finding]:
        """What is wrong beyond single documents."""
        return ()

    def fault(self, where: str, what: str, next_step: str, remedy: Remedy, document: str = "") -> Finding:
        """A finding of this check."""
        return Finding(self.name, where, what, next_step, remedy=remedy, document=document)

    def note(self, where: str, what: str, next_step: str = "", remedy: Remedy = Remedy.NONE) -> Finding:
        """Something that is well but worth knowing."""
        return Finding(self.name, where, what, next_step, note=True, remedy=remedy)


class Watch(Protocol):
    """What a face is told while the doctor works."""

    def documents(self, total: int) -> None: ...

    def document_done(self) -> None: ...


class Unwatched:
    """A check-up that nobody watches."""

    def documents(self, total: int) -> None: ...

    def document_done(self) -> None: ...


# Places that are named of many: enough to go and look, few enough to read.
PLACES_NAMED = 3
REPAIR = "run `setpoint doctor --repair`"


def several(places: Sequence[str]) -> str:
    """The first few of many places."""
    named = ", ".join(places[:PLACES_NAMED])
    more = len(places) - PLACES_NAMED
    return f"{named} and {more:,} more" if more > 0 else named
