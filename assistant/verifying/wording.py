"""Whether every word of a sentence that carries meaning is said by what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Phrase, Senses, keys_of
from assistant.verifying.piece import Piece
from assistant.verifying.words import Word

# Kinds of the vocabulary of which a quoted place names its own: one that stands farther off is another.
_OWN_KINDS = frozenset({"attribute", "parameter", "limit", "unit operation"})


class Tiers:
    """What is said, by how near it stands: in the quotation, in its row or sentence, around it."""

    def __init__(self, senses: Senses, pieces: Sequence[Piece]) -> None:
        """Take the pieces of all quotations."""
        self.near = self._said(senses, [r for p in pieces for r in (p.own, *p.frame)])
        self.around = self._said(senses, [r for p in pieces for r in p.around])
        self._senses = senses
        self.kinds = {kind for phrase in self.near for kind in (senses.kinds.get(phrase),) if kind is not None}

    @staticmethod
    def _said(senses: Senses, readings: Sequence[Reading]) -> frozenset[Phrase]:
        said: set[Phrase] = set()
        for reading in dict.fromkeys(readings):
            said |= senses.phrases(keys_of((*reading.words, *reading.inside)))
            said |= {(number.key,) for number in reading.numbers}
        return frozenset(said)

    def has(self, alike: frozenset[Phrase]) -> bool:
        """Whether one of these is said near or around."""
        return not alike.isdisjoint(self.near) or not alike.isdisjoint(self.around)


def unsaid(reading: Reading, tiers: Tiers, senses: Senses, spared: frozenset[int]) -> Iterator[Violation]:
    """A violation for each word that nothing says. `spared` are the places of words that another check judges."""
    keys = keys_of(reading.words)
    said: set[int] = set(spared)
    for found in senses.find(keys):
        if tiers.has(found.alike):
            said |= set(found.at)
    for at, word in enumerate(reading.words):
        if at in said or word.key in senses.function or word.key in senses.telling:
            continue
        if tiers.has(frozenset({(word.key,)})):
            continue
        yield _of(word)


def _of(word: Word) -> Violation:
    if word.is_name:
        return Violation(Rule.NAME, f"{word.text} is neither in the quotation nor in the place it stands")
    return Violation(Rule.WORDING, f"nothing quoted says '{word.text}': use the words of the quotation")
