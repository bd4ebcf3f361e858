"""Dates of a record as ISO dates, as far as they are unambiguous."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from retrieval.dates import date_in

_NUMERIC = re.compile(r"(?<!\d)(?P<first>\d{1,2})[/-](?P<second>\d{1,2})[/-](?P<year>\d{4})(?!\d)")

_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])")

_LONGEST = 60  # characters; a longer text is no date


def iso_date(text: str, others: Iterable[str] = ()) -> str:
    """The date in ISO form, or the text as written when its order of day and month is open.

    `others` are dates of the same record: one that can be read one way only says how the rest is meant.
    """
    if len(text) > _LONGEST:
        return text
    if compact := _COMPACT.fullmatch(text.strip()):
        text = f"{compact['year']}-{compact['month']}-{compact['day']}"
    found = date_in(text)
    if found is not None:
        return found.isoformat()
    match = _NUMERIC.search(text)
    if match is None:
        return text
    orders = {order for other in others if (order := _order(other))}
    if orders == {"day"}:
        return _iso(match, day="first", month="second") or text
    if orders == {"month"}:
        return _iso(match, day="second", month="first") or text
    return text


def _order(text: str) -> str:
    match = _NUMERIC.search(text[:_LONGEST])
    if match is None:
        return ""
    first, second = int(match["first"]), int(match["second"])
    if first > 12 >= second:
        return "day"
    return "month" if second > 12 >= first else ""


def _iso(match: re.Match[str], *, day: str, month: str) -> str:
    try:
        return dt.date(int(match["year"]), int(match[month]), int(match[day])).isoformat()
    except ValueError:
        return ""
