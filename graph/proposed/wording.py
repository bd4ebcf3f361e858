"""Finding words in a text to the letter, but for what is declared here, with their exact place in it.

Folded are runs of white space, quotation marks and dashes of typography, and compatibility forms (NFKC)
but for raised and lowered signs and fractions: "10⁵" never is "105". Names also fold case.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_SIGNS = {
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
}
_KEPT = ("<super>", "<sub>", "<fraction>")
# Marks on one letter: more are no writing, and sorting them takes the square of their number.
_MOST_MARKS = 8


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared; the sign at `i` was made of `starts[i]` to `ends[i]` of the text as written."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def find(self, words: str) -> list[tuple[int, int]]:
        """Every place of these words, folded alike, in the text as written; they begin and end with whole words."""
        if not words:
            return []
        found: list[tuple[int, int]] = []
        at = self.text.find(words)
        while at >= 0:
            end = at + len(words)
            if self._whole(at, end):
                found.append((self.starts[at], self.ends[end - 1]))
            at = self.text.find(words, at + 1)
        return found

    def _whole(self, start: int, end: int) -> bool:
        """Whether neither a word nor a number nor a code goes on at either end."""
        text = self.text
        # No sign of the text is cut in two: "½" or "㎏" is one.
        if start and self.starts[start] == self.starts[start - 1]:
            return False
        if end < len(text) and self.ends[end] == self.ends[end - 1]:
            return False
        first, last = text[start], text[end - 1]
        before, behind = text[max(0, start - 2) : start], text[end : end + 2]
        # "CD3" is not what "CD3+" and "CD3-" name.
        signed = _word(last) and behind[:1] in tuple("+⁺⁻-")
        return not (signed or _goes_on(first, before[::-1]) or _goes_on(last, behind))


def fold(text: str, *, case: bool = False) -> Folded:
    """The text as it is compared, with the place of every sign; with `case`, case is folded too."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and end - at <= _MOST_MARKS and unicodedata.combining(text[end]):
            end += 1
        plain = _plain(text[at:end])
        for sign in plain.casefold() if case else plain:
            blank = sign.isspace()
            if blank and signs and signs[-1] == " ":
                ends[-1] = end
                continue
            signs.append(" " if blank else sign)
            starts.append(at)
            ends.append(end)
        at = end
    return Folded("".join(signs), tuple(starts), tuple(ends))


def folded(words: str, *, case: bool = False) -> str:
    """Words to look for, as `fold` makes them, without white space around them."""
    return fold(words, case=case).text.strip()


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign in _SIGNS:
        return _SIGNS[sign]
    return sign if unicodedata.decomposition(sign[0]).startswith(_KEPT) else unicodedata.normalize("NFKC", sign)


def _word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _goes_on(edge: str, beyond: str) -> bool:
    """Whether what stands beyond an edge belongs to the word, number or code at the edge."""
    if not beyond or not _word(edge):
        return False
    return _word(beyond[0]) or (beyond[0] in ".,-/^" and len(beyond) > 1 and _word(beyond[1]))
