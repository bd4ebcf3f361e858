"""The unit that a question wants its answer in: "in µg/L", "how many rpm", "per kg"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.quantities import find_quantities
from graph.questions.values import read
from retrieval.terms import fold

_ASKED = re.compile(r"\b(?P<how>in|how many)\s+(?:units of )?(?P<words>[^\s?,;.]+(?:\s[^\s?,;.]+){0,2})", re.IGNORECASE)
_PER = re.compile(r"\bper\s+(?P<unit>[A-Za-zµ]{1,7}[²³2]?)\b(?: (?:of )?body ?weight)?", re.IGNORECASE)
# Words after "in" that could be read as units and are none.
_NONE = frozenset({"a", "an", "in", "at", "as", "t", "min", "cells", "cell", "bags", "vials", "copies"})


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A unit as written, and where in the question; `per` when only what it is counted by is named."""

    unit: str
    start: int
    end: int
    per: bool = False

    def unmet_by(self, value: str) -> str:
        """How a value as written is in another unit; empty when it is in this one or can be changed into it."""
        there = [q for q in find_quantities(value) if q.unit]
        if not there:
            return ""
        if self.per:
            wanted = fold(self.unit).rstrip("s")
            by = [fold(q.unit).rpartition("/")[2] for q in there if "/" in q.unit]
            known = not by or any(one == wanted or _same(one, wanted) for one in by)
            return "" if known else f"is per {by[0]}"
        if fold(self.unit).replace(" per ", "/") in fold(value):
            return ""
        asked = read("1", self.unit)
        if asked is None or any(asked.comparable(q) for q in there):
            return ""
        return f"is in {there[0].unit}"


def asked_unit(question: str) -> AskedUnit | None:
    """The unit that a question asks for, None if it names none."""
    for match in _ASKED.finditer(question):
        words = match["words"].split()
        longest = len(words) if match["how"].casefold() == "in" else 1
        for count in range(longest, 0, -1):
            unit = " ".join(words[:count])
            one = None if fold(unit) in _NONE else read("1", unit)
            if one is not None and one.unit_known and one.unit:
                return AskedUnit(unit, match.start(), match.start("words") + len(unit))
    match = _PER.search(question)
    if match is None:
        return None
    one = read("1", match["unit"])
    if one is None or not (one.unit_known and one.unit):
        return None
    return AskedUnit(match["unit"], match.start(), match.end(), per=True)


def _same(one: str, other: str) -> bool:
    mine, theirs = read("1", one), read("1", other)
    return mine is not None and theirs is not None and mine.comparable(theirs)
