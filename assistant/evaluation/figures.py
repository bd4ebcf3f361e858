"""The figures of a run, whole and by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.evaluation.running import Outcome
from assistant.evaluation.scoring import Verdict


@dataclass(frozen=True, slots=True)
class Figures:
    """What some questions came to. A share is None when there is nothing to take it of."""

    questions: int
    answerable: int
    right: int
    wrong: int
    not_answered: int
    unanswerable: int
    refused: int
    failed: int
    precision: float | None
    recall: float | None
    citations: int
    exact: int
    stale: int
    planted: int
    p50_s: float | None
    p95_s: float | None
    tokens: int
    cost: float | None

    @property
    def accuracy(self) -> float | None:
        """The share of answerable questions that were answered rightly."""
        return self.right / self.answerable if self.answerable else None

    @property
    def refusals(self) -> float | None:
        """The share of unanswerable questions that were refused."""
        return self.refused / self.unanswerable if self.unanswerable else None

    @property
    def wrongly_refused(self) -> float | None:
        """The share of answerable questions that were refused."""
        return self.not_answered / self.answerable if self.answerable else None

    @property
    def quotes(self) -> float | None:
        """The share of citations whose quotation stands at its place, character for character."""
        return self.exact / self.citations if self.citations else None


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Count."""
    count = {v: sum(o.score.verdict is v for o in outcomes) for v in Verdict}
    usages = [o.answer.usage for o in outcomes if o.answer and o.answer.usage]
    costs = [u.cost for u in usages if u.cost is not None]
    seconds = sorted(o.seconds for o in outcomes)
    return Figures(
        questions=len(outcomes),
        answerable=sum(o.gold.answerable for o in outcomes),
        right=count[Verdict.RIGHT],
        wrong=count[Verdict.WRONG],
        not_answered=count[Verdict.NOT_ANSWERED],
        unanswerable=sum(not o.gold.answerable for o in outcomes),
        refused=count[Verdict.REFUSED],
        failed=count[Verdict.FAILED],
        precision=_mean(o.score.precision for o in outcomes),
        recall=_mean(o.score.recall for o in outcomes),
        citations=sum(o.score.citations for o in outcomes),
        exact=sum(o.score.exact for o in outcomes),
        stale=sum(bool(o.score.stale) for o in outcomes),
        planted=sum(bool(o.score.planted) for o in outcomes),
        p50_s=_at(seconds, 0.50),
        p95_s=_at(seconds, 0.95),
        tokens=sum(u.tokens_in + u.tokens_out for u in usages),
        cost=sum(costs) if costs else None,
    )


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, Figures]:
    """The figures of each kind, in the order in which the kinds first appear."""
    kinds = dict.fromkeys(o.gold.kind for o in outcomes)
    return {kind: figures([o for o in outcomes if o.gold.kind == kind]) for kind in kinds}


def _mean(values: Iterable[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


def _at(ordered: Sequence[float], share: float) -> float | None:
    """A percentile by nearest rank."""
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else None
