"""What a face is told while an answer is made, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.answers import Answer, Claim, Withheld


@dataclass(frozen=True, slots=True)
class SearchStarted:
    """Something is looked for: what, in a reader's words ("searching for MOI set point", "reading SOP-127 v5")."""

    what: str


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """What was found: how many pieces of evidence, and the documents that they are from ("SOP-127 v5")."""

    pieces: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelAsked:
    """A call of the model began: its number within this answer, from 1."""

    call: int


@dataclass(frozen=True, slots=True)
class ClaimChecked:
    """A claim passed the check and may be shown, or was withheld with its reason."""

    claim: Claim | None
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class AnswerFinished:
    """The answer, after it was recorded."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class AnswerFailed:
    """There is no answer: what was wrong, with the next step."""

    message: str


Event = SearchStarted | EvidenceFound | ModelAsked | ClaimChecked | AnswerFinished | AnswerFailed
# Where events go. It must not block for long and must not raise.
Listener = Callable[[Event], None]


def unheard(_event: Event) -> None:
    """Events that nobody listens to."""
