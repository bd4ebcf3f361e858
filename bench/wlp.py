"""Conditions in wet-lab protocols against the annotations of WNUT 2020, exact spans.

The corpus (jeniyat/WNUT_2020_NER, MIT) is not part of the project; its folder is named by
SETPOINT_CORPORA. Temperature, time, speed and concentration spans are found by rules, no model is
trained. A span counts when its type and both its ends are those of the annotation. To reach: the F1 of
the organisers' linear-chain CRF for each type, which they report on their test set.

    python -m bench.wlp [--part train_data] [--errors]
"""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, print_figures
from graph.spans import SpanKind, find_spans

_SPAN = re.compile(r"^T\d+\t(\S+) (\d+) (\d+)\t", re.MULTILINE)
_BASELINE = re.compile(r"^(\w+) & [\d.]+ & [\d.]+ & ([\d.]+)", re.MULTILINE)
# The kinds that the corpus marks too.
SCORED = (SpanKind.TEMPERATURE, SpanKind.TIME, SpanKind.SPEED, SpanKind.CONCENTRATION)
Mark = tuple[SpanKind, int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one type."""

    right: int
    found: int
    annotated: int

    @property
    def precision(self) -> float:
        return 100 * self.right / (self.found or 1)

    @property
    def recall(self) -> float:
        return 100 * self.right / (self.annotated or 1)

    @property
    def f1(self) -> float:
        return 200 * self.right / ((self.found + self.annotated) or 1)


def corpus() -> Path | None:
    """The folder of the corpus; None where it is not there."""
    named = os.environ.get("SETPOINT_CORPORA", "")
    folder = Path(named) / "wlp"
    return folder if named and folder.is_dir() else None


def protocols(folder: Path, part: str) -> Iterator[tuple[str, set[Mark]]]:
    """Text and annotated spans of each protocol of a part."""
    for marked in sorted((folder / part / "Standoff_Format").glob("*.ann")):
        marks = {
            (SpanKind(kind), int(start), int(end))
            for kind, start, end in _SPAN.findall(marked.read_text(encoding="utf-8"))
            if kind in SCORED
        }
        with marked.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
            yield file.read(), marks


def baseline(folder: Path) -> dict[SpanKind, float]:
    """F1 of the organisers' CRF for each type, from their table."""
    table = (folder / "baseline_crf_per_entity_f1.tex").read_text(encoding="utf-8")
    return {SpanKind(kind): float(f1) for kind, f1 in _BASELINE.findall(table) if kind in SCORED}


def scores(folder: Path, part: str) -> dict[SpanKind, Score]:
    """The count of each type over a part."""
    counts: Counter[tuple[SpanKind, str]] = Counter()
    for text, marks in protocols(folder, part):
        found = {(s.kind, s.start, s.end) for s in find_spans(text) if s.kind in SCORED}
        for name, spans in (("right", found & marks), ("found", found), ("annotated", marks)):
            counts.update((kind, name) for kind, *_ in spans)
    return {k: Score(counts[k, "right"], counts[k, "found"], counts[k, "annotated"]) for k in SCORED}


def errors(folder: Path, part: str) -> Iterator[str]:
    """What was missed and what was found beside, with the words around it."""
    for text, marks in protocols(folder, part):
        found = {(s.kind, s.start, s.end) for s in find_spans(text) if s.kind in SCORED}
        for side, spans in (("missed", marks - found), ("beside", found - marks)):
            for kind, start, end in sorted(spans, key=lambda s: s[1]):
                around = f"{text[max(0, start - 25) : start]}[{text[start:end]}]{text[end : end + 20]}"
                yield f"{kind} {side}: {around!r}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", action="append")
    parser.add_argument("--errors", action="store_true")
    chosen = parser.parse_args(arguments)
    folder = corpus()
    if folder is None:
        parser.error("SETPOINT_CORPORA names no folder with wlp in it")
    least = baseline(folder)
    for part in chosen.part or ["train_data", "dev_data", "test_data"]:
        if not (folder / part).is_dir():
            continue
        if chosen.errors:
            print("\n".join(errors(folder, part)))
        figures: list[Figure] = []
        for kind, score in scores(folder, part).items():
            figures.append(Figure(f"{kind} F1", score.f1, "%", least=least[kind]))
            figures.append(Figure(f"{kind} precision", score.precision, "%"))
            figures.append(Figure(f"{kind} recall", score.recall, "%"))
        print_figures(f"Spans of {part}", figures)


if __name__ == "__main__":
    main()
