"""Accuracy and refusals on the question sets, without a model.

A question that the records answer is right when every fact of its gold answer stands in the shown
claims (whole numbers: "45 mL" does not count for "5 mL") and an accepted document is cited; it is
"no answer" when refused, else wrong. A question they do not answer is right when it is refused.
Every citation is sliced out of the canonical text again.

    python -m bench.answering [--set samples] [--split dev|test|all] [--list] [--keep DIR]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer_json import numbered
from assistant.answers import Answer, Question
from assistant.workspace import Workspace
from bench.places import QUESTIONS, collections, library
from retrieval.terms import fold


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with its gold answer: every fact in one of its wordings."""

    id: str
    split: str
    question: str
    answerable: bool
    answers: tuple[tuple[str, ...], ...]
    documents: tuple[str, ...]
    as_of: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a question; `citations` and `exact` count the quotes checked and those that hold."""

    gold: Gold
    answer: Answer
    verdict: str
    citations: int
    exact: int
    rank: int | None


def read_questions(name: str, split: str) -> list[Gold]:
    """The questions of a set, of one half or all."""
    rows = [json.loads(line) for line in (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines() if line.strip()]
    fields = Gold.__slots__
    golds = [Gold(**{k: row.get(k) for k in fields}) for row in rows]
    return [g for g in golds if split in ("all", g.split)]


def judge(workspace: Workspace, gold: Gold) -> Result:
    """Ask one question and hold the answer against the gold."""
    as_of = dt.date.fromisoformat(gold.as_of) if gold.as_of else None
    answer = workspace.ask(Question(gold.question, as_of))
    cited = numbered(answer)
    texts = {c.digest: workspace.place(c.digest).canonical.text for c in cited}
    exact = sum(texts[c.digest][c.start : c.end] == c.quote for c in cited)
    found, rank = verdict(gold, answer)
    return Result(gold, answer, found, len(cited), exact, rank)


def verdict(gold: Gold, answer: Answer) -> tuple[str, int | None]:
    """What an answer is worth, and the number of the first claim that states a gold fact."""
    if not gold.answerable:
        return ("refused rightly" if answer.refused else "answered wrongly"), None
    if answer.refused:
        return "no answer", None
    shown = [f"{c.heading} {c.text} {' '.join(x.quote for x in c.citations)}" for c in answer.claims]
    sides = [s.value for c in answer.conflicts for s in c.sides]
    everything = " ".join([*shown, *sides])
    complete = all(any(holds(everything, w) for w in fact) for fact in gold.answers)
    cited = {n for c in answer.claims for x in c.citations for n in (x.document, Path(x.file).name, x.file)}
    first = next((n for n, t in enumerate(shown, 1) if any(holds(t, w) for f in gold.answers for w in f)), None)
    right = complete and (not gold.documents or bool(cited & set(gold.documents)))
    return ("right" if right else "wrong"), first


def holds(text: str, wording: str) -> bool:
    """Whether a text states a gold wording; a number in it must be whole."""
    plain, wanted = (re.sub(r"[\s*|]+", " ", fold(t).replace("`", "")).strip() for t in (text, wording))
    before = r"(?<![\d.,])" if wanted[:1].isdigit() else ""
    after = r"(?![\d])" if wanted[-1:].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, plain) is not None


def report(name: str, results: Sequence[Result]) -> str:
    """One line of figures for a set."""
    can = [r for r in results if r.gold.answerable]
    cannot = [r for r in results if not r.gold.answerable]
    verdicts = ("right", "wrong", "no answer", "refused rightly", "answered wrongly")
    count = {v: sum(r.verdict == v for r in results) for v in verdicts}
    first = sum(r.rank == 1 for r in can)
    answered = [r for r in results if not r.answer.refused]
    claims = sum(len(r.answer.claims) for r in answered) / max(1, len(answered))
    quotes = f"{sum(r.exact for r in results)}/{sum(r.citations for r in results)}"
    return (
        f"{name:<14} {len(can):>3} answerable: {count['right']:>3} right ({first} in the first claim), "
        f"{count['wrong']} wrong, {count['no answer']} no answer | {len(cannot)} unanswerable: "
        f"{count['refused rightly']} refused, {count['answered wrongly']} answered | "
        f"{claims:.1f} claims an answer | quotes exact {quotes}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the sets and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="append", dest="sets")
    parser.add_argument("--split", choices=["dev", "test", "all"], default="all")
    parser.add_argument("--list", action="store_true", help="print every question that went wrong")
    parser.add_argument("--keep", type=Path, help="keep the workspaces here and use them again")
    chosen = parser.parse_args(arguments)
    for name, records in collections().items():
        if chosen.sets and name not in chosen.sets:
            continue
        kept = chosen.keep / name if chosen.keep else None
        with library(records, kept) as workspace:
            results = [judge(workspace, gold) for gold in read_questions(name, chosen.split)]
        print(report(name, results))
        if chosen.list:
            for r in results:
                if r.verdict not in ("right", "refused rightly"):
                    _print(r)


def _print(r: Result) -> None:
    print(f"\n  {r.gold.id} {r.verdict}: {r.gold.question}\n     gold {r.gold.answers} {r.gold.documents}")
    for claim in r.answer.claims[:4]:
        print(f"     > {claim.citations[0].document}: {claim.text[:180]}")
    for item in r.answer.nearest:
        print(f"     ~ {item.citation.document}: {item.citation.quote[:120]} -- {item.difference}")


if __name__ == "__main__":
    main()
