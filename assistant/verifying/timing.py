"""Whether the dates, times of day, time points and other numbers of a sentence stand in what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verifying.dated import Point
from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.piece import Piece
from assistant.verifying.profiles import Profiles
from assistant.verifying.reading import Reading
from retrieval.lookalikes import plain_forms


def untimed(reading: Reading, pieces: Sequence[Piece], profiles: Profiles) -> Iterator[Violation]:
    """What is named in time or by number and is not quoted."""
    yield from _dates(reading, pieces)
    near = [r for p in pieces for r in (p.own, *p.frame)]
    around = [r for p in pieces for r in p.around]
    clocks = {text for r in near for text, _, _ in r.clocks}
    for text, _, _ in reading.clocks:
        if text not in clocks:
            yield Violation(Rule.TIME, f"{text} is not in the quotation")
    said = {p for piece in pieces for p in (*piece.points, *piece.own.points)}
    quoted = {p.unit for p in said}
    said |= {p for r in near for p in r.points if p.unit not in quoted}
    units = {p.unit for p in said}
    for point in reading.points:
        if _told(point, said) or _as_quantity(point, _of_limit(point, reading, pieces, profiles)):
            continue
        if point.unit not in units and _told(point, {p for r in around for p in r.points}):
            continue
        yield Violation(Rule.TIME, f"{point} is not what the quotation says" + _instead(said, point))
    numbers = {n.text for r in (*near, *around) for n in (*r.numbers, *r.inside)}
    numbers |= {f"{q.value:g}" for r in near for q in r.quantities if q.value is not None}
    versions = {p.quote.document.identity.version for p in pieces}
    for number in reading.numbers:
        if number.text not in numbers and number.text not in versions:
            yield Violation(Rule.NUMBER, f"{number.text} is neither in the quotation nor in the place it stands")


def _dates(reading: Reading, pieces: Sequence[Piece]) -> Iterator[Violation]:
    told = {d.date for p in pieces for d in p.days} | {p.quote.document.identity.effective for p in pieces}
    written = {d.text for p in pieces for d in p.days}
    about = {d.date for p in pieces for r in p.around for d in r.days}
    for day in reading.days:
        known = day.text in written if day.date is None else day.date in told or day.date in about
        if not known:
            yield Violation(Rule.TIME, f"the date {day.text} is not in the quotation")


def _told(point: Point, said: set[Point]) -> bool:
    if any((p.unit, p.low, p.high) == (point.unit, point.low, point.high) for p in said):
        return True
    singles = {(p.unit, end) for p in said for end in (p.low, p.high)}
    ends = {(point.unit, point.low), (point.unit, point.high)}
    return (point.low != point.high and ends <= {(p.unit, p.low) for p in said if p.low == p.high}) or (
        point.low == point.high and ends <= singles
    )


def _of_limit(point: Point, reading: Reading, pieces: Sequence[Piece], profiles: Profiles) -> list[Piece]:
    """For a range of days, the cells under the kind of limit that the sentence names, if it names one."""
    named = profiles.limits_in(reading)
    if point.low == point.high or not named:
        return list(pieces)
    return [p for p in pieces if not (limits := profiles.limits_of(p)) or not limits.isdisjoint(named)]


def _as_quantity(point: Point, pieces: Sequence[Piece]) -> bool:
    """ "day 9" of a row "Day of harvest" with 9 in it."""
    for piece in pieces:
        for quantity in piece.quantities:
            named = quantity.unit == f"{point.unit}s" or any(w.key == point.unit for r in piece.frame for w in r.words)
            if named and quantity.ends and {point.low, point.high} <= set(quantity.ends):
                if point.low == point.high or (quantity.low, quantity.high) == (point.low, point.high):
                    return True
    return False


def _instead(said: set[Point], point: Point) -> str:
    others = sorted({str(p) for p in said if p.unit == point.unit})
    return f": it has {', '.join(others[:4])}" if others else ""


def digits(text: str) -> list[str]:
    """The runs of digits of a text, for what no reading covers."""
    return re.findall(r"\d+", plain_forms(text))
