"""Does a statement say what was asked? Decided by what it covers, never by how similar it is.

Every concept of the question has a weight: how rare its words are in these records. A concept
counts in full when it stands in the quotation, less when it stands above or beside it. What the
question states as a condition is not weighed but required (`conditions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer_forms import Wanted
from assistant.answer_kinds import gives_reason
from assistant.conditions import STRICT, meets, unmet_conditions
from assistant.placing import credit, said_of, speaks_of, spelt_out, stands_in
from assistant.question import ParsedQuestion
from assistant.statements import Statement
from assistant.weights import TELLING, Weighted

# A concept in focus must be covered this well.
FOCUS = 0.55
# Weight of a stated amount that is no condition ("50 mL"), in the scale of inverse document frequency.
AMOUNT = 2.5
# Weight of giving a reason, in a question for one.
REASON = 4.0
# Questions whose answer need not name what is measured: a reason names the cause, a recipe the ingredients.
_UNNAMED = frozenset({Wanted.REASON, Wanted.RECIPE, Wanted.PERSON})


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a question a statement covers.

    `share` is the covered weight (0 to 1), `own` the part that stands in the quotation itself,
    `missing` the concepts found nowhere, `unmet` the conditions it does not meet, in words.
    """

    share: float
    own: float
    missing: tuple[str, ...]
    unmet: tuple[str, ...]
    covered: frozenset[str]


Akin = Mapping[str, frozenset[str]]


def cover(
    statement: Statement, question: ParsedQuestion, weighted: Sequence[Weighted], akin: Akin | None = None
) -> Coverage:
    """Hold a statement against a question; `akin` maps a concept to stems near it in meaning."""
    credits = {w: credit(w, statement, (akin or {}).get(w.concept.asked, frozenset())) for w in weighted}
    extras = _extras(statement, question)
    total = sum(w.weight for w in weighted) + sum(weight for weight, _ in extras) or 1.0
    met = sum(weight for weight, is_met in extras if is_met)
    share = sum(w.weight * credit for w, credit in credits.items()) + met
    own = sum(w.weight * credit for w, credit in credits.items() if stands_in(w, statement.own)) + met
    unmet = [reason for w in weighted if (reason := _lacking(w, credits, statement, question))]
    return Coverage(
        share=share / total,
        own=own / total,
        missing=tuple(w.concept.asked for w, credit in credits.items() if not credit),
        unmet=(
            *unmet,
            *_of_another_row(statement, weighted),
            *(_unnamed(statement, weighted) if statement.is_row else ()),
            *unmet_conditions(statement, question),
        ),
        covered=frozenset(w.concept.asked for w, credit in credits.items() if credit),
    )


def _extras(statement: Statement, question: ParsedQuestion) -> list[tuple[float, bool]]:
    """What is weighed beside the concepts: stated amounts, and giving a reason."""
    amounts = [q for q in question.quantities if q.dimension not in STRICT]
    extras = [(AMOUNT, meets(statement, q, question)) for q in amounts]
    if question.wanted is Wanted.REASON:
        extras.append((REASON, gives_reason(statement)))
    return extras


def _of_another_row(statement: Statement, weighted: Sequence[Weighted]) -> list[str]:
    """What a row is about, when the question picks another row of its table."""
    if not statement.conditions:
        return []
    named = [(w, w.concept.wordings | w.concept.related) for w in weighted if not w.concept.generic]
    every = [phrases for _, phrases in named]
    telling = [w.concept.wordings for w, _ in named if w.weight >= TELLING]
    return [f"is about {c.cell}" for c in statement.conditions if c.excludes(every, telling, statement.own)]


def _lacking(item: Weighted, credits: Mapping[Weighted, float], statement: Statement, question: ParsedQuestion) -> str:
    """Why the lack of a concept alone rules a statement out; empty when it does not."""
    asked, credit = item.concept.asked, credits[item]
    if not credit and (item.unknown or (item.subject and statement.title_names)):
        return f"does not name {asked}"
    if item.concept.thing and not credit and question.wanted not in _UNNAMED:
        return f"does not mention {asked}"
    beside = question.with_others(asked)
    group = [(w, c) for w, c in credits.items() if w.concept.asked in beside]
    spoken = any(speaks_of(w, statement, tuple(credits)) for w, _ in group)
    if item.concept.measured and question.wanted not in _UNNAMED and not spoken:
        return f"does not speak of {asked}"
    if asked in question.focus and item.weight >= TELLING and all(c < FOCUS for _, c in group) and not spoken:
        return f"does not speak of {asked}"
    if question.wanted is Wanted.EFFECT and _acts(item) and not stands_in(item, statement.own):
        return f"does not relate {asked}"
    return ""


def _acts(item: Weighted) -> bool:
    """Can have an effect or suffer one: a statement about it names both."""
    return not item.subject and (item.concept.measured or item.concept.thing or item.code)


def _unnamed(statement: Statement, weighted: Sequence[Weighted]) -> list[str]:
    """The names of the question, when none of them stands in or over the statement: it is about something else.

    Names of products and cell types do not count here, they stand in titles; nor do numbers.
    """
    names = [w for w in weighted if w.code and not w.subject]
    there = said_of(statement)
    if not names or any(stands_in(w, there) or spelt_out(w.concept.asked, statement.text) for w in names):
        return []
    return [f"does not name {' or '.join(w.concept.asked for w in names)}"]
