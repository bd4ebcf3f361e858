"""What a tool gives back: its finds as exhibits, laid on the bench, those already shown named by their keys only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.exhibit_text import evidence_text, fenced, told
from assistant.exhibits import Bench, Exhibit
from assistant.laying_out import HEADING_TOKENS, tokens_of
from assistant.sight import Sight
from assistant.stretches import LONGEST_LINE, stretch
from assistant.tools.row_text import RowLine
from graph.process import Evidence
from retrieval.documents import Status

# Tokens of one tool's result: with 8 calls a question and the first evidence, within the budget of a question.
RESULT_TOKENS = 3_000
# Rows in one result, and places shown of each: more are asked for more narrowly.
MOST_ROWS = 40
PLACES_A_ROW = 3
# Characters of one row in words.
LONGEST_ROW = 600


@dataclass
class Showing:
    """The bench of an answer, and the sight that everything on it is seen through."""

    sight: Sight
    bench: Bench

    def exhibits(self, found: Iterable[Exhibit], tokens: int = RESULT_TOKENS) -> str:
        """Exhibits as text, as far as they fit; those laid out before are named."""
        kept, known, left_out = self._fitting(found, tokens)
        self.bench.lay(kept)
        said = [evidence_text(kept, self.sight)] if kept or not known else []
        said += [f"Shown before: {' '.join(f'[{k}]' for k in known)}"] if known else []
        said += [f"{left_out} more did not fit; ask more narrowly to see them."] if left_out else []
        return "\n\n".join(said)

    def rows(
        self, title: str, lines: Sequence[RowLine], remarks: Sequence[str] = (), tokens: int = RESULT_TOKENS
    ) -> str:
        """Rows in words, each with the keys of the evidence it rests on, and that evidence.

        A row is shown only with evidence: either that fits, or the row is counted among those left out.
        """
        fresh: dict[str, Exhibit] = {}
        told_rows: list[str] = []
        left = tokens
        for line in lines[:MOST_ROWS]:
            places, cost = self._places(line.evidence, fresh, left)
            text = f"- {told(line.text, LONGEST_ROW)}{_mark(line.status)} {' '.join(f'[{e.key}]' for e in places)}"
            if cost + tokens_of(text) > left or (not places and any(e.document for e in line.evidence)):
                continue
            left -= cost + tokens_of(text)
            fresh.update({e.key: e for e in places if self.bench.find(e.key) is None})
            told_rows.append(text)
        self.bench.lay(fresh.values())
        body = "\n".join([*told_rows, *(f"({told(remark, LONGEST_ROW)})" for remark in remarks)])
        missing = len(lines) - len(told_rows)
        said = [
            f"{title}: {len(told_rows)} of {len(lines)} rows, as a program read the records. Quote evidence, not rows."
        ]
        said += [fenced("rows", body)] if body else []
        said += [f"{missing} more rows did not fit; ask more narrowly to see them."] if missing else []
        said += [evidence_text(tuple(fresh.values()), self.sight)] if fresh else []
        return "\n\n".join(said)

    def _fitting(self, found: Iterable[Exhibit], tokens: int) -> tuple[list[Exhibit], list[str], int]:
        kept: dict[str, Exhibit] = {}
        known: dict[str, None] = {}
        left, left_out = tokens, 0
        for exhibit in {e.key: e for e in found}.values():
            shown = self._shown(exhibit.document.digest, exhibit.start, exhibit.end, kept.values())
            cost = HEADING_TOKENS + tokens_of(exhibit.text)
            if shown is not None:
                known[shown.key] = None
            elif cost <= left:
                left -= cost
                kept[exhibit.key] = exhibit
            else:
                left_out += 1
        return list(kept.values()), [k for k in known if k not in kept], left_out

    def _places(self, evidence: Sequence[Evidence], fresh: dict[str, Exhibit], left: int) -> tuple[list[Exhibit], int]:
        """The exhibits that some evidence stands in, those that are there already before new ones, and what the new
        ones cost; a table that is too long for what is left gives way to the one line."""
        found: dict[str, Exhibit] = {}
        cost = 0
        for piece in evidence:
            document = self.sight.documents.get(piece.document)
            if document is None or len(found) == PLACES_A_ROW:
                continue
            there = self._shown(piece.document, piece.start, piece.end, (*fresh.values(), *found.values()))
            if there is None:
                canonical = self.sight.text(document)
                sizes = (stretch(document, canonical, piece.start, piece.end), self._line(piece))
                there = next((e for e in sizes if self._cost(e) <= left - cost), None)
                cost += self._cost(there) if there else 0
            if there is not None:
                found[there.key] = there
        return list(found.values()), cost

    def _line(self, piece: Evidence) -> Exhibit:
        """The lines of a piece of evidence alone."""
        document = self.sight.documents[piece.document]
        canonical = self.sight.text(document)
        touched = [one for one in canonical.lines if one.start < piece.end and piece.start < one.end]
        if not touched or touched[-1].end - touched[0].start > LONGEST_LINE:
            return Exhibit(document, canonical, piece.start, min(piece.end, piece.start + LONGEST_LINE))
        return Exhibit(document, canonical, touched[0].start, touched[-1].end)

    def _shown(self, digest: str, start: int, end: int, fresh: Iterable[Exhibit]) -> Exhibit | None:
        """The exhibit that shows a span already."""
        there: Iterator[Exhibit] = (e for some in (self.bench, fresh) for e in some)
        return next((e for e in there if e.document.digest == digest and e.start <= start and end <= e.end), None)

    @staticmethod
    def _cost(exhibit: Exhibit) -> int:
        return HEADING_TOKENS + tokens_of(exhibit.text)


def _mark(status: Status) -> str:
    return "" if status is Status.EFFECTIVE else f" | {status.value.upper()}, NOT IN FORCE"
