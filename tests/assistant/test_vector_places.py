"""A workspace with its vectors on a Chroma server, from ingest to answer, and without it."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest

from assistant.answers import Question
from assistant.ingestion import ingest
from assistant.settings import load_settings
from assistant.workspace import Workspace
from retrieval.ingest_report import Silent, State

WASH = "# SOP-007 Wash\n\nWash the beads twice with 5 mL of buffer for 10 min.\n"
GONE = "http://127.0.0.1:9"


def workspace(place: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> Workspace:
    monkeypatch.setenv("SETPOINT_VECTORS_URL", url)
    folder = place / ".setpoint"
    folder.mkdir(exist_ok=True)
    return Workspace(folder, load_settings(place))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "SOP-007.md").write_text(WASH)
    return tmp_path


def test_a_workspace_on_a_server_and_then_without_it(
    records: Path, monkeypatch: pytest.MonkeyPatch, quick: None, chroma_server: str
) -> None:
    monkeypatch.setattr("retrieval.search.EXACT_PASSAGES", 0)
    served = workspace(records, monkeypatch, chroma_server)
    report = ingest(served, [records / "records"], Silent())
    assert (report.notes, report.behind) == ((), False)
    question = Question("how often are the beads washed?")
    expected = [claim.text for claim in served.ask(question).claims]
    assert expected
    status = served.status()
    assert (status["vectors_in_step"], status["vectors_problem"], status["vector_store"]) == (True, None, chroma_server)
    assert not (records / ".setpoint" / "vectors").exists()
    served.close()

    alone = workspace(records, monkeypatch, GONE)
    assert [claim.text for claim in alone.ask(question).claims] == expected
    status = alone.status()
    assert status["vectors_in_step"] is False
    assert GONE in str(status["vectors_problem"])
    (records / "records" / "SOP-008.md").write_text(WASH.replace("007", "008").replace("beads", "filters"))
    report = ingest(alone, [records / "records"], Silent())
    assert (report.count(State.ADDED), report.behind) == (1, True)
    assert GONE in report.notes[0]
    assert alone.ask(Question("how often are the filters washed?")).claims
    recorded = alone.ledger.audit.last("ingest", getpass.getuser())
    assert recorded is not None
    assert "SOP-008" in str(recorded.detail)
    alone.close()

    again = workspace(records, monkeypatch, chroma_server)
    assert ingest(again, [records / "records"], Silent()).notes == ()
    assert again.status()["vectors_in_step"] is True
    again.vectors.reset()
    again.close()


def test_a_harmed_index_is_made_anew_and_told(records: Path, monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    opened = workspace(records, monkeypatch, "")
    ingest(opened, [records / "records"], Silent())
    [file] = (records / ".setpoint" / "vectors").glob("*/*/data_level0.bin")
    content = bytearray(file.read_bytes())
    content[5] ^= 0xFF
    file.write_bytes(bytes(content))
    opened.close()
    again = workspace(records, monkeypatch, "")
    [note] = ingest(again, [records / "records"], Silent()).notes
    assert "made anew" in note
    assert ingest(again, [records / "records"], Silent()).notes == ()
    again.close()
