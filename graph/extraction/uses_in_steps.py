"""What steps say an operation uses: "Add 5 µM IWP4", "wash with PBS", "Place in INC-03 at 37 °C".

A thing is used where it is the object of an action. What is left out, taken away, checked or written
down is not; nor is the first part of the name of a parameter ("EDTA incubation time").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.extraction import use_words as say
from graph.extraction.equipment_codes import is_equipment_code
from graph.extraction.names import Named, Names, names_of
from graph.extraction.place import Place
from graph.extraction.reading import Reading
from graph.extraction.sections import bare, has_no_steps, is_container, is_history, is_operation_name
from graph.extraction.used_things import CODE, Thing
from graph.extraction.uses import list_section, read_uses, used
from graph.process import Fact, Mention
from graph.prose_quantities import find_quantities
from graph.schema import Label
from graph.vocabulary import Term
from retrieval.documents import DocumentKind, Line
from retrieval.identity_words import KNOWN_NUMBER

NAME = "uses in steps 1"
# Longer lines are no steps.
LONGEST = 1_500


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    start: int


def read_uses_in_steps(reading: Reading, place: Place) -> Iterator[Fact]:
    """USES from the steps of an operation."""
    if not place.operations or reading.entry.identity.kind is DocumentKind.STUDY:
        return
    things = tuple(fact.object for fact in read_uses(reading, place))
    names = _names(reading, things)
    listed = frozenset(thing.name for thing in things if thing.label is Label.EQUIPMENT)
    for line in reading.prose:
        if not _tells(line) or line.end - line.start > LONGEST:
            continue
        operation = place.operation_of(line.section)
        if operation is None:
            continue
        said: set[tuple[Label, str]] = set()
        for clause in _clauses(reading.text(line)):
            for thing in _things(clause, names, listed, reading):
                if (thing.label, thing.name) not in said:
                    said.add((thing.label, thing.name))
                    yield used(operation.name, thing, place, reading.at(line, NAME))


def _tells(line: Line) -> bool:
    """A step, or a paragraph in a section of steps."""
    if line.kind not in ("step", "paragraph") or is_history(line.section) or list_section(line.section):
        return False
    inner = line.section[-1] if line.section else ""
    if re.match(r"principles?\b", bare(inner), re.IGNORECASE):
        return True
    if any(has_no_steps(heading) for heading in line.section[-2:]) and not is_container(inner):
        return False
    return line.kind == "step" or is_container(inner) or is_operation_name(bare(inner))


def _clauses(text: str) -> Iterator[_Clause]:
    at = 0
    for match in say.CLAUSE.finditer(text):
        yield _Clause(text[at : match.start()], at)
        at = match.end()
    yield _Clause(text[at:], at)


def _things(clause: _Clause, names: Names, listed: frozenset[str], reading: Reading) -> Iterator[Thing]:
    text = clause.text
    looked = say.LOOKED.match(text) is not None
    if looked or not say.NO_ACTION.match(text):
        yield from _instruments(text)
        yield from _codes(text, listed, reading)
    if say.NO_ACTION.match(text):
        return
    for named in names.find(text):
        if named.term.kind in ("material", "equipment") and _is_its_noun(named) and _is_used(text, named):
            label = Label.MATERIAL if named.term.kind == "material" else Label.EQUIPMENT
            amount = _amount(text, named.start) or _amount_behind(text[named.end :]) if label is Label.MATERIAL else ""
            yield from _shared_ending(text, named, label, amount, reading)
            yield Thing(label, _written(named), amount)
    yield from _by_last_word(text, names)


def _codes(text: str, listed: frozenset[str], reading: Reading) -> Iterator[Thing]:
    for code in CODE.finditer(text):
        if _is_code_used(code, text, listed, reading):
            yield Thing(Label.EQUIPMENT, code.group())


def _by_last_word(text: str, names: Names) -> Iterator[Thing]:
    """Materials that no vocabulary has, by what they are: "10 % serum replacement", "with sodium lactate"."""
    for match in say.OTHER_MATERIAL.finditer(text):
        first, *others = match["name"].split()
        before = text[: match.start("name")]
        whole = match.span("name")
        known = any(
            n.start < whole[1]
            and n.end > whole[0]
            and (n.term.kind in ("material", "equipment") or n.text == match["name"])
            for n in names.find(text)
        )
        if known or first.casefold() in say.FIRST_WORDS or _blocked(before):
            continue
        if any(say.QUALITY.match(word) for word in (first, *others[:-1])):
            continue
        if say.ACTION.search(before) or say.DAY_LABEL.match(before):
            yield Thing(Label.MATERIAL, match["name"], _amount(text, match.start("name")))


def _is_used(text: str, named: Named) -> bool:
    before, behind = text[: named.start], text[named.end :]
    if say.NO_NAME_BEHIND.match(behind) or say.FORBIDDEN.search(behind) or _blocked(before):
        return False
    if _amount(text, named.start):
        return True
    if say.DAY_LABEL.fullmatch(before):
        return True  # "Day 0: RPMI-type medium with ..."
    acts = say.ACTION.search(before) or say.DAY_LABEL.match(before)
    return bool(acts and say.BEFORE_NAME.search(before))


def _blocked(before: str) -> bool:
    freed = list(say.UNBLOCK.finditer(before))
    return say.NO_USE.search(before[freed[-1].end() :] if freed else before) is not None


def _is_code_used(code: re.Match[str], text: str, listed: frozenset[str], reading: Reading) -> bool:
    written, before = code.group(), text[: code.start()]
    if KNOWN_NUMBER.fullmatch(written) or names_of(reading.vocabulary).whole(written) is not None:
        return False
    if (
        say.FORBIDDEN.search(text[code.end() :])
        or _blocked(before)
        or not (say.EQUIPMENT_BEFORE.search(before) or CODE.search(before))
    ):
        return False
    return written in listed or is_equipment_code(written, text, reading.vocabulary) or _by_form(written, before)


def _by_form(code: str, before: str) -> bool:
    """Letters and two digits with a nought, behind an action: "Acquire on FC-01"."""
    return re.fullmatch(r"[A-Z]{2,4}-0\d", code) is not None and say.ACTION.search(before) is not None


def _shared_ending(text: str, named: Named, label: Label, amount: str, reading: Reading) -> Iterator[Thing]:
    """ "CD4 and CD8 beads" are two things."""
    first = re.search(r"(?P<first>[\w/+-]+)(?:\s(?:and|or)\s|/)$", text[: named.start])
    ending = named.text.split()[1:]
    if first and ending:
        name = " ".join([first["first"], *ending])
        if names_of(reading.vocabulary, [named.term.kind]).whole(name) is not None:
            yield Thing(label, name, amount)


def _instruments(text: str) -> Iterator[Thing]:
    """Equipment by its plain noun behind an action: "through a 70 µm strainer", "on the rocker"."""
    for match in say.INSTRUMENT.finditer(text):
        before = text[: match.start()]
        if say.ACTION.search(before) and not _blocked(before):
            yield Thing(Label.EQUIPMENT, match["name"])


def _amount(text: str, start: int) -> str:
    """The quantity right before a name: "10 µM Y-27632", "50 mL of PBS"."""
    window = text[max(0, start - 60) : start]
    found = list(find_quantities(window))
    if not found or not found[-1].unit or not found[-1].unit_known:
        return ""
    between = window[found[-1].end :].strip()
    return found[-1].text.strip() if between in ("", "of", "of the", "cold", "fresh", "sterile", "ice-cold") else ""


def _amount_behind(behind: str) -> str:
    """ "Add protamine sulfate to 8 µg/mL": the concentration that it is brought to."""
    to = re.match(r"\s(?:to|at)\s(?:a final concentration of\s)?(?=\d)", behind)
    found = next(iter(find_quantities(behind[to.end() : to.end() + 40])), None) if to else None
    return found.text.strip() if found and found.start == 0 and say.CONCENTRATION.search(found.unit) else ""


def _written(named: Named) -> str:
    """As written, but the whole name of a medium that the document gave a code."""
    return named.term.name if not named.term.aliases else named.text


def _is_its_noun(named: Named) -> bool:
    """A stem is also that of a verb: "incubate" is no incubator."""
    last = re.split(r"[\s-]", named.text.casefold())[-1].rstrip("s")
    return any(re.split(r"[\s-]", w.casefold())[-1].rstrip("s") == last for w in named.term.wordings)


def _names(reading: Reading, listed: tuple[Mention, ...]) -> Names:
    """Names of parameters and attributes too, so that the longest wins: "IL-7 concentration" is no material."""
    names = Names()
    for thing in listed:
        kind = "material" if thing.label is Label.MATERIAL else "equipment"
        if len(thing.name) > 2 and not CODE.fullmatch(thing.name):
            names.add(Term(thing.name, kind, (thing.name,)))
    for line in reading.prose:
        if not is_history(line.section):
            for match in say.SITE_NAME.finditer(reading.text(line)[:LONGEST]):
                _add_site_name(names, match)
    for term in reading.vocabulary.terms:
        if term.kind in ("material", "equipment") and not say.WORKED_ON.search(term.name):
            names.add(term)
    for term in reading.vocabulary.terms:
        if term.kind not in ("material", "equipment") or say.WORKED_ON.search(term.name):
            names.add(term)
    return names


def _add_site_name(names: Names, match: re.Match[str]) -> None:
    """A medium or buffer with a name of its own: "RPMI-type medium", "T-cell medium TCM-1" (TCM-1 behind that)."""
    name, code = match["name"], match["code"]
    first = name.split()[0].casefold()
    if first in say.FIRST_WORDS or say.QUALITY.match(first):
        return
    term = Term(name, "material")
    names.add(term)
    if code:
        names.add(term, [code])
