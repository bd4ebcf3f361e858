"""Words with an opposite: a sentence may not say the one where the quotation says the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verifying.negation import clause_at, denials
from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.piece import Piece
from assistant.verifying.profiles import Bag, Profiles
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Senses
from assistant.verifying.words import Word, words

_PAIRS = """
after post following follow | before prior pre preceding until ahead
above over exceed exceeds exceeded exceeding beyond higher greater | below under beneath lower less
high higher highest | low lower lowest
increase increased increases rise rose risen raise raised climb climbed grow grew elevated up | decrease decreased
 decreases fall fell fallen drop dropped decline declined lower lowered reduce reduced down shorten shortened
long longer longest lengthened extended prolonged | short shorter shortest shortened
open opened opens | close closed closes shut
start starts started begin began begun | end ends ended finish finished
start started | stop stopped
first earliest | last latest final
early earlier earliest | late later latest
inside within | outside out
within | after
pass passed passes met meets meet comply complies | fail failed fails failing missed
add added adds introduce introduced | remove removed removes
major | minor
critical | minor
major | critical
upper | lower
maximum max maximal | minimum min minimal
wide wider widened broader broadened | narrow narrower narrowed tightened
new newer newest | old older oldest
positive | negneg negative
on | off
heat heated warm warmed warmer | cool cooled chill chilled colder cold
thaw thawed thawing | freeze frozen freezing
fast faster quickly | slow slower slowly
large larger largest | small smaller smallest
accept accepted approve approved | reject rejected discard discarded
same equal identical | different differ differs
daily | weekly monthly
weekly | monthly yearly
always | never
aerobic | anaerobic
sterile | nonsterile
live living viable | dead nonviable
normal | abnormal
scheduled planned | unscheduled unplanned
autologous | allogeneic
single | double multiple
left | right
top upper | bottom lower
supernatant | pellet
more | less fewer
superseded obsolete withdrawn | effective
upstream | downstream
primary | secondary
full | empty
internal | external
with | without
"""


def _sides() -> dict[str, set[tuple[int, int]]]:
    """Of each word the pairs it stands in, and on which side."""
    found: dict[str, set[tuple[int, int]]] = {}
    for number, line in enumerate(_PAIRS.replace("\n ", " ").strip().splitlines()):
        for side, part in enumerate(line.split("|")):
            for word in words(part):
                found.setdefault(word.key, set()).add((number, side))
    return found


_SIDES = _sides()
# How much better the place of the opposite must fit.
MARGIN = 0.5
# Characters to the word that an opposite speaks of.
_FAR = 24
_STOP = re.compile(r"[.;:,()](?=\s|$)")


def opposed(
    reading: Reading, pieces: Sequence[Piece], profiles: Profiles, senses: Senses, spared: Sequence[tuple[int, int]]
) -> Iterator[Violation]:
    """Words whose opposite is what the quotation says, there or of the thing the sentence speaks of."""
    places = _places(pieces)
    mine = {side for w in reading.words for side in _SIDES.get(w.key, ())}
    clauses = [clause_at(reading.text, d.start) for d in denials(reading, senses)]
    for word in reading.words:
        if any(a <= word.start < b for a, b in (*spared, *clauses)):
            continue
        for pair, side in _SIDES.get(word.key, ()):
            same = [p for p in places if (pair, side) in _SIDES.get(p[2], ())]
            other = [p for p in places if (pair, 1 - side) in _SIDES.get(p[2], ())]
            if not other or (not same and (pair, 1 - side) in mine):
                continue
            if same and not (
                _beside_other(word, reading, same, other, senses)
                or _fits_better(word.start, word.end, reading, other, same, profiles, pair)
            ):
                continue
            yield Violation(Rule.DIRECTION, f"the sentence says '{word.text}' where the quotation has '{other[0][3]}'")
            return


Place = tuple[Piece, Reading, str, str, tuple[int, int]]


def _places(pieces: Sequence[Piece]) -> list[Place]:
    """Where words with an opposite stand in what is quoted."""
    found: list[Place] = []
    for piece in pieces:
        for reading in (piece.own, *piece.frame):
            found += [(piece, reading, w.key, w.text, (w.start, w.end)) for w in reading.words if w.key in _SIDES]
    return found


def _beside_other(word: Word, reading: Reading, same: Sequence[Place], other: Sequence[Place], senses: Senses) -> bool:
    """Whether the next word of meaning, "of collection", stands in the source behind the opposite alone."""
    for step in (_next, _before):
        nearest = step(reading, word.end if step is _next else word.start, senses)
        if nearest is None:
            continue
        edge = 1 if step is _next else 0
        agreeing, opposite = ([step(p[1], p[4][edge], senses) for p in some] for some in (same, other))
        elsewhere = all(w is not None and w.key != nearest.key for w in agreeing)
        if elsewhere and any(w is not None and w.key == nearest.key for w in opposite):
            return True
    return False


def _next(reading: Reading, at: int, senses: Senses) -> Word | None:
    for word in reading.words:
        if word.start >= at and word.key not in senses.function and word.key not in _SIDES:
            return word if word.start - at < _FAR and not _STOP.search(reading.text, at, word.start) else None
    return None


def _before(reading: Reading, at: int, senses: Senses) -> Word | None:
    for word in reversed(reading.words):
        if word.end <= at and word.key not in senses.function and word.key not in _SIDES:
            return word if at - word.end < _FAR and not _STOP.search(reading.text, word.end, at) else None
    return None


def _fits_better(
    start: int, end: int, reading: Reading, other: Sequence[Place], same: Sequence[Place], profiles: Profiles, pair: int
) -> bool:
    spans = [(w.start, w.end) for w in reading.words if any(p == pair for p, _ in _SIDES.get(w.key, ()))]
    wanted = profiles.wanted(reading, (start, end), spans, without=frozenset(_SIDES))
    fits = [max(profiles.fit(wanted, _place_bag(p, pair, profiles)) for p in some) for some in (other, same)]
    return fits[0] > fits[1] + MARGIN


def _place_bag(place: Place, pair: int, profiles: Profiles) -> Bag:
    """The words of a place; those of its whole row for a cell."""
    piece, reading = place[0], place[1]
    bag = dict(profiles.beside(reading, place[4], _spans(reading, pair)))
    if piece.row >= 0:
        for frame in piece.frame:
            for phrase, weight in profiles.bag(frame).items():
                bag[phrase] = max(bag.get(phrase, 0.0), 0.8 * weight)
    for around in piece.around:
        for phrase, weight in profiles.bag(around).items():
            bag.setdefault(phrase, 0.45 * weight)
    return bag


def _spans(reading: Reading, pair: int) -> list[tuple[int, int]]:
    return [(w.start, w.end) for w in reading.words if any(p == pair for p, _ in _SIDES.get(w.key, ()))]
