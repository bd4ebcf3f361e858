"""Whether every word of a sentence that carries meaning is said by what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Phrase, Senses, keys_of
from assistant.verifying.words import Word

# Kinds of the vocabulary of which a quoted place names its own: one that stands farther off is another.
_OWN_KINDS = frozenset({"attribute", "parameter", "limit", "unit operation"})


class Tiers:
    """What is said, by how near it stands: in the quotation, in its row or sentence, around it."""

    def __init__(self, senses: Senses, pieces: Sequence[Piece]) -> None:
        """Take the pieces of all quotations."""
        self.near = _said(senses, [r for p in pieces for r in (p.own, *p.frame)])
        self.around = _said(senses, [r for p in pieces for r in p.around])
        titles = {w.key for p in pieces for r in p.around for w in (*r.words, *r.inside)}
        self.carried = senses.carriers & titles.union(*(p.section for p in pieces))
        self._kinds: dict[str, set[Phrase]] = {}
        named = {p for piece in pieces for r in (piece.own, *piece.frame) for p in senses.phrases(keys_of(r.words))}
        for phrase in named:
            kind = senses.kinds.get(phrase, "")
            if kind in _OWN_KINDS:
                self._kinds.setdefault(kind, set()).add(phrase)

    def says(self, alike: frozenset[Phrase]) -> bool:
        """Whether one of these is said near or around."""
        return not alike.isdisjoint(self.near) or not alike.isdisjoint(self.around)

    def instead(self, alike: frozenset[Phrase], kind: str, said: frozenset[Phrase]) -> Phrase | None:
        """What the quoted place itself names of a kind, where a sentence names another that stands farther off."""
        own = self._kinds.get(kind)
        if own is None or not alike.isdisjoint(self.near) or not own.isdisjoint(said):
            return None
        return min(own)


def _said(senses: Senses, readings: Sequence[Reading]) -> frozenset[Phrase]:
    return frozenset(p for reading in dict.fromkeys(readings) for p in senses.said(reading))


def unsaid(reading: Reading, tiers: Tiers, senses: Senses, spared: frozenset[int]) -> Iterator[Violation]:
    """A violation for each word that nothing says. `spared` are the places of words that another check judges."""
    keys = keys_of(reading.words)
    said: set[int] = set(spared)
    found = list(senses.find(keys))
    alike = frozenset(p for f in found for p in f.alike) | {(key,) for key in keys}
    for phrase in found:
        if tiers.says(phrase.alike):
            said |= set(phrase.at)
            kind = senses.kinds.get(phrase.phrase, "")
            named = any(not senses.general(key) for key in phrase.phrase)
            if named and (other := tiers.instead(phrase.alike, kind, alike)):
                yield Violation(
                    Rule.ATTRIBUTE, f"the sentence says {' '.join(phrase.phrase)}, the quotation {' '.join(other)}"
                )
    for at, word in enumerate(reading.words):
        if at in said or word.key in senses.function or word.key in senses.telling or word.key in tiers.carried:
            continue
        if not tiers.says(frozenset({(word.key,)})):
            yield _of(word)


def _of(word: Word) -> Violation:
    if word.is_name:
        return Violation(Rule.NAME, f"{word.text} is neither in the quotation nor in the place it stands")
    return Violation(Rule.WORDING, f"nothing quoted says '{word.text}': use the words of the quotation")
