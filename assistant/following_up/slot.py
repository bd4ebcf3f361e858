"""A slot: a stretch of a question that another of its kind can take the place of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a slot holds."""

    PRODUCT = "product"
    CODE = "number"  # of a run, document, lot, deviation
    VERSION = "version"
    TIME = "time point"
    DATE = "day"
    UNIT = "unit"
    QUANTITY = "stated value"
    CONDITION = "condition"  # in words, with its preposition: "on ice"
    LIMIT = "kind of limit"
    THING = "thing"
    PLACE = "step"


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch `start` to `end` of a question. `sort` tells apart what cannot take each other's place."""

    kind: Kind
    start: int
    end: int
    text: str
    sort: str = ""
