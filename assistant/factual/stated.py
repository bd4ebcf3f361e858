"""A value that a record states, with everything that it is bound to."""

from __future__ import annotations

from dataclasses import dataclass

from graph.process import Evidence
from graph.schema import Label
from retrieval.documents import Status


@dataclass(frozen=True, slots=True)
class Stated:
    """A set point, limit, criterion or result as one record has it.

    `kind` is "set point", a kind of limit or "result"; `place` the unit operation and step, `time` the stage
    or time point, `at` the moment that a result was recorded, `document` number and version, `title` the
    document's. `wordings` are all names of the thing. Empty is what the record does not say.
    """

    name: str
    kind: str
    value: str
    label: Label
    concept: str
    wordings: tuple[str, ...]
    product: str
    place: str
    time: str
    method: str
    unit: str
    number: str
    document: str
    title: str
    evidence: tuple[Evidence, ...]
    status: Status
    run: str = ""
    at: str = ""
    low: float | None = None
    high: float | None = None
    amount: float | None = None

    @property
    def is_limit(self) -> bool:
        """Whether it bounds something."""
        return self.kind not in ("set point", "result")
