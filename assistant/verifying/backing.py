"""One quotation with all that stands on its lines, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.verifying.piece import Piece
from assistant.verifying.senses import Phrase, Senses
from assistant.verifying.tiers import Tiers
from assistant.verifying.words import Word


@dataclass(frozen=True)
class Backing:
    """A quotation as what a clause may rest on."""

    pieces: tuple[Piece, ...]
    tiers: Tiers

    def says(self, word: Word, alike: frozenset[Phrase]) -> bool:
        """Whether it says a word or what stands for it."""
        return self.tiers.says(alike) or word.key in self.tiers.carried


def backings(pieces: Sequence[Piece], senses: Senses) -> list[Backing]:
    """The quotations, each with the others of its lines."""
    quotes = list({id(p.quote): p.quote for p in pieces}.values())
    found: list[Backing] = []
    for quote in quotes:
        lines = {(p.quote.document.digest, p.line.start) for p in pieces if p.quote is quote}
        own = tuple(p for p in pieces if (p.quote.document.digest, p.line.start) in lines)
        found.append(Backing(own, Tiers(senses, own)))
    return found
