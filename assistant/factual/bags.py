"""Words of names and places as stems, and whether they account for a word of a question."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from assistant.concepts import Concept
from assistant.factual.words import BELONGING
from retrieval.terms import STOP_WORDS, tokens

Bag = frozenset[str]


@functools.lru_cache(maxsize=20_000)
def _stems(text: str) -> Bag:
    return frozenset(tokens(text.replace("-", " ").replace("/", " ")))


def bag(*texts: str) -> Bag:
    """The stems of some texts."""
    return frozenset().union(*(_stems(text) for text in texts))


def content(stems: Iterable[str]) -> Bag:
    """Stems without function words."""
    return frozenset(stem for stem in stems if stem not in STOP_WORDS)


def accounts(words: Bag, concept: Concept, *, related: bool = True) -> bool:
    """Whether one wording of a concept stands whole in some words, a neighbouring one too if `related`."""
    wordings = concept.wordings | (concept.related if related else frozenset())
    return any(set(phrase) <= words for phrase in wordings)


def is_name(wording: str, concept: Concept) -> bool:
    """Whether a concept is a whole name, containers and samples in it aside: "OCT4" of "OCT4+ cells"."""
    core = content(bag(wording)) - BELONGING
    return bool(core) and any(core <= set(phrase) for phrase in concept.wordings)
