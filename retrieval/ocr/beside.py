"""What stands beside a number: its sign, its unit, and ink that no reading explains."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.ocr import numbers
from retrieval.ocr.ink import Ink, Measure
from retrieval.ocr.judged import Judged
from retrieval.ocr.signs import COMPARATORS

_BESIDE = 1.1  # of a digit's height: a space is 0.35 to 0.5 of it
_CLOSE = 0.6  # of it, within which a point or a further digit would stand: no speck may be there
_LONGEST_UNIT = 5  # letters of a unit without a stroke: "hours" is misread as some word


def gap(one: Judged, two: Judged) -> float:
    """Pixels between two words of a row."""
    return two.seen.left - one.seen.right


def look_beside(word: Judged, before: Judged | None, after: Judged | None, at: Measure, ink: Ink) -> None:
    """Ink that no word explains, up to the next word: a sign, point or comparator that was passed over."""
    reach = _BESIDE * at.height
    left = max(word.seen.left - reach, before.seen.right if before else 0)
    right = min(word.seen.right + reach, after.seen.left if after else word.seen.right + reach)
    close = min(right, word.seen.right + _CLOSE * at.height)
    if (
        ink.stray(left, word.seen.left - 1, at)
        or ink.stray(word.seen.right + 1, right, at)
        or ink.stray(word.seen.right + 1, close, at, dirt=0)
    ):
        word.doubts.append("there is ink beside it that was not read")


def heed(word: Judged, before: Judged | None, after: Judged | None) -> None:
    """A number is no surer than the sign before it and the unit behind it."""
    if word.text[0] in COMPARATORS and not word.sign_sure:
        word.doubts.append("its sign cannot be told")
    if before is not None:
        _heed_before(word, before)
    if after is not None:
        _heed_after(word, after)
    for left, right in ((before, word), (word, after)):
        if left is not None and right is not None and _stand_side_by_side(left, right):
            word.doubts.append("two numbers stand side by side")


def _heed_before(word: Judged, before: Judged) -> None:
    """A sign, or what may be one that was misread, goes with the number."""
    if before.text in COMPARATORS:
        if not before.sign_sure:
            word.doubts.append("the sign before it cannot be told")
        word.least = min(word.least, before.seen.confidence)
    elif not _is_word(before) and not (before.same and numbers.may_precede(before.text)):
        word.doubts.append("the sign before it cannot be told")


def _heed_after(word: Judged, after: Judged) -> None:
    """A unit must be one, read alike by all readings, with no more ink than its letters."""
    if numbers.is_unit(after.text):
        word.doubts.extend(after.doubts)
        if not after.same:
            word.doubts.append("its unit was read in two ways")
        elif not _unit_is_whole(after, _line_at(word, after)):
            word.doubts.append("its unit has ink that was not read")
        word.least = min(word.least, after.seen.confidence if after.own is None else after.own, after.least)
    elif not (after.same and (numbers.is_word(after.text) or numbers.may_follow(after.text))):
        word.doubts.append("its unit is not legible")


def _is_word(word: Judged) -> bool:
    """A plain word, and one that all readings have alike if it is short: "a" was read for °C."""
    return numbers.is_word(word.text) and (word.same or len(word.text) > _LONGEST_UNIT)


def _stand_side_by_side(left: Judged, right: Judged) -> bool:
    """Two numbers with no more than a space between them: a sign or point was lost, or read as a digit."""
    if not numbers.is_amount(left.text) or not numbers.is_amount(right.text):
        return False
    near = gap(left, right) < 0.8 * max(left.height, right.height)
    return near and right.text[0] not in COMPARATORS and left.text[-1] not in ",;:.)"


def _line_at(word: Judged, other: Judged) -> Measure:
    """Where the line is at another word, told by a number: letters like µ and g have no foot on it."""
    at = word.at or Measure(word.height, word.seen.baseline)
    return Measure(at.height, at.baseline + other.seen.baseline - word.seen.baseline)


def _unit_is_whole(unit: Judged, at: Measure) -> bool:
    """No more glyphs than characters, and the first goes below the line only if its letter does."""
    characters = [c for c in unit.text if c not in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"]
    spare = 2 * unit.text.count("%") + unit.text.count("°")
    if len(unit.glyphs) - len(unit.raised) > len(characters) + spare:
        return False
    if not unit.glyphs:
        return False
    descends = (unit.glyphs[0].bottom - at.baseline) / at.height > 0.1
    return not descends or unit.text[0] in "gjpqyµμ,;(/|[{Q@"


def _is_bare(text: str) -> bool:
    """A number or sign without a letter: "2C" may be °C."""
    return text in COMPARATORS or (numbers.is_amount(text) and not any(map(str.isalpha, text)))


def heed_column(word: Judged, rest: Sequence[Judged]) -> None:
    """A unit may stand in a column further on: the next word on the line that is no number must be legible."""
    unit = next((w for w in rest if not _is_bare(w.text)), None)
    if unit is None or _is_word(unit):
        return
    if unit.doubts or not unit.same or (numbers.is_unit(unit.text) and not _unit_is_whole(unit, _line_at(word, unit))):
        word.doubts.append("a word on its line that may be its unit was not legible")
