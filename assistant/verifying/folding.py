"""The declared normalisation of quotations, with the place of every sign, and no other.

Folded are Unicode compatibility forms (NFKC), runs of white space, soft hyphens, words parted at a hyphen and a
line's end, dashes and quotation marks of typography, and signs nobody sees. Raised digits are an exponent ("10⁴" is
10^4, never 104) and fractions stay whole. Case is kept.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SIGNS = {
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("‘’‚‛′＇", "'"),
    **dict.fromkeys("“”„‟″＂«»", '"'),
}
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
# Soft hyphen, joiners, marks of direction, variation selectors, the byte order mark.
_RANGES = (range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070), range(0xFE00, 0xFE10))
_UNSEEN = frozenset(map(chr, (0xAD, 0x34F, 0x61C, 0xFEFF, *(code for some in _RANGES for code in some))))
# Marks on one letter: more are no writing, and sorting them takes the square of their number.
_MOST_MARKS = 8
_PARTED = re.compile(r"(?<=[^\W\d_])- (?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared; the sign at `i` was made of `starts[i]` to `ends[i]` of the text as written."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """The text as it is compared, with the place of every sign."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, raised = 0, False
    while at < len(text):
        end = at + 1
        while end < len(text) and end - at <= _MOST_MARKS and unicodedata.combining(text[end]):
            end += 1
        plain, raised = _plain(text[at:end], raised=raised)
        for sign in plain:
            blank = sign.isspace()
            if blank and signs and signs[-1] == " ":
                ends[-1] = end
                continue
            signs.append(" " if blank else sign)
            starts.append(at)
            ends.append(end)
        at = end
    return _joined("".join(signs), starts, ends)


def _joined(text: str, starts: list[int], ends: list[int]) -> Folded:
    """Without the hyphen and blank in words that a line's end parted."""
    drop = {i for m in _PARTED.finditer(text) for i in (m.start(), m.start() + 1)}
    if drop:
        kept = [i for i in range(len(text)) if i not in drop]
        return Folded("".join(text[i] for i in kept), tuple(starts[i] for i in kept), tuple(ends[i] for i in kept))
    return Folded(text, tuple(starts), tuple(ends))


def _plain(sign: str, *, raised: bool) -> tuple[str, bool]:
    """The sign as compared, and whether it is a raised one, of which a run has one "^" before it."""
    if sign.isascii():
        return sign, False
    if sign in _RAISED:
        return (_RAISED[sign] if raised else "^" + _RAISED[sign]), True
    if sign in _UNSEEN:
        return "", raised
    if sign in _SIGNS:
        return _SIGNS[sign], False
    if unicodedata.decomposition(sign[0]).startswith("<fraction>"):
        return sign, False
    return "".join(_SIGNS.get(s, s) for s in unicodedata.normalize("NFKC", sign)), False


def whole(folded: Folded, start: int, end: int) -> bool:
    """Whether neither a word, a number nor a code goes on at either end of a stretch."""
    text = folded.text
    if start and folded.starts[start] == folded.starts[start - 1]:
        return False
    if end < len(text) and folded.ends[end] == folded.ends[end - 1]:
        return False
    first, last = text[start], text[end - 1]
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    signed = _word(last) and behind[:1] == "+"  # "CD3" is not what "CD3+" names
    return not (signed or _goes_on(first, before[::-1]) or _goes_on(last, behind) or _unsigned(first, before))


def _unsigned(first: str, before: str) -> bool:
    """Whether the sign of a number was cut off: "20" of "-20"."""
    return first.isdigit() and before[-1:] in ("-", "±", "^") and not before[:1].isalnum()


def _word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _goes_on(edge: str, beyond: str) -> bool:
    """Whether what stands beyond an edge belongs to the word, number or code at the edge."""
    if not beyond or not _word(edge):
        return False
    return _word(beyond[0]) or (beyond[0] in ".,-/^" and len(beyond) > 1 and _word(beyond[1]))
