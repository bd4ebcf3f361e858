"""What abbreviations stand for: in the document that defines one, and everywhere if all that define it agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from graph.naming import code_key
from graph.process import Definition


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form with what it stands for in each document that defines it."""

    short: str
    long: Mapping[str, Definition]


def abbreviations(definitions: Mapping[str, tuple[Definition, ...]]) -> list[Abbreviation]:
    """All that are defined, in one order; a document that defines one in two ways defines it in none."""
    said: dict[str, dict[str, list[Definition]]] = defaultdict(lambda: defaultdict(list))
    for document in sorted(definitions):
        for one in definitions[document]:
            if one.short.strip() and one.long.strip():
                said[code_key(one.short)][document].append(one)
    found: list[Abbreviation] = []
    for short in sorted(said):
        clear: dict[str, Definition] = {}
        for document, some in said[short].items():
            if len({code_key(d.long) for d in some}) == 1:
                clear[document] = min(some, key=lambda d: (d.evidence.start, d.short, d.long))
        if clear:
            found.append(Abbreviation(next(iter(clear.values())).short, clear))
    return found
