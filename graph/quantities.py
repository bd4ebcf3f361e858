"""Numbers with units as people write them at the bench, in prose and in the cells of tables.

`find_quantities` reads what stands in a sentence and passes over numbers that name: of steps,
figures, lots, catalogues, versions, dates, ratios. `read_quantity` reads a whole cell, and raises
rather than guess.
"""

from __future__ import annotations

import re
from dataclasses import replace

from graph.comparators import Comparator, comparator_before
from graph.errors import NotAQuantity, UnitUnknown
from graph.numerals import power_of_unit, times_ten
from graph.prose_quantities import find_quantities
from graph.quantity import Quantity
from graph.unit_reading import named_unit, unit_at
from graph.unit_table import NO_UNIT
from graph.units import Dimension

__all__ = ["Dimension", "Quantity", "find_quantities", "read_quantity"]

_CENSORED = re.compile(
    r"(?P<below><|below|under|less than|≤)?\s*(?:the\s)?(?P<limit>L?LOD|L?LOQ|LLOQ|ULOQ|MDL|limit of (?:detection|"
    r"quantification|quantitation)|detection limit|quantification limit)(?:\s*\(.*\))?"
    r"|(?P<none>not detected|not detectable|none detected|undetected|undetectable|BLOQ|BLQ|BLD|BLOD)(?:\s*\(.*\))?",
    re.IGNORECASE,
)
# Words around a bare number that do not name what it counts.
_LEADS = re.compile(
    r"(?:(?:approx(?:imately|\.)?|about|around|ca\.?|circa|c\.|nominal(?:ly)?|target|set ?point|typical(?:ly)?|average"
    r"|mean|median|value|result|day|week|hour|pH|MOI|of|range|limit|spec(?:ification)?|between|from|within|is|was|at|for"
    r"|passage|p|D|R|H|T|n|in the range of)\b|[~≈=:;.,()\[\]*†‡#\s\"'±])*",
    re.IGNORECASE,
)
_TRAILS = re.compile(
    r"(?:[\s.,;:()\[\]*†‡§¹²³#\"']|\b(?:target|nominal|set ?point|approx|typical|each|pass(?:ed|es)?|ok|complies"
    r"|fail(?:ed)?|limit|spec|range|inclusive|total|mean)\b)*",
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
    if quantity.low != quantity.high and comparator_before(text, quantity.start, 0)[0] is not Comparator.EQUAL:
        raise NotAQuantity(
            "a comparator stands before a range", where=repr(written[:80]), next_step="write one of them"
        )
    before, behind = text[: quantity.start], text[quantity.end :]
    if not quantity.unit_known:
        raise _unknown(quantity.unit, written)
    if re.search(r"(?<![\w-])\d", before) or re.search(r"(?<![\w-])\d", behind):
        raise NotAQuantity("more than one number stands there", where=repr(written[:80]))
    if quantity.unit == "log10" and unit_at(behind.lstrip(), 0):
        raise _unknown(f"log10{behind}", written)
    quantity = _over_or_under(quantity, before)
    return quantity if quantity.unit else _with_unit(quantity, unit, written, (text[: quantity.start], behind))


def _over_or_under(quantity: Quantity, before: str) -> Quantity:
    """ "under 5 °C" of a cell is a bound; in prose it may be an atmosphere, and "over 5 min" a while."""
    side = re.search(r"\b(under|over)\s*$", before, re.IGNORECASE)
    if side is None or quantity.value is None:
        return quantity
    start, text = side.start(), before[side.start() :] + quantity.text
    if side.group(1).casefold() == "under":
        return replace(quantity, low=None, high_included=False, start=start, text=text)
    return replace(quantity, high=None, low_included=False, start=start, text=text)


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
