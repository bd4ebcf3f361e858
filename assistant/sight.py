"""What one question may see: the documents of its day, their texts, the graph over them; and nothing else.

Evidence laid out before a model speaks and everything its tools find is read through here, so that a document
that is not in `documents` reaches a model by no way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.scans import Scans, scans_of
from graph.questions.inquiry import Inquiry
from graph.vocabulary import Vocabulary
from retrieval.documents import CanonicalText, Document, Hit, Status
from retrieval.ledger import Ledger
from retrieval.search import Query, Search
from retrieval.terms import fold
from retrieval.versions import version_key

# Passages asked for beyond those wanted, since some may be of documents that are not to be seen.
SPARE = 20


@dataclass(frozen=True)
class Sight:
    """A library as one question sees it.

    `documents` are the versions that may be seen, by digest, with their standing on the day that is asked about;
    `inquiry` is the graph over the same, None while it is not in step. Use it within one snapshot of the ledger,
    in the thread that holds it.
    """

    ledger: Ledger
    search: Search
    vocabulary: Vocabulary
    documents: Mapping[str, Document]
    inquiry: Inquiry | None
    as_of: dt.date | None = None
    product: str | None = None
    _texts: dict[str, CanonicalText] = field(default_factory=dict[str, CanonicalText], init=False, repr=False)
    _scans: dict[str, Scans] = field(default_factory=dict[str, Scans], init=False, repr=False)

    def text(self, document: Document) -> CanonicalText:
        """The text and lines of a document version."""
        return self.texts([document.digest])[document.digest]

    def texts(self, digests: Iterable[str]) -> dict[str, CanonicalText]:
        """Texts and lines of those versions that may be seen, each read once."""
        wanted = [d for d in dict.fromkeys(digests) if d in self.documents]
        missing = [d for d in wanted if d not in self._texts]
        if missing:
            self._texts.update(self.ledger.canonical(missing))
        return {d: self._texts[d] for d in wanted if d in self._texts}

    def know(self, texts: Mapping[str, CanonicalText]) -> None:
        """Keep texts that were read already; those of versions that may not be seen stay out of sight."""
        self._texts.update({d: text for d, text in texts.items() if d in self.documents})

    def scans(self, document: Document) -> Scans:
        """The words of a version's pages that were read by OCR; nothing is asked when there are none."""
        if document.digest not in self._scans:
            self._scans[document.digest] = scans_of([document.digest], self.documents, self.ledger)
        return self._scans[document.digest]

    def find(self, query: str, limit: int) -> list[Hit]:
        """Passages for a query, best first, those in force before all others."""
        asked = " ".join(filter(None, [query, self.product]))
        hits = self.search.find(Query(asked, as_of=self.as_of), limit + SPARE)
        return [hit for hit in hits if hit.document.digest in self.documents][:limit]

    def versions(self, name: str) -> list[Document]:
        """The versions of a document of this number, name, title or file, the one in force first, then the latest."""
        wanted = fold(name).strip()
        named = [d for d in self.documents.values() if wanted in _names(d)]
        latest = sorted(named, key=lambda d: (version_key(d.identity.version), d.file), reverse=True)
        return sorted(latest, key=lambda d: d.status is not Status.EFFECTIVE)

    def in_force(self, document: Document) -> Document | None:
        """The version of the same number that is in force; None when there is none, or it has no number."""
        number = document.identity.number
        if not number:
            return None
        same = (d for d in self.documents.values() if d.identity.number == number and d.status is Status.EFFECTIVE)
        return next(same, None)


def _names(document: Document) -> frozenset[str]:
    file = fold(document.file)
    version = document.identity.version
    plain = {fold(document.name), fold(document.identity.title), file, file.rsplit("/", 1)[-1]}
    return frozenset(plain | {f"{fold(document.name)} v{fold(version)}"} if version else plain) - {""}
