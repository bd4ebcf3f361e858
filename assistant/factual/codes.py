"""Names with digits in a question: numbers of documents, runs, lots and the like, or names of substances."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.linked.asked import CODE
from graph.process import Node
from graph.questions import naming
from graph.questions.inquiry import Inquiry
from graph.schema import Label
from graph.store import Wanted

_LABELS = (
    Label.RUN,
    Label.LOT,
    Label.EQUIPMENT,
    Label.DONOR,
    Label.DEVIATION,
    Label.PRODUCT,
    Label.STUDY,
    Label.DOCUMENT,
)
_PREFIX = re.compile(r"[A-Za-z]+(?=[-/])")


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a question that something here is called by, what that is, and those of a kind that none has.

    `unknown` looks like the number of a run, document or lot, and nothing has it.
    """

    known: tuple[str, ...]
    nodes: tuple[Node, ...]
    unknown: tuple[str, ...]

    def of(self, *labels: Label) -> list[Node]:
        """What is named of these labels; the report of a run is no document beside the run."""
        return [n for n in self.nodes if n.label in labels]


def read_codes(question: str, inquiry: Inquiry) -> Codes:
    """The codes of a question as what they are here."""
    written = tuple(dict.fromkeys(m.group() for m in CODE.finditer(question)))
    if not written:
        return Codes((), (), ())
    found = inquiry.store.find(Wanted(labels=_LABELS, concepts=naming.concepts(written)))
    nodes = [n for n in found if naming.is_called(n, written)]
    called = {c for c in written if any(naming.is_called(n, [c]) for n in nodes) or inquiry.records.versions(c)}
    rest = [c for c in written if c not in called]
    prefixes = _prefixes(inquiry) if rest else frozenset()
    unknown = tuple(c for c in rest if _prefix(c) in prefixes)
    return Codes(tuple(c for c in written if c in called), tuple(nodes), unknown)


def _prefixes(inquiry: Inquiry) -> frozenset[str]:
    """What the numbers of documents, runs, lots and the like begin with here."""
    there = inquiry.store.find(Wanted(labels=_LABELS))
    names = [*(n.name for n in there), *(e.name for e in inquiry.records.entries())]
    return frozenset(_prefix(name) for name in names) - {""}


def _prefix(code: str) -> str:
    found = _PREFIX.match(code)
    return found.group().casefold() if found else ""
