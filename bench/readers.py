"""What readers see while another process reads 1,000 documents into the library.

`setpoint ingest` runs as a process of its own; until it ends, this process asks, lists and opens
documents as a bot would, and looks at every document that it sees: its text, lines, passages, lexical
entries and vectors must all be there.

To reach: 0 errors, 0 partial documents.

    python -m bench.readers [--files 1000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.answers import Question
from assistant.settings import Settings
from assistant.workspace import FOLDER, Workspace
from bench.figures import Figure, print_figures
from bench.processes import SETPOINT
from bench.second_ingest import write_files
from retrieval.embedding import HashingEmbedder
from retrieval.errors import SetpointError
from retrieval.ledger import Ledger


@dataclass
class Seen:
    """What a reader saw."""

    looks: int = 0
    answers: int = 0
    documents: int = 0
    errors: list[str] = field(default_factory=list[str])
    partial: list[str] = field(default_factory=list[str])


def look(ledger: Ledger, seen: Seen, checked: set[str]) -> None:
    """One look at the whole library, in one snapshot: everything of a document, or nothing."""
    with ledger.snapshot():
        catalogue = ledger.catalogue()
        fresh = [d for d in catalogue if d.digest not in checked]
        canonical = ledger.canonical(d.digest for d in fresh)
        ids, _, owners, _ = ledger.passage_vectors(HashingEmbedder.model, [d.digest for d in fresh])
        for document in fresh:
            checked.add(document.digest)
            text = canonical[document.digest]
            passages = ledger.passage_ids(document.digest)
            embedded = sum(owner == document.digest for owner in owners)
            whole = len(text.text) == document.report.characters and text.lines and text.lines[-1].end == len(text.text)
            if not (whole and passages and embedded == len(passages) and set(passages.values()) <= set(ids)):
                seen.partial.append(document.file)
    seen.looks += 1
    seen.documents = len(checked)


def watch(root: Path, working: subprocess.Popen[bytes]) -> Seen:
    """Read until the writer ends."""
    seen, checked = Seen(), set[str]()
    settings = Settings(embedding_model="hashing", wait_s=5)
    folder = root / FOLDER
    while not (folder / "ledger.db").exists() and working.poll() is None:
        time.sleep(0.01)
    while working.poll() is None:
        try:
            workspace = Workspace(folder, settings)
            try:
                number = seen.looks * 3
                workspace.ask(Question(f"at which temperature is lot of SOP-{number:04} handled?"))
                seen.answers += 1
                listed = workspace.documents()
                if listed:
                    workspace.place(listed[-1].file)
                workspace.status()
            finally:
                workspace.close()
            ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}")
            try:
                look(ledger, seen, checked)
            finally:
                ledger.close()
        except SetpointError as error:
            seen.errors.append(str(error))
        except Exception as error:
            seen.errors.append(f"{type(error).__name__}: {error}")
    return seen


def measure(files: int) -> tuple[Seen, int]:
    """What readers saw while that many files were read, and how the writer ended."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        write_files(root / "records", files)
        environment = {**os.environ, "SETPOINT_EMBEDDING_MODEL": "hashing"}
        working = subprocess.Popen(
            [SETPOINT, "ingest", "records", "--json"],
            cwd=root,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        seen = watch(root, working)
        return seen, working.returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 1 if the writer failed or a reader saw something wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000)
    chosen = parser.parse_args(arguments)
    seen, code = measure(chosen.files)
    print_figures(
        f"Readers during an ingest of {chosen.files} documents (the writer ended with {code})",
        [
            Figure("looks at the whole library", seen.looks),
            Figure("questions answered or refused", seen.answers),
            Figure("documents seen before the end", seen.documents),
            Figure("errors", len(seen.errors), most=0),
            Figure("partial documents", len(seen.partial), most=0),
        ],
    )
    print("\n".join([*seen.errors[:10], *seen.partial[:10]]), file=sys.stderr)
    return 1 if code or seen.errors or seen.partial else 0


if __name__ == "__main__":
    sys.exit(main())
