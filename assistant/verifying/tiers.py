"""What quotations say, by how near it stands: in them, in their rows or sentences, around them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Phrase, Senses, keys_of

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
