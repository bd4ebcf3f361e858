"""Where measurements find their material, and a workspace they can throw away."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Generator
from pathlib import Path

from assistant.ingestion import ingest
from assistant.settings import load_settings
from assistant.workspace import Workspace
from retrieval.ingest_report import Silent

REPO = Path(__file__).resolve().parent.parent
QUESTIONS = REPO / "bench" / "questions"


def corpora() -> Path:
    """The public documents written by others; SETPOINT_CORPORA names another place."""
    place = Path(os.environ.get("SETPOINT_CORPORA", REPO.parent / "shared" / "corpora"))
    if not place.is_dir():
        raise SystemExit(f"no corpora at {place}: set SETPOINT_CORPORA")
    return place


def collections() -> dict[str, Path]:
    """The folder of documents behind each question set."""
    return {
        "samples": REPO / "samples" / "records",
        "lab_protocols": corpora() / "lab_protocols",
        "bioprot": corpora() / "bioprot" / "protocols",
    }


@contextlib.contextmanager
def library(records: Path, kept: Path | None = None) -> Generator[Workspace]:
    """A workspace with the records read; thrown away unless a folder to keep it in is given."""
    with tempfile.TemporaryDirectory() as folder:
        place = (kept or Path(folder)) / ".setpoint"
        place.mkdir(parents=True, exist_ok=True)
        workspace = Workspace(place, load_settings(place.parent))
        ingest(workspace, [records], Silent())
        try:
            yield workspace
        finally:
            workspace.close()
