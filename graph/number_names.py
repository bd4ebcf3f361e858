"""Numbers that name and do not measure: of lots, figures, catalogues, dates, ratios, versions."""

from __future__ import annotations

import re

from graph.numerals import DASHES, FIRST_CJK, end_of_run

_RUN_ON = re.compile(r"\d{1,3}(?:[.,]\d)?(?:\s?[°º˚]\s?C|\s(?:min|minutes?|sec|seconds?|hours?|h)\b)")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T[\d:]+)?|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d%])|\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    r"|\d{1,2}(?:st|nd|rd|th)?[-–\s.]{1,2}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[-–\s,]{1,2}\d{2,4}\b"
    r"|\d{1,4}(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:\b(?:cat(?:alog(?:ue)?)?|no|nr|art|fig(?:ure)?|table|steps?|section|sect|version|ver|v|rev(?:ision)?|ref|"
    r"pages?|p\.|pp|lot|batch|item|part|appendix|annex|chapter|protocol|protocols|sop|vol|issue|lanes?|wells?|tubes?|"
    r"eq(?:uation)?|type|class|grade|phase|run|id|chip|channel|line|note|box)\.?\s?(?:no\.?|number|nos?\.?)?|[#№§])"
    r"\s?[:#]?\s?$",
    re.IGNORECASE,
)
_MONTH_BEFORE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s(?:\d{1,2},?\s)?$", re.IGNORECASE
)
_SHORT_BEFORE_DOT = re.compile(r"\b(?:ca|c|approx|min|max|temp|conc|vol|vs|avg|ave|incl)\.$", re.IGNORECASE)
# Characters of a name that are passed over at once.
LONGEST_NAME = 60
# "5 x 105 cells": a power that lost its superscript, which no one should take for 105.
_LOST_POWER = re.compile(
    r"\d[\d.,]{0,8}(?:\s?[-–‐]\s?\d[\d.,]{0,8})?\s?[x×]\s?10(?:[eE]\d{1,2}|(?:[1-9]\d?|\s\d{1,2})(?!\d)"
    r"(?=\s?/|\s?[A-Za-z]{1,9}\s?/|\s?(?:cells|vg|TU|copies|PFU|CFU)\b))"
)
# "× 10⁴ cells/cm²" with no number before it is a unit, of a header or a column of units.
_UNIT_WITH_POWER = re.compile(r"(?<![\d)\s])\s{0,2}[x×]\s?$")
_TEN = re.compile(r"10\s?(?:\^|\*\*|[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻])")
_WORD_RUN = re.compile(r"[\w.\-/]*\w")


def name_until(text: str, at: int, floor: int) -> int | None:
    """Where a number that names ends; None for one that may measure. Another quantity ends at `floor`."""
    if 0 < floor == at - 1 and text[floor] in "/-–":  # "37 °C/10 min"
        return None
    before, earlier = (text[at - 2 : at] if at > 1 else f" {text[:at]}").rjust(2)[::-1]
    if text[at] in ".," and not (before.isspace() or before in "([{<>=≤≥~≈±" or before in DASHES):
        return at + 1
    if date := _DATE.match(text, at) or _LOST_POWER.match(text, at):
        return date.end()
    if _UNIT_WITH_POWER.search(text, max(0, at - 4), at) and _TEN.match(text, at):
        return run_until(text, at)
    runs_on = (before.islower() and earlier.islower()) or (before == "C" and earlier in "°º˚")
    if runs_on and _RUN_ON.match(text, at):  # "Extension72°C30 seconds", of a flattened table
        return None
    named = (
        _goes_on_a_word(before, earlier) or _behind_a_dot(text, at, before, earlier) or _of_a_ratio(text, at, before)
    )
    return run_until(text, at) if named else None


def _goes_on_a_word(before: str, earlier: str) -> bool:
    if before in "^_@$€£\\⁰¹²³⁴⁵⁶⁷⁸⁹":
        return True
    if before.isalnum() and ord(before) < FIRST_CJK:
        return not (before in "x×X" and (earlier.isdigit() or earlier.isspace()))  # "3x10 mL"
    return before in "-‐‑/" and earlier.isalpha()  # "IL-7"


def _behind_a_dot(text: str, at: int, before: str, earlier: str) -> bool:
    return before == "." and earlier.isalnum() and not _SHORT_BEFORE_DOT.search(text[max(0, at - 8) : at])


def _of_a_ratio(text: str, at: int, before: str) -> bool:
    return before in "/:∶" and text[max(0, at - 4) : at - 1].rstrip()[-1:].isdigit()


def run_until(text: str, at: int) -> int:
    """Where the word or number that begins here ends, to be passed over whole."""
    match = _WORD_RUN.match(text, at, at + LONGEST_NAME)
    return match.end() if match else end_of_run(text, at)


def labelled(text: str, begins: int) -> bool:
    """Whether a word before a number says what it numbers: "Fig. ", "cat. no. "."""
    return bool(_LABEL.search(text[max(0, begins - 24) : begins]))


def after_month(text: str, begins: int) -> bool:
    """Whether a month stands before a number, which is then a day or year."""
    return bool(_MONTH_BEFORE.search(text[max(0, begins - 20) : begins]))
