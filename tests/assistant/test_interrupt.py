"""Ctrl-C during an ingest: what was read is complete, and the next ingest finishes the rest."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.workspace import FOLDER
from retrieval.ledger import Ledger
from tests.assistant.commands import Ran
from tests.assistant.conftest import process_environment
from tests.assistant.site import write

FILES = 320


def write_many(records: Path) -> None:
    """Files enough for several batches of passages, so that an ingest has begun to write and has not ended."""
    for number in range(FILES):
        sections = "\n\n".join(
            f"## {part} Part\n\n" + f"Step {number}.{part} mixes lot {number * 31 + part} at {part} °C and waits. " * 12
            for part in range(10)
        )
        write(records / f"SOP-{1000 + number}.md", f"# SOP-{1000 + number} Mixing\n\n{sections}\n")


def documents_in(database: Path) -> int:
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as reading:
            return int(reading.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.Error:
        return 0


def assert_complete(root: Path) -> int:
    """Every document of the library has its text, lines, passages and vectors; returns how many there are."""
    ledger = Ledger.open(f"sqlite:///{root / FOLDER / 'ledger.db'}")
    try:
        catalogue = ledger.catalogue()
        canonical = ledger.canonical(d.digest for d in catalogue)
        for document in catalogue:
            text = canonical[document.digest]
            assert len(text.text) == document.report.characters
            assert text.lines
            ids = set(ledger.passage_ids(document.digest).values())
            embedded, *_ = ledger.passage_vectors("hashing/256", [document.digest])
            assert ids
            assert ids == set(embedded)
        return len(catalogue)
    finally:
        ledger.close()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupted_ingest_leaves_whole_documents_and_the_next_one_finishes(
    setpoint_command: str, spawn: Callable[..., Ran], tmp_path: Path
) -> None:
    write_many(tmp_path / "records")
    working = subprocess.Popen(
        [setpoint_command, "ingest", "records"],
        cwd=tmp_path,
        env=process_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    latest = time.monotonic() + 60
    while documents_in(tmp_path / FOLDER / "ledger.db") == 0:
        assert working.poll() is None, "the ingest ended before it could be interrupted"
        assert time.monotonic() < latest
        time.sleep(0.01)
    os.killpg(working.pid, signal.SIGINT)  # as Ctrl-C does: to the whole group
    out, err = working.communicate(timeout=60)

    assert working.returncode == 130, err
    assert out == b""
    assert err.decode().strip() == "interrupted; what was read completely is kept"
    kept = assert_complete(tmp_path)
    assert 0 < kept < FILES

    asked = spawn("ask", "where is lot 31 mixed", "--json", cwd=tmp_path)
    assert asked.code in (0, 3), asked.says
    again = spawn("ingest", "records", "--json", cwd=tmp_path)
    assert again.code == 0, again.says
    states = [d["state"] for d in again.json["documents"]]
    assert states.count("added") + states.count("unchanged") == FILES
    assert states.count("unchanged") == kept
    assert assert_complete(tmp_path) == FILES
    assert spawn("status", "--json", cwd=tmp_path).json["vectors_in_step"] is True
