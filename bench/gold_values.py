"""When a written value agrees with another: folded words, numbers in one power of ten, units in one spelling."""

from __future__ import annotations

import re
import unicodedata

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_DASHES = str.maketrans("−–—‑", "----")
# "× 10⁶ cells/mL", "10^6 cells": what stands before a unit belongs to the number.
_POWER = re.compile(r"^\s*(?:[×x*·]\s*)?10\s*(?:\^\s*([+-]?\d+)|([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+))\s*")
_NUMBER_AND_UNIT = re.compile(r"^\s*([+-]?\d+(?:\.\d+)?)\s*([×x*·]\s*10\D.*)$")
# Spellings of one unit, of SI and of the ISO 80000 names; everything else is compared as written.
_SPELLINGS = {
    "degc": "°c",
    "celsius": "°c",
    "degreecelsius": "°c",
    "degree": "°",
    "deg": "°",
    "percent": "%",
    "days": "day",
    "d": "day",
    "hour": "h",
    "hours": "h",
    "hr": "h",
    "minute": "min",
    "minutes": "min",
    "months": "month",
    "g_force": "xg",
    "rcf": "xg",
    "1": "",
    "dimensionless": "",
}
_WORD = re.compile(r"(?<![^\W_])-\d+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+|\+")


def fold(text: str) -> str:
    """Case, white space and punctuation gone; signs of numbers and the plus of "CD3+" are kept."""
    plain = unicodedata.normalize("NFKC", re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)", r"^\1", text)).casefold()
    return " ".join(_WORD.findall(plain.translate(_DASHES)))


def matches_pattern(pattern: str, name: str) -> bool:
    """Equal when folded; a star in the pattern stands for anything."""
    if "*" not in pattern:
        return fold(pattern) == fold(name)
    pieces = [re.escape(fold(piece)) for piece in pattern.split("*")]
    return re.fullmatch(".*".join(pieces), fold(name)) is not None


def unit_of(written: object) -> str:
    """A unit in one spelling, without the power of ten that belongs to the number."""
    text = _POWER.sub("", str(written or ""))
    text = unicodedata.normalize("NFKC", text).casefold().replace("×", "x").replace("μ", "u").replace("µ", "u")
    text = re.sub(r"[\s^]|\*\*", "", text)
    return _SPELLINGS.get(text, text)


def within_unit(value: object, unit: object) -> object:
    """A number with the power of ten of its unit in it; anything else as it is."""
    written = _NUMBER_AND_UNIT.match(value) if isinstance(value, str) else None
    if written and written[2]:
        value, unit = written[1], written[2]  # "0.30 × 10⁶ cells/mL" in one
    number = number_of(value)
    power = _POWER.match(unit) if isinstance(unit, str) else None
    if number is None or power is None:
        return value if number is None else number
    return number * 10.0 ** int((power[1] or power[2]).translate(_RAISED))


def number_of(value: object) -> float | None:
    """A number alone, or None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    text = str(value).translate(_DASHES).strip()
    return float(text) if re.fullmatch(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", text) else None


def agree(name: str, wanted: object, given: object) -> bool:
    """Whether a given value of this name is the wanted one."""
    if name == "unit":
        return wanted == "*" or unit_of(wanted) == unit_of(given)
    if name in {"low_included", "high_included"}:
        return (given is None and wanted is True) or given is wanted
    if name in {"size", "p"}:
        return given is not None and _first_number(wanted) == _first_number(given)
    if wanted is None or given is None or given == "":
        return wanted in {None, ""} and given in {None, ""}
    one, other = number_of(wanted), number_of(given)
    if one is not None and other is not None:
        return abs(one - other) <= 1e-9 * max(abs(one), abs(other))
    return _same_words(str(wanted), str(given))


def _same_words(wanted: str, given: str) -> bool:
    if _bound(wanted) != _bound(given):
        return False
    one, other = re.sub("^(on )?day ", "", fold(wanted)), re.sub("^(on )?day ", "", fold(given))
    return one == other or (min(len(one), len(other)) > 20 and (one.startswith(other) or other.startswith(one)))


def _bound(text: str) -> str:
    return next((sign for sign in "<>≤≥" if sign in text), "")


def _first_number(value: object) -> tuple[str, float | None]:
    """The size of an effect without its sign, which its direction says; a p value with its bound."""
    text = str(value).translate(_DASHES)
    found = re.search(r"\d+(?:\.\d+)?(?:[eE]-?\d+)?", text)
    return _bound(text), float(found[0]) if found else None
