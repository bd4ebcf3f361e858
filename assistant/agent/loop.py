"""The loop: ask the model, run the tools that it calls, check what it answers, send back once what does not stand.

It is ours and not LangChain's `create_agent`, over the same models and tools. A question must end within its budget
with whatever stands by then (a graph of LangGraph ends at its limit with an error, and without its state), must end
within a second when nobody wants it any more (a graph looks for that between steps), must do with a server that knows
no tools or garbles their arguments, and must hold claims against their quotations between one call of the model and
the next. What is left of `create_agent` after that is the two lines that run a tool; it costs 0.4 s to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant import prompting
from assistant.agent.answer_tool import answer_schema, answer_tool
from assistant.agent.conversation import Call, Conversation
from assistant.agent.outcome import Ended, Outcome
from assistant.agent.reading import Malformed, read_answer
from assistant.agent.standing import Standing
from assistant.agent.task import Task
from assistant.agent.tool_desk import ToolDesk, offered
from assistant.agent.transcript import Complained, Entry, Proposed, Said
from assistant.budget import Budget, Meter
from assistant.errors import BudgetSpent, Cancelled, ModelBabbled, ModelFailed, ModelRefused
from assistant.events import ModelAsked
from assistant.models.failures import RequestRefused
from assistant.models.line import Line
from assistant.models.reply import CHARACTERS_PER_TOKEN, LONGEST_REPLY, Reply, Tool, estimate
from assistant.proposals import ANSWER_TOOL, ProposedAnswer
from assistant.settings import Settings
from prompts.template import load

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

# Endings with which servers say that the model, or a filter over it, declines.
_DECLINED = frozenset({"content_filter", "refusal", "safety"})


def pursue(task: Task, model: BaseChatModel | Line, settings: Settings) -> Outcome:
    """Let a model answer; what it does wrong ends in the outcome, not in an error.

    Raises SettingsError when money is limited without prices, and what `task.check` raises.
    """
    line = model if isinstance(model, Line) else Line.of(model, settings)
    return Pursuit(task, line, Budget.of(settings)).run()


class Pursuit:
    """One task on its way."""

    def __init__(self, task: Task, line: Line, budget: Budget) -> None:
        self._task = task
        self._line = line
        self._meter = Meter(budget)
        self._desk = ToolDesk(task.tools)
        self._tools = [*offered(task.tools), answer_tool()]
        self._talk = Conversation(task.messages)
        self._standing = Standing(task.tell)
        self._transcript: list[Entry] = []
        self._prompts: set[str] = set()
        self._not_found: list[str] = []
        self._in_tools = line.takes_tools
        self._closed = budget.calls < 2  # no more looking further
        self._complained = False

    def run(self) -> Outcome:
        """Until it ends, one way or the other."""
        try:
            answer, calls = self._answer()
        except ModelFailed as error:
            return self._outcome(_ended(error), str(error))
        except Cancelled as error:
            return self._outcome("cancelled", str(error))
        self._take(answer)
        if not self._standing.failed:
            return self._outcome("finished")
        try:
            self._mend(calls)
        except ModelFailed as error:
            return self._outcome("finished", f"what was withheld could not be mended: {error}")
        except Cancelled as error:
            return self._outcome("cancelled", str(error))
        return self._outcome("finished")

    def _answer(self) -> tuple[ProposedAnswer, Sequence[Call]]:
        """An answer that follows the schema, and the calls that gave it."""
        while True:
            reply, calls = self._ask()
            looking = [call for call in calls if call.name != ANSWER_TOOL]
            if looking and len(looking) == len(calls):
                self._look(looking)
                continue
            try:
                return read_answer(reply, calls), calls
            except Malformed as problem:
                self._complain(str(problem), calls)

    def _ask(self) -> tuple[Reply, tuple[Call, ...]]:
        """One call of the model. Raises BudgetSpent before one that would go beyond the budget."""
        self._close_if_nearly_spent()
        messages, tools = self._form()
        coming = estimate(messages, tools)
        if spent := self._meter.spent(coming):
            raise self._spent(spent)
        self._meter.calls += 1
        self._task.listener(ModelAsked(self._meter.calls))
        room = max(self._meter.tokens_left - coming, 0) * CHARACTERS_PER_TOKEN
        try:
            reply = self._line.ask(
                messages,
                tools,
                seconds=self._meter.seconds_left,
                characters=min(LONGEST_REPLY, max(room, 1)),
                cancel=self._task.cancel,
            )
        except RequestRefused as error:
            if not self._in_tools:
                raise
            self._in_tools = False  # some servers know no tools; the same question goes out as text
            self._line.takes_tools = "tool" not in error.what.casefold()  # else it was something about this question
            self._meter.calls -= 1
            return self._ask()
        except ModelFailed:
            if spent := self._meter.spent():
                raise self._spent(spent) from None
            raise
        return reply, self._heard(reply)

    def _form(self) -> tuple[list[BaseMessage], list[Tool]]:
        """The messages and tools as the server takes them."""
        if not self._in_tools:
            return self._talk.without_tools(self._prompt("answer_in_json")), []
        return self._talk.with_tools(), self._tools[-1:] if self._closed else self._tools

    def _heard(self, reply: Reply) -> tuple[Call, ...]:
        self._meter.count_tokens(reply.tokens_in, reply.tokens_out)
        calls = self._talk.take(reply, self._meter.calls)
        self._transcript.append(Said.of(reply, self._meter.calls, tuple(call.name for call in calls)))
        if reply.cut and (spent := self._meter.spent(1)):
            raise self._spent(spent)
        if reply.ending in _DECLINED or reply.message.additional_kwargs.get("refusal"):
            raise ModelRefused(
                "the model declines to answer", where=self._line.where, next_step="ask differently, or another model"
            )
        return calls

    def _look(self, calls: Sequence[Call]) -> None:
        """Run the tools that were called; once there is no more looking further, the end is near."""
        if self._closed:
            raise self._spent(self._meter.nearly_spent() or "calls of tools")
        for call in calls:
            if self._task.cancel.is_set():
                raise Cancelled("the question was cancelled")
            self._meter.tool_calls += 1
            done = self._desk.run(call)
            self._transcript.append(done)
            self._talk.answer(call, done.result)

    def _close_if_nearly_spent(self) -> None:
        why = None if self._closed or not self._in_tools or not self._meter.calls else self._meter.nearly_spent()
        if why:
            self._closed = True
            self._prompts.add("answer_now")
            self._talk.say(prompting.answer_now(f"the {why} of one question are nearly spent"))

    def _complain(self, problem: str, calls: Sequence[Call]) -> None:
        """Tell the model once what is wrong with the form of its answer; the second time it has babbled."""
        if self._complained:
            raise ModelBabbled(
                f"the model gave no answer that follows the schema ({problem})",
                where=self._line.where,
                next_step="ask again, or take another model",
            )
        self._complained = True
        self._prompts.add("mend_schema")
        self._transcript.append(Complained(problem))
        self._talk.say(prompting.malformed(problem), calls)

    def _take(self, answer: ProposedAnswer, *, mended: bool = False) -> None:
        self._transcript.append(Proposed(answer, mended))
        self._not_found += [said for said in answer.not_found if said not in self._not_found]
        self._standing.take(self._task.check(answer))

    def _mend(self, calls: Sequence[Call]) -> None:
        """Send back, once, the claims that do not stand, with everything that is wrong with each."""
        failed = [(one.claim, one.verdict.violations) for one in self._standing.failed]
        self._closed = True
        self._prompts.add("mend_claims")
        self._talk.say(prompting.mending(failed), calls)
        answer, _ = self._answer()
        self._take(answer, mended=True)

    def _prompt(self, name: str) -> str:
        self._prompts.add(name)
        return load(name).render(schema=answer_schema())

    def _spent(self, what: str) -> BudgetSpent:
        return BudgetSpent(
            f"the {what} that one question may take are spent", next_step="ask something smaller, or raise the budget"
        )

    def _outcome(self, ended: Ended, reason: str | None = None) -> Outcome:
        standing, withheld = self._standing.close()
        return Outcome(
            ended,
            standing,
            withheld,
            tuple(self._not_found),
            self._meter.usage(),
            tuple(self._transcript),
            prompting.digests(*sorted(self._prompts)),
            any(isinstance(entry, Proposed) for entry in self._transcript),
            reason,
        )


def _ended(error: ModelFailed) -> Ended:
    return "budget" if isinstance(error, BudgetSpent) else "failed"
