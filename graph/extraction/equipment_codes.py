"""Whether a code is that of an equipment or of a run, where a column may hold either."""

from __future__ import annotations

import functools
import re

from graph.vocabulary import Term, Vocabulary

_LETTERS = re.compile(r"[A-Za-z]+")
_OF_EQUIPMENT = re.compile(
    r"\b(?:calibrat\w*|(?:re)?qualif(?:ication|ied)|maintenance|out of service|taken out|breakdown|broke down|"
    r"servic(?:e|ing)|paused|tripped|overheated|lost power|in alarm|"
    r"sensor|repair\w*|malfunction\w*|door|compressor|unit|display|software)\b",
    re.IGNORECASE,
)
# Shorter openings of a word are shared by too many ("CE", "CT").
_LONG_ENOUGH = 3


def is_equipment_code(code: str, text: str, vocabulary: Vocabulary) -> bool:
    """By the letters of the code (INC of incubator), or by its initials where the text speaks of an equipment."""
    match = _LETTERS.match(code)
    if match is None:
        return False
    letters = match.group().casefold()
    surely, perhaps = _letters(vocabulary.terms)
    return letters in surely or (letters in perhaps and _OF_EQUIPMENT.search(text) is not None)


@functools.lru_cache(maxsize=8)
def _letters(terms: tuple[Term, ...]) -> tuple[frozenset[str], frozenset[str]]:
    surely: set[str] = set()
    perhaps: set[str] = set()
    for term in terms:
        if term.kind != "equipment":
            continue
        for wording in term.wordings:
            words = re.findall(r"[a-z]+", wording.casefold())
            if len(words) == 1 and wording.isupper():
                surely.add(words[0])
            surely.update(words[-1][:length] for length in range(_LONG_ENOUGH, 6) if words and len(words[-1]) > length)
            perhaps.add("".join(word[0] for word in words))
            perhaps.update(words[-1][:2] for _ in words[:1])
    return frozenset(surely), frozenset(perhaps)
