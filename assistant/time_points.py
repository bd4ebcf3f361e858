"""Named days, weeks and hours: "day 5", "D-3", "day −7". A minus after a space is a sign."""

from __future__ import annotations

import re

from retrieval.terms import fold

TIME_POINT = re.compile(r"\b(days?|d|weeks?|hours?|h)(\s+[-−–]\s?|[\s-]?)(\d{1,3})\b", re.IGNORECASE)
_UNITS = {"d": "day", "w": "week", "h": "hour"}
_CELL = re.compile(r"(?:d(?:ay)?\s*)?(-?)\s?0*(\d{1,3})(?:\.0+)?")


def time_points(text: str) -> tuple[tuple[str, str], ...]:
    """(unit, number) pairs named in a text, in order: ("day", "-7")."""
    found = [(_UNITS[m.group(1)[0]], _signed(m.group(2), m.group(3))) for m in TIME_POINT.finditer(fold(text))]
    return tuple(dict.fromkeys(found))


def of_cell(cell: str) -> str:
    """The number in a cell under a header like "Day"; empty when there is more in it."""
    match = _CELL.fullmatch(fold(cell).strip())
    return f"{match.group(1)}{match.group(2)}" if match else ""


def _signed(between: str, digits: str) -> str:
    negative = "-" in between and between[0].isspace()
    return f"{'-' if negative else ''}{digits.lstrip('0') or '0'}"
