"""Whether a question that a model rewrote says nothing that was not said before."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.terms import STOP_WORDS, fold, stem

# Words that a question may be put with, though nobody said them: they name nothing and carry no condition.
_FRAME = frozenset(
    stem(word)
    for word in """what which who when where why how long much many often far fast is are was were be been do does did
    the a an of for in on at to from with by and or as it its that this value question reason ask asked say says said
    record records document documents run runs product process step""".split()
)
# Words that turn a question round: never added.
_TURNING = frozenset("not no never without except other than outside only before after above below under over".split())
# A word or number with the signs that belong to it: "5.0", "CAR-T", "CD19+", "2-8", "µg/mL".
_WORD = re.compile(r"[^\W_][\w.,/+%-]*|[°%≥≤<>]")


def permitted(rewritten: str, said: Iterable[str]) -> bool:
    """Whether every number, name and word that means something in a rewritten question was said before."""
    spoken = {word for text in said for word in _words(text)}
    stems = {stem(word) for word in spoken}
    return rewritten.isprintable() and all(
        word in spoken or (_is_plain(word) and (stem(word) in stems or _may_be_added(word)))
        for word in _words(rewritten)
    )


def _words(text: str) -> list[str]:
    return [word for m in _WORD.finditer(fold(text)) if (word := m.group().strip(".,-/").removesuffix("'s"))]


def _is_plain(word: str) -> bool:
    """A word of letters: numbers, codes and units must be as they were said."""
    return word.isalpha()


def _may_be_added(word: str) -> bool:
    return word not in _TURNING and (word in STOP_WORDS or stem(word) in _FRAME)
