"""A model asked for facts of a passage: a text and a schema in, parsed JSON out, and what it cost."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from assistant.budget import Budget, Meter
from assistant.models.failures import RequestRefused
from assistant.models.line import Line
from assistant.models.reply import Reply
from assistant.settings import Settings
from graph.errors import NoAnswer

TOOL = "list_facts"
_ABOUT = "Give everything that the passage states, once; an empty list when it states nothing of these kinds."
_FENCED = re.compile(r"\A```(?:json)?[ \t]*\n(?P<inside>.*)\n```\Z", re.DOTALL | re.IGNORECASE)


@dataclass
class Proposing:
    """A line to a model, and a meter; a server that takes no tools is given the schema as text."""

    line: Line
    meter: Meter
    in_text: bool = field(default=False, init=False)

    @classmethod
    def open(cls, settings: Settings, name: str | None = None) -> Proposing:
        """The model of the settings, or the one named. Raises SettingsError; nothing is sent yet."""
        return cls(Line.open(settings, name), Meter(Budget.of(settings)))

    def __call__(self, text: str, schema: dict[str, object]) -> object:
        """What it answers. Raises NoAnswer for what is no JSON, ModelFailed kinds for what keeps it from answering."""
        if not self.in_text:
            try:
                return self._read(self._ask(text, [_tool(schema)]))
            except RequestRefused:
                self.in_text = True
        return self._read(self._ask(f"{text}\n\nThe JSON schema of the answer:\n\n{json.dumps(schema)}"))

    def _ask(self, text: str, tools: list[dict[str, object]] | None = None) -> Reply:
        from langchain_core.messages import HumanMessage

        self.meter.calls += 1
        reply = self.line.ask([HumanMessage(text)], tools or ())
        self.meter.count_tokens(reply.tokens_in, reply.tokens_out)
        return reply

    def _read(self, reply: Reply) -> object:
        if reply.cut:
            raise NoAnswer("the answer is far too long")
        given = [call["args"] for call in reply.message.tool_calls if call["name"] == TOOL]
        if given:
            return given[0]
        text = reply.text.strip()
        fenced = _FENCED.match(text)
        try:
            return json.loads(fenced["inside"] if fenced else text)
        except (ValueError, RecursionError):
            raise NoAnswer("the answer is no JSON" if text else "the answer is empty") from None


def _tool(schema: dict[str, object]) -> dict[str, object]:
    """The schema as a tool of OpenAI's protocol, without references, which not every server follows."""
    from langchain_core.utils.json_schema import dereference_refs

    whole = dereference_refs(schema)
    whole.pop("$defs", None)
    return {"type": "function", "function": {"name": TOOL, "description": _ABOUT, "parameters": whole}}
