"""Which words and phrases stand for each other: the vocabulary of the field and the declared paraphrases."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

import yaml

from assistant.verifying.plain import plain
from assistant.verifying.reading import Reading
from assistant.verifying.words import Word, words
from graph.vocabulary import Vocabulary
from retrieval.terms import stem

Phrase = tuple[str, ...]
# Words of the longest phrase looked for.
LONGEST = 6


@dataclass(frozen=True)
class Paraphrases:
    """The declared English: words that carry nothing, and phrases used for each other."""

    function: frozenset[str]
    telling: frozenset[str]
    carriers: frozenset[str]
    groups: dict[Phrase, frozenset[Phrase]]


@functools.cache
def paraphrases() -> Paraphrases:
    """The packaged paraphrases."""
    raw = yaml.load(
        resources.files("assistant.verifying").joinpath("paraphrases.yaml").read_bytes(),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506 both are safe; C is ten times faster
    )
    function = frozenset(word.key for word in words(plain(raw["function"])))
    telling = frozenset(word.key for word in words(plain(raw["telling"])))
    carriers = frozenset(word.key for word in words(plain(raw["carriers"])))
    grouped: dict[Phrase, frozenset[Phrase]] = {}
    for group in raw["groups"]:
        phrases = frozenset(filter(None, (_phrase(str(written), function) for written in group)))
        for phrase in phrases:
            grouped[phrase] = grouped.get(phrase, frozenset()) | phrases
    return Paraphrases(function, telling, carriers, grouped)


def _phrase(written: str, function: frozenset[str]) -> Phrase:
    keys = [word.key for word in words(plain(written))]
    return tuple(key for key in keys if key not in function) if len(keys) > 1 else tuple(keys)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of a text: its words, by their place in the sequence, and the phrases that stand for it."""

    phrase: Phrase
    at: tuple[int, ...]
    alike: frozenset[Phrase]


class Senses:
    """Finds the known phrases of a text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the words of the field and of the site."""
        own = paraphrases()
        self.function, self.telling, self.carriers = own.function, own.telling, own.carriers
        self._groups: dict[Phrase, frozenset[Phrase]] = dict(own.groups)
        self.kinds: dict[Phrase, str] = {}
        for term in vocabulary.terms:
            keyed = {wording: self.phrase(wording) for wording in term.wordings}
            self._join(keyed.values())
            for wording, phrase in keyed.items():
                if phrase and (len(phrase) > 1 or wording == term.name or phrase[0] not in self.function):
                    self.kinds.setdefault(phrase, term.kind)
        self._join_wordings(vocabulary)
        self._said = functools.lru_cache(maxsize=8_192)(self._all_said)

    def _join(self, phrases: Iterable[Phrase]) -> None:
        group = frozenset(p for p in phrases if p)
        for phrase in group:
            self._groups[phrase] = self._groups.get(phrase, frozenset()) | group

    def _join_wordings(self, vocabulary: Vocabulary) -> None:
        """The everyday wording, which is there as stems without function words: only what turns no meaning."""
        for phrase, alike in vocabulary.groups.items():
            kept = frozenset(p for p in alike if not _turning(p))
            if phrase in kept and len(kept) > 1 and not any(_turning(p) for p in alike):
                self._groups[phrase] = self._groups.get(phrase, frozenset()) | kept

    def phrase(self, written: str) -> Phrase:
        """The phrase of a wording, without words of grammar."""
        return _phrase(written, self.function)

    def find(self, keys: Sequence[str]) -> Iterator[Found]:
        """Every known phrase in a sequence of words, words of grammar passed over."""
        places = [n for n, key in enumerate(keys) if key not in self.function]
        plain_keys = [keys[n] for n in places]
        for start in range(len(plain_keys)):
            for length in range(1, min(LONGEST, len(plain_keys) - start) + 1):
                phrase = tuple(plain_keys[start : start + length])
                alike = self._groups.get(phrase)
                if alike is not None:
                    yield Found(phrase, tuple(places[start : start + length]), alike)

    def phrases(self, keys: Sequence[str]) -> frozenset[Phrase]:
        """All known phrases of a sequence, and every word by itself."""
        found = {phrase.phrase for phrase in self.find(keys)}
        return frozenset(found | {(key,) for key in keys})

    def _all_said(self, reading: Reading) -> frozenset[Phrase]:
        own = self.phrases(keys_of((*reading.words, *reading.inside)))
        return own | {(number.key,) for number in reading.numbers}

    def general(self, key: str) -> bool:
        """Whether a word needs no source."""
        return key in self.function or key in self.telling or key in self.carriers

    def said(self, reading: Reading) -> frozenset[Phrase]:
        """All that a text says, for looking up; kept for each text."""
        return self._said(reading)

    def alike(self, phrase: Phrase) -> frozenset[Phrase]:
        """What stands for a phrase; only itself when it is not known."""
        return self._groups.get(phrase, frozenset({phrase}))


# Stems of the vocabulary's phrases that would change a number, a limit or a time if taken for another.
_TURNS = frozenset(
    stem(word)
    for word in "maximum minimum max min nmt nlt freez thaw post pre upper lower limit not forbidden prohibited before after".split()
) | {"maxim", "minim"}


def _turning(phrase: Phrase) -> bool:
    return any(key in _TURNS for key in phrase)


def keys_of(found: Iterable[Word]) -> list[str]:
    """The keys of words, in order."""
    return [word.key for word in found]
