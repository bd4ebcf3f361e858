"""What steps say an operation uses: "Add 5 µM IWP4", "wash with PBS", "Place in INC-03 at 37 °C".

A thing is used where it is the object of an action. What is left out, taken away, checked or written
down is not; nor is the first part of the name of a parameter ("EDTA incubation time").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.extraction.equipment_codes import is_equipment_code
from graph.extraction.names import Named, Names, names_of
from graph.extraction.place import Place
from graph.extraction.reading import Reading
from graph.extraction.sections import bare, has_no_steps, is_container, is_history, is_operation_name
from graph.extraction.used_things import CODE, Thing
from graph.extraction.uses import list_section, read_uses, used
from graph.process import Fact
from graph.prose_quantities import find_quantities
from graph.schema import Label
from graph.vocabulary import Term
from retrieval.documents import DocumentKind, Line
from retrieval.identity_words import KNOWN_NUMBER

NAME = "uses in steps 1"
LONGEST = 1_500
_CLAUSE = re.compile(
    r"(?<=[a-z0-9)%+])[.;]\s+|(?<=[a-z)]):\s+|;\s*|\n|\s(?:but|then)\s"
    r"|,\s(?=(?:then|and then|but|do not|never|detach|(?:and )?add|wash|rinse|resuspend|incubate|place|transfer|pass"
    r"|spin|stop|mix|triturate|dilute)\b)"
)
# A clause that begins so asks for no use of what it names.
_NO_ACTION = re.compile(
    r"^\W*(?:\d[\d.]*\W+)?(?:(?:on|at) [^,]{1,20}, )?(?:record|check|verify|confirm|see|note|notice|calculate|document"
    r"|measure|read the|label|inform|ensure|make sure|if|when|unless|should|order|sign|report|why|inspect|observe"
    r"|do not|don't|never|avoid|no|not|previously|formerly|limits? of|discard|dispose|remove|aspirate|in (?:the )?case"
    r"|alternatively|optional(?:ly)?|count the|determine|estimate|example|e\.g|refer|there|this|these|it|tip|caution"
    r"|critical|warning|hint)\b",
    re.IGNORECASE,
)
# Words before a name in its clause that say it is not used there.
_NO_USE = re.compile(
    r"\b(?:not(?! (?:more|less|longer|earlier|later))|never|without|instead of|rather than"
    r"|no longer|avoid\w*|free of|remov\w+|aspirat\w+|discard\w*"
    r"|replaces?|except|previous\w*|former\w*|no|lacking|lack|minus|unless|if|decant\w*|drain\w*|until|whether|cannot"
    r"|depleted of|residual|excess|old|spent|used|such as|e\.g\.|like|alternative\w*|either|interfer\w+"
    r"|was|were|had|would|could|might|may|can|tested|compared|study)\b",
    re.IGNORECASE,
)
_UNBLOCK = re.compile(r"\b(?:and|plus|with)\s+(?=\d)|,\s+(?=(?:add|with|and add)\b)", re.IGNORECASE)
_ACTION = re.compile(
    r"\b(?:add(?:ing|ed)?|wash|rinse|coat|re-?suspend\w*|dilut\w+|fill|prime|mix|combine|stain\w*|thaw|digest\w*"
    r"|equilibrat\w+|supplement\w*|fix|seed|plate|plac(?:e|ing)|put|transfer\w*|incubat\w+|spin|centrifug\w+|load\w*"
    r"|feed|detach\w*|dissociat\w+|lyse|elute\w*|inject\w*|cover|layer|overlay|stop|quench\w*|neutrali[sz]e|treat"
    r"|prepare|preparing|dissolve|bring|change|exchange|replace|replenish|top up|adjust|formulate|freeze|store|use"
    r"|using|run|connect|attach|install|pump|spike|transfect|transduce|infect|activate|stimulate|block|take"
    r"|collect\w*|pass|filter|filtrate|clarify|acquire|read|count|analy[sz]e|warm|pre-?warm|culture|maintain|grow"
    r"|keep|hold|triturat\w+|measure|determine|estimate|inspect|observe|check"
    r"|swirl|pipette|dispense|aliquot|distribute|inoculate|deplete|select|label(?:led)? with|harvest"
    r"|perform|set|start|cool|precipitate|extract|purify|pour|sterili[sz]e|suspend)\b",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    r"(?:\b(?:with|in|into|of|using|by|via|to|from|on|onto|through|and|or|plus|add|adding|use|using|wash|prepare|take|thaw"
    r"|replace|place|dissolve|mix|combine|load|prime|dilute|inject|fill|warm|pre-?warm|the|a|an|fresh|cold|ice-cold"
    r"|warm|sterile|pre-?warmed|chilled|complete|prewarmed|then|containing|each|both|\d[\w.]*x|\d+\s?[×x])"
    r"|[,+/(])\s*$",
    re.IGNORECASE,
)
# What follows the name and makes it part of another name, or something that is told of it.
_NO_NAME_BEHIND = re.compile(
    r"^-\d|^[\s-]{1,2}(?:concentrations?|temperature|time|level|titre|titer|volume|exposure|density|contact|incubation|lot"
    r"|dose|ratio|fraction|content|expression|positive|negative|limit|interval|rate|activity|staining|assay|free"
    r"|treated|coated|coating|based|derived|independent|replacement|cells?|producer|program\w*|stock\b)\b|^\+|^\s?%",
    re.IGNORECASE,
)
_EQUIPMENT_BEFORE = re.compile(
    r"\b(?:on|in|into|with|using|by|to|via|onto|inside|from)\s(?:the |a |an )?(?:[a-z-]+\s){0,2}$|\bor\s$",
    re.IGNORECASE,
)
_DAY_LABEL = re.compile(r"[\d.\s)]*(?:on )?days?\s[^:]{1,20}:\s*(?:\w+ed )?", re.IGNORECASE)
_INSTRUMENT = re.compile(
    r"\b(?:with|in|on|through|using|under|into|by)\s(?:a|an|the)\s(?P<name>(?:\d[\d.]*\s?(?:m?L|µL|ml|µm|um|°C)\s)?"
    r"(?:(?:water|tabletop|benchtop|orbital|cell|serological|multichannel|magnetic|heat|inverted|tube|plate|dry|swing"
    r"|refrigerated|phase contrast|fluorescence|light)\s)?(?:pipett(?:e|or)|(?:micro)?centrifuge|microscope|bath|shaker"
    r"|rocker|rotator|roller|strainer|syringe|cell scraper|scraper|thermomixer|vortex(?:er)?|stir plate|magnetic rack"
    r"|hemocytometer|haemocytometer|spectrophotometer|fluorometer|heat block|thermal cycler|thermocycler"
    r"|plate reader))(?![\w-])(?!\s(?:time|temperature|speed|setting|tube|plate))",
    re.IGNORECASE,
)
_LOOKED = re.compile(
    r"^\W*(?:\d[\d.]*\W+)?(?:measure|determine|count|estimate|inspect|observe|check under)\b", re.IGNORECASE
)
_OTHER_MATERIAL = re.compile(
    r"(?:\b(?:with|add|plus|in|using|and)\s|[%Mlg]\s(?:of\s)?)(?P<name>(?:[a-zA-Z][\w-]*\s){1,2}(?:buffer|solution"
    r"|medium|serum|supplement|reagent|antibod(?:y|ies)|acid|chloride|sulph?ate|phosphate|albumin|insulin|enzyme|trypsin"
    r"|inhibitor|beads|dye|replacement|lactate|bicarbonate|acetate|collagenase|primers?|polymerase|ethanol|agarose))"
    r"(?![\w-])(?!\s(?:concentration|level|bottle|time|exposure|volume|temperature|staining))",
)
_QUALITY = re.compile(
    r"(?:ice-cold|cold|warm|hot|new|old|same|sufficient|remaining|appropriate|equal|conditioned|sterile|the|a|an|of|or"
    r"|this|that|your|its|their|each|any|more|less|some|enough|without|not|pre-?warmed|room|used|spent|stock|diluted"
    r"|final|residual|removed|suitable|corresponding|respective|above|and|with|for|per|to|cell|culture|other)$",
    re.IGNORECASE,
)
_CONCENTRATION = re.compile(r"(?:\S*/m?L|[nµm]?M|%)$", re.IGNORECASE)
# Cells and what is made are what is worked on, not what it is worked with.
_WORKED_ON = re.compile(r"\bcells?\b|cardiomyocytes|drug product|leukapheresis|bank\b|plasmid DNA|deoxyribonucl")
_SITE_NAME = re.compile(
    r"(?<![\w-])(?P<name>(?:[A-Z][\w-]*\s|[\w]+-(?:type|free|cell)\s)(?:(?:culture|wash|lysis|elution|running|freezing"
    r"|selection|binding|loading|expansion|differentiation|maintenance)\s)?(?:medium|buffer)(?:\s(?P<code>[A-Z]{2,5}-?\d{1,3}))?)(?![\w-])"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    start: int


def read_uses_in_steps(reading: Reading, place: Place) -> Iterator[Fact]:
    """USES from the steps of an operation."""
    if not place.operations or reading.entry.identity.kind is DocumentKind.STUDY:
        return
    names = _names(reading, place)
    listed = frozenset(fact.object.name for fact in read_uses(reading, place) if fact.object.label is Label.EQUIPMENT)
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
    for match in _CLAUSE.finditer(text):
        yield _Clause(text[at : match.start()], at)
        at = match.end()
    yield _Clause(text[at:], at)


def _things(clause: _Clause, names: Names, listed: frozenset[str], reading: Reading) -> Iterator[Thing]:
    text = clause.text
    looked = _LOOKED.match(text) is not None
    if looked or not _NO_ACTION.match(text):
        yield from _instruments(text)
        yield from _codes(text, listed, reading)
    if _NO_ACTION.match(text):
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
    for match in _OTHER_MATERIAL.finditer(text):
        first, *others = match["name"].split()
        before = text[: match.start("name")]
        whole = match.span("name")
        known = any(
            n.start < whole[1]
            and n.end > whole[0]
            and (n.term.kind in ("material", "equipment") or n.text == match["name"])
            for n in names.find(text)
        )
        if known or first.casefold() in _FIRST_WORDS or _blocked(before):
            continue
        if any(_QUALITY.match(word) for word in (first, *others[:-1])):
            continue
        if _ACTION.search(before) or _DAY_LABEL.match(before):
            yield Thing(Label.MATERIAL, match["name"], _amount(text, match.start("name")))


def _is_used(text: str, named: Named) -> bool:
    before, behind = text[: named.start], text[named.end :]
    if _NO_NAME_BEHIND.match(behind) or _blocked(before):
        return False
    if _amount(text, named.start):
        return True
    if _DAY_LABEL.fullmatch(before):
        return True  # "Day 0: RPMI-type medium with ..."
    return bool(_ACTION.search(before) and _BEFORE_NAME.search(before))


def _blocked(before: str) -> bool:
    freed = list(_UNBLOCK.finditer(before))
    return _NO_USE.search(before[freed[-1].end() :] if freed else before) is not None


def _is_code_used(code: re.Match[str], text: str, listed: frozenset[str], reading: Reading) -> bool:
    written, before = code.group(), text[: code.start()]
    if KNOWN_NUMBER.fullmatch(written) or names_of(reading.vocabulary).whole(written) is not None:
        return False
    if _blocked(before) or not (_EQUIPMENT_BEFORE.search(before) or CODE.search(before)):
        return False
    return written in listed or is_equipment_code(written, text, reading.vocabulary) or _by_form(written, before)


def _by_form(code: str, before: str) -> bool:
    """Letters and two digits with a nought, behind an action: "Acquire on FC-01"."""
    return re.fullmatch(r"[A-Z]{2,4}-0\d", code) is not None and _ACTION.search(before) is not None


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
    for match in _INSTRUMENT.finditer(text):
        before = text[: match.start()]
        if _ACTION.search(before) and not _blocked(before):
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
    return found.text.strip() if found and found.start == 0 and _CONCENTRATION.search(found.unit) else ""


def _written(named: Named) -> str:
    """As written, but the whole name of a medium that the document gave a code."""
    return named.term.name if not named.term.aliases else named.text


def _is_its_noun(named: Named) -> bool:
    """A stem is also that of a verb: "incubate" is no incubator."""
    last = re.split(r"[\s-]", named.text.casefold())[-1].rstrip("s")
    return any(re.split(r"[\s-]", w.casefold())[-1].rstrip("s") == last for w in named.term.wordings)


def _names(reading: Reading, place: Place) -> Names:
    """Names of parameters and attributes too, so that the longest wins: "IL-7 concentration" is no material."""
    names = Names()
    for fact in read_uses(reading, place):
        kind = "material" if fact.object.label is Label.MATERIAL else "equipment"
        if len(fact.object.name) > 2 and not CODE.fullmatch(fact.object.name):
            names.add(Term(fact.object.name, kind, (fact.object.name,)))
    for line in reading.prose:
        if not is_history(line.section):
            for match in _SITE_NAME.finditer(reading.text(line)[:LONGEST]):
                _add_site_name(names, match)
    for term in reading.vocabulary.terms:
        if term.kind in ("material", "equipment") and not _WORKED_ON.search(term.name):
            names.add(term)
    for term in reading.vocabulary.terms:
        if term.kind not in ("material", "equipment") or _WORKED_ON.search(term.name):
            names.add(term)
    return names


_FIRST_WORDS = frozenset(
    "the fresh add change remove aspirate replace prepare use in with warm discard old this new spent complete each "
    "culture cell all no both wash collect full half cold to of for from and take when if pour mix pipette".split()
)


def _add_site_name(names: Names, match: re.Match[str]) -> None:
    """A medium or buffer with a name of its own: "RPMI-type medium", "T-cell medium TCM-1" (TCM-1 behind that)."""
    name, code = match["name"], match["code"]
    first = name.split()[0].casefold()
    if first in _FIRST_WORDS:
        return
    term = Term(name, "material")
    names.add(term)
    if code:
        names.add(term, [code])
