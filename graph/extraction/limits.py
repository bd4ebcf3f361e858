"""From the text of a limit to a fact: what it is a limit of, of which kind, its ends, and where it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.errors import NotAQuantity, UnitUnknown
from graph.extraction.headers import Side
from graph.process import Context, Details, Evidence, Fact, Mention, Unread, details
from graph.quantities import Quantity, read_quantity
from graph.schema import Label, LimitKind, Relation

# A cell that says there is no limit.
_NOTHING = re.compile(
    r"(?:[-–—−./\s]*|n\.?\s?/?\s?a\.?|none|not applicable|tbd|t\.b\.d\.|to be (?:determined|defined)"
    r"|not (?:set|defined|established)"
    r"|open|unknown|\?+|k\.\s?a\.|entfällt|nil)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\b(?:see|refer|according to|as per|per|siehe)\b", re.IGNORECASE)
_BRACKETED = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# Longer cells are paragraphs, and no limit.
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Stated:
    """A limit as a document states it: of what, of which kind, its text and the unit of its column or row.

    `side` is the end that a column of "Min" or "Max" holds.
    """

    of: Mention
    kind: LimitKind
    text: str
    unit: str
    context: Context
    evidence: Evidence
    side: Side = Side.BOTH
    criticality: str = ""


def limit_facts(stated: Stated) -> Iterator[Fact | Unread]:
    """The limit as a fact; what cannot be read is reported, never guessed."""
    text = stated.text.strip()
    if len(text) > LONGEST or _NOTHING.fullmatch(text):
        return
    try:
        ends = _ends(stated, text)
    except UnitUnknown as error:
        yield Unread(f"{stated.kind} of {stated.of.name}: {error}"[:500], stated.evidence)
        return
    except NotAQuantity as error:
        if _ELSEWHERE.search(text):
            return
        if stated.kind is not LimitKind.SPECIFICATION or stated.side is not Side.BOTH:
            if any(ch.isdigit() for ch in text):
                yield Unread(f"{stated.kind} of {stated.of.name}: {error}"[:500], stated.evidence)
            return
        ends = ()
    yield limit_fact(stated, as_written(text, stated.unit), ends)


def limit_fact(stated: Stated, text: str, ends: Details) -> Fact:
    """A limit whose ends are known."""
    limit = Mention(
        Label.LIMIT, text, stated.context, details(kind=stated.kind.value, text=text, of=stated.of.name, **dict(ends))
    )
    given = details(**{"class": stated.criticality})
    return Fact(Relation.LIMITED_BY, stated.of, limit, stated.evidence, given)


def as_written(text: str, unit: str) -> str:
    """A value with the unit of its column behind it, unless it stands there already."""
    unit = unit.strip()
    return f"{text} {unit}" if unit and not text.endswith(unit) and unit not in text else text


def ends_of(quantity: Quantity, unit: str = "") -> Details:
    """The ends of a quantity as details."""
    return details(
        low=quantity.low,
        high=quantity.high,
        low_included=quantity.low_included if quantity.low is not None else None,
        high_included=quantity.high_included if quantity.high is not None else None,
        unit=unit or quantity.unit,
    )


def unit_of(written: str) -> str:
    """The unit of a column, its power of ten left out: "cells/cm²" of "× 10⁴ cells/cm²"; as written if unknown."""
    if written.strip() == "°":
        return "°"
    try:
        return read_quantity("1", written).unit or written.strip()
    except (NotAQuantity, UnitUnknown):
        return written.strip()


def _ends(stated: Stated, text: str) -> Details:
    quantity = read_quantity(text, stated.unit)
    around = _BRACKETED.sub(" ", text[: quantity.start] + " " + text[quantity.end :])
    if quantity.censored or _says_more(around, stated.unit, quantity.unit):
        raise NotAQuantity(f"{text[:80]!r} says more than a quantity")
    if stated.side is not Side.BOTH and quantity.value is not None:
        low = stated.side is Side.LOW
        quantity = replace(quantity, low=quantity.low if low else None, high=None if low else quantity.high)
    if quantity.value is not None and quantity.centre is None:
        raise NotAQuantity(f"{text[:80]!r} is one value, where a range or a bound is meant")
    # A bare degree sign is an angle or a temperature; it is kept as written.
    return ends_of(quantity, "°" if stated.unit.strip() == "°" else "")


def _says_more(around: str, unit: str, read: str) -> bool:
    """Words beside the quantity that change what it means: "in 14 days", "of target"."""
    words = [word for word in _LETTERS.findall(around) if word.casefold() not in _HARMLESS]
    return bool(words) and around.strip() not in (unit.strip(), read)


_HARMLESS = frozenset("between from within range and or the a about approx ca".split())
