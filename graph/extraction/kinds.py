"""Whether a name is that of a parameter or an attribute, by the vocabulary; and what a text names of it."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from graph.schema import Label
from graph.vocabulary import Phrase, Term, Vocabulary, phrase_of
from retrieval.terms import STOP_WORDS

_LABELS = {
    "attribute": Label.ATTRIBUTE,
    "parameter": Label.PARAMETER,
    "material": Label.MATERIAL,
    "equipment": Label.EQUIPMENT,
}
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_WORD = re.compile(r"[^\W_]+(?:[-/.:][^\W_]+)*\+?")
# The longest name of the vocabulary that is looked for in a text, in words.
_LONGEST = 6
# Words of the vocabulary that stand for the idea of a limit or of a thing, not for one thing.
_GENERIC = frozenset({"critical quality attribute", "critical process parameter", "key process parameter",
                      "critical material attribute", "identity", "purity", "potency", "appearance"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a text names: its label, its wording there, and the span."""

    label: Label
    name: str
    start: int
    end: int


def label_of(name: str, vocabulary: Vocabulary) -> Label | None:
    """Parameter or attribute, as the vocabulary has the name; None when it does not know it."""
    known = _by_phrase(vocabulary.terms)
    inside = _BRACKETS.search(name)
    for wording in (name, _BRACKETS.sub(" ", name), inside.group(1) if inside else "", name.partition(",")[0]):
        label = known.get(phrase_of(wording)) if wording.strip() else None
        if label in (Label.PARAMETER, Label.ATTRIBUTE):
            return label
    return None


def likely_label(name: str, vocabulary: Vocabulary, otherwise: Label = Label.ATTRIBUTE) -> Label:
    """The label of a name, by its last word where the vocabulary does not know the whole."""
    label = label_of(name, vocabulary)
    if label is not None:
        return label
    words = phrase_of(_BRACKETS.sub(" ", name))
    heads = _heads(vocabulary.terms).get(words[-1]) if words else None
    return heads or otherwise


def known_head(name: str, vocabulary: Vocabulary) -> Label | None:
    """The label of a name whose whole or whose last word the vocabulary has; None for any other."""
    known = label_of(name, vocabulary)
    if known is not None:
        return known
    words = phrase_of(_BRACKETS.sub(" ", name))
    return _heads(vocabulary.terms).get(words[-1]) if words else None


def named_in(text: str, vocabulary: Vocabulary, labels: frozenset[Label]) -> Iterator[Named]:
    """Everything of these labels that a text names in words of the vocabulary, longest names first."""
    known = _by_phrase(vocabulary.terms)
    words = list(_WORD.finditer(text))
    index = 0
    while index < len(words):
        taken = 1
        for length in range(min(_LONGEST, len(words) - index), 0, -1):
            start, end = words[index].start(), words[index + length - 1].end()
            written = text[start:end]
            ends = {words[index].group().casefold(), words[index + length - 1].group().casefold()}
            if ends & STOP_WORDS or "\n" in written or _is_unit_of_a_number(text, start):
                continue
            label = known.get(phrase_of(written))
            if label is not None and label in labels:
                yield Named(label, written, start, end)
            if label is not None:
                taken = length
                break
        index += taken


def _is_unit_of_a_number(text: str, start: int) -> bool:
    """ "5.4 copies/cell" names no attribute."""
    return re.search(r"\d\s?$", text[max(0, start - 3) : start]) is not None


@functools.lru_cache(maxsize=8)
def _by_phrase(terms: tuple[Term, ...]) -> dict[Phrase, Label]:
    found: dict[Phrase, Label] = {}
    for term in terms:
        label = _LABELS.get(term.kind)
        if label is None or term.name in _GENERIC:
            continue
        for wording in term.wordings:
            phrase = phrase_of(wording)
            if phrase:
                found.setdefault(phrase, label)
    return found


@functools.lru_cache(maxsize=8)
def _heads(terms: tuple[Term, ...]) -> dict[str, Label]:
    """The last word of parameters and attributes, where most names with it are of one label."""
    counts: dict[str, Counter[Label]] = {}
    for term in terms:
        label = _LABELS.get(term.kind)
        if label is None or label not in (Label.PARAMETER, Label.ATTRIBUTE):
            continue
        for phrase in filter(None, map(phrase_of, term.wordings)):
            counts.setdefault(phrase[-1], Counter[Label]())[label] += 1
    return {word: seen.most_common(1)[0][0] for word, seen in counts.items()}
