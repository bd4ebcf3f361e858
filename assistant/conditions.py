"""The conditions a question states: they are required of a statement, never weighed.

A document, run or lot number, a version, a temperature, time or speed, a time point, surroundings in
words ("on ice"), and the kind of answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.answer_forms import Wanted
from assistant.answer_kinds import right_kind
from assistant.aspects import gives
from assistant.numbered import another, numbered
from assistant.question import SURROUNDINGS, ParsedQuestion
from assistant.statements import Statement
from assistant.time_points import of_cell, time_points
from graph.extraction.headers import Meaning, column
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
    unmet = []
    if question.identifiers and not named_in(statement, question.identifiers):
        unmet.append(f"is not about {' or '.join(i.upper() for i in question.identifiers)}")
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
    elif (question.aspect is None or question.dimensions) and not right_kind(statement, question):
        asked = " or ".join(sorted(question.dimensions)) or question.wanted.value
        unmet.append(f"gives no {asked}")
    unmet.extend(_of_another_form(statement, question))
    return unmet


# A question that is about a change: the history of a document answers it.
_ABOUT_CHANGE = re.compile(
    r"\b(?:chang\w*|revis\w*|version\w*|histor\w*|updat\w*|differ\w*|lowered|raised|shorten\w*|cut"
    r"|remov\w*|previous\w*|old|new|former\w*|before|since|why|reason|amend\w*|introduc\w*|added|still"
    r"|any ?more|used to|v\d+)\b",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"^\W*(?:table|figure|fig\.?|annex|appendix)\s?\w{1,4}[.:]\s", re.IGNORECASE)


def _of_another_form(statement: Statement, question: ParsedQuestion) -> Iterator[str]:
    """What is told instead of what was asked: a change, a caption, another unit, another marker."""
    asks_value = question.wanted is Wanted.QUANTITY or question.aspect is not None
    if asks_value and _tells_change(statement) and not _ABOUT_CHANGE.search(question.text):
        yield "tells what was changed"
    if asks_value and _CAPTION.match(statement.text):
        yield "is a caption"
    for unit in question.per:
        given = [q.unit for q in statement.quantities if "/" in q.unit]
        if given and not any(u.rpartition("/")[2] == unit for u in given):
            yield f"is not per {unit}"
    if question.rpm and asks_value and not re.search(r"\brpm\b", fold(statement.text)):
        yield "gives no rpm"
    if question.numbered:
        other = another(question.numbered, numbered(statement.text))
        if other and not question.numbered & numbered(statement.around):
            yield f"is about {other}"
    text = f"{statement.text}\n{statement.around}"
    for marker in question.markers:
        if not re.search(rf"(?<![\w-]){re.escape(marker)}(?:\s?\+|[ -]pos)", text, re.IGNORECASE):
            yield f"is not about {marker}+"


def _tells_change(statement: Statement) -> bool:
    """A row of a document's history, or of a list of changes."""
    return statement.is_row and any(column(name).meaning is Meaning.CHANGE for name in statement.line.header)


def named_in(statement: Statement, identifiers: Sequence[str]) -> tuple[str, ...]:
    """Those of the identifiers that a statement, or what stands over it, names."""
    return tuple(i for i in identifiers if _names(statement, i))


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
