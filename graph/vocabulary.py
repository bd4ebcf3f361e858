"""The words of the field: entities with their aliases, and the everyday wording of the bench.

`vocabulary.yaml` is read once a process; a site's file of the same shape is laid over it. A phrase is
looked up by its stems, so inflections and hyphens do not matter.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from graph.site_vocabulary import SiteWords, read_site_words
from retrieval.errors import SettingsError
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
    `generic` holds the stems of words that carry little content in a question. `overruled` says where
    a site's alias took the place of a packaged one.
    """

    groups: dict[Phrase, frozenset[Phrase]]
    related: dict[Phrase, frozenset[Phrase]]
    generic: frozenset[str]
    longest: int
    terms: tuple[Term, ...] = ()
    digest: str = ""
    overruled: tuple[str, ...] = ()

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


def load_vocabulary(site: Path | None = None) -> Vocabulary:
    """The packaged vocabulary, with the words of a site's own file laid over it.

    A site's alias that the packaged vocabulary gives to another thing wins, and `overruled` says so.
    Raises SettingsError, with the line, for a file that is not there or not a vocabulary.
    """
    if site is None:
        return _packaged()
    try:
        data = site.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"the site's vocabulary cannot be read: {error.strerror or error}",
            where=str(site),
            next_step="name an existing file in the setting vocabulary, or unset it",
        ) from error
    return _with_site(site, data)


@functools.cache
def _packaged_data() -> bytes:
    return resources.files("graph").joinpath("vocabulary.yaml").read_bytes()


@functools.cache
def _packaged() -> Vocabulary:
    raw = _packaged_raw()
    terms = tuple(Term(e["name"], e["kind"], tuple(e.get("aliases", ()))) for e in raw["entities"])
    return _made(terms, raw["wording"], raw["related"], raw["generic"], _packaged_data())


@functools.cache
def _packaged_raw() -> dict[str, Any]:
    return yaml.load(
        _packaged_data(),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),  # noqa: S506 both are safe; C is ten times faster
    )


@functools.lru_cache(maxsize=4)
def _with_site(site: Path, data: bytes) -> Vocabulary:
    packaged, raw = _packaged(), _packaged_raw()
    words = read_site_words(site, data, frozenset(term.kind for term in packaged.terms))
    terms, overruled = _laid_over(packaged.terms, words)
    made = _made(
        terms,
        [*raw["wording"], *words.wording],
        [*raw["related"], *words.related],
        [*raw["generic"], *words.generic],
        _packaged_data() + b"\0" + data,
    )
    return replace(made, overruled=overruled)


def _laid_over(packaged: tuple[Term, ...], words: SiteWords) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The packaged terms without what the site gives to another thing, then the site's."""
    names = {key: term for term in packaged for wording in term.wordings if (key := phrase_of(wording))}
    own: dict[str, Term] = {}
    given: dict[Phrase, str] = {}
    for entry in words.entities:
        known = names.get(phrase_of(entry.name))
        name = known.name if known is not None and known.kind == entry.kind else entry.name
        before = own.get(name, Term(name, entry.kind))
        wordings = dict.fromkeys([*before.aliases, entry.name, *entry.aliases])
        own[name] = Term(name, entry.kind, tuple(w for w in wordings if w != name))
        given.update({phrase_of(wording): name for wording in (entry.name, *entry.aliases)})
    overruled: list[str] = []
    kept: list[Term] = []
    for term in packaged:
        lost = [w for w in term.wordings if (of := given.get(phrase_of(w))) is not None and of != term.name]
        overruled += [f"{w!r} stands for {given[phrase_of(w)]!r} here, not for {term.name!r}" for w in lost]
        left = [w for w in term.wordings if w not in lost]
        site = own.pop(term.name, None) if term.name not in lost else None
        if site is not None:
            left = list(dict.fromkeys([*left, *site.aliases]))
        if left:
            kept.append(Term(left[0], term.kind, tuple(left[1:])))
    return (*kept, *own.values()), tuple(overruled)


def _made(
    terms: tuple[Term, ...],
    wording: Iterable[Iterable[str]],
    related: Iterable[Iterable[str]],
    generic: Iterable[str],
    data: bytes,
) -> Vocabulary:
    groups = _grouped([*(term.wordings for term in terms), *wording])
    stems = frozenset(stem(str(word).casefold()) for word in generic)
    digest = hashlib.sha256(data).hexdigest()
    return Vocabulary(groups, _grouped(related), stems, max(map(len, groups), default=1), terms, digest)


def _grouped(wordings: Iterable[Iterable[str]]) -> dict[Phrase, frozenset[Phrase]]:
    groups: dict[Phrase, frozenset[Phrase]] = {}
    for wording in wordings:
        phrases = frozenset(filter(None, (phrase_of(str(w)) for w in wording)))
        for phrase in phrases:
            groups[phrase] = groups.get(phrase, frozenset()) | phrases
    return groups
