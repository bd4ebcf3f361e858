"""Whole processes as they are measured: wall and processor seconds, peak memory, output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

REPO = Path(__file__).resolve().parent.parent
SETPOINT = str(Path(sys.executable).with_name("setpoint"))
# The models are on this machine: nothing may wait for a hub.
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


@dataclass(frozen=True, slots=True)
class Run:
    """One process from start to exit; `cpu_s` is the processor time of all its threads."""

    seconds: float
    cpu_s: float
    peak_mb: float
    output: str


def run(command: Sequence[str], settings: Mapping[str, str] | None = None, codes: Sequence[int] = (0,)) -> Run:
    """Run a command in the repository. Ends the measurement with the command's own words if it fails."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SETPOINT_")}
    cache = {"SETPOINT_CACHE": os.environ["SETPOINT_CACHE"]} if "SETPOINT_CACHE" in os.environ else {}
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        timed = [sys.executable, "-I", "-S", str(REPO / "bench" / "timed.py"), str(result)]
        done = subprocess.run(
            [*timed, *command],
            env={**inherited, **cache, **OFFLINE, **(settings or {})},
            cwd=REPO,
            capture_output=True,
            text=True,
            check=False,
        )
        if not result.exists():
            raise SystemExit(f"{command[0]} could not be started: {done.stderr.strip()[-2000:]}")
        found = json.loads(result.read_text("utf-8"))
    if found["code"] not in codes:
        raise SystemExit(f"{' '.join(command)} ended with {found['code']}: {done.stderr.strip()[-2000:]}")
    return Run(found["seconds"], found["cpu_s"], found["peak_mb"], done.stdout)


def typical(runs: Sequence[Run]) -> Run:
    """The median of each figure over several runs."""
    return Run(
        median(r.seconds for r in runs),
        median(r.cpu_s for r in runs),
        median(r.peak_mb for r in runs),
        runs[-1].output,
    )
