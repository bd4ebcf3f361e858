"""Does a stated value answer a request? Every word accounted for, every condition met; else how it falls short."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.concepts import Concept
from assistant.conditions import STRICT
from assistant.factual.bags import Bag, accounts, bag, content, is_name
from assistant.factual.lines import Lines
from assistant.factual.products import Products
from assistant.factual.request import Request
from assistant.factual.site import Site
from assistant.factual.stated import Stated
from assistant.factual.words import BELONGING
from assistant.question import SURROUNDINGS
from graph.quantities import find_quantities
from graph.questions.times import same_time, stage_words, time_points
from graph.schema import Label
from retrieval.terms import fold, tokens

# A word that is asked for as a place.
_PLACED = r"\b(?:in|during|at|for|before|after|while|when)\s+(?:the\s+|our\s+)?{}"


@dataclass(frozen=True)
class Ground:
    """What values are held against: the request, what is known here, the lines of the records.

    `known` are the words of the question that are names of things here: neighbouring words do not stand for them.
    """

    request: Request
    site: Site
    lines: Lines
    known: frozenset[str]

    @property
    def products(self) -> Products:
        """The products of the site."""
        return self.site.products

    @cached_property
    def question(self) -> str:
        """The question, folded."""
        return fold(self.request.question)

    @cached_property
    def products_asked(self) -> frozenset[str]:
        """The products that words of the question name."""
        return frozenset().union(*(self.products.of(c) for c in self.request.concepts))

    def line(self, stated: Stated) -> str:
        """The line that a value was read from, with what stands over it."""
        return self.lines.of(stated.evidence[0])


@dataclass(frozen=True, slots=True)
class Match:
    """How a value stands to a request.

    `named` counts the words of the question that its name accounts for, `exactly` those without a detour
    over neighbouring words, `spare` the words of its name that were not asked for. `missing` are the words
    that nothing accounts for, `unmet` the conditions that it does not meet.
    """

    stated: Stated
    named: int
    exactly: int
    spare: int
    missing: tuple[str, ...]
    unmet: tuple[str, ...]


def match(stated: Stated, ground: Ground) -> Match | None:
    """The match; None when the question does not name the thing."""
    request = ground.request
    wordings, name = _words_of(stated.wordings)
    unit = bag(stated.unit, fold(stated.unit).replace("^", "")) if stated.unit else frozenset()
    by_name = [c for c in request.concepts if _names(c, name, unit, stated, ground)]
    if not any(_telling(c) and not _is_stage(c, stated, ground) for c in by_name):
        return None
    around = bag(stated.place, stated.method, stated.title)
    missing: list[str] = []
    unmet: list[str] = []
    for concept in request.concepts:
        if concept in by_name or _is_part(concept, by_name):
            continue
        short = _elsewhere(concept, stated, ground, around)
        if short is None:
            missing.append(concept.asked)
        elif short:
            unmet.append(short)
    unmet += _conditions(stated, ground)
    asked = frozenset(s for c in by_name for phrase in c.wordings | c.related for s in phrase)
    exactly = sum(any(accounts(w, c, related=False) for w in wordings) for c in by_name)
    spare = min(len(content(w) - asked - BELONGING) for w in wordings)
    return Match(stated, len(by_name), exactly, spare, tuple(missing), tuple(dict.fromkeys(unmet)))


@functools.lru_cache(maxsize=10_000)
def _words_of(wordings: tuple[str, ...]) -> tuple[tuple[Bag, ...], Bag]:
    """The words of each name, and of all together."""
    each = tuple(bag(w) for w in wordings)
    return each, frozenset().union(*each)


def _names(concept: Concept, name: Bag, unit: Bag, stated: Stated, ground: Ground) -> bool:
    """Whether a word of the question names the thing, or its unit; that of a product only where it stands as there."""
    if " " in concept.asked and any(is_name(w, concept) for w in stated.wordings):
        return True
    if ground.products.of(concept):
        asked = f" {ground.question} "
        signed = f"{concept.asked}+"  # "CAR+" is no product, "CAR-T" is one
        if signed in asked:
            return any(signed in fold(w) for w in stated.wordings)
        return any(f" {fold(w)} " in asked and accounts(bag(w), concept, related=False) for w in stated.wordings)
    related = concept.asked not in ground.known
    return accounts(name, concept, related=related) or bool(unit and accounts(unit, concept, related=False))


def _is_part(concept: Concept, named: Sequence[Concept]) -> bool:
    """Whether a word is part of a phrase that another stands for: "inhibitor" of "GSK3 inhibitor"."""
    own = set(tokens(fold(concept.asked)))
    for other in named:
        words = set(tokens(fold(other.asked)))
        if any(len(phrase) > 1 and words < set(phrase) <= own | words for phrase in other.wordings | other.related):
            return True
    return False


def _telling(concept: Concept) -> bool:
    return any(word not in BELONGING for word in tokens(fold(concept.asked)))


def _elsewhere(concept: Concept, stated: Stated, ground: Ground, around: Bag) -> str | None:
    """What a word that is no part of the name says: "" when met, how it is not met, None when unaccounted for."""
    attribute = stated.label is Label.ATTRIBUTE or (stated.kind == "result" and bool(stated.time))
    if attribute and accounts(ground.site.stages, concept, related=False):
        return _at_stage(concept, stated, around)
    if f"{concept.asked}+" in ground.question:
        return None
    products = ground.products.of(concept)
    if products:
        return "" if not stated.product or stated.product in ground.products_asked else f"is of {stated.product}"
    operations = ground.site.operations.get(stated.product, frozenset()) if attribute else frozenset()
    if accounts(around, concept) or not _telling(concept) or accounts(operations, concept):
        return ""
    if accounts(bag(ground.line(stated)), concept):
        return ""
    place = re.compile(_PLACED.format(re.escape(concept.asked)), re.IGNORECASE)
    steps = ground.site.operations.values() if place.search(ground.question) else ()
    elsewhere = any(accounts(words, concept, related=False) for words in steps)
    return f"is in {stated.place}" if elsewhere and stated.place and stated.kind != "result" else None


def _is_stage(concept: Concept, stated: Stated, ground: Ground) -> bool:
    """Whether a word says when, of a result; no result is named by its stage alone."""
    return stated.kind == "result" and accounts(ground.site.stages, concept, related=False)


def _at_stage(concept: Concept, stated: Stated, around: Bag) -> str | None:
    if not stated.time:
        return "" if accounts(around, concept, related=False) else None
    return "" if accounts(stage_words(stated.time), concept) else f"is {_at(stated.time)}: another time point"


def _at(time: str) -> str:
    return time if time.startswith(("at ", "post ", "pre ", "end ", "after ")) else f"at {time}"


def _conditions(stated: Stated, ground: Ground) -> list[str]:
    """The conditions that the question states and that a value does not meet."""
    request = ground.request
    unmet: list[str] = []
    called = ground.products.called(request.codes.known)
    if called and stated.product and stated.product not in called:
        unmet.append(f"is of {stated.product}")
    if request.times and not _timed(stated, request.times, ground):
        unmet.append(f"is {_at(stated.time)}: another time point" if stated.time else "is at no stated time point")
    if request.parsed.surroundings:
        line = fold(ground.line(stated))
        unmet += [f"is not {name}" for name in request.parsed.surroundings if not SURROUNDINGS[name].search(line)]
    strict = [q for q in request.parsed.quantities if q.dimension in STRICT]
    there = find_quantities(ground.line(stated)) if strict else ()
    for quantity in strict:
        if not any(q.comparable(quantity) and q.agrees(quantity) for q in there):
            unmet.append(f"is at another {quantity.dimension}")
    if request.unit and (short := request.unit.unmet_by(stated.value)):
        unmet.append(short)
    return unmet


def _timed(stated: Stated, asked: frozenset[str], ground: Ground) -> bool:
    if time_points(stated.time):
        return any(same_time(one, stated.time) for one in asked)
    return asked <= time_points(f"{ground.line(stated)} {stated.name}")


def beaten(fitting: Sequence[Match], whole: Sequence[Match]) -> bool:
    """Whether another thing is named better than those that fit: the question is about that, as it is not."""
    return bool(fitting) and max(map(_rank, whole)) > max(map(_rank, fitting))


def _rank(one: Match) -> tuple[int, int, int]:
    return one.named, one.exactly, -one.spare


def best(matches: Iterable[Match]) -> list[Match]:
    """Those whose name accounts for most of the question, and says least beside it."""
    found = list(matches)
    most = max(map(_rank, found), default=None)
    return [m for m in found if _rank(m) == most]


def known_names(request: Request, values: Iterable[Stated]) -> frozenset[str]:
    """The words of a question that are a whole name of one of these."""
    wordings = {w for v in values for w in v.wordings}
    return frozenset(c.asked for c in request.concepts if any(is_name(w, c) for w in wordings))
