"""Whether what is said of one thing rests on one quotation: a second may not lend it a word.

With "Pump P-1 | 12 rpm" and "Pump P-2 | calibrated 2024" nothing says that P-2 runs at 12 rpm, though every word and
number stands in one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verifying.dated import Point
from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.numbers import Stated, accepts
from assistant.verifying.piece import Piece
from assistant.verifying.profiles import gap
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Phrase, Senses, keys_of
from assistant.verifying.wording import Tiers
from assistant.verifying.words import Word
from assistant.verifying.zones import limit_words, weights, zones
from graph.quantities import Quantity

# From here on a word speaks for a number and for no other; names that open a sentence may speak for several.
_STRONG = 2.9
_OPENING = 0.7


@dataclass(frozen=True)
class Backing:
    """One quotation with all that stands on its lines, and what it says."""

    pieces: tuple[Piece, ...]
    tiers: Tiers


def backings(pieces: Sequence[Piece], senses: Senses) -> list[Backing]:
    """The quotations, each with the others of its lines."""
    quotes = list({id(p.quote): p.quote for p in pieces}.values())
    found: list[Backing] = []
    for quote in quotes:
        lines = {(p.quote.document.digest, p.line.start) for p in pieces if p.quote is quote}
        own = tuple(p for p in pieces if (p.quote.document.digest, p.line.start) in lines)
        found.append(Backing(own, Tiers(senses, own)))
    return found


def lent(
    reading: Reading,
    pieces: Sequence[Piece],
    senses: Senses,
    computed: Sequence[Quantity],
    turned: dict[Quantity, Quantity],
    spared: Sequence[tuple[int, int]],
) -> Iterator[Violation]:
    """Words about a number, or of one stretch without a number, that no one quotation has together."""
    backed = backings(pieces, senses)
    if len(backed) < 2:
        return
    alike = _alike(reading, senses)
    free = [(a, b) for a, b in (*spared, *limit_words(reading))]
    for quantity in reading.quantities:
        if quantity not in computed:
            yield from _of_number(reading, quantity, turned.get(quantity, quantity), backed, alike, free, senses)
    yield from _of_stretches(reading, backed, alike, free, senses)


def _alike(reading: Reading, senses: Senses) -> list[frozenset[Phrase]]:
    """Of each word of a sentence what may stand for it, alone or in a phrase."""
    keys = keys_of(reading.words)
    found = [senses.alike((key,)) | {(key,)} for key in keys]
    for phrase in senses.find(keys):
        for at in phrase.at:
            found[at] = found[at] | phrase.alike
    return found


def _says(backing: Backing, word: Word, alike: frozenset[Phrase]) -> bool:
    return backing.tiers.says(alike) or word.key in backing.tiers.carried


def _of_number(
    reading: Reading,
    quantity: Quantity,
    meant: Quantity,
    backed: Sequence[Backing],
    alike: Sequence[frozenset[Phrase]],
    free: Sequence[tuple[int, int]],
    senses: Senses,
) -> Iterator[Violation]:
    holding = [b for b in backed if any(accepts(meant, q, reading) for p in b.pieces for q in p.quantities)]
    if not holding:
        return
    weighed = weights(reading, (quantity.start, quantity.end), [(q.start, q.end) for q in reading.quantities])
    strong = [n for n, w in enumerate(weighed) if w >= _STRONG and _counts(reading.words[n], free, senses)]
    first = quantity is reading.quantities[0]
    opening = [
        n
        for n, w in enumerate(weighed)
        if first and _OPENING <= w < _STRONG and reading.words[n].is_name and _counts(reading.words[n], free, senses)
    ]
    near = [p for p in reading.points if _belongs(p, quantity, reading)]
    for backing in holding:
        missing = [n for n in strong if not _says(backing, reading.words[n], alike[n])]
        subject = not opening or any(_says(backing, reading.words[n], alike[n]) for n in opening)
        if not missing and subject and all(_times(backing, point, backed) for point in near):
            return
    lost = next((reading.words[n].text for n in strong if not _says(holding[0], reading.words[n], alike[n])), "")
    lost = lost or (reading.words[opening[0]].text if opening else str(near[0]) if near else "")
    yield Violation(Rule.ATTRIBUTE, f"the quotation with {quantity.text} does not speak of '{lost}': another one does")


def _belongs(point: Point, quantity: Quantity, reading: Reading) -> bool:
    """Whether a time point stands next to a number and not behind another: "0.9 g/L on day 5 to 1.6 g/L"."""
    if gap(point.start, point.end, quantity, reading) < _STRONG:
        return False
    return point.start > quantity.start or not any(q.end <= point.start for q in reading.quantities)


def _times(backing: Backing, point: Point, backed: Sequence[Backing]) -> bool:
    """Whether a quotation has a time point, or no quotation has it as such ("day of harvest")."""
    return _has(backing, point) or not any(_has(other, point) for other in backed)


def _has(backing: Backing, point: Point) -> bool:
    told = {(p.unit, end) for piece in backing.pieces for p in _points(piece) for end in (p.low, p.high)}
    return {(point.unit, point.low), (point.unit, point.high)} <= told


def _points(piece: Piece) -> Iterator[Point]:
    yield from piece.points
    for reading in (piece.own, *piece.frame, *piece.around):
        yield from reading.points


def _counts(word: Word, free: Sequence[tuple[int, int]], senses: Senses) -> bool:
    return not senses.general(word.key) and not any(a <= word.start < b for a, b in free)


def _of_stretches(
    reading: Reading,
    backed: Sequence[Backing],
    alike: Sequence[frozenset[Phrase]],
    free: Sequence[tuple[int, int]],
    senses: Senses,
) -> Iterator[Violation]:
    numbers = [(q.start, q.end) for q in reading.quantities]
    for start, end in zones(reading.text, numbers):
        if any(start <= a < end for a, _ in numbers):
            continue
        within = [n for n, w in enumerate(reading.words) if start <= w.start < end and _counts(w, free, senses)]
        said = [n for n in within if any(_says(b, reading.words[n], alike[n]) for b in backed)]
        if len(said) > 1 and not any(all(_says(b, reading.words[n], alike[n]) for n in said) for b in backed):
            names = " and ".join(dict.fromkeys(reading.words[n].text for n in said))
            yield Violation(Rule.ATTRIBUTE, f"no one quotation speaks of {names} together")
