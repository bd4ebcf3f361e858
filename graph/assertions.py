"""What a person says of entities: the one part of the graph that no document states."""

from __future__ import annotations

from dataclasses import dataclass


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
