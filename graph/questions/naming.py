"""What a person types and what the graph calls it: names, aliases and abbreviations, case and hyphens aside."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from graph.process import Context, Node
from graph.vocabulary import Phrase, Term, Vocabulary, phrase_of
from retrieval.terms import fold

_APART = re.compile(r"[\W_]+")
_QUALIFIED = re.compile(r"(?P<name>.+?)\s+(?:in|during|of|at|on|for|after|before|by)\s+(?P<where>.+)", re.IGNORECASE)


# Texts whose folded or stemmed form is kept: a question compares the same few names thousands of times.
_KEPT = 20_000


@functools.lru_cache(maxsize=_KEPT)
def loose(text: str) -> str:
    """Letters, digits and signs that tell names apart ("+"), folded: "Seeding-density" is "seeding density"."""
    kept = fold(text).replace("+", " plus ")
    return _APART.sub(" ", kept).strip()


def wordings(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The name and what the field calls the same thing, the name first."""
    there, phrase = _places(_Terms(vocabulary.terms)), phrase_of(name)
    places = {*there.get(loose(name), ()), *(there.get(phrase, ()) if phrase else ())}
    known = (wording for place in sorted(places) for wording in vocabulary.terms[place].wordings)
    return tuple(dict.fromkeys((name.strip(), *known)))


class _Terms:
    """The terms of one vocabulary, told apart by identity: to hash them all takes longer than to ask."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms

    def __hash__(self) -> int:
        return id(self.terms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Terms) and other.terms is self.terms


@functools.lru_cache(maxsize=4)
def _places(of: _Terms) -> dict[str | Phrase, list[int]]:
    """Under each wording as names are compared, and under its stems, the terms that have it."""
    found: dict[str | Phrase, list[int]] = {}
    for place, term in enumerate(of.terms):
        for wording in term.wordings:
            for key in (loose(wording), phrase_of(wording)):
                found.setdefault(key, []).append(place)
    return found


def concepts(names: Iterable[str]) -> frozenset[str]:
    """Under which concepts entities of these names may be kept."""
    return frozenset(key for name in names for key in (fold(name).strip(), name.casefold().strip(), loose(name)))


def is_called(node: Node, names: Iterable[str]) -> bool:
    """Whether one of an entity's wordings is one of these names."""
    there = {loose(w) for w in (node.name, node.concept, *node.aliases)}
    return any(loose(name) in there for name in names)


def within(asked: str, there: str) -> bool:
    """Whether a name as asked for is that name or a part of it: "expansion" of "Expansion in the bioreactor"."""
    if not there:
        return False
    if loose(asked) == loose(there):
        return True
    wanted, phrase = _words(asked), _words(there)
    return bool(wanted) and set(wanted) <= set(phrase)


def qualified(name: str) -> tuple[str, str] | None:
    """ "seeding density in expansion" as its name and its qualifier."""
    found = _QUALIFIED.fullmatch(name.strip())
    return (found["name"], found["where"]) if found else None


def place(context: Context) -> str:
    """A context in a reader's words: product, operation, time, method; empty when nothing is stated."""
    parts = (context.product, context.operation, context.time, context.method, context.document)
    return " · ".join(part for part in parts if part)


def holds_in(context: Context, where: str) -> bool:
    """Whether a qualifier names a part of a context."""
    parts = (context.product, context.operation, context.step, context.time, context.method, context.document)
    return any(within(where, part) for part in parts)


@functools.lru_cache(maxsize=_KEPT)
def _words(text: str) -> Phrase:
    return phrase_of(text) or tuple(loose(text).split())
