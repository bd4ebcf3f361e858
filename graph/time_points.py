"""Time points and stages in one wording: "D5", "Day 05" and "120 h" are "day 5"; "Harvest (day 9)" is "harvest"."""

from __future__ import annotations

import functools
import re

from graph.naming import words_of

_DAY = re.compile(r"^(?:day|d)\s*(minus )?0*(\d+(?:\.\d+)?)$")
# A minus after a space is a sign, and so is the sign itself; "D-3" is the third day.
_SIGN = re.compile(r"(?<=[a-z])(?:\s+[-–]\s?|\s*−\s?)(?=\d)", re.IGNORECASE)
_HOURS = re.compile(r"^0*(\d+)\s*(?:h|hr|hour)$")
_STAGE_WITH_DAY = re.compile(
    r"^(.*[^\W\d_]{3}.*?)\s*[(\[]\s*(?:day|d)\s*[-–−]?\s?\d+(?:\s*[-–]\s*\d+)?\s*[)\]]$", re.IGNORECASE
)
_LEADING = re.compile(r"^(?:at the time of|at time of|at the|at|on|in the)\s+(?=\S)")
_AFTER = re.compile(r"^(?:post|after)\s*(\S.*)$")
_BEFORE = re.compile(r"^(?:pre|before|prior to)\s+(\S.*)$")


@functools.lru_cache(maxsize=20_000)
def time_point(text: str) -> str:
    """The one wording of a time point or stage; empty for an empty text."""
    stage = _STAGE_WITH_DAY.match(text.strip())
    words = _LEADING.sub("", words_of(_SIGN.sub(" minus ", stage.group(1) if stage else text)))
    if match := _DAY.match(words):
        return f"day {'−' if match.group(1) else ''}{match.group(2)}"
    if (match := _HOURS.match(words)) and int(match.group(1)) % 24 == 0:
        return f"day {int(match.group(1)) // 24}"
    if match := _AFTER.match(words):
        return f"post {_stage(match.group(1))}"
    if match := _BEFORE.match(words):
        return f"pre {_stage(match.group(1))}"
    return _stage(words)


def _stage(words: str) -> str:
    """A stage named as what is done: "thawing" is "thaw"."""
    return re.sub(
        r"\b(thaw|harvest|wash|freez)(?:ing|ed)\b", lambda m: m.group(1) + ("e" if m.group(1) == "freez" else ""), words
    )
