"""What is kept of a model's answer so that it can be replayed: the evidence that lay before it, and what it said.

Verdicts stand within the claim that they are on, and a claim has `citations`: a forgetting takes a claim that
cites a forgotten document out as a whole (`retrieval.redaction`).
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.agent.outcome import Outcome
from assistant.agent.transcript import Called
from assistant.answer_json import Json
from assistant.checked import Checked
from assistant.exhibits import Bench


def replay(bench: Bench, outcome: Outcome, mode: str) -> Json:
    """The places of everything on the bench, and every claim of the model with its verdict."""
    return {
        "mode": mode,
        "exhibits": [{"key": e.key, "digest": e.document.digest, "start": e.start, "end": e.end} for e in bench],
        "claims": [_claim(c, bench) for c in (*outcome.checked, *outcome.withheld)],
        "not_found": list(outcome.not_found),
        "tools": [e.as_json() for e in outcome.transcript if isinstance(e, Called)],
        "ended": outcome.ended,
    }


def _claim(checked: Checked, bench: Bench) -> Json:
    return {
        "text": checked.claim.text,
        "citations": list(_citations(checked, bench)),
        "derived": [d.model_dump() for d in checked.claim.derived],
        "verdict": {
            "supported": checked.verdict.supported,
            "violations": [{"rule": v.rule.value, "message": v.message} for v in checked.verdict.violations],
            "computed": list(checked.verdict.computed),
        },
    }


def _citations(checked: Checked, bench: Bench) -> Iterable[Json]:
    for quotation in checked.claim.quotes:
        exhibit = bench.find(quotation.evidence)
        place: Json = {"digest": exhibit.document.digest, "start": exhibit.start, "end": exhibit.end} if exhibit else {}
        yield {"key": quotation.evidence, "quote": quotation.quote, **place}
