"""Asking the questions of a gold file, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Question
from assistant.errors import AuditFailed
from assistant.evaluation.gold import Gold
from assistant.evaluation.scoring import Score, Verdict, score
from assistant.evaluation.spans import GoldEvidence, Library
from retrieval.errors import SetpointError

Ask = Callable[[Question], Answer]
# Told before each question: its number from 1, how many there are, and the question.
Progress = Callable[[int, int, Gold], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question with its answer (None when asking failed) and what that is worth."""

    gold: Gold
    answer: Answer | None
    score: Score
    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """The outcomes in the order asked; `interrupted` when a person stopped it, with what was done by then.

    `missing` is gold evidence, by question id, that stands in no document of this library; `sessions` are the
    names of the sessions that were opened.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float
    interrupted: bool = False
    missing: tuple[tuple[str, str], ...] = ()
    sessions: tuple[str, ...] = ()


def unwatched(number: int, of: int, gold: Gold) -> None:
    """For a caller who need not be told."""


def run(
    questions: Sequence[Gold], ask: Ask, library: Library, called: str = "eval", progress: Progress = unwatched
) -> Run:
    """Ask every question; those of one session go, in order, into a fresh one, whose name begins with `called`.

    An answer that fails is a verdict of its own. Raises AuditFailed: what cannot be recorded is not measured.
    """
    began = time.monotonic()
    sessions: dict[str, str] = {}
    outcomes: list[Outcome] = []
    missing: list[tuple[str, str]] = []
    interrupted = False
    try:
        for number, gold in enumerate(questions, start=1):
            progress(number, len(questions), gold)
            if gold.session is not None:
                sessions.setdefault(gold.session, f"{called} {len(sessions) + 1}")
            evidence = library.evidence(gold)
            missing += [(gold.id, what) for what in evidence.missing]
            outcomes.append(_asked(gold, sessions.get(gold.session or ""), ask, evidence, library))
    except KeyboardInterrupt:
        interrupted = True
    spent = time.monotonic() - began
    return Run(tuple(outcomes), spent, interrupted, tuple(missing), tuple(sessions.values()))


def _asked(gold: Gold, session: str | None, ask: Ask, evidence: GoldEvidence, library: Library) -> Outcome:
    started = time.monotonic()
    try:
        answer = ask(Question(gold.question, gold.as_of, gold.product, session))
    except AuditFailed:
        raise
    except SetpointError as error:
        return Outcome(gold, None, Score(Verdict.FAILED, str(error)), time.monotonic() - started)
    seconds = time.monotonic() - started
    return Outcome(gold, answer, score(gold, answer, evidence, library), seconds)
