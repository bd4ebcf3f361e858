"""Whether two time points or stages, as written, are the same: "Harvest (day 9)" is day 9 and harvest."""

from __future__ import annotations

import re

from retrieval.terms import fold, stem, tokens

_UNITS = {"d": "day", "w": "week", "h": "hour", "m": "month"}
_POINT = re.compile(
    r"\b(?P<unit>days?|d|weeks?|wk|w|hours?|hrs?|h|months?)(?P<gap>\s?)(?P<sign>[-−–]\s?)?(?P<number>\d{1,3})\b"
    r"|\b(?P<before>\d{1,3})\s?(?P<after>days?|weeks?|wk|hours?|hrs?|h|months?)\b"
)
# Words that say when, and nothing of which.
_EMPTY = frozenset(
    stem(w) for w in "at on in of the after before during to from time point stage sample and or".split()
)


def time_points(text: str) -> frozenset[str]:
    """The counted times of a text: "day 9", "hour 24"."""
    found: set[str] = set()
    for match in _POINT.finditer(fold(text)):
        unit = match["unit"] or match["after"]
        number = match["number"] or match["before"]
        sign = "-" if match["sign"] and match["gap"] else ""  # "day -7" counts back, "D-7" does not
        found.add(f"{_UNITS[unit[0]]} {sign}{int(number)}")
    return frozenset(found)


def stage_words(text: str) -> frozenset[str]:
    """The stems of the stage that a text names beside counted times: "post thaw", "harvest"."""
    rest = _POINT.sub(" ", fold(text)).replace("-", " ")
    return frozenset(word for word in tokens(rest) if word not in _EMPTY and not word.isdigit())


def same_time(one: str, other: str) -> bool:
    """Whether two times agree in what both state: counted times when both have them, else the stage's words."""
    mine, theirs = time_points(one), time_points(other)
    if mine and theirs:
        return bool(mine & theirs)
    words, others = stage_words(one), stage_words(other)
    return bool(words) and bool(others) and (words <= others or others <= words)
