"""Errors of the process graph; the root and the errors of reading are in retrieval.errors.

SetpointError
├── UnreadableValue           mend the record, or leave the value out and say so
│   ├── NotAQuantity          there is no one number to read in it
│   ├── UnitUnknown           the number has a unit that is not known; it is reported, never guessed
│   └── UnitMismatch          the two measure different things: ask for another unit
├── Unlawful                  mend the fact: it does not fit the closed schema
└── UnknownEntity             ask differently: nothing in the graph has this name
"""

from __future__ import annotations

from retrieval.errors import SetpointError


class UnreadableValue(SetpointError):
    """A value as written cannot be read; nothing is guessed for it."""


class NotAQuantity(UnreadableValue):
    """No number stands there, or more than one quantity."""


class UnitUnknown(UnreadableValue):
    """The unit as written is not one that Setpoint knows, so the value cannot be compared."""


class UnitMismatch(UnreadableValue):
    """A value cannot be brought to the unit asked for: they measure different things."""


class Unlawful(SetpointError):
    """A fact, edge or node does not fit the closed schema."""


class UnknownEntity(SetpointError):
    """Nothing in the graph has this name."""
