"""The words of pages found again in the canonical text.

Paragraphs, tables and headings put words in another order than they stand on the page, so the two are
matched as sequences first, then by wording. Where the same wording stands in several places and the order
does not tell which is which, the least confidence of all of them is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from retrieval.canonical import canonicalise
from retrieval.documents import Block, OcrWord

_TOKEN = re.compile(r"\S+")
# Words in a row that must be alike to tell which of several places is meant.
_CERTAIN_RUN = 4


@dataclass(frozen=True, slots=True)
class Placed:
    """A word of a page: its box is in pixels of the picture that is kept."""

    text: str
    confidence: float
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def aligned(blocks: Iterable[Block], pages: Mapping[int, Sequence[Placed]]) -> Iterator[OcrWord]:
    """The words in the canonical text of the blocks, page by page; what is not found has none."""
    canonical = canonicalise(blocks)
    tokens: dict[int, list[_Token]] = defaultdict(list)
    for line in canonical.lines:
        if line.page is not None and line.page in pages:
            for match in _TOKEN.finditer(canonical.text, line.start, line.end):
                if match.group() != "|":
                    tokens[line.page].append(_Token(match.group(), match.start(), match.end()))
    for page in sorted(tokens):
        yield from _on_page(page, tokens[page], pages[page])


def _on_page(page: int, tokens: Sequence[_Token], words: Sequence[Placed]) -> Iterator[OcrWord]:
    found, certain = _in_order(tokens, words)
    used = set(found.values())
    by_text: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(words):
        by_text[word.text].append(at)
    for at, token in enumerate(tokens):
        place = found.get(at)
        if place is None:
            place = next((w for w in by_text[token.text] if w not in used), None)
            if place is not None:
                used.add(place)
                found[at] = place
    for at, token in enumerate(tokens):
        place = found.get(at)
        if place is None:
            parts = _parts(token.text, words, used)
            if parts:
                used.update(parts)
                yield _placed(page, token, words[parts[0]], min(words[i].confidence for i in parts))
            continue
        least = words[place].confidence
        if at not in certain:
            least = min(words[i].confidence for i in by_text[token.text])
        yield _placed(page, token, words[place], least)


def _in_order(tokens: Sequence[_Token], words: Sequence[Placed]) -> tuple[dict[int, int], set[int]]:
    """Tokens matched in order, and those in a run that is long enough to be sure of."""
    matcher = SequenceMatcher(None, [t.text for t in tokens], [w.text for w in words], autojunk=False)
    found: dict[int, int] = {}
    certain: set[int] = set()
    for a, b, size in matcher.get_matching_blocks():
        for step in range(size):
            found[a + step] = b + step
            if size >= _CERTAIN_RUN:
                certain.add(a + step)
    return found, certain


def _parts(text: str, words: Sequence[Placed], used: set[int]) -> list[int]:
    """Two words that a line's end had parted: "2-" and "8"."""
    for at in range(len(words) - 1):
        if at in used or not text.startswith(words[at].text):
            continue
        rest = text[len(words[at].text) :]
        after = next((i for i in range(at + 1, len(words)) if i not in used and words[i].text == rest), None)
        if rest and after is not None:
            return [at, after]
    return []


def _placed(page: int, token: _Token, word: Placed, confidence: float) -> OcrWord:
    return OcrWord(page, token.start, token.end, round(confidence, 1), word.left, word.top, word.width, word.height)
