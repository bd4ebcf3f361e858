"""Does a statement say what was asked? Decided by what it covers, never by how similar it is.

Every concept of the question has a weight: how rare its words are in these records. A concept
counts in full when it stands in the quotation, less when it stands above or beside it. What the
question states as a condition is not weighed but required (`conditions`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer_forms import Wanted
from assistant.answer_kinds import gives_reason
from assistant.conditions import STRICT, meets, unmet_conditions
from assistant.question import MEASURES, Concept, ParsedQuestion
from assistant.statements import Bag, Statement
from graph.vocabulary import Phrase
from retrieval.commonness import tellingness
from retrieval.terms import stem, tokens

# What a concept is worth by where it is found; chosen on the development half of bench/questions.
ABOVE = 0.9
NEAR = 0.75
TOPIC = 0.6
PASSAGE = 0.5
# A concept in focus must be covered this well, if it weighs this much (rare enough to matter).
FOCUS = 0.55
TELLING = 1.5
# What a name ("CD19", "HEPES") weighs beside a word.
NAME = 1.6
# What a related wording ("window" for "range") is worth beside an alias, and a word that the
# embedding model holds akin.
RELATED = 0.8
AKIN = 0.6
# Weight of a stated amount that is no condition ("50 mL"), in the scale of inverse document frequency.
AMOUNT = 2.5
# Weight of giving a reason, in a question for one.
REASON = 4.0
# Questions whose answer need not name what is measured: a reason names the cause, a recipe the ingredients.
_UNNAMED = frozenset({Wanted.REASON, Wanted.RECIPE, Wanted.PERSON})
# Weight of a generic word ("value", "recommended") beside a telling one.
GENERIC = 0.15


@dataclass(frozen=True, slots=True)
class Weighted:
    """A concept with its weight; `name` when it is written as one.

    A `code` has a capital or a digit inside ("TCM-1", "HEPES"). A name that is `unknown` to every record cannot be answered; one that is the `subject` of some
    documents (a product, a cell type) is not answered from a document about another.
    """

    concept: Concept
    weight: float
    name: bool
    unknown: bool = False
    subject: bool = False
    code: bool = False


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


def weigh(
    question: ParsedQuestion,
    frequencies: Mapping[str, int],
    passages: int,
    subjects: Bag = frozenset(),
    products: Bag = frozenset(),
) -> tuple[Weighted, ...]:
    """Inverse document frequency of each concept (that of its most common wording), less for
    everyday English, more for names. `subjects` are the names in titles of documents, `products` the
    words that tell the titles of the products' own documents apart."""
    weighted: list[Weighted] = []
    for concept in question.concepts:
        common = max(min(frequencies.get(s, 0) for s in phrase) for phrase in concept.wordings)
        weight = math.log((passages + 1) / (common + 0.5))
        name = is_name(concept, question.text) or concept.asked.isdigit()
        weight = max(weight, 0.3) * (GENERIC if concept.generic else 1.0)
        weight *= NAME if name else max(tellingness(word) for word in concept.asked.split())
        thing = name and not concept.asked.isdigit()
        of_products = not concept.generic and any(
            phrase[0] in products for phrase in concept.wordings if len(phrase) == 1
        )
        of_titles = any(all(word in subjects for word in phrase) for phrase in concept.wordings)
        weighted.append(
            Weighted(
                concept,
                weight,
                name,
                unknown=thing and common == 0,
                subject=(thing and of_titles) or of_products,
                code=thing and _is_code(concept, question.text),
            )
        )
    return tuple(weighted)


def is_name(concept: Concept, text: str) -> bool:
    """Written with a capital or digit inside ("CD19", "mTeSR1"), or capitalised within the sentence."""
    if concept.generic or " " in concept.asked:
        return False
    for match in re.finditer(rf"(?<![\w-]){re.escape(concept.asked)}(?![\w])", text, re.IGNORECASE):
        word = match.group()
        inside = any(ch.isupper() or ch.isdigit() for ch in word[1:]) and any(ch.isalpha() for ch in word)
        begins = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".?!:"
        if inside or (word[:1].isupper() and not begins):
            return True
    return False


def _is_code(concept: Concept, text: str) -> bool:
    words = re.findall(rf"(?<![\w-]){re.escape(concept.asked)}(?![\w])", text, re.IGNORECASE)
    return any(ch.isupper() or ch.isdigit() for word in words for ch in word[1:])


Akin = Mapping[str, frozenset[str]]


def cover(
    statement: Statement, question: ParsedQuestion, weighted: Sequence[Weighted], akin: Akin | None = None
) -> Coverage:
    """Hold a statement against a question; `akin` maps a concept to stems near it in meaning."""
    credits = {w: _credit(w, statement, (akin or {}).get(w.concept.asked, frozenset())) for w in weighted}
    extras = _extras(statement, question)
    total = sum(w.weight for w in weighted) + sum(weight for weight, _ in extras) or 1.0
    met = sum(weight for weight, is_met in extras if is_met)
    share = sum(w.weight * credit for w, credit in credits.items()) + met
    own = sum(w.weight * credit for w, credit in credits.items() if _stands_in(w, statement.own)) + met
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
    spoken = any(_speaks_of(w, statement, tuple(credits)) for w, _ in group)
    if item.concept.measured and question.wanted not in _UNNAMED and not spoken:
        return f"does not speak of {asked}"
    if asked in question.focus and item.weight >= TELLING and all(c < FOCUS for _, c in group) and not spoken:
        return f"does not speak of {asked}"
    if question.wanted is Wanted.EFFECT and _acts(item) and not _stands_in(item, statement.own):
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
    headings = tokens("\n".join([*statement.line.section, statement.line.caption]))
    there = statement.own | statement.near | frozenset(headings)
    if not names or any(_stands_in(w, there) or _spelt_out(w.concept.asked, statement.text) for w in names):
        return []
    return [f"does not name {' or '.join(w.concept.asked for w in names)}"]


def _speaks_of(item: Weighted, statement: Statement, weighted: Sequence[Weighted]) -> bool:
    """Names what is measured itself, or stands under a heading, a caption or an introduction that does.

    The title of the document is not enough: it speaks of many things. A compound measure ("dissociation
    time") is also spoken of by its last word beside another telling word of the question ("EDTA time").
    """
    headings = tokens("\n".join([*statement.line.section, statement.line.caption]))
    there = statement.own | statement.near | frozenset(headings)
    if _stands_in(item, there):
        return True
    last = stem(item.concept.asked.split()[-1])
    others = [w for w in weighted if w is not item and w.weight >= TELLING and not w.concept.generic]
    return last in MEASURES and last in there and any(_stands_in(w, statement.own) for w in others)


def _stands_in(item: Weighted, bag: Bag) -> bool:
    """One of its wordings stands there, or a related one.

    Another thing measured, or another name with a digit ("OCT4" for "SSEA4"), is related but not the same.
    """
    concept = item.concept
    wordings = concept.wordings if concept.measured else concept.wordings | _related(concept)
    return any(all(word in bag for word in phrase) for phrase in wordings)


def _related(concept: Concept) -> frozenset[Phrase]:
    """The related wordings that count: beside a name with a digit, no other such name, however near."""
    if not any(ch.isdigit() for ch in concept.asked):
        return concept.related
    return frozenset(phrase for phrase in concept.related if not any(ch.isdigit() for word in phrase for ch in word))


def _credit(item: Weighted, statement: Statement, akin: frozenset[str]) -> float:
    """What a statement covers of one concept, from 0 to 1."""
    concept = item.concept
    exact = _placed(concept.wordings, statement)
    if exact == 1.0:
        return exact
    if item.name and not exact and _spelt_out(concept.asked, statement.text):
        return ABOVE
    near = RELATED * _placed(_related(concept), statement)
    alike = AKIN if akin & statement.own else 0.0
    return max(exact, near, alike, _part(concept, statement.own))


def _placed(wordings: frozenset[Phrase], statement: Statement) -> float:
    """What a concept is worth by the nearest place that has one of its wordings."""
    s = statement
    for worth, bag in (
        (1.0, s.own),
        (ABOVE, s.own | s.above),
        (NEAR, s.own | s.above | s.near),
        (TOPIC, s.topic),
        # The rows around a row say nothing about it.
        (PASSAGE, s.own | s.above | s.near | s.topic | (frozenset() if s.is_row else s.passage)),
    ):
        if any(all(word in bag for word in phrase) for phrase in wordings):
            return worth
    return 0.0


def _spelt_out(abbreviation: str, text: str) -> bool:
    """Consecutive capitalised words with these initials: "Process Development" for PD."""
    if not (2 <= len(abbreviation) <= 5 and abbreviation.isalpha()):
        return False
    initials = "".join(
        word[0] if word[0].isupper() else " " for word in re.findall(r"[^\W\d_]+", text) if len(word) > 2
    )
    return abbreviation.upper() in initials


def _part(concept: Concept, bag: Bag) -> float:
    """Credit for a phrase of which only some words stand in the quotation ("maximum hold time")."""
    words = concept.asked.split()
    if len(words) < 2:
        return 0.0
    stems = [stem(word) for word in words]
    return PASSAGE * sum(word in bag for word in stems) / len(stems)
