"""Whether what is said of one thing rests on one quotation: a second may not lend it a word.

With "Pump P-1 | 12 rpm" and "Pump P-2 | calibrated 2024" nothing says that P-2 runs at 12 rpm, though every word and
number stands in one of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from assistant.verifying.backing import Backing
from assistant.verifying.dated import Point
from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.numbers import accepts
from assistant.verifying.numbers import alike as alike_measures
from assistant.verifying.piece import Piece
from assistant.verifying.profiles import gap
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Phrase, Senses, keys_of
from assistant.verifying.words import Word, words
from assistant.verifying.zones import limit_names, limit_words, weights, zones
from graph.quantities import Quantity

# From here on a word speaks for a number and for no other; names that open a sentence may speak for several.
_STRONG = 1.9
_NEXT = 2.9
_OPENING = 0.7
# Characters between a number and the time of day it was read at.
_CLOCK = 40


def lent(
    reading: Reading,
    senses: Senses,
    computed: Sequence[Quantity],
    turned: dict[Quantity, Quantity],
    spared: Sequence[tuple[int, int]],
    backed: Sequence[Backing],
) -> Iterator[Violation]:
    """Words about a number, or of one stretch without a number, that no one quotation has together."""
    if len(backed) < 2:
        return
    alike = _alike(reading, senses)
    nowhere = [
        (w.start, w.end) for w, a in zip(reading.words, alike, strict=True) if not any(b.says(w, a) for b in backed)
    ]
    free = [(a, b) for a, b in (*spared, *nowhere)]
    for quantity in reading.quantities:
        if quantity not in computed:
            held = [(a, b) for a, b in limit_words(reading) if quantity.low == quantity.high or b > quantity.start]
            yield from _of_number(
                reading, quantity, turned.get(quantity, quantity), backed, alike, [*free, *held], senses
            )
    yield from _together(reading, computed, turned, backed)
    yield from _of_stretches(reading, backed, alike, [*free, *_held(reading, senses)], senses)


def _together(
    reading: Reading, computed: Sequence[Quantity], turned: dict[Quantity, Quantity], backed: Sequence[Backing]
) -> Iterator[Violation]:
    """Numbers of one stretch that measure different things: "at 4 °C for 5 min" is of one quotation."""
    numbers = [q for q in reading.quantities if q not in computed]
    holding = {q: _holders(turned.get(q, q), reading, backed) for q in numbers}
    for start, end in zones(reading.text, [(q.start, q.end) for q in reading.quantities]):
        within = [q for q in numbers if start <= q.start < end and holding[q]]
        for one, other in itertools.combinations(within, 2):
            if not alike_measures(one, other) and holding[one].isdisjoint(holding[other]):
                yield Violation(Rule.ATTRIBUTE, f"no one quotation has {one.text} and {other.text} together")


def _holders(meant: Quantity, reading: Reading, backed: Sequence[Backing]) -> frozenset[int]:
    """Which quotations state a number."""
    return frozenset(
        n for n, b in enumerate(backed) if any(accepts(meant, s, reading) for p in b.pieces for s in p.quantities)
    )


def _held(reading: Reading, senses: Senses) -> list[tuple[int, int]]:
    """The words by which a limit is named that something is held against, but the names of what is held."""
    names = limit_names(reading)
    kept = [
        w.start
        for w in reading.words
        if any(a <= w.start < b for a, b in names) and (w.is_name or senses.kinds.get((w.key,), "limit") != "limit")
    ]
    spans = limit_words(reading)
    return [(w.start, w.end) for w in reading.words if any(a <= w.start < b for a, b in spans) and w.start not in kept]


def _alike(reading: Reading, senses: Senses) -> list[frozenset[Phrase]]:
    """Of each word of a sentence what may stand for it, alone or in a phrase."""
    keys = keys_of(reading.words)
    found = [senses.alike((key,)) | {(key,)} for key in keys]
    for phrase in senses.find(keys):
        for at in phrase.at:
            found[at] = found[at] | phrase.alike
    return found


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
    before = [
        n
        for n, w in enumerate(weighed)
        if first
        and _OPENING <= w < _STRONG
        and _counts(reading.words[n], free, senses)
        and reading.words[n].start < quantity.start
    ]
    opening = [n for n in before if reading.words[n].is_name]
    strong += [n for n in before if n not in opening]
    times = [text for text, at, _ in reading.clocks if abs(at - quantity.start) < _CLOCK]
    near = [p for p in reading.points if _belongs(p, quantity, reading)]
    for backing in holding:
        missing = [n for n in strong if not backing.says(reading.words[n], alike[n])]
        subject = not opening or any(backing.says(reading.words[n], alike[n]) for n in opening)
        if (
            not missing
            and subject
            and all(_times(backing, point, backed) for point in near)
            and all(_clock(backing, time, backed) for time in times)
        ):
            return
    unsaid = [reading.words[n].text for n in strong if not holding[0].says(reading.words[n], alike[n])]
    late = [time for time in times if not _clock(holding[0], time, backed)]
    lost = next(iter([*unsaid, *late, *(reading.words[n].text for n in opening), *map(str, near)]), "")
    yield Violation(Rule.ATTRIBUTE, f"the quotation with {quantity.text} does not speak of '{lost}': another one does")


def _belongs(point: Point, quantity: Quantity, reading: Reading) -> bool:
    """Whether a time point stands next to a number and not behind another: "0.9 g/L on day 5 to 1.6 g/L"."""
    if gap(point.start, point.end, quantity, reading) < _NEXT:
        return False
    if point.start > quantity.start:
        return not re.search(r"\b(?:to|and|then)\b", reading.text[quantity.end : point.start])
    return not any(q.end <= point.start for q in reading.quantities)


def _times(backing: Backing, point: Point, backed: Sequence[Backing]) -> bool:
    """Whether a quotation has a time point, or no quotation has it as such ("day of harvest")."""
    return _has(backing, point) or not any(_has(other, point) for other in backed)


def _clock(backing: Backing, time: str, backed: Sequence[Backing]) -> bool:
    """Whether a quotation has a time of day, or none has it in its own words."""

    def has(one: Backing) -> bool:
        return any(time == text for p in one.pieces for r in (p.own, *p.frame) for text, _, _ in r.clocks)

    return has(backing) or not any(has(other) for other in backed)


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
    documents = {w.key for b in backed for p in b.pieces for w in words(p.quote.document.name)}
    for within in _stretches(reading, numbers, free, senses):
        said = [n for n in within if any(b.says(reading.words[n], alike[n]) for b in backed)]
        own = [n for n in said if reading.words[n].key in documents]
        if len({reading.words[n].key for n in own}) > 1:  # "of runs A, B and C", each in its own record
            said = [n for n in said if n not in own]
        if len(said) > 1 and not any(all(b.says(reading.words[n], alike[n]) for n in said) for b in backed):
            names = " and ".join(dict.fromkeys(reading.words[n].text for n in said))
            yield Violation(Rule.ATTRIBUTE, f"no one quotation speaks of {names} together")


def _stretches(
    reading: Reading, numbers: Sequence[tuple[int, int]], free: Sequence[tuple[int, int]], senses: Senses
) -> Iterator[list[int]]:
    """The words of each stretch without a number; an item of a list belongs to what stands before it."""
    timed = [p.start for p in reading.points] + [d.start for d in reading.days]
    terms = [f.at for f in senses.find(keys_of(reading.words)) if len(f.at) > 1]
    open_at: list[int] = []
    for start, end in zones(reading.text, numbers):
        filled = any(start <= a < end for a, _ in numbers)
        within = [n for n, w in enumerate(reading.words) if start <= w.start < end and _counts(w, free, senses)]
        item = len(within) == 1 or any(set(within) <= set(at) for at in terms)
        if item and not filled and within and not any(start <= at < end for at in timed):
            open_at += within
            continue
        if open_at:
            yield open_at
        open_at = [] if filled else within
    if open_at:
        yield open_at
