"""Whether a statement gives the kind of answer a question calls for: a duration, a ratio, a name."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.answer_forms import Wanted
from assistant.question import ParsedQuestion
from assistant.statements import Statement
from graph.errors import UnitMismatch, UnitUnknown
from graph.quantities import Dimension, Quantity
from retrieval.terms import fold, tokens

_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}\b"
    r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\bday\s?\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\bdaily\b|\bweekly\b|\bmonthly\b"
    r"|\b(?:after|before|when|once|until|every)\b",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|twice|once|single|triplicate|duplicate|overnight|equal)\b",
    re.IGNORECASE,
)
_TIME_WORD = re.compile(r"\bovernight\b|\bo/n\b|\bimmediately\b|\buntil\b", re.IGNORECASE)
_TEMPERATURE_WORD = re.compile(
    r"\broom temp|\bRT\b|\bon ice\b|\bambient\b|\bwarm|\bice[- ]cold|\bfridge|\bfreezer|\brefrigerat", re.IGNORECASE
)
_RATIO = re.compile(r"\d\s*[:/]\s*\d|\bfold\b|\b\d+(?:\.\d+)?\s?[x×]\b|\b\d+ in \d+\b", re.IGNORECASE)
_PRICE = re.compile(r"[$€£]\s?\d|\b(?:costs?|prices?|fees?|charges?|USD|EUR)\b", re.IGNORECASE)
_EFFECT = re.compile(
    r"\b(?:effects?|affect|influence|impact|increas|decreas|lower|rais|reduc|improv|rose|fell|rise|fall|higher|drop"
    r"|differ(?!entiat)|correlat|depend|no change|unchanged|significan|p\s*[=<])",
    re.IGNORECASE,
)
_AMOUNTS = frozenset({Dimension.VOLUME, Dimension.MASS, Dimension.CONCENTRATION, Dimension.FRACTION})
_REASON = re.compile(
    r"\b(?:because|due to|caused|causes|root cause|reason|since|so that|in order to|therefore|otherwise|led to|leads to"
    r"|to (?:avoid|prevent|reduce|ensure|minimi[sz]e|keep|remove|make sure)|as (?:it|this|they|the)|"
    r"will (?:\w+ )?(?:reduce|prevent|cause|increase))\b",
    re.IGNORECASE,
)


def gives_reason(statement: Statement) -> bool:
    """Says why in words, or is a row with a filled cell under a header for the cause."""
    if _REASON.search(statement.text):
        return True
    pairs = zip(statement.line.header, statement.line.cells, strict=False)
    return any(re.search(r"\bcause|\breason|\brationale", fold(name)) and cell.strip() for name, cell in pairs)


# Numbers that name and do not measure: of steps, tables, days, versions.
_LABEL = re.compile(
    r"^\W*(?:step )?\(?\d+(?:\.\d+)*[.):]?\s|\b(?:table|figure|fig\.?|step|steps|section|day|days|"
    r"week|version|v|no\.?|part)\s*[-−–]?\d+(?:\.\d+)*",
    re.IGNORECASE,
)


def _measured(statement: Statement) -> list[Quantity]:
    """The quantities of a statement without step numbers, days, table numbers and parts of names."""
    labels = [m.span() for m in _LABEL.finditer(statement.text)]
    text = statement.text

    def stands_alone(q: Quantity) -> bool:
        if q.dimension is not None or statement.is_row:
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


# A person is named, with an initial or two capitalised words, or told by mail address, role or department.
_PERSON = re.compile(
    r"\b[A-Z]\. ?[A-Z][a-z]+|\b[A-Z][a-z]+ [A-Z][a-z]+\b|@\w|\b(?:QA|QC|PD|QP)\b"
    r"|\b(?i:operators?|managers?|supervisors?|engineers?|scientists?|officers?|lead|technicians?|analysts?|director"
    r"|laboratory|lab|facility|core|staff|team|department|head of)\b"
)


def right_kind(statement: Statement, question: ParsedQuestion) -> bool:
    """The statement could be the answer, by its form alone."""
    check = _CHECKS.get(question.wanted)
    return check is None or check(statement, question)


def in_unit(quantity: Quantity, unit: str) -> bool:
    """The quantity is given in this unit, or can be told in it."""
    try:
        return bool(quantity.to(unit).ends)
    except (UnitMismatch, UnitUnknown):
        return False


def _gives_quantity(statement: Statement, question: ParsedQuestion) -> bool:
    """A quantity that the question does not state itself, in the dimension, unit or cell it asks for."""
    cells = _asked_cells(statement, question)
    if cells and not any(re.search(r"\d", cell) and "?" not in cell for cell in cells):
        return False
    given = [q for q in _measured(statement) if not any(q.meets(asked) for asked in question.quantities)]
    if question.unit and not any(in_unit(q, question.unit) for q in given):
        return False
    if not question.dimensions:
        return bool(given) or bool(_NUMBER_WORD.search(statement.text))
    if any(q.dimension in question.dimensions for q in given):
        return True
    words = {"time": _TIME_WORD, "temperature": _TEMPERATURE_WORD}
    return any(d.value in words and words[d.value].search(statement.text) for d in question.dimensions)


def _is_ratio(statement: Statement) -> bool:
    """A row whose name is that of a ratio, with a number: "CD4:CD8 ratio | 2.2"."""
    named = statement.is_row and re.search(r"\bratio\b", fold(statement.line.cells[0]))
    return bool(named) and any(q.dimension is None for q in statement.quantities)


def _gives_recipe(statement: Statement, _question: ParsedQuestion) -> bool:
    return any(q.dimension in _AMOUNTS for q in statement.quantities) or statement.text.count(",") >= 2


def _reads(pattern: re.Pattern[str]) -> Callable[[Statement, ParsedQuestion], bool]:
    """Whether the quotation, or a header over it, has words of this pattern."""
    return lambda statement, _: bool(pattern.search(" ".join([statement.text, *statement.line.header])))


_CHECKS: dict[Wanted, Callable[[Statement, ParsedQuestion], bool]] = {
    Wanted.QUANTITY: _gives_quantity,
    Wanted.RECIPE: _gives_recipe,
    Wanted.PERSON: lambda statement, _: bool(_PERSON.search(statement.text)),
    Wanted.DATE: lambda statement, _: bool(_DATE.search(statement.text)),
    Wanted.RATIO: lambda statement, _: bool(_RATIO.search(statement.text)) or _is_ratio(statement),
    Wanted.PRICE: _reads(_PRICE),
    Wanted.EFFECT: _reads(_EFFECT),
}
