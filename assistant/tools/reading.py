"""Reading in a document: which one is meant, its sections, and one of them in stretches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.exhibit_text import name, told
from assistant.exhibits import Exhibit
from assistant.sight import Sight
from assistant.stretches import WHOLE, stretch
from graph.questions import naming
from retrieval.documents import CanonicalText, Document, Line, Status

# Names that are offered for one that is not known, and headings listed of a document.
OFFERED = 6
LISTED = 60


def documents_called(sight: Sight, asked: str, version: str | None = None) -> list[Document]:
    """The versions that a name means: the one named, else the one in force, else all of them."""
    found = sight.versions(f"{asked} v{_bare(version)}" if version else asked)
    if not found and version is None and (parted := re.fullmatch(r"(.+?)[\s,]+v(?:ersion)?\.?\s*(\S+)", asked, re.I)):
        found = sight.versions(f"{parted[1]} v{parted[2]}")
    in_force = [d for d in found if d.status is Status.EFFECTIVE]
    return in_force or found


def unknown_document(sight: Sight, asked: str, version: str | None) -> str:
    """That there is no such document, and what is nearest."""
    there = sight.versions(asked) if version else []
    if there:
        versions = ", ".join(told(name(d)) for d in there)
        return f"There is no version {told(version or '')} of {told(asked)}; there is {versions}."
    known: dict[str, str] = {}
    for document in sight.documents.values():
        for wording in (document.name, document.identity.title):
            known.setdefault(wording, told(f"{name(document)} ({document.identity.title or document.file})"))
    return f"There is no document called {told(asked)}. {offered(asked, known)}"


def offered(asked: str, known: dict[str, str]) -> str:
    """The nearest of some names, with what each is shown as."""
    from rapidfuzz import fuzz, process

    near = process.extract(asked, list(known), scorer=fuzz.WRatio, processor=naming.loose, limit=2 * OFFERED)
    names = list(dict.fromkeys(known[wording] for wording, likeness, _ in near if likeness >= 50))[:OFFERED]
    return f"The nearest: {'; '.join(names)}." if names else "Nothing has a name like it; use search."


def section(document: Document, canonical: CanonicalText, asked: str) -> list[Exhibit]:
    """A section with what is under it, in stretches; none when no heading is called so."""
    path = _called(canonical, asked)
    if path is None:
        return []
    lines = [line for line in canonical.lines if line.section[: len(path)] == path and line.kind != "heading"]
    return _stretches(document, canonical, lines)


def around(exhibit: Exhibit) -> list[Exhibit]:
    """The stretches before and after an exhibit, each of about its length."""
    lines = [line for line in exhibit.canonical.lines if line.kind != "heading"]
    before = [line for line in lines if exhibit.start - WHOLE <= line.start and line.end <= exhibit.start]
    after = [line for line in lines if exhibit.end <= line.start and line.end <= exhibit.end + WHOLE]
    return [e for some in (before, after) for e in _stretches(exhibit.document, exhibit.canonical, some)]


def outline(canonical: CanonicalText) -> str:
    """The headings of a document, one a line."""
    headings = list(
        dict.fromkeys(" > ".join(told(h) for h in line.section) for line in canonical.lines if line.section)
    )
    more = f"\n(and {len(headings) - LISTED} more)" if len(headings) > LISTED else ""
    return "\n".join(headings[:LISTED]) + more if headings else "(it has no headings)"


def opening(document: Document, canonical: CanonicalText) -> Iterable[Exhibit]:
    """The first stretch of a document that has no headings."""
    return [stretch(document, canonical, canonical.lines[0].start, canonical.lines[0].end)] if canonical.lines else []


def _called(canonical: CanonicalText, asked: str) -> tuple[str, ...] | None:
    """The heading path that is meant: of this number or wording, else the first that has all its words."""
    wanted = naming.loose(asked)
    paths = list(dict.fromkeys(line.section[:n] for line in canonical.lines for n in range(1, len(line.section) + 1)))
    number = re.match(r"\d+(?:\.\d+)*", asked.strip())
    for path in paths:
        heading = path[-1]
        if wanted in (
            naming.loose(heading),
            naming.loose(re.sub(r"^[\d.]+\s*", "", heading)),
            naming.loose(" > ".join(path)),
        ):
            return path
    if number and number.group() == asked.strip().rstrip("."):
        return next((p for p in paths if re.match(rf"{re.escape(number.group())}\.?(?:\s|$)", p[-1])), None)
    return next((p for p in paths if wanted and naming.within(asked, p[-1])), None)


def _stretches(document: Document, canonical: CanonicalText, lines: Sequence[Line]) -> list[Exhibit]:
    """Lines as stretches of up to the size that is laid out whole; they end where the heading changes."""
    found: list[list[Line]] = []
    for line in lines:
        last = found[-1] if found else []
        if last and last[-1].section == line.section and line.end - last[0].start <= WHOLE:
            last.append(line)
        else:
            found.append([line])
    return [Exhibit(document, canonical, some[0].start, some[-1].end) for some in found]


def _bare(version: str) -> str:
    return re.sub(r"^\s*v(?:ersion)?\.?\s*", "", version, flags=re.IGNORECASE).strip()
