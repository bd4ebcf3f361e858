"""The loop, with models that do well, badly and maliciously: it ends within its budget, with what stands."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolCall, ToolMessage
from langchain_core.tools import BaseTool, tool

from assistant.agent.loop import pursue
from assistant.agent.outcome import Outcome
from assistant.agent.task import Task
from assistant.agent.tool_desk import LONGEST_RESULT
from assistant.agent.transcript import Called, Said
from assistant.budget import TOOL_CALLS
from assistant.checked import Checked
from assistant.events import Event, ModelAsked
from assistant.models.line import Line
from assistant.models.scripted import ScriptedModel, Spoken, calling
from assistant.proposals import ProposedAnswer, ProposedClaim, Quotation
from assistant.settings import Settings
from assistant.verify import Rule, Verdict, Violation
from retrieval.errors import SettingsError, StoreUnreachable
from tests.assistant.model_server import ModelServer, fails, says, stalls

ran: list[str] = []


@tool
def search(query: str) -> str:
    """Looks for words."""
    ran.append(query)
    if query == "down":
        raise StoreUnreachable("the index is away", next_step="start it")
    return "x" * 100_000 if query == "everything" else f"found {query}"


@pytest.fixture(autouse=True)
def fresh() -> None:
    ran.clear()


def claim(text: str) -> ProposedClaim:
    return ProposedClaim(text=text, quotes=[Quotation(evidence="e1234", quote="q")])


def answering(*texts: str, not_found: Sequence[str] = ()) -> ProposedAnswer:
    return ProposedAnswer(claims=[claim(text) for text in texts], not_found=list(not_found))


def check(answer: ProposedAnswer) -> list[Checked]:
    """What begins with "true" stands."""
    false = Verdict((Violation(Rule.NUMBER, "the number 5 is in no quotation"),))
    return [Checked(c, Verdict() if c.text.startswith("true") else false) for c in answer.claims]


def go(
    *script: Spoken | Callable[[list[BaseMessage]], Spoken], tools: Sequence[BaseTool] = (search,), **settings: object
) -> tuple[Outcome, ScriptedModel]:
    model = ScriptedModel(script[0] if callable(script[0]) else list(script))
    rules = [SystemMessage("the rules"), HumanMessage("what is the MOI?")]
    return pursue(Task(rules, check, tools), model, Settings(model_retries=0, **settings)), model


def texts(checked: Sequence[Checked]) -> list[str]:
    return [one.claim.text for one in checked]


# As it should go


def test_looks_then_answers() -> None:
    outcome, model = go(calling("search", query="MOI"), answering("true: MOI is 3", not_found=["the PAR"]))
    assert (outcome.ended, outcome.reason) == ("finished", None)
    assert texts(outcome.checked) == ["true: MOI is 3"]
    assert outcome.not_found == ("the PAR",)
    assert model.offered[0] == ("search", "answer")
    seen = model.asked[1][-1]
    assert isinstance(seen, ToolMessage)
    assert seen.content == "found MOI"
    assert outcome.usage.calls == 2
    assert outcome.usage.tokens_in > 0


def test_what_does_not_stand_goes_back_once_with_what_is_wrong() -> None:
    told: list[tuple[str, bool]] = []
    model = ScriptedModel([answering("true one", "false: MOI is 5", "true three"), answering("true: MOI is 3")])
    task = Task([HumanMessage("?")], check, tell=lambda c: told.append((c.claim.text, c.verdict.supported)))
    outcome = pursue(task, model, Settings())
    assert texts(outcome.checked) == ["true one", "true: MOI is 3", "true three"]  # in its place
    assert outcome.withheld == ()
    assert told == [("true one", True), ("true three", True), ("true: MOI is 3", True)]
    sent_back = model.asked[1][-1].text
    assert "the number 5 is in no quotation" in sent_back
    assert "false: MOI is 5" in sent_back
    assert "true one" not in sent_back
    assert dict(outcome.prompts).keys() == {"mend_claims"}


def test_what_cannot_be_mended_is_withheld_and_told_once() -> None:
    told: list[str] = []
    model = ScriptedModel([answering("true", "false a", "false b"), answering("false c"), answering("true again")])
    outcome = pursue(Task([HumanMessage("?")], check, tell=lambda c: told.append(c.claim.text)), model, Settings())
    assert texts(outcome.checked) == ["true"]
    assert set(texts(outcome.withheld)) < {"false a", "false b", "false c"}
    assert len(outcome.withheld) == 2
    assert all(one.verdict.reason for one in outcome.withheld)
    assert len(model.asked) == 2  # not a third time
    assert sorted(told) == sorted(["true", *texts(outcome.withheld)])


def test_a_claim_given_back_unchanged_is_withheld() -> None:
    outcome, _ = go(answering("false"), answering("false"))
    assert (texts(outcome.checked), texts(outcome.withheld)) == ([], ["false"])


def test_a_claim_said_twice_counts_once() -> None:
    outcome, _ = go(answering("true", "true", "true"))
    assert texts(outcome.checked) == ["true"]


def test_no_claims_are_an_answer_too() -> None:
    outcome, _ = go(answering(not_found=["everything"]))
    assert (outcome.ended, outcome.answered, outcome.checked) == ("finished", True, ())


def test_events_and_transcript_tell_what_happened() -> None:
    heard: list[Event] = []
    model = ScriptedModel([calling("search", query="secret of SOP-1"), "prose", answering("true")])
    outcome = pursue(Task([HumanMessage("?")], check, [search], heard.append), model, Settings())
    assert heard == [ModelAsked(1), ModelAsked(2), ModelAsked(3)]
    record = outcome.transcript_json()
    assert json.loads(json.dumps(record)) == record
    kinds = [next(iter(entry)) for entry in record]
    assert kinds == ["said", "tool", "said", "complained", "said", "proposed"]
    assert record[-1]["proposed"] == answering("true").model_dump()
    assert "found secret" not in json.dumps(
        record
    )  # what tools return is in the documents, and goes when they are forgotten


# Other forms of an answer


def test_json_in_words_is_an_answer_where_it_is_nothing_else() -> None:
    body = answering("true").model_dump_json()
    for said in (body, f"```json\n{body}\n```", f"\n {body} \n"):
        outcome, model = go(said)
        assert texts(outcome.checked) == ["true"]
        assert len(model.asked) == 1


BODY = answering("true").model_dump_json()
NO_ANSWERS: list[Spoken] = [
    "",
    "The MOI is 3.",
    f"Here it is: {BODY}",
    f"{BODY} I hope this helps",
    BODY[:-1],
    "{}",
    '{"claims": "none"}',
    BODY.replace('"text"', '"texts"'),
    BODY[:-1] + ', "note": "more"}',
    '{"claims": [{"text": "true", "quotes": [{"evidence": "e1", "quote": 5}]}]}',
    "[" * 50_000,
    '{"claims":' * 5_000,
    "word " * 30_000,
    AIMessage("", tool_calls=[ToolCall(name="answer", args={"claims": [], "verdict": "pass"}, id="1")]),
    AIMessage(
        "",
        tool_calls=[
            ToolCall(name="answer", args=json.loads(BODY), id="1"),
            ToolCall(name="answer", args={"claims": []}, id="2"),
        ],
    ),
    AIMessage(
        "",
        invalid_tool_calls=[
            {"type": "invalid_tool_call", "name": "answer", "args": BODY[:-3], "id": "1", "error": None}
        ],
    ),
    answering("true").model_copy(update={"claims": [claim("true")] * 25}),
    answering("true").model_copy(update={"claims": [claim("true").model_copy(update={"text": "t" * 2_000})]}),
]


@pytest.mark.parametrize("said", NO_ANSWERS, ids=range(len(NO_ANSWERS)))
def test_what_is_no_answer_is_told_once_and_never_repaired(said: Spoken) -> None:
    outcome, model = go(said, answering("true"))
    assert texts(outcome.checked) == ["true"]
    assert len(model.asked) == 2
    assert "does not follow the schema" in " ".join(message.text for message in model.asked[1])
    assert sum(len(message.text) for message in model.asked[1]) < 10_000
    outcome, model = go(said, said, answering("true"))
    assert (outcome.ended, outcome.checked) == ("failed", ())
    assert "no answer that follows the schema" in str(outcome.reason)
    assert len(model.asked) == 2


def test_an_answer_cut_off_by_the_server_is_none() -> None:
    cut = AIMessage(BODY[:40], response_metadata={"finish_reason": "length"})
    outcome, model = go(cut, answering("true"))
    assert texts(outcome.checked) == ["true"]
    assert "cut off at the limit of length" in model.asked[1][-1].text


def test_a_model_that_declines_is_not_asked_again() -> None:
    outcome, model = go(AIMessage("I cannot", response_metadata={"finish_reason": "content_filter"}), answering("true"))
    assert outcome.ended == "failed"
    assert "declines" in str(outcome.reason)
    assert len(model.asked) == 1


# Tools


def test_a_tool_that_is_not_on_the_list_is_not_run() -> None:
    outcome, model = go(calling("delete_documents", all=True), answering("true"))
    assert texts(outcome.checked) == ["true"]
    assert "There is no tool 'delete_documents'. The tools: search." in model.asked[1][-1].text


def test_arguments_that_are_not_right_are_told() -> None:
    broken = AIMessage(
        "",
        invalid_tool_calls=[{"type": "invalid_tool_call", "name": "search", "args": "{quer", "id": "1", "error": None}],
    )
    outcome, model = go(calling("search", qery=1), broken, answering("true"))
    assert "query: Field required" in model.asked[1][-1].text
    assert "no JSON object" in model.asked[2][-1].text
    assert ran == []
    assert outcome.ended == "finished"


def test_the_same_call_is_answered_from_memory() -> None:
    outcome, model = go(*[calling("search", query="MOI")] * 3, answering("true"))
    assert ran == ["MOI"]
    assert "You made this call before; it returned: found MOI" in model.asked[2][-1].text
    assert sum(isinstance(entry, Called) for entry in outcome.transcript) == 3


def test_results_are_bounded_and_failures_told() -> None:
    _, model = go(calling("search", query="everything"), calling("search", query="down"), answering("true"))
    assert len(model.asked[1][-1].text) < LONGEST_RESULT + 100
    assert "the index is away; start it" in model.asked[2][-1].text


def test_a_hundred_calls_at_once_are_not_all_run() -> None:
    many = AIMessage("", tool_calls=[ToolCall(name="search", args={"query": str(n)}, id="same") for n in range(100)])
    outcome, model = go(many, answering("true"))
    assert len(ran) == 8
    calls = next(message for message in model.asked[1] if isinstance(message, AIMessage)).tool_calls
    results = [message.tool_call_id for message in model.asked[1] if isinstance(message, ToolMessage)]
    assert [call["id"] for call in calls] == results
    assert len(set(results)) == 8
    assert outcome.ended == "finished"


def test_endless_calls_of_tools_end_after_one_word() -> None:
    counter = itertools.count()
    outcome, model = go(lambda _: calling("search", query=str(next(counter))))
    assert outcome.ended == "budget"
    assert "are spent" in str(outcome.reason)
    assert outcome.usage.calls <= Settings().model_calls
    told = [m for m in model.asked[-1] if isinstance(m, HumanMessage) and "No tool can be called any more" in m.text]
    assert len(told) == 1
    assert model.offered[-1] == ("answer",)


def test_a_model_told_to_answer_now_can() -> None:
    def looks_until_told(messages: list[BaseMessage]) -> Spoken:
        told = "No tool can be called" in messages[-1].text
        return answering("true") if told else calling("search", query=str(len(messages)))

    outcome, _ = go(looks_until_told)
    assert (outcome.ended, texts(outcome.checked)) == ("finished", ["true"])


def test_calls_of_tools_are_bounded_beside_those_of_the_model() -> None:
    numbers = itertools.count()

    def greedy(_messages: list[BaseMessage]) -> Spoken:
        return AIMessage(
            "", tool_calls=[ToolCall(name="search", args={"query": str(next(numbers))}, id=f"c{n}") for n in range(8)]
        )

    outcome, _ = go(greedy, model_calls=50)
    assert outcome.ended == "budget"
    assert len(ran) == TOOL_CALLS


# Budgets


@pytest.mark.parametrize("calls", [1, 2, 3, 8])
def test_no_more_calls_than_allowed(calls: int) -> None:
    outcome, model = go(lambda m: calling("search", query=str(len(m))), model_calls=calls)
    assert len(model.asked) <= calls
    assert outcome.ended == "budget"
    outcome, model = go(answering("true", "false"), "prose", "prose", "prose", model_calls=calls)
    assert len(model.asked) <= calls
    assert texts(outcome.checked) == ["true"]
    assert texts(outcome.withheld) == ["false"]
    assert outcome.ended == "finished"


def test_tokens_are_bounded() -> None:
    used = {"input_tokens": 900, "output_tokens": 100, "total_tokens": 1_000}
    counter = itertools.count()

    def costly(_messages: list[BaseMessage]) -> Spoken:
        return calling("search", query=str(next(counter))).model_copy(update={"usage_metadata": used})

    outcome, model = go(costly, model_tokens=3_500, model_calls=50)
    assert outcome.ended == "budget"
    assert "tokens" in str(outcome.reason)
    assert len(model.asked) <= 4


def test_a_question_that_is_too_long_for_the_budget_is_not_sent() -> None:
    model = ScriptedModel([answering("true")])
    outcome = pursue(Task([HumanMessage("word " * 4_000)], check), model, Settings(model_tokens=1_000))
    assert outcome.ended == "budget"
    assert model.asked == []


def test_a_reply_that_goes_beyond_the_tokens_is_cut_off() -> None:
    outcome, _ = go("word " * 30_000, model_tokens=1_000)
    assert outcome.ended == "budget"
    assert outcome.usage.tokens_out < 1_200


def test_money_is_bounded() -> None:
    used = {"input_tokens": 10_000, "output_tokens": 1_000, "total_tokens": 11_000}
    costly = AIMessage("prose", usage_metadata=used)
    outcome, model = go(costly, answering("true"), model_cost=0.05, model_price_in=3.0, model_price_out=15.0)
    assert outcome.usage.cost == pytest.approx(0.045, abs=0.01)
    outcome, model = go(costly, answering("true"), model_cost=0.04, model_price_in=3.0, model_price_out=15.0)
    assert outcome.ended == "budget"
    assert "money" in str(outcome.reason)
    assert len(model.asked) == 1
    with pytest.raises(SettingsError, match="model_price_in"):
        go("x", model_cost=1.0)


def test_seconds_are_bounded() -> None:
    def slow(_messages: list[BaseMessage]) -> Spoken:
        time.sleep(0.3)
        return calling("search", query=str(time.monotonic()))

    began = time.monotonic()
    outcome, _ = go(slow, model_seconds=1.0, model_calls=50)
    assert outcome.ended == "budget"
    assert time.monotonic() - began < 2


# Over HTTP


def ask_over_http(
    server: ModelServer, cancel: threading.Event | None = None, provider: str = "openai", **settings: object
) -> Outcome:
    url = server.url if provider == "openai" else server.url.removesuffix("/v1")
    chosen = Settings(model=f"{provider}:m", model_url=url, model_retries=0, **settings)
    messages = [SystemMessage("the rules"), HumanMessage("what is the MOI?")]
    return pursue(Task(messages, check, [search], cancel=cancel or threading.Event()), Line.open(chosen), chosen)


TRUE = ("answer", answering("true").model_dump())


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
def test_tools_an_answer_and_its_mending_over_http(provider: str) -> None:
    first = says("let me look", ("search", {"query": "MOI"}), ("search", {"query": "PAR"}))
    answered = says("", ("answer", answering("true", "false").model_dump()))
    with ModelServer([first, answered, says("", ("answer", answering("true 2").model_dump()))]) as server:
        outcome = ask_over_http(server, provider=provider)
    assert (outcome.ended, outcome.reason) == ("finished", None)
    assert texts(outcome.checked) == ["true", "true 2"]
    assert (outcome.usage.calls, outcome.usage.tokens_in, outcome.usage.tokens_out) == (3, 300, 30)
    assert ran == ["MOI", "PAR"]
    sent = json.dumps(server.requests[2].body)
    for told in ("let me look", "found MOI", "found PAR", "the number 5 is in no quotation", "the rules"):
        assert told in sent
    assert [[tool_name(t) for t in request.body["tools"]] for request in server.requests] == [
        ["search", "answer"],
        ["search", "answer"],
        ["answer"],
    ]


def tool_name(given: dict[str, Any]) -> str:
    """The name of a tool as a request has it."""
    return str(given["function"]["name"] if "function" in given else given["name"])


@pytest.mark.parametrize(
    "refusal",
    [
        fails(400, '"auto" tool choice requires --enable-auto-tool-choice'),
        fails(400, "m does not support tools"),
        fails(422, "extra inputs are not permitted"),
        fails(500, "tools param requires --jinja flag"),
        fails(501, "not implemented"),
    ],
    ids=["vllm", "ollama", "strict", "llama.cpp", "none"],
)
def test_a_server_without_tools_is_asked_for_json(refusal: Callable[..., None]) -> None:
    with ModelServer([refusal, says(BODY)]) as server:
        outcome = ask_over_http(server)
    assert texts(outcome.checked) == ["true"]
    assert outcome.usage.calls == 1
    assert "tools" not in server.requests[1].body
    rules = server.requests[1].body["messages"][0]["content"]
    assert rules.startswith("the rules")
    assert '"claims"' in rules
    assert "answer_in_json" in dict(outcome.prompts)


def test_a_server_without_tools_is_not_offered_any_again() -> None:
    with ModelServer([fails(400, "no tools"), says(BODY), says(BODY)]) as server:
        chosen = Settings(model="openai:m", model_url=server.url, model_retries=0)
        line = Line.open(chosen)
        for _ in range(2):
            assert pursue(Task([HumanMessage("?")], check, [search]), line, chosen).answered
    assert ["tools" in request.body for request in server.requests] == [True, False, False]


def test_nothing_of_a_tool_is_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer([says("spied")]) as spy:
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", spy.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_pt_key")
        outcome, _ = go(calling("search", query="MOI"), answering("true"))
        time.sleep(0.4)  # what is traced is sent in the background
        assert spy.requests == []
    assert (ran, outcome.ended) == (["MOI"], "finished")


def test_a_server_that_refuses_everything_is_told_of() -> None:
    with ModelServer([fails(400, "no")]) as server:
        outcome = ask_over_http(server)
    assert outcome.ended == "failed"
    assert "HTTP 400: no" in str(outcome.reason)
    assert len(server.requests) == 2


@pytest.mark.parametrize("act", [fails(401, "bad key"), fails(404, "no such model"), fails(503, "down")])
def test_a_server_that_fails_ends_in_an_outcome(act: Callable[..., None]) -> None:
    with ModelServer([act]) as server:
        outcome = ask_over_http(server)
    assert (outcome.ended, outcome.answered) == ("failed", False)
    assert server.url in str(outcome.reason)


def test_what_stands_is_kept_when_the_server_dies() -> None:
    answer = ("answer", answering("true", "false").model_dump())
    with ModelServer([says("", answer), fails(503, "down")]) as server:
        outcome = ask_over_http(server)
    assert (texts(outcome.checked), texts(outcome.withheld)) == (["true"], ["false"])
    assert "down" in str(outcome.reason)


def test_a_stall_ends_within_the_seconds_of_the_question() -> None:
    began = time.monotonic()
    with ModelServer([says("", ("search", {"query": "MOI"})), stalls()]) as server:
        outcome = ask_over_http(server, model_seconds=1.0)
    assert outcome.ended == "budget"
    assert time.monotonic() - began < 2.5


def test_cancelling_ends_it_with_what_stands() -> None:
    cancel = threading.Event()
    answer = ("answer", answering("true", "false").model_dump())
    with ModelServer([says("", answer), stalls()]) as server:
        threading.Timer(0.7, cancel.set).start()
        outcome = ask_over_http(server, cancel)
        assert server.hung_up.wait(1)
    assert outcome.ended == "cancelled"
    assert texts(outcome.checked) == ["true"]


def test_cancelled_before_it_began() -> None:
    cancel = threading.Event()
    cancel.set()
    with ModelServer([says("", TRUE)]) as server:
        assert ask_over_http(server, cancel).ended == "cancelled"
    assert server.requests == []


def test_the_loop_itself_takes_little() -> None:
    outcome, _ = go(calling("search", query="MOI"), answering("true"))  # imports are paid
    outcome, _ = go(calling("search", query="MOI"), answering("true", "false"), answering("true 2"))
    said = sum(entry.seconds for entry in outcome.transcript if isinstance(entry, Said))
    assert outcome.usage.seconds - said < 0.1
