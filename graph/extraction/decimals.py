"""Whether the numbers of a table have decimal commas: decided by what can be read one way only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from graph.errors import NotAQuantity

_NUMBER = re.compile(r"(?<![\w.,])[-+−–]?\d+(?:[.,]\d+)*(?![\d])")
_SURELY_COMMA = re.compile(r"[-+−–]?(?:\d+,(?:\d{1,2}|\d{4,})|0\d*,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d+)")
_SURELY_POINT = re.compile(r"[-+−–]?(?:\d+\.(?:\d{1,2}|\d{4,})|0\d*\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+)")
_THREE_BEHIND_COMMA = re.compile(r"[-+−–]?[1-9]\d{0,2},\d{3}")
_THREE_BEHIND_POINT = re.compile(r"[-+−–]?[1-9]\d{0,2}\.\d{3}")


class Mark(StrEnum):
    """What parts the whole from the fraction."""

    POINT = "."
    COMMA = ","
    OPEN = "either"


def mark_of(cells: Iterable[str], otherwise: Mark = Mark.OPEN) -> Mark:
    """The mark that the numbers of these cells must have; `otherwise` where they do not say or disagree."""
    commas = points = False
    for cell in cells:
        if "," not in cell and "." not in cell:
            continue
        for match in _NUMBER.finditer(cell[:200]):
            commas = commas or _SURELY_COMMA.fullmatch(match.group()) is not None
            points = points or _SURELY_POINT.fullmatch(match.group()) is not None
    if commas == points:
        return otherwise
    return Mark.COMMA if commas else Mark.POINT


def with_points(cell: str, mark: Mark) -> str:
    """The cell with its numbers in decimal points and without parted thousands.

    Raises NotAQuantity for a number that can be read two ways: "1,234" where nothing says what a
    comma is, "1.234" among decimal commas.
    """
    if "," not in cell and not (mark is Mark.COMMA and "." in cell):
        return cell
    return _NUMBER.sub(lambda match: _pointed(match.group(), mark, cell), cell)


def _pointed(number: str, mark: Mark, cell: str) -> str:
    if _SURELY_COMMA.fullmatch(number):
        return number.replace(".", "").replace(",", ".")
    if _SURELY_POINT.fullmatch(number):
        return number.replace(",", "")
    if _THREE_BEHIND_COMMA.fullmatch(number):
        if mark is Mark.OPEN:
            raise NotAQuantity("a comma here may part thousands or begin decimals", where=repr(cell[:80]))
        return number.replace(",", "." if mark is Mark.COMMA else "")
    if _THREE_BEHIND_POINT.fullmatch(number) and mark is Mark.COMMA:
        raise NotAQuantity("a point among decimal commas may part thousands", where=repr(cell[:80]))
    return number
