"""A run as the JSON that is kept and compared. It has no wording of a record: only ids, verdicts and figures."""

from __future__ import annotations

from dataclasses import asdict

from assistant.evaluation.figures import Figures, by_kind, figures
from assistant.evaluation.gold import GoldFile
from assistant.evaluation.running import Outcome, Run

Json = dict[str, object]


def report(file: GoldFile, split: str | None, run: Run, began: str) -> Json:
    """The document of a run; `began` is the time it was started (UTC, ISO 8601)."""
    answered = [o.answer for o in run.outcomes if o.answer]
    return {
        "gold": file.path.name,
        "gold_sha256": file.digest,
        "split": split,
        "began": began,
        "seconds": round(run.seconds, 3),
        "interrupted": run.interrupted,
        "modes": sorted({a.mode for a in answered}),
        "models": sorted({a.model for a in answered if a.model}),
        "workspace_digests": sorted({a.workspace_digest for a in answered}),
        "versions": dict(answered[0].versions) if answered else {},
        "figures": _figures(figures(run.outcomes)),
        "kinds": {kind: _figures(f) for kind, f in by_kind(run.outcomes).items()},
        "evidence_missing": sorted({id_ for id_, _ in run.missing}),
        "answers": [_outcome(o) for o in run.outcomes],
    }


def _figures(f: Figures) -> Json:
    shares = {
        "accuracy": f.accuracy,
        "refusals": f.refusals,
        "wrongly_refused": f.wrongly_refused,
        "quotes": f.quotes,
    }
    return {name: round(v, 4) if isinstance(v, float) else v for name, v in {**asdict(f), **shares}.items()}


def _outcome(o: Outcome) -> Json:
    usage = o.answer.usage if o.answer else None
    return {
        "id": o.gold.id,
        "kind": o.gold.kind,
        "split": o.gold.split,
        "answerable": o.gold.answerable,
        "verdict": o.score.verdict.value,
        "reason": o.score.reason,
        "answer": o.answer.id if o.answer else None,
        "mode": o.answer.mode if o.answer else None,
        "precision": o.score.precision,
        "recall": o.score.recall,
        "citations": o.score.citations,
        "exact": o.score.exact,
        "stale": list(o.score.stale),
        "planted": list(o.score.planted),
        "seconds": round(o.seconds, 4),
        "tokens": usage.tokens_in + usage.tokens_out if usage else 0,
        "cost": usage.cost if usage else None,
    }
