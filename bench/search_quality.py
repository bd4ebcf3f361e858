"""How often search alone finds a gold answer, before anything is composed.

For each answerable question of our sets: whether one of the first 1, 5 and 10 passages belongs to an
accepted document and holds a gold fact (whole numbers, as in bench/answering.py). Questions are
searched as `ask` searches them, with the synonyms of the vocabulary in the lexical list; both lists
fused, dense alone and lexical alone.

    python -m bench.search_quality [--set samples] [--split dev|test|all] [--keep DIR]
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.question import parse
from bench.answering import Gold, holds, read_questions
from bench.places import collections
from bench.shelf import LISTS, Shelf, shelf
from graph.vocabulary import load_vocabulary
from retrieval.documents import Hit
from retrieval.search import Query

DEPTHS = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Result:
    """The rank of the first passage with a gold fact in each list, None if it is not among the first ten."""

    split: str
    rank: dict[str, int | None]


def judge(opened: Shelf, gold: Gold) -> Result:
    """Search for one question."""
    as_of = dt.date.fromisoformat(gold.as_of) if gold.as_of else None
    query = Query(gold.question, parse(gold.question, load_vocabulary()).other_wordings, as_of)
    found = opened.find(query, max(DEPTHS))
    return Result(gold.split, {name: _rank(hits, gold) for name, hits in found.items()})


def _rank(hits: Sequence[Hit], gold: Gold) -> int | None:
    return next((rank for rank, hit in enumerate(hits, start=1) if _answers(hit, gold)), None)


def _answers(hit: Hit, gold: Gold) -> bool:
    names = {hit.document.name, hit.document.file, Path(hit.document.file).name}
    accepted = not gold.documents or bool(names & set(gold.documents))
    return accepted and any(holds(hit.text, wording) for fact in gold.answers for wording in fact)


def report(name: str, split: str, results: Sequence[Result]) -> str:
    """One line of figures: questions found within each depth, by list."""
    cells = (sum((r.rank[found] or 99) <= depth for r in results) for found in LISTS for depth in DEPTHS)
    columns = [f"{cell:>5}" for cell in cells]
    parts = ["".join(columns[at : at + len(DEPTHS)]) for at in range(0, len(columns), len(DEPTHS))]
    return f"  {name:<14} {split:<5}{len(results):>4}   " + "   ".join(parts)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="append", dest="sets")
    parser.add_argument("--split", choices=["dev", "test", "all"], default="all")
    parser.add_argument("--keep", type=Path, help="keep the libraries here and use them again")
    chosen = parser.parse_args(arguments)
    depths = "".join(f"{depth:>5}" for depth in DEPTHS)
    print("\nQuestions with a gold fact in the first passages")
    print(f"  {'set':<14} {'split':<5}{'of':>4}   " + "   ".join(f"{name:>15}" for name in LISTS))
    print(f"  {'':<24}   " + "   ".join([depths] * len(LISTS)))
    for name, records in collections().items():
        if chosen.sets and name not in chosen.sets:
            continue
        golds = [gold for gold in read_questions(name, chosen.split) if gold.answerable]
        with shelf(records, chosen.keep / name if chosen.keep else None) as opened:
            results = [judge(opened, gold) for gold in golds]
        for split in sorted({result.split for result in results}):
            print(report(name, split, [r for r in results if r.split == split]))


if __name__ == "__main__":
    main()
