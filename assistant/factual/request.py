"""What a question asks of single facts: kinds of values, things named, conditions stated."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.concepts import Concept
from assistant.factual.codes import Codes
from assistant.factual.units import AskedUnit, asked_unit
from assistant.factual.words import ASKING, BELONGING, FRAMING, KINDS
from assistant.linked.asked import CODE, VERSIONS
from assistant.question import SURROUNDINGS, ParsedQuestion, parse
from graph.questions import naming
from graph.questions.times import time_points
from graph.vocabulary import Vocabulary
from retrieval.terms import STOP_WORDS, fold, tokens

_HOW_WARM = re.compile(r"\bhow (?:warm|hot|cold)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """A question as far as it can be read without looking at records.

    `kinds` are those of values, in the order in which they answer; empty when none is named. `concepts` are the
    words that have to be accounted for; `codes` names with digits in them, `versions` of documents; `times` counted
    time points ("day 5").
    """

    question: str
    parsed: ParsedQuestion
    kinds: tuple[str, ...]
    concepts: tuple[Concept, ...]
    codes: Codes
    versions: tuple[str, ...]
    times: frozenset[str]
    unit: AskedUnit | None = None


def read_request(question: str, codes: Codes, vocabulary: Vocabulary) -> Request:
    """Read a question; nothing is looked up."""
    question = _HOW_WARM.sub("what temperature", _in_full(question, vocabulary))
    unit = asked_unit(question)
    plain = _without_names(question, codes)
    if unit:
        plain = plain[: unit.start] + " " * (unit.end - unit.start) + plain[unit.end :]
    parsed = parse(plain, vocabulary)
    kinds = next((kinds for pattern, kinds in KINDS if pattern.search(question)), ())
    concepts = tuple(_without_belonging(c) for c in parsed.concepts if not _says_nothing(c))
    versions = tuple(v for m in VERSIONS.finditer(question) for v in (m["one"], m["other"]) if v)
    return Request(
        question, parsed, kinds, concepts, codes, versions, time_points(_without_names(question, codes)), unit
    )


def _without_names(question: str, codes: Codes) -> str:
    """The question without codes and versions, which are looked up whole; other names with digits are words."""
    kept = list(question)
    numbers = {*codes.known, *codes.unknown}
    for match in (m for p in (CODE, VERSIONS) for m in p.finditer(question)):
        word = match.group()
        there = "".join(kept[match.start() : match.end()])
        kept[match.start() : match.end()] = (
            " " * len(word) if word in numbers or VERSIONS.fullmatch(word) else there.replace("-", " ")
        )
    return "".join(kept)


def _in_full(question: str, vocabulary: Vocabulary) -> str:
    """The question with abbreviations that read like function words in full: "DO" is dissolved oxygen."""
    if question.isupper():
        return question
    short = {w for w in re.findall(r"\b[A-Z]{2}\b", question) if w.casefold() in STOP_WORDS}
    for word in short:
        names = naming.wordings(word, vocabulary)
        if len(names) > 1:
            question = re.sub(rf"\b{word}\b", names[1], question)
    return question


def _says_nothing(concept: Concept) -> bool:
    words = tokens(fold(concept.asked))
    if any(pattern.search(concept.asked) for pattern in SURROUNDINGS.values()):
        return True  # a condition, held against a line as such
    return all(word in FRAMING or word in ASKING for word in words)


def _without_belonging(concept: Concept) -> Concept:
    """A phrase that also stands for its core: "culture temperature" for "temperature"."""
    core = tuple(word for word in tokens(fold(concept.asked)) if word not in BELONGING)
    if not core or core in concept.wordings or " " not in concept.asked:
        return concept
    return replace(concept, related=concept.related | {core})
