"""Several readings of one page made into one: what they agree on, and what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.ocr.hocr import Seen
from retrieval.ocr.numbers import micro_at

# A word that the first reading does not have is taken from another one from this confidence: below it
# specks and parts of pictures are read as letters.
_ADDED_FROM = 50.0
READINGS = 3
_DASHES = str.maketrans("–—−‐‑", "-----")
_QUOTES = str.maketrans("‘’“”´`", "''\"\"''")


@dataclass(frozen=True, slots=True)
class Agreed:
    """A word with the lowest confidence of all readings; `same` if all of them have it alike.

    `others` is its wording in the other readings, where they part the words alike.
    """

    seen: Seen
    same: bool
    others: tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        """0 where readings differ."""
        return self.seen.confidence if self.same else 0.0


def agreed(first: Sequence[Seen], others: Sequence[Sequence[Seen]]) -> list[Agreed]:
    """The words of the first reading, and what it misses, held against the other readings."""
    found = [Agreed(word, True) for word in first if word.text]
    for other in others:
        found = _held_against(found, other)
    return sorted(found, key=lambda a: (a.seen.line, a.seen.left))


def _held_against(words: Sequence[Agreed], other: Sequence[Seen]) -> list[Agreed]:
    found: list[Agreed] = []
    for mine, theirs in _groups([a.seen for a in words], other):
        if not mine:
            found.extend(Agreed(other[i], False) for i in theirs if other[i].confidence >= _ADDED_FROM)
            continue
        if not theirs:
            found.extend(replace(words[i], same=False) for i in mine)
            continue
        alike = _text([words[i].seen for i in mine]) == _text([other[i] for i in theirs])
        least = min(other[i].confidence for i in theirs)
        for i in mine:
            seen = words[i].seen
            single = len(mine) == len(theirs) == 1
            said = (*words[i].others, plain(other[theirs[0]].text)) if single else words[i].others
            found.append(Agreed(replace(seen, confidence=min(seen.confidence, least)), words[i].same and alike, said))
    return found


def _text(words: Sequence[Seen]) -> str:
    whole = "".join(word.text for word in sorted(words, key=lambda w: w.left))
    return plain(whole)


def plain(text: str) -> str:
    """The wording that readings are compared by: dashes and quotes alike, and what is read for µ."""
    alike = text.translate(_DASHES).translate(_QUOTES)
    place = micro_at(alike)
    return alike if place is None else f"{alike[:place]}u{alike[place + 1 :]}"


def _groups(mine: Sequence[Seen], theirs: Sequence[Seen]) -> list[tuple[list[int], list[int]]]:
    """Words that stand on the same place, put together until each word is in one group."""
    group_of_mine: dict[int, int] = {}
    groups: dict[int, tuple[list[int], list[int]]] = {}
    by_left = sorted(range(len(mine)), key=lambda i: mine[i].left)
    for number, word in enumerate(theirs):
        touched = [i for i in by_left if mine[i].left < word.right and _same_place(mine[i], word)]
        known = sorted({group_of_mine[i] for i in touched if i in group_of_mine})
        target = known[0] if known else number
        own, other = groups.setdefault(target, ([], []))
        for merged in known[1:]:
            a, b = groups.pop(merged)
            own.extend(a)
            other.extend(b)
        own.extend(i for i in touched if i not in group_of_mine)
        other.append(number)
        group_of_mine.update(dict.fromkeys(own, target))
    alone = [([i], list[int]()) for i in range(len(mine)) if i not in group_of_mine]
    return [*groups.values(), *alone]


def _same_place(a: Seen, b: Seen) -> bool:
    across = min(a.right, b.right) - max(a.left, b.left)
    down = min(a.bottom, b.bottom) - max(a.top, b.top)
    return across > 0.4 * min(a.right - a.left, b.right - b.left) and down > 0.3 * min(
        a.bottom - a.top, b.bottom - b.top
    )
