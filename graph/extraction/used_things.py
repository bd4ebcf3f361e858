"""Materials and equipment as lists name them: "EDTA 0.5 mM (M-043)", "INC-05 or INC-07", "cold block"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.extraction.equipment_codes import is_equipment_code
from graph.extraction.names import names_of
from graph.extraction.reading import Reading
from graph.prose_quantities import find_quantities
from graph.schema import Label
from retrieval.identity_words import KNOWN_NUMBER

# A code of an equipment: the site's letters and a short number; three digits and more are records.
CODE = re.compile(r"(?<![\w/-])[A-Z]{2,5}-\d{2,3}[A-Z]?(?![\w/-])")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,120})[)\]]")
_SPLIT = re.compile(r"\s*(?:;|,(?=\s)|\s(?:and|or|und|oder|plus)\s(?=[A-Z]{2,5}-\d{2}|[A-Z0-9][\w-]*\d))\s*")
_EQUIPMENT_HEAD = re.compile(
    r"\b(?:pipett(?:e|or)s?|timers?|stop ?watch|clock|cold block|heat(?:ing)? block|thermo ?blocks?|thermomixer"
    r"|(?:micro)?centrifuges?|incubators?|microscopes?|bath|shaker|rocker|rotator|mixer|vortex(?:er)?|balance|scale"
    r"|freezers?|refrigerators?|fridge|hood|cabinet|pumps?|sealer|welder|cycler|counter|cytometer|reader"
    r"|spectrophotometer|fluorometer|analy[sz]er|meter|probe|stirrer|magnet|rack|bioreactors?|dewar|tank|separator"
    r"|washer|printer|logger|thermometer|imager|camera|sonicator|electrophoresis (?:chamber|system)|power supply"
    r"|(?:tips?|tubes?|flasks?|plates?|dish(?:es)?|vials?|bags?|bottles?|cuvettes?|strainers?|filters?|syringes?"
    r"|needles?|scrapers?|columns?|cartridges?|membranes?|gloves|slides|coverslips|vessels?|tubing)"
    r"|autoclave|hemocytometer|haemocytometer|forceps|scissors|scalpel|spatula|desiccator|oven)$",
    re.IGNORECASE,
)
_MATERIAL_HEAD = re.compile(
    r"\b(?:medium|media|buffer|solution|saline|serum|supplement|reagent|kit|antibod(?:y|ies)|acid|chloride|sulph?ate"
    r"|phosphate|hydroxide|albumin|insulin|enzyme|trypsin|inhibitor|factor|cytokines?|vector|virus|plasmids?|primers?"
    r"|beads|microbeads|water|ethanol|methanol|isopropanol|dye|stain|agarose|matrix|lysate|sugar|glucose|agar|broth"
    r"|polymerase|ligase|standard|controls?|cocktail|replacement|replacer|gel|lactate|bicarbonate|acetate|laminin"
    r"|collagenase|dispase|gelatin|matrigel|oil|powder|salts?|peptides?|rna|dna|guides?|oligos?|formaldehyde)$",
    re.IGNORECASE,
)
_NOT_A_THING = re.compile(
    r"\b(?:laborator(?:y|ies)|rooms?|suites?|sites?|contract|outsourced|external|department|personnel|operator|staff"
    r"|protocol|procedure|sop|document|section|table|see|according|refer|must|should|shall|is|are|was|were|will|not"
    r"|all|following|available|appropriate|required|needed|hold time|older|use|stored?|prepared?|additional \w+|located"
    r"|stock solution)\b"
    r"|^(?:n/?a|none|tbd|as|to|for|from|in|at|with|without)\b|\sfrom\s|:",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:[•◦▪●‣∙·○■□*–—-]\s{1,3}|\d{1,3}(?:\.\d{1,3}){0,4}[.)]\s|\d{1,2}\.\d{1,2}\s(?=[A-Z])|[a-z][.)]\s)"
)
# Behind a comma such words tell of the thing before: "B-27 supplement, minus insulin".
_TOLD_OF = re.compile(
    r"^(?:minus|no|low|high|custom|free|sterile|\w+ grade|\w+-free|without|with|or|and"
    r"|reduced|powder|liquid|optional|additional|other|any)\b",
    re.IGNORECASE,
)
_VESSEL = re.compile(r"\b(?:plates?|reservoirs?|racks?|modules?|tips|tubes?|foils?|flasks?)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?P<what>(?:main |laboratory |lab |process )?(?:equipment|instruments?|apparatus|devices?|consumables"
    r"|materials?|reagents?|media|chemicals?|buffers?|solutions?))\s{0,2}:\s",
    re.IGNORECASE,
)
_IS_EQUIPMENT = re.compile(r"\b(?:equipment|instruments?|apparatus|devices?|hardware|geräte)\b", re.IGNORECASE)
_IS_MATERIAL = re.compile(
    r"\b(?:materials?|reagents?|media|chemicals?|ingredients?|materialien|starting materials|buffers?|solutions?)\b",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s(?:supplemented with|with|containing|in)\s")
_MOST_WORDS = 7


@dataclass(frozen=True, slots=True)
class Thing:
    """A material or an equipment as a list names it."""

    label: Label
    name: str
    amount: str = ""
    remark: str = ""


def heading_label(heading: str) -> Label | None:
    """What a list under a heading holds; None when it holds both, or neither."""
    equipment, material = bool(_IS_EQUIPMENT.search(heading)), bool(_IS_MATERIAL.search(heading))
    if equipment == material:
        return None
    return Label.EQUIPMENT if equipment else Label.MATERIAL


def is_list_heading(heading: str) -> bool:
    """Whether a section lists materials or equipment."""
    return bool(_IS_EQUIPMENT.search(heading) or _IS_MATERIAL.search(heading))


def things_in(text: str, heading: Label | None, reading: Reading) -> Iterator[Thing]:
    """The things of one line of a list, or of one cell."""
    text = _LEAD.sub("", text.strip(), count=1)
    label = _LABEL.match(text)
    if label:
        heading, text = heading_label(label["what"]) or heading, text[label.end() :]
    things: list[Thing] = []
    items = list(_items(text))
    for index, item in enumerate(items):
        name, amount = _apart(f"x {item}")
        if name == "x" and amount and things:  # "Protamine sulfate, 10 mg/mL"
            if things[-1].label is Label.MATERIAL:
                things[-1] = replace(things[-1], amount=things[-1].amount or amount)
            continue
        if index and (_TOLD_OF.match(item) or (len(items) == 2 and ";" not in text and _only_told(item, reading))):
            continue
        things.extend(_things(item, heading, reading))
    yield from _once(things, reading)


def _only_told(item: str, reading: Reading) -> bool:
    """The second of two items may tell of the first ("Matrigel, reduced"), unless it is known by itself."""
    bare = _BRACKET.sub(" ", item).strip(" .:;")
    return _label_of(_apart(bare)[0], reading) is None and CODE.fullmatch(bare) is None


def _once(things: list[Thing], reading: Reading) -> Iterator[Thing]:
    """ "DMSO, dimethyl sulfoxide" is one thing with its two names."""
    names, seen = names_of(reading.vocabulary, ["material", "equipment"]), set[str]()
    for thing in things:
        term = names.whole(thing.name)
        known = term.name if term else thing.name.casefold()
        if known not in seen:
            seen.add(known)
            yield thing


def _items(text: str) -> Iterator[str]:
    """The items between commas and semicolons outside of brackets; a clause that says how it is is dropped."""
    yield from _split(_SPLIT, text)


def _split(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    hidden = re.sub(r"[(\[][^()\[\]]*[)\]]", lambda m: "\x00" * len(m.group()), text)
    at = 0
    for match in pattern.finditer(hidden):
        yield text[at : match.start()]
        at = match.end()
    yield text[at:]


def _things(item: str, heading: Label | None, reading: Reading) -> Iterator[Thing]:
    """An item is one thing, and what stands behind "with" is another."""
    head, *added = _split(_WITH, item)
    first = _thing(head, heading, reading)
    if first is not None:
        yield first
    for more in added:
        for part in re.split(r"\s(?:and|plus)\s", more):
            thing = _known(part, reading)
            if thing is not None:
                yield thing


def _thing(item: str, heading: Label | None, reading: Reading) -> Thing | None:
    brackets = [b.strip() for b in _BRACKET.findall(item)]
    bare = re.split(r"\s(?:without|to pH)\s", _BRACKET.sub(" ", item))[0].strip(" .:;")
    code = CODE.search(bare)
    if code is not None and _is_code(code.group(), bare, heading, reading):
        return Thing(Label.EQUIPMENT, code.group(), "", bare if bare != code.group() else "; ".join(brackets))
    name, amount = _apart(bare)
    remark = "; ".join(brackets)
    if not 2 <= len(name) <= 80 or not any(ch.isalpha() for ch in name):
        return None
    label = _label_of(name, reading) or _by_its_words(name, bare, heading)
    if label is Label.EQUIPMENT and amount:  # the size of a thing is not how much of it is used
        return Thing(label, name, "", "; ".join(filter(None, (amount, remark))))
    return Thing(label, name, amount, remark) if label is not None else None


def _by_its_words(name: str, bare: str, heading: Label | None) -> Label | None:
    """What a name that is not known is a name of: by its last word, else by its list."""
    coated = re.search(r"\bcoated$", re.split(r"\swith", bare)[0])
    if coated or _NOT_A_THING.search(name) or KNOWN_NUMBER.search(name) or len(name.split()) > _MOST_WORDS:
        return None
    if _EQUIPMENT_HEAD.search(name):
        return Label.EQUIPMENT
    if _MATERIAL_HEAD.search(name):
        return Label.MATERIAL
    return Label.EQUIPMENT if heading is Label.MATERIAL and _VESSEL.search(name) else heading


def _known(part: str, reading: Reading) -> Thing | None:
    brackets = [b.strip() for b in _BRACKET.findall(part)]
    name, amount = _apart(_BRACKET.sub(" ", part).strip(" .:;"))
    label = _label_of(name, reading) if name else None
    return Thing(label, name, amount, "; ".join(brackets)) if label is Label.MATERIAL else None


def _label_of(name: str, reading: Reading) -> Label | None:
    term = names_of(reading.vocabulary, ["material", "equipment"]).whole(name)
    if term is None:
        return None
    return Label.MATERIAL if term.kind == "material" else Label.EQUIPMENT


def _is_code(code: str, text: str, heading: Label | None, reading: Reading) -> bool:
    if heading is Label.EQUIPMENT and code.startswith("BR-"):
        return True  # bioreactor or batch record: the heading tells
    if KNOWN_NUMBER.fullmatch(code) or names_of(reading.vocabulary).whole(code) is not None:
        return False
    if is_equipment_code(code, text, reading.vocabulary) or heading is Label.EQUIPMENT:
        return True
    # Alone in a list, in the form of equipment: letters and two digits.
    return text == code and re.fullmatch(r"[A-Z]{2,4}-\d{2}", code) is not None


def _apart(text: str) -> tuple[str, str]:
    """A name without the quantity before or behind it: "EDTA 0.5 mM", "10 mM HEPES", "50 mL of PBS"."""
    for quantity in find_quantities(text):
        if not quantity.unit or not quantity.unit_known:
            continue
        before, behind = text[: quantity.start].strip(" ,:"), text[quantity.end :].strip(" ,:")
        if before and not behind:
            return before, quantity.text.strip()
        if behind and not before and not _EQUIPMENT_HEAD.search(behind):
            return re.sub(r"^of (?:the )?", "", behind), quantity.text.strip()
    return text, ""
