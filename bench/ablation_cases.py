"""Questions of every set in one shape, for the ablation: what a stretch gives, and what an answer is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.answers import Answer, Question
from assistant.evaluation.gold import Gold, read_gold
from assistant.evaluation.scoring import Verdict, score
from assistant.evaluation.spans import GoldEvidence, Library
from assistant.workspace import Workspace
from bench.answering import Gold as BenchGold
from bench.answering import holds, read_questions, verdict
from bench.places import REPO, collections
from retrieval.documents import Document

STARTER = "starter"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a document that was found."""

    document: Document
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A question, how many facts its answer has, which of them a stretch holds, and whether an answer is right."""

    question: Question
    answerable: bool
    facts: int
    facts_in: Callable[[Stretch], frozenset[str]]
    right: Callable[[Answer], bool]


def records_of(name: str) -> Path:
    """The documents behind a set."""
    return REPO / "samples" / "records" if name == STARTER else collections()[name]


def cases(name: str, split: str, workspace: Workspace) -> list[Case]:
    """The questions of a set; follow-ups are left out, since a list of passages knows no session."""
    return list(_starter(split, workspace) if name == STARTER else _bench(name, split))


def _starter(split: str, workspace: Workspace) -> Iterator[Case]:
    library = Library(workspace.documents(), lambda digest: workspace.place(digest).canonical.text)
    for gold in read_gold(REPO / "samples" / "questions.jsonl").of_split(None if split == "all" else split):
        if gold.kind != "follow-up":
            yield _of_gold(gold, library.evidence(gold), library)


def _of_gold(gold: Gold, evidence: GoldEvidence, library: Library) -> Case:
    def facts_in(s: Stretch) -> frozenset[str]:
        there = (p for p in evidence.places if p.digest == s.document.digest and p.start < s.end and s.start < p.end)
        return frozenset(p.fact for p in there)

    def right(answer: Answer) -> bool:
        return score(gold, answer, evidence, library).verdict in (Verdict.RIGHT, Verdict.REFUSED)

    asked = Question(gold.question, gold.as_of, gold.product)
    return Case(asked, gold.answerable, len(evidence.facts), facts_in, right)


def _bench(name: str, split: str) -> Iterator[Case]:
    half = "test" if split == "held" else split
    for gold in read_questions(name, half):
        yield _of_bench(gold)


def _of_bench(gold: BenchGold) -> Case:
    def facts_in(s: Stretch) -> frozenset[str]:
        names = {s.document.name, s.document.file, Path(s.document.file).name}
        if gold.documents and not names & set(gold.documents):
            return frozenset()
        return frozenset(str(n) for n, fact in enumerate(gold.answers) if any(holds(s.text, w) for w in fact))

    def right(answer: Answer) -> bool:
        return verdict(gold, answer)[0] in ("right", "refused rightly")

    as_of = dt.date.fromisoformat(gold.as_of) if gold.as_of else None
    return Case(Question(gold.question, as_of), gold.answerable, len(gold.answers), facts_in, right)
