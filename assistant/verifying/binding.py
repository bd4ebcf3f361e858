"""Whether the numbers of a sentence are quoted, and of what they are said of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.verifying.dated import Day
from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.numbers import Stated, accepts, alike, told_apart
from assistant.verifying.piece import Piece
from assistant.verifying.profiles import Bag, Profiles, Wanted, name_of
from assistant.verifying.reading import Reading
from graph.quantities import Quantity

# How much better another place must fit before a number is said to be taken from it.
MARGIN = 0.5
# The same for a place that measures something else.
WIDE = 4.0
# From here on a word speaks for a number and for no other.
_STRONG = 2.5
_NEAR = 0.7
# Less than this is no word in common.
_NOTHING = 0.3
# Characters of the name of a column or row, longer cells tell something.
_NAME = 60


def unbound(
    reading: Reading,
    pieces: Sequence[Piece],
    offered: Sequence[Stated],
    profiles: Profiles,
    computed: Sequence[Quantity],
    turned: Mapping[Quantity, Quantity],
) -> Iterator[Violation]:
    """Numbers that nothing quoted states, or that it states of something else. `turned` are bounds as denied."""
    sources = [(s, profiles.of_source(s)) for s in offered]
    for quantity in reading.quantities:
        if quantity in computed:
            continue
        meant = turned.get(quantity, quantity)
        holding = [(s, bag) for s, bag in sources if accepts(meant, s.quantity, reading)]
        if not holding:
            if not _spanned(meant, offered) and not _named(meant, pieces):
                yield _missing(quantity, reading, offered)
            continue
        wanted = profiles.of_claim(reading, quantity)
        if violation := _other_limit(quantity, wanted, [s for s, _ in holding], profiles):
            yield violation
            continue
        if violation := _elsewhere(quantity, wanted, holding, sources, profiles):
            yield violation
            continue
        if violation := _misplaced(meant, wanted, holding, sources, profiles, reading):
            yield violation


def _elsewhere(
    quantity: Quantity,
    wanted: Wanted,
    holding: Sequence[tuple[Stated, Bag]],
    sources: Sequence[tuple[Stated, Bag]],
    profiles: Profiles,
) -> Violation | None:
    """A number of one column told under the name of another, though they measure different things."""
    beside = [(alike, weight) for alike, weight in wanted if weight >= _STRONG]
    if not all(s.piece.row >= 0 and s.piece.header for s, _ in holding):
        return None
    best = max(profiles.fit(beside, bag) for _, bag in holding)
    for other, bag in sources:
        apart = all(other.piece is not s.piece for s, _ in holding)
        if best < _NOTHING and apart and other.piece.header and profiles.fit(beside, bag) >= _STRONG:
            return Violation(
                Rule.ATTRIBUTE,
                f"the sentence gives {quantity.text} where the quotation has {other.quantity.text} for {name_of(other.piece)}",
            )
    return None


def _other_limit(quantity: Quantity, wanted: Wanted, holding: Sequence[Stated], profiles: Profiles) -> Violation | None:
    """A range that is quoted of one kind of limit and told of another: the PAR called NOR."""
    named = [(alike, weight) for alike, weight in wanted if profiles.is_limit(alike)]
    strong = _STRONG if quantity.low == quantity.high or len({min(a) for a, _ in named}) > 1 else _NEAR
    told = [alike for alike, weight in named if weight >= strong]
    places = [(s, profiles.limits_of(s.piece)) for s in holding]
    if not told or not all(limits for _, limits in places):
        return None
    if any(not limits.isdisjoint(alike) for _, limits in places for alike in told):
        return None
    return Violation(
        Rule.ATTRIBUTE, f"the sentence calls {quantity.text} what the quotation has for {name_of(places[0][0].piece)}"
    )


def misdated(reading: Reading, pieces: Sequence[Piece], profiles: Profiles) -> Iterator[Violation]:
    """Dates that are quoted, but of something else."""
    spans = [(d.start, d.end) for d in reading.days]
    dated = [(p, d) for p in pieces for d in p.own.days]
    for day in reading.days:
        holding = [(p, d) for p, d in dated if d.date == day.date]
        others = [(p, d) for p, d in dated if d.date != day.date]
        if not holding or not others:
            continue
        wanted = profiles.wanted(reading, (day.start, day.end), spans)
        best = max(profiles.fit(wanted, _of_day(p, d, profiles)) for p, d in holding)
        for piece, other in others:
            if profiles.fit(wanted, _of_day(piece, other, profiles)) > best + MARGIN:
                yield Violation(
                    Rule.ATTRIBUTE,
                    f"the sentence says {day.text} where the quotation has {other.text} for {name_of(piece)}",
                )
                break


def _of_day(piece: Piece, day: Day, profiles: Profiles) -> Bag:
    bag = dict(profiles.beside(piece.own, (day.start, day.end), [(d.start, d.end) for d in piece.own.days]))
    for frame in piece.frame:
        for phrase, weight in profiles.bag(frame).items():
            bag[phrase] = max(bag.get(phrase, 0.0), weight)
    for around in piece.around:
        for phrase, weight in profiles.bag(around).items():
            bag.setdefault(phrase, 0.45 * weight)
    return bag


def _misplaced(
    quantity: Quantity,
    wanted: Wanted,
    holding: Sequence[tuple[Stated, Bag]],
    sources: Sequence[tuple[Stated, Bag]],
    profiles: Profiles,
    reading: Reading,
) -> Violation | None:
    best = max(profiles.fit(wanted, bag) for _, bag in holding)
    for other, bag in sources:
        if accepts(quantity, other.quantity, reading):
            continue
        fit, same = profiles.fit(wanted, bag), alike(quantity, other.quantity)
        if (
            fit > best + MARGIN
            if same
            else (fit > best + WIDE and best < fit / 3 and all(h.piece is not other.piece for h, _ in holding))
        ):
            return Violation(
                Rule.ATTRIBUTE,
                f"the sentence says {quantity.text} where the quotation has {other.quantity.text}"
                f" for {name_of(other.piece)}",
            )
    return None


def _named(quantity: Quantity, pieces: Sequence[Piece]) -> bool:
    """A number in the name of a column or row: "four-day expansion"."""
    return any(quantity.agrees(q) for p in pieces for r in p.frame if len(r.text) < _NAME for q in r.quantities)


def _spanned(quantity: Quantity, offered: Sequence[Stated]) -> bool:
    """A range whose two ends stand in cells of one row ("Low", "High")."""
    if quantity.is_bound or quantity.low == quantity.high:
        return False
    rows: dict[int, list[Quantity]] = {}
    for s in offered:
        if s.piece.row >= 0 and s.quantity.comparable(quantity):
            rows.setdefault(s.piece.row, []).append(s.quantity)
    for row in rows.values():
        values = {q.value for q in row if q.unit == quantity.unit}
        if quantity.low in values and quantity.high in values:
            return True
    return False


def _missing(quantity: Quantity, reading: Reading, offered: Sequence[Stated]) -> Violation:
    rule, near = told_apart(quantity, offered)
    if near is None:
        return Violation(rule, f"the sentence says {quantity.text}, which stands in no quotation")
    where = next(s.piece for s in offered if s.quantity is near)
    return Violation(rule, f"the sentence says {quantity.text}, the quotation has {near.text} for {name_of(where)}")
