"""`setpoint models`, and what a command pays for models it does not use."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.agent.trial import KEY, SENTENCE
from tests.assistant.commands import Ran
from tests.assistant.conftest import process_environment
from tests.assistant.model_server import ModelServer, fails, says

ANSWER = {"claims": [{"text": SENTENCE, "quotes": [{"evidence": KEY, "quote": SENTENCE}]}], "not_found": []}


@pytest.fixture(autouse=True)
def without_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "SETPOINT_MODEL", "SETPOINT_MODEL_URL", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SETPOINT_MODEL_RETRIES", "0")
    yield


def test_without_a_model_it_says_what_answers_are_then(run: Callable[..., Ran], tmp_path: Path) -> None:
    done = run("models", cwd=tmp_path)
    assert done.code == 0
    assert b"answers are extractive" in done.out
    assert b"SETPOINT_MODEL" in done.out
    assert b"OPENAI_API_KEY is not set" in done.out
    found = json.loads(run("models", "--json").out)
    assert (found["model"], found["mode"]) == (None, "extractive")
    assert {one["name"] for one in found["providers"]} == {"anthropic", "openai", "ollama"}


def test_a_model_that_works(run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = [says("", ("look_up", {"word": "setpoint"})), says("", ("answer", ANSWER))]
    with ModelServer(good) as server:
        monkeypatch.setenv("SETPOINT_MODEL_URL", server.url)
        done = run("models", "--model", "openai:m", "--json", cwd=tmp_path)
    found = json.loads(done.out)
    assert done.code == 0
    assert found["works"]
    assert found["tools"]
    assert found["faithful"]
    assert found["streaming"]
    assert (found["structured"], found["calls"], found["address"]) == ("tool", 2, server.url)
    assert found["seconds"] > 0
    with ModelServer(good) as server:
        monkeypatch.setenv("SETPOINT_MODEL_URL", server.url)
        monkeypatch.setenv("SETPOINT_MODEL", "openai:m")
        told = run("models").out.decode()
    assert f"openai:m at {server.url}: works" in told
    assert "2 calls" in told


def test_a_model_without_tools_works_too(
    run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer([fails(400, "no tools here"), says(json.dumps(ANSWER))]) as server:
        monkeypatch.setenv("SETPOINT_MODEL_URL", server.url)
        found = json.loads(run("models", "--model", "openai:m", "--json", cwd=tmp_path).out)
    assert (found["works"], found["tools"], found["structured"]) == (True, False, "json")


@pytest.mark.parametrize(
    ("status", "said"), [(401, "does not accept the key"), (404, "no such model"), (503, "keeps failing")]
)
def test_a_server_that_fails_is_told_exactly(
    status: int, said: str, run: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer([fails(status, "because")]) as server:
        monkeypatch.setenv("SETPOINT_MODEL_URL", server.url)
        done = run("models", "--model", "openai:m", cwd=tmp_path)
    assert done.code == 1
    told = done.out.decode()
    assert said in told
    assert f"HTTP {status}: because" in told
    assert "Traceback" not in told + done.err.decode()


def test_settings_that_are_wrong_are_told(run: Callable[..., Ran], tmp_path: Path) -> None:
    done = run("models", "--model", "openai:m", cwd=tmp_path)
    assert done.code == 2
    assert b"set OPENAI_API_KEY" in done.out
    assert run("models", "--model", "nonsense:m").code == 2
    (tmp_path / "setpoint.toml").write_text('model = "gpt"\n')
    assert b"does not name a model" in run("models").out


ALL_OF_IT = (
    "import assistant.cli, assistant.workspace, assistant.agent.loop, assistant.models.line, assistant.agent.trial"
)
NO_MODEL = "from assistant.commands.models import command; command.main(['--json'], standalone_mode=False)"
LOADED = "import sys; print(sorted(m for m in sys.modules if m.startswith(('lang', 'openai', 'anthropic', 'ollama'))))"


@pytest.mark.parametrize("code", [ALL_OF_IT, NO_MODEL], ids=["imports", "no model"])
def test_langchain_is_imported_only_when_a_model_is_used(code: str, tmp_path: Path) -> None:
    repo = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{LOADED}"],
        cwd=tmp_path,
        env=process_environment(PYTHONPATH=str(repo)),
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
