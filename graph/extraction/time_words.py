"""Points in time as records write them: "day 5", "D5", "120" in a column of hours, "Harvest"."""

from __future__ import annotations

import re

from graph.extraction.record_tables import Column
from graph.extraction.record_words import Means

_DAY = re.compile(r"(?:day|d|tag|culture day|process day)\s?\.?\s?(?P<n>[-−–+]?\d{1,3}(?:\.\d+)?)", re.IGNORECASE)
_HOUR = re.compile(r"(?P<n>[-−–]?\d{1,4}(?:[.,]\d+)?)\s?(?P<unit>h|hr|hrs|hours?|min|minutes?|std\.?)", re.IGNORECASE)
_NUMBER = re.compile(r"[-−–+]?\d{1,6}(?:[.,]\d{1,12})?")
_UNIT_IN_HEADER = re.compile(r"\b(?:h|hrs?|hours?|stunden?|min|minutes?)\b", re.IGNORECASE)


def time_point(column: Column | None, cell: str) -> str:
    """The time point of a cell: "day 5" and "120 h" where they are plain, else as written."""
    text = " ".join(cell.split())
    if column is None or not text:
        return ""
    if match := _DAY.fullmatch(text):
        return f"day {_whole(match['n'])}"
    if not _NUMBER.fullmatch(text):
        return text
    if column.means[:1] == (Means.DAY,):
        return f"day {_whole(text)}"
    if column.means[:1] == (Means.CLOCK,):
        unit = column.unit or ("h" if _UNIT_IN_HEADER.search(column.name) else "")
        return f"day {_whole(text)}" if unit in ("d", "day", "days") else f"{_whole(text)} {unit}".strip()
    return text


def time_of_header(text: str) -> str:
    """The time point that a column is headed by ("D5", "Day 5", "120 h", "Tag 3"); empty for another header."""
    written = " ".join(text.split())
    if match := _DAY.fullmatch(written):
        return f"day {_whole(match['n'])}"
    if match := _HOUR.fullmatch(written):
        return written
    return ""


def _whole(number: str) -> str:
    plain = number.lstrip("+").replace(",", ".")
    return re.sub(r"\.0+$", "", plain)
