"""What a question asks for, read by rules: concepts, names, quantities and the kind of answer.

Nothing here decides; `coverage` holds a statement of the records against what is read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer_forms import Wanted, answer_form
from assistant.asked_things import focus_of, joined
from assistant.asked_units import IN_UNIT, asks_rpm, compound_unit, per_units
from assistant.aspects import Aspect, aspect_of
from assistant.concepts import Concept, concepts_of
from assistant.days import DATE, RULES_OF_A_DAY, day_spoken_of
from assistant.numbered import Numbered, numbered
from assistant.time_points import TIME_POINT, time_points
from graph.quantities import Dimension, Quantity, find_quantities
from graph.vocabulary import Vocabulary
from retrieval.terms import fold


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question taken apart.

    `identifiers` are document, run, lot or deviation numbers, folded. `quantities` are conditions
    it states ("at 37 °C"), `surroundings` conditions in words ("on ice"); `focus` names the
    concepts whose property is asked ("shelf life" of the bags); `unit` is a compound unit asked for
    ("in µL/min"), `dimensions` what the answer should be measured in, any if empty.
    `time_points` are named days or hours ("day 5" as ("day", "5")); `aspect` is the property asked for
    ("PAR", "set point"). `together` are concepts joined by "and" or "or"; `per` what the value should be
    told by ("per kg"), `rpm` says that a speed is asked in revolutions; `markers` are names with a plus
    sign; `numbered` are things told apart by a number ("vessel V1").
    """

    text: str
    concepts: tuple[Concept, ...]
    identifiers: tuple[str, ...]
    versions: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    time_points: tuple[tuple[str, str], ...]
    wanted: Wanted
    dimensions: frozenset[Dimension]
    focus: frozenset[str] = frozenset()
    surroundings: tuple[str, ...] = ()
    unit: str = ""
    aspect: Aspect | None = None
    together: tuple[frozenset[str], ...] = ()
    per: tuple[str, ...] = ()
    rpm: bool = False
    markers: tuple[str, ...] = ()
    numbered: Numbered = frozenset()

    def with_others(self, asked: str) -> frozenset[str]:
        """The concepts that stand beside one, itself included: both of "glucose and lactate".

        An answer may speak of each in a statement of its own.
        """
        return next((group for group in self.together if asked in group), frozenset({asked}))

    def side_of(self, quantity: Quantity) -> str:
        """ "below" or "above" when the question asks beyond a stated quantity, else empty."""
        if quantity.comparator in ("<", ">"):
            return "below" if quantity.comparator == "<" else "above"
        before = self.text[max(0, quantity.start - 14) : quantity.start].casefold()
        match = re.search(r"\b(under|over)\s*$", before)
        if match is None or quantity.is_bound:
            return ""
        return "below" if match.group(1) == "under" else "above"

    @property
    def other_wordings(self) -> tuple[str, ...]:
        """Synonyms of its words, for the lexical list."""
        return tuple(
            " ".join(phrase)
            for c in self.concepts
            if not c.generic
            for phrase in sorted(c.wordings)
            if len(c.wordings) < 14
        )


_IDENTIFIER = re.compile(r"\b[A-Za-z]{2,6}(?:[-/][A-Za-z]{1,5})?-\d{2,}(?:-\d{2,})?\b|\b[A-Za-z]{2,4}\d{3,}-\d+\b")
# A version: by its word, or "v" and a number; a capital V only behind a document's number, since "V1" is a vessel
# or a valve as well, and neither behind a noun of equipment.
_VERSION = re.compile(
    r"\b(?i:version|versions|ver\.?|rev\.?|revision)\s*\.?(?P<word>\d+(?:\.\d+)*)\b"
    r"|(?<=\d)[\s,(]{1,2}[vV]\.?\s?(?P<behind>\d+(?:\.\d+)*)\b"
    r"|(?<!vessel )(?<!valve )(?<!bag )(?<!pump )(?<!clamp )(?<!vial )\bv\.?(?P<small>\d+(?:\.\d+)*)\b"
)
# What frames a question without naming anything in the records.
_FRAME = re.compile(
    r"\bhow (?:long|many|much|often|fast|far|soon|quickly|hot|warm|cold|large|big|small|deep|wide|thick|come)\b"
    r"|\b(?:do|does|did) (?:all |both |the |our |any )*(?:documents?|records?|sops?|protocols?|sources?) "
    r"(?:all )?(?:agree|differ|disagree|conflict|say the same)\b"
    r"|\bwhat(?:'?s| is| are| was| were)\b|\bin what way\b|\bgoing to\b|\bso that\b|\bwhat about\b",
    re.IGNORECASE,
)
# Plural of a name: "293Ts", "LBs".
_NAMES_PLURAL = re.compile(r"(?<=[A-Z0-9])s\b")
# Conditions in words, and what in a record meets them.
SURROUNDINGS = {
    "room temperature": re.compile(r"\broom temp|\bambient\b|\brt\b|\b(?:1[5-9]|2[0-5]) ?(?:to|-) ?2[0-7] ?°"),
    "on ice": re.compile(r"\b(?:on|wet|melting) ice\b|\bice[- ]cold\b"),
    "in the fridge": re.compile(r"\bfridge|\brefrigerat|\b[24] ?°|\b2 ?(?:to|-) ?8 ?°|\bat 4\b"),
    "overnight": re.compile(r"\bovernight\b|\bo/n\b"),
}


def parse(question: str, vocabulary: Vocabulary) -> ParsedQuestion:
    """Read a question. Deterministic, no records are looked at."""
    lowered = fold(question)
    identifiers = tuple(dict.fromkeys(fold(m.group()) for m in _IDENTIFIER.finditer(question)))
    versions = tuple(dict.fromkeys(m[m.lastgroup or 0] for m in _VERSION.finditer(question)))
    points = time_points(question)
    quantities = tuple(q for q in find_quantities(question) if q.dimension is not None and not _in_names(q, question))
    wanted, dimensions = answer_form(lowered)
    aspect = aspect_of(question) if wanted in (Wanted.QUANTITY, Wanted.ANYTHING) else None
    concepts = concepts_of(_without_names(question), vocabulary)
    return ParsedQuestion(
        text=question,
        concepts=concepts,
        identifiers=identifiers,
        versions=versions,
        quantities=quantities,
        time_points=points,
        wanted=wanted,
        dimensions=dimensions,
        focus=focus_of(lowered, concepts),
        unit=compound_unit(question),
        aspect=aspect,
        together=joined(lowered, concepts),
        per=per_units(question),
        rpm=asks_rpm(question),
        markers=tuple(dict.fromkeys(m[1] for m in _MARKER.finditer(question))),
        numbered=numbered(_without_spans(question, _named_spans(question))),
        surroundings=tuple(name for name, pattern in SURROUNDINGS.items() if pattern.search(lowered)),
    )


# A name with a plus sign, or one that is positive: "CAR+" is no "CAR-T".
_MARKER = re.compile(r"(?<![\w-])([A-Za-z][A-Za-z0-9]{1,8})(?:\+(?![\w/])|[ -]positive\b)")


def _in_names(quantity: Quantity, question: str) -> bool:
    """A number inside an identifier, version or time point is not a condition of its own."""
    for pattern in (_IDENTIFIER, _VERSION, TIME_POINT):
        for match in pattern.finditer(question):
            if match.start() < quantity.end and quantity.start < match.end():
                return True
    return False


def _without_names(question: str) -> str:
    """The question without identifiers, versions, time points and stated quantities: they are
    conditions, held against a statement on their own."""
    spans = _named_spans(question)
    spans += [(q.start, q.end) for q in find_quantities(question) if q.dimension is not None]
    spans += [m.span() for pattern in (_FRAME, IN_UNIT, DATE) for m in pattern.finditer(question)]
    if day_spoken_of(question):  # "in force in May 2023" picks the versions; records do not say it of a value
        spans += [m.span() for m in RULES_OF_A_DAY.finditer(question)]
    return _NAMES_PLURAL.sub("", _without_spans(question, spans))


def _named_spans(question: str) -> list[tuple[int, int]]:
    return [m.span() for p in (_IDENTIFIER, _VERSION, TIME_POINT) for m in p.finditer(question)]


def _without_spans(question: str, spans: list[tuple[int, int]]) -> str:
    kept = list(question)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)
