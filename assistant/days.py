"""The day whose rules a question asks for, told in words."""

from __future__ import annotations

import datetime as dt
import re

import dateutil.parser

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
DATE = re.compile(
    rf"\b(?:(?:\d{{1,2}} )?(?:{_MONTHS}) \d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?|(?:{_MONTHS}) \d{{1,2}},? \d{{4}})\b",
    re.IGNORECASE,
)
RULES_OF_A_DAY = re.compile(
    r"\b(?:appl(?:y|ied|ies)|in force|valid|effective|stood|at the time|back in|as of|before|until|"
    r"current in|used to)\b",
    re.IGNORECASE,
)


def day_spoken_of(question: str) -> dt.date | None:
    """The day whose rules a question asks for in words: "the range that applied in May 2023".

    Only with words that say so; a date alone may be that of a run. A month means its first day,
    "before" a date the day before. None when the question is about today, or names a day that never was.
    """
    date = DATE.search(question)
    if date is None or not RULES_OF_A_DAY.search(question):
        return None
    before = re.search(r"\bbefore\b", question[: date.start()], re.IGNORECASE)
    try:
        day = dateutil.parser.parse(date.group(), default=dt.datetime(2000, 1, 1)).date()
        return day - dt.timedelta(days=1) if before else day
    except (ValueError, OverflowError):  # "31 February": no day
        return None
