"""What a question asks of single facts: kinds of values, things named, conditions stated."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.factual.words import ASKING, FRAMING, KINDS
from assistant.linked.asked import CODE, VERSIONS
from assistant.question import Concept, ParsedQuestion, parse
from graph.questions.times import time_points
from graph.vocabulary import Vocabulary
from retrieval.terms import fold, tokens

_NAMES = re.compile(r"\b[A-Za-z]{2,6}-[A-Za-z]{0,4}\d+\b")


@dataclass(frozen=True, slots=True)
class Request:
    """A question as far as it can be read without looking at records.

    `kinds` are those of values, in the order in which they answer; empty when none is named. `concepts` are the
    words that have to be accounted for; `codes` names with digits, `versions` of documents; `times` counted time
    points ("day 5").
    """

    parsed: ParsedQuestion
    kinds: tuple[str, ...]
    concepts: tuple[Concept, ...]
    codes: tuple[str, ...]
    versions: tuple[str, ...]
    times: frozenset[str]


def read_request(question: str, vocabulary: Vocabulary) -> Request:
    """Read a question; nothing is looked up."""
    parsed = parse(_without_names(question), vocabulary)
    kinds = next((kinds for pattern, kinds in KINDS if pattern.search(question)), ())
    concepts = tuple(c for c in parsed.concepts if not _says_nothing(c))
    codes = tuple(dict.fromkeys(m.group() for p in (CODE, _NAMES) for m in p.finditer(question)))
    versions = tuple(v for m in VERSIONS.finditer(question) for v in (m["one"], m["other"]) if v)
    return Request(parsed, kinds, concepts, codes, versions, time_points(question))


def _without_names(question: str) -> str:
    """The question without names with digits and versions: they are looked up whole."""
    kept = list(question)
    for pattern in (CODE, VERSIONS):
        for match in pattern.finditer(question):
            kept[match.start() : match.end()] = " " * (match.end() - match.start())
    return "".join(kept)


def _says_nothing(concept: Concept) -> bool:
    words = tokens(fold(concept.asked))
    return all(word in FRAMING or word in ASKING for word in words)
