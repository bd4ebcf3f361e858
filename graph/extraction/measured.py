"""Measurements of runs: what was read at one place, and the facts of it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.errors import NotAQuantity, UnitUnknown, UnreadableValue
from graph.extraction.decimals import Mark, with_points
from graph.extraction.reading import Reading
from graph.numerals import times_ten
from graph.process import Context, Details, Fact, Mention, Unread, details
from graph.quantities import read_quantity
from graph.schema import Label, Relation
from retrieval.documents import Line

# More readings of one signal of one run than this are a trace of a sensor: the graph holds its first,
# last, lowest and highest, and the trace stays in the document. A daily sample of the longest
# processes gives some 60.
DENSE = 200
_PLAIN = re.compile(r"[-+−–]?\d{1,15}(?:\.\d{1,15})?")
_LEADS = re.compile(
    r"(?:[\s<>≤≥=~≈±+\-−–(*]|not (?:less|more) than|at (?:least|most)|less than|more than|up to|below|above|"
    r"approx(?:imately|\.)?|about|circa|ca\.?|nlt|nmt|min\.?|max\.?|minimum|maximum|pH|MOI)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One reading at one place: what was measured, of which run, when and how, and the cell's text.

    Without a label it is recorded, and said to be of no parameter or attribute.
    """

    run: str
    product: str
    name: str
    label: Label | None
    text: str
    unit: str
    row: Line
    start: int
    time: str = ""
    at: str = ""
    method: str = ""
    mark: Mark = Mark.OPEN
    words: bool = False  # a result may be words: "not detected"


def facts_of(reading: Reading, taken: Iterable[Taken], rule: str) -> Iterator[Fact | Unread]:
    """Two facts a reading; of a dense trace only those of its first, last, lowest and highest value."""
    groups: dict[tuple[str, str, str], list[Taken]] = {}
    for one in taken:
        groups.setdefault((one.run, one.name, one.unit), []).append(one)
    for group in groups.values():
        reported: set[str] = set()
        for one in (_outstanding(group) or group[:1]) if len(group) > DENSE else group:
            for thing in _facts(reading, one, rule):
                if isinstance(thing, Unread):
                    if thing.what in reported:
                        continue  # the unit of a column is reported once
                    reported.add(thing.what)
                yield thing


def _outstanding(group: list[Taken]) -> list[Taken]:
    """The first, last, lowest and highest of a trace, in the order in which they stand."""
    read = [(value, place) for place, one in enumerate(group) if (value := _number(one)) is not None]
    if not read:
        return []
    places = {read[0][1], read[-1][1], min(read)[1], max(read, key=lambda pair: (pair[0], -pair[1]))[1]}
    return [group[place] for place in sorted(places)]


def _number(one: Taken) -> float | None:
    try:
        found = dict(value_of(one)).get("value")
    except UnreadableValue:
        return None
    return found if isinstance(found, float) else None


def _facts(reading: Reading, one: Taken, rule: str) -> Iterator[Fact | Unread]:
    evidence = reading.at(one.row, rule)
    place = f"{reading.entry.digest[:12]}:{one.start}"
    text, read = one.text, ()
    try:
        read = value_of(one)
    except UnreadableValue as error:
        if isinstance(error, UnitUnknown) or not one.words or one.text[:1].isdigit():
            yield Unread(f"{one.name}: {error}"[:300], evidence)
        if not one.words:
            return
        # A result whose unit is not known is kept as it reads, without a number.
        text = f"{one.text} {one.unit}".strip() if isinstance(error, UnitUnknown) else one.text
    common = details(run=one.run, text=text, place=place)
    context = Context(product=one.product, time=one.time, method=one.method)
    measurement = Mention(Label.MEASUREMENT, one.name, context, tuple(sorted((*common, *read))))
    run = Mention(Label.RUN, one.run)
    yield Fact(Relation.RECORDED, run, measurement, evidence, details(time=one.time, at=one.at))
    if one.label is not None:
        yield Fact(Relation.OF, measurement, Mention(one.label, one.name, context), evidence)


def value_of(one: Taken) -> Details:
    """The number of a reading in its unit as written, powers of ten folded in; nothing for a result in words.

    Raises NotAQuantity for a cell that holds no single number, UnitUnknown for a unit that is not known.
    """
    text = with_points(one.text, one.mark).strip()
    if _PLAIN.fullmatch(text):
        known = _unit(one.unit)
        if known is None:
            raise UnitUnknown(f"the unit {one.unit!r} is not known", next_step="write it as in the vocabulary of units")
        factor, unit = known
        number = float(text.replace("−", "-").replace("–", "-"))
        return details(value=times_ten(number, factor) if factor else number, unit=unit)
    found = read_quantity(text, one.unit)
    if found.low is None and found.high is None:
        return details(unit=found.unit)
    if not _LEADS.fullmatch(text[: found.start]):
        raise NotAQuantity("the result is in words", where=repr(text[:80]))
    value = found.value if found.value is not None else found.centre
    if value is not None:
        return details(value=float(value), unit=found.unit)
    return details(low=found.low, high=found.high, unit=found.unit)


@functools.lru_cache(maxsize=5_000)
def _unit(written: str) -> tuple[int, str] | None:
    """The power of ten before a unit, and the unit in its one spelling; None when it is not known."""
    try:
        one = read_quantity("1", written)
    except UnreadableValue:
        return None
    exponent = f"{one.low:e}".partition("e")[2] if one.low else "0"
    return int(exponent), one.unit
