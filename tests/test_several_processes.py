"""Killed writers and readers beside a writer, as the measurements of `bench` make them, in a small size.

They run as processes of their own: a fork of the process that runs the tests would take over its threads.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]


def measured(name: str, *arguments: str) -> str:
    """What a measurement printed; it ends with 0 only if all it must show was shown."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SETPOINT_")}
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *arguments],
        cwd=REPO,
        env={**environment, "PYTHONPATH": str(REPO)},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks of a process")
def test_a_killed_writer_leaves_what_the_next_run_brings_to_the_undisturbed_state() -> None:
    said = measured("kill_points", "--trials", "12", "--seed", "11")
    tasks = re.findall(r"(\w[\w -]*): converged of (\d+) \((\d+) killed at work\)\s+(\d+)", said)
    assert [name for name, *_ in tasks] == ["ingest", "forget", "doctor --repair", "graph rebuild"]
    assert all(converged == count for _, count, _, converged in tasks)
    assert sum(int(killed) for _, _, killed, _ in tasks) >= 6  # the others had ended before they were killed


def test_readers_beside_a_writer_see_complete_documents_only() -> None:
    said = measured("readers", "--files", "150")
    assert int(re.search(r"questions answered or refused\s+(\d+)", said)[1]) > 3  # pyright: ignore[reportOptionalSubscript]
