"""Whether an effect is one: its sign and its p-value as they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.schema import Direction

# The level that documents of the field use where they name none.
LEVEL = 0.05
_P = re.compile(r"(?P<sign>[<>≤≥=]?)\s{0,2}(?P<value>(?:\d{1,3}[.,])?\d{1,12}(?:[eE][-−]?\d{1,3})?|[.,]\d{1,12})")
_NOT_SIGNIFICANT = re.compile(r"\bn\.?\s?s\.?(?!\w)|\bnot significant\b|\binsignificant\b|\bno\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<sign>[-−–+]?)\s?(?P<digits>\d+(?:[.,]\d+)?)")
_P_WITHIN = re.compile(
    r"\bp\s{0,2}(?P<p>(?:[<>≤≥=]|of)\s{0,2}(?:0?[.,])?\d{1,12}(?:[.,]\d{1,12})?(?:[eE][-−]?\d{1,3})?)", re.IGNORECASE
)
_UP = re.compile(r"↑|\b(?:increas\w*|positive|higher|up|rais\w*)\b|^\++$", re.IGNORECASE)
_DOWN = re.compile(r"↓|\b(?:decreas\w*|negative|lower\w*|down|reduc\w*)\b|^[-−–]+$", re.IGNORECASE)
_NONE = re.compile(r"↔|→|\b(?:none|no effect|neutral|no change|unchanged)\b|^[0o○]$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Effect:
    """The direction of an effect, its size as written (without a unit) and its p as written."""

    direction: Direction
    size: str = ""
    p: str = ""


def p_within(text: str) -> str:
    """The p-value in a sentence, as written behind the p: "< 0.001"."""
    match = _P_WITHIN.search(text)
    return match["p"].replace("=", "").strip() if match else ""


def is_significant(p: str) -> bool | None:
    """Whether a p-value is below the level; None when it does not say."""
    text = p.strip()
    if _NOT_SIGNIFICANT.search(text):
        return False
    if text.casefold() in ("yes", "significant", "y", "*", "**", "***", "****", "s", "sig", "sig."):
        return True
    match = _P.search(text)
    if match is None:
        return None
    value = float(match["value"].replace(",", ".").replace("−", "-"))
    if match["sign"] in ("<", "≤"):
        return True if value <= LEVEL else None
    if match["sign"] in (">", "≥"):
        return False if value >= LEVEL else None
    return value < LEVEL if 0 <= value <= 1 else None


def effect_of(cell: str, p: str) -> Effect | None:
    """An effect from its cell and the p beside it or in it; None where no direction is said."""
    text = cell.strip()
    p = p.strip() or p_within(text)
    stars = re.search(r"\*{1,4}\s*$", text)
    significant = is_significant(p) if p else (True if stars else False if _NOT_SIGNIFICANT.search(text) else None)
    body = re.sub(r"\([^()]{0,80}\)|\*+", "", text).strip()
    number = _NUMBER.search(body)
    size = body[: number.end()].strip() if number and not body[: number.start()].strip() else ""
    if significant is False or _NONE.search(body):
        return Effect(Direction.NONE, size, p)
    if p and significant is None:
        return None
    if number and size:
        if float(number["digits"].replace(",", ".")) == 0:
            return Effect(Direction.NONE, size, p)
        down = number["sign"] in ("-", "−", "–") and bool(number["sign"])
        return Effect(Direction.DECREASES if down else Direction.INCREASES, size, p)
    if bool(_UP.search(body)) == bool(_DOWN.search(body)):
        return None
    return Effect(Direction.INCREASES if _UP.search(body) else Direction.DECREASES, "", p)
