"""A text in the plain form in which both sentences and quotations are read.

Signs of one look are one sign, numbers in words are numbers ("three times", "twice", "a week"), and "OCT4-positive"
is "OCT4+". What is read from it is compared, never shown.
"""

from __future__ import annotations

import re
from functools import lru_cache

from retrieval.lookalikes import plain_forms

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_NAMED = "|".join(sorted((w for w in _VALUES if w not in ("one", "zero")), key=len, reverse=True))
_WORDED = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})[- ](?P<ones>{'|'.join(_SMALL[1:10])})|(?P<plain>{_NAMED}))\b", re.IGNORECASE
)
_TIME = r"(?:hours?|minutes?|days?|weeks?|months?|years?|seconds?)"
_COUNTED = r"(?:vials?|bags?|wells?|vessels?|tubes?|decimals?|minor|major|critical|deviations?|donors?|runs?|h|min)"
_ONE = re.compile(rf"\bone (?=(?:{_TIME}|{_COUNTED})\b)", re.IGNORECASE)
_AN = re.compile(
    rf"(?P<lead>\b(?:for|within|after|of|than|least|most|last|lasts|lasted|is|about|to|in) )an? (?={_TIME}\b)",
    re.IGNORECASE,
)
_TWICE = re.compile(r"\btwice\b(?! (?:a|the|as)\b)", re.IGNORECASE)
_MULTIPLE = re.compile(r"\btwice(?= (?:the|as)\b)", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}) (?=\d{3}(?!\d))")
_POSITIVE = re.compile(r"\b((?=\w*[A-Z\d])[A-Za-z]\w{1,9})(?:-| )positive\b")
_NEGATIVE = re.compile(r"\b((?=\w*[A-Z\d])[A-Za-z]\w{1,9})(?:-| )negative\b")
_LISTED = re.compile(r"(?<=\d)-(?=,? (?:(?:and|or|to) )?\d)")
# Before an event the earlier is the longer: "not earlier than 10 min before use" is at most 10 min.
_EARLIER = re.compile(r"\b(?:earlier|sooner) than (?=[^.;,]{1,24}\bbefore\b)", re.IGNORECASE)
_LATER = re.compile(r"\blater than (?=[^.;,]{1,24}\bbefore\b)", re.IGNORECASE)
_DAYS = re.compile(r"\bdays (\d{1,3}(?:, ?\d{1,3})+,? and \d{1,3}|\d{1,3} and \d{1,3})(?!\d)", re.IGNORECASE)
_COLDER = re.compile(r"(?<=[°CKF%]) or (?:colder|cooler)\b", re.I)
_WARMER = re.compile(r"(?<=[°CKF%]) or (?:warmer|hotter)\b", re.I)
_DAY_LONG = re.compile(r"\b(?P<lead>half an hour|quarter of an hour|every quarter)\b", re.IGNORECASE)
_LONG = {"half an hour": "30 min", "quarter of an hour": "15 min", "every quarter": "every 3 months"}
_LIMIT_OF = re.compile(
    r"\b(exceed(?:s|ed|ing)?|above|over|below|under) (?:the |its |a |an )?(?:upper |lower |\w+ )?(?:limit|threshold) of (?=\d)",
    re.I,
)
_VERSION = re.compile(r"\b(?:[vV]|[Rr]ev(?:ision)?|[Vv]er)\.? ?(?=\d{1,3}(?:\.\d+)*\b)")
_WITHIN = re.compile(r"\bwithin (?=-?\d[^;:()]{0,24}? and -?\d)", re.IGNORECASE)
_ONWARDS = re.compile(r"[“”„‟\"«»]")


@lru_cache(maxsize=4_096)
def plain(text: str) -> str:
    """The plain form of a text; its length may differ."""
    text = " ".join(_ONWARDS.sub(" ", plain_forms(text)).split())
    text = _DAY_LONG.sub(lambda m: _LONG[m.group().casefold()], text)
    text = _POSITIVE.sub(r"\1+", text)
    text = _NEGATIVE.sub(r"\1neg", text)
    text = _MULTIPLE.sub("2 x", _TWICE.sub("2 times", text))
    text = _WORDED.sub(_number, _ONE.sub("1 ", _AN.sub(r"\g<lead>1 ", text)))
    text = _LIMIT_OF.sub(r"\1 ", text)
    text = _LATER.sub("less than ", _EARLIER.sub("more than ", text))
    text = _DAYS.sub(lambda m: re.sub(r"\d+", r"day \g<0>", m.group(1)), text)
    text = _WARMER.sub(" or above", _COLDER.sub(" or below", text))
    text = _VERSION.sub("version ", _WITHIN.sub("between ", text))
    return _THOUSANDS.sub(r"\1", _LISTED.sub("", text))


def _number(match: re.Match[str]) -> str:
    if match["plain"]:
        return str(_VALUES[match["plain"].casefold()])
    return str(_VALUES[match["tens"].casefold()] + _VALUES[match["ones"].casefold()])
