"""The commands doctor, backup and restore: what they print, how they end, and that they can be killed anywhere."""

from __future__ import annotations

import getpass
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.ingestion import ingest
from assistant.upkeep import back_up
from assistant.workspace import FOLDER, Workspace
from retrieval.ingest_report import Silent
from retrieval.ledger import Ledger
from retrieval.writer import writer_lock
from tests.assistant.commands import Ran
from tests.assistant.conftest import process_environment
from tests.assistant.site import HASHING
from tests.assistant.test_interrupt import assert_complete, documents_in, write_many

CHECKS = [
    *("database", "documents", "passages", "hidden text and scans", "lexical index", "vector cache"),
    *("file states", "audit trail", "sessions", "vector store", "process graph", "unfinished work"),
]


@contextmanager
def ledger_of(root: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(f"sqlite:///{root / FOLDER / 'ledger.db'}")
    try:
        yield ledger
    finally:
        ledger.close()


def state(root: Path) -> str:
    with ledger_of(root) as ledger:
        return ledger.state_digest()


def damage(root: Path, statement: str) -> None:
    with sqlite3.connect(root / FOLDER / "ledger.db") as raw:
        assert raw.execute(statement).rowcount > 0
    raw.close()


# The doctor


def test_a_sound_workspace_says_so_a_line_a_check(own_site: Path, run: Callable[..., Ran]) -> None:
    ran = run("doctor", cwd=own_site)
    assert ran.code == 0, ran.text
    lines = ran.text.splitlines()
    assert [line[:23].strip() for line in lines] == CHECKS
    assert all(line.endswith("sound") for line in lines)
    found = run("doctor", "--json").json
    assert found["sound"] is True
    assert [c["check"] for c in found["checks"]] == CHECKS
    assert all(c["findings"] == [] for c in found["checks"])


def test_damage_is_found_repaired_and_recorded(own_site: Path, run: Callable[..., Ran]) -> None:
    sound = state(own_site)
    damage(own_site, "DELETE FROM passage_terms WHERE rowid % 3 = 0")
    damage(own_site, "UPDATE vectors SET vector = x'0000' WHERE rowid % 5 = 0")
    damage(own_site, "DELETE FROM passages WHERE id % 7 = 0")
    before = state(own_site)
    ran = run("doctor", cwd=own_site)
    assert ran.code == 4
    assert "wrong: lexical index: SOP-301 version 1 (" in ran.text
    assert "run `setpoint doctor --repair`" in ran.text
    assert state(own_site) == before, "without --repair nothing is changed"

    ran = run("doctor", "--repair", "--json")
    assert ran.code == 0, ran.text
    findings = [f for c in ran.json["checks"] for f in c["findings"]]
    assert findings
    assert all(f["repaired"] and f["did"] for f in findings)
    assert state(own_site) == sound
    assert run("doctor").code == 0
    with ledger_of(own_site) as ledger:
        assert ledger.audit.last("repair", getpass.getuser())
    assert run("doctor", "--repair").code == 0
    with sqlite3.connect(own_site / FOLDER / "ledger.db") as raw:
        assert raw.execute("SELECT count(*) FROM audit WHERE action = 'repair'").fetchone() == (1,), (
            "only what was done"
        )


def test_a_damaged_text_is_repaired_by_the_next_ingest(own_site: Path, run: Callable[..., Ran]) -> None:
    sound = state(own_site)
    damage(own_site, "UPDATE documents SET text = replace(text, '10', '11') WHERE number = 'SOP-301' AND version = '1'")
    ran = run("doctor", "--repair", cwd=own_site)
    assert ran.code == 4
    assert "so that the next ingest reads it again" in ran.text
    assert run("ingest", "records").code in (0, 1)
    assert run("doctor").code == 0
    assert state(own_site) == sound


@pytest.mark.parametrize("content", [None, b"", b"not a database at all" * 999], ids=["gone", "empty", "foreign"])
def test_a_workspace_that_does_not_open_is_one_line_with_the_next_step(
    own_site: Path, run: Callable[..., Ran], content: bytes | None
) -> None:
    for file in (own_site / FOLDER).glob("ledger.db*"):
        file.unlink()
    if content is not None:
        (own_site / FOLDER / "ledger.db").write_bytes(content)
    for command in (["doctor"], ["doctor", "--repair"], ["doctor", "--json"], ["backup", "b.setpoint"]):
        ran = run(*command, cwd=own_site)
        assert ran.code == 4
        assert ran.out == b""
        assert "backup" in ran.says or "ingest anew" in ran.says
        assert len(ran.says.splitlines()) == 1


def test_the_doctor_waits_for_a_writer_only_to_repair(own_site: Path, run: Callable[..., Ran]) -> None:
    with writer_lock(own_site / FOLDER, "ingest", 0, lambda _: None):
        ran = run("doctor", cwd=own_site)
        assert ran.code == 0
        assert "not compared: another process is writing" in ran.text
        ran = run("doctor", "--repair", "--wait", "0.1")
        assert ran.code == 4
        assert "(ingest, since" in ran.says


def test_the_samples_have_no_finding(samples: Path, tmp_path: Path, run: Callable[..., Ran]) -> None:
    (tmp_path / "records").symlink_to(samples)
    assert run("ingest", samples, cwd=tmp_path).code in (0, 1)
    ran = run("doctor")
    assert ran.code == 0, ran.text
    assert "wrong" not in ran.text
    assert "note" not in ran.text


# Backup and restore


def test_a_backup_is_restored_elsewhere_and_answers_alike(
    own_site: Path, run: Callable[..., Ran], tmp_path: Path
) -> None:
    asked = run("ask", "rocking rate?", "--json", cwd=own_site).json
    sound = state(own_site)
    ran = run("backup", tmp_path / "b.setpoint")
    assert ran.code == 0, ran.says
    assert "settings are left out" in ran.text
    assert run("backup", tmp_path / "b.setpoint").code == 2

    (tmp_path / "new").mkdir()
    ran = run("restore", tmp_path / "b.setpoint", cwd=tmp_path / "new")
    assert ran.code == 0, ran.says
    assert state(tmp_path / "new") == sound
    again = run("ask", "rocking rate?", "--json").json
    assert [c["text"] for c in again["claims"]] == [c["text"] for c in asked["claims"]]
    assert run("doctor").code == 0
    assert run("status", "--json").json["vectors_in_step"] is True
    assert run("restore", tmp_path / "b.setpoint").code == 2
    done = run("restore", tmp_path / "b.setpoint", "--replace", "--json")
    assert done.code == 0
    assert done.json["replaced"]["audit_trail_continued"] is True
    assert run("doctor").code == 0


def test_a_backup_that_is_none_is_one_line(own_site: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "b.setpoint").write_bytes(b"PK\x05\x06" + bytes(18))
    ran = run("restore", tmp_path / "b.setpoint", "--replace", cwd=own_site)
    assert ran.code == 4
    assert len(ran.says.splitlines()) == 1
    assert "nothing in the workspace was changed" in ran.says
    assert run("restore", tmp_path / "missing").code == 2


def test_a_server_and_a_file_can_stand_for_each_other(
    own_site: Path, run: Callable[..., Ran], tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = state(own_site)
    assert run("backup", tmp_path / "b.setpoint", cwd=own_site).code == 0
    (tmp_path / "team").mkdir()
    monkeypatch.setenv("SETPOINT_LEDGER_URL", postgres_url)
    assert run("restore", tmp_path / "b.setpoint", cwd=tmp_path / "team").code == 0
    ran = run("doctor")
    assert ran.code == 0, ran.text
    assert run("backup", tmp_path / "c.setpoint").code == 0
    monkeypatch.delenv("SETPOINT_LEDGER_URL")
    (tmp_path / "laptop").mkdir()
    assert run("restore", tmp_path / "c.setpoint", cwd=tmp_path / "laptop").code == 0
    assert state(tmp_path / "laptop") == sound
    assert run("doctor").code == 0


def test_a_backup_during_an_ingest_holds_complete_documents(
    setpoint_command: str, spawn: Callable[..., Ran], tmp_path: Path
) -> None:
    write_many(tmp_path / "records")
    working = subprocess.Popen(
        [setpoint_command, "ingest", "records"],
        cwd=tmp_path,
        env=process_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    latest = time.monotonic() + 60
    while documents_in(tmp_path / FOLDER / "ledger.db") == 0 and time.monotonic() < latest:
        time.sleep(0.01)
    with Workspace.open(tmp_path / FOLDER) as workspace:
        taken = back_up(workspace, tmp_path / "b.setpoint", force=False)
    assert working.poll() is None, "the ingest ended before the backup was taken"
    _, err = working.communicate(timeout=120)
    assert working.returncode == 0, err
    (tmp_path / "other" / FOLDER).mkdir(parents=True)
    assert spawn("restore", tmp_path / "b.setpoint", cwd=tmp_path / "other").code == 0
    assert assert_complete(tmp_path / "other") == taken.documents > 0
    ran = spawn("doctor", cwd=tmp_path / "other")
    assert ran.code == 0, ran.text


# Killed


KILLS = 4


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose backup and restore take long enough to be killed within."""
    root = tmp_path_factory.mktemp("large")
    write_many(root / "records")
    (root / FOLDER).mkdir()
    workspace = Workspace(root / FOLDER, HASHING)
    ingest(workspace, [root / "records"], Silent())
    back_up(workspace, root / "whole.setpoint", force=False)
    workspace.close()
    return root


def killed(command: list[str], cwd: Path, after_s: float) -> bool:
    """Run a command and kill it; whether it was still at work."""
    working = subprocess.Popen(
        command, cwd=cwd, env=process_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        working.wait(after_s)
    except subprocess.TimeoutExpired:
        working.send_signal(signal.SIGKILL)
        working.wait()
        return True
    return False


def delays(command: list[str], cwd: Path) -> Iterator[float]:
    """Seeded moments within the time that the command takes, measured once."""
    began = time.monotonic()
    assert not killed(command, cwd, 120)
    whole, chance = time.monotonic() - began, random.Random(4)
    for n in range(KILLS):
        yield whole * (0.3 + 0.7 * (n + chance.random()) / KILLS)  # the first third is starting Python


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_killed_backup_is_there_whole_or_not_at_all(
    large: Path, setpoint_command: str, spawn: Callable[..., Ran], tmp_path: Path
) -> None:
    target, hits = tmp_path / "b.setpoint", 0
    command = [setpoint_command, "backup", str(target), "--force"]
    for after in delays(command, large):
        target.unlink(missing_ok=True)
        hits += killed(command, large, after)
        if target.exists():
            (new := tmp_path / f"r{after}").mkdir()
            assert spawn("restore", target, cwd=new).code == 0
            assert state(new) == state(large)
    assert hits
    assert spawn("backup", target, "--force", cwd=large).code == 0
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_killed_restore_leaves_the_workspace_as_before_or_as_after(
    large: Path, own_site: Path, setpoint_command: str, spawn: Callable[..., Ran]
) -> None:
    after_it, other = state(large), own_site / "site.setpoint"
    before = state(own_site)
    assert spawn("backup", other, cwd=own_site).code == 0
    command = [setpoint_command, "restore", str(large / "whole.setpoint"), "--replace"]
    hits = 0
    for after in delays(command, own_site):
        assert spawn("restore", other, "--replace", cwd=own_site).code == 0
        assert state(own_site) == before
        hits += killed(command, own_site, after)
        assert state(own_site) in (before, after_it)
        ran = spawn("doctor", "--repair", cwd=own_site)
        assert ran.code == 0, ran.text
        assert not (own_site / FOLDER / "restoring").exists()
    assert hits


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_killed_repair_is_finished_by_the_next(
    own_site: Path, setpoint_command: str, spawn: Callable[..., Ran]
) -> None:
    sound, command, hits = state(own_site), [setpoint_command, "doctor", "--repair"], 0
    with ledger_of(own_site) as ledger:
        documents = len(ledger.catalogue())

    def plant() -> None:
        damage(own_site, "DELETE FROM passage_terms WHERE rowid % 2 = 0")
        damage(own_site, "DELETE FROM vectors WHERE rowid % 3 = 0")
        damage(own_site, "DELETE FROM passages WHERE id % 5 = 0")

    plant()
    for after in delays(command, own_site):
        plant()
        hits += killed(command, own_site, after)
        with ledger_of(own_site) as ledger:  # it opens, and every document is there
            assert len(ledger.catalogue()) == documents
        ran = spawn("doctor", "--repair", cwd=own_site)
        assert ran.code == 0, ran.text
        assert state(own_site) == sound
    assert hits
