"""Whether a text states what a gold answer wants: signs that look different and mean the same are made one."""

from __future__ import annotations

import re

_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_DASH = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]")
# The bar stands between the cells of a table row, asterisks and back-ticks are marks of Markdown.
_BLANK = re.compile(r"[\s|*`]+")
_BETWEEN = re.compile(r"(?<=[\d\]]) ?(?:-|to) ?(?=[\d\[])")


def plain(text: str) -> str:
    """The text as regexes of a gold file meet it.

    Every dash and minus is "-", a raised number "^4", "≥" and "≤" one sign, µ one character; white space,
    table bars and marks of Markdown are one blank.
    """
    text = _RAISED.sub(lambda m: "^" + m.group().translate(_LOWERED), text)
    text = _DASH.sub("-", text).replace("\N{GREEK SMALL LETTER MU}", "\N{MICRO SIGN}")
    return _BLANK.sub(" ", text.replace(">=", "≥").replace("<=", "≤")).strip()


def holds(text: str, wording: str) -> bool:
    """Whether a plain text has a wording, whatever the case; a number at its ends must be whole.

    "1.0–4.0" and "1.0 to 4.0" are the same range.
    """
    return re.search(_whole(_BETWEEN.sub("-", plain(wording))), _BETWEEN.sub("-", text), re.IGNORECASE) is not None


def matches(text: str, regex: str) -> bool:
    """Whether a regex is found in a plain text, whatever the case."""
    return re.search(regex, text, re.IGNORECASE) is not None


def _whole(wording: str) -> str:
    before = r"(?<![\d.,])" if wording[:1].isdigit() else ""
    after = r"(?!\d|[.,]\d)" if wording[-1:].isdigit() else ""
    return before + re.escape(wording) + after
