"""Passages and candidates for the checks of what a model proposes."""

from __future__ import annotations

from graph.extraction.place import place_of
from graph.process import Fact
from graph.proposed.candidates import Dropped, read_candidates
from graph.proposed.checks import checked
from graph.proposed.quoted import Asked
from retrieval.passages import cut
from tests.graph.readings import reading_of

BY = "model scripted 0123456789ab"


def passages(text: str | bytes, name: str = "record.md") -> list[Asked]:
    """The passages of prose of a file."""
    reading = reading_of(name, text)
    place = place_of(reading)
    every = [Asked(reading, passage, place) for passage in cut(reading.canonical)]
    return [asked for asked in every if asked.lines]


def limit(name: str, written: str, quote: str, kind: str = "spec", **context: str) -> dict[str, object]:
    """A candidate of LIMITED_BY."""
    label = context.pop("label", "Parameter")
    return {
        "relation": "LIMITED_BY",
        "subject": {"label": label, "name": name},
        "object": {"label": "Limit", "name": written},
        "quote": quote,
        "context": context,
        "properties": {"kind": kind},
    }


def effect(parameter: str, attribute: str, direction: str, quote: str, **said: str) -> dict[str, object]:
    """A candidate of AFFECTS."""
    return {
        "relation": "AFFECTS",
        "subject": {"label": "Parameter", "name": parameter},
        "object": {"label": "Attribute", "name": attribute},
        "quote": quote,
        "properties": {"direction": direction, **said},
    }


def link(relation: str, subject: tuple[str, str], object_: tuple[str, str], quote: str) -> dict[str, object]:
    """A candidate of a relation that carries nothing."""
    return {
        "relation": relation,
        "subject": {"label": subject[0], "name": subject[1]},
        "object": {"label": object_[0], "name": object_[1]},
        "quote": quote,
    }


def judged(text: str, *raw: object) -> tuple[list[Fact], list[Dropped]]:
    """What the checks make of candidates for the passages of a text: each is a fact if any passage states it."""
    facts: list[Fact] = []
    dropped: list[Dropped] = []
    good, bad = read_candidates(list(raw))
    for candidate in good:
        results = [checked(asked, candidate, BY) for asked in passages(text)]
        kept = [result for result in results if isinstance(result, Fact)]
        facts += kept[:1]
        dropped += [] if kept else [r for r in results if isinstance(r, Dropped)][:1]
    return facts, dropped + bad
