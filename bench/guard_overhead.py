"""What the guard costs on good files: reading a folder in children, and in the process itself.

Whole processes over samples/records and corpora/lab_protocols, in turn: one reads each file with the
loaders; one reads them through a pool, which starts its children, loads the parsers in them, sends the
bytes and checks the answers; one through a pool of a single child, which cannot gain by a second
core. Digests are taken in all three, as an ingest does.

To reach: the guarded reading takes at most 1.3 times the unguarded one.

    python -m bench.guard_overhead [--runs 5]
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure, print_figures
from bench.places import collections, corpora
from bench.processes import run, typical
from retrieval import loaders
from retrieval.errors import UnreadableFile
from retrieval.guard.pool import Pool
from retrieval.reading_ahead import ReadAhead
from retrieval.survey import Candidate


def unguarded(files: Sequence[Path]) -> int:
    """Read all in this process; how many could be read."""
    good = 0
    for file in files:
        data = file.read_bytes()
        hashlib.sha256(data).hexdigest()
        with contextlib.suppress(UnreadableFile):
            loaders.load(file.name, data)
            good += 1
    return good


def guarded(files: Sequence[Path], workers: int) -> int:
    """Read all through a pool; how many could be read."""
    good = 0
    with contextlib.closing(Pool(workers=workers)) as pool:
        ahead = ReadAhead(pool, lambda _: True)
        for looked in ahead.each(Candidate(file.name, file, file.stat().st_size, 0, None) for file in files):
            with contextlib.suppress(UnreadableFile):
                ahead.loaded(looked)
                good += 1
    return good


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--read", choices=["unguarded", "pool", "single"], help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    folders = [collections()[name] for name in ("samples", "lab_protocols")]
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix in loaders.SUFFIXES]
    if chosen.read:
        print(unguarded(files) if chosen.read == "unguarded" else guarded(files, 1 if chosen.read == "single" else 0))
        return
    ways = ("unguarded", "pool", "single")
    place = {"SETPOINT_CORPORA": str(corpora())}
    command = [sys.executable, "-m", "bench.guard_overhead", "--read"]
    turns = [[run([*command, way], place) for way in ways] for _ in range(chosen.runs)]
    alone, pool, single = (typical(same) for same in zip(*turns, strict=True))
    assert alone.output == pool.output == single.output, "the ways do not read the same"
    figures = [
        Figure(f"unguarded, {len(files)} files", alone.seconds, "s"),
        Figure("guarded", pool.seconds, "s"),
        Figure("guarded by a single child", single.seconds, "s"),
        Figure("guarded / unguarded", pool.seconds / alone.seconds, "x", most=1.3),
        Figure("single child / unguarded", single.seconds / alone.seconds, "x", most=1.3),
        Figure("single child / unguarded, processor time", single.cpu_s / alone.cpu_s, "x"),
    ]
    print_figures(f"Reading good files, median of {chosen.runs} runs in turn", figures)


if __name__ == "__main__":
    main()
