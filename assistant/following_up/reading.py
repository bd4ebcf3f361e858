"""What came of reading a question within its session."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assistant.answers import Usage


@dataclass(frozen=True, slots=True)
class Reading:
    """The question that stands for itself, None when the one that was asked does or none was found.

    `note` says why it was asked as it stands although it leans on the one before. `as_of` and `product` are
    taken over from there. `usage` and `prompts` are those of a model that was asked to rewrite it.
    """

    understood: str | None = None
    note: str | None = None
    as_of: dt.date | None = None
    product: str | None = None
    usage: Usage | None = None
    prompts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What a model made of a follow-up, empty for nothing usable, and what that took."""

    question: str
    usage: Usage
    prompts: tuple[tuple[str, str], ...]


class NotRead(Exception):
    """A follow-up cannot be rewritten without guessing; its text says why."""
