"""Asking the questions of a gold file, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Question
from assistant.errors import AuditFailed
from assistant.evaluation.gold import Gold
from assistant.evaluation.scoring import Score, Verdict, score
from assistant.evaluation.spans import Library
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

    `missing` is gold evidence, by question id, that stands in no document of this library.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float
    interrupted: bool = False
    missing: tuple[tuple[str, str], ...] = ()


def unwatched(number: int, of: int, gold: Gold) -> None:
    """For a caller who need not be told."""


def run(
    questions: Sequence[Gold],
    ask: Ask,
    library: Library,
    open_session: Callable[[], str | None],
    progress: Progress = unwatched,
) -> Run:
    """Ask every question; the questions of one session go into one fresh session, in order.

    An answer that fails is a verdict of its own. Raises AuditFailed: what cannot be recorded is not measured.
    """
    began = time.monotonic()
    sessions: dict[str, str | None] = {}
    outcomes: list[Outcome] = []
    missing: list[tuple[str, str]] = []
    interrupted = False
    try:
        for number, gold in enumerate(questions, start=1):
            progress(number, len(questions), gold)
            if gold.session is not None and gold.session not in sessions:
                sessions[gold.session] = open_session()
            evidence = library.evidence(gold)
            missing += [(gold.id, what) for what in evidence.missing]
            asked = Question(gold.question, gold.as_of, gold.product, sessions.get(gold.session or ""))
            started = time.monotonic()
            try:
                answer = ask(asked)
            except AuditFailed:
                raise
            except SetpointError as error:
                failed = Score(Verdict.FAILED, str(error))
                outcomes.append(Outcome(gold, None, failed, time.monotonic() - started))
                continue
            seconds = time.monotonic() - started
            outcomes.append(Outcome(gold, answer, score(gold, answer, evidence, library), seconds))
    except KeyboardInterrupt:
        interrupted = True
    return Run(tuple(outcomes), time.monotonic() - began, interrupted, tuple(missing))
