"""One number with its sign and the unit behind it, and two of them as a range or a tolerance."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from graph.number_names import labelled
from graph.numerals import DASHES, FIRST_CJK, Numeral, numeral_at, times_ten
from graph.quantity import Quantity
from graph.unit_reading import named_unit, unit_at
from graph.units import VESSELS, Dimension, dimension, scale

_RATIO_OR_FRACTION = re.compile(r"\s?[:∶]\s?\d|/\d")
_RANGE = re.compile(r"\s{0,3}(?:[-−–—‐‑‒~]{1,2}|\.{2,3}|…|\b(?:to|through|until|thru)\b|→)\s{0,3}", re.IGNORECASE)
_AND = re.compile(r"\s{1,3}(?:and|&|to)\s{1,3}", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:between|from within|in the range of)\s{1,3}(?:about\s|approximately\s|~\s?)?$", re.IGNORECASE
)
_PLUS_MINUS = re.compile(r"\s{0,3}\(?\s?(?:±|\+\s?/\s?[-−–]|\+[-−]|plus[ /-]minus|plus or minus)\s{0,3}", re.IGNORECASE)
# A stroke with blanks around it stands between two things: "37 °C / CO2", "10 min / wash".
_OVER = r"/(?!or\b)[A-Za-zµμ]{1,16}(?:[²³]|[23](?!\w))?"
_UNKNOWN = re.compile(rf"\s?(?!(?:and|w|n|his|yes)/)[A-Za-zµμ%°]{{1,12}}[23²³]?{_OVER}|{_OVER}")
_STROKE = re.compile(_OVER)
# "CFU/100 mL" is another unit than CFU; "37 °C/10 min" are two conditions.
_OVER_MANY = re.compile(r"\s?/\s?10{1,3}\s?[A-Za-zµμ]{1,16}")
_GAP = re.compile(r"[ \t\u00a0\u2009\u202f]{0,3}\n?[ \t]?")


Unreadable = Literal["unreadable"]
UNREADABLE: Unreadable = "unreadable"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number with the unit behind it."""

    number: Numeral
    sign: float
    unit: str
    known: bool
    end: int
    raised: bool

    @property
    def value(self) -> float:
        return self.sign * self.number.value


def sign_before(text: str, at: int, floor: int) -> tuple[float, int]:
    """-1 and the place of a minus that belongs to the number; a dash between things is none."""
    if at <= floor or text[at - 1] not in DASHES + "+":
        return 1.0, at
    before = text[at - 2] if at - 1 > floor or at > 1 else " "
    alone = at - 1 == 0 or before.isspace() or before in "([{<>=≤≥~≈:,;/±"
    if not alone or at - 1 < floor:
        return 1.0, at
    return (1.0 if text[at - 1] == "+" else -1.0), at - 1


def measure_at(text: str, at: int, sign: float) -> Measure | None:
    """The number that begins here with the unit behind it; None where a name or a ratio begins."""
    number = numeral_at(text, at)
    if number is None or _RATIO_OR_FRACTION.match(text, number.end):
        return None
    gap = _GAP.match(text, number.end)
    place = gap.end() if gap else number.end
    hyphen = (
        place == number.end and text[place : place + 1] in ("-", "‐", "‑") and text[place + 1 : place + 2].isalpha()
    )
    unit = _unit_behind(text, number, place + hyphen) or _unknown_behind(text, place, hyphen=hyphen)
    if unit is None and (hyphen or _is_letter(text[number.end : number.end + 1])):
        return None  # "6-well", "25C11"
    name, known, end = unit or ("", True, number.end)
    if name == "K" and place == number.end and number.value.is_integer():
        return None  # "6K" is six thousand as often as kelvin
    raised = number.shared is not None or not text[at : number.end].replace(",", "").replace(".", "").isdigit()
    return Measure(number, sign, name, known, end, raised)


Behind = tuple[str, bool, int]


def _unit_behind(text: str, number: Numeral, place: int) -> Behind | None:
    """A unit that is known, or one over something that is not ("CFU/100 mL"): that is another unit."""
    unit = unit_at(text, place)
    if unit and unit.symbol in VESSELS and place > number.end and text[place - 1] in "-‐‑":
        return None  # "6-well plate"
    if unit is None or (unit.symbol == "X" and re.match(r"\s?\d", text[unit.end : unit.end + 2])):
        over = _STROKE.match(text, number.end) if text[place : place + 1] == "/" else None
        named = named_unit(over.group()) if over else None
        return (named, True, over.end()) if over and named else None
    stroke = _STROKE.match(text, unit.end)
    if stroke is None and dimension(unit.symbol) not in (Dimension.TIME, Dimension.TEMPERATURE):
        stroke = _OVER_MANY.match(text, unit.end)
    return (text[place : stroke.end()], False, stroke.end()) if stroke else (unit.symbol, True, unit.end)


def _unknown_behind(text: str, place: int, *, hyphen: bool) -> Behind | None:
    """What is built like a unit but is none that is known: "widgets/mL"."""
    unknown = _UNKNOWN.match(text, place) if not hyphen else None
    return (unknown.group().strip(), False, unknown.end()) if unknown else None


def _is_letter(sign: str) -> bool:
    """A letter that would make a name of the digits before it; not one of a script without spaces."""
    return sign.isalpha() and ord(sign) < FIRST_CJK and sign not in "xX×"


_SMALLER = {"weeks": ("days",), "days": ("h",), "h": ("min",), "min": ("s",)}
_AND_SMALLER = re.compile(r"[ \u00a0]?(?:and )?(?=\d)")


def with_rest(text: str, first: Measure) -> Measure:
    """ "1 h 30 min" is one duration of 1.5 h."""
    joint = _AND_SMALLER.match(text, first.end) if first.unit in _SMALLER else None
    rest = measure_at(text, joint.end(), 1.0) if joint else None
    if rest is None or rest.unit not in _SMALLER[first.unit]:
        return first
    larger, smaller = scale(first.unit), scale(rest.unit)
    if larger is None or smaller is None:
        return first
    value = first.number.value + rest.number.value * smaller.factor / larger.factor
    return replace(first, number=Numeral(value, rest.end, value, None), end=rest.end)


def plus_minus(text: str, begins: int, first: Measure) -> Quantity | None:
    """ "37.0 ± 0.5 °C", "50 mL ± 10 %": the ends and the centre; None where no tolerance follows."""
    joint = _PLUS_MINUS.match(text, first.end)
    if joint is None:
        return None
    width = measure_at(text, joint.end(), 1.0) if text[joint.end() : joint.end() + 1].isdigit() else None
    if width is None:
        return None
    unit, known = (width.unit, width.known) if not first.unit else (first.unit, first.known)
    centre, half = first.value, abs(width.value)
    if not first.unit and width.number.shared is not None and first.number.shared is None:
        centre = first.sign * times_ten(first.number.mantissa, width.number.shared)
    if width.unit == "%" and first.unit not in ("", "%"):
        half = abs(centre) * half / 100
    elif width.unit and first.unit and width.unit != first.unit:
        mine, theirs = scale(first.unit), scale(width.unit)
        if mine is None or theirs is None or mine.powers != theirs.powers:
            return None
        half *= theirs.factor / mine.factor
    end = width.end
    if "(" in joint.group() and text[end : end + 1] == ")":
        end += 1
        if not unit and (behind := unit_at(text, end + (text[end : end + 1] == " "))):  # "24 (± 2) h"
            unit, end = behind.symbol, behind.end
    return Quantity(_tidy(centre - half), _tidy(centre + half), unit, begins, end, centre=centre, unit_known=known)


def range_of(text: str, begins: int, floor: int, first: Measure) -> Quantity | Unreadable | None:
    """The range that the number opens; None where it opens none, UNREADABLE where it cannot be told."""
    joint = _RANGE.match(text, first.end)
    if joint is None and _BETWEEN.search(text[max(floor, begins - 30) : begins]):
        joint = _AND.match(text, first.end)
    if joint is None:
        return None
    at, sign = joint.end(), 1.0
    if text[at : at + 1] in (*DASHES, "+") and text[at : at + 1]:
        sign, at = (-1.0 if text[at] != "+" else 1.0), at + 1
    if not text[at : at + 1].isdigit() and not re.match(r"\.\d", text[at : at + 2]):
        return None
    second = measure_at(text, at, sign)
    words = any(ch.isalpha() for ch in joint.group())
    if second is None:
        return None if words else UNREADABLE
    return _joined(text, begins, first, second, words=words)


def _joined(text: str, begins: int, first: Measure, second: Measure, *, words: bool) -> Quantity | Unreadable | None:
    low, high = _lifted(first, second), second.value
    unit, known = (second.unit, second.known) if second.unit else (first.unit, first.known)
    if first.unit and second.unit and first.unit != second.unit:
        mine, theirs = scale(first.unit), scale(second.unit)
        if mine is None or theirs is None or mine.powers != theirs.powers:
            return None
        low = _tidy((low * mine.factor + mine.offset - theirs.offset) / theirs.factor)
    falls = low > high and not (words or low < 0 or high < 0)  # "10-5 M": a power that lost its superscript
    goes_on = re.match(r"[-–‐]\d", text[second.end : second.end + 2])  # "5-10-15": a number of something
    if falls or goes_on or (not unit and labelled(text, begins)):
        return UNREADABLE
    low, high = min(low, high), max(low, high)
    return Quantity(low, high, unit, begins, second.end, unit_known=known)


def _lifted(first: Measure, second: Measure) -> float:
    """The lower end of "1.5 to 3.0 × 10⁴", which is 1.5 × 10⁴: the power speaks for both."""
    shared = second.number.shared
    if shared is None or first.raised or first.unit:
        return first.value
    lifted = first.sign * times_ten(first.number.mantissa, shared)
    return lifted if lifted <= second.value else first.value


def _tidy(value: float) -> float:
    """ "37.0 ± 0.1" ends at 37.1, not at 37.10000000000001."""
    return float(f"{value:.12g}")
