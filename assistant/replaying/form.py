"""A replay as JSON."""

from __future__ import annotations

from assistant.answer_json import Json
from assistant.replaying.nouns import Replayed


def replayed_json(r: Replayed) -> Json:
    """A replay; `result` is "same" only if every part is."""
    return {
        "record": r.record,
        "answer": r.answer,
        "question": r.question,
        "mode": r.mode,
        "result": r.result.value,
        "parts": [{"what": p.what, "result": p.result.value, "detail": p.detail or None} for p in r.parts],
        "versions": [{"digest": v.digest, "name": v.name, "whereabouts": v.whereabouts.value} for v in r.versions],
        "changed": list(r.changed),
    }
