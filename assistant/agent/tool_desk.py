"""Where the model's calls of tools are taken: only tools of the list, each call once, results bounded."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from assistant.agent.conversation import Call
from assistant.agent.reading import problems
from assistant.agent.transcript import Called
from assistant.models.reply import Tool
from assistant.models.silence import untraced
from retrieval.errors import SetpointError

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

# Characters of a tool's result that a model is given: some 4,000 tokens.
LONGEST_RESULT = 16_000
# Characters of a result that are given once more when the same call is made again.
AGAIN = 1_500


def offered(tools: Sequence[BaseTool]) -> list[Tool]:
    """The tools as a model is offered them."""
    return [_offered(tool.name, tool.description, tool.get_input_schema()) for tool in tools]


@functools.lru_cache(maxsize=64)
def _offered(name: str, description: str, schema: type[BaseModel]) -> Tool:
    """Written once for all questions: working out a schema takes longer than the loop."""
    from langchain_core.utils.function_calling import convert_to_openai_tool

    parameters = convert_to_openai_tool(schema)["function"]["parameters"]
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


class ToolDesk:
    """The tools of one task, and what they returned so far."""

    def __init__(self, tools: Sequence[BaseTool]) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._results: dict[tuple[str, str], str] = {}

    def run(self, call: Call) -> Called:
        """Run a call, or say why it is not run; never raises for what a model asks."""
        key = (call.name, json.dumps(call.arguments, sort_keys=True, default=str))
        if key in self._results:
            again = self._results[key][:AGAIN]
            return Called(call.name, call.raw, f"You made this call before; it returned: {again}", refused=True)
        tool = self._tools.get(call.name)
        if tool is None:
            names = ", ".join(self._tools) or "none"
            return Called(
                call.name, call.raw, f"There is no tool {call.name[:60]!r}. The tools: {names}.", refused=True
            )
        if call.arguments is None:
            return Called(call.name, call.raw, "The arguments are no JSON object; give them again.", refused=True)
        try:
            with untraced():
                result = str(tool.invoke(call.arguments))
        except ValidationError as error:
            return Called(call.name, call.raw, f"The arguments are not right: {problems(error)}", refused=True)
        except SetpointError as error:
            return Called(call.name, call.raw, f"This failed: {error}", refused=True)
        if len(result) > LONGEST_RESULT:
            result = f"{result[:LONGEST_RESULT]}\n(cut here; ask for less)"
        self._results[key] = result
        return Called(call.name, call.raw, result)
