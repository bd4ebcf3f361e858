"""What came of reading a question within its session."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """The question that stands for itself, None when the one that was asked does or none was found.

    `note` says why it was asked as it stands although it leans on the one before. `as_of` and `product` are
    taken over from there.
    """

    understood: str | None = None
    note: str | None = None
    as_of: dt.date | None = None
    product: str | None = None


class NotRead(Exception):
    """A follow-up cannot be rewritten without guessing; its text says why."""
