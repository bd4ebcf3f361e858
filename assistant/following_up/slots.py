"""The slots of a question, in order and without overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.following_up.names import Names
from assistant.following_up.slot import Kind, Slot
from assistant.linked.asked import CODE, VERSIONS
from assistant.time_points import TIME_POINT
from graph.quantities import find_quantities

# Words of the longest name that is looked for in a question.
LONGEST_NAME = 7
_WORD = re.compile(r"[^\s?!,;:()\"“”]+")
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b(?:(?:\d{{1,2}} )?{_MONTH} \d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?|{_MONTH} \d{{1,2}},? \d{{4}})\b",
    re.IGNORECASE,
)
_IN_UNIT = re.compile(r"(?<=\bin )[^\s?!,;]+(?=[?!.,;]|\s|$)")
_CONDITION = re.compile(
    r"\b(?:(?:at|in) )?(?:(?:room|ambient|fridge|refrigerator) temperature|rt)\b|\bon (?:wet |dry |melting )?ice\b|"
    r"\bin (?:the |a )?(?:fridge|refrigerator|freezer|cold room)\b|\bin (?:the )?vapou?r phase\b|\bovernight\b",
    re.IGNORECASE,
)
# A number with the version behind it is one slot: "SOP-127 v4", "SOP-014 (v3)".
_VERSIONED = re.compile(rf"(?:{CODE.pattern})(?:\s+\(?{VERSIONS.pattern}\)?)?")
# What counts where stretches overlap: the first.
_ORDER = (
    Kind.PRODUCT,
    Kind.TIME,
    Kind.DATE,
    Kind.UNIT,
    Kind.QUANTITY,
    Kind.CONDITION,
    Kind.THING,
    Kind.CODE,
    Kind.VERSION,
)


def slots(text: str, names: Names) -> tuple[Slot, ...]:
    """What a question names, of stretches that overlap the one that counts more, then the longer one."""
    found = [*_patterns(text, names), *_named(text, names)]
    order = {kind: n for n, kind in enumerate(_ORDER)}
    taken: list[Slot] = []
    for slot in sorted(found, key=lambda s: (order.get(s.kind, len(order)), s.start - s.end, s.start)):
        if not any(slot.start < other.end and other.start < slot.end for other in taken):
            taken.append(slot)
    return tuple(sorted(taken, key=lambda s: s.start))


def _patterns(text: str, names: Names) -> Iterator[Slot]:
    of_kind = ((Kind.TIME, TIME_POINT), (Kind.DATE, _DATE), (Kind.VERSION, VERSIONS), (Kind.CONDITION, _CONDITION))
    for kind, pattern in of_kind:
        yield from (Slot(kind, *m.span(), m.group()) for m in pattern.finditer(text))
    for match in _VERSIONED.finditer(text):
        known = names.find(match.group())
        if known is None or known.kind is Kind.CODE:
            yield Slot(Kind.CODE, *match.span(), match.group(), known.sort if known else "")
    for match in _IN_UNIT.finditer(text):
        measured = next(iter(find_quantities(f"1 {match.group()}")), None)
        if measured and measured.dimension is not None and measured.end == len(match.group()) + 2:
            yield Slot(Kind.UNIT, *match.span(), match.group())
    for quantity in find_quantities(text):
        if quantity.dimension is not None and quantity.end > quantity.start:
            wording = text[quantity.start : quantity.end]
            yield Slot(Kind.QUANTITY, quantity.start, quantity.end, wording, str(quantity.dimension))


def _named(text: str, names: Names) -> Iterator[Slot]:
    words = [(m.start(), m.start() + len(m.group().rstrip("."))) for m in _WORD.finditer(text)]
    for first, (start, _) in enumerate(words):
        for _, end in words[first : first + LONGEST_NAME]:
            wording = text[start:end]
            named = names.find(wording)
            if named is not None and not (named.kind is Kind.PLACE and _is_participle(wording)):
                yield Slot(named.kind, start, end, wording, named.sort)
    yield from _products(text, words, names)


def _products(text: str, words: list[tuple[int, int]], names: Names) -> Iterator[Slot]:
    """Runs of neighbouring words that name one product, unless they are a part of the name of something else."""
    at = 0
    while at < len(words):
        product, end = names.product(text[slice(*words[at])]), at + 1
        while product is not None and end < len(words) and names.product(text[slice(*words[end])]) == product:
            end += 1
        if product is not None and not _within_a_name(text, words, at, end, names):
            if end < len(words) and text[slice(*words[end])].casefold() == "cells":
                end += 1
            start, stop = words[at][0], words[end - 1][1]
            yield Slot(Kind.PRODUCT, start, stop, text[start:stop], product.name)
        at = end


def _within_a_name(text: str, words: list[tuple[int, int]], at: int, end: int, names: Names) -> bool:
    """Whether the words from `at` to `end` begin or end a name that is none without them ("CAR expression")."""
    for first in range(max(0, at - LONGEST_NAME), at + 1):
        for last in range(end, min(len(words), first + LONGEST_NAME) + 1):
            if (first, last) == (at, end) or names.find(text[words[first][0] : words[last - 1][1]]) is None:
                continue
            before, behind = _between(text, words, first, at), _between(text, words, end, last)
            if not any(rest and names.find(rest) for rest in (before, behind)):
                return True
    return False


def _between(text: str, words: list[tuple[int, int]], first: int, last: int) -> str:
    return text[words[first][0] : words[last - 1][1]] if first < last else ""


def _is_participle(wording: str) -> bool:
    """ "thawed" is no step, though "thaw" is."""
    return " " not in wording and wording.casefold().endswith("ed")
