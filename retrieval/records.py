"""Nouns of the ledger: what is written and what is read back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.documents import CanonicalText, Entry, Hidden, OcrWord, PagePicture, Passage


@dataclass(frozen=True, slots=True)
class FileState:
    """What is known of a file on disk since it was last read.

    `failure` is (what, next step) if it could not be read; `seen_ns` is when it was looked at.
    """

    path: str
    size: int
    mtime_ns: int
    seen_ns: int
    digest: str
    reader: str
    collection: str
    failure: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class NewDocument:
    """Everything that is written for one document version."""

    entry: Entry
    canonical: CanonicalText
    passages: tuple[Passage, ...]
    file: FileState
    replaces: tuple[str, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    pictures: tuple[PagePicture, ...] = ()
    ocr_words: tuple[OcrWord, ...] = ()

    @property
    def text_digest(self) -> str:
        """SHA-256 of the canonical text: the same for a file that was only saved again."""
        return text_digest(self.canonical.text)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as found: its ids, its document and its wording."""

    id: int
    key: str
    document: str
    passage: Passage
    text: str


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who did what, when (UTC, ISO 8601); `detail` is the delivered JSON.

    `digest` is the SHA-256 of the record with the digest of the one before it (`previous`), and of
    `payload_digest`, that of `detail` as it was written. `readable` is False for a payload that is
    lost or no JSON any more: then `detail` is empty.
    """

    id: int
    at: str
    who: str
    action: str
    subject: str
    detail: Mapping[str, object]
    digest: str = ""
    payload_digest: str = ""
    previous: str = ""
    readable: bool = True


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """The first bad record of a trail, and what is wrong with it: "record 5 " + `what`."""

    record: int
    what: str

    def __str__(self) -> str:
        return f"record {self.record} {self.what}"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A forgetting: which record it is, of which document, and in how many records wording was erased."""

    record: int
    document: str
    erased: int


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """Whether a trail is as it was written: `problem` is None if it is.

    `head` is "number:digest" of the last record read. Noted elsewhere, it also shows a trail that
    was cut short or written anew together with its head.
    """

    records: int
    head: str
    problem: AuditProblem | None = None
    erasures: tuple[Erasure, ...] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A document version that was removed for good: what is kept of it, and why it went."""

    digest: str
    text_digest: str
    at: str
    who: str
    reason: str


def passage_key(document: str, passage: Passage) -> str:
    """The content-derived name of a passage, 32 hex digits: version digest, span and what is embedded.

    So a key never stands for two vectors, though a version is cut or titled otherwise when it is read anew.
    """
    return hashlib.sha256(f"{document}:{passage.start}:{passage.end}:{passage.digest}".encode()).hexdigest()[:32]


def text_digest(text: str) -> str:
    """SHA-256 of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def now() -> str:
    """The time as the ledger writes it: UTC, ISO 8601, to the microsecond."""
    return dt.datetime.now(dt.UTC).isoformat()
