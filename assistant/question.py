"""What a question asks for, read by rules: concepts, names, quantities and the kind of answer.

Nothing here decides; `coverage` holds a statement of the records against what is read here.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

import dateutil.parser

from assistant.answer_forms import Wanted, answer_form
from assistant.aspects import Aspect, aspect_of
from assistant.time_points import TIME_POINT, time_points
from graph.quantities import Dimension, Quantity, find_quantities
from graph.vocabulary import Phrase, Term, Vocabulary, phrase_of
from retrieval.terms import STOP_WORDS, fold, stem


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing the question names: the word as asked, and every wording that counts for it.

    `related` wordings count for less: a narrower or neighbouring word. `generic` concepts
    ("value", "recommended") carry little weight. A concept is `measured` when it names an attribute
    or a parameter of the vocabulary: a statement about another one is no answer. It is a `thing` when it
    names a material or a method: a record that never mentions it does not speak of it.
    """

    asked: str
    wordings: frozenset[Phrase]
    generic: bool = False
    related: frozenset[Phrase] = frozenset()
    measured: bool = False
    thing: bool = False


@dataclass(frozen=True, slots=True)
class ParsedQuestion:
    """A question taken apart.

    `identifiers` are document, run, lot or deviation numbers, folded. `quantities` are conditions
    it states ("at 37 °C"), `surroundings` conditions in words ("on ice"); `focus` names the
    concepts whose property is asked ("shelf life" of the bags); `unit` is a compound unit asked for
    ("in µL/min"), `dimensions` what the answer should be measured in, any if empty.
    `time_points` are named days or hours ("day 5" as ("day", "5")); `aspect` is the property asked for
    ("PAR", "set point"). `together` are concepts joined by "and" or "or"; `per` what the value should be
    told by ("per kg"), `rpm` says that a speed is asked in revolutions; `markers` are names with a plus sign.
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

    def with_others(self, asked: str) -> frozenset[str]:
        """The concepts that stand beside one in a row, itself included: "glucose" and "lactate" of "glucose and lactate".

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
_VERSION = re.compile(r"\b(?:v|ver\.?|version|rev\.?|revision)\s*\.?(\d+(?:\.\d+)*)\b", re.IGNORECASE)
# Which end of a range is asked for: the thing is what follows.
_BOUNDS = frozenset(
    {"maximum", "max", "maximal", "minimum", "min", "minimal", "longest", "shortest", "highest", "lowest"}
)
# Words for a property: what is asked of is what they stand with ("the glucose limit").
_ASPECT_WORDS = frozenset(
    "range ranges window limit limits criterion criteria requirement requirements specification spec target par nor "
    "minimum maximum set point setpoint proven range acceptable range operating range".split()
    + ["set point", "proven range", "acceptable range", "operating range", "acceptance criterion"]
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
# Words for a measure: the kind of answer carries them, so a record need not repeat them.
MEASURES = frozenset(
    stem(word)
    for word in (
        "concentration conc temperature temp time times speed volume vol duration dose amount mass weight "
        "gram grams mg ml ul litre litres liter liters minutes hours days percent percentage number rpm "
        "µl μl min hr dilution date"
    ).split()
)
# "how much Glutamax goes ...", "how many grams of tryptone are ...".
_COUNTED = re.compile(
    r"^.{0,40}?\bhow (?:much|many) (?:(?:grams?|mg|ml|ul|g|litres?|liters?|volume|"
    r"micro\w+) (?:of )?)?(?:the |our |of the )?(?P<phrase>[\w /+-]{3,40}?)"
    r"\s(?:goes|go|is|are|do|does|did|can|should|must|in|into|for|per|to|of|on|at|from|have|has|was|were|will|need|needed|when|if)\b"
)
# A unit the answer should be given in, and a day the question speaks of: neither is a thing.
_IN_UNIT = re.compile(
    r"\bin ((?:[µμunmk]?[gLlM]|cells|IU|EU|TU|copies|mg|ml|mL|U)(?:/(?:[µμunmk]?[gLl]|min|h|cm2|cm²|"
    r"cell|well|kg|mL|day))?|°C|rpm|x g|min|hours|minutes|days)(?=[\s?.,]|$)"
)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b(?:(?:\d{{1,2}} )?(?:{_MONTHS}) \d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?|(?:{_MONTHS}) \d{{1,2}},? \d{{4}})\b",
    re.IGNORECASE,
)
_RULES_OF_A_DAY = re.compile(
    r"\b(?:appl(?:y|ied|ies)|in force|valid|effective|stood|at the time|back in|as of|before|until|"
    r"current in|used to)\b",
    re.IGNORECASE,
)
# Conditions in words, and what in a record meets them.
SURROUNDINGS = {
    "room temperature": re.compile(r"\broom temp|\bambient\b|\brt\b|\b(?:1[5-9]|2[0-5]) ?(?:to|-) ?2[0-7] ?°"),
    "on ice": re.compile(r"\b(?:on|wet|melting) ice\b|\bice[- ]cold\b"),
    "in the fridge": re.compile(r"\bfridge|\brefrigerat|\b[24] ?°|\b2 ?(?:to|-) ?8 ?°|\bat 4\b"),
    "overnight": re.compile(r"\bovernight\b|\bo/n\b"),
}
_OPENING = re.compile(
    r"^\W*(?:(?:what|which)(?:'?s| is| are| was| were)? )?(?:the |our |a |an )?(?P<phrase>(?!how\b|"
    r"why\b|when\b|who\b|where\b|do\b|does\b|did\b|is\b|are\b|can\b|if\b|what\b|which\b|there)"
    r"[\w /+°%.,-]{3,60}?)\s(?:of|for|in|at|on|to|from|with|after|during|per|under|below|above|when|"
    r"before|into|over|between|do|does|did|is|are|was|were|has|have|should|must|can|may|we|i|you)\b"
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*")


def parse(question: str, vocabulary: Vocabulary) -> ParsedQuestion:
    """Read a question. Deterministic, no records are looked at."""
    lowered = fold(question)
    identifiers = tuple(dict.fromkeys(fold(m.group()) for m in _IDENTIFIER.finditer(question)))
    versions = tuple(dict.fromkeys(m.group(1) for m in _VERSION.finditer(question)))
    points = time_points(question)
    quantities = tuple(q for q in find_quantities(question) if q.dimension is not None and not _in_names(q, question))
    wanted, dimensions = answer_form(lowered)
    aspect = aspect_of(question) if wanted in (Wanted.QUANTITY, Wanted.ANYTHING) else None
    concepts = _concepts(question, vocabulary)
    return ParsedQuestion(
        text=question,
        concepts=concepts,
        identifiers=identifiers,
        versions=versions,
        quantities=quantities,
        time_points=points,
        wanted=wanted,
        dimensions=dimensions,
        focus=_focus(lowered, concepts),
        unit=_compound_unit(question),
        aspect=aspect,
        together=_together(lowered, concepts),
        per=tuple(dict.fromkeys(_PER_UNIT[m[1]] for m in _PER.finditer(lowered))),
        rpm=bool(re.search(r"\brpm\b", _without_quantities(question).casefold())),
        markers=tuple(dict.fromkeys(m[1] for m in _MARKER.finditer(question))),
        surroundings=tuple(name for name, pattern in SURROUNDINGS.items() if pattern.search(lowered)),
    )


def day_spoken_of(question: str) -> dt.date | None:
    """The day whose rules a question asks for in words: "the range that applied in May 2023".

    Only with words that say so; a date alone may be that of a run. A month means its first day,
    "before" a date the day before. None when the question is about today, or names a day that never was.
    """
    date = _DATE.search(question)
    if date is None or not _RULES_OF_A_DAY.search(question):
        return None
    before = re.search(r"\bbefore\b", question[: date.start()], re.IGNORECASE)
    try:
        day = dateutil.parser.parse(date.group(), default=dt.datetime(2000, 1, 1)).date()
        return day - dt.timedelta(days=1) if before else day
    except (ValueError, OverflowError):  # "31 February": no day
        return None


def _focus(lowered: str, concepts: tuple[Concept, ...]) -> frozenset[str]:
    """The concept named last before the first preposition or verb: what is asked of the rest.

    Empty for questions that open with a verb or a pronoun's clause ("how long do I ...").
    """
    opening = _COUNTED.match(lowered) or _OPENING.match(lowered)
    if opening is None:
        return frozenset()
    phrase = opening["phrase"]
    named = [
        c
        for c in concepts
        if not c.generic and c.asked not in _ASPECT_WORDS and re.search(rf"\b{re.escape(c.asked)}\b", phrase)
    ]
    return frozenset({max(named, key=lambda c: phrase.rfind(c.asked)).asked}) if named else frozenset()


# What a value may be told by. A culture vessel is not among them: records say "in each well" in many ways.
_PER_UNIT = {
    "kg": "kg",
    "kilogram": "kg",
    "kilo": "kg",
    "ml": "mL",
    "millilitre": "mL",
    "milliliter": "mL",
    "cm2": "cm²",
    "cm²": "cm²",
    "cm^2": "cm²",
    "cell": "cell",
    "min": "min",
    "minute": "min",
    "hour": "h",
    "h": "h",
    "day": "day",
}
_PER = re.compile(
    r"\bper ((?:kg|kilo(?:gram)?|ml|millilit(?:re|er)|cm(?:2|²|\^2)|cell|min(?:ute)?|h(?:our)?|day))(?![\w²^])"
)
# A name with a plus sign, or one that is positive: "CAR+" is no "CAR-T".
_MARKER = re.compile(r"(?<![\w-])([A-Za-z][A-Za-z0-9]{1,8})(?:\+(?![\w/])|[ -]positive\b)")
# What stands between two things that are asked for together.
_BETWEEN = re.compile(r"\W*(?:and|or|&|,|/|plus|as well as)\W*(?:(?:also|the|of|for|in|our|its) )*", re.IGNORECASE)


def _together(lowered: str, concepts: tuple[Concept, ...]) -> tuple[frozenset[str], ...]:
    """The concepts that are joined by "and", "or" or a comma, in groups."""
    groups: list[set[str]] = []
    for one, other in zip(concepts, concepts[1:], strict=False):
        start = lowered.find(one.asked)
        end = lowered.find(other.asked, start + len(one.asked))
        if start < 0 or end < 0 or not _BETWEEN.fullmatch(lowered[start + len(one.asked) : end]):
            continue
        if groups and one.asked in groups[-1]:
            groups[-1].add(other.asked)
        else:
            groups.append({one.asked, other.asked})
    return tuple(frozenset(group) for group in groups)


def _compound_unit(question: str) -> str:
    """ "mg/mL" of "in mg/mL?", as the unit of a quantity; empty when none is asked for."""
    match = _IN_UNIT.search(question)
    if match is None or "/" not in match.group(1):
        return ""
    return next((q.unit for q in find_quantities(f"1 {match.group(1)}")), "")


def _in_names(quantity: Quantity, question: str) -> bool:
    """A number inside an identifier, version or time point is not a condition of its own."""
    for pattern in (_IDENTIFIER, _VERSION, TIME_POINT):
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
    measures = _named(vocabulary.terms, ("attribute", "parameter"))
    things = _named(vocabulary.terms, ("material", "method"))
    at = 0
    while at < len(words):
        length = _known_length(words, stems, at, vocabulary)
        phrase = _content(stems[at : at + length]) or (stems[at],)
        if length > 1 or words[at] not in STOP_WORDS or words[at] in capitals:
            asked = " ".join(words[at : at + length])
            generic = length == 1 and (phrase[0] in vocabulary.generic | MEASURES or words[at] in _BOUNDS)
            wordings = vocabulary.alternatives(phrase)
            if length > 1 and phrase[-1] in MEASURES:
                wordings |= {phrase[:-1]}
            related = vocabulary.related.get(phrase, frozenset())
            measured, thing = not generic and phrase in measures, not generic and phrase in things
            concepts.setdefault(asked, Concept(asked, wordings, generic, related, measured, thing))
        at += length
    return tuple(concepts.values())


@functools.lru_cache(maxsize=4)
def _named(terms: tuple[Term, ...], kinds: tuple[str, ...]) -> frozenset[Phrase]:
    """The names of everything of these kinds.

    Not plain measures ("time", "volume"), and not a material by whose name its concentration goes ("glucose").
    """
    named: set[Phrase] = set()
    for term in terms:
        if term.kind in kinds:
            phrases = {phrase_of(w) for w in term.wordings if len(phrase_of(w)) > 1 or len(w.split()) == 1}
            materials = {phrase[:-1] for phrase in phrases if phrase[-1:] == ("concentr",)}
            named |= phrases - materials
    return frozenset(phrase for phrase in named if len(phrase) > 1 or not MEASURES.issuperset(phrase)) - {()}


def _known_length(words: list[str], stems: list[str], at: int, vocabulary: Vocabulary) -> int:
    """Words of the longest known phrase that begins here, function words inside it counted."""
    if stems[at] in STOP_WORDS or words[at] in _BOUNDS:
        return 1
    for length in range(min(vocabulary.longest + 2, len(stems) - at), 1, -1):
        if _content(stems[at : at + length]) in vocabulary.groups and stems[at + length - 1] not in STOP_WORDS:
            return length
    return 1


def _without_quantities(question: str) -> str:
    kept = list(question)
    for q in find_quantities(question):
        kept[q.start : q.end] = " " * (q.end - q.start)
    return "".join(kept)


def _content(stems: list[str]) -> Phrase:
    return tuple(stem for stem in stems if stem not in STOP_WORDS)


def _without_names(question: str) -> str:
    """The question without identifiers, versions, time points and stated quantities: they are
    conditions, held against a statement on their own."""
    spans = [m.span() for p in (_IDENTIFIER, _VERSION, TIME_POINT) for m in p.finditer(question)]
    spans += [(q.start, q.end) for q in find_quantities(question) if q.dimension is not None]
    spans += [m.span() for pattern in (_FRAME, _IN_UNIT, _DATE) for m in pattern.finditer(question)]
    if day_spoken_of(question):  # "in force in May 2023" picks the versions; records do not say it of a value
        spans += [m.span() for m in _RULES_OF_A_DAY.finditer(question)]
    kept = list(question)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return _NAMES_PLURAL.sub("", "".join(kept))
