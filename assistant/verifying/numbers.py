"""Whether a number of a sentence stands in what is quoted: value, unit, comparator, both ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.verifying.nouns import Rule
from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading
from graph.quantities import Quantity
from retrieval.terms import stem

# Units that a number may leave out, as what it is of says them: "an MOI of 3.0".
_SPARED = frozenset({"TU/cell", "fold", "X", "population doublings", "passages"})
_HELD_IN = frozenset({"cell", "well", "vial", "bag", "tube", "flask", "plate", "dose", "dish"})
_LISTED = re.compile(r"\s*(?:,|and|or|to|-|/)(?:\s*(?:and|or))?\s*")
_TOP = frozenset("upper maximum max highest top most maxim longest latest".split())
_BOTTOM = frozenset("lower minimum min lowest bottom least minim shortest earliest".split())
_SHARE = frozenset("fraction ratio share proport fract probabl".split())


@dataclass(frozen=True, slots=True)
class Stated:
    """A quantity of a source, and the piece that states it."""

    quantity: Quantity
    piece: Piece


def stated(pieces: Iterable[Piece]) -> list[Stated]:
    """Every quantity that is quoted."""
    return [Stated(q, piece) for piece in pieces for q in piece.quantities]


def accepts(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """Whether a sentence that rests on `source` may say `claimed`."""
    if _turned_round(claimed, source, reading):
        return False
    if claimed.agrees(source) or _same_spared(claimed, source, reading):
        return True
    if source.centre is not None and claimed.value is not None:
        return claimed.agrees(replace(source, low=source.centre, high=source.centre, centre=None))
    if _over_one(claimed, source, reading) or _signless(claimed, source, reading):
        return True
    return _end_of(claimed, source, reading) or _fraction(claimed, source, reading) or _counted(claimed, source)


def _same_spared(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """Equal but for a unit that one of them leaves out and something else says."""
    if claimed.unit and not source.unit:
        return claimed.unit in _SPARED and claimed.agrees(replace(source, unit=claimed.unit))
    if not claimed.unit and source.unit:
        elsewhere = _unit_follows(claimed, source, reading)
        elsewhere = elsewhere or (source.unit == "days" and bool(reading.points))
        if not (elsewhere or source.unit in _SPARED or _plain_count(claimed, source)):
            return False
        if claimed.agrees(replace(source, unit="", unit_known=True)):
            return True
        return elsewhere and _same_mantissa(claimed, source, reading)
    return False


def _unit_follows(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """Whether a unit that is left out stands behind a later number: of a list for per cent, anywhere for others.

    A bare number beside one in per cent may be a fraction.
    """
    if source.unit != "%":
        return any(q.unit == source.unit for q in reading.quantities)
    end = claimed.end
    for q in reading.quantities:
        if q.start < claimed.end:
            continue
        if not _LISTED.fullmatch(reading.text, end, q.start):
            return False
        if q.unit:
            return q.unit == "%"
        end = q.end
    return False


def _plain_count(claimed: Quantity, source: Quantity) -> bool:
    """ "260 million" of what was named before."""
    return source.unit in ("cells", "viable cells", "vg", "beads", "particles") and (claimed.value or 0) >= 1_000


def _over_one(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """ "50 ng per well" where the sentence says of what in another word: "50 ng in each well"."""
    for long, short in ((source.unit, claimed.unit), (claimed.unit, source.unit)):
        head, stroke, under = long.rpartition("/")
        if not stroke or not head or head != short:
            continue
        if under in _HELD_IN and (
            stem(under) in {w.key for w in (*reading.words, *reading.inside)} or long == claimed.unit
        ):
            return replace(claimed, unit=head).agrees(replace(source, unit=head))
    return False


def _same_mantissa(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """ "1.0-4.0" where "1.5-3.0 x 10^4 cells/cm²" follows: the power speaks for both."""
    for other in reading.quantities:
        if other.unit != source.unit or "10^" not in other.text:
            continue
        written = next(iter(_numbers(other.text)), 0.0)
        if written and other.low:
            power = other.low / written
            lifted = replace(
                claimed,
                low=None if claimed.low is None else claimed.low * power,
                high=None if claimed.high is None else claimed.high * power,
                unit=source.unit,
            )
            return lifted.agrees(source)
    return False


def _numbers(text: str) -> list[float]:
    found: list[float] = []
    for part in text.replace(",", ".").split():
        try:
            found.append(float(part))
        except ValueError:
            continue
    return found


def _signless(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """The size of a change, whose direction words tell: "fell by 6.1 points" of −6.1."""
    if claimed.value is None or source.value is None or source.text[:1] not in ("+", "-"):
        return False
    told = re.search(r"\bby (?:about )?$", reading.text[: claimed.start], re.IGNORECASE)
    sized = replace(source, low=abs(source.value), high=abs(source.value), centre=None)
    return bool(told) and claimed.agrees(sized)


def _end_of(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """One end of a range, said as that: "at most 3.0" of "1.5 to 3.0", "the upper limit is 3.0"."""
    if source.low is None or source.high is None or source.low == source.high:
        return _end_named(claimed, source, reading)
    if claimed.is_bound:
        if claimed.high is not None:
            return claimed.agrees(replace(source, low=None, centre=None))
        return claimed.agrees(replace(source, high=None, centre=None))
    return _end_named(claimed, source, reading)


def _end_named(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """A plain number that words say to be the upper or lower end."""
    if claimed.value is None:
        return False
    before = {w.key for w in reading.words if w.start < claimed.start and claimed.start - w.end < 60}
    for words, end in ((_TOP, source.high), (_BOTTOM, source.low)):
        if end is not None and before & words and not before & (_TOP if words is _BOTTOM else _BOTTOM):
            return claimed.agrees(replace(source, low=end, high=end, centre=None))
    return False


def _fraction(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """0.92 of a fraction is 92 %."""
    units = {claimed.unit, source.unit}
    if units != {"", "%"}:
        return False
    bare = claimed if not claimed.unit else source
    words = {w.key for w in reading.words}
    if not words & _SHARE or not all(0 <= end <= 1 for end in bare.ends):
        return False

    def as_percent(q: Quantity) -> Quantity:
        if q.unit:
            return q
        return replace(
            q,
            low=None if q.low is None else round(q.low * 100, 9),
            high=None if q.high is None else round(q.high * 100, 9),
            unit="%",
        )

    return as_percent(claimed).agrees(as_percent(source))


def falls(quantity: Quantity) -> bool:
    """Whether a range is written downwards: "5.0 to 3.0"."""
    written = [
        float(m.replace(",", ""))
        for m in re.findall(r"(?<![\d.^])-?\d+(?:\.\d+)?", re.sub(r"\^-?\d+|x 10", "", quantity.text))
    ]
    return len(written) > 1 and written[0] > written[1]


def _turned_round(claimed: Quantity, source: Quantity, reading: Reading) -> bool:
    """ "From 30 to 45 min" of what went from 45 to 30 min."""
    if claimed.is_bound or source.is_bound or claimed.low == claimed.high or source.low == source.high:
        return False
    told = re.search(r"\bfrom $", reading.text[: claimed.start], re.IGNORECASE)
    return bool(told) and claimed.centre is None and source.centre is None and falls(claimed) is not falls(source)


def alike(one: Quantity, other: Quantity) -> bool:
    """Whether two measure the same, or one leaves out what it counts ("/mL" and "cells/mL")."""
    if one.comparable(other):
        return True
    mine, theirs = one.unit.partition("/"), other.unit.partition("/")
    return bool(mine[2]) and mine[2] == theirs[2] and "" in (mine[0], theirs[0])


def _counted(claimed: Quantity, source: Quantity) -> bool:
    """A number of cells and the same number over what they are in: "/mL" and "cells/mL"."""
    mine, theirs = claimed.unit, source.unit
    if not mine.partition("/")[2] or mine.partition("/")[2] != theirs.partition("/")[2]:
        return False
    heads = {mine.partition("/")[0], theirs.partition("/")[0]}
    if "" not in heads or not heads & {"cells", "viable cells", "vg", "vp", "particles"}:
        return False
    return replace(claimed, unit="").agrees(replace(source, unit=""))


def told_apart(claimed: Quantity, offered: Sequence[Stated]) -> tuple[Rule, Quantity | None]:
    """What is wrong with a number that stands in no quotation, and the quantity nearest to it."""
    same = [s.quantity for s in offered if _ends_meet(claimed, s.quantity)]
    if any(claimed.comparable(q) for q in same):
        near = next(q for q in same if claimed.comparable(q))
        both = near.low is not None and near.high is not None and near.low != near.high
        return (Rule.RANGE if both or (claimed.low != claimed.high and not claimed.is_bound) else Rule.COMPARATOR), near
    written = [s.quantity for s in offered if set(_plain_ends(claimed)) & set(_plain_ends(s.quantity))]
    if written:
        return Rule.UNIT, written[0]
    alike = [s.quantity for s in offered if claimed.comparable(s.quantity)]
    return Rule.NUMBER, alike[0] if alike else None


def _ends_meet(one: Quantity, other: Quantity) -> bool:
    if not one.comparable(other):
        return False
    return any(other.meets(replace(one, low=end, high=end, centre=None)) for end in one.ends)


def _plain_ends(quantity: Quantity) -> tuple[float, ...]:
    return quantity.ends
