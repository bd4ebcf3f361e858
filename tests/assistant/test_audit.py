"""Every answer leaves one record with what was delivered; what cannot be recorded is not shown."""

from __future__ import annotations

import getpass
import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from assistant import answer_json
from assistant.answers import Question
from assistant.errors import AuditFailed
from assistant.workspace import FOLDER
from retrieval.audit_trail import AuditTrail
from retrieval.errors import WorkspaceDamaged
from tests.assistant.commands import Ran
from tests.assistant.site import Library, write_site

ANSWERED = "how long may thawed vector be held on ice?"
REFUSED = "what is the trypsin concentration?"


def records(root: Path, action: str = "ask") -> list[tuple[str, str, dict[str, object]]]:
    """Who, subject and detail of the audit records of one action, oldest first."""
    with sqlite3.connect(f"file:{root / FOLDER / 'ledger.db'}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT who, subject, payload FROM audit JOIN audit_payloads ON record = id WHERE action = ? ORDER BY id",
            (action,),
        ).fetchall()
    return [(who, subject, json.loads(detail)) for who, subject, detail in rows]


def without_replay(detail: dict[str, object]) -> dict[str, object]:
    """A recorded answer without what stands beside it for `audit replay`."""
    assert "replay" in detail
    return {key: value for key, value in detail.items() if key != "replay"}


def test_each_answer_leaves_one_record(library: Library) -> None:
    write_site(library.root / "records")
    library.read()
    answers = [library.workspace.ask(Question(q)) for q in (ANSWERED, REFUSED, ANSWERED)]
    kept = records(library.root)
    assert [subject for _, subject, _ in kept] == [a.id for a in answers]
    assert [without_replay(detail) for *_, detail in kept] == [answer_json.answer(a) for a in answers]
    assert {who for who, *_ in kept} == {getpass.getuser()}
    assert len({a.id for a in answers}) == 3


def test_the_record_is_what_was_printed(run: Callable[..., Ran], own_site: Path) -> None:
    before = records(own_site)
    printed = [run("ask", question, "--json", cwd=own_site).json for question in (ANSWERED, REFUSED)]
    kept = records(own_site)[len(before) :]
    assert [without_replay(detail) for *_, detail in kept] == printed


def test_looking_leaves_no_record_of_an_answer(run: Callable[..., Ran], own_site: Path) -> None:
    run("ask", ANSWERED, cwd=own_site)
    before = records(own_site)
    for command in (("show", "1"), ("documents",), ("status",), ("ingest", "records", "--dry-run")):
        assert run(*command, cwd=own_site).code == 0
    assert records(own_site) == before


def test_an_ingest_leaves_a_record_when_something_changed(library: Library) -> None:
    library.write("a.md", "# T\n\nThe light is at 5 lux.\n")
    library.read()
    library.read()
    [(_, _, detail)] = records(library.root, "ingest")
    assert [d["state"] for d in detail["documents"]] == ["added"]


def fails(self: AuditTrail, who: str, action: str, subject: str, detail: Mapping[str, object]) -> int:
    raise WorkspaceDamaged("the disk is full", next_step="make room")


@pytest.mark.parametrize("question", [ANSWERED, REFUSED])
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_nothing_is_shown_that_could_not_be_recorded(
    run: Callable[..., Ran], own_site: Path, monkeypatch: pytest.MonkeyPatch, question: str, flags: tuple[str, ...]
) -> None:
    monkeypatch.setattr(AuditTrail, "record", fails)
    ran = run("ask", question, *flags, cwd=own_site)
    assert ran.code == 4
    assert ran.out == b""
    assert "the audit record could not be written (the disk is full)" in ran.says
    assert "45 min" not in ran.says


def test_the_workspace_hands_out_no_answer_either(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AuditTrail, "record", fails)
    with pytest.raises(AuditFailed):
        library.workspace.ask(Question(REFUSED))


@pytest.mark.parametrize("question", [ANSWERED, REFUSED])
def test_a_ledger_that_can_only_be_read_answers_nothing(
    spawn: Callable[..., Ran], own_site: Path, question: str
) -> None:
    database = (own_site / FOLDER / "ledger.db").resolve()
    read_only = f"sqlite:///file:{database}?mode=ro&uri=true"
    ran = spawn("ask", question, cwd=own_site, SETPOINT_LEDGER_URL=read_only)
    assert ran.code == 4
    assert ran.out == b""
    assert "audit record could not be written" in ran.says
    assert "Traceback" not in ran.says
