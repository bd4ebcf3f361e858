"""Where records do not agree: two in force, or one in force and its earlier version.

Only normative records (protocols, SOPs, specifications) can conflict. Two statements conflict when
both answer, name the same things of the question, measure in the same dimension and share no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answers import Conflict, Side
from assistant.citations import cite
from assistant.evidence import Evidence
from assistant.judging import Judged
from assistant.numbered import another, numbered
from assistant.statements import Statement, statements
from retrieval.documents import Document, DocumentKind, Status
from retrieval.ledger import Ledger
from retrieval.passages import readable_row
from retrieval.terms import content_terms, fold

_NORMATIVE = frozenset({DocumentKind.PROTOCOL, DocumentKind.SOP, DocumentKind.SPECIFICATION, DocumentKind.OTHER})
# Words two statements must share, of the shorter one's, to speak of the same thing.
SHARED_WORDS = 0.5
# Words of a row's name that a sentence must have to speak of the same thing.
NAMED = 0.6


def conflicts(chosen: Sequence[Judged], judged: Sequence[Judged]) -> tuple[Conflict, ...]:
    """Conflicts of the chosen statements with others that also answer."""
    found: list[Conflict] = []
    seen: set[frozenset[str]] = set()
    for mine in chosen:
        for other in judged:
            pair = frozenset({mine.statement.document.digest, other.statement.document.digest})
            if other.answers and pair not in seen and _disagree(mine, other):
                seen.add(pair)
                about = ", ".join(sorted(mine.coverage.covered & other.coverage.covered))
                sides = sorted((mine.statement, other.statement), key=lambda s: s.document.file)
                found.append(Conflict(about, tuple(Side(_said(s), cite(s)) for s in sides)))
    return tuple(found)


def _disagree(mine: Judged, other: Judged) -> bool:
    one, two = mine.statement, other.statement
    if one.document.digest == two.document.digest or (
        one.document.identity.number and one.document.identity.number == two.document.identity.number
    ):
        return False
    for statement in (one, two):
        document = statement.document
        if document.status is not Status.EFFECTIVE or document.identity.kind not in _NORMATIVE:
            return False
    if not document_numbered(one.document) or not document_numbered(two.document):
        return False
    if another(numbered(one.text), numbered(two.text)):
        return False
    return _alike(one, two) and _values_differ(one, two)


def document_numbered(document: Document) -> bool:
    """Controlled documents carry a number; notes without one do not bind."""
    return bool(document.identity.number)


def _alike(one: Statement, two: Statement) -> bool:
    """About the same thing: rows of the same name, a row whose name the sentence has, or sentences
    that share most words."""
    if one.is_row and two.is_row:
        return fold(one.line.cells[0]).strip() == fold(two.line.cells[0]).strip()
    if one.is_row or two.is_row:
        row, sentence = (one, two) if one.is_row else (two, one)
        name = {t.stem for t in content_terms(row.line.cells[0]) if not t.word[0].isdigit()}
        return bool(name) and len(name & (sentence.own | sentence.above)) >= NAMED * len(name)
    words = [{t.stem for t in content_terms(s.text) if not t.word[0].isdigit()} for s in (one, two)]
    smaller = min(len(w) for w in words) or 1
    return len(words[0] & words[1]) >= SHARED_WORDS * smaller


def _values_differ(one: Statement, two: Statement) -> bool:
    if one.line.header and one.line.header == two.line.header:
        pairs = zip(one.line.cells, two.line.cells, strict=False)
        return any(a.strip() and b.strip() and fold(a) != fold(b) and _numbers(a) and _numbers(b) for a, b in pairs)
    shared = {q.dimension for q in one.quantities} & {q.dimension for q in two.quantities} - {None}
    for dimension in shared:
        mine = [q for q in one.quantities if q.dimension is dimension]
        theirs = [q for q in two.quantities if q.dimension is dimension]
        if not any(a.agrees(b) for a in mine for b in theirs):
            return True
    return False


def earlier_versions(chosen: Sequence[Judged], evidence: Evidence, ledger: Ledger) -> Iterator[Statement]:
    """For each chosen statement, what a superseded version of the same document said instead."""
    seen: set[tuple[str, int]] = set()
    for item in chosen[:2]:
        document = item.statement.document
        if document.status is not Status.EFFECTIVE or not document.identity.number:
            continue
        older = [
            d
            for d in evidence.documents.values()
            if d.status is Status.SUPERSEDED and d.identity.number == document.identity.number
        ]
        texts = ledger.canonical(d.digest for d in older)
        for version in older:
            canonical = texts[version.digest]
            twin = _counterpart(item.statement, statements(version, canonical, range(len(canonical.lines))))
            if twin and (version.digest, twin.start) not in seen and twin.text != item.statement.text:
                seen.add((version.digest, twin.start))
                yield twin


def _counterpart(statement: Statement, others: Iterator[Statement]) -> Statement | None:
    """The same row (by its first cell and header), or the sentence that shares most words."""
    best: tuple[float, Statement] | None = None
    for other in others:
        if other.is_row != statement.is_row:
            continue
        if statement.is_row:
            if statement.line.cells[:1] == other.line.cells[:1] and statement.line.header == other.line.header:
                return other
        else:
            words = [frozenset(w for w in s.own if not w[0].isdigit()) for s in (statement, other)]
            union = len(words[0] | words[1]) or 1
            share = len(words[0] & words[1]) / union
            if share >= 0.6 and (best is None or share > best[0]):
                best = (share, other)
    return best[1] if best else None


def _numbers(cell: str) -> bool:
    return any(ch.isdigit() for ch in cell)


def _said(statement: Statement) -> str:
    return readable_row(statement.line) if statement.is_row else statement.text
