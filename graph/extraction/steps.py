"""Steps of a procedure in order: numbered, lettered or bulleted, in sections that tell what is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.extraction.place import Operation, Place
from graph.extraction.reading import Reading
from graph.extraction.sections import bare, has_no_steps, is_container, is_history, is_operation_name
from graph.process import Fact, Mention, details
from graph.schema import Label, Relation
from retrieval.documents import Line

NAME = "steps 1"
_NUMBERED = re.compile(
    r"^(?:(?:step|schritt)\s{0,2}#?\s{0,2}(?P<step>\d{1,3}[a-z]?(?:\.\d{1,3}){0,4})\s{0,2}[.:)–-]{0,2}\s"
    r"|(?P<number>\d{1,3}(?:\.\d{1,3}){0,5}[a-z]?)(?:[.):]\s|\s{1,6}(?=[^\W\d_]))"
    r"|\(?(?P<letter>[a-zA-Z]|[ivx]{1,5})[.)]\s)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[•◦▪●‣∙·○■□*–—-]\s{1,4}")
_WHEN = re.compile(
    r"^(?:on |at |from |until )?(?P<when>(?:culture )?days?\s?[−–-]?\d{1,3}(?:\s?(?:to|and|or"
    r"|[-–])\s?(?:day )?[−–-]?\d{1,3})?)\b",
    re.IGNORECASE,
)
# "6.85 mL dH2O" in a list is part of a recipe.
_INGREDIENT = re.compile(r"[\d.,]{1,8}\s?(?:[mµμun]?[LlgM]|%)\s[^.;]{1,60}$")
# A step is a sentence or a few; what is longer is kept whole in its document, and cut in its name.
LONGEST_NAME = 500
# A document with more numbered lines than this lists something else than steps.
MOST = 2_000


@dataclass(frozen=True, slots=True)
class _Step:
    operation: Operation
    number: str
    text: str
    line: Line


def read_steps(reading: Reading, place: Place) -> Iterator[Fact]:
    """HAS_STEP with order and number, and PRECEDES between steps that follow each other."""
    if not place.operations:
        return
    steps = list(_steps(reading, place))
    if len(steps) > MOST:
        return
    before: dict[str, tuple[Mention, Line]] = {}
    order: dict[str, int] = {}
    names: set[tuple[str, str]] = set()
    for step in steps:
        operation = step.operation.name
        order[operation] = order.get(operation, 0) + 1
        name = step.text[:LONGEST_NAME]
        if (operation, name) in names:
            name = f"{name} ({order[operation]})"  # the same words twice are two steps
        names.add((operation, name))
        context = place.context(operation)
        mention = Mention(Label.STEP, name, context)
        when = _WHEN.match(step.text)
        given = details(order=order[operation], number=step.number, when=when["when"] if when else "")
        evidence = reading.at(step.line, NAME)
        yield Fact(Relation.HAS_STEP, Mention(Label.UNIT_OPERATION, operation, context), mention, evidence, given)
        first, line = before.get(operation, (mention, step.line))
        # Across headings the order is that of the page, not always of the work: rules, cleaning, alarms.
        if first is not mention and line.section == step.line.section:
            span = reading.within(line.start, step.line.end, NAME)
            yield Fact(Relation.PRECEDES, first, mention, span)
        before[operation] = (mention, step.line)


def _steps(reading: Reading, place: Place) -> Iterator[_Step]:
    for line in reading.prose:
        if line.kind not in ("step", "paragraph"):
            continue
        text = reading.text(line).strip()
        match = _NUMBERED.match(text)
        bullet = _BULLET.match(text)
        if line.kind == "paragraph" and not (match and is_step_number(match, line.section)):
            continue
        if not _tells_steps(line.section, numbered=match is not None) or is_history(line.section):
            continue
        operation = place.operation_of(line.section)
        if operation is None:
            continue
        number = (match["step"] or match["number"] or match["letter"]) if match else ""
        told = text[match.end() :] if match else text[bullet.end() :] if bullet else text
        if told.strip() and any(ch.isalpha() for ch in told) and not _INGREDIENT.match(told.strip()):
            yield _Step(operation, number, told.strip(), line)


def is_step_number(match: re.Match[str], section: tuple[str, ...]) -> bool:
    """Whether a numbered paragraph is a step: "Step 3:", or "2.1 Pellet ..." under a heading like "Procedure"."""
    if match["step"]:
        return True
    return "." in (match["number"] or "") and bool(section) and is_container(section[-1])


def numbered(text: str) -> re.Match[str] | None:
    """The number that a line begins with."""
    return _NUMBERED.match(text)


def _tells_steps(section: tuple[str, ...], *, numbered: bool) -> bool:
    inner = section[-1] if section else ""
    if any(has_no_steps(heading) for heading in section[-2:]) and not is_container(inner):
        return False
    if numbered or not inner:
        return True
    return is_container(inner) or is_operation_name(bare(inner)) or any(is_container(h) for h in section)
