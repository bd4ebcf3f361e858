"""What a draft says, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.verify import Derived
from retrieval.documents import Document


@dataclass(frozen=True, slots=True)
class Cited:
    """A record as a draft names it, by number or by file, and the quotation that is said to stand in it.

    `quote` is empty where a draft names a record and quotes nothing.
    """

    document: str = ""
    version: str = ""
    file: str = ""
    quote: str = ""

    @property
    def name(self) -> str:
        """The record in the draft's words."""
        number = f"{self.document} v{self.version}" if self.version else self.document
        return number or self.file


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence of a draft, where it stands and what it cites.

    `line` counts from 1 in the file. `unread` says why a line could not be read as a claim, `idle` why a
    piece of text states nothing; both are empty for a sentence that is checked.
    """

    id: str
    line: int
    text: str
    citations: tuple[Cited, ...] = ()
    derived: tuple[Derived, ...] = ()
    unread: str = ""
    idle: str = ""


class Outcome(StrEnum):
    """What became of a sentence. A line of claims is supported or unsupported, never anything else."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    NOT_CHECKED = "not checked"  # in a text only: a heading, a question, what introduces a list


@dataclass(frozen=True, slots=True)
class Basis:
    """A quotation that a sentence rests on, or comes nearest to; offsets into the canonical text."""

    document: Document
    start: int
    end: int
    quote: str

    @property
    def version(self) -> str:
        """The version as a person writes it: "SOP-014 v3"."""
        return version_of(self.document)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with its outcome. `basis` is what backs it; for one that was searched for and not found, what
    came nearest."""

    drafted: Drafted
    outcome: Outcome
    reason: str = ""
    basis: tuple[Basis, ...] = ()


def version_of(document: Document) -> str:
    """A version as a person writes it: "SOP-014 v3"."""
    return f"{document.name} v{document.identity.version}" if document.identity.version else document.name
