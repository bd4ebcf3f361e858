"""What is put before a model: stretches of documents, each under a key that only code can issue.

A key is made of what it stands for, so that the same stretch has the same key in every answer, and a key
that was made up resolves to nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from retrieval.documents import CanonicalText, Document

# Characters of a key: 40 bits, so that among the some hundred stretches of one answer no two meet.
KEY_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A stretch of one document version, verbatim.

    `start` and `end` are offsets into the canonical text; they fall on the ends of lines.
    """

    document: Document
    canonical: CanonicalText
    start: int
    end: int

    @property
    def key(self) -> str:
        """ "e" and eight characters of the digest of the place: "e3kq7a2xm"."""
        return key_of(self.document.digest, self.start, self.end)

    @property
    def text(self) -> str:
        """The wording, as in the canonical text."""
        return self.canonical.text[self.start : self.end]


def key_of(digest: str, start: int, end: int) -> str:
    """The key of a stretch, from the digest of its version and its place."""
    made = hashlib.sha256(f"{digest}:{start}:{end}".encode()).digest()
    return "e" + base64.b32encode(made).decode("ascii").lower()[:KEY_LENGTH]


@dataclass
class Bench:
    """The exhibits of one answer, in the order in which they were laid out; what was not laid out is not known."""

    _laid: dict[str, Exhibit] = field(default_factory=dict[str, Exhibit])

    def lay(self, exhibits: Iterable[Exhibit]) -> tuple[Exhibit, ...]:
        """Lay out exhibits; returns those that were not there before."""
        fresh = {e.key: e for e in exhibits if e.key not in self._laid}
        self._laid.update(fresh)
        return tuple(fresh.values())

    def find(self, key: str) -> Exhibit | None:
        """The exhibit of a key as a model writes it (blanks and brackets around it forgiven); None for any other."""
        return self._laid.get(key.strip(" []()").casefold())

    def __iter__(self) -> Iterator[Exhibit]:
        return iter(tuple(self._laid.values()))

    def __len__(self) -> int:
        return len(self._laid)
