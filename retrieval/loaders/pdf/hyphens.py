"""Lines of a paragraph joined; a hyphen at a line's end stays unless the joined word is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_HYPHENS = "-‐\u00ad"
_TAIL = re.compile(r"([^\W\d_]+)[-‐\u00ad]$")
_HEAD = re.compile(r"([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]{4,}")


def vocabulary_of(texts: Iterable[str]) -> frozenset[str]:
    """Lower-case words of a document, to know a word that a line's end has cut."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def joined_lines(lines: Sequence[str], vocabulary: frozenset[str]) -> str:
    """Lines as one text. A number is never joined across a hyphen: 2- and 8 stay "2-8"."""
    text = ""
    for line in lines:
        text = _join(text, line, vocabulary) if text else line
    return text


def _join(before: str, after: str, vocabulary: frozenset[str]) -> str:
    if len(before) < 2 or before[-1] not in _HYPHENS + "–" or before[-2].isspace():
        return f"{before} {after}"
    tail, head = _TAIL.search(before), _HEAD.match(after)
    if tail is None or head is None or not head[1][0].islower():
        return before + after
    cut = before[-1] == "\u00ad" or f"{tail[1]}{head[1]}".lower() in vocabulary
    return before[:-1] + after if cut else before + after
