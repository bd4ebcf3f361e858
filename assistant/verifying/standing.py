"""Whether a sentence tells the standing of a document as it is: in force, superseded, draft, and which version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading
from retrieval.documents import Document, Status

_PAST = re.compile(
    r"\b(?:superseded|obsolete|withdrawn(?! from)|no longer (?:in force"
    r"|effective|valid|current|applicable)|not in force|since replaced"
    r"|(?:now|already) replaced|replaced version|(?:former|previous|earlier|old|older) version|outdated)\b",
    re.IGNORECASE,
)
_DRAFT = re.compile(r"\b(?:draft(?:ed)?|not yet (?:effective|in force|approved)|under review)\b", re.IGNORECASE)
_FORCE = re.compile(
    r"\b(?:current(?:ly)?|(?<!not )(?<!longer )(?<!not yet )in force|now"
    r" in force|valid now|in effect|effective version|version in force)\b",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    r"\b(?:became|become|becomes|is|been|came) (?:effective|into force|in force|valid)\b(?: since| from| on)?",
    re.IGNORECASE,
)
# That a range is one to stay in needs no source; that something lies outside it does.
_INSIDE = re.compile(
    r"\b(?:inside|within|in)\b(?= (?:the |its )?(?:PAR|NOR|range|limits?|specification|proven|normal))"
)
_ANY_VERSION = re.compile(r"\bversion (\d{1,3}(?:\.\d{1,3})*)")
_DUTY = re.compile(
    r"\b(?:must|shall|requires?|is required|are required|has to|have to|is to be|are to be)\b", re.IGNORECASE
)
# Words with which a value of a version that is gone may be told.
_GONE = re.compile(
    r"\b(?:was|were|had|did|until|before|formerly|previously|originally|earlier|old|older|once|used to|stood|gave"
    r"|allowed|permitted|called for|asked for|back then|at the time|no longer|planned|proposed|would|will)\b",
    re.IGNORECASE,
)
_VERSION = r"version (?P<{0}>\d{{1,3}}(?:\.\d{{1,3}})*)(?![\d.]*\d)"
_NUMBER = r"(?P<{0}>[A-Z][A-Z0-9]{{0,9}}(?:[-/][A-Z0-9]{{1,10}}){{0,3}}-?\d{{1,6}})"
_PAIRS = (
    re.compile(rf"\b{_NUMBER.format('number')},? \(?{_VERSION.format('version')}"),
    re.compile(rf"\b{_VERSION.format('version')} of (?:the )?(?:\w+ )?{_NUMBER.format('number')}\b", re.IGNORECASE),
)


def standing_words(reading: Reading, documents: Sequence[Document]) -> Iterator[tuple[int, int]]:
    """The stretches of a sentence that tell how a document stands, and are judged here."""
    for pattern, status in ((_PAST, Status.SUPERSEDED), (_DRAFT, Status.DRAFT), (_FORCE, Status.EFFECTIVE)):
        if any(d.status is status for d in documents):
            yield from ((m.start(), m.end()) for m in pattern.finditer(reading.text))
    yield from ((m.start(), m.end()) for m in _INSIDE.finditer(reading.text))
    yield from (
        (m.start(), m.end())
        for m in re.finditer(r"\b[Uu]nder (?=(?:the )?(?:\w+ ){0,2}(?:version|[A-Z]{2,}))", reading.text)
    )
    dates = {d.identity.effective for d in documents}
    if any(day.date in dates for day in reading.days):
        yield from ((m.start(), m.end()) for m in _EFFECTIVE.finditer(reading.text))


def misstood(reading: Reading, pieces: Sequence[Piece]) -> Iterator[Violation]:
    """What is told as in force and is not, or the other way; a version that is not the quoted one."""
    everything = list({p.quote.document.digest: p.quote.document for p in pieces}.values())
    named = [d for d in everything if d.identity.number and d.identity.number.casefold() in reading.text.casefold()]
    documents = named or everything
    said = " ".join(r.text for p in pieces for r in (p.own, *p.frame))
    for pattern, status, told in (
        (_PAST, Status.SUPERSEDED, "superseded"),
        (_DRAFT, Status.DRAFT, "a draft"),
        (_FORCE, Status.EFFECTIVE, "in force"),
    ):
        found = pattern.search(reading.text)
        if found and not any(d.status is status for d in documents) and found.group().casefold() not in said.casefold():
            stands = " and ".join(
                f"{d.name} {('v' + d.identity.version) if d.identity.version else ''} is {d.status.value}"
                for d in documents
            )
            yield Violation(Rule.STATUS, f"the sentence tells what is {told}, but {stands}")
    duty = _DUTY.search(reading.text)
    told = any(pattern.search(reading.text) for pattern in (_PAST, _DRAFT)) or "version" in reading.text.casefold()
    if duty and not told and documents and all(d.status is not Status.EFFECTIVE for d in documents):
        stands = " and ".join(sorted({f"{d.name} is {d.status.value}" for d in documents}))
        yield Violation(Rule.STATUS, f"the sentence says '{duty.group()}' as if in force, but {stands}: say so")
    if not told and not duty and reading.quantities and not _GONE.search(reading.text):
        yield from _as_if_in_force(documents)
    yield from _versions(reading, everything, said, " ; ".join(p.own.text for p in pieces))


def _as_if_in_force(documents: Sequence[Document]) -> Iterator[Violation]:
    """A value of a version that is not in force, told in the present and without saying so."""
    if documents and all(d.status is not Status.EFFECTIVE for d in documents):
        stands = " and ".join(sorted({f"{d.name} v{d.identity.version} is {d.status.value}" for d in documents}))
        yield Violation(Rule.STATUS, f"the sentence tells a value as if in force, but {stands}: say so")


def _versions(reading: Reading, documents: Sequence[Document], said: str, own_text: str) -> Iterator[Violation]:
    own: dict[str, set[str]] = {}
    for document in documents:
        own.setdefault((document.identity.number or document.name).casefold(), set()).add(document.identity.version)
    offered, quoted, claimed = set(_pairs(said)), set(_pairs(own_text)), set(_pairs(reading.text))
    for number, version in claimed:
        versions = own.get(number)
        if versions is not None:
            if versions.isdisjoint(_ANY_VERSION.findall(reading.text)):
                told = ", ".join(sorted(versions))
                yield Violation(Rule.NAME, f"{number.upper()} is quoted in version {told}, not {version}")
                continue
            if version in versions:
                continue
        named = {v for n, v in quoted if n == number}
        if (named and version not in named) or (number, version) not in offered:
            yield Violation(Rule.NAME, f"version {version} of {number.upper()} is not in the quotation")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pattern in _PAIRS:
        for match in pattern.finditer(text):
            yield match["number"].casefold(), match["version"]
