"""What a person says of entities: the one part of the graph that no document states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.schema import Label

ALIAS, UNMERGE = "alias", "unmerge"


@dataclass(frozen=True, slots=True)
class Assertion:
    """An alias, the undoing of a merge, or a link to background, with who said it, when and why.

    `body` says what, by kind; `withdrawn` is (who, when, why) once it was taken back.
    """

    id: str
    kind: str
    body: tuple[tuple[str, str], ...]
    reason: str
    who: str
    at: str
    withdrawn: tuple[str, str, str] | None = None


def forgotten_names(names: frozenset[tuple[Label, str]], assertions: Sequence[Assertion]) -> tuple[Assertion, ...]:
    """The assertions about a name that no fact holds any more; `names` are all that the facts hold.

    What they say is wording of documents that were forgotten, so they go with them.
    """
    found: list[Assertion] = []
    for one in assertions:
        body = dict(one.body)
        if one.kind in {ALIAS, UNMERGE}:
            label = Label(body["label"])
            if (label, body["name"]) not in names or (label, body["other"]) not in names:
                found.append(one)
    return tuple(found)
