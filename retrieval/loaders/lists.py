"""Items of a list: the first piece of text carries the number, the rest follows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retrieval.documents import Block, BlockKind
from retrieval.loaders.labels import letters, roman
from retrieval.loaders.parts import Part, step


def lead_with(label: str, parts: Iterable[Part], depth: int) -> Iterator[Part]:
    """The parts of one list item, its first paragraph made a step with `label` in front.

    An item that starts with something else (a nested list, a table) keeps its label as a step
    of its own, so that no number is lost; an item with a bullet adds nothing then.
    """
    waiting = True
    for part in parts:
        if waiting and isinstance(part, Block) and (part.text or part.table):
            waiting = False
            if part.kind is BlockKind.PARAGRAPH:
                yield step(f"{label} {part.text}", depth, part.page)
                continue
            if label:
                yield step(label, depth, part.page)
        yield part
    if waiting and label:
        yield step(label, depth)


def list_label(kind: str, number: int, prefix: str = "", suffix: str = ".") -> str:
    """The number of an ordered item; `kind` is 1, a, A, i or I as in HTML."""
    styles = {
        "a": letters(number),
        "A": letters(number).upper(),
        "i": roman(number),
        "I": roman(number).upper(),
    }
    return f"{prefix}{styles.get(kind) or number}{suffix}"
