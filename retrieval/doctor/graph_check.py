"""The check of the process graph against the facts in the ledger.

What a graph is made of is known by those who build it: they say what differs, this check reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from retrieval.doctor.findings import REPAIR, Check, Finding, Remedy
from retrieval.errors import StoreUnreachable, WorkspaceDamaged


@dataclass(frozen=True, slots=True)
class GraphComparison:
    """How many entities and edges there should be, and what is wrong with those that are there."""

    expected: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GraphCare:
    """How those who build the graph compare it with the facts, and make it again."""

    compare: Callable[[], GraphComparison] = lambda: GraphComparison(0, ())
    bring: Callable[[], object] = lambda: None


NO_GRAPH = GraphCare()


class GraphCheck(Check):
    """The graph shows exactly what the facts in the ledger make, and every document was read for facts."""

    name = "process graph"
    unit = "entities and edges"

    def __init__(self, compare: Callable[[], GraphComparison]) -> None:
        super().__init__()
        self._compare = compare

    def conclude(self) -> Iterator[Finding]:
        """See Check."""
        try:
            found = self._compare()
        except StoreUnreachable as error:
            yield self.fault(self.name, error.what, error.next_step, Remedy.NONE)
            return
        except WorkspaceDamaged as error:
            yield self.fault(self.name, error.what, REPAIR, Remedy.GRAPH)
            return
        self.looked_at = found.expected
        for fault in found.faults:
            yield self.fault(self.name, fault, REPAIR, Remedy.GRAPH)
