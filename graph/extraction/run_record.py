"""A record of one run: its name, the header's pairs, and the product it made."""

from __future__ import annotations

from dataclasses import dataclass

from graph.extraction.reading import Reading
from graph.extraction.record_pairs import Pair
from graph.extraction.record_words import Means
from graph.extraction.run_identity import pairs_of, run_line, run_of, run_pair


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What the header of a record says; `named_at` is where it names the run."""

    run: str
    named_at: tuple[int, int]
    pairs: tuple[Pair, ...]

    def first(self, meaning: Means) -> Pair | None:
        """The first pair whose key most likely stands for this."""
        return next((pair for pair in self.pairs if pair.means[0] is meaning), None)

    @property
    def product(self) -> str:
        """The product as written, empty where the header names none."""
        pair = self.first(Means.PRODUCT)
        return pair.value if pair else ""


def run_record(reading: Reading) -> RunRecord | None:
    """The record of one run that a document is; None when it is of none or of several."""
    pairs = pairs_of(reading)
    run = run_of(reading, pairs)
    if not run or not reading.canonical.lines:
        return None
    pair = run_pair(reading, pairs)
    return RunRecord(run, (pair.start, pair.end) if pair else run_line(reading, run), pairs)
