"""Where a concept stands: in a statement, over it, beside it, or only somewhere near, and what that is worth."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.concepts import MEASURES, Concept
from assistant.statements import Bag, Statement
from assistant.weights import TELLING, Weighted
from graph.vocabulary import Phrase
from retrieval.terms import stem, tokens

# What a concept is worth by where it is found; chosen on the development half of bench/questions.
ABOVE = 0.9
NEAR = 0.75
TOPIC = 0.6
PASSAGE = 0.5
# What a related wording ("window" for "range") is worth beside an alias, and a word that the
# embedding model holds akin.
RELATED = 0.8
AKIN = 0.6


def said_of(statement: Statement) -> Bag:
    """The stems of a statement, of the headings and the caption over it, and of what introduces it; not the title's."""
    return (
        statement.own | statement.near | frozenset(tokens("\n".join([*statement.line.section, statement.line.caption])))
    )


def speaks_of(item: Weighted, statement: Statement, weighted: Sequence[Weighted]) -> bool:
    """Names what is measured itself, or stands under a heading, a caption or an introduction that does.

    The title of the document is not enough: it speaks of many things. A compound measure ("dissociation
    time") is also spoken of by its last word beside another telling word of the question ("EDTA time").
    """
    there = said_of(statement)
    if stands_in(item, there):
        return True
    last = stem(item.concept.asked.split()[-1])
    others = [w for w in weighted if w is not item and w.weight >= TELLING and not w.concept.generic]
    return last in MEASURES and last in there and any(stands_in(w, statement.own) for w in others)


def stands_in(item: Weighted, bag: Bag) -> bool:
    """One of its wordings stands there, or a related one.

    Another thing measured, or another name with a digit ("OCT4" for "SSEA4"), is related but not the same.
    """
    concept = item.concept
    wordings = concept.wordings if concept.measured else concept.wordings | _related(concept)
    return any(all(word in bag for word in phrase) for phrase in wordings)


def _related(concept: Concept) -> frozenset[Phrase]:
    """The related wordings that count: beside a name with a digit, no other such name, however near."""
    if not any(ch.isdigit() for ch in concept.asked):
        return concept.related
    return frozenset(phrase for phrase in concept.related if not any(ch.isdigit() for word in phrase for ch in word))


def credit(item: Weighted, statement: Statement, akin: frozenset[str]) -> float:
    """What a statement covers of one concept, from 0 to 1."""
    concept = item.concept
    exact = _placed(concept.wordings, statement)
    if exact == 1.0:
        return exact
    if item.name and not exact and spelt_out(concept.asked, statement.text):
        return ABOVE
    near = RELATED * _placed(_related(concept), statement)
    alike = AKIN if akin & statement.own else 0.0
    return max(exact, near, alike, _part(concept, statement.own))


def _placed(wordings: frozenset[Phrase], statement: Statement) -> float:
    """What a concept is worth by the nearest place that has one of its wordings."""
    s = statement
    for worth, bag in (
        (1.0, s.own),
        (ABOVE, s.own | s.above),
        (NEAR, s.own | s.above | s.near),
        (TOPIC, s.topic),
        # The rows around a row say nothing about it.
        (PASSAGE, s.own | s.above | s.near | s.topic | (frozenset() if s.is_row else s.passage)),
    ):
        if any(all(word in bag for word in phrase) for phrase in wordings):
            return worth
    return 0.0


def spelt_out(abbreviation: str, text: str) -> bool:
    """Consecutive capitalised words with these initials: "Process Development" for PD."""
    if not (2 <= len(abbreviation) <= 5 and abbreviation.isalpha()):
        return False
    initials = "".join(
        word[0] if word[0].isupper() else " " for word in re.findall(r"[^\W\d_]+", text) if len(word) > 2
    )
    return abbreviation.upper() in initials


def _part(concept: Concept, bag: Bag) -> float:
    """Credit for a phrase of which only some words stand in the quotation ("maximum hold time")."""
    words = concept.asked.split()
    if len(words) < 2:
        return 0.0
    stems = [stem(word) for word in words]
    return PASSAGE * sum(word in bag for word in stems) / len(stems)
