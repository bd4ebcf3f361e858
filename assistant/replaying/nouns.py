"""What a replay finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """How a part of an answer, or the whole of it, came out."""

    SAME = "same"
    DIFFERS = "differs"
    UNCHECKED = "not checked"  # what it rests on is not there any more


class Whereabouts(StrEnum):
    """Where a cited version is now."""

    HERE = "here"
    FORGOTTEN = "forgotten"
    GONE = "not in the library"


@dataclass(frozen=True, slots=True)
class Version:
    """A document version that the answer rests on."""

    digest: str
    name: str
    whereabouts: Whereabouts


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the answer ("claim 2", "quotations"), how it came out, and what differs."""

    what: str
    result: Result
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A replay. `changed` says what is not as it was when the answer was given: program, library, standing."""

    record: int
    answer: str
    question: str
    mode: str
    versions: tuple[Version, ...]
    parts: tuple[Part, ...]
    changed: tuple[str, ...]

    @property
    def result(self) -> Result:
        """The whole: the same only if every part is."""
        results = {part.result for part in self.parts}
        return next((r for r in (Result.DIFFERS, Result.UNCHECKED) if r in results), Result.SAME)
