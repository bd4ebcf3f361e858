"""From a statement to a claim: its heading, and the cells of a row with their headers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answers import Claim
from assistant.citations import cite
from assistant.evidence import Evidence
from assistant.statements import Statement
from assistant.weights import Weighted
from retrieval.documents import Document, Line
from retrieval.terms import tokens

# A row with more cells than this is shown with the ones asked for only.
WIDE = 7


def claim_of(statement: Statement, weighted: Sequence[Weighted], evidence: Evidence) -> Claim:
    """The claim a statement is shown as: its wording, or its row as "header: cell" pairs."""
    fields = _fields(statement, weighted) if statement.is_row else ()
    text = row_text(fields) if fields else statement.text
    heading = heading_of(statement.document, statement.line)
    return Claim(text, heading, (cite(statement),), fields, evidence.also_in(statement))


def heading_of(document: Document, line: Line) -> str:
    """What a claim stands under: the title of its document, the heading and the caption over its line."""
    parts = [document.identity.title or document.name]
    if line.section and line.section[-1] != parts[0]:
        parts.append(line.section[-1])
    if line.caption and line.caption not in parts:
        parts.append(line.caption)
    return " · ".join(parts)


def _fields(statement: Statement, weighted: Sequence[Weighted]) -> tuple[tuple[str, str], ...]:
    return fields_of(statement.line, lambda name, _: _asked_for(name, weighted))


def fields_of(line: Line, is_asked: Callable[[str, str], bool]) -> tuple[tuple[str, str], ...]:
    """The cells of a row with their headers: its name first, then what was asked for, then the rest."""
    header = line.header or tuple("" for _ in line.cells)
    pairs = [(name, cell) for name, cell in zip(header, line.cells, strict=False) if cell.strip()]
    pairs = list(dict.fromkeys(pairs))
    if len(pairs) < 2:
        return tuple(pairs)
    name, rest = pairs[0], pairs[1:]
    asked = [p for p in rest if is_asked(*p)]
    others = [p for p in rest if p not in asked]
    if asked and len(rest) > WIDE:
        others = []
    return (name, *asked, *others)


def _asked_for(name: str, weighted: Sequence[Weighted]) -> bool:
    bag = frozenset(tokens(name))
    return any(
        all(s in bag for s in phrase) for w in weighted if not w.concept.generic for phrase in w.concept.wordings
    )


def row_text(fields: Sequence[tuple[str, str]]) -> str:
    """A row as one text: "header: cell" pairs."""
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in fields)
