"""Which words of a sentence speak for which of its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verifying.reading import Reading

Span = tuple[int, int]
_CUT = re.compile(
    r"[;:()]|,(?!\d)|\.(?=\s|$)|\b(?:and|but|while|whereas|although|though|against|because|instead of|compared (?:with|to)|versus|vs)\b",
    re.IGNORECASE,
)
# "Exceeded the PAR", "inside the limit": the limit is of the number it is held against, not of the one that is held.
_HELD = re.compile(
    r"\b(?:above|exceed(?:s|ed|ing)?|over|beyond|below|under|within|inside|outside|out of|meets?|met|pass(?:es|ed)?|fails?"
    r"|failed|against|longer than|higher than|lower than)\b(?: \S+){0,6}? (?:limits?|range|PAR|NOR|specification|spec|criterion|target)\b(?: of [A-Z]\S+(?: version [\d.]+)?)?",
    re.IGNORECASE,
)
# After a number these lead on to what it is of; anything else begins what the next number is of.
_LEADS_ON = re.compile(r"\s*(?:in|at|for|on|of|after|before|per|by|during|as|when|between|until|\()\b", re.IGNORECASE)


_PREPOSITION = re.compile(r"\b(?:in|at|for|on|after|before|by|during|when|to|with|from)\b", re.IGNORECASE)


# "Above the PAR of PR-101, 36.5 to 37.5 °C": the limit's number behind a comma.
_NAMED_BEFORE = re.compile(
    r"\b(?:limits?|range|PAR|NOR|specification|spec|criterion|target)\b(?: of \S+(?: version [\d.]+)?)?[,:(]\s*$"
)


def limit_words(reading: Reading) -> list[Span]:
    """The stretches of a sentence that name a limit which something is held against."""
    return [(m.start(), m.end()) for m in _HELD.finditer(reading.text)]


def zones(text: str, numbers: Sequence[Span]) -> list[Span]:
    """The stretches of a text in which a number and its words stand, cut where a list or a clause goes on."""
    cuts = [0]
    for match in _CUT.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in numbers):
            cuts.append(match.end())
    cuts.append(len(text))
    return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]


def weights(reading: Reading, number: Span, numbers: Sequence[Span]) -> list[float]:
    """How much each word of a reading speaks for a number: 3 next to it, less where it speaks for others too."""
    spans = zones(reading.text, numbers)
    mine = next((n for n, (a, b) in enumerate(spans) if a <= number[0] < b), 0)
    filled = [any(a <= s < b for s, _ in numbers) for a, b in spans]
    left, right, beside = _next_to(reading.text, number, numbers, spans[mine])
    first = mine
    while first > 0 and not filled[first - 1]:
        first -= 1
    last = mine
    if mine and _NAMED_BEFORE.search(reading.text, 0, number[0]):
        left = spans[mine - 1][0] if not filled[mine - 1] else spans[mine - 1][1]
        left = max(left, max((n[1] for n in numbers if n[1] <= number[0]), default=0))
    while last + 1 < len(spans) and not filled[last + 1] and not _before_bracket(reading.text, spans, filled, last + 2):
        last += 1
    opening = min(n[0] for n in numbers)
    bracketed = _in_bracket(reading, number, numbers, spans, mine)
    found: list[float] = []
    for word in reading.words:
        if left <= word.start < right:
            found.append(2.0 if beside and word.start < number[0] and left == spans[mine][0] else 3.0)
        elif bracketed <= word.start < spans[mine][0]:
            found.append(3.0)
        elif spans[mine][0] <= word.start < spans[mine][1]:
            found.append(0.3)
        elif spans[first][0] <= word.start < spans[last][1]:
            found.append(1.5)
        else:
            found.append(0.75 if word.start < opening else 0.2 if word.start < spans[mine][0] else 0.0)
    return found


def _before_bracket(text: str, spans: Sequence[Span], filled: Sequence[bool], at: int) -> bool:
    """Whether a number in brackets follows, of which the words before it speak."""
    return at < len(spans) and filled[at] and text[spans[at][0] - 1] == "("


def _next_to(text: str, number: Span, numbers: Sequence[Span], zone: Span) -> tuple[int, int, bool]:
    """Where the words begin and end that stand next to a number, and whether another follows in its zone."""
    beside = [n for n in numbers if n != number and zone[0] <= n[0] < zone[1]]
    before = max((n for n in beside if n[0] < number[0]), default=None)
    behind = min((n for n in beside if n[0] > number[0]), default=None)
    left = zone[0] if before is None else _border(text, before[1], number[0])
    right = zone[1] if behind is None else _border(text, number[1], behind[0])
    return left, right, behind is not None


def _border(text: str, start: int, end: int) -> int:
    """Between two numbers, where the words of the first end: at the last of two prepositions, else at one end."""
    if not _LEADS_ON.match(text, start):
        return start
    led = [m.start() for m in _PREPOSITION.finditer(text, start, end)]
    return led[-1] if len(led) > 1 else end


def _in_bracket(reading: Reading, number: Span, numbers: Sequence[Span], spans: Sequence[Span], mine: int) -> int:
    """For a number alone in brackets, where the words before them begin that it speaks of; else the zone itself."""
    start, end = spans[mine]
    if mine == 0 or reading.text[start - 1] != "(" or any(start <= w.start < number[0] for w in reading.words):
        return start
    earlier = [n[1] for n in numbers if n[1] <= start]
    return max(spans[mine - 1][0], max(earlier, default=0), start - 40)
