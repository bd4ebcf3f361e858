"""Errors of the process graph; the root and the errors of reading are in retrieval.errors.

SetpointError
├── QuantityError             ask differently, or mend the cell: what it holds is no single quantity
│   ├── NotAQuantity          no number, or more than one quantity
│   └── UnitUnknown           the unit is not known; it is reported, never guessed
├── Unlawful                  mend the fact: it does not fit the closed schema
└── UnknownEntity             ask differently: nothing in the graph has this name
"""

from __future__ import annotations

from retrieval.errors import SetpointError


class QuantityError(SetpointError):
    """A text is no quantity that can be read."""


class NotAQuantity(QuantityError):
    """There is no number in the text, or more than one quantity."""


class UnitUnknown(QuantityError):
    """The unit of a number is not known."""


class Unlawful(SetpointError):
    """A fact, edge or node does not fit the closed schema."""


class UnknownEntity(SetpointError):
    """Nothing in the graph has this name."""
