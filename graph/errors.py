"""Errors of the process graph; the root and the errors of reading are in retrieval.errors.

SetpointError
├── UnreadableValue           mend the record, or leave the value out and say so
│   ├── NotAQuantity          there is no one number to read in it
│   ├── UnitUnknown           the number has a unit that is not known; it is reported, never guessed
│   └── UnitMismatch          the two measure different things: ask for another unit
├── Unlawful                  mend the fact: it does not fit the closed schema
├── NoAnswer                  ask the model again: what it gave is no answer
├── NotStated                 drop the candidate: the passage does not state it
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


class NoAnswer(SetpointError):
    """What a model gave is no answer to what it was asked: not of the schema, or beyond its bounds."""


class NotStated(SetpointError):
    """The passage does not state what a model proposed."""


class UnknownEntity(SetpointError):
    """Nothing in the graph has this name."""
