"""The line of a record that a value was read from, with what makes it readable: header, caption, section."""

from __future__ import annotations

import bisect
from collections.abc import Iterable

from graph.process import Evidence
from retrieval.documents import CanonicalText
from retrieval.ledger import Ledger


class Lines:
    """Lines by evidence; the texts are read from the ledger when they are first needed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._texts: dict[str, CanonicalText] = {}

    def fetch(self, evidence: Iterable[Evidence]) -> None:
        """Read the texts of some places in one call."""
        wanted = {e.document for e in evidence if e.document} - self._texts.keys()
        if wanted:
            self._texts.update(self._ledger.canonical(wanted))

    def of(self, evidence: Evidence) -> str:
        """The line, with the header and caption of a row and the heading over it; empty when it is gone."""
        self.fetch([evidence])
        canonical = self._texts.get(evidence.document)
        if canonical is None:
            return ""
        at = bisect.bisect_right([line.start for line in canonical.lines], evidence.start) - 1
        if at < 0:
            return ""
        line = canonical.lines[at]
        return "\n".join([canonical.text[line.start : line.end], *line.header, line.caption, *line.section[-1:]])
