"""Which record a draft means: by number, version or file; what is not there is told with what is near."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from rapidfuzz import fuzz, process

from assistant.checking.nouns import Cited, version_of
from retrieval.documents import Document, Status
from retrieval.terms import fold

# Names that are shown for one that is not there, and how alike they must be (rapidfuzz ratio, of 100).
NEAREST, ALIKE = 3, 60
_VERSIONED = re.compile(r"(?P<name>.+?)[ ,@_]*\bv(?:ersion)?\s*\.?(?P<version>[\w.]+)", re.IGNORECASE)


class NotNamed(Exception):
    """No record is meant, or it cannot be said which; the message says why."""


class Catalogue:
    """The documents of a library by every name that a person calls them."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = tuple(documents)
        self._named: dict[str, list[Document]] = {}
        for document in self.documents:
            for name in _names(document):
                self._named.setdefault(name, []).append(document)

    def find(self, cited: Cited) -> tuple[Document, ...]:
        """The versions that a citation may mean: with a version that one, else what is in force.

        Several come back only where several files go by one name. Raises NotNamed.
        """
        found = self._by_file(cited.file) if cited.file else self._by_number(cited)
        if cited.file and cited.document:
            numbered = self._by_number(cited)
            both = tuple(d for d in found if d in numbered)
            if not both:
                raise NotNamed(f"{cited.file} is not {cited.name}; it is {version_of(found[0])}")
            return both
        return found

    def others(self, document: Document) -> tuple[Document, ...]:
        """Other versions of the same number."""
        number = fold(document.identity.number)
        same = (d for d in self._named.get(number, ()) if d.digest != document.digest) if number else ()
        return tuple(same)

    def is_name(self, text: str) -> bool:
        """Whether a text names a document of the library, with or without a version."""
        split = _VERSIONED.fullmatch(text)
        return fold(text) in self._named or (split is not None and fold(split["name"]) in self._named)

    def _by_file(self, file: str) -> tuple[Document, ...]:
        wanted = fold(file.strip())
        found = [d for d in self.documents if fold(d.file) == wanted or fold(d.file).endswith(f"/{wanted}")]
        if not found:
            raise NotNamed(f"no file {file!r} is in the library{self._near(file)}")
        return tuple(found)

    def _by_number(self, cited: Cited) -> tuple[Document, ...]:
        name, version = cited.document.strip(), cited.version.strip()
        found = self._named.get(fold(name), [])
        split = _VERSIONED.fullmatch(name)
        if not found and split:
            found, name, version = self._named.get(fold(split["name"]), []), split["name"], version or split["version"]
        if not found:
            raise NotNamed(f"no document {cited.document!r} is in the library{self._near(name)}")
        version = re.sub(r"^v(?:ersion)?[ .]*", "", version, flags=re.IGNORECASE)
        return _of_version(found, version) if version else _in_force(found)

    def _near(self, name: str) -> str:
        shown = {fold(d.name): d.name for d in self.documents} | {
            fold(PurePosixPath(d.file).name): PurePosixPath(d.file).name for d in self.documents
        }
        near = process.extract(fold(name), list(shown), scorer=fuzz.ratio, limit=NEAREST, score_cutoff=ALIKE)
        names = ", ".join(shown[match] for match, _, _ in near)
        return f"; near it: {names}" if names else "; see `setpoint documents`"


def _names(document: Document) -> set[str]:
    file = PurePosixPath(document.file)
    spoken = (document.identity.number, document.name, document.file, file.name, file.stem)
    return {fold(name) for name in spoken if name} - {""}


def _of_version(found: list[Document], version: str) -> tuple[Document, ...]:
    those = tuple(d for d in found if d.identity.version.casefold() == version.casefold())
    if not those:
        there = ", ".join(_with_status(d) for d in found)
        raise NotNamed(f"{found[0].name} has no version {version}; there is {there}")
    return those


def _in_force(found: list[Document]) -> tuple[Document, ...]:
    those = tuple(d for d in found if d.status is Status.EFFECTIVE)
    if not those:
        there = ", ".join(_with_status(d) for d in found)
        raise NotNamed(f"no version of {found[0].name} is in force; name the one that is meant: {there}")
    return those


def _with_status(document: Document) -> str:
    return f"{version_of(document)} ({document.status.value})"
