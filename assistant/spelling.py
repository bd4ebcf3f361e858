"""Reading over slips of the pen and clipped words: a word no record has, near to one at hand.

Only words that are plain letters and long enough are read over, never a name with a digit: one
letter makes another reagent. What was read for what is shown with the answer.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from assistant.concepts import Concept
from assistant.evidence import Evidence
from assistant.question import ParsedQuestion
from graph.vocabulary import Vocabulary
from retrieval.terms import content_terms, stem

# Shortest word read over, and how alike two words must be (difflib ratio: 1 slip in 7 letters).
SHORTEST = 6
ALIKE = 0.86
# Shortest clipped word that is completed.
SHORTEST_CLIPPED = 4


def read_as(
    question: ParsedQuestion, frequencies: Mapping[str, int], evidence: Evidence, vocabulary: Vocabulary
) -> tuple[ParsedQuestion, tuple[tuple[str, str], ...]]:
    """The question with misspelt words read as ones of the evidence, and (asked, read) pairs."""
    unknown = [c for c in question.concepts if _misspelt(c, frequencies)]
    if not unknown:
        return question, ()
    words = Counter(t.word for s in evidence.statements for t in content_terms(s.text) if t.word.isalpha())
    corrections: dict[str, str] = {}
    for concept in unknown:
        word = _whole(concept.asked, words) or _respelt(concept.asked, words)
        if word:
            corrections[concept.asked] = word
    if not corrections:
        return question, ()
    concepts = tuple(
        replace(c, wordings=vocabulary.alternatives((stem(corrections[c.asked]),))) if c.asked in corrections else c
        for c in question.concepts
    )
    return replace(question, concepts=concepts), tuple(corrections.items())


def _whole(clipped: str, words: Counter[str]) -> str | None:
    """The commonest word that a clipped one begins: "hygro" for hygromycin."""
    longer = [word for word in words if word.startswith(clipped) and len(word) >= len(clipped) + 2]
    return max(longer, key=lambda word: (words[word], word), default=None)


def _respelt(asked: str, words: Counter[str]) -> str | None:
    if len(asked) < SHORTEST:
        return None
    close = difflib.get_close_matches(asked, words, n=1, cutoff=ALIKE)
    return close[0] if close and close[0][0] == asked[0] else None


def _misspelt(concept: Concept, frequencies: Mapping[str, int]) -> bool:
    word = concept.asked
    return (
        not concept.generic
        and word.isalpha()
        and len(word) >= SHORTEST_CLIPPED
        and not any(all(frequencies.get(s, 0) for s in phrase) for phrase in concept.wordings)
    )
