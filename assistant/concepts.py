"""The things that a question names, each with every wording that counts for it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

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


# Which end of a range is asked for: the thing is what follows.
_BOUNDS = frozenset(
    {"maximum", "max", "maximal", "minimum", "min", "minimal", "longest", "shortest", "highest", "lowest"}
)
# Words for a measure: the kind of answer carries them, so a record need not repeat them.
MEASURES = frozenset(
    stem(word)
    for word in (
        "concentration conc temperature temp time times speed volume vol duration dose amount mass weight "
        "gram grams mg ml ul litre litres liter liters minutes hours days percent percentage number rpm "
        "µl μl min hr dilution date"
    ).split()
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*")


def concepts_of(plain: str, vocabulary: Vocabulary) -> tuple[Concept, ...]:
    """The concepts of a text: phrases of the vocabulary first, the longest at each place, then single words."""
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


def _content(stems: list[str]) -> Phrase:
    return tuple(stem for stem in stems if stem not in STOP_WORDS)
