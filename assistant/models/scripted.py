"""A chat model that says what it was told to say: for tests, and for trying out how the loop takes it.

It is a chat model like any other, tools included (those that LangChain brings refuse to be given tools).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolCall
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from assistant.proposals import ANSWER_TOOL, ProposedAnswer

# What a script may hold: words, an answer, a message, or an error that the call fails with.
Spoken = str | ProposedAnswer | AIMessage | Exception
Script = Sequence[Spoken] | Callable[[list[BaseMessage]], Spoken]
_PIECE = 24  # characters of a streamed piece


class ScriptedModel(BaseChatModel):
    """Says the lines of a script one after another, or what a function makes of the messages.

    After its last line it says nothing more. `asked` are the messages of each call, `offered` the names of the tools.
    """

    script: Any
    asked: list[list[BaseMessage]]
    offered: list[tuple[str, ...]]
    _said: int = PrivateAttr(default=0)

    def __init__(self, script: Script) -> None:
        super().__init__(script=script, asked=[], offered=[])  # pyright: ignore[reportCallIssue]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, tools: Sequence[Any], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)  # pyright: ignore[reportReturnType]

    def _next(self, messages: list[BaseMessage], tools: Iterable[Any]) -> AIMessage:
        self.asked.append(list(messages))
        self.offered.append(tuple(tool["function"]["name"] for tool in tools))
        script: Script = self.script
        if isinstance(script, Sequence):
            line = script[self._said] if self._said < len(script) else ""
        else:
            line = script(list(messages))
        self._said += 1
        if isinstance(line, Exception):
            raise line
        return line if isinstance(line, AIMessage) else spoken(line)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages, kwargs.get("tools", ())))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for piece in _pieces(self._next(messages, kwargs.get("tools", ()))):
            yield ChatGenerationChunk(message=piece)


def spoken(line: str | ProposedAnswer) -> AIMessage:
    """Words as a message, an answer as a call of the tool that answers are given with."""
    return AIMessage(line) if isinstance(line, str) else calling(ANSWER_TOOL, **line.model_dump())


def calling(tool: str, **arguments: Any) -> AIMessage:
    """A message that calls one tool."""
    return AIMessage("", tool_calls=[ToolCall(name=tool, args=arguments, id=f"call_{tool}")])


def _pieces(message: AIMessage) -> Iterator[AIMessageChunk]:
    text = message.text
    for start in range(0, len(text), _PIECE):
        yield AIMessageChunk(content=text[start : start + _PIECE])
    yield AIMessageChunk(
        content="",
        tool_call_chunks=[
            {"name": c["name"], "args": _json(c["args"]), "id": c["id"], "index": i, "type": "tool_call_chunk"}
            for i, c in enumerate([*message.tool_calls, *message.invalid_tool_calls])
        ],
        usage_metadata=message.usage_metadata,
        response_metadata=message.response_metadata,
    )


def _json(arguments: Any) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
