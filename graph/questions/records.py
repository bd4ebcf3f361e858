"""The documents behind the graph, with their standing on the day of the question and on other days."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping

from graph.process import Evidence
from graph.questions.naming import loose
from retrieval.documents import Entry, Status
from retrieval.terms import fold
from retrieval.versions import standing


class Records:
    """Every document version by digest, with its status on any day.

    What a person asserted has no document and is in force; evidence in a document that is not here
    has no status: it was forgotten since, and nothing rests on it.
    """

    def __init__(self, entries: Iterable[Entry], as_of: dt.date | None = None) -> None:
        self.as_of = as_of
        self._entries = {entry.digest: entry for entry in entries}
        self._identities = {digest: entry.identity for digest, entry in self._entries.items()}
        self._statuses: dict[dt.date | None, Mapping[str, Status]] = {}
        self._in_order = tuple(sorted(self._entries.values(), key=lambda e: (e.name, e.identity.version, e.digest)))
        self._numbers: dict[str, list[Entry]] = {}
        for entry in self._in_order:
            self._numbers.setdefault(fold(entry.name), []).append(entry)

    def entry(self, digest: str) -> Entry | None:
        """A document version, None if it is not here."""
        return self._entries.get(digest)

    def entries(self) -> Iterable[Entry]:
        """Every document version, in order of name, version and digest."""
        return self._in_order

    def status(self, evidence: Evidence) -> Status | None:
        """The standing of what an evidence stands in, on the day of the question."""
        return self.status_on(evidence, self.as_of)

    def status_on(self, evidence: Evidence, day: dt.date | None) -> Status | None:
        """The standing on another day; today when None."""
        if not evidence.document:
            return Status.EFFECTIVE
        if day not in self._statuses:
            self._statuses[day] = standing(self._identities, day)
        return self._statuses[day].get(evidence.document)

    def number(self, evidence: Evidence) -> str:
        """What tells two documents apart, whatever their version: the folded number or name."""
        entry = self._entries.get(evidence.document)
        return fold(entry.name) if entry else ""

    def title(self, evidence: Evidence) -> str:
        """ "SOP-014 v3", or who asserted it."""
        entry = self._entries.get(evidence.document)
        if entry is None:
            return evidence.by
        return versioned(entry)

    def versions(self, number: str) -> list[Entry]:
        """Every version of a document number."""
        return list(self._numbers.get(fold(number), ()))

    def called(self, name: str) -> list[Entry]:
        """The versions of the document of this number ("SOP 014"), or the one of this version ("SOP-014 v2")."""
        return [self._in_order[place] for place in self._wordings.get(loose(name), ())]

    @functools.cached_property
    def loose_names(self) -> frozenset[str]:
        """The number or name of every document, as names are compared."""
        return frozenset(loose(entry.name) for entry in self._in_order)

    @functools.cached_property
    def _wordings(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, entry in enumerate(self._in_order):
            for wording in {loose(entry.name), loose(versioned(entry))}:
                places.setdefault(wording, []).append(place)
        return places


def versioned(entry: Entry) -> str:
    """ "SOP-014 v3", or the name alone."""
    return f"{entry.name} v{entry.identity.version}" if entry.identity.version else entry.name
