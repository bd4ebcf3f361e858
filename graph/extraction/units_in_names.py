"""A column's or row's name and the unit written into it: "Viable cells (10⁶/mL)", "Glucose, g/L"."""

from __future__ import annotations

import functools
import re

from graph.errors import UnreadableValue
from graph.quantities import read_quantity

_BRACKETED = re.compile(
    r"(?P<name>.*\S)\s*(?:\((?P<round>[^()]*(?:\([^()]*\)[^()]*)*)\)|\[(?P<square>[^\[\]]*)\])\s*", re.DOTALL
)
_BEHIND = re.compile(r"(?P<name>.*[^\s,/])\s*(?:,\s*|\s/\s|\s+in\s+)(?P<unit>[^,]{1,24})", re.DOTALL)
_SUFFIX = re.compile(
    r"(?P<name>[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*)_(?P<unit>pct|percent|degc|mm|mg_l|g_l|ml|l|h|min|d|rpm|g_per_l|mmol_l)"
)
_SUFFIXES = {
    "pct": "%", "percent": "%", "degc": "°C", "mm": "mM", "mg_l": "mg/L", "g_l": "g/L", "ml": "mL", "l": "L", "h": "h",
    "min": "min", "d": "d", "rpm": "rpm", "g_per_l": "g/L", "mmol_l": "mmol/L",
}  # fmt: skip
# What only a unit holds: a power of ten, a stroke between short words, a sign.
_LIKE_A_UNIT = re.compile(r".*(?:10\s?\^?[⁰¹²³⁴⁵⁶⁷⁸⁹\d^]|[%°‰]|\w\s?/\s?[a-zA-Zµμ]{1,5}\b).*", re.DOTALL)


@functools.lru_cache(maxsize=10_000)
def name_and_unit(text: str) -> tuple[str, str]:
    """The name as written without its unit, and the unit; the whole text when it holds no unit.

    An unknown unit is told from other brackets by its looks, so that it can be reported.
    """
    written = text.strip()
    if len(written) > 200:
        return written, ""
    if match := _BRACKETED.fullmatch(written):
        unit = (match["round"] or match["square"] or "").strip()
        if unit and (is_unit(unit) or _LIKE_A_UNIT.fullmatch(unit)):
            return match["name"].strip(), unit
        return written, ""
    if (match := _BEHIND.fullmatch(written)) and is_unit(match["unit"].strip()):
        return match["name"].strip(), match["unit"].strip()
    if match := _SUFFIX.fullmatch(written.lower()):
        return written[: len(match["name"])], _SUFFIXES[match["unit"]]
    return written, ""


@functools.lru_cache(maxsize=10_000)
def is_unit(text: str) -> bool:
    """Whether a text is a unit that is known, with or without a power of ten."""
    if not text or len(text) > 40 or text.isdigit():
        return False
    try:
        return bool(read_quantity("1", text).unit)
    except UnreadableValue:
        return False
