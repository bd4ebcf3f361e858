"""Whether two names that are not written alike are one name with a slip of the pen."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from graph.naming import words_of

# Words of which another one makes another thing. A name holds the same ones of each row, or is another.
_CONTRASTS: tuple[frozenset[str], ...] = tuple(
    frozenset(row.split())
    for row in (
        "total viable dead live nonviable",
        "time temperature duration",
        "before after during pre post",
        "residual final initial in-process",
        "with without no not non",
        "functional physical infectious genomic",
        "minimum maximum min max mean average median",
        "upper lower high low",
        "inlet outlet inflow outflow input output",
        "full empty partial",
        "positive negative pos neg",
        "first second third last",
        "start end begin",
        "fresh frozen cryopreserved thawed",
        "autologous allogeneic",
        "internal external intracellular extracellular",
        "wet dry",
        "left right",
        "seeding harvest",
    )
)
_CONTRAST_OF = {word: number for number, row in enumerate(_CONTRASTS) for word in row}
# A slip is looked for in words of at least this length: shorter ones differ by one letter too often
# ("vial" and "viral"), and a letter replaced by another needs two more ("loading" and "leading").
SHORTEST = 6
SHORTEST_REPLACED = 8
# Endings that tell substances apart by one letter: sulfate and sulfite, butane and butene.
_TAIL = 3
# So do beginnings: adsorption and absorption.
_HEAD = 3


def guard(name: str) -> tuple[str, ...]:
    """What two names must have in common to be one: numbers, signs, codes, short words, words of contrast."""
    return tuple(sorted(guard_in_order(name)))


def guard_in_order(name: str) -> tuple[str, ...]:
    """The same as they follow each other: "CAR+ of CD3+" is not "CD3+ of CAR+"."""
    words = re.findall(r"[^\W_]+|[^\w\s]", words_of(name))
    return tuple(w for w in words if w in _CONTRAST_OF or not w.isalpha() or len(w) < SHORTEST)


def slips(names: Iterable[str], known: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Pairs of names in which one word has one letter too many, too few, other or exchanged, and the word.

    A word of which both spellings are known is no slip. Names are compared in words (`words_of`);
    only those that share a word with one letter left out are looked at, so this is no square of them.
    """
    blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for words in sorted(set(names)):
        parts = words.split()
        for at, word in enumerate(parts):
            if len(word) >= SHORTEST and word.isalpha():
                rest = (*parts[:at], "", *parts[at + 1 :])
                for form in {word, *(word[:i] + word[i + 1 :] for i in range(1, len(word)))}:
                    blocks[(form, *rest)].add(words)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        if len(block) < 2:
            continue
        some = sorted(block)
        for number, one in enumerate(some):
            for other in some[number + 1 :]:
                if (one, other) not in seen and (word := _slip(one, other, known)):
                    seen.add((one, other))
                    yield one, other, word


def _slip(one: str, other: str, known: frozenset[str]) -> str | None:
    differing = [(a, b) for a, b in zip(one.split(), other.split(), strict=False) if a != b]
    if len(differing) != 1:
        return None
    a, b = differing[0]
    if (a in known and b in known) or (a in _CONTRAST_OF and b in _CONTRAST_OF):
        return None
    if guard(one) != guard(other) and not _contrast_mistyped(a, b, one, other, known):
        return None
    return f"{a}/{b}" if _one_letter(a, b) else None


def _contrast_mistyped(a: str, b: str, one: str, other: str, known: frozenset[str]) -> bool:
    """Whether a word of contrast ("seeding") stands against one that nobody knows ("seedng"), the rest being alike."""
    word, slip = (a, b) if a in _CONTRAST_OF else (b, a)
    if word not in _CONTRAST_OF or slip in known or not slip.isalpha() or min(len(a), len(b)) < SHORTEST:
        return False
    rest = [guard(" ".join(w for w in name.split() if w != part)) for name, part in ((one, a), (other, b))]
    return rest[0] == rest[1]


def _one_letter(a: str, b: str) -> bool:
    """One letter more, fewer or exchanged with its neighbour; or another one, well inside a long word."""
    if a[0] != b[0] or min(len(a), len(b)) < SHORTEST - 1:
        return False
    if len(a) == len(b):
        at = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        if len(at) == 2 and at[1] == at[0] + 1 and Counter(a) == Counter(b):
            return True
        return len(at) == 1 and len(a) >= SHORTEST_REPLACED and _HEAD <= at[0] < len(a) - _TAIL
    short, long = sorted((a, b), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(1, len(long)))
