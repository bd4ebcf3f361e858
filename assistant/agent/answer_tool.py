"""The schema of an answer, as a tool that a model calls or as text for one that cannot."""

from __future__ import annotations

import functools
import json

from assistant.proposals import ANSWER_TOOL, ProposedAnswer

_ABOUT = "Give the answer, once: when the evidence is enough, or when nothing more can be found."


@functools.cache  # 40 ms to make
def answer_tool() -> dict[str, object]:
    """The tool as OpenAI's protocol writes it, without references, which not every server follows."""
    from langchain_core.utils.function_calling import convert_to_openai_tool

    parameters = convert_to_openai_tool(ProposedAnswer)["function"]["parameters"]
    return {
        "type": "function",
        "function": {"name": ANSWER_TOOL, "description": _ABOUT, "parameters": parameters},
    }


def answer_schema() -> str:
    """The schema as text."""
    return json.dumps(ProposedAnswer.model_json_schema(), ensure_ascii=False)
