"""The library of today beside the one that an answer was given from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assistant.answering import library_digest
from assistant.replaying.nouns import Version, Whereabouts
from assistant.replaying.recorded import Recorded
from retrieval.documents import CanonicalText, Document
from retrieval.ledger import Ledger
from retrieval.redaction import is_erased


@dataclass(frozen=True)
class Library:
    """Documents with their standing on the day of the answer, the texts of those it rests on, and what is missing."""

    documents: Mapping[str, Document]
    texts: Mapping[str, CanonicalText]
    versions: tuple[Version, ...]
    same_documents: bool
    same_standing: bool

    @property
    def comparable(self) -> bool:
        """Whether the documents and their standing are those that the answer was given from."""
        return self.same_documents and self.same_standing

    def has(self, digests: Collection[str]) -> bool:
        """Whether every one of these versions can be read."""
        return all(digest in self.texts for digest in digests)


def library(recorded: Recorded, ledger: Ledger) -> Library:
    """The library that a recorded answer is replayed in. Call it within a snapshot."""
    day = recorded.question.as_of or _day_of(recorded)
    then = {d.digest: d for d in ledger.catalogue(day)}
    now = {d.digest: d.status for d in ledger.catalogue(recorded.question.as_of)}
    rests_on = recorded.digests & then.keys()
    return Library(
        documents=then,
        texts=ledger.canonical(rests_on),
        versions=tuple(_versions(recorded, then, ledger)),
        same_documents=library_digest(then) == recorded.workspace_digest,
        same_standing=now == {digest: document.status for digest, document in then.items()},
    )


def _versions(recorded: Recorded, there: Collection[str], ledger: Ledger) -> list[Version]:
    forgotten = ledger.forgotten()
    names = {c.digest: f"{c.document} v{c.version}" if c.version else c.document for c in recorded.citations}
    found: list[Version] = []
    for digest in sorted(recorded.digests, key=lambda d: (d not in names, names.get(d, ""), d)):
        gone = Whereabouts.FORGOTTEN if digest in forgotten else Whereabouts.GONE
        name = names.get(digest, "")
        shown = digest[:12] if not name or is_erased(name) else name
        found.append(Version(digest, shown, Whereabouts.HERE if digest in there else gone))
    return found


def _day_of(recorded: Recorded) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(recorded.record.at).date()
    except ValueError:
        return None
