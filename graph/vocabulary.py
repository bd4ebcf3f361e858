"""The words of the field: entities with their aliases, and the everyday wording of the bench.

`vocabulary.yaml` is read once a process. A phrase is looked up by its stems, so inflections and
hyphens do not matter.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

import yaml

from retrieval.terms import STOP_WORDS, stem, tokens

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A thing of the field with its names; `kind` is "attribute", "parameter", "unit operation" and the like."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """The name and every alias."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of the field, and groups of phrases that stand for each other, as stems.

    `digest` is that of the files it was read from. `groups` maps each phrase to every phrase of its
    group, itself included; `related` to narrower or neighbouring wordings, which count for less;
    `generic` holds the stems of words that carry little content in a question.
    """

    groups: dict[Phrase, frozenset[Phrase]]
    related: dict[Phrase, frozenset[Phrase]]
    generic: frozenset[str]
    longest: int
    terms: tuple[Term, ...] = ()
    digest: str = ""

    def alternatives(self, phrase: Phrase) -> frozenset[Phrase]:
        """All wordings of a phrase; only itself when it is not known."""
        return self.groups.get(phrase, frozenset({phrase}))


def phrase_of(text: str) -> Phrase:
    """The stems of a phrase without function words.

    Empty when nothing else is left ("at most"): such a phrase says nothing that a bag of words
    could be asked for. An abbreviation in capitals is kept though it reads like one ("NOR").
    """
    words = tokens(text.replace("-", " "))
    if len(words) == 1 and text.isupper() and len(text) > 2:
        return (words[0],)
    return tuple(word for word in words if word not in STOP_WORDS)


@functools.cache
def load_vocabulary() -> Vocabulary:
    """The packaged vocabulary."""
    data = resources.files("graph").joinpath("vocabulary.yaml").read_bytes()
    raw = yaml.load(
        data,
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506 both are safe; C is ten times faster
    )
    wordings: list[Iterable[str]] = [[e["name"], *e.get("aliases", ())] for e in raw["entities"]]
    groups = _grouped([*wordings, *raw["wording"]])
    generic = frozenset(stem(str(word).casefold()) for word in raw["generic"])
    terms = tuple(Term(e["name"], e["kind"], tuple(e.get("aliases", ()))) for e in raw["entities"])
    digest = hashlib.sha256(data).hexdigest()
    return Vocabulary(groups, _grouped(raw["related"]), generic, max(map(len, groups), default=1), terms, digest)


def _grouped(wordings: Iterable[Iterable[str]]) -> dict[Phrase, frozenset[Phrase]]:
    groups: dict[Phrase, frozenset[Phrase]] = {}
    for wording in wordings:
        phrases = frozenset(filter(None, (phrase_of(str(w)) for w in wording)))
        for phrase in phrases:
            groups[phrase] = groups.get(phrase, frozenset()) | phrases
    return groups
