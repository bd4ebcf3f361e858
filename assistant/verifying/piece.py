"""A piece of what is quoted: a cell under its header, or a sentence, with all that stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.verifying.dated import Day, Point
from assistant.verifying.nouns import Quote
from assistant.verifying.reading import Reading
from graph.quantities import Quantity
from retrieval.documents import Line


@dataclass(frozen=True, slots=True)
class Piece:
    """A quoted cell or sentence.

    `own` is what is quoted; `frame` are the texts that speak for it: the labels of its row and its header, or the
    rest of its sentence. `around` are the caption, the headings and the document's own names, nearest first; `section` are the stems of the
    lines near it.
    """

    quote: Quote
    line: Line
    own: Reading
    frame: tuple[Reading, ...]
    around: tuple[Reading, ...]
    quantities: tuple[Quantity, ...]
    points: tuple[Point, ...] = ()
    header: str = ""
    label: str = ""
    row: int = -1
    section: frozenset[str] = frozenset()

    @property
    def days(self) -> tuple[Day, ...]:
        """The dates of the piece and its frame."""
        return tuple(d for r in (self.own, *self.frame) for d in r.days)
