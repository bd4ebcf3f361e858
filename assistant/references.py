"""Opening a reference: a citation of the last answer, a document, a version or a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.documents import CanonicalText, Document
from retrieval.errors import UnknownReference
from retrieval.ledger import Ledger
from retrieval.terms import fold
from retrieval.versions import version_key

# The actions whose records hold numbered citations.
ANSWERS = ("ask", "graph")
_CITATION = re.compile(r"\[?(\d{1,3})\]?")
_VERSIONED = re.compile(r"(?P<name>.+?)\s*[ @_]?\s*\bv(?:ersion)?\s*\.?(?P<version>[\w.]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A document and, for a citation, the span to look at."""

    document: Document
    canonical: CanonicalText
    start: int | None = None
    end: int | None = None


def resolve(reference: str, ledger: Ledger, who: str) -> Place:
    """What a reference names. Raises UnknownReference with what there is instead."""
    asked = reference.strip()
    citation = _CITATION.fullmatch(asked)
    if citation:
        return _cited(int(citation.group(1)), ledger, who)
    document = _named(asked, ledger.catalogue())
    return Place(document, ledger.canonical([document.digest])[document.digest])


def all_versions(reference: str, ledger: Ledger) -> tuple[Document, ...]:
    """The documents a reference names: one version, or every version of a number.

    Raises UnknownReference when there is none.
    """
    asked = reference.strip()
    catalogue = ledger.catalogue()
    named = [d for d in catalogue if _called(d, asked)]
    return tuple(named) or (_named(asked, catalogue),)


def _cited(number: int, ledger: Ledger, who: str) -> Place:
    answers = [record for action in ANSWERS if (record := ledger.audit.last(action, who)) is not None]
    record = max(answers, key=lambda r: r.id, default=None)
    if record is None:
        raise UnknownReference("there is no answer yet", next_step="ask a question first, or name a document")
    places = list(_citations(record.detail))
    if not 1 <= number <= len(places):
        raise UnknownReference(
            f"the last answer has {len(places)} citations, not {number}",
            next_step="ask again to see them",
        )
    cited = places[number - 1]
    digest, start, end = str(cited["digest"]), cited["start"], cited["end"]
    document = next((d for d in ledger.catalogue() if d.digest == digest), None)
    if document is None or not isinstance(start, int) or not isinstance(end, int):
        raise UnknownReference(
            f"{cited['document']} v{cited['version']} of that answer is no longer in the library",
            next_step="ask again for an answer from the present documents",
        )
    return Place(document, ledger.canonical([digest])[digest], start, end)


def _citations(answer: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The citations of a recorded answer in the order their numbers were shown."""
    numbered = answer.get("numbered")
    return [c for c in numbered if isinstance(c, dict)] if isinstance(numbered, list) else []


def _named(asked: str, catalogue: tuple[Document, ...]) -> Document:
    name, version = asked, None
    versioned = _VERSIONED.fullmatch(asked)
    if versioned and not any(_called(d, asked) for d in catalogue):
        name, version = versioned["name"], versioned["version"]
    found = [d for d in catalogue if _called(d, name)]
    if version is not None:
        found = [d for d in found if d.identity.version.casefold() == version.casefold()]
    if not found:
        raise UnknownReference(f"no document is called {asked!r}", next_step="see `setpoint documents`")
    return max(found, key=lambda d: (d.status == "effective", version_key(d.identity.version), d.file))


def _called(document: Document, name: str) -> bool:
    wanted = fold(name)
    file = fold(document.file)
    names = {fold(document.identity.number), file, file.rsplit("/", 1)[-1], fold(document.name)}
    return wanted in names - {""} or (document.digest.startswith(name) and len(name) >= 8)
