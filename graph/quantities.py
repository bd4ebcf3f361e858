"""Numbers with units as people write them at the bench, in prose and in the cells of tables.

`find_quantities` reads what stands in a sentence and passes over numbers that name: of steps,
figures, lots, catalogues, versions, dates, ratios. `read_quantity` reads a whole cell, and raises
rather than guess. Time is linear in the length of the text, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graph.comparators import Comparator, comparator_after, comparator_before
from graph.errors import NotAQuantity, UnitUnknown
from graph.numerals import Numeral, end_of_run, numeral_at, power_of_unit, times_ten
from graph.quantity import Quantity
from graph.unit_table import NO_UNIT
from graph.units import Dimension, named_unit, scale, unit_at

__all__ = ["Dimension", "Quantity", "find_quantities", "read_quantity"]

_DASHES = "-−–—‐‑‒"
_START = re.compile(r"(?<![\d.,])[.,](?=\d)|\d")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T[\d:]+)?|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?![\d%])|\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    r"|\d{1,2}(?:st|nd|rd|th)?[-–\s.]{1,2}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[-–\s,]{1,2}\d{2,4}\b"
    r"|\d+(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_RATIO_OR_FRACTION = re.compile(r"\s?[:∶]\s?\d|/\d")
_RATIO_RUN = re.compile(r"[\d.,]+(?:\s?[:∶/]\s?[\d.,]*\d)+")
_LABEL = re.compile(
    r"(?:\b(?:cat(?:alog(?:ue)?)?|no|nr|art|fig(?:ure)?|table|steps?|section|sect|version|ver|v|rev(?:ision)?|ref|"
    r"pages?|p|pp|lot|batch|item|part|appendix|annex|chapter|protocol|protocols|sop|vol|issue|lanes?|wells?|tubes?|"
    r"eq(?:uation)?|type|class|grade|phase|run|id|chip|channel|line|note|box)\.?\s?(?:no\.?|number|nos?\.?)?|[#№§])"
    r"\s?[:#=]?\s?$",
    re.IGNORECASE,
)
_MONTH_BEFORE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s(?:\d{1,2},?\s)?$", re.IGNORECASE
)
_SHORT_BEFORE_DOT = re.compile(r"\b(?:ca|c|approx|min|max|temp|conc|vol|vs|avg|ave|incl)\.$", re.IGNORECASE)
_RANGE = re.compile(r"\s{0,3}(?:[-−–—‐‑‒~]{1,2}|\.{2,3}|…|\b(?:to|through|until|thru)\b|→)\s{0,3}", re.IGNORECASE)
_AND = re.compile(r"\s{1,3}(?:and|&|to)\s{1,3}", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:between|from within|in the range of)\s{1,3}(?:about\s|approximately\s|~\s?)?$", re.IGNORECASE
)
_PLUS_MINUS = re.compile(r"\s{0,3}\(?\s?(?:±|\+\s?/\s?[-−–]|\+[-−]|plus[ /-]minus|plus or minus)\s{0,3}", re.IGNORECASE)
_BOTH_ENDS = re.compile(
    r"\s{0,2}(?:,|;|and|but|to|[-–])?\s{0,2}(?=[<≤＜]|not more|NMT|at most|no more|less than|below)", re.IGNORECASE
)
_UNKNOWN = re.compile(r"\s?(?:[A-Za-zµμ%°]{1,12}[23²³]?\s?)?/\s?(?:\d{1,4}\s?)?[A-Za-zµμ]{1,16}(?:[²³]|[23](?!\w))?")
_STROKE = re.compile(r"\s?/\s?(?:\d{1,4}\s?)?[A-Za-zµμ]{1,16}(?:[²³]|[23](?!\w))?")
_GAP = re.compile(r"[ \t\u00a0\u2009\u202f]{0,3}\n?[ \t]?")
_WORD_RUN = re.compile(r"[\w.\-/]*\w")
_CURRENT_YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class _Measure:
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


def find_quantities(text: str) -> Iterator[Quantity]:
    """All quantities of a text, with a unit or without, in order."""
    at = floor = 0
    while match := _START.search(text, at):
        begins = match.start()
        passed = _name_until(text, begins)
        if passed is None:
            found = _quantity_at(text, begins, floor)
            if found is not None:
                yield found
                at = floor = found.end
                continue
            passed = _run_until(text, begins)
        at = max(passed, begins + 1)


def _name_until(text: str, at: int) -> int | None:
    """Where a number that names ends; None for one that may measure."""
    before = text[at - 1] if at else " "
    earlier = text[at - 2] if at > 1 else " "
    if text[at] in ".," and not (before.isspace() or before in "([{<>=≤≥~≈±" or before in _DASHES):
        return at + 1
    if date := _DATE.match(text, at):
        return date.end()
    if before in "^_@$€£\\" or before in "⁰¹²³⁴⁵⁶⁷⁸⁹":
        return _run_until(text, at)
    if before.isalnum() and ord(before) < 0x2E80 and not (before in "x×X" and (earlier.isdigit() or earlier.isspace())):
        return _run_until(text, at)
    if before in "-‐‑/" and earlier.isalpha():
        return _run_until(text, at)
    if before == "." and earlier.isalnum() and not _SHORT_BEFORE_DOT.search(text[max(0, at - 8) : at]):
        return _run_until(text, at)
    if (
        before in "/:∶"
        and (earlier.isdigit() or earlier.isspace())
        and at > 1
        and text[: at - 1].rstrip()[-1:].isdigit()
    ):
        return _run_until(text, at)
    return None


def _run_until(text: str, at: int) -> int:
    match = _WORD_RUN.match(text, at, at + 60)
    return match.end() if match else end_of_run(text, at)


def _quantity_at(text: str, at: int, floor: int) -> Quantity | None:
    sign, begins = _sign_before(text, at, floor)
    first = _measure_at(text, at, sign)
    if first is None or _is_year(text, begins, first):
        return None
    side, starts = comparator_before(text, begins, floor)
    if _is_while(text, starts, begins, first):
        side, starts = Comparator.EQUAL, begins
    found = _plus_minus(text, begins, first) or _range(text, begins, floor, first)
    if found == "unreadable":
        return None
    if isinstance(found, Quantity):
        return replace(found, start=begins, text=text[begins : found.end])
    if not first.unit and _LABEL.search(text[max(floor, begins - 24) : begins]):
        return None
    end = first.end
    if side is Comparator.EQUAL:
        side, end = _comparator_behind(text, first)
        starts = begins
    return _both_ends(text, _bounded(text, first, side, (starts, end)))


def _is_while(text: str, starts: int, begins: int, first: _Measure) -> bool:
    """ "min 5 mL" bounds, "5 min 5 mL" does not; "Over" and "above" before a step or time do not."""
    word = text[starts:begins].strip().casefold().rstrip(":. ")
    return word in ("min", "max") and starts > 0 and text[:starts].rstrip()[-1:].isdigit()


def _is_year(text: str, begins: int, first: _Measure) -> bool:
    year = first.number.value in _CURRENT_YEARS and not first.number.scientific
    return year and (text[first.end - 1] == "s" or bool(_MONTH_BEFORE.search(text[max(0, begins - 20) : begins])))


def _sign_before(text: str, at: int, floor: int) -> tuple[float, int]:
    """-1 and the place of a minus that belongs to the number; a dash between things is none."""
    if at <= floor or text[at - 1] not in _DASHES + "+":
        return 1.0, at
    before = text[at - 2] if at - 1 > floor or at > 1 else " "
    alone = at - 1 == 0 or before.isspace() or before in "([{<>=≤≥~≈:,;/±"
    if not alone or at - 1 < floor:
        return 1.0, at
    return (1.0 if text[at - 1] == "+" else -1.0), at - 1


def _measure_at(text: str, at: int, sign: float) -> _Measure | None:
    number = numeral_at(text, at)
    if number is None or _RATIO_OR_FRACTION.match(text, number.end):
        return None
    raised = number.shared is not None or number.value != number.mantissa or number.scientific
    raised = raised or not text[at : number.end].replace(",", "").replace(".", "").isdigit()
    gap = _GAP.match(text, number.end)
    place = gap.end() if gap else number.end
    hyphen = place == number.end and text[place : place + 1] in ("-", "‐", "‑")
    if hyphen and text[place + 1 : place + 2].isalpha():
        place += 1
    unit = unit_at(text, place)
    if unit and unit.symbol in ("X",) and re.match(r"\s?\d", text[unit.end : unit.end + 2]):
        unit = None
    if unit and not (stroke := _STROKE.match(text, unit.end)):
        return _Measure(number, sign, unit.symbol, True, unit.end, raised)
    if unit:
        assert stroke is not None
        return _Measure(number, sign, text[place : stroke.end()], False, stroke.end(), raised)
    unknown = _UNKNOWN.match(text, place)
    if unknown and place == number.end and text[place] in "/∕":
        named = named_unit(text[place : unknown.end()])
        if named:
            return _Measure(number, sign, named, True, unknown.end(), raised)
    if unknown and not hyphen:
        return _Measure(number, sign, unknown.group().strip(), False, unknown.end(), raised)
    follows = text[number.end : number.end + 1]
    if follows.isalpha() and ord(follows) < 0x2E80 and follows not in "xX×":
        return None
    if hyphen and place > number.end:
        return None
    return _Measure(number, sign, "", True, number.end, raised)


def _plus_minus(text: str, begins: int, first: _Measure) -> Quantity | None:
    joint = _PLUS_MINUS.match(text, first.end)
    if joint is None:
        return None
    width = _measure_at(text, joint.end(), 1.0) if text[joint.end() : joint.end() + 1].isdigit() else None
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
    return Quantity(_tidy(centre - half), _tidy(centre + half), unit, begins, end, centre=centre, unit_known=known)


def _range(text: str, begins: int, floor: int, first: _Measure) -> Quantity | str | None:
    joint = _RANGE.match(text, first.end)
    if joint is None and _BETWEEN.search(text[max(floor, begins - 30) : begins]):
        joint = _AND.match(text, first.end)
    if joint is None:
        return None
    at, sign = joint.end(), 1.0
    if text[at : at + 1] in (*_DASHES, "+") and text[at : at + 1]:
        sign, at = (-1.0 if text[at] != "+" else 1.0), at + 1
    if not text[at : at + 1].isdigit() and not re.match(r"\.\d", text[at : at + 2]):
        return None
    second = _measure_at(text, at, sign)
    words = any(ch.isalpha() for ch in joint.group())
    if second is None:
        return None if words else "unreadable"
    return _joined(text, begins, first, second, words=words)


def _joined(text: str, begins: int, first: _Measure, second: _Measure, *, words: bool) -> Quantity | str | None:
    low, high = first.value, second.value
    unit, known = (second.unit, second.known) if second.unit else (first.unit, first.known)
    if first.unit and second.unit and first.unit != second.unit:
        mine, theirs = scale(first.unit), scale(second.unit)
        if mine is None or theirs is None or mine.powers != theirs.powers:
            return None
        low = (low * mine.factor + mine.offset - theirs.offset) / theirs.factor
    shared = second.number.shared
    if shared is not None and not first.raised and not first.unit:
        lifted = first.sign * times_ten(first.number.mantissa, shared)
        low = lifted if lifted <= high else low
    if low > high:
        if not (words or low < 0 or high < 0):
            return "unreadable"
        low, high = high, low
    if re.match(r"[-–‐]\d", text[second.end : second.end + 2]):  # "5-10-15": a number of something
        return "unreadable"
    if not unit and _LABEL.search(text[max(0, begins - 24) : begins]):
        return "unreadable"
    return Quantity(low, high, unit, begins, second.end, unit_known=known)


def _comparator_behind(text: str, first: _Measure) -> tuple[Comparator, int]:
    side, end = comparator_after(text, first.end)
    if side is Comparator.EQUAL or first.unit or not re.search("min", text[first.end : end], re.IGNORECASE):
        return side, end
    return Comparator.EQUAL, first.end


def _bounded(text: str, first: _Measure, side: Comparator, span: tuple[int, int]) -> Quantity:
    low = None if side in (Comparator.AT_MOST, Comparator.BELOW) else first.value
    high = None if side in (Comparator.AT_LEAST, Comparator.ABOVE) else first.value
    start, end = span
    return Quantity(
        low,
        high,
        first.unit,
        start,
        end,
        text[start:end],
        low_included=side is not Comparator.ABOVE,
        high_included=side is not Comparator.BELOW,
        unit_known=first.known,
    )


def _both_ends(text: str, lower: Quantity) -> Quantity:
    """ "≥ 70 % and ≤ 80 %" as one; the quantity itself when no upper end follows."""
    joint = _BOTH_ENDS.match(text, lower.end) if lower.is_bound and lower.high is None else None
    digit = re.compile(r"[^\d\n]{0,16}").match(text, joint.end()) if joint else None
    if digit is None or not text[digit.end() : digit.end() + 1].isdigit():
        return lower
    side, starts = comparator_before(text, digit.end(), lower.end)
    upper = _measure_at(text, digit.end(), 1.0)
    if (
        upper is None
        or side not in (Comparator.AT_MOST, Comparator.BELOW)
        or text[lower.end : starts].strip(" ,;andbuto-–")
    ):
        return lower
    if lower.unit and upper.unit and lower.unit != upper.unit:
        return lower
    unit = upper.unit or lower.unit
    return replace(
        lower,
        high=upper.value,
        unit=unit,
        end=upper.end,
        text=text[lower.start : upper.end],
        high_included=side is Comparator.AT_MOST,
    )


def _tidy(value: float) -> float:
    """ "37.0 ± 0.1" ends at 37.1, not at 37.10000000000001."""
    return float(f"{value:.12g}")


_CENSORED = re.compile(
    r"(?P<below><|below|under|less than|≤)?\s*(?:the\s)?(?P<limit>L?LOD|L?LOQ|LLOQ|ULOQ|MDL|limit of (?:detection|"
    r"quantification|quantitation)|detection limit|quantification limit)(?:\s*\(.*\))?"
    r"|(?P<none>not detected|not detectable|none detected|undetected|undetectable|BLOQ|BLQ|BLD|BLOD)(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:(?:approx(?:imately|\.)?|about|around|ca\.?|circa|c\.|nominal(?:ly)?|target|set ?point|typical(?:ly)?|average|mean|median"
    r"|value|result|day|week|hour|pH|MOI|MOI of|of|range|limit|spec(?:ification)?|between|from|within|is|was|at|for|approximately"
    r"|passage|p|D|R|H|T|N|n|n =|in the range of)\b|[~≈=:;.,()\[\]*†‡#\s\"'±])*",
    re.IGNORECASE,
)
_TRAILS = re.compile(
    r"(?:[\s.,;:()\[\]*†‡§¹²³#\"'%]|\b(?:target|nominal|set ?point|approx\.?|typical|each|pass(?:ed|es)?|ok|complies|fail(?:ed)?"
    r"|limit|spec|range|inclusive|total|mean|n\.?d\.?)\b)*",
    re.IGNORECASE,
)


def read_quantity(text: str, unit: str = "") -> Quantity:
    """The one quantity of a whole cell, with the unit of its column or row where it has none itself.

    A power of ten in the unit ("× 10⁶ cells/mL") goes into the value. Raises NotAQuantity when there
    is no number, more than one quantity, or a power in both places; UnitUnknown for a unit that is
    not in the vocabulary.
    """
    written = text.strip()
    if censored := _censored(text, written):
        return censored
    found = list(find_quantities(text))
    if len(found) != 1:
        what = "no number stands there" if not found else "more than one quantity stands there"
        raise NotAQuantity(what, where=repr(written[:80]), next_step="give one value, range or bound")
    quantity = found[0]
    before, behind = text[: quantity.start], text[quantity.end :]
    if not quantity.unit_known:
        raise _unknown(quantity.unit, written)
    if re.search(r"(?<![\w-])\d", before) or re.search(r"(?<![\w-])\d", behind):
        raise NotAQuantity("more than one number stands there", where=repr(written[:80]))
    if quantity.unit:
        return quantity
    return _with_unit(quantity, unit, written, (before, behind))


def _with_unit(quantity: Quantity, unit: str, written: str, around: tuple[str, str]) -> Quantity:
    before, behind = around
    if not _LEADS.fullmatch(before):
        raise NotAQuantity("the number stands in words that may name it", where=repr(written[:80]))
    if not _TRAILS.fullmatch(behind):
        raise _unknown(behind.strip()[:40], written)
    power, name = power_of_unit(unit.strip().removeprefix("(").removesuffix(")").strip().strip("[]"))
    plain = name.strip()
    named = "" if plain.casefold() in NO_UNIT else named_unit(plain)
    if named is None:
        raise _unknown(unit, written)
    if power and re.search(r"10\s?(?:\^|\*\*|[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹])|\d[eE][-+]?\d", quantity.text):
        raise NotAQuantity(
            "a power of ten stands both in the cell and in its unit", where=repr(f"{written} {unit}"[:80])
        )

    def lifted(value: float | None) -> float | None:
        return value if value is None or not power else times_ten(value, power)

    return replace(
        quantity, low=lifted(quantity.low), high=lifted(quantity.high), centre=lifted(quantity.centre), unit=named
    )


def _unknown(unit: str, written: str) -> UnitUnknown:
    return UnitUnknown(
        f"the unit {unit!r} is not known", where=repr(written[:80]), next_step="write it as in the vocabulary of units"
    )


def _censored(text: str, written: str) -> Quantity | None:
    """A reading that is only said to be below what the method sees."""
    match = _CENSORED.fullmatch(written)
    if match is None:
        return None
    start = text.index(written)
    limit = (match["limit"] or match["none"]).upper()
    name = "LOD" if "DETECT" in limit or limit in ("LOD", "LLOD", "MDL", "BLD", "BLOD") else "LOQ"
    name = "not detected" if match["none"] and "DETECT" in limit else "ULOQ" if limit == "ULOQ" else name
    return Quantity(None, None, "", start, start + len(written), written, censored=name)
