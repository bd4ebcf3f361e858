"""Whether the passages that are found hold what a question needs: recall on chunking_eval.

Five corpora written by others (Smith and Troynikov, "Evaluating Chunking Strategies for Retrieval",
2024), each a library of one document, with questions whose gold excerpts are exact. Recall of a
question is the share of its excerpts' letters and digits that lie inside the first five passages.
Only letters and digits are compared, since the loaders fold markup and white space; an excerpt that
cannot be found in the canonical text is counted as lost, and misses in every list.

To reach, over all questions, fused: recall over 0.81 (their naive splitter of 1,200 characters with
text-embedding-3-large: 0.809).

    python -m bench.chunking [--keep DIR]
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from statistics import mean

from bench.figures import Figure, print_figures
from bench.places import corpora
from bench.shelf import LISTS, Shelf, shelf
from retrieval.documents import Hit
from retrieval.search import Query

PASSAGES = 5
_NO_SIGN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A gold excerpt and where it starts in the source."""

    wording: str
    start: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its gold excerpts."""

    corpus: str
    question: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Recall of one question by each list; `precision` is of the fused list."""

    corpus: str
    recall: dict[str, float]
    precision: float
    lost: int


class Letters:
    """A text reduced to its letters and digits, with the way from offsets of the text to theirs."""

    def __init__(self, text: str) -> None:
        self.text = letters(text)
        self._before = [0, *accumulate(len(letters(ch)) for ch in text)]

    def place(self, start: int, end: int) -> range:
        """A span of the whole text among the letters."""
        return range(self._before[start], self._before[end])

    def find(self, wording: str, near: int) -> range:
        """The occurrence of a wording nearest to a place; empty if there is none."""
        wanted = letters(wording)
        found = [m.start() for m in re.finditer(f"(?={re.escape(wanted)})", self.text)] if wanted else []
        start = min(found, key=lambda at: abs(at - near), default=None)
        return range(0) if start is None else range(start, start + len(wanted))


def letters(text: str) -> str:
    """Letters and digits, case folded."""
    return _NO_SIGN.sub("", text).casefold()


def read_questions(folder: Path) -> Iterator[Asked]:
    """The questions of all corpora."""
    with (folder / "questions_df.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            excerpts = tuple(Excerpt(r["content"], r["start_index"]) for r in json.loads(row["references"]))
            yield Asked(row["corpus_id"], row["question"], excerpts)


def measure(file: Path, questions: Sequence[Asked], kept: Path | None) -> tuple[list[Result], int]:
    """The results of one corpus, and how many passages it was cut into."""
    source = Letters(file.read_bytes().decode())
    with shelf(file, kept) as opened:
        (document,) = opened.ledger.catalogue()
        text = Letters(opened.ledger.text(document.digest))
        results = [_judge(opened, asked, source, text) for asked in questions]
        return results, opened.ledger.counts()["passages"]


def _judge(opened: Shelf, asked: Asked, source: Letters, text: Letters) -> Result:
    # Where it stands among the source's letters is nearly where it stands among the text's.
    found = [text.find(e.wording, source.place(e.start, e.start).start) for e in asked.excerpts]
    lost = [len(letters(e.wording)) for e, place in zip(asked.excerpts, found, strict=True) if not place]
    gold = {at for place in found for at in place}
    covered = {name: _covered(hits, text) for name, hits in opened.find(Query(asked.question), PASSAGES).items()}
    recall = {name: len(gold & covered[name]) / (len(gold) + sum(lost)) for name in LISTS}
    return Result(asked.corpus, recall, len(gold & covered["fused"]) / len(covered["fused"]), len(lost))


def _covered(hits: Sequence[Hit], text: Letters) -> set[int]:
    return {at for hit in hits for at in text.place(hit.passage.start, hit.passage.end)}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="keep the libraries here and use them again")
    chosen = parser.parse_args(arguments)
    folder = corpora() / "chunking_eval"
    questions, everything = list(read_questions(folder)), list[Result]()
    print(f"\nRecall at {PASSAGES} passages{'fused':>16}{'dense':>9}{'lexical':>9}")
    for file in sorted((folder / "corpora").glob("*.md")):
        mine = [asked for asked in questions if asked.corpus == file.stem]
        results, passages = measure(file, mine, chosen.keep / file.stem if chosen.keep else None)
        everything.extend(results)
        lost = sum(r.lost for r in results)
        row = "".join(f"{mean(r.recall[name] for r in results):>9.3f}" for name in LISTS)
        print(f"  {file.stem:<27}{row}   {len(mine)} questions, {passages} passages, {lost} excerpts lost")
    figures = [Figure(f"recall, {name}", mean(r.recall[name] for r in everything)) for name in LISTS[1:]]
    fused = Figure("recall, fused", mean(r.recall["fused"] for r in everything), least=0.81)
    precision = Figure("precision, fused", mean(r.precision for r in everything))
    print_figures(f"All {len(everything)} questions", [fused, *figures, precision])


if __name__ == "__main__":
    main()
