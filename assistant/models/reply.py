"""What a model said in one call, put together from the pieces of a stream and bounded in length."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

# Characters of a reply after which the model is cut off: some four times an answer of 24 claims with two
# quotations each, in JSON.
LONGEST_REPLY = 60_000
# A tool as OpenAI's protocol writes it, which every chat model of LangChain takes.
Tool = dict[str, object]
# What a server that gives no count is taken to have read or written: OpenAI's rule of thumb for English.
CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Reply:
    """A message with what it cost. `cut` says that it was longer than allowed: then the rest was not read.

    `first_s` is when the first piece came, `pieces` how many there were; `counted` whether the server gave the tokens.
    """

    message: AIMessage
    tokens_in: int
    tokens_out: int
    seconds: float
    first_s: float
    pieces: int
    cut: bool = False
    counted: bool = True

    @property
    def text(self) -> str:
        """Its words, without calls of tools and without reasoning."""
        return self.message.text

    @property
    def ending(self) -> str:
        """Why the server stopped, in the server's word: stop, length, tool_calls, content_filter, ..."""
        said = self.message.response_metadata
        return str(said.get("finish_reason") or said.get("stop_reason") or said.get("done_reason") or "")


@dataclass
class Pieces:
    """Pieces of a reply as they come."""

    longest: int = LONGEST_REPLY
    began: float = field(default_factory=time.monotonic)
    first_s: float = 0.0
    length: int = 0
    chunks: list[AIMessageChunk] = field(default_factory=list["AIMessageChunk"])

    def add(self, chunk: AIMessageChunk) -> bool:
        """Take one; False when the reply has become too long."""
        if not self.chunks:
            self.first_s = time.monotonic() - self.began
        self.chunks.append(chunk)
        self.length += _length(chunk)
        return self.length <= self.longest

    def reply(self, asked: Sequence[BaseMessage], tools: Sequence[Tool] = ()) -> Reply:
        """All of it as one reply to what was asked."""
        from langchain_core.messages import AIMessage, message_chunk_to_message
        from langchain_core.messages.ai import add_ai_message_chunks

        seconds = time.monotonic() - self.began
        if not self.chunks:
            return Reply(AIMessage(""), estimate(asked, tools), 0, seconds, 0.0, 0, counted=False)
        merged = add_ai_message_chunks(self.chunks[0], *self.chunks[1:])
        message = message_chunk_to_message(merged)
        assert isinstance(message, AIMessage)
        message = _read_strictly(message, merged)
        used = message.usage_metadata
        read, wrote = (used["input_tokens"], used["output_tokens"]) if used else (0, 0)
        return Reply(
            message,
            read if read > 0 else estimate(asked, tools),
            wrote if wrote > 0 else self.length // CHARACTERS_PER_TOKEN,
            seconds,
            self.first_s,
            len(self.chunks),
            self.length > self.longest,
            counted=read > 0 and wrote > 0,
        )


def estimate(messages: Sequence[BaseMessage], tools: Sequence[Tool] = ()) -> int:
    """Tokens of messages and tools, about."""
    said = sum(len(m.text) + sum(len(str(c["args"])) for c in getattr(m, "tool_calls", ())) for m in messages)
    return (said + sum(len(str(tool)) for tool in tools)) // CHARACTERS_PER_TOKEN


def _length(chunk: AIMessageChunk) -> int:
    """Characters of a piece, of whatever kind; at least one, so that an endless stream of nothing ends too."""
    content = chunk.content if isinstance(chunk.content, str) else str(chunk.content)
    calls = sum(len(call["args"] or "") + len(call["name"] or "") for call in chunk.tool_call_chunks)
    aside = sum(len(str(value)) for value in chunk.additional_kwargs.values())
    return max(len(content) + calls + aside, 1)


def _read_strictly(message: AIMessage, merged: AIMessageChunk) -> AIMessage:
    """The message with its calls read again: LangChain closes what is open in JSON that was cut off."""
    from langchain_core.messages import InvalidToolCall, ToolCall

    calls: list[ToolCall] = []
    invalid: list[InvalidToolCall] = []
    for chunk in merged.tool_call_chunks:
        name, raw, given = chunk["name"] or "", chunk["args"] or "", chunk["id"]
        try:
            arguments: object = json.loads(raw or "{}")
        except (ValueError, RecursionError):
            arguments = None
        if isinstance(arguments, dict) and name:
            calls.append(ToolCall(name=name, args=arguments, id=given))
        else:
            invalid.append(InvalidToolCall(type="invalid_tool_call", name=name, args=raw, id=given, error=None))
    return message.model_copy(update={"tool_calls": calls, "invalid_tool_calls": invalid})
