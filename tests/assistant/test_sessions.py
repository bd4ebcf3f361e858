"""Sessions on the command line: begun, gone on with, listed, renamed, deleted, forgotten, backed up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.workspace import FOLDER
from tests.assistant.commands import Ran

RATE = "what is the rocking rate set point of SOP-301?"


def test_a_session_is_begun_listed_shown_renamed_and_deleted(own_site: Path, run: Callable[..., Ran]) -> None:
    assert run("sessions", "list", cwd=own_site).text.startswith("no sessions")
    assert run("ask", RATE, "--session", "rate").code == 0
    followed = run("ask", "and the PAR?", "--session", "rate", "--json").json
    assert (followed["question"], followed["session"]) == ("and the PAR?", "rate")
    assert followed["understood"] == "what is the rocking rate PAR of SOP-301?"
    assert "10 to 18 rpm" in followed["claims"][0]["text"]
    assert run("ask", "and the PAR?", "--json").json["understood"] is None, "without a session nothing is read into it"

    [listed] = run("sessions", "list", "--json").json
    assert (listed["name"], listed["turns"], listed["last_question"]) == ("rate", 2, "and the PAR?")
    shown = run("sessions", "show", "rate", "--json").json
    assert [t["understood"] for t in shown["asked"]] == [None, "what is the rocking rate PAR of SOP-301?"]
    assert [t["turn"] for t in shown["asked"]] == [1, 2]
    assert "understood as: what is the rocking rate PAR of SOP-301?" in run("sessions", "show", listed["session"]).text

    assert run("sessions", "rename", "rate", "rocking").code == 0
    assert "rocking" in run("sessions", "list").text
    assert run("sessions", "show", "rate").code == 2
    assert "2 turns" in run("sessions", "delete", "rocking").text
    assert run("sessions", "list", "--json").json == []
    recorded = [r["action"] for r in run("audit", "list", "--json").json]
    assert recorded[:2] == ["session", "session"]
    assert recorded.count("ask") == 3
    assert run("audit", "verify").code == 0


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x07b"])
def test_a_name_is_a_line(site_folder: Path, run: Callable[..., Ran], name: str) -> None:
    ran = run("ask", RATE, "--session", name, cwd=site_folder)
    assert (ran.code, "printable characters" in ran.says) == (2, True)


@pytest.mark.parametrize("command", [("show",), ("delete",), ("rename", "x")])
def test_a_session_that_is_not_there(site_folder: Path, run: Callable[..., Ran], command: tuple[str, ...]) -> None:
    ran = run("sessions", command[0], "none", *command[1:], cwd=site_folder)
    assert (ran.code, "there is no session 'none'" in ran.says) == (2, True)


def test_a_refused_question_is_a_turn_too(own_site: Path, run: Callable[..., Ran]) -> None:
    assert run("ask", "what is the capital of Norway?", "--session", "x", cwd=own_site).code == 3
    assert [t["refused"] for t in run("sessions", "show", "x", "--json").json["asked"]] == [True]
    assert "not answered by the records" in run("sessions", "show", "x").text


def test_a_forgotten_document_leaves_no_byte_in_sessions(own_site: Path, run: Callable[..., Ran]) -> None:
    word = "kanarienvogelol"
    file = own_site / "records" / "SOP-777.md"
    file.write_text(f"# SOP-777 {word} handling\n\nThe {word} reagent is held at 4 °C for at most 9 min.\n")
    assert run("ingest", "records", cwd=own_site).code == 0
    run("ask", f"how long is the {word} reagent held?", "--session", word)
    run("ask", "and on ice?", "--session", word)
    run("ask", RATE, "--session", "other")
    ran = run("forget", "SOP-777", "--reason", "trial", "--json")
    assert ran.code == 0, ran.says
    assert ran.json["proven"] is True
    kept = b"".join(p.read_bytes() for p in (own_site / FOLDER).rglob("*") if p.is_file())
    assert word.encode() not in kept.lower()
    sessions = {s["name"]: s for s in run("sessions", "list", "--json").json}
    assert "other" in sessions
    [renamed] = [s for s in sessions.values() if s["name"] == s["session"]]
    turns = run("sessions", "show", renamed["session"], "--json").json["asked"]
    assert [(t["question"], t["understood"]) for t in turns] == [("", None), ("and on ice?", None)]
    assert "erased" in run("sessions", "show", renamed["session"]).text
    again = run("ask", "and on ice?", "--session", renamed["session"], "--json").json
    assert again["understood"] is None, "what was erased is not built on"


def test_sessions_come_back_with_a_backup(own_site: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    run("ask", RATE, "--session", "rate", cwd=own_site)
    assert run("backup", tmp_path / "b.setpoint").code == 0
    run("sessions", "delete", "rate")
    assert run("restore", tmp_path / "b.setpoint", "--replace").code == 0
    assert run("ask", "and the PAR?", "--session", "rate", "--json").json["understood"] is not None
    assert run("doctor").code == 0


def test_a_session_is_not_shown_with_what_could_steer_a_terminal(own_site: Path, run: Callable[..., Ran]) -> None:
    run("ask", "what is\x1b]52;c;eA==\x07 the \u202erate?", "--session", "x", cwd=own_site)
    for command in (("list",), ("show", "x")):
        shown = run("sessions", *command).text
        assert "\x1b]" not in shown
        assert "\u202e" not in shown
