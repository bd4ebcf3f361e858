"""The conditions a question states: they are required of a statement, never weighed.

A document, run or lot number, a version, a temperature, time or speed, a time point, surroundings in
words ("on ice"), and the kind of answer.
"""

from __future__ import annotations

import re

from assistant.answer_forms import Wanted
from assistant.answer_kinds import right_kind
from assistant.aspects import gives
from assistant.question import SURROUNDINGS, ParsedQuestion
from assistant.statements import Statement
from assistant.time_points import of_cell, time_points
from graph.quantities import Dimension, Quantity, find_quantities
from retrieval.terms import fold, tokens

# A stated temperature, time or speed is a condition; a volume, mass or strength is weighed with the
# concepts, since it often says how much is made, in a heading or another row.
STRICT = frozenset({Dimension.TEMPERATURE, Dimension.TIME, Dimension.SPEED})
# The records say that they do not say: not examined, to be defined, a question mark for a value.
NOT_ESTABLISHED = re.compile(
    r"\b(?:was|were|is|are|been)? ?not (?:been )?(?:examined|measured|determined|tested|investigated|"
    r"studied|evaluated|assessed|known|specified|stated|established|defined|recorded|available)\b"
    r"|\bto be (?:defined|determined|confirmed)\b|\bTBD\b|\bTBC\b|\?\?+",
    re.IGNORECASE,
)

NOT_ESTABLISHED_SAYS = "says that it was not established"


def unmet_conditions(statement: Statement, question: ParsedQuestion) -> list[str]:
    """The conditions of the question that a statement does not meet, in words a reader understands."""
    unmet = [f"is not about {i.upper()}" for i in question.identifiers if not _names(statement, i)]
    if question.versions and statement.document.identity.version not in question.versions:
        unmet.append("is another version")
    unmet.extend(
        f"is at another {q.dimension}"
        for q in question.quantities
        if q.dimension in STRICT and not meets(statement, q, question)
    )
    unmet.extend(f"is not at {unit} {n}" for unit, n in question.time_points if not _at(statement, unit, n))
    if NOT_ESTABLISHED.search(statement.text) and question.wanted is not Wanted.REASON:
        unmet.append(NOT_ESTABLISHED_SAYS)
    around = fold(f"{statement.text}\n{statement.around}")
    unmet.extend(f"is not {name}" for name in question.surroundings if not SURROUNDINGS[name].search(around))
    if question.aspect is not None and not gives(statement, question.aspect, of_runs=bool(question.identifiers)):
        unmet.append(f"gives no {question.aspect}")
    elif not right_kind(statement, question):
        asked = " or ".join(sorted(question.dimensions)) or question.wanted.value
        unmet.append(f"gives no {asked}")
    return unmet


def _names(statement: Statement, identifier: str) -> bool:
    parts = set(tokens(identifier))
    if fold(statement.document.identity.number) == identifier:
        return True
    return identifier in fold(statement.text) or parts <= statement.above or parts <= statement.near


def meets(statement: Statement, asked: Quantity, question: ParsedQuestion) -> bool:
    """The statement, or what stands around it, has the quantity that the question states."""
    side = question.side_of(asked)
    if side:
        return any(_beyond(q, asked, side) for q in statement.quantities)
    return any(q.meets(asked) for q in (*statement.quantities, *find_quantities(statement.around)))


def _beyond(found: Quantity, asked: Quantity, side: str) -> bool:
    """For "below −100 °C": a quantity that goes below it; "above" alike."""
    if not found.comparable(asked) or not found.ends or not asked.ends:
        return False
    ends = (found.to(asked.unit) if asked.unit != found.unit else found).ends
    return min(ends) < min(asked.ends) if side == "below" else max(ends) > max(asked.ends)


def _at(statement: Statement, unit: str, number: str) -> bool:
    """The statement is about this time point: by its own words, by the cell of its row, or, when it
    names no other, by the words around it."""
    line = statement.line
    own = [n for u, n in time_points(statement.text) if u == unit]
    if own:
        return number in own
    pairs = zip(line.header, line.cells, strict=False)
    if any(re.search(rf"\b{unit}", fold(name)) and of_cell(cell) == number for name, cell in pairs):
        return True
    return (unit, number) in time_points(statement.around)
