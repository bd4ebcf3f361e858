"""Which side of a number is meant: "≥", "NMT", "at least", "or more", "not exceeding"."""

from __future__ import annotations

import re
from enum import StrEnum


class Comparator(StrEnum):
    """How a value is held against its number."""

    EQUAL = "="
    AT_LEAST = "≥"
    AT_MOST = "≤"
    ABOVE = ">"
    BELOW = "<"


# Longest window of words that is looked at before a number.
WINDOW = 44
_LEAST, _MOST, _ABOVE, _BELOW = Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.ABOVE, Comparator.BELOW
_MORE = r"(?:more|greater|higher|larger|longer|later|warmer|hotter|faster)"
_LESS = r"(?:less|fewer|lower|smaller|shorter|colder|cooler|slower|sooner|earlier)"
_OR_EQUAL = r"(?:or equal to|or equals|or the same as)"
# "heat up to 95 °C" and "make up to 50 mL" say where to stop, not what may not be passed.
_UP_TO = (
    r"(?<!heat )(?<!heated )(?<!warm )(?<!warmed )(?<!bring )(?<!brought )(?<!make )(?<!made )(?<!top )(?<!topped )"
    r"(?<!fill )(?<!filled )(?<!add )(?<!scale )(?<!scaled )(?<!spin )(?<!rise )(?<!cool )(?<!volume )(?<!it )up to"
)
_BEFORE: tuple[tuple[Comparator, str], ...] = (
    (_LEAST, r"≥|⩾|≧|>\s?/?=|=>|≥/="),
    (_MOST, r"≤|⩽|≦|<\s?/?=|=<"),
    (_ABOVE, r"(?<![-=])>|＞|≫"),
    (_BELOW, r"(?<![-=])<|＜"),
    (_LEAST, rf"\b{_MORE} than {_OR_EQUAL}|\b(?:equal(?:s)? to or {_MORE} than|above or equal to)"),
    (_MOST, rf"\b{_LESS} than {_OR_EQUAL}|\b(?:equal(?:s)? to or {_LESS} than|below or equal to)"),
    (
        _LEAST,
        rf"\b(?:not|no|never|nor) {_LESS} than|\bnot (?:be )?(?:fall )?(?:below|under)|\bNLT\b|\bat least|\bat minimum",
    ),
    (_MOST, rf"\b(?:not|no|never|nor) {_MORE} than|\bnot (?:be |rise )?(?:above|over)|\bNMT\b"),
    (_MOST, r"\bat (?:the )?most|\bat maximum"),
    (_MOST, r"\b(?:not|never) (?:to )?(?:be )?exceed(?:ing|s|ed)?|\bwithout exceeding"),
    (_LEAST, r"\b(?:a )?min(?:imum|imal)?\b\.?(?: of)?:?|\bminimally"),
    (_MOST, r"\b(?:a )?max(?:imum|imal)?\b\.?(?: of)?:?|\bmaximally"),
    (_MOST, rf"\b{_UP_TO}(?: a (?:maximum|max\.?) of)?"),
    (_ABOVE, rf"\b{_MORE} than|\babove|\bexceed(?:ing|s|ed)?|\bin excess of"),
    (_BELOW, rf"\b{_LESS} than|\bbelow"),
)
_PREFIXES = tuple(
    (side, re.compile(rf"(?:{words})(?:\s?(?:about|approx(?:imately|\.)?|ca\.?|~))?\s{{0,3}}$", re.IGNORECASE))
    for side, words in _BEFORE
)
_SUFFIXES: tuple[tuple[Comparator, re.Pattern[str]], ...] = (
    (
        _LEAST,
        re.compile(r",?\s?\(?(?:or|and) (?:more|greater|higher|above|longer|later|over|larger)\b\)?", re.I),
    ),
    (_MOST, re.compile(r",?\s?\(?(?:or|and) (?:less|lower|fewer|below|shorter|under|smaller|earlier)\b\)?", re.I)),
    (_MOST, re.compile(r",?\s?\(?(?:max(?:imum|\b\.?)|at (?:the )?most)\)?(?!\s?\w)", re.I)),
    (_LEAST, re.compile(r",?\s?\(?(?:min(?:imum|\b\.?)|at (?:the )?least)\)?(?!\s?\w)", re.I)),
)


def comparator_before(text: str, start: int, floor: int) -> tuple[Comparator, int]:
    """The comparator that ends where a number begins, and where it begins; nothing left of `floor`."""
    window = text[max(floor, start - WINDOW) : start]
    stripped = window.rstrip()
    if not stripped or not (stripped[-1].isalpha() or stripped[-1] in ".:<>=≤≥⩾⩽≧≦＞＜≫~"):
        return Comparator.EQUAL, start
    for side, pattern in _PREFIXES:
        if match := pattern.search(window):
            return side, start - len(window) + match.start()
    return Comparator.EQUAL, start


def comparator_after(text: str, end: int) -> tuple[Comparator, int]:
    """The comparator that stands behind a quantity ("80 % or more"), and where it ends."""
    for side, pattern in _SUFFIXES:
        if match := pattern.match(text, end):
            return side, match.end()
    return Comparator.EQUAL, end
