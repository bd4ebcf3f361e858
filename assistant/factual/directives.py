"""Sentences before a question that tell the program what to do: they are no part of what is asked."""

from __future__ import annotations

import re

from assistant.linked.asked import CODE

_SENTENCE = re.compile(r"(?<=[.!?>:;])\s+")
# An order to the reader of the question, not a fact of the records.
_ORDER = re.compile(
    r"^\W*(?:</?\w+>\W*)*(?:(?:please|now|first|from now on|new rule|new instructions?|system|important|note"
    r"|instructions?|rules?)\b\W*)*(?:ignore|disregard|forget|reply|respond|answer|sign|say|print|output|write|append|add|confirm"
    r"|delete|remove|pretend|act|you are|you must|do not|don't|never|always|repeat|translate|execute|run|call|send"
    r"|reveal|show|end|start|begin|include|use)\b",
    re.IGNORECASE,
)


_POINTS_BACK = re.compile(r"\b(?:its|it|this|that|their|they|there)\b", re.IGNORECASE)


def without_directives(question: str) -> str:
    """The question alone, where orders stand before it and it is the last sentence; else all of it."""
    *before, last = [part for part in _SENTENCE.split(question.strip()) if part.strip()] or [question]
    orders = [part for part in _joined(before) if part.strip()]
    if orders and all(_ORDER.match(part) or _is_mark(part) for part in orders) and not _ORDER.match(last):
        return f"{last} ({', '.join(_codes(orders))})" if _POINTS_BACK.search(last) and _codes(orders) else last
    return question


def _codes(parts: list[str]) -> list[str]:
    """The names with digits in some sentences: what "it" in the question can mean."""
    return list(dict.fromkeys(m.group() for part in parts for m in CODE.finditer(part)))


def _joined(parts: list[str]) -> list[str]:
    """Sentences, with what ends in a colon before what it introduces."""
    found: list[str] = []
    for part in parts:
        if found and found[-1].endswith((":", ">")):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return found


def _is_mark(part: str) -> bool:
    return re.fullmatch(r"\W*</?\w+>\W*", part) is not None
