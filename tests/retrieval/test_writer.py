"""One writer at a time, across processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval.errors import WorkspaceBusy, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.writer import ledger_lock, writer_lock

REPO = Path(__file__).resolve().parents[2]
HOLD = """
import sys, pathlib
from retrieval.ledger import Ledger
from retrieval.writer import ledger_lock, writer_lock
with writer_lock(pathlib.Path(sys.argv[1]), "ingest", 0, lambda _: None):
    print("held", flush=True)
    sys.stdin.read()
"""
Holder = subprocess.Popen[str]


@pytest.fixture
def hold(tmp_path: Path) -> Iterator[Callable[[], Holder]]:
    """Starts a process that holds the lock until its input ends."""
    started: list[Holder] = []

    def start() -> Holder:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path)],
            cwd=REPO,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(20)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()


def told_nobody(_: str) -> None:
    pytest.fail("nobody holds the lock")


def test_the_lock_is_free_again_after_use(tmp_path: Path) -> None:
    for _ in range(2):
        with writer_lock(tmp_path, "ingest", 0, told_nobody):
            assert str(os.getpid()) in (tmp_path / "writer.json").read_text()
    assert not (tmp_path / "writer.json").exists()


def test_the_lock_is_free_again_after_a_failure_in_it(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), writer_lock(tmp_path, "ingest", 0, told_nobody):
        raise KeyboardInterrupt
    with writer_lock(tmp_path, "ingest", 0, told_nobody):
        pass


def test_an_error_of_the_work_is_not_taken_for_one_of_the_lock(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), writer_lock(tmp_path, "ingest", 0, told_nobody):
        raise FileNotFoundError("a file of the work")


def test_a_second_process_is_told_who_holds_it(tmp_path: Path, hold: Callable[[], Holder]) -> None:
    holder = hold()
    waiting: list[str] = []
    with pytest.raises(WorkspaceBusy) as caught, writer_lock(tmp_path, "ingest", 0.1, waiting.append):
        pytest.fail("two writers")
    assert f"process {holder.pid} on " in caught.value.what
    assert "ingest, since 20" in caught.value.what
    assert "--wait" in caught.value.next_step
    assert [f"process {holder.pid} " in told for told in waiting] == [True]


def test_the_one_who_waits_gets_it_when_the_holder_is_done(tmp_path: Path, hold: Callable[[], Holder]) -> None:
    holder = hold()
    assert holder.stdin is not None

    def holder_ends(_: str) -> None:
        holder.stdin.close()

    with writer_lock(tmp_path, "ingest", 20, holder_ends):
        assert str(os.getpid()) in (tmp_path / "writer.json").read_text()
    assert holder.wait(20) == 0


def test_a_killed_holder_frees_it(tmp_path: Path, hold: Callable[[], Holder]) -> None:
    holder = hold()
    holder.kill()
    holder.wait(20)
    began = time.monotonic()
    assert (tmp_path / "writer.json").exists()  # it could not clean up
    with writer_lock(tmp_path, "ingest", 10, lambda _: None):
        assert str(os.getpid()) in (tmp_path / "writer.json").read_text()
    assert time.monotonic() - began < 5


def test_a_holder_file_that_cannot_be_read_does_not_matter(tmp_path: Path, hold: Callable[[], Holder]) -> None:
    hold()
    (tmp_path / "writer.json").write_text("{ cut short")
    with pytest.raises(WorkspaceBusy, match="another process"), writer_lock(tmp_path, "ingest", 0, lambda _: None):
        pytest.fail("two writers")


def test_a_folder_that_is_not_there_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceDamaged), writer_lock(tmp_path / "file" / "x", "ingest", 0, told_nobody):
        pytest.fail("no folder, no lock")


def test_a_ledger_on_a_server_is_held_by_one_machine_at_a_time(postgres_url: str) -> None:
    here, there = Ledger.open(postgres_url), Ledger.open(postgres_url)
    told: list[str] = []
    with (
        ledger_lock(here, "ingest", 0, told_nobody),
        pytest.raises(WorkspaceBusy) as caught,
        ledger_lock(there, "forget", 0.2, told.append),
    ):
        pytest.fail("two writers at once")
    assert f"process {os.getpid()}" in str(caught.value)
    assert "(ingest, since" in told[0]
    with ledger_lock(there, "forget", 0, told_nobody):
        assert '"task": "forget"' in str(here.writer())
    assert here.writer() is None
    here.close()
    there.close()


def test_the_lock_of_a_server_is_gone_with_its_holder(postgres_url: str) -> None:
    ledger = Ledger.open(postgres_url)
    hold = (
        "import sys\nfrom retrieval.ledger import Ledger\nfrom retrieval.writer import ledger_lock\n"
        "with ledger_lock(Ledger.open(sys.argv[1]), 'ingest', 0, print):\n    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, postgres_url], cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait(20)
    holder.stdin.close()
    holder.stdout.close()
    with ledger_lock(ledger, "ingest", 5, lambda _: None):
        pass
    ledger.close()


def test_a_ledger_in_a_file_is_held_with_its_folder(tmp_path: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ledger_lock(ledger, "ingest", 0, told_nobody), ledger_lock(ledger, "ingest", 0, told_nobody):
        assert ledger.writer() is None
    ledger.close()
