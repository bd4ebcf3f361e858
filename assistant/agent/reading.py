"""A reply read as an answer, strictly: what does not follow the schema is told to the model, never repaired."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pydantic import ValidationError

from assistant.agent.conversation import Call
from assistant.models.reply import Reply
from assistant.proposals import ANSWER_TOOL, ProposedAnswer

# A reply that is one block of code and nothing else: the marks around it are no part of what is said.
_FENCED = re.compile(r"\A```(?:json)?[ \t]*\n(?P<inside>.*)\n```\Z", re.DOTALL | re.IGNORECASE)
# Endings with which servers say that they stopped at a limit of length.
_TOO_LONG = frozenset({"length", "max_tokens"})
_MOST_ERRORS = 5


class Malformed(Exception):
    """A reply is no answer; says what is wrong with it, for the model."""


def read_answer(reply: Reply, calls: Sequence[Call]) -> ProposedAnswer:
    """The answer that a reply gives, by the tool or as JSON alone. Raises Malformed."""
    if reply.cut:
        raise Malformed("it is far too long; give fewer claims with shorter quotations")
    answers = [call for call in calls if call.name == ANSWER_TOOL]
    if len({call.raw for call in answers}) > 1:
        raise Malformed(f"there are {len(answers)} answers; give one that holds all claims")
    if answers:
        call = answers[0]
        if call.arguments is None:
            raise Malformed(_cut_off(reply) or "the arguments of the tool are no JSON object")
        return _valid(lambda: ProposedAnswer.model_validate(call.arguments), reply)
    text = reply.text.strip()
    if not text:
        raise Malformed(_cut_off(reply) or "the reply is empty")
    fenced = _FENCED.match(text)
    text = fenced["inside"] if fenced else text
    if not text.lstrip().startswith("{"):
        raise Malformed(f"the reply is prose; call the tool {ANSWER_TOOL}, or give the JSON object and nothing else")
    return _valid(lambda: ProposedAnswer.model_validate_json(text), reply)


def problems(error: ValidationError) -> str:
    """What is wrong with values, in one line: where, and what."""
    found = error.errors(include_url=False, include_input=False)
    told = [f"{'.'.join(str(part) for part in one['loc']) or 'the object'}: {one['msg']}" for one in found]
    more = [f"and {len(told) - _MOST_ERRORS} more"] if len(told) > _MOST_ERRORS else []
    return "; ".join(told[:_MOST_ERRORS] + more)


def _valid(read: Callable[[], ProposedAnswer], reply: Reply) -> ProposedAnswer:
    try:
        return read()
    except ValidationError as error:
        raise Malformed(_cut_off(reply) or problems(error)) from None


def _cut_off(reply: Reply) -> str:
    return "it was cut off at the limit of length; give fewer claims" if reply.ending in _TOO_LONG else ""
