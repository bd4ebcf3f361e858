"""Numbers as people write them: thousands, decimal commas, powers, and words for large ones.

A comma before three digits parts thousands ("1,000"), any other is a decimal comma ("37,5",
"0,125"). What could be read two ways ("1,2,3", "1.2.3", "10-5 M") is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A number of more digits, or raised further, is a serial number or a hash, not a measurement.
MOST_DIGITS = 20
LARGEST_POWER = 30

# From here on scripts are written without spaces: a sign before a number is not part of its name.
FIRST_CJK = 0x2E80
DASHES = "-−–—‐‑‒"
_GAP = "[ \u00a0\u2009\u202f'’]"
_DIGITS = re.compile(
    rf"[1-9]\d{{0,2}}(?:,\d{{3}}){{1,6}}(?!\d)(?:\.\d{{1,12}})?(?!\d)"
    rf"|[1-9]\d{{0,2}}(?:\.\d{{3}}){{1,6}},\d{{1,12}}(?!\d)"
    rf"|[1-9]\d{{0,2}}(?:\.\d{{3}}){{2,6}}(?!\d)"
    rf"|[1-9]\d{{0,2}}(?:{_GAP}\d{{3}}){{1,6}}(?!\d)(?:[.,]\d{{1,12}})?(?!\d)"
    rf"|\d{{1,{MOST_DIGITS}}}(?:[.,]\d{{1,{MOST_DIGITS}}})?(?!\d)"
    rf"|[.,]\d{{1,{MOST_DIGITS}}}(?!\d)"
)
# Another part of a section number, or a power whose superscript was lost: "5 x 105 cells/mL".
_GOES_ON = re.compile(r"[.,]\d|\s?[x×]\s?10[1-9]\d?(?=\s?/|\s?[A-Za-z]{1,9}\s?/|\s?(?:cells|vg|TU|copies|PFU|CFU)\b)")
_TEN_E = re.compile(r"10[eE][-+−]?\d")  # "10E6" is 10⁶ to some and 10⁷ to others
_RUN = re.compile(r"[\d.,]{0,60}\d")
_SUPER = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUPERSCRIPTS = str.maketrans(f"{_SUPER}⁺⁻−–", "0123456789+---")
_RAISED = rf"(?:[⁺⁻]?[{_SUPER}]{{1,3}}(?![°ºC])|\s?(?:\^|\*\*)\s?[(]?[-−–+]?\d{{1,3}}[)]?)"
_TIMES_TEN = re.compile(rf"\s{{0,2}}[x×X✕*·⋅∙]\s{{0,2}}10(?P<power>{_RAISED})(?!\d|[.,]\d)")
_BARE_TEN = re.compile(rf"(?P<power>{_RAISED})(?!\d|[.,]\d)")
_SCIENTIFIC = re.compile(r"[eE](?P<power>[-+−]?\d{1,3})(?![\w]|[.,]\d)")
_COUNTED = (
    r"(?:viable |live |total |CAR\+ |T |NK )?(?:cells?|vg|viral|vector|reads?|copies|beads?|TU|PFU|CFU|IU|units?|"
    r"events?)\b"
)
_LARGE = re.compile(
    rf"(?P<attached>[kKM])(?=\s?{_COUNTED}|/)|\s?(?P<word>million|mio\.?|mln|billion|trillion|thousand)\b"
    rf"|\s(?P<apart>[kM])(?=\s{_COUNTED})|(?P<thousand>k)(?![\w])|\s?(?P<loose>[kK])(?=\s?(?:rpm|rcf|[x×]\s?g)\b)",
)
_LARGE_POWERS = {"k": 3, "K": 3, "M": 6, "thousand": 3, "million": 6, "mio": 6, "mln": 6, "billion": 9, "trillion": 12}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number read from a text: its value with its power, and without it.

    `shared` is the power of ten of the "× 10⁴" behind it, which speaks for both ends of a range.
    """

    value: float
    end: int
    mantissa: float
    shared: int | None
    scientific: bool = False


def numeral_at(text: str, at: int) -> Numeral | None:
    """The unsigned number that begins here; None where what stands there is no one number."""
    match = _DIGITS.match(text, at)
    if match is None or _GOES_ON.match(text, match.end()) or _TEN_E.match(text, at):
        return None
    written, end = match.group(), match.end()
    mantissa = _plain(written)
    if power := _TIMES_TEN.match(text, end):
        return _raised(mantissa, power.group("power"), power.end(), shared=True)
    if written == "10" and (power := _BARE_TEN.match(text, end)):
        return _raised(1.0, power.group("power"), power.end(), shared=False)
    if power := _SCIENTIFIC.match(text, end):
        return _raised(mantissa, power.group("power"), power.end(), shared=False, scientific=True)
    if large := _LARGE.match(text, end):
        named = next(g for g in large.groups() if g)
        raised = _LARGE_POWERS[named.rstrip(".")]
        return Numeral(mantissa * 10.0**raised, large.end(), mantissa, raised)
    return Numeral(mantissa, end, mantissa, None)


def end_of_run(text: str, at: int) -> int:
    """Where the digits, points and commas that begin here end, to be passed over whole."""
    match = _RUN.match(text, at)
    return match.end() if match else at + 1


def _raised(mantissa: float, power: str, end: int, *, shared: bool, scientific: bool = False) -> Numeral | None:
    exponent = int(re.sub(r"[\s^*()]", "", power.translate(_SUPERSCRIPTS)))
    if abs(exponent) > LARGEST_POWER:
        return None
    value = _times(mantissa, exponent)
    return Numeral(value, end, value if not shared else mantissa, exponent if shared else None, scientific)


def times_ten(mantissa: float, exponent: int) -> float:
    """The number a person means by "1.2 × 10⁶": the float nearest to it."""
    return _times(mantissa, exponent)


def _times(mantissa: float, exponent: int) -> float:
    return float(f"{mantissa!r}e{exponent}") if "e" not in repr(mantissa) else mantissa * 10.0**exponent


def _plain(written: str) -> float:
    number = re.sub(_GAP, "", written)
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+", number):
        return float(number.replace(".", "").replace(",", "."))
    if number.count(".") > 1:
        return float(number.replace(".", ""))
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", number):
        return float(number.replace(",", ""))
    return float(number.replace(",", "."))


_UNIT_POWER = re.compile(
    rf"\s*(?:[(\[]\s*)?(?:[x×X✕*·]\s{{0,2}})?(?:10(?P<power>{_RAISED})|1?[eE](?P<e>[+-]?\d{{1,2}})(?=\W|$))[\s*·×]*"
)


def power_of_unit(unit: str) -> tuple[int, str]:
    """The power of ten that stands before a unit, and the unit: "× 10⁶ cells/mL" is (6, "cells/mL")."""
    match = _UNIT_POWER.match(unit)
    if match is None:
        for word, power in (("million", 6), ("mio", 6), ("thousand", 3), ("billion", 9)):
            if re.match(rf"\s*{word}s?\b", unit, re.IGNORECASE):
                return power, re.sub(rf"^\s*{word}s?\b\.?\s*(?:of\s)?", "", unit, flags=re.IGNORECASE)
        return 0, unit
    raised = re.sub(r"[\s^*()]", "", (match["power"] or match["e"]).translate(_SUPERSCRIPTS))
    return int(raised), unit[match.end() :].strip(" )]")
