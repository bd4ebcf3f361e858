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
FOCUS = 0.55
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
# Weight of giving a reason, in a question for one.
REASON = 4.0
# Weight of a generic word ("value", "recommended") beside a telling one.
GENERIC = 0.15


@dataclass(frozen=True, slots=True)
class Weighted:
    """A concept with its weight; `name` when it is written as one.

    A name that is `unknown` to every record cannot be answered; one that is the `subject` of some
    documents (a product, a cell type) is not answered from a document about another.
    """

    concept: Concept
    weight: float
    name: bool
    unknown: bool = False
    subject: bool = False


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
    question: ParsedQuestion, frequencies: Mapping[str, int], passages: int, subjects: Bag = frozenset()
) -> tuple[Weighted, ...]:
    """Inverse document frequency of each concept (that of its most common wording), less for
    everyday English, more for names. `subjects` are the names in titles of documents."""
    weighted: list[Weighted] = []
    for concept in question.concepts:
        common = max(min(frequencies.get(s, 0) for s in phrase) for phrase in concept.wordings)
        weight = math.log((passages + 1) / (common + 0.5))
        name = is_name(concept, question.text) or concept.asked.isdigit()
        weight = max(weight, 0.3) * (GENERIC if concept.generic else 1.0)
        weight *= NAME if name else max(tellingness(word) for word in concept.asked.split())
        thing = name and not concept.asked.isdigit()
        of_titles = any(all(word in subjects for word in phrase) for phrase in concept.wordings)
        weighted.append(Weighted(concept, weight, name, unknown=thing and common == 0, subject=thing and of_titles))
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
        if not credit and item.name and _spelt_out(item.concept.asked, statement.text):
            credit = ABOVE
        share += item.weight * credit
        own += item.weight * (credit == 1.0)
        if credit:
            covered.add(item.concept.asked)
        else:
            missing.append(item.concept.asked)
        if not credit and (item.unknown or (item.subject and statement.title_names)):
            unmet.append(f"does not name {item.concept.asked}")
        elif item.concept.asked in question.focus and credit < FOCUS and item.weight >= TELLING:
            unmet.append(f"does not speak of {item.concept.asked}")
    for quantity in question.quantities:
        if quantity.dimension not in STRICT:
            total += AMOUNT
            met = _meets(statement, quantity, question)
            share += AMOUNT * met
            own += AMOUNT * met
    if question.wanted is Wanted.REASON:
        total += REASON
        gives = _gives_reason(statement)
        share += REASON * gives
        own += REASON * gives
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


def _spelt_out(abbreviation: str, text: str) -> bool:
    """Consecutive capitalised words with these initials: "Process Development" for PD."""
    if not (2 <= len(abbreviation) <= 5 and abbreviation.isalpha()):
        return False
    initials = "".join(word[0] if word[0].isupper() else " " for word in re.findall(r"[^\W\d_]+", text) if len(word) > 2)
    return abbreviation.upper() in initials


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
    unmet.extend(f"is at another {q.dimension}" for q in question.quantities if q.dimension in STRICT and not _meets(statement, q, question))
    unmet.extend(f"is not at {unit} {n}" for unit, n in question.time_points if not _at(statement, unit, n))
    if NOT_ESTABLISHED.search(statement.text) and question.wanted is not Wanted.REASON:
        unmet.append(NOT_ESTABLISHED_SAYS)
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


def _meets(statement: Statement, asked: Quantity, question: ParsedQuestion) -> bool:
    side = question.side_of(asked)
    if side:
        return any(_beyond(q, asked, side) for q in statement.quantities)
    return any(_same(q, asked) for q in (*statement.quantities, *find_quantities(statement.around)))


def _beyond(found: Quantity, asked: Quantity, side: str) -> bool:
    """For "below −100 °C": a quantity that goes below it; "above" alike."""
    if found.dimension is not asked.dimension:
        return False
    ends = (found.low, found.high)
    return min(ends) < asked.low if side == "below" else max(ends) > asked.low


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


_REASON = re.compile(
    r"\b(?:because|due to|caused|causes|root cause|reason|since|so that|in order to|therefore|otherwise|led to|leads to"
    r"|to (?:avoid|prevent|reduce|ensure|minimi[sz]e|keep|remove|make sure)|as (?:it|this|they|the)|will (?:\w+ )?(?:reduce|prevent|cause|increase))\b|\(.*expands",
    re.IGNORECASE,
)


def _gives_reason(statement: Statement) -> bool:
    """Says why in words, or is a row with a filled cell under a header for the cause."""
    if _REASON.search(statement.text):
        return True
    pairs = zip(statement.line.header, statement.line.cells, strict=False)
    return any(re.search(r"\bcause|\breason|\brationale", fold(name)) and cell.strip() for name, cell in pairs)


_RATIO = re.compile(r"\d\s*[:/]\s*\d|\bfold\b|\b\d+(?:\.\d+)?\s?[x×]\b|\b\d+ in \d+\b", re.IGNORECASE)
_AMOUNTS = frozenset({Dimension.VOLUME, Dimension.MASS, Dimension.CONCENTRATION, Dimension.FRACTION})


# The records say that they do not say: not examined, to be defined, a question mark for a value.
NOT_ESTABLISHED = re.compile(
    r"\b(?:was|were|is|are|been)? ?not (?:been )?(?:examined|measured|determined|tested|investigated|studied|evaluated|assessed|known|specified|stated|established|defined|recorded|available)\b"
    r"|\bto be (?:defined|determined|confirmed)\b|\bTBD\b|\bTBC\b|\?\?+",
    re.IGNORECASE,
)

NOT_ESTABLISHED_SAYS = "says that it was not established"

_LABEL = re.compile(r"^\W*(?:step )?\(?\d+(?:\.\d+)*[.):]?\s|\b(?:table|figure|fig\.?|step|steps|section|day|days|week|version|v|no\.?|part)\s*[-−–]?\d+(?:\.\d+)*", re.IGNORECASE)


def _measured(statement: Statement) -> list[Quantity]:
    """The quantities of a statement without step numbers, days, table numbers and parts of names."""
    labels = [m.span() for m in _LABEL.finditer(statement.text)]
    text = statement.text

    def stands_alone(q: Quantity) -> bool:
        if q.dimension is not None:
            return True
        if any(start < q.end and q.start < end for start, end in labels):
            return False
        return not (q.start > 1 and text[q.start - 1] in "-−–" and text[q.start - 2].isalnum())

    return [q for q in statement.quantities if stands_alone(q)]


def _asked_cells(statement: Statement, question: ParsedQuestion) -> list[str]:
    """The cells under the headers that the question names; the first column names the row itself."""
    found: list[str] = []
    for name, cell in list(zip(statement.line.header, statement.line.cells, strict=False))[1:]:
        bag = frozenset(tokens(name))
        if any(all(word in bag for word in phrase) for c in question.concepts for phrase in c.wordings):
            found.append(cell)
    return found


_PERSON = re.compile(r"\b[A-Z]\. ?[A-Z][a-z]+|\b[A-Z][a-z]+ [A-Z][a-z]+\b|\b[A-Z]{2,3}\b|@\w|\b(?:operator|manager|officer|lead|technician|QA|QC|lab|facility|core|staff|team)\b")


def _right_kind(statement: Statement, question: ParsedQuestion) -> bool:
    if question.wanted is Wanted.PERSON:
        return bool(_PERSON.search(statement.text))
    if question.wanted is Wanted.DATE:
        return bool(_DATE.search(statement.text))
    if question.wanted is Wanted.RATIO:
        return bool(_RATIO.search(statement.text))
    if question.wanted is Wanted.RECIPE:
        return any(q.dimension in _AMOUNTS for q in statement.quantities) or statement.text.count(",") >= 2
    if question.wanted is not Wanted.QUANTITY:
        return True
    cells = _asked_cells(statement, question)
    if cells and not any(re.search(r"\d", cell) and "?" not in cell for cell in cells):
        return False
    given = [q for q in _measured(statement) if not any(_same(q, asked) for asked in question.quantities)]
    if question.unit and not any(q.unit == question.unit for q in given):
        return False
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
