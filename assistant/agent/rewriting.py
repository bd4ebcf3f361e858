"""A follow-up rewritten by a model, with as much of its conversation as fits; what it says is checked elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant import prompting
from assistant.answers import Usage
from assistant.errors import ModelFailed
from assistant.following_up.reading import Rewritten
from assistant.models.line import Line
from assistant.past import Past

# Tokens of a conversation that a model is shown, by LangChain's count of four characters a token: some twenty
# turns, of which a follow-up leans on the last two or three.
HISTORY_TOKENS = 2_000
# The longest question that is taken for one, and the longest reply that is read.
LONGEST = 400
LONGEST_REPLY = 4_000
PROMPT = "rewrite_question"


class _Question(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    question: Annotated[str, Field(min_length=1, max_length=LONGEST)]


def rewrite(line: Line, history: Sequence[Past], question: str, cancel: threading.Event) -> Rewritten | None:
    """What a model makes of a follow-up; None when it cannot be asked or says nothing usable. Raises Cancelled."""
    from langchain_core.messages import HumanMessage

    asked = HumanMessage(prompting.standalone(trimmed(history), question))
    try:
        reply = line.ask([asked], characters=LONGEST_REPLY, cancel=cancel)
    except ModelFailed:
        return None
    usage = Usage(1, reply.tokens_in, reply.tokens_out, reply.seconds)
    return Rewritten(_question(reply.text), usage, prompting.digests(PROMPT))


def trimmed(history: Sequence[Past], tokens: int = HISTORY_TOKENS) -> list[tuple[str, str]]:
    """The newest turns that fit, in order, each a question and what was answered; a turn is whole or not there."""
    from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, trim_messages
    from langchain_core.messages.utils import count_tokens_approximately

    messages: list[BaseMessage] = []
    for turn in history:
        if turn.standing:
            asked, answered = turn.standing, "" if turn.refused else "\n".join(turn.claims)
            messages += [
                HumanMessage(asked[: prompting.LONGEST_TURN]),
                AIMessage(answered[: prompting.LONGEST_TURN]),
            ]
    # A model's own count would fetch its tokenizer from the network.
    kept = trim_messages(
        messages, max_tokens=tokens, token_counter=count_tokens_approximately, strategy="last", start_on="human"
    )
    return [(kept[n].text, kept[n + 1].text) for n in range(0, len(kept) - 1, 2)]


def _question(text: str) -> str:
    """The question of a reply, "" for one that is not the object that was asked for."""
    inside = text.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    try:
        return _Question.model_validate_json(inside).question.strip()
    except ValidationError:
        return ""
