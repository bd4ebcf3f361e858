"""What reading a library again costs when nothing changed.

1,000 small generated files are read with the hashing embedder; then `setpoint ingest` runs again as
a whole process. Its own report must say that every file is unchanged and nothing was embedded, else
the measurement ends with an error. The files' times are set an hour back: a file that changed within
2 s of being looked at has its digest taken anew on purpose.

To reach: at most 2 s.

    python -m bench.second_ingest [--files 1000] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, print_figures
from bench.processes import SETPOINT, Run, run, typical

AN_HOUR_S = 3_600
ACTIONS = ("Add", "Aspirate", "Incubate", "Centrifuge", "Wash", "Resuspend", "Transfer", "Count")
THINGS = (
    "the cells",
    "the pellet",
    "the supernatant",
    "the vector stock",
    "mTeSR Plus",
    "the wash buffer",
    "the beads",
)


def write_files(folder: Path, files: int) -> None:
    """Protocols of a few steps, in Markdown, plain text and CSV, an hour old."""
    chance, old = random.Random(7), time.time() - AN_HOUR_S
    for number in range(files):
        place = folder / f"room-{number % 20:02}"
        place.mkdir(parents=True, exist_ok=True)
        steps = [
            f"{chance.choice(ACTIONS)} {chance.choice(THINGS)} {chance.randint(1, 900)} µL, {chance.randint(4, 37)} °C"
            for _ in range(8)
        ]
        heading = f"SOP-{number:04} Handling of lot {chance.randint(10_000, 99_999)}"
        if number % 3 == 0:
            name, text = f"{number}.md", f"# {heading}\n\n" + "\n".join(f"{n}. {s}" for n, s in enumerate(steps, 1))
        elif number % 3 == 1:
            name, text = f"{number}.txt", "\n\n".join([heading, *steps])
        else:
            name, text = f"{number}.csv", "\n".join(["step;what", *(f"{n};{s}" for n, s in enumerate(steps, 1))])
        file = place / name
        file.write_text(text, "utf-8")
        os.utime(file, (old, old))


def measure(folder: Path, files: int, runs: int) -> tuple[Run, Run]:
    """The first ingest, and the typical one after it."""
    records = folder / "records"
    write_files(records, files)
    command = [SETPOINT, "--workspace", str(folder / "setpoint"), "ingest", str(records), "--json"]
    first = run(command, {"SETPOINT_EMBEDDING_MODEL": "hashing"})
    again = [run(command, {"SETPOINT_EMBEDDING_MODEL": "hashing"}) for _ in range(runs)]
    for repeated in again:
        _check(json.loads(repeated.output), files)
    return first, typical(again)


def _check(report: dict[str, list[dict[str, str]]], files: int) -> None:
    states = Counter(outcome["state"] for outcome in report["documents"])
    if states != {"unchanged": files} or report["embedded"]:
        raise SystemExit(f"the second ingest did work: {dict(states)}, {report['embedded']} embedded")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        first, again = measure(Path(folder), chosen.files, chosen.runs)
    figures = [
        Figure("first ingest", first.seconds, "s"),
        Figure("second ingest, nothing changed", again.seconds, "s", most=2.0),
        Figure("first / second", first.seconds / again.seconds, "x"),
        Figure("second ingest, processor time", again.cpu_s, "s"),
        Figure("second ingest, peak memory", again.peak_mb, "MB"),
    ]
    print_figures(f"Reading {chosen.files:,} files again, median of {chosen.runs} runs", figures)


if __name__ == "__main__":
    main()
