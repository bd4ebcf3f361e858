"""Sentences made from the graph, each with the places that it was read at, and the check that they say it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answers import Citation, Claim, Withheld
from assistant.citations import cite_span, holds
from assistant.claims import WIDE, fields_of, heading_of, row_text
from assistant.linked.asked import CODE
from graph.process import Evidence
from retrieval.documents import CanonicalText, Document, Line
from retrieval.ledger import Ledger
from retrieval.terms import fold, tokens

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What follows from edges of the graph, under a heading, with the evidence of every edge.

    `computed` are the numbers in the text that code counted or worked out; every other one must stand in a
    quotation. `value` is what it tells, where it tells no more than one value: if that is a whole cell of a table,
    unit and all, the row is shown instead, with the cell behind the row's name; of several cells it is the one
    under `column`.
    """

    text: str
    heading: str
    evidence: tuple[Evidence, ...]
    computed: tuple[str, ...] = ()
    value: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Backed:
    """Sentences as claims, and those that their quotations do not carry."""

    claims: tuple[Claim, ...]
    withheld: tuple[Withheld, ...]
    texts: dict[str, CanonicalText]


def backed(sentences: Sequence[Sentence], documents: dict[str, Document], ledger: Ledger) -> Backed:
    """Each sentence with its quotations; all texts are read in one call."""
    texts = ledger.canonical({e.document for s in sentences for e in s.evidence if e.document in documents})
    rows = rows_of(sentences, documents, texts)
    claims: list[Claim] = []
    withheld: list[Withheld] = []
    for sentence in sentences:
        row = rows.get(sentence)
        if row is not None and any(fold(cell) == fold(sentence.value) for _, cell in row.fields):
            claims += [row] if row not in claims else []
            continue
        cited = [citation(e, documents, texts) for e in sentence.evidence]
        citations = tuple(dict.fromkeys(c for c in cited if c is not None and holds(c, texts[c.digest])))
        missing = _not_said(sentence, citations)
        if missing and row is not None:
            claims += [row] if row not in claims else []
        elif missing:
            reason = f"{', '.join(missing)} is in none of the quotations" if citations else "it has no quotation"
            withheld.append(Withheld(sentence.text, reason, next(iter(citations), None)))
        elif citations:
            claims.append(Claim(sentence.text, sentence.heading, citations, linked=True, computed=sentence.computed))
        else:
            withheld.append(Withheld(sentence.text, "it has no quotation"))
    return Backed(tuple(claims), tuple(withheld), texts)


def rows_of(
    sentences: Sequence[Sentence], documents: dict[str, Document], texts: dict[str, CanonicalText]
) -> dict[Sentence, Claim]:
    """The sentences that tell a cell of a table, with the row that shows it; those of one row have one claim."""
    of: dict[Sentence, tuple[str, Line]] = {}
    for sentence in sentences:
        place = _row(sentence, documents, texts)
        if place is not None:
            of[sentence] = place
    return {
        s: _row_claim([t for t in of if of[t] == place], documents[place[0]], place[1], texts)
        for s, place in of.items()
    }


def _row_claim(sentences: Sequence[Sentence], document: Document, line: Line, texts: dict[str, CanonicalText]) -> Claim:
    """The row with the cells that are told behind its name, in the order in which they are told."""
    pairs = fields_of(line, lambda _name, _cell: False)
    told = [pair for s in sentences for pair in _told(s, pairs)]
    others = [pair for pair in pairs[1:] if not any(pair[0] == name for name, _ in told)]
    if len(pairs) > WIDE + 1:  # a row of a time course: its other readings were not asked for
        others = []
    fields = tuple(dict.fromkeys([pairs[0], *told, *others]))
    text = texts[document.digest].text[line.start : line.end].rstrip()
    cited = cite_span(document, line, line.start, line.start + len(text), text)
    return Claim(row_text(fields), heading_of(document, line), (cited,), fields)


def _told(sentence: Sentence, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cell that a sentence tells."""
    found = [(name, cell) for name, cell in pairs[1:] if _is_of(cell, [fold(sentence.value)])]
    words = set(tokens(sentence.column))
    under = [(name, cell) for name, cell in found if words & set(tokens(name))]
    return under if len(found) > 1 and under else found


def _row(
    sentence: Sentence, documents: dict[str, Document], texts: dict[str, CanonicalText]
) -> tuple[str, Line] | None:
    """The one table row, under a header, in which the value of a sentence is a cell."""
    if not sentence.value or len({e.document for e in sentence.evidence}) != 1:
        return None
    for evidence in sentence.evidence:
        canonical = texts.get(evidence.document)
        if canonical is None or evidence.document not in documents:
            continue
        at = bisect.bisect_right([line.start for line in canonical.lines], evidence.start) - 1
        line = canonical.lines[at]
        tells = any(_is_of(cell, [fold(sentence.value)]) for cell in line.cells[1:])
        if at >= 0 and tells and line.kind == "row" and line.header and evidence.end <= line.end:
            return evidence.document, line
    return None


def _is_of(cell: str, values: Sequence[str]) -> bool:
    """Whether a cell is one of these values, its unit aside."""
    own = fold(cell.strip())
    return bool(own) and any(value == own or value.startswith(f"{own} ") for value in values)


def citation(evidence: Evidence, documents: dict[str, Document], texts: dict[str, CanonicalText]) -> Citation | None:
    """The citation of a place, None when its document is not here."""
    canonical, document = texts.get(evidence.document), documents.get(evidence.document)
    if canonical is None or document is None:
        return None
    at = bisect.bisect_right([line.start for line in canonical.lines], evidence.start) - 1
    if at < 0:
        return None
    quote = canonical.text[evidence.start : evidence.end]
    return cite_span(document, canonical.lines[at], evidence.start, evidence.end, quote)


def _not_said(sentence: Sentence, citations: Iterable[Citation]) -> list[str]:
    """The numbers of a sentence, also those of lots, runs and the like, that no quotation or cited record has."""
    said = fold(" ".join(f"{c.document} v{c.version} {c.title} {c.quote} {_header(c)}" for c in citations))
    text = sentence.text
    codes = dict.fromkeys(m.group() for m in CODE.finditer(text))
    numbers = dict.fromkeys(m.group() for m in _NUMBER.finditer(CODE.sub(" ", text)))
    there = {m.group() for m in _NUMBER.finditer(said)} | set(sentence.computed)
    return [code for code in codes if fold(code) not in said] + [n for n in numbers if fold(n) not in there]


def _header(citation: Citation) -> str:
    """The header cells above a quoted row: units and powers stand there."""
    return " ".join(citation.row.header) if citation.row else ""
