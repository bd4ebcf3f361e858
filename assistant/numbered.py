"""Things told apart by a number or letter: "vessel V1", "incubator 7", "IL-15".

What is said of one of them is not said of the next: a statement that names another of its kind, and not the
one asked about, is about the other.
"""

from __future__ import annotations

import re

from retrieval.terms import fold, stem

# Nouns that carry a number or a letter for a name. Steps, tables and days are places and times, not things.
_NOUNS = (
    "vessels?|bags?|pumps?|incubators?|donors?|patients?|subjects?|reactors?|bioreactors?|valves?|clamps?|tanks?|bottles?"
    "|ports?|lines?|rooms?|suites?|freezers?|panels?|wells?|plates?|samples?|arms?|cohorts?|sites?|trains?|columns?"
    "|flasks?|vials?|tubes?|cassettes?|chambers?|cabinets?|isolators?|centrifuges?|cyclers?|probes?|sensors?|filters?"
    "|buffers?|media|medium|stations?|racks?|shel(?:f|ves)|units?|clones?|constructs?|groups?|batch(?:es)?|runs?|lots?"
)
_LABEL = r"(?:[A-Z]{1,3}-?\d{1,4}|\d{1,3}|[A-Z])"
_NOUN = re.compile(rf"\b(?i:(?P<noun>{_NOUNS}))\s(?i:no\.?\s|number\s)?(?P<label>{_LABEL})(?![\w%°µ./-]|\s?[×x·]\s?10)")
# A name of letters and a number alone: "R3", "IL-15". A "D5" is a day, a "v5" a version.
_CODE = re.compile(r"(?<![\w-])(?P<letters>[A-Z]{1,4})-?(?P<number>\d{1,4})(?![\w-])")
_NOT_CODES = frozenset({"D", "P", "H"})

# Pairs of a kind (a noun, or the letters of a code) and a label.
Numbered = frozenset[tuple[str, str]]


def numbered(text: str) -> Numbered:
    """The numbered things a text names: ("vessel", "V1"), ("IL", "15")."""
    nouns = {(stem(fold(m["noun"])), m["label"].replace("-", "")) for m in _NOUN.finditer(text)}
    codes = {(m["letters"], m["number"]) for m in _CODE.finditer(text) if m["letters"] not in _NOT_CODES}
    return frozenset(nouns | codes)


def another(asked: Numbered, said: Numbered) -> str:
    """What is named instead of what is asked: "vessel V2"; empty when nothing is, or nothing of that kind."""
    for kind in sorted({kind for kind, _ in asked}):
        there = {label for of, label in said if of == kind}
        if there and not any((kind, label) in asked for label in there):
            return f"{kind} {', '.join(sorted(there))}"
    return ""
