"""Runs the measurements in turn, each in a process of its own.

    python -m bench [--only NAME]... [--keep DIR]

What each measures, how, and the figure to reach stands in its module, and in `python -m bench.NAME --help`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# What is measured, with whether it can keep what it builds.
MEASUREMENTS = {
    "answering": True,
    "ablation": True,
    "search_quality": True,
    "chunking": True,
    "search_latency": True,
    "cold_start": False,
    "ingest_ratio": False,
    "second_ingest": False,
    "churn": False,
    "guard_overhead": False,
    "guard_bombs": False,
    "kill_points": False,
    "readers": False,
    "ocr": False,
    "facts": False,
    "aliases": False,
    "wlp": False,
    "graph_stores": False,
    "background": False,
    "verifier": False,
    "model_overhead": False,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all or the named ones; 1 if one of them could not be run, whatever the figures say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=list(MEASUREMENTS), metavar="NAME", help="may be repeated")
    parser.add_argument("--keep", type=Path, help="keep the libraries here and use them again")
    chosen = parser.parse_args(arguments)
    failed: list[str] = []
    for name in chosen.only or MEASUREMENTS:
        keep = ["--keep", str(chosen.keep / name)] if chosen.keep and MEASUREMENTS[name] else []
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}", *keep], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\ncould not be measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
