"""The same question asked of the same documents, and the two answers held against each other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from assistant import answer_json
from assistant.answers import Answer, Question
from assistant.replaying.nouns import Part, Result
from assistant.replaying.recorded import Recorded

# What an answer without a model is, by the keys of its record.
_WHOLE = ("claims", "conflicts", "earlier", "refused", "reason", "withheld", "nearest", "not_found", "read_as")
# The same where a model was asked too and said nothing that stands: what it said is beside these.
_BESIDE_A_MODEL = ("claims", "conflicts", "refused", "reason")


def asked_again(recorded: Recorded, answering: Callable[[Question], Answer]) -> Iterator[Part]:
    """Each part of the answer, from the evidence that is found for the question now."""
    again: Mapping[str, object] = json.loads(json.dumps(answer_json.answer(answering(recorded.question))))
    for key in _WHOLE if recorded.proposals is None else _BESIDE_A_MODEL:
        before, now = recorded.record.detail.get(key), again.get(key)
        what = f"asked again: {key.replace('_', ' ')}"
        yield Part(what, Result.SAME) if before == now else Part(what, Result.DIFFERS, _difference(before, now))


def _difference(before: object, now: object) -> str:
    if isinstance(before, list) and isinstance(now, list):
        gone, fresh = [b for b in before if b not in now], [n for n in now if n not in before]
        if not gone and not fresh:
            return "the same, in another order"
        said = [f"{len(gone)} are not there now"] if gone else []
        return ", ".join(said + ([f"{len(fresh)} were not there then"] if fresh else []))
    return f"it was {before!r}; now it is {now!r}"
