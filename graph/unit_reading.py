"""A unit where it stands in a text: simple ("mL"), or made of several ("mL min⁻¹", "IU per mL")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from graph.unit_table import ALL, CASE_MATTERS, CELL_QUALIFIERS, FOLDED_STILL, NOT_UNITS, SINGULAR
from graph.units import Factor, shown


def _as_key(spelling: str) -> str:
    return spelling.replace("μ", "µ").replace("º", "°").replace("˚", "°").replace("⁰", "°").replace("✕", "×")


_EXACT = {
    _as_key(s.replace("|", " ")): symbol
    for symbol, _, more in ALL
    for s in (symbol.replace(" ", "|"), *more.split(), SINGULAR.get(symbol, symbol).replace(" ", "|"))
}
_FOLDED = {s.casefold(): symbol for s, symbol in _EXACT.items() if s not in CASE_MATTERS} | FOLDED_STILL
_LONGEST = 4  # words of the longest spelling in the table
_LETTER = "[^\\W\\d_⁰¹²³⁴⁵⁶⁷⁸⁹º]"
_WORD = re.compile(rf"TCID50|log10|[%％]|{_LETTER}{{1,24}}(?:['’.]{_LETTER}{{1,3}}){{0,3}}\.?|[°º˚⁰℃℉×✕]")
# A dot, hyphen or blank between words of one unit: "colony-forming units", "x g", "deg. C".
_BETWEEN = re.compile(r"[ \u00a0\u2009\u202f]{0,2}-?(?=[^\s\d])")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
# A bare digit raises a length ("cm2"); "-1" raises only behind another unit: "30 min-1 h" is a range.
_EXPONENT = re.compile(r"\^\s?[-−+]?\d(?!\d)|[⁺⁻]?[¹²³⁴⁵⁶]")
_BARE = re.compile(r"[23](?!\d)")
_LOWERED = re.compile(r"[-−]\d(?![\d.])")
_STROKE = re.compile(r"[ \u00a0\u202f]{0,2}(?:[/∕⁄]|\bper\b|÷)[ \u00a0\u202f]{0,2}(?:an?\b\s)?", re.IGNORECASE)
_TIMES = re.compile(r"[ \u00a0\u202f]{0,2}[·⋅*∙][ \u00a0\u202f]{0,2}|[ \u00a0\u202f]")
_QUALIFIER = re.compile(CELL_QUALIFIERS, re.IGNORECASE)
_RAISABLE = frozenset("cm m mm µm s min h mL L kg g days cells inch".split())
_LENGTHS = frozenset({"cm", "m", "mm", "µm"})
_MOST_FACTORS = 4


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit read from a text: one spelling, and where it ends."""

    symbol: str
    end: int


def unit_at(text: str, at: int) -> UnitAt | None:
    """The longest unit that stands at this place; None where none of ours does."""
    found = _factors_at(text, at)
    return UnitAt(shown(found[0]), found[1]) if found else None


@lru_cache(maxsize=2_048)
def named_unit(written: str) -> str | None:
    """The one spelling of a unit that is written alone, "" for none; None when it is not known."""
    written = written.strip()
    if written in _EXACT:
        return _EXACT[written]
    if re.match(r"(?:1\s*)?[/∕]", written):  # "/mL": of something that stands in the name of the row
        under = _factors_at(f"X{written[written.index('/') if '/' in written else 0 :]}", 0)
        return f"/{shown(under[0][1:], under=True)}" if under and len(under[0]) > 1 else None
    found = unit_at(written, 0)
    return found.symbol if found and not written[found.end :].strip(" .") else None


def _factors_at(text: str, at: int) -> tuple[tuple[Factor, ...], int] | None:
    first = _factor_at(text, at)
    if first is None:
        return None
    factors, end = [first[0]], first[1]
    while len(factors) < _MOST_FACTORS:
        stroke = _STROKE.match(text, end)
        times = None if stroke else _TIMES.match(text, end)
        joint = stroke or times
        more = _factor_at(text, joint.end(), behind=True) if joint else None
        if more is None or joint is None:
            break
        factor, after = more
        if stroke:
            factor = Factor(factor.symbol, -abs(factor.power))
        elif joint.group().isspace() and factor.power > 0:
            break  # "10 mL min" is no unit, "10 mL min⁻¹" is
        factors.append(factor)
        end = after
    return tuple(factors), end


def _factor_at(text: str, at: int, *, behind: bool = False) -> tuple[Factor, int] | None:
    atom = _atom_at(text, at)
    if atom is None and (qualifier := _QUALIFIER.match(text, at)):
        atom = _atom_at(text, qualifier.end())
    if atom is None:
        return None
    symbol, end = atom
    raised = _EXPONENT.match(text, end) if symbol in _RAISABLE else None
    if raised is None and symbol in _LENGTHS:
        raised = _BARE.match(text, end)
    if raised is None and behind and symbol in _RAISABLE:
        raised = _LOWERED.match(text, end)
    if raised and not text[raised.end() : raised.end() + 1].isalnum():
        digits = raised.group().translate(_SUPERSCRIPTS).replace("−", "-").lstrip("^ ")
        return Factor(symbol, int(digits)), raised.end()
    if text[end : end + 1].isdigit() and text[at] not in "°º˚℃":  # "mL2", "C11": a name, but "72°C30 s" of a table
        return None
    return Factor(symbol, 1), end


def _atom_at(text: str, at: int) -> tuple[str, int] | None:
    """The unit of the table that the most words from here spell."""
    ends: list[int] = []
    end = at
    while len(ends) < _LONGEST:
        if ends:
            between = _BETWEEN.match(text, end)
            end = between.end() if between else end
        word = _WORD.match(text, end)
        if word is None:
            break
        ends.append(word.end())
        end = word.end()
    for stop in reversed(ends):
        for last in (stop - 1, stop) if text[stop - 1] == "." else (stop,):
            symbol = _symbol(text[at:last])
            if symbol and not (text[last : last + 1].isalpha() and text[last - 1].isalpha()):
                return symbol, last
    return None


@lru_cache(maxsize=4_096)
def _symbol(written: str) -> str | None:
    key = _as_key(re.sub(r"[\s\u00a0]+", " ", written))
    if key in _EXACT:
        return _EXACT[key]
    if key in NOT_UNITS:
        return None
    folded = key.casefold()
    return _FOLDED.get(folded) or _FOLDED.get(folded.replace("-", " ")) if len(key) > 1 or folded in _FOLDED else None
