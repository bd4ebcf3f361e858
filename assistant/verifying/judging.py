"""Words of comparison that code can judge by the numbers beside them: fell, above, within, highest.

"Fell from 2.9 g/L to 0.6 g/L" needs no quotation that says "fell"; it needs numbers that do. A word is true, false
or not to be judged here, when a quotation has to say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.numbers import Stated, accepts, falls
from assistant.verifying.reading import Reading
from graph.quantities import Quantity

_UP = r"(?:rose|risen|rise[sn]?|rising|climbed|climbs?|extended|lengthened|prolonged|increased?|increases|increasing|grew|grown|raised|went up|goes up|gained|improved)"
_DOWN = r"(?:fell|fallen|falls?|falling|dropped|drops?|decreased?|decreases|decreasing|declined?|declines|lowered|reduced|reduces?|shortened|cut|went down|lost)"
_CHANGE = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:(?P<up>higher|greater|larger|longer|more|warmer)|(?P<down>lower|less|smaller|shorter|fewer|colder))\b(?! than (?:or equal )?\d| limit| end| range)",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:(?P<above>above|exceed(?:s|ed|ing)?|over|beyond|higher than|more than|longer than)|(?P<below>below|under|short of|lower than|less than)"
    r"|(?P<inside>within|inside|meets|met|passes|passed|complies with|complied with|in line with)|(?P<outside>outside(?: of)?|out of|fails|failed|missed|violates|violated))"
    r"\b(?= (?:\w+ ){0,4}?(?:limits?|range|par|nor|specification|spec|criterion|criteria|tolerance|acceptance|proven|normal|set point|target)\b)",
    re.IGNORECASE,
)
_FACTOR = re.compile(
    r"\b(?:(?P<up>raising|increasing|longer|higher|more|larger)|(?P<down>lowering|decreasing|reducing|shortening|shorter|lower|less|fewer))\b",
    re.I,
)
_MOST = re.compile(
    r"\b(?:(?P<up>highest|longest|largest|greatest|maximum|most|warmest)|(?P<down>lowest|shortest|smallest|least|minimum|fewest|coldest))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A word of comparison: where it stands, whether the numbers bear it out, and why not."""

    start: int
    end: int
    true: bool
    reason: str = ""


def judged(reading: Reading, offered: Sequence[Stated], computed: Sequence[Quantity] = ()) -> list[Judged]:
    """The words of comparison that the numbers of the sentence decide."""
    return [*_changes(reading, offered), *_limits(reading, computed), *_extremes(reading, offered)]


def misjudged(found: Sequence[Judged]) -> Iterator[Violation]:
    """A violation for each that the numbers contradict."""
    yield from (Violation(Rule.DIRECTION, one.reason) for one in found if not one.true)


def _changes(reading: Reading, offered: Sequence[Stated]) -> Iterator[Judged]:
    text = reading.text
    for match in _CHANGE.finditer(text):
        up = match["up"] is not None
        pair = _from_to(reading, match.end())
        if pair is None:
            yield from _signed(reading, match, offered, up=up)
            continue
        rises = pair[1] > pair[0]
        yield Judged(
            match.start(), match.end(), rises is up, f"'{match.group()}', but it goes from {pair[0]:g} to {pair[1]:g}"
        )
    for match in _COMPARED.finditer(text):
        up = match["up"] is not None
        pair = _beside_than(reading, match)
        if pair is not None:
            yield Judged(
                match.start(),
                match.end(),
                (pair[0] > pair[1]) is up,
                f"'{match.group()}', but {pair[0]:g} is held against {pair[1]:g}",
            )


def _from_to(reading: Reading, at: int) -> tuple[float, float] | None:
    """The two numbers of "from 2.9 g/L … to 0.6 g/L", in their order; a range keeps the order it is written in."""
    later = [q for q in reading.quantities if q.start >= at - 1]
    for q in later:
        if (
            q.low is not None
            and q.high is not None
            and q.low != q.high
            and q.centre is None
            and re.search(r"\bfrom $", reading.text[max(0, q.start - 5) : q.start], re.I)
        ):
            return (q.high, q.low) if falls(q) else (q.low, q.high)
    spread = [q for q in later if q.value is not None]
    for one, other in zip(spread, spread[1:], strict=False):
        led = re.search(r"\bfrom [^.;]{1,24}\($", reading.text[: one.start], re.I)
        if led and one.comparable(other) and re.search(r"\bto\b", reading.text[one.end : other.start]):
            return _in_one(one, other)
    for one, other in zip(later, later[1:], strict=False):
        if one.value is None or other.value is None or not (one.comparable(other) or not one.unit):
            continue
        if re.search(r"\bfrom $", reading.text[: one.start], re.I) and re.search(
            r"\bto $", reading.text[: other.start], re.I
        ):
            return _in_one(one, other)
    return None


def _in_one(one: Quantity, other: Quantity) -> tuple[float, float] | None:
    if one.value is None or other.value is None:
        return None
    moved = other.value if one.unit == other.unit or not one.unit else other.to(one.unit).value
    return None if moved is None or moved == one.value else (one.value, moved)


def _signed(reading: Reading, match: re.Match[str], offered: Sequence[Stated], *, up: bool) -> Iterator[Judged]:
    """ "Raising the MOI reduced viability by 2.12 points" of an effect written as −2.12."""
    by = [
        q
        for q in reading.quantities
        if q.start >= match.end() and re.search(r"\bby (?:about )?$", reading.text[: q.start], re.I)
    ]
    if not by or by[0].value is None:
        return
    size = abs(by[0].value)
    changes = {
        s.quantity.value
        for s in offered
        if s.quantity.value is not None
        and s.quantity.comparable(by[0])
        and s.quantity.text[:1] in ("+", "-")
        and abs(abs(s.quantity.value) - size) <= 1e-9 * size
    }
    if not changes:
        return
    factor = _FACTOR.search(reading.text[: match.start()])
    rises = up if factor is None or factor["up"] else not up
    reason = f"'{match.group()}', but the quoted change is {min(changes):+g}"
    yield Judged(match.start(), match.end(), any((v > 0) is rises for v in changes), reason)
    if factor is not None:
        yield Judged(factor.start(), factor.end(), true=True)


def _beside_than(reading: Reading, match: re.Match[str]) -> tuple[float, float] | None:
    """The two values that "lower … than" or "and … lower" holds against each other."""
    values = [q for q in reading.quantities if q.value is not None]
    than = re.search(r"\bthan\b", reading.text[match.end() :])
    if than:
        place = match.end() + than.start()
        one = next((q for q in reversed(values) if q.start < place and q.start > match.start()), None)
        other = next((q for q in values if q.start > place), None)
        if one is not None and other is not None and one.comparable(other):
            return _in_one(one, other)
        return None
    before = [q for q in values if q.end <= match.start()]
    for one in reversed(before):  # "90.9 % and after thaw 78.4 %, 12.5 points lower": the last two that can be compared
        earlier = [q for q in before if q.end <= one.start and q.comparable(one)]
        if earlier and not re.fullmatch(
            r"[\s,]*(?:percentage |points?|%|\w+/\w+|\w+)?\s*", reading.text[one.end : match.start()]
        ):
            return _in_one(one, earlier[-1])
    return None


def _limits(reading: Reading, computed: Sequence[Quantity]) -> Iterator[Judged]:
    text = reading.text
    for match in _HELD.finditer(text):
        value = next(
            (
                q
                for q in reversed(reading.quantities)
                if q.end <= match.start() and q.value is not None and q not in computed
            ),
            None,
        )
        value = value or next((q for q in reading.quantities if q.start >= match.end() and q.value is not None), None)
        limit = next(
            (
                q
                for q in reading.quantities
                if q.start >= match.end()
                and q is not value
                and value is not None
                and q.comparable(value)
                and (q.is_bound or q.low != q.high or True)
            ),
            None,
        )
        if (
            value is None
            or limit is None
            or value.value is None
            or re.search(r"(?:;|\.(?=\s))", text[min(value.end, match.start()) : match.start()])
        ):
            continue
        verdict = _stands(match, value, limit)
        if verdict is not None:
            yield Judged(
                match.start(), match.end(), verdict, f"'{match.group()}', but {value.text} is held against {limit.text}"
            )


def _stands(match: re.Match[str], value: Quantity, limit: Quantity) -> bool | None:
    inside = value.within(limit) if limit.low != limit.high or limit.is_bound else None
    same = limit if limit.unit == value.unit else limit.to(value.unit)
    number = value.value if value.value is not None else 0.0
    if match["inside"]:
        return inside
    if match["outside"]:
        return None if inside is None else not inside
    if match["above"]:
        return None if same.high is None else number > same.high or (number == same.high and not same.high_included)
    return None if same.low is None else number < same.low or (number == same.low and not same.low_included)


def _extremes(reading: Reading, offered: Sequence[Stated]) -> Iterator[Judged]:
    """ "The lowest titre of the four lots": the least of the quoted values of one column or name."""
    for match in _MOST.finditer(reading.text):
        up = match["up"] is not None
        for q in reading.quantities:
            if q.value is None:
                continue
            of = [s for s in offered if s.quantity.value is not None and accepts(q, s.quantity, reading)]
            alike = [
                s.quantity
                for s in offered
                if s.quantity.value is not None and s.quantity.comparable(q) and any(_same_place(s, one) for one in of)
            ]
            values = sorted(
                {v for x in alike for v in (x.value if x.unit == q.unit else x.to(q.unit).value,) if v is not None}
            )
            if len(values) > 1:
                true = abs(q.value - (values[-1] if up else values[0])) <= 1e-9 * abs(q.value)
                yield Judged(
                    match.start(),
                    match.end(),
                    true,
                    f"'{match.group()}', but the quoted values are {', '.join(f'{v:g}' for v in values)}",
                )
                break


def _same_place(one: Stated, other: Stated) -> bool:
    """Values of one column, or of one name in several records."""
    return one.piece.header == other.piece.header and (bool(one.piece.header) or one.piece.row < 0)
