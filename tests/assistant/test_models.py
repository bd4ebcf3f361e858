"""Models over real HTTP: what they say, and every way in which a server can fail."""

from __future__ import annotations

import datetime as dt
import email.utils
import threading
import time

import pytest
from langchain_core.messages import HumanMessage

from assistant.errors import Cancelled, ModelBabbled, ModelFailed, ModelRefused, ModelUnreachable
from assistant.models.failures import RequestRefused
from assistant.models.line import Line
from assistant.models.opening import open_model
from assistant.settings import Settings
from retrieval.errors import SettingsError
from tests.assistant.model_server import (
    Act,
    ModelServer,
    cuts,
    fails,
    raw,
    says,
    stalls,
    streams_for_ever,
)

KEY = "sk-very-secret-key-0123456789"
SEARCH = {
    "type": "function",
    "function": {
        "name": "search",
        "description": "Looks for words.",
        "parameters": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
    },
}
QUESTION = [HumanMessage("what is the MOI?")]


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("assistant.models.line.FIRST_WAIT_S", 0.01)


def line_to(server: ModelServer, provider: str = "openai", **settings: object) -> Line:
    url = server.url.removesuffix("/v1") if provider != "openai" else server.url
    return Line.open(Settings(model=f"{provider}:m", model_url=url, **settings))


def failure(act: Act, provider: str = "openai", **settings: object) -> tuple[ModelFailed, int]:
    """The error of a server that always does the same, and how often it was asked."""
    with ModelServer([act]) as server, pytest.raises(ModelFailed) as raised:
        line_to(server, provider, **{"model_retries": 0, **settings}).ask(QUESTION)
    return raised.value, len(server.requests)


# What goes well


def test_words_come_whole_with_what_they_cost() -> None:
    with ModelServer([says("MOI is 3.0 TU/cell.", usage=(120, 9))]) as server:
        reply = line_to(server).ask(QUESTION)
    assert (reply.text, reply.tokens_in, reply.tokens_out) == ("MOI is 3.0 TU/cell.", 120, 9)
    assert reply.counted
    assert not reply.cut
    assert reply.pieces > 1
    sent = server.requests[0].body
    assert sent["stream"] is True
    assert sent["temperature"] == 0
    assert sent["messages"] == [{"role": "user", "content": "what is the MOI?"}]


def test_tools_are_called_over_http() -> None:
    with ModelServer([says("", ("search", {"query": "MOI"}), ("search", '{"query": "brok'))]) as server:
        message = line_to(server).ask(QUESTION, [SEARCH]).message
    assert [(c["name"], c["args"]) for c in message.tool_calls] == [("search", {"query": "MOI"})]
    assert [c["args"] for c in message.invalid_tool_calls] == [
        '{"query": "brok'
    ]  # never closed by anyone but the model
    assert server.requests[0].body["tools"][0]["function"]["name"] == "search"


def test_tokens_are_estimated_where_the_server_gives_none() -> None:
    with ModelServer([says("word " * 40, usage=None)]) as server:
        reply = line_to(server).ask([HumanMessage("x" * 400)])
    assert not reply.counted
    assert 90 <= reply.tokens_in <= 120
    assert reply.tokens_out == 50


def test_a_server_of_ones_own_needs_no_key_and_sees_none() -> None:
    with ModelServer([says("yes")]) as server:
        assert line_to(server).say(QUESTION) == "yes"
    assert server.requests[0].headers["authorization"] == "Bearer none-needed"


def test_an_empty_stream_is_an_empty_reply() -> None:
    with ModelServer([raw(b"data: [DONE]\n\n")]) as server:
        assert line_to(server).ask(QUESTION).text == ""


# Tries again


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_what_passes_is_tried_again(status: int) -> None:
    with ModelServer([fails(status, "not now"), fails(status, "not now"), says("now")]) as server:
        assert line_to(server).say(QUESTION) == "now"
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
def test_what_does_not_pass_is_not_tried_again(status: int) -> None:
    error, asked = failure(fails(status, "no"), model_retries=5)
    assert isinstance(error, ModelRefused)
    assert asked == 1


def test_a_lost_connection_is_tried_again_before_and_within_the_answer() -> None:
    with ModelServer([cuts(), cuts(after="MOI is"), says("MOI is 3")]) as server:
        assert line_to(server).say(QUESTION) == "MOI is 3"
    assert len(server.requests) == 3


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_kept(form: str) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
    asked = "1" if form == "seconds" else email.utils.format_datetime(later, usegmt=True)
    with ModelServer([fails(429, "slow down", Retry_After=asked), says("now")]) as server:
        assert line_to(server).say(QUESTION) == "now"
    first, second = server.requests
    assert second.at - first.at >= 0.9


def test_a_wait_beyond_the_time_allowed_is_not_begun() -> None:
    began = time.monotonic()
    with ModelServer([fails(429, "slow down", Retry_After="60")]) as server, pytest.raises(ModelUnreachable):
        line_to(server).ask(QUESTION, seconds=5)
    assert time.monotonic() - began < 2
    assert len(server.requests) == 1


def test_retries_end() -> None:
    error, asked = failure(fails(503, "down for the night"), model_retries=2)
    assert isinstance(error, ModelUnreachable)
    assert "down for the night" in str(error)
    assert asked == 3


def test_no_credit_is_not_waited_for() -> None:
    error, asked = failure(fails(429, "You exceeded your current quota"), model_retries=3)
    assert isinstance(error, ModelRefused)
    assert asked == 1


# What is wrong, and the next step

FAILURES = [
    (fails(400, "bad"), RequestRefused),
    (fails(401, "Incorrect API key"), ModelRefused),
    (fails(404, "no such model"), ModelRefused),
    (fails(429, "slow"), ModelUnreachable),
    (fails(500, "oops"), ModelUnreachable),
    (cuts(), ModelUnreachable),
    (cuts(after="MOI"), ModelUnreachable),
    (raw(b"<html>not a model</html>", "text/html"), ModelFailed),
    (raw(b"data: {broken\n\n"), ModelFailed),
    (raw(b'data: {"choices": "none"}\n\n'), ModelFailed),
    (raw(b"data: [1, 2]\n\ndata: null\n\n"), ModelFailed),
    (raw(b"data: " + b"[" * 50_000 + b"\n\n"), ModelFailed),
    (raw(b"\xff\xfe\x00\x01" * 1000), ModelFailed),
    (raw(b'data: {"error": {"message": "overloaded"}}\n\n'), ModelFailed),
]


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
@pytest.mark.parametrize(("act", "kind"), FAILURES, ids=range(len(FAILURES)))
def test_every_failure_of_every_client_is_one_of_ours(act: Act, kind: type[ModelFailed], provider: str) -> None:
    with ModelServer([act]) as server:
        line = line_to(server, provider, model_retries=0, model_timeout_s=5)
        try:
            reply = line.ask(QUESTION)
        except ModelFailed as error:
            assert isinstance(error, kind)
            assert error.next_step
            assert f"{provider}:m" in str(error)
            assert error.__cause__ is None
        else:  # a client may take garbage for an empty reply, which is then no answer
            assert kind is ModelFailed
            assert reply.text == ""


def test_nobody_there() -> None:
    with ModelServer([says("")]) as server:
        pass
    for provider in ("openai", "anthropic", "ollama"):
        with pytest.raises(ModelUnreachable, match=r"no connection.*check that the server runs"):
            line_to(server, provider, model_retries=0).ask(QUESTION)


def test_a_redirect_is_not_followed() -> None:
    with ModelServer([says("from elsewhere")]) as elsewhere:
        act = fails(307, "over there", Location=elsewhere.url + "/chat/completions")
        for provider in ("openai", "ollama"):
            error, _ = failure(act, provider)
            assert isinstance(error, ModelRefused)
        assert elsewhere.requests == []


def test_a_server_without_temperature_or_counts_is_asked_without() -> None:
    refusals = [fails(400, "temperature is not supported"), fails(400, "unknown field stream_options"), says("yes")]
    with ModelServer(refusals) as server:
        assert line_to(server).say(QUESTION) == "yes"
    assert "temperature" in server.requests[0].body
    assert "temperature" not in server.requests[2].body
    assert "stream_options" not in server.requests[2].body


# Time, length, cancelling


def test_a_call_that_stalls_is_given_up_in_time() -> None:
    for act in (stalls(), stalls(after="MOI is")):
        began = time.monotonic()
        with ModelServer([act]) as server, pytest.raises(ModelUnreachable, match="in time"):
            line_to(server, model_timeout_s=0.5).ask(QUESTION)
        assert time.monotonic() - began < 2
        assert server.hung_up.wait(2)


def test_a_trickle_is_given_up_in_time() -> None:
    began = time.monotonic()
    with ModelServer([streams_for_ever({"content": "."}, 0.05)]) as server, pytest.raises(ModelUnreachable):
        line_to(server, model_timeout_s=0.6).ask(QUESTION)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "delta",
    [{"content": "word " * 20}, {"content": ""}, {"reasoning_content": "hm " * 30}],
    ids=["words", "none", "aside"],
)
def test_a_reply_without_end_is_cut_off(delta: dict[str, str]) -> None:
    with ModelServer([streams_for_ever(delta)]) as server:
        reply = line_to(server, model_timeout_s=10).ask(QUESTION, characters=500)
        assert reply.cut
        assert len(reply.text) < 1_000
        assert server.hung_up.wait(3)


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_line_without_end_is_cut_off(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.models.bounded.MOST_BYTES", 3_000_000)
    with ModelServer([raw(b"data: {" + b" " * 50_000_000)]) as server:
        with pytest.raises(ModelBabbled, match="longer than 3 MB"):
            line_to(server, provider, model_timeout_s=20).ask(QUESTION)
        assert server.hung_up.wait(3)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
@pytest.mark.parametrize("act", [stalls(), stalls(after="MOI is")], ids=["before", "within"])
def test_cancelling_frees_the_request_within_a_second(act: Act, provider: str) -> None:
    cancel = threading.Event()
    with ModelServer([act]) as server:
        line = line_to(server, provider)
        threading.Timer(0.3, cancel.set).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            line.ask(QUESTION, cancel=cancel)
        assert time.monotonic() - began < 1.3
        assert server.hung_up.wait(1)
    assert len(server.requests) == 1


def test_cancelling_ends_the_wait_for_another_try() -> None:
    cancel = threading.Event()
    with ModelServer([fails(429, "later", Retry_After="30")]) as server:
        threading.Timer(0.3, cancel.set).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            line_to(server).ask(QUESTION, cancel=cancel)
        assert time.monotonic() - began < 1.3


# Secrets, and who else is told


@pytest.mark.parametrize(("provider", "variable"), [("openai", "OPENAI_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY")])
@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_a_key_is_in_no_message(
    provider: str, variable: str, status: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(variable, KEY)
    caplog.set_level("DEBUG")
    said = f"the key {KEY} is wrong, also sk-very-se***6789 and Bearer {KEY}"
    with ModelServer([fails(status, said)]) as server:
        line = line_to(server, provider, model_retries=0)
        with pytest.raises(ModelFailed) as raised:
            line.ask(QUESTION)
        sent = server.requests[0].headers
    assert KEY in sent.get("authorization", "") + sent.get("x-api-key", "")
    for text in (str(raised.value), repr(raised.value), repr(line), repr(line.model), str(line.model), caplog.text):
        assert KEY not in text
        assert "6789" not in text


def test_nothing_is_traced_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer([says("spied")]) as spy, ModelServer([says("", ("search", {"query": "a"})), says("x")]) as server:
        tracing = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_TRACING_V2": "true"}
        gateway = {"LANGSMITH_GATEWAY": spy.url, "LANGSMITH_GATEWAY_API_KEY": "lsv2_x", "LANGCHAIN_TRACING": "true"}
        place = {"LANGSMITH_ENDPOINT": spy.url, "LANGCHAIN_ENDPOINT": spy.url, "LANGSMITH_API_KEY": "lsv2_pt_key"}
        for name, value in (tracing | gateway | place).items():
            monkeypatch.setenv(name, value)
        assert line_to(server).ask(QUESTION, [SEARCH]).message.tool_calls
        assert line_to(server).say(QUESTION) == "x"
        time.sleep(0.5)  # what is traced is sent in the background
        assert spy.requests == []
    assert len(server.requests) == 2


def test_the_gateway_of_langchain_is_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGSMITH_GATEWAY", "LANGSMITH_TRACING"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_GATEWAY_API_KEY", "lsv2_x")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    assert str(open_model(Settings(), "openai:m").openai_api_base) == "https://api.openai.com/v1"
    assert str(open_model(Settings(), "anthropic:m").anthropic_api_url) == "https://api.anthropic.com"


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_no_proxy_comes_between_this_machine_and_itself(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ModelServer([says("proxied")]) as proxy, ModelServer([says("MOI")]) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        try:
            line_to(server, provider, model_retries=0).ask(QUESTION)
        except ModelFailed:
            assert provider == "ollama"  # the server speaks another protocol; what counts is where it was asked
        assert proxy.requests == []
    assert server.requests


# Opening


def refusal(name: str | None, **settings: object) -> str:
    with pytest.raises(SettingsError) as raised:
        open_model(Settings(**settings), name)
    assert raised.value.next_step
    return str(raised.value)


def test_what_is_missing_is_said_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SETPOINT_MODEL" in refusal(None)
    assert "anthropic:NAME" in refusal("gpt-4o")
    assert "there is no provider 'nonsense'" in refusal("nonsense:m")
    assert "set OPENAI_API_KEY" in refusal("openai:m")
    assert "set ANTHROPIC_API_KEY" in refusal("anthropic:m")
    assert "pip install langchain-groq" in refusal("groq:m")
    found = __import__("importlib.util").util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "langchain_openai" else found(name))
    assert "pip install 'setpoint[openai]'" in refusal("openai:m")


def test_errors_of_a_client_that_opens_do_not_tell_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert KEY not in refusal("openai:m", model_url=f"http://[{KEY}")


def test_a_password_in_the_address_is_not_shown() -> None:
    with ModelServer([fails(500, "x")]) as server, pytest.raises(ModelFailed) as raised:
        url = server.url.replace("http://", "http://anna:pa55word@")
        Line.open(Settings(model="openai:m", model_url=url, model_retries=0)).ask(QUESTION)
    assert "pa55word" not in str(raised.value)
