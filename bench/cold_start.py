"""What a cold command costs: whole processes from start to exit, wall time and peak memory.

`setpoint --help`, and `setpoint ask` on a library made from samples/records, each the median of
several runs after a warm-up; beside them the same question put to a plain LangChain,
sentence-transformers and Chroma script (bench/plain_langchain.py) over the same files, as a ratio
within this run. The runs of the three take turns.

To reach: help at most 0.3 s; ask at most 1.5 s and 300 MB.

    python -m bench.cold_start [--runs 5]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, print_figures
from bench.processes import REPO, SETPOINT, Run, run, typical

RECORDS = REPO / "samples" / "records"
QUESTION = "acceptable range for iPSC seeding density?"
PLAIN = [sys.executable, "-m", "bench.plain_langchain"]


def measure(folder: Path, runs: int) -> tuple[Run, Run, Run]:
    """The typical run of help, ask and the plain script's ask."""
    workspace, database = str(folder / "setpoint"), str(folder / "chroma")
    run([SETPOINT, "--workspace", workspace, "ingest", str(RECORDS)])
    run([*PLAIN, "ingest", str(RECORDS), database])
    commands = (
        [SETPOINT, "--help"],
        [SETPOINT, "--workspace", workspace, "ask", QUESTION],
        [*PLAIN, "ask", database, QUESTION],
    )
    turns = [[run(command) for command in commands] for _ in range(runs + 1)][1:]  # the first warms up
    shown, asked, plain = (typical(same) for same in zip(*turns, strict=True))
    return shown, asked, plain


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        shown, asked, plain = measure(Path(folder), chosen.runs)
    figures = [
        Figure("setpoint --help", shown.seconds, "s", most=0.3),
        Figure("setpoint --help, peak memory", shown.peak_mb, "MB"),
        Figure("setpoint ask", asked.seconds, "s", most=1.5),
        Figure("setpoint ask, processor time", asked.cpu_s, "s"),
        Figure("setpoint ask, peak memory", asked.peak_mb, "MB", most=300),
        Figure("plain LangChain script", plain.seconds, "s"),
        Figure("plain LangChain script, peak memory", plain.peak_mb, "MB"),
        Figure("plain / ask, time", plain.seconds / asked.seconds, "x"),
        Figure("plain / ask, memory", plain.peak_mb / asked.peak_mb, "x"),
    ]
    print_figures(f"Cold commands, median of {chosen.runs} runs", figures)


if __name__ == "__main__":
    main()
