"""What a question asks for, read by rules: concepts, names, quantities and the kind of answer.

Nothing here decides; `coverage` holds a statement of the records against what is read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from graph.quantities import Dimension, Quantity, find_quantities
from graph.vocabulary import Phrase, Vocabulary
from retrieval.terms import STOP_WORDS, fold, stem


class Wanted(StrEnum):
    """The kind of answer a question calls for."""

    QUANTITY = "quantity"
    DATE = "date"
    PERSON = "person"
    REASON = "reason"
    LIST = "list"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing the question names: the word as asked, and every wording that counts for it.

    `generic` concepts ("value", "recommended") carry little weight.
    """

    asked: str
    wordings: frozenset[Phrase]
    generic: bool = False


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question taken apart.

    `identifiers` are document, run, lot or deviation numbers, folded. `quantities` are conditions
    it states ("at 37 °C"); `dimensions` what the answer should be measured in, any if empty.
    `time_points` are named days or hours ("day 5" as ("day", "5")).
    """

    text: str
    concepts: tuple[Concept, ...]
    identifiers: tuple[str, ...]
    versions: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    time_points: tuple[tuple[str, str], ...]
    wanted: Wanted
    dimensions: frozenset[Dimension]

    @property
    def other_wordings(self) -> tuple[str, ...]:
        """Synonyms of its words, for the lexical list."""
        return tuple(
            " ".join(phrase) for c in self.concepts if not c.generic for phrase in sorted(c.wordings) if len(c.wordings) < 14
        )


_IDENTIFIER = re.compile(r"\b[A-Za-z]{2,6}(?:[-/][A-Za-z]{1,5})?-\d{2,}(?:-\d{2,})?\b|\b[A-Za-z]{2,4}\d{3,}-\d+\b")
_VERSION = re.compile(r"\b(?:v|ver\.?|version|rev\.?|revision)\s*\.?(\d+(?:\.\d+)*)\b", re.IGNORECASE)
_TIME_POINT = re.compile(r"\b(day|days|d|week|hour|h)[\s-]?(\d{1,3})\b", re.IGNORECASE)
# What frames a question without naming anything in the records.
_FRAME = re.compile(
    r"\bhow (?:long|many|much|often|fast|far|soon|quickly|hot|warm|cold|large|big|small|deep|wide|thick|come)\b"
    r"|\bwhat(?:'s| is| are| was| were)\b|\bin what way\b|\bgoing to\b|\bso that\b|\bwhat about\b",
    re.IGNORECASE,
)
# Plural of a name: "293Ts", "LBs".
_NAMES_PLURAL = re.compile(r"(?<=[A-Z0-9])s\b")
# Words for a measure: the kind of answer carries them, so a record need not repeat them.
_MEASURES = frozenset(
    stem(word)
    for word in (
        "concentration conc temperature temp time times speed volume vol duration dose amount mass weight "
        "gram grams mg ml ul litre litres liter liters minutes hours days percent percentage number rpm length "
        "µl μl min hr rate ratio dilution level date"
    ).split()
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*")

_FORMS: tuple[tuple[str, Wanted, frozenset[Dimension]], ...] = (
    (r"\bhow (?:long|soon|quickly)\b|\b(?:incubation|hold|holding) times?\b|\bdurations?\b|\b(?:for|by) how (?:long|many (?:min|hours|days))|\btime(?:s)? and\b|\band (?:max(?:imum)? )?time\b|\bhow many (?:min|hour|day|week|second)", Wanted.QUANTITY, frozenset({Dimension.TIME})),
    (r"\bhow (?:hot|warm|cold)\b|\b(?:what|which|at what|the)\s+(?:\w+\s+){0,3}?temp(?:erature)?s?\b|\btemp(?:erature)? and\b|\btemp\?|\btemp(?:erature)? for\b", Wanted.QUANTITY, frozenset({Dimension.TEMPERATURE})),
    (r"\bhow fast\b|\bwhat speed\b|\brpm\b|\brcf\b|\bg[ -]force\b|\bx g\b|\bspin speed\b", Wanted.QUANTITY, frozenset({Dimension.SPEED})),
    (r"\bhow (?:far|wide|deep|thick)\b|\bwavelength\b", Wanted.QUANTITY, frozenset({Dimension.LENGTH})),
    (r"\bhow many (?:grams?|mg|g)\b|\bgrams? of\b|\bwhat mass\b", Wanted.QUANTITY, frozenset({Dimension.MASS})),
    (r"\bwhat volume\b|\bhow many (?:ml|µl|ul|μl|litres?|liters?|microlit\w+|millilit\w+)\b|\bhow much volume\b|\bvolume of\b", Wanted.QUANTITY, frozenset({Dimension.VOLUME})),
    (r"\bwhat (?:\w+ )?(?:conc(?:entration)?|dose|molarity)\b|\bconc(?:entration)?\b", Wanted.QUANTITY, frozenset({Dimension.CONCENTRATION, Dimension.DENSITY, Dimension.FRACTION})),
    (r"\bhow (?:many|much|often|large|big|small)\b|\b(?:what|which) (?:\w+ ){0,2}(?:percentage|percent|fraction|ratio|density|range|level|number|rate|ph|weight|size|dilution|yield|titre|titer|moi|count|interval|frequency)\b|\bwhat (?:does|do|did|is|was) .{0,40}\bcosts?\b|\bdilution\b|\bset ?point\b|\bp[ -]value\b", Wanted.QUANTITY, frozenset()),
    (r"\bwhy\b|\broot cause\b|\breasons?\b|\bwhat caused\b|\bcause of\b|\bhow come\b|\bwhat went wrong\b", Wanted.REASON, frozenset()),
    (r"^\W*(?:and |so )?when\b|\bwhen (?:was|were|did|do|does|is|are|will|should|must)\b|\bwhat date\b|\bwhich date\b|\beffective date\b|\bsince what\b", Wanted.DATE, frozenset()),
    (r"\bwho(?:m|se)?\b", Wanted.PERSON, frozenset()),
    (r"\b(?:list|steps|ingredients?|components?|recipe|what goes (?:in|into)|what(?:'s| is) in|which (?:\w+ )?(?:runs|lots|documents|sops|attributes|parameters|materials|reagents|cqas|cpps|deviations|batches)|what are)\b", Wanted.LIST, frozenset()),
)


def parse(question: str, vocabulary: Vocabulary) -> ParsedQuestion:
    """Read a question. Deterministic, no records are looked at."""
    lowered = fold(question)
    identifiers = tuple(dict.fromkeys(fold(m.group()) for m in _IDENTIFIER.finditer(question)))
    versions = tuple(dict.fromkeys(m.group(1) for m in _VERSION.finditer(question)))
    points = tuple(dict.fromkeys(_time_point(m) for m in _TIME_POINT.finditer(lowered)))
    quantities = tuple(q for q in find_quantities(question) if q.dimension is not None and not _in_names(q, question))
    wanted, dimensions = _form(lowered)
    return ParsedQuestion(
        text=question,
        concepts=_concepts(question, vocabulary),
        identifiers=identifiers,
        versions=versions,
        quantities=quantities,
        time_points=points,
        wanted=wanted,
        dimensions=dimensions,
    )


def _form(lowered: str) -> tuple[Wanted, frozenset[Dimension]]:
    """The first form that matches; several measures asked for at once are all wanted."""
    wanted = Wanted.ANYTHING
    dimensions: set[Dimension] = set()
    for pattern, kind, of in _FORMS:
        if re.search(pattern, lowered):
            if wanted is Wanted.ANYTHING:
                wanted = kind
            if kind is Wanted.QUANTITY:
                dimensions |= of
    return wanted, frozenset(dimensions if wanted is Wanted.QUANTITY else ())


def _time_point(match: re.Match[str]) -> tuple[str, str]:
    unit = match.group(1)[0]
    return {"d": "day", "w": "week", "h": "hour"}[unit], match.group(2).lstrip("0") or "0"


def _in_names(quantity: Quantity, question: str) -> bool:
    """A number inside an identifier, version or time point is not a condition of its own."""
    for pattern in (_IDENTIFIER, _VERSION, _TIME_POINT):
        for match in pattern.finditer(question):
            if match.start() < quantity.end and quantity.start < match.end():
                return True
    return False


def _concepts(question: str, vocabulary: Vocabulary) -> tuple[Concept, ...]:
    """Phrases of the vocabulary first, the longest at each place, then single words."""
    plain = _without_names(question)
    shouted = frozenset() if plain.isupper() else frozenset(re.findall(r"\b[A-Z]{3,}\b", plain))
    capitals = {word.casefold() for word in shouted}
    words = [m.group() for m in _WORD.finditer(fold(plain))]
    stems = [stem(word) for word in words]
    concepts: dict[str, Concept] = {}
    at = 0
    while at < len(words):
        length = _known_length(stems, at, vocabulary)
        phrase = _content(stems[at : at + length]) or (stems[at],)
        if length > 1 or words[at] not in STOP_WORDS or words[at] in capitals:
            asked = " ".join(words[at : at + length])
            generic = length == 1 and (phrase[0] in vocabulary.generic or phrase[0] in _MEASURES)
            wordings = vocabulary.alternatives(phrase)
            if length > 1 and phrase[-1] in _MEASURES:
                wordings |= {phrase[:-1]}
            concepts.setdefault(asked, Concept(asked, wordings, generic))
        at += length
    return tuple(concepts.values())


def _known_length(stems: list[str], at: int, vocabulary: Vocabulary) -> int:
    """Words of the longest known phrase that begins here, function words inside it counted."""
    if stems[at] in STOP_WORDS:
        return 1
    for length in range(min(vocabulary.longest + 2, len(stems) - at), 1, -1):
        if _content(stems[at : at + length]) in vocabulary.groups and stems[at + length - 1] not in STOP_WORDS:
            return length
    return 1


def _content(stems: list[str]) -> Phrase:
    return tuple(stem for stem in stems if stem not in STOP_WORDS)


def _without_names(question: str) -> str:
    """The question without identifiers, versions, time points and stated quantities: they are
    conditions, held against a statement on their own."""
    spans = [m.span() for p in (_IDENTIFIER, _VERSION, _TIME_POINT) for m in p.finditer(question)]
    spans += [(q.start, q.end) for q in find_quantities(question) if q.dimension is not None]
    spans += [m.span() for m in _FRAME.finditer(question)]
    kept = list(question)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return _NAMES_PLURAL.sub("", "".join(kept))
