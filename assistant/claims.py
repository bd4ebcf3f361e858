"""From a statement to a claim: its heading, and the cells of a row with their headers."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers import Claim
from assistant.citations import cite
from assistant.coverage import Weighted
from assistant.evidence import Evidence
from assistant.statements import Statement
from retrieval.terms import tokens

# A row with more cells than this is shown with the ones asked for only.
WIDE = 7


def claim_of(statement: Statement, weighted: Sequence[Weighted], evidence: Evidence) -> Claim:
    """The claim a statement is shown as: its wording, or its row as "header: cell" pairs."""
    fields = _fields(statement, weighted) if statement.is_row else ()
    text = _row_text(fields) if fields else statement.text
    return Claim(text, _heading(statement), (cite(statement),), fields, evidence.also_in(statement))


def _heading(statement: Statement) -> str:
    parts = [statement.document.identity.title or statement.document.name]
    if statement.line.section and statement.line.section[-1] != parts[0]:
        parts.append(statement.line.section[-1])
    if statement.line.caption and statement.line.caption not in parts:
        parts.append(statement.line.caption)
    return " · ".join(parts)


def _fields(statement: Statement, weighted: Sequence[Weighted]) -> tuple[tuple[str, str], ...]:
    """The row's cells with their headers: its name first, then what was asked, then the rest."""
    line = statement.line
    header = line.header or tuple("" for _ in line.cells)
    pairs = [(name, cell) for name, cell in zip(header, line.cells, strict=False) if cell.strip()]
    pairs = list(dict.fromkeys(pairs))
    if len(pairs) < 2:
        return tuple(pairs)
    name, rest = pairs[0], pairs[1:]
    asked = [p for p in rest if _asked_for(p[0], weighted)]
    others = [p for p in rest if p not in asked]
    if asked and len(rest) > WIDE:
        others = []
    return (name, *asked, *others)


def _asked_for(name: str, weighted: Sequence[Weighted]) -> bool:
    bag = frozenset(tokens(name))
    return any(
        all(s in bag for s in phrase) for w in weighted if not w.concept.generic for phrase in w.concept.wordings
    )


def _row_text(fields: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in fields)
