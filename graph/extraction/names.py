"""Where a text names things of the vocabulary or of its own document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.vocabulary import Term, Vocabulary
from retrieval.terms import fold, stem

# A sign is part of a name: "CAR+" and "CD19+" are not "CAR" and "CD19".
_WORD = re.compile(r"[^\W_]+(?:⁺|\+(?![\w+])|-positive\b)?")
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text: its span, as written, and what it is a name of."""

    start: int
    end: int
    text: str
    term: Term


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """The stems of a text with their spans, function words included."""
    for match in _WORD.finditer(text):
        word = fold(match.group().replace("-positive", "+").replace("⁺", "+"))
        yield stem(word), match.start(), match.end()


def key_of(text: str) -> Key:
    """The stems of a name."""
    return tuple(word for word, _, _ in words(text))


@dataclass
class Names:
    """Names to look for; the longest at a place wins, and the first that was added."""

    _terms: dict[Key, Term] = field(default_factory=dict[Key, Term])
    _longest: int = 1
    _abbreviations: set[Key] = field(default_factory=set[Key])

    def add(self, term: Term, wordings: Iterable[str] = ()) -> None:
        """Look for a thing under its wordings."""
        for wording in wordings or term.wordings:
            key = key_of(wording)
            if key and key not in self._terms:
                self._terms[key] = term
                if len(wording) <= 5 and any(ch.isupper() for ch in wording[1:]):
                    self._abbreviations.add(key)
                self._longest = max(self._longest, len(key))

    def find(self, text: str) -> list[Named]:
        """Names in order, none inside another. Linear in the length of the text."""
        found = list(words(text))
        stems = [word for word, _, _ in found]
        names: list[Named] = []
        at = 0
        while at < len(found):
            length = next(
                (
                    n
                    for n in range(min(self._longest, len(found) - at), 0, -1)
                    if self._is_name(tuple(stems[at : at + n]), text[found[at][1] : found[at + n - 1][2]])
                ),
                0,
            )
            if length:
                start, end = found[at][1], found[at + length - 1][2]
                term = self._terms[tuple(stems[at : at + length])]
                names.append(Named(start, end, text[start:end], term))
            at += max(length, 1)
        return names

    def _is_name(self, key: Key, written: str) -> bool:
        """Whether these words are a name; an abbreviation keeps its capitals ("DO" is not "Do")."""
        return key in self._terms and (key not in self._abbreviations or any(ch.isupper() for ch in written[1:]))

    def whole(self, text: str) -> Term | None:
        """What a whole text is a name of."""
        return self._terms.get(key_of(text))


# Made once a vocabulary: a site has one, and its digest names it.
_MADE: dict[tuple[str, frozenset[str]], Names] = {}


def names_of(vocabulary: Vocabulary, kinds: Iterable[str] = ()) -> Names:
    """The names of the vocabulary's terms of these kinds, of all kinds by default; not to be added to."""
    wanted = frozenset(kinds) or frozenset(term.kind for term in vocabulary.terms)
    key = (vocabulary.digest, wanted)
    if key not in _MADE:
        names = Names()
        for term in vocabulary.terms:
            if term.kind in wanted:
                names.add(term)
        if len(_MADE) > 32:
            _MADE.clear()
        _MADE[key] = names
    return _MADE[key]
