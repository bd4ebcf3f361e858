"""What came of a task."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from assistant.agent.transcript import Entry
from assistant.answers import Usage
from assistant.checked import Checked

Ended = Literal["finished", "budget", "failed", "cancelled"]


@dataclass(frozen=True)
class Outcome:
    """The claims that stand and those that do not, with what it took.

    `reason` says in words why it did not finish, or, where it did, why claims could not be mended. `prompts` are the
    prompts that the loop used of its own accord, beside those of the task's messages. `answered` says whether an
    answer came at all: one without claims says that the evidence does not answer the question.
    """

    ended: Ended
    checked: tuple[Checked, ...] = ()
    withheld: tuple[Checked, ...] = ()
    not_found: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    transcript: tuple[Entry, ...] = ()
    prompts: tuple[tuple[str, str], ...] = ()
    answered: bool = False
    reason: str | None = None

    def transcript_json(self) -> list[dict[str, object]]:
        """The transcript for the record."""
        return [entry.as_json() for entry in self.transcript]
