"""Which words of a sentence speak for which of its numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verifying.reading import Reading

Span = tuple[int, int]
_CUT = re.compile(
    r"[;:()]|,(?!\d)|\.(?=\s|$)|\b(?:and|but|while|whereas|although|though|against|instead of|compared (?:with|to)|versus|vs)\b",
    re.IGNORECASE,
)
# After a number these lead on to what it is of; anything else begins what the next number is of.
_LEADS_ON = re.compile(
    r"\s*(?:in|at|for|on|of|after|before|per|by|with|during|as|when|between|until|\()\b", re.IGNORECASE
)


def zones(text: str, numbers: Sequence[Span]) -> list[Span]:
    """The stretches of a text in which a number and its words stand, cut where a list or a clause goes on."""
    cuts = [0]
    for match in _CUT.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in numbers):
            cuts.append(match.end())
    cuts.append(len(text))
    return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]


def weights(reading: Reading, number: Span, numbers: Sequence[Span]) -> list[float]:
    """How much each word of a reading speaks for a number: 3 next to it, 1 where it speaks for others too."""
    spans = zones(reading.text, numbers)
    mine = next((n for n, (a, b) in enumerate(spans) if a <= number[0] < b), 0)
    filled = [any(a <= s < b for s, _ in numbers) for a, b in spans]
    first = mine
    while first > 0 and not filled[first - 1]:
        first -= 1
    last = mine
    while (
        last + 1 < len(spans)
        and not filled[last + 1]
        and (last + 2 >= len(spans) or all(not f for f in filled[mine + 1 :]))
    ):
        last += 1
    beside = [n for n in numbers if n != number and spans[mine][0] <= n[0] < spans[mine][1]]
    before = max((n for n in beside if n[0] < number[0]), default=None)
    behind = min((n for n in beside if n[0] > number[0]), default=None)
    left = (
        spans[mine][0] if before is None else before[1] if not _LEADS_ON.match(reading.text, before[1]) else number[0]
    )
    right = spans[mine][1] if behind is None else behind[0] if _LEADS_ON.match(reading.text, number[1]) else number[1]
    found: list[float] = []
    for word in reading.words:
        if left <= word.start < right:
            shared = word.start < number[0] and before is None and behind is not None
            found.append(2.0 if shared else 3.0)
        elif spans[first][0] <= word.start < spans[last][1]:
            found.append(1.5)
        elif word.start < spans[mine][0]:
            found.append(0.75)
        else:
            found.append(0.0)
    return found
