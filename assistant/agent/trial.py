"""A connection tried out: a tiny question that takes a call of a tool and an answer in the schema."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.agent.loop import pursue
from assistant.agent.task import Task
from assistant.agent.transcript import Called, Said
from assistant.answers import Usage
from assistant.checked import Checked
from assistant.models.line import Line
from assistant.proposals import ANSWER_TOOL, ProposedAnswer
from assistant.settings import Settings
from assistant.verify import Rule, Verdict, Violation
from prompts.template import load

WORD = "setpoint"
KEY = "etestonly"
SENTENCE = "The set point of the test is 3.0 units."
# Enough for a tool, an answer and one that is mended.
CALLS = 4


@dataclass(frozen=True)
class Trial:
    """What a model can do, and what it took. `works` is None where nothing could be tried.

    `structured` says how it answers: by calling a tool, or in JSON. `faithful` whether it quoted what it was given.
    """

    works: bool
    problem: str | None
    tools: bool
    structured: str | None
    faithful: bool
    streaming: bool
    first_piece_s: float | None
    usage: Usage


def try_model(settings: Settings, name: str | None = None) -> Trial:
    """Ask the model of the settings, or the one named. Raises SettingsError where it cannot even be opened."""
    from langchain_core.messages import HumanMessage
    from langchain_core.tools import tool

    line = Line.open(settings, name)

    @tool
    def look_up(word: str) -> str:
        """Returns the sentence about a word, under its key."""
        return f"[{KEY}] {SENTENCE}" if word.casefold() == WORD else f"nothing about {word[:40]!r}"

    rules = HumanMessage(load("try_model").render(word=WORD))
    budget = settings.model_copy(update={"model_calls": CALLS})
    outcome = pursue(Task([rules], _check, [look_up]), line, budget)
    replies = [entry for entry in outcome.transcript if isinstance(entry, Said)]
    by_tool = any(ANSWER_TOOL in reply.tools for reply in replies)
    return Trial(
        works=outcome.answered,
        problem=None if outcome.answered else outcome.reason,
        tools=any(isinstance(entry, Called) and not entry.refused for entry in outcome.transcript),
        structured=("tool" if by_tool else "json") if outcome.answered else None,
        faithful=bool(outcome.checked),
        streaming=any(reply.pieces > 1 for reply in replies),
        first_piece_s=replies[0].first_s if replies else None,
        usage=outcome.usage,
    )


def _check(answer: ProposedAnswer) -> list[Checked]:
    """The sentence, quoted under its key: all that there is to say."""
    wrong = Verdict((Violation(Rule.QUOTE, f"quote {SENTENCE!r} under the key {KEY}"),))
    return [
        Checked(
            claim,
            Verdict() if [(q.evidence.strip("[] "), q.quote) for q in claim.quotes] == [(KEY, SENTENCE)] else wrong,
        )
        for claim in answer.claims
    ]
