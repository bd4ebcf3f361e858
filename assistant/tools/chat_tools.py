"""The tools as LangChain has them: thin wrappers with typed arguments; what is wrong with them is told in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from assistant.exhibit_text import told
from assistant.tools.arguments import AskGraph, CompareRuns, RunTable, SearchFor, Section
from assistant.tools.tools import Tools

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

Arguments = TypeVar("Arguments", bound=BaseModel)
# Faults of arguments that are told of one call.
FAULTS = 3


def chat_tools(tools: Tools) -> list[BaseTool]:
    """Every tool there is: this list is closed."""
    return [
        _tool("search", SearchFor, tools.search),
        _tool("read_section", Section, tools.read_section),
        _tool("ask_graph", AskGraph, tools.ask_graph),
        _tool("run_table", RunTable, tools.run_table),
        _tool("compare_runs", CompareRuns, tools.compare_runs),
    ]


def _tool(name: str, arguments: type[Arguments], look: Callable[[Arguments], str]) -> BaseTool:
    from langchain_core.tools import StructuredTool

    def call(**given: object) -> str:
        return look(arguments.model_validate(given))

    return StructuredTool.from_function(
        call,
        name=name,
        description=" ".join((arguments.__doc__ or "").split()),
        args_schema=arguments,
        handle_validation_error=_in_words,
    )


def _in_words(error: object) -> str:
    """What is wrong with the arguments of a call."""
    faults = error.errors() if isinstance(error, ValidationError) else []
    said = [f"{'.'.join(str(part) for part in f['loc']) or 'arguments'}: {f['msg']}" for f in faults[:FAULTS]]
    return told(f"The arguments are not right: {'; '.join(said) or 'see the schema'}. Nothing was looked up.", 600)
