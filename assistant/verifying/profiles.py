"""How well a place of a source fits the words that stand around a number of a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from assistant.verifying.numbers import Stated
from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading, read
from assistant.verifying.senses import Phrase, Senses, keys_of
from assistant.verifying.zones import Span, limit_words, weights
from graph.quantities import Quantity

Bag = Mapping[Phrase, float]
# The words of a sentence about a number: each with what may stand for it, and how much it speaks for the number.
Wanted = list[tuple[frozenset[Phrase], float]]


# What stands between a limit's name and its number: "the limit of 2 h", "the PAR 2 to 8 °C".
_DIRECTLY = re.compile(r" (?:of |is |was )?")


# One wording of each kind of limit that a table has a column of.
_LIMITS = frozenset(
    {("NOR",), ("par",), ("set", "point"), ("alert", "limit"), ("action", "limit"), ("accept", "criterion")}
)


class Profiles:
    """Weighted words of numbers, of the sentence and of the sources, in one wording."""

    def __init__(self, senses: Senses) -> None:
        """Take what stands for what."""
        self._senses = senses
        self.bag = lru_cache(maxsize=4_096)(self._bag)

    def of_claim(self, reading: Reading, quantity: Quantity) -> Wanted:
        """The words that speak for a number of a sentence."""
        spans = [(q.start, q.end) for q in reading.quantities]
        held = (
            ()
            if quantity.low != quantity.high
            else [
                (a, b)
                for a, b in limit_words(reading)
                if not _DIRECTLY.fullmatch(reading.text, b, max(b, quantity.start))
            ]
        )
        wanted = self.wanted(reading, (quantity.start, quantity.end), spans, held=held)
        for point in reading.points:
            wanted.append((frozenset({("point", str(point))}), gap(point.start, point.end, quantity, reading)))
        return wanted

    def wanted(
        self,
        reading: Reading,
        span: Span,
        spans: Sequence[Span],
        *,
        without: frozenset[str] = frozenset(),
        held: Sequence[Span] = (),
    ) -> Wanted:
        """The words that speak for a place of a sentence among others like it."""
        weighed = weights(reading, span, spans)
        keys = keys_of(reading.words)
        for n, word in enumerate(reading.words):
            if word.key in without or any(a <= word.start < b for a, b in held):
                weighed[n] = 0.0
        wanted: Wanted = [
            (self._senses.alike((key,)) | {(key,)}, weight)
            for key, weight in zip(keys, weighed, strict=True)
            if key not in self._senses.function and weight
        ]
        for found in self._senses.find(keys):
            if len(found.phrase) > 1:
                wanted.append((found.alike, min(weighed[n] for n in found.at)))
        return wanted

    def beside(self, reading: Reading, span: Span, spans: Sequence[Span]) -> Bag:
        """The words that speak for a place of a source among others like it."""
        bag = self._weighed(reading, [w / 3 for w in weights(reading, span, spans)])
        for phrase in self.bag(reading):
            bag.setdefault(phrase, 0.1)
        return bag

    def of_source(self, stated: Stated) -> Bag:
        """The words that speak for a quantity of a source."""
        piece = stated.piece
        bag: dict[Phrase, float] = {}
        if piece.row >= 0:
            spans = [(q.start, q.end) for q in piece.own.quantities]
            if len(spans) > 1 and (stated.quantity.start, stated.quantity.end) in spans:
                weighed = weights(piece.own, (stated.quantity.start, stated.quantity.end), spans)
                _add(bag, self._weighed(piece.own, [w / 3 for w in weighed]), 1.0)
            _add(bag, self.bag(piece.own), 0.1 if len(spans) > 1 else 0.4)
            for n, frame in enumerate(piece.frame):
                _add(bag, self.bag(frame), 1.0 if n < 2 else 0.6)
        else:
            spans = [(q.start, q.end) for q in piece.quantities]
            whole = piece.frame[0] if piece.frame else piece.own
            weighed = weights(whole, (stated.quantity.start, stated.quantity.end), spans)
            _add(bag, self._weighed(whole, [w / 3 for w in weighed]), 1.0)
            for phrase in self.bag(whole):
                bag.setdefault(phrase, 0.1)
        for point in piece.points:
            bag[("point", str(point))] = 1.0
        for frame in (*piece.frame, piece.own):
            for point in frame.points:
                bag.setdefault(("point", str(point)), 0.7)
        for around in piece.around:
            for phrase, weight in self.bag(around).items():
                bag.setdefault(phrase, 0.45 * weight)
        return bag

    def is_limit(self, alike: frozenset[Phrase]) -> bool:
        """Whether a phrase names a kind of limit: NOR, PAR, set point, acceptance criterion."""
        return any(phrase in _LIMITS for phrase in alike)

    def limits_in(self, reading: Reading) -> frozenset[Phrase]:
        """The kinds of limit that a sentence names, in every wording."""
        named = (found.alike for found in self._senses.find(keys_of(reading.words)))
        return frozenset(p for alike in named if self.is_limit(alike) for p in alike)

    def limits_of(self, piece: Piece) -> frozenset[Phrase]:
        """The kinds of limit that the header of a cell names."""
        if not piece.header:
            return frozenset()
        return frozenset(p for p in self._senses.said(read(piece.header)) if self.is_limit(self._senses.alike(p)))

    def fit(self, claim: Wanted, source: Bag) -> float:
        """How much of a sentence's words about a number a place of a source has."""
        return sum(weight * max((source.get(p, 0.0) for p in alike), default=0.0) for alike, weight in claim)

    def _bag(self, reading: Reading) -> Bag:
        return self._weighed(reading, [1.0] * len(reading.words))

    def _weighed(self, reading: Reading, weighed: list[float]) -> dict[Phrase, float]:
        keys = keys_of(reading.words)
        bag: dict[Phrase, float] = {}
        for key, weight in zip(keys, weighed, strict=True):
            if key not in self._senses.function and weight > bag.get((key,), 0.0):
                bag[(key,)] = weight
        for found in self._senses.find(keys):
            if len(found.phrase) > 1:
                bag[found.phrase] = max(bag.get(found.phrase, 0.0), min(weighed[n] for n in found.at))
        return bag


def gap(start: int, end: int, quantity: Quantity, reading: Reading) -> float:
    """A time point speaks for the number it stands next to."""
    between = reading.text[end : quantity.start] if end <= quantity.start else reading.text[quantity.end : start]
    others = sum(1 for q in reading.quantities if min(end, quantity.end) <= q.start < max(start, quantity.start))
    return 3.0 if not others and len(between) < 40 else 1.0 if not others else 0.4


def _add(bag: dict[Phrase, float], more: Bag, weight: float) -> None:
    for phrase, value in more.items():
        bag[phrase] = max(bag.get(phrase, 0.0), value * weight)


def name_of(piece: Piece) -> str:
    """What a piece is about, for a message."""
    names = [part for part in (piece.label, piece.header) if part]
    return " / ".join(names) or piece.own.text[:60]
