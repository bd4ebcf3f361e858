"""The line of a record that a value was read from, with what makes it readable: header, caption, section."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable

from graph.process import Evidence
from retrieval.documents import CanonicalText, Line
from retrieval.ledger import Ledger
from retrieval.terms import fold, tokens

_SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s|$)|$)", re.MULTILINE)
_BRACKETED = re.compile(r"[(\[]([^)\]]+)[)\]]\s*$")


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
        line = self._line(evidence)
        if line is None:
            return ""
        text = self._texts[evidence.document].text[line.start : line.end]
        return "\n".join([text, *line.header, line.caption, *line.section[-1:]])

    def with_unit(self, evidence: Evidence, value: str, name: str) -> str:
        """A value with the unit that its row gives it: in a cell of its own, or in brackets in the header.

        As it is where it has a unit, or stands in no row. `name` says which of several equal cells is meant.
        """
        line = self._line(evidence)
        if line is None or line.kind != "row" or not line.header or re.search(r"[^\W\d_]|%", value):
            return value
        pairs = list(zip(line.header, line.cells, strict=False))
        units = [cell.strip() for head, cell in pairs if fold(head).strip() in ("unit", "units")]
        words = set(tokens(name))
        heads = [head for head, cell in pairs if cell.strip() == value.strip()]
        heads = [head for head in heads if words & set(tokens(head))] or heads
        bracketed = [found[1] for head in heads[:1] if (found := _BRACKETED.search(head))]
        unit = next(filter(None, [*units, *bracketed]), "")
        return f"{value} × {unit}" if unit[:1].isdigit() else f"{value} {unit}".strip()

    def sentences(self, document: str, name: str, says: re.Pattern[str]) -> list[Evidence]:
        """The sentences in the text of a document that name a thing and say what a pattern does; no table rows."""
        self.fetch([Evidence(document)])
        canonical = self._texts.get(document)
        if canonical is None:
            return []
        words = set(tokens(name))
        found: list[Evidence] = []
        for line in canonical.lines:
            if line.kind in ("row", "header", "heading"):
                continue
            found += [
                Evidence(document, match.start(), match.end())
                for match in _SENTENCE.finditer(canonical.text, line.start, line.end)
                if says.search(match.group()) and words <= set(tokens(match.group()))
            ]
        return found

    def all_of(self, document: str) -> list[str]:
        """Every paragraph and step of a document."""
        self.fetch([Evidence(document)])
        canonical = self._texts.get(document)
        if canonical is None:
            return []
        kept = [line for line in canonical.lines if line.kind in ("paragraph", "step")]
        return [canonical.text[line.start : line.end] for line in kept]

    def text(self, evidence: Evidence) -> str:
        """The span itself."""
        self.fetch([evidence])
        canonical = self._texts.get(evidence.document)
        return canonical.text[evidence.start : evidence.end] if canonical else ""

    def _line(self, evidence: Evidence) -> Line | None:
        self.fetch([evidence])
        canonical = self._texts.get(evidence.document)
        if canonical is None:
            return None
        at = bisect.bisect_right([line.start for line in canonical.lines], evidence.start) - 1
        return canonical.lines[at] if at >= 0 else None
