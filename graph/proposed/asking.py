"""Asking a model about passages, each once: what it answered is kept, what failed is told and asked another time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from graph.errors import NoAnswer
from graph.ledger_facts import LedgerFacts
from graph.proposed.candidates import bounded, schema

# A text and the JSON schema of the answer in, the answer as parsed JSON out. It may raise anything.
Proposer = Callable[[str, dict[str, object]], object]
# Told how many passages were asked about, and of how many.
Progress = Callable[[int, int], None]
# Answers that are written together: what a kill in the middle has to pay again at most.
PORTION = 8
# Passages that are looked up in one query: a database takes no more than some thousands of values in one.
AT_ONCE = 1_000
# A failure of a network or a busy server is gone at the second try as often as at the fifth.
TRIES = 2
# So many passages in a row without an answer: the model is not there, and the rest waits for another run.
GIVES_UP_AFTER = 5


@dataclass(frozen=True, slots=True)
class Failed:
    """A passage (by digest) that got no answer, and why."""

    passage: str
    reason: str


@dataclass
class Budget:
    """How many calls may still be made, None for as many as it takes; `failures` counts passages failed in a row."""

    calls: int | None = None
    failures: int = 0

    @property
    def spent(self) -> bool:
        """Whether nothing more is asked in this run."""
        return self.calls == 0 or self.failures >= GIVES_UP_AFTER

    def take(self) -> bool:
        """Whether one more call may be made; it is counted."""
        if self.spent:
            return False
        if self.calls is not None:
            self.calls -= 1
        return True


@dataclass(frozen=True, slots=True)
class Answers:
    """Raw candidates by passage digest; passages without an answer, and how many calls were made."""

    candidates: Mapping[str, list[object]] = field(default_factory=dict[str, list[object]])
    failed: tuple[Failed, ...] = ()
    calls: int = 0


def ask(
    facts: LedgerFacts,
    texts: Mapping[str, str],
    extractor: str,
    propose: Proposer,
    budget: Budget,
    progress: Progress,
) -> Answers:
    """Answers for passages (what to ask by digest): from the ledger where they are kept, else from the model."""
    candidates = _kept(facts, list(texts), extractor)
    fresh: dict[str, object] = {}
    failed: list[Failed] = []
    before, given = budget.calls, schema()
    made = 0
    for number, (digest, text) in enumerate(texts.items(), start=1):
        if digest not in candidates and not budget.spent:
            answer, calls = _answer(propose, text, given, budget)
            made += calls
            if isinstance(answer, str):
                budget.failures += 1
                failed.append(Failed(digest, answer))
            else:
                budget.failures = 0
                candidates[digest] = answer
                fresh[digest] = {"candidates": answer}
        if len(fresh) == PORTION:
            facts.keep_proposals(fresh, extractor)
            fresh = {}
        progress(number, len(texts))
    facts.keep_proposals(fresh, extractor)
    assert before is None or made <= before
    return Answers(candidates, tuple(failed), made)


def _kept(facts: LedgerFacts, passages: list[str], extractor: str) -> dict[str, list[object]]:
    """What was kept, read as carefully as when it came: the bounds may be narrower now."""
    found: dict[str, list[object]] = {}
    for start in range(0, len(passages), AT_ONCE):
        for digest, answer in facts.proposals(passages[start : start + AT_ONCE], extractor).items():
            with contextlib.suppress(NoAnswer):
                found[digest] = bounded(answer)
    return found


def _answer(propose: Proposer, text: str, given: dict[str, object], budget: Budget) -> tuple[list[object] | str, int]:
    """The candidates or the reason why there are none, and the calls that were made."""
    reason, calls = "the budget of calls is spent", 0
    while calls < TRIES and budget.take():
        calls += 1
        try:
            return bounded(propose(text, given)), calls
        except NoAnswer as error:
            reason = error.what
        except Exception as error:  # the proposer is foreign: whatever it raises costs this passage and no other
            reason = f"{type(error).__name__}: {error}"[:300]
    return reason, calls


def unwatched(_done: int, _of: int) -> None:
    """Progress that nobody watches."""
