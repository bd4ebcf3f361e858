"""The messages of one task, kept in a form that every server takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.models.reply import Reply

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage

# Calls of tools in one reply that are looked at; a model that makes more at once is told so.
MOST_CALLS = 8
# Characters of a reply's words, and of malformed arguments, that are kept in the conversation.
KEPT_WORDS = 8_000
KEPT = 2_000


@dataclass(frozen=True)
class Call:
    """A call of a tool: `arguments` is None when they are no JSON object; `raw` are the arguments as JSON."""

    id: str
    name: str
    arguments: dict[str, object] | None
    raw: str


class Conversation:
    """Messages so far, and what was said last."""

    def __init__(self, messages: Sequence[BaseMessage]) -> None:
        self._messages = list(messages)

    def take(self, reply: Reply, number: int) -> tuple[Call, ...]:
        """Add the reply with the given number; returns its calls of tools, each with an id of its own."""
        calls = _calls(reply.message, number)
        self._messages.append(_kept(reply, calls))
        return calls

    def answer(self, call: Call, text: str) -> None:
        """What a tool returned."""
        from langchain_core.messages import ToolMessage

        self._messages.append(ToolMessage(text, tool_call_id=call.id, name=call.name))

    def say(self, text: str, calls: Sequence[Call] = ()) -> None:
        """Tell the model something; every call of its last reply that is not answered yet is answered with it."""
        from langchain_core.messages import HumanMessage

        if calls:
            for call in calls:
                self.answer(call, text if call is calls[0] else "See above.")
        else:
            self._messages.append(HumanMessage(text))

    def with_tools(self) -> list[BaseMessage]:
        """For a server that takes tools."""
        return list(self._messages)

    def without_tools(self, instead: str) -> list[BaseMessage]:
        """For a server that takes none: results of tools are told by the person, and the rules end with `instead`."""
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

        plain: list[BaseMessage] = []
        for message in self._messages:
            if isinstance(message, ToolMessage):
                plain.append(HumanMessage(f"{message.name}: {message.text}"))
            elif isinstance(message, AIMessage):
                called = [json.dumps(call["args"], ensure_ascii=False) for call in message.tool_calls]
                plain.append(AIMessage("\n".join(filter(None, [message.text, *called])) or "(nothing)"))
            else:
                plain.append(message)
        rules = plain[0] if plain and isinstance(plain[0], SystemMessage) else None
        head = SystemMessage(f"{rules.text}\n\n{instead}" if rules else instead)
        return [head, *plain[1 if rules else 0 :]]


def _calls(message: AIMessage, number: int) -> tuple[Call, ...]:
    """Calls with their ids, or with ids of our own where the server gave none or the same ones."""
    made = [(c["id"], c["name"], c["args"], json.dumps(c["args"], ensure_ascii=False)) for c in message.tool_calls]
    made += [(c["id"], c["name"] or "", None, (c["args"] or "")[:KEPT]) for c in message.invalid_tool_calls]
    ids = [one[0] for one in made]
    sound = all(ids) and len(set(ids)) == len(ids)
    return tuple(
        Call((sound and given) or f"call_{number}_{i}", name, arguments, raw)
        for i, (given, name, arguments, raw) in enumerate(made[:MOST_CALLS])
    )


def _kept(reply: Reply, calls: Sequence[Call]) -> AIMessage:
    """The reply as it goes back to the server: as it came, but for what a server would not take back."""
    from langchain_core.messages import AIMessage, ToolCall

    message = reply.message
    ids = [call["id"] for call in message.tool_calls]
    short = len(message.text) <= KEPT_WORDS and not reply.cut
    if short and not message.invalid_tool_calls and ids == [call.id for call in calls]:
        return message if message.content or calls else AIMessage("(nothing)")
    return AIMessage(
        message.text[:KEPT_WORDS] or ("" if calls else "(nothing)"),
        tool_calls=[
            ToolCall(name=c.name, args={"malformed": c.raw} if c.arguments is None else c.arguments, id=c.id)
            for c in calls
        ],
    )
