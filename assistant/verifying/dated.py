"""Dates, times of day and time points of a text, apart from its quantities."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.dates import date_in

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    r"(?<![\d.-])\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d])|(?<![\d.])\d{1,2}[./-]\d{1,2}[./-]\d{4}(?!\d)"
    rf"|(?<![\d.])\d{{1,2}}(?:st|nd|rd|th)?[ \-./]{{1,2}}(?:of )?{_MONTH}[ \-.,/]{{0,3}}\d{{4}}(?!\d)"
    rf"|\b{_MONTH}[ \-]\d{{1,2}}(?:st|nd|rd|th)?,?[ \-]{{1,2}}\d{{4}}(?!\d)",
    re.IGNORECASE,
)
# "25 March to 3 April 2025": the year at the end speaks for both.
_YEARLESS = re.compile(
    rf"(?<![\d.])(\d{{1,2}}(?:st|nd|rd|th)? {_MONTH})(?= (?:to"
    rf"|and|until|-) \d{{1,2}}(?:st|nd|rd|th)? {_MONTH} (\d{{4}}))",
    re.I,
)
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])")
_CLOCK_BEHIND = re.compile(r"T?(?=\d{1,2}:\d{2})")
_POINT = re.compile(
    r"(?<!\d )(?<!\d)\b(?P<unit>days?|d|weeks?|wk|passages?|trials?|cycles?)(?:(?P<sign>\s+-\s?"
    r"|\s*-(?=\d)(?<=\s-))|[\s-]?|: ?)(?P<low>\d{1,3})(?![\d:.,]\d|\d)"
    r"(?:(?:\s?-\s?|\s(?:to|and|or|until)\s)(?:(?:day|week"
    r"|passage)s? )?(?P<sign2>-\s?)?(?P<high>\d{1,3})(?![\d:]|\.\d))?",
    re.IGNORECASE,
)
_UNITS = {"d": "day", "w": "week", "p": "passage", "t": "trial", "c": "cycle"}


@dataclass(frozen=True, slots=True)
class Point:
    """A named time ("day 5", "days 8 to 10", "passage 24") and where it stands."""

    unit: str
    low: int
    high: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.unit} {self.low}" + (f" to {self.high}" if self.high != self.low else "")


@dataclass(frozen=True, slots=True)
class Day:
    """A date and where it stands."""

    date: dt.date | None
    text: str
    start: int
    end: int


def days(text: str) -> Iterator[Day]:
    """The dates of a text; one whose order is open has none."""
    for match in _YEARLESS.finditer(text):
        written = re.sub(r"\bof ", "", f"{match.group(1)} {match.group(2)}")
        yield Day(date_in(written), match.group(1), match.start(), match.end())
    for match in _DATE.finditer(text):
        yield Day(date_in(re.sub(r"\bof ", "", match.group())), match.group(), match.start(), match.end())


def clocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Times of day, as written without a leading nought."""
    for match in _CLOCK.finditer(text):
        yield match.group().lstrip("0"), match.start(), match.end()


def points(text: str) -> Iterator[Point]:
    """The named times of a text."""
    for match in _POINT.finditer(text):
        low = -int(match["low"]) if match["sign"] else int(match["low"])
        high = low if match["high"] is None else int(match["high"]) * (-1 if match["sign2"] else 1)
        yield Point(_UNITS[match["unit"][0].casefold()], low, high, match.start(), match.end())
