"""Does a statement say what was asked? Decided by what it covers, never by how similar it is.

Every concept of the question has a weight: how rare its words are in these records. A concept
counts in full when it stands in the quotation, less when it stands above or beside it. Conditions
are not weighed but required: a document, run or lot number, a quantity ("at 37 °C"), a time point
("day 5"), a name, and the kind of answer (a question for a duration is answered by a time).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer_forms import Wanted
from assistant.question import SURROUNDINGS, Concept, ParsedQuestion
from assistant.statements import Bag, Statement
from graph.quantities import Dimension, Quantity, find_quantities
from graph.vocabulary import Phrase
from retrieval.commonness import tellingness
from retrieval.terms import fold, stem, tokens

# What a concept is worth by where it is found; chosen on the development half of bench/questions.
ABOVE = 0.9
NEAR = 0.75
TOPIC = 0.6
PASSAGE = 0.5
# A concept in focus must be covered this well, if it weighs this much (rare enough to matter).
FOCUS = 0.45
TELLING = 1.5
# What a name ("CD19", "HEPES") weighs beside a word.
NAME = 1.6
# What a related wording ("window" for "range") is worth beside an alias, and a word that the
# embedding model holds akin.
RELATED = 0.8
AKIN = 0.6
# A stated temperature or time is a condition; a volume, mass or strength is weighed as a concept,
# since it often says how much is made, in a heading or another row.
STRICT = frozenset({Dimension.TEMPERATURE, Dimension.TIME, Dimension.SPEED})
# Weight of such an amount, in the scale of inverse document frequency.
AMOUNT = 2.5
# Weight of a generic word ("value", "recommended") beside a telling one.
GENERIC = 0.15


@dataclass(frozen=True, slots=True)
class Weighted:
    """A concept with its weight and whether it is a name that must be covered."""

    concept: Concept
    weight: float
    required: bool
    name: bool


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


def weigh(question: ParsedQuestion, frequencies: Mapping[str, int], passages: int) -> tuple[Weighted, ...]:
    """Inverse document frequency of each concept (that of its most common wording), less for
    everyday English, more for names. A name that no record has is required: nothing can answer."""
    weighted: list[Weighted] = []
    for concept in question.concepts:
        common = max(min(frequencies.get(s, 0) for s in phrase) for phrase in concept.wordings)
        weight = math.log((passages + 1) / (common + 0.5))
        name = is_name(concept, question.text) or concept.asked.isdigit()
        weight = max(weight, 0.3) * (GENERIC if concept.generic else 1.0)
        weight *= NAME if name else max(tellingness(word) for word in concept.asked.split())
        weighted.append(Weighted(concept, weight, required=name and common == 0 and not concept.asked.isdigit(), name=name))
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


Akin = Mapping[str, frozenset[str]]


def cover(
    statement: Statement, question: ParsedQuestion, weighted: Sequence[Weighted], akin: Akin | None = None
) -> Coverage:
    """Hold a statement against a question; `akin` maps a concept to stems near it in meaning."""
    total = sum(w.weight for w in weighted) or 1.0
    share = own = 0.0
    missing: list[str] = []
    covered: set[str] = set()
    unmet: list[str] = []
    for item in weighted:
        credit = _credit(item.concept, statement, (akin or {}).get(item.concept.asked, frozenset()))
        share += item.weight * credit
        own += item.weight * (credit == 1.0)
        if credit:
            covered.add(item.concept.asked)
        else:
            missing.append(item.concept.asked)
        if item.required and not credit:
            unmet.append(f"does not name {item.concept.asked}")
        elif item.concept.asked in question.focus and credit < FOCUS and item.weight >= TELLING:
            unmet.append(f"does not speak of {item.concept.asked}")
    for quantity in question.quantities:
        if quantity.dimension not in STRICT:
            total += AMOUNT
            met = _meets(statement, quantity)
            share += AMOUNT * met
            own += AMOUNT * met
    unmet.extend(_unmet_conditions(statement, question))
    return Coverage(share / total, own / total, tuple(missing), tuple(unmet), frozenset(covered))


def _credit(concept: Concept, statement: Statement, akin: frozenset[str]) -> float:
    exact = _placed(concept.wordings, statement)
    if exact == 1.0 or not (concept.related or akin):
        return exact or _part(concept, statement.own)
    near = RELATED * _placed(concept.related, statement) if concept.related else 0.0
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
        (PASSAGE, s.own | s.above | s.near | s.passage | s.topic),
    ):
        if any(all(word in bag for word in phrase) for phrase in wordings):
            return worth
    return 0.0


def _part(concept: Concept, bag: Bag) -> float:
    """Credit for a phrase of which only some words stand in the quotation ("maximum hold time")."""
    words = concept.asked.split()
    if len(words) < 2:
        return 0.0
    stems = [stem(word) for word in words]
    return PASSAGE * sum(word in bag for word in stems) / len(stems)


def _unmet_conditions(statement: Statement, question: ParsedQuestion) -> list[str]:
    unmet = [f"is not about {i.upper()}" for i in question.identifiers if not _names(statement, i)]
    if question.versions and statement.document.identity.version not in question.versions:
        unmet.append("is another version")
    unmet.extend(f"is at another {q.dimension}" for q in question.quantities if q.dimension in STRICT and not _meets(statement, q))
    unmet.extend(f"is not at {unit} {n}" for unit, n in question.time_points if not _at(statement, unit, n))
    around = fold(f"{statement.text}\n{statement.around}")
    unmet.extend(f"is not {name}" for name in question.surroundings if not SURROUNDINGS[name].search(around))
    if not _right_kind(statement, question):
        asked = " or ".join(sorted(question.dimensions)) or question.wanted.value
        unmet.append(f"gives no {asked}")
    return unmet


def _names(statement: Statement, identifier: str) -> bool:
    parts = set(tokens(identifier))
    if fold(statement.document.identity.number) == identifier:
        return True
    return identifier in fold(statement.text) or parts <= statement.above or parts <= statement.near


def _meets(statement: Statement, asked: Quantity) -> bool:
    return any(_same(q, asked) for q in (*statement.quantities, *find_quantities(statement.around)))


def _same(found: Quantity, asked: Quantity) -> bool:
    if found.agrees(asked):
        return True
    one_end = asked.low == asked.high and found.dimension is asked.dimension
    return one_end and any(abs(end - asked.low) <= 1e-9 * max(1.0, abs(end)) for end in (found.low, found.high))


def _at(statement: Statement, unit: str, number: str) -> bool:
    """The statement is about this time point: by its own words, by the cell of its row, or, when it
    names no other, by the words around it."""
    any_point = re.compile(rf"\b(?:{unit}s?|{unit[0]})[\s-]*0*(\d+)\b", re.IGNORECASE)
    line = statement.line
    own = any_point.findall(fold(statement.text))
    if own:
        return number in own
    pairs = zip(line.header, line.cells, strict=False)
    if any(re.search(rf"\b{unit}", fold(name)) and cell.strip().lstrip("0dD ") == number for name, cell in pairs):
        return True
    return number in any_point.findall(fold(statement.around))


_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}\b"
    r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\bday\s?\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\bdaily\b|\bweekly\b|\bmonthly\b"
    r"|\b(?:after|before|when|once|until|every)\b",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|twice|once|single|triplicate|duplicate|overnight|equal)\b", re.IGNORECASE)
_TIME_WORD = re.compile(r"\bovernight\b|\bo/n\b|\bimmediately\b|\buntil\b", re.IGNORECASE)
_TEMPERATURE_WORD = re.compile(r"\broom temp|\bRT\b|\bon ice\b|\bambient\b|\bwarm|\bice[- ]cold|\bfridge|\bfreezer|\brefrigerat", re.IGNORECASE)


_RATIO = re.compile(r"\d\s*[:/]\s*\d|\bfold\b|\b\d+(?:\.\d+)?\s?[x×]\b|\b\d+ in \d+\b", re.IGNORECASE)
_AMOUNTS = frozenset({Dimension.VOLUME, Dimension.MASS, Dimension.CONCENTRATION, Dimension.FRACTION})


def _right_kind(statement: Statement, question: ParsedQuestion) -> bool:
    if question.wanted is Wanted.DATE:
        return bool(_DATE.search(statement.text))
    if question.wanted is Wanted.RATIO:
        return bool(_RATIO.search(statement.text))
    if question.wanted is Wanted.RECIPE:
        return any(q.dimension in _AMOUNTS for q in statement.quantities) or statement.text.count(",") >= 2
    if question.wanted is not Wanted.QUANTITY:
        return True
    given = [q for q in statement.quantities if not any(_same(q, asked) for asked in question.quantities)]
    if not question.dimensions:
        return bool(given) or bool(_NUMBER_WORD.search(statement.text))
    if any(q.dimension in question.dimensions for q in given):
        return True
    words = {"time": _TIME_WORD, "temperature": _TEMPERATURE_WORD}
    if any(d.value in words and words[d.value].search(statement.text) for d in question.dimensions):
        return True
    return statement.is_row and _unit_in_header(statement, question)


def _unit_in_header(statement: Statement, question: ParsedQuestion) -> bool:
    """A bare number under a header that names the unit: "Time (min)" over 5."""
    for name, cell in zip(statement.line.header, statement.line.cells, strict=False):
        if re.search(r"\d", cell):
            units = [q.dimension for q in find_quantities(f"1 {_unit_of(name)}")]
            if any(d in question.dimensions for d in units):
                return True
    return False


def _unit_of(header: str) -> str:
    match = re.search(r"[(\[]([^)\]]+)[)\]]|,\s*([^,]+)$", header)
    return (match.group(1) or match.group(2)) if match else header
