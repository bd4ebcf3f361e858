"""Whether the numbers of a sentence are quoted, and of what they are said of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.numbers import Stated, accepts, told_apart
from assistant.verifying.profiles import Profiles, Wanted, name_of
from assistant.verifying.reading import Reading
from assistant.verifying.sources import Piece
from graph.quantities import Quantity

# How much better another place must fit before a number is said to be taken from it.
MARGIN = 0.6
# The same for a place that measures something else.
WIDE = 4.0


def unbound(
    reading: Reading,
    pieces: Sequence[Piece],
    offered: Sequence[Stated],
    profiles: Profiles,
    computed: Sequence[Quantity],
) -> Iterator[Violation]:
    """Numbers that nothing quoted states, or that it states of something else."""
    sources = [(s, profiles.of_source(s)) for s in offered]
    for quantity in reading.quantities:
        if quantity in computed:
            continue
        holding = [(s, bag) for s, bag in sources if accepts(quantity, s.quantity, reading)]
        if not holding:
            if not _spanned(quantity, offered):
                yield _missing(quantity, reading, offered)
            continue
        wanted = profiles.of_claim(reading, quantity)
        if violation := _misplaced(quantity, wanted, holding, sources, profiles, reading):
            yield violation


def _misplaced(
    quantity: Quantity,
    wanted: Wanted,
    holding: Sequence[tuple[Stated, dict]],
    sources: Sequence[tuple[Stated, dict]],
    profiles: Profiles,
    reading: Reading,
) -> Violation | None:
    best = max(profiles.fit(wanted, bag) for _, bag in holding)
    for other, bag in sources:
        if accepts(quantity, other.quantity, reading):
            continue
        margin = MARGIN if quantity.comparable(other.quantity) or not quantity.unit else WIDE
        if profiles.fit(wanted, bag) > best + margin:
            return Violation(
                Rule.ATTRIBUTE,
                f"the sentence says {quantity.text} where the quotation has {other.quantity.text}"
                f" for {name_of(other.piece)}",
            )
    return None


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
