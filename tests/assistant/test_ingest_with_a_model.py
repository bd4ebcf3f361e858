"""`ingest --model`: what a model finds in prose is kept where it stands there, marked, asked once, within a budget."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.exhibits import Bench
from assistant.fact_reading import FactReading
from assistant.ingestion import Wanted, ingest
from assistant.models.line import Line
from assistant.models.proposing import TOOL, Proposing
from assistant.models.scripted import ScriptedModel
from assistant.settings import Settings
from assistant.tools.arguments import AskGraph, GraphQuestion
from assistant.tools.tools import Tools
from assistant.upkeep import check_up
from assistant.workspace import FOLDER, Workspace
from graph.errors import NoAnswer
from graph.proposed.asking import Proposer
from graph.proposed.candidates import schema
from retrieval.doctor.findings import Unwatched
from retrieval.ingest_report import IngestReport, Silent, State
from tests.assistant.commands import Ran
from tests.assistant.model_server import ModelServer, fails, says
from tests.assistant.sights import sight_of
from tests.assistant.site import HASHING, Library

SHEAR = "Wringing force must not exceed 31 kPa.\n"
SPIN = "Twirling rate must not exceed 44 rpm.\n"
NOTES: Mapping[str, str] = {
    "notes/shear.md": f"# Shear\n\n{SHEAR}",
    "notes/spin.md": f"# Spin\n\n{SPIN}",
    "notes/gloves.md": "# Gloves\n\nThe operator wears two pairs of gloves and a coat of cotton on every day.\n",
}
_STATED = re.compile(r"(?P<name>\w+ing (?:force|rate)) must (?P<limit>not exceed \d+ \w+)")


def candidates(text: str) -> list[dict[str, object]]:
    """What an honest model would find in the two notes."""
    return [
        {
            "relation": "LIMITED_BY",
            "subject": {"label": "Parameter", "name": m["name"]},
            "object": {"label": "Limit", "name": m["limit"]},
            "quote": m.group(),
            "context": {},
            "properties": {"kind": "spec"},
        }
        for m in _STATED.finditer(text)
    ]


@dataclass
class Honest:
    """A model that lists what stands there, and remembers what it was asked."""

    asked: list[str] = field(default_factory=list[str])

    def __call__(self, text: str, _schema: dict[str, object]) -> object:
        self.asked.append(text.rsplit("=====", 2)[1].strip())
        return {"candidates": candidates(text)}


def lying(_text: str, _schema: dict[str, object]) -> object:
    found = candidates(SHEAR)[0]
    return {"candidates": [{**found, "object": {"label": "Limit", "name": "not exceed 97 kPa"}}]}


def failing(_text: str, _schema: dict[str, object]) -> object:
    raise ConnectionError("no route to the model")


@pytest.fixture
def noted(library: Library) -> Library:
    for name, text in NOTES.items():
        library.write(name, text)
    return library


def read(library: Library, propose: Proposer, calls: int | None = None) -> tuple[IngestReport, FactReading]:
    model = FactReading("scripted", propose, calls)
    report = ingest(library.workspace, [library.root / "records"], Silent(), Wanted(model=model))
    return report, model


def limits(workspace: Workspace) -> str:
    with sight_of(workspace) as sight:
        return Tools(sight, Bench()).ask_graph(AskGraph(question=GraphQuestion.LIMITS))


def test_facts_of_prose_stand_in_the_graph_marked_as_read_by_a_model(noted: Library) -> None:
    noted.read()
    assert "31 kPa" not in limits(noted.workspace).split("rows>>>")[0]
    honest = Honest()
    _, model = read(noted, honest)
    assert model.facts == 2
    found = limits(noted.workspace)
    assert re.search(r"- Wringing force.*not exceed 31 kPa \| read by a model \[e\w+\]", found)
    status = noted.workspace.status()
    assert (status["facts_model"], status["facts_by_model"]) == ("scripted", 2)
    assert status["graph_in_step"] is True
    every = [f for some in noted.workspace.graph_builder.facts.facts().values() for f in some]
    assert {f.evidence.extractor.split()[0] for f in every if "exceed" in f.object.name} == {"model"}


def test_nothing_is_asked_twice_and_what_was_answered_stays(noted: Library) -> None:
    honest = Honest()
    read(noted, honest)
    asked = list(honest.asked)
    assert len(asked) == len(set(asked)) > 0
    again, model = read(noted, honest)
    assert honest.asked == asked
    assert model.facts == 0
    assert {o.state for o in again.outcomes} == {State.UNCHANGED}
    noted.write("notes/more.md", "# More\n\nThe coat is washed every week, and not only when it is seen to be dirty.\n")
    noted.read()  # without the model
    assert "not exceed 31 kPa" in limits(noted.workspace)
    with Workspace.open(noted.root / FOLDER) as reopened:
        assert reopened.state_of_graph() == (True, None)
        assert "not exceed 31 kPa" in limits(reopened)


def test_a_budget_is_kept_and_the_next_run_goes_on(noted: Library) -> None:
    honest = Honest()
    _, model = read(noted, honest, calls=1)
    assert len(honest.asked) == 1
    assert model.open
    notes = model.notes(noted.workspace.documents())
    assert "not wholly asked about:" in notes[-1]
    assert "setpoint ingest --model" in notes[-1]
    assert noted.workspace.state_of_graph() == (True, None)
    assert check_up(noted.workspace, Unwatched(), repair=False).sound
    read(noted, honest)
    assert len(honest.asked) == len(set(honest.asked)) > 1
    assert noted.workspace.graph_builder.facts.count_by_model() == 2


def test_a_model_that_does_not_answer_stops_nothing_and_is_named(noted: Library) -> None:
    report, model = read(noted, failing)
    assert report.count(State.ADDED) == len(NOTES)
    assert report.count(State.FAILED) == 0
    assert sum(model.failures.values()) > 0
    assert any("no route to the model" in note for note in model.notes(noted.workspace.documents()))
    assert noted.workspace.state_of_graph() == (True, None)
    _, model = read(noted, Honest())
    assert model.facts == 2


def test_what_the_passage_does_not_state_is_dropped(noted: Library) -> None:
    _, model = read(noted, lying)
    assert model.facts == 0
    assert model.dropped > 0
    assert "97 kPa" not in limits(noted.workspace)
    assert any("do not state" in note for note in model.notes(noted.workspace.documents()))


def test_it_is_in_the_record(noted: Library) -> None:
    read(noted, Honest())
    read(noted, Honest())
    records = [r for r in noted.workspace.audit.newest(10) if r.action == "ingest"]
    assert len(records) == 2
    model = records[-1].detail["model"]
    assert isinstance(model, dict)
    assert (model["name"], model["facts"]) == ("scripted", 2)


# Asking through LangChain


def proposing(*script: object) -> tuple[Proposing, ScriptedModel]:
    model = ScriptedModel(script=list(script))
    made = Proposing.open(
        Settings(model="openai:m", model_url="http://127.0.0.1:1/v1", model_price_in=1, model_price_out=2)
    )
    made.line = Line.of(model, HASHING)
    return made, model


@pytest.mark.parametrize("said", ['{"candidates": []}', '```json\n{"candidates": []}\n```'])
def test_an_answer_in_words_is_read_as_json(said: str) -> None:
    made, _ = proposing(said)
    assert made("text", schema()) == {"candidates": []}
    assert made.meter.calls == 1


@pytest.mark.parametrize("said", ["", "There is nothing.", '{"candidates": [', "[" * 5_000])
def test_what_is_no_json_is_no_answer(said: str) -> None:
    made, _ = proposing(said)
    with pytest.raises(NoAnswer):
        made("text", schema())


# The command


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name, text in NOTES.items():
        file = tmp_path / "records" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    def answer(handler: object) -> None:
        body = server.requests[-1].body
        text = body["messages"][-1]["content"]
        found = {"candidates": candidates(text)}
        if server.script and getattr(server, "no_tools", False):
            (fails(400, "tools are not supported") if body.get("tools") else says(json.dumps(found)))(handler)  # pyright: ignore[reportArgumentType]
        else:
            says("", (TOOL, found))(handler)  # pyright: ignore[reportArgumentType]

    with ModelServer([answer]) as server:  # pyright: ignore[reportArgumentType]
        monkeypatch.setenv("SETPOINT_MODEL", "openai:test")
        monkeypatch.setenv("SETPOINT_MODEL_URL", server.url)
        monkeypatch.setenv("SETPOINT_MODEL_PRICE_IN", "2")
        monkeypatch.setenv("SETPOINT_MODEL_PRICE_OUT", "6")
        yield server


def test_the_command_asks_over_http_and_tells_what_it_cost(
    run: Callable[..., Ran], place: Path, served: ModelServer
) -> None:
    done = run("ingest", "records", "--model", "--json", cwd=place)
    assert done.code == 0
    assert done.json["model"]["facts"] == 2
    assert done.json["model"]["calls"] == len(served.requests) > 0
    assert "openai:test read 2 facts" in done.says
    assert "by the prices of the settings" in done.says
    tool = served.requests[0].body["tools"][0]["function"]
    assert tool["name"] == TOOL
    assert "$ref" not in json.dumps(tool)
    status = run("status", "--json", cwd=place).json
    assert (status["facts_model"], status["facts_by_model"]) == ("openai:test", 2)
    rows = run("graph", "limits", "wringing force", "--json", cwd=place).json["limits"]
    assert [row["read_by_model"] for row in rows] == [True]
    assert "(by a model)" in run("graph", "limits", "wringing force", cwd=place).text
    before = len(served.requests)
    assert run("ingest", "records", "--model", cwd=place).code == 0
    assert len(served.requests) == before


def test_a_server_without_tools_is_given_the_schema_as_text(
    run: Callable[..., Ran], place: Path, served: ModelServer
) -> None:
    served.no_tools = True  # pyright: ignore[reportAttributeAccessIssue]
    done = run("ingest", "records", "--model", "--model-calls", "4", "--json", cwd=place)
    assert done.json["model"]["facts"] > 0
    with_tools = [r for r in served.requests if r.body.get("tools")]
    assert len(with_tools) == 1
    assert '"candidates"' in served.requests[-1].body["messages"][-1]["content"]


def test_without_a_model_nothing_is_read(run: Callable[..., Ran], place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETPOINT_MODEL", raising=False)
    done = run("ingest", "records", "--model", cwd=place)
    assert done.code == 2
    assert "no language model is set" in done.says
    assert "SETPOINT_MODEL" in done.says
    assert run("status", "--json", cwd=place).json["documents"] == 0
    assert run("ingest", "records", "--model-calls", "3", cwd=place).code == 2
