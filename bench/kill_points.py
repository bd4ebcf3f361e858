"""What is left of a workspace when its writer is killed with SIGKILL, at random moments.

For ingest, forget, doctor --repair and graph rebuild, a workspace is made and the task runs once undisturbed. Then,
for each trial, the same task runs on a fresh copy and is killed at a random moment of the time that the
undisturbed run took. The workspace must open, answer from what was complete, and after one more
undisturbed run be in the same state: the same records (digest of the ledger), the same vectors in
Chroma, the same process graph, an audit trail that verifies, and after `forget` no byte of what was forgotten.

To reach: all trials.

    python -m bench.kill_points [--trials 50] [--seed 7]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from assistant.answers import Question
from assistant.forgetting import forget as forget_document
from assistant.ingestion import ingest as ingest_paths
from assistant.settings import Settings
from assistant.upkeep import check_up, rebuild_graph
from assistant.workspace import FOLDER, Workspace
from bench.figures import Figure, print_figures
from graph.building import GraphBuilder
from graph.ledger_store import LedgerGraph
from graph.sums import graph_digest
from graph.vocabulary import load_vocabulary
from retrieval.chroma import chroma_vectors
from retrieval.doctor.findings import Unwatched
from retrieval.embedding import HashingEmbedder
from retrieval.errors import UnknownReference
from retrieval.ingest_report import Silent
from retrieval.ledger import Ledger
from retrieval.projection import compare

SETTINGS = Settings(embedding_model="hashing", wait_s=5)
FILES, CHANGED, ADDED, FORGOTTEN = 24, 12, 24, 4
AN_HOUR_S = 3_600
CANARY = "kanarienvogel"


@dataclass(frozen=True, slots=True)
class Task:
    """What is killed: `prepare` makes the workspace it starts from, `work` is the task, `finish` the next run."""

    name: str
    prepare: Callable[[Path], None]
    work: Callable[[Workspace, Path], object]
    finish: Callable[[Workspace, Path], object]


@dataclass(frozen=True, slots=True)
class State:
    """Everything that must be the same after a kill and another run."""

    records: str
    vectors: bool
    graph: str
    in_step: bool
    trail: bool
    canaries: int


def write_record(root: Path, number: int, edition: int) -> None:
    """One protocol; its canary word stands in no other."""
    sections = "\n\n".join(
        f"## {part} Part\n\n" + f"Step {number}.{part}.{edition} mixes lot {number * 31 + part} at {part} °C. " * 12
        for part in range(1, 9)
    )
    file = root / "records" / f"SOP-{1000 + number}.md"
    file.parent.mkdir(exist_ok=True)
    table = "| Parameter | Set point | PAR | Unit |\n|---|---|---|---|\n"
    row = f"| Mixing time of tank {number} | {10 + edition} | {5 + edition} to {20 + edition} | min |"
    head = f"# SOP-{1000 + number} Mixing {CANARY}{number:03}x\n\n## 0 Parameters\n\n{table}{row}\n\n"
    file.write_text(f"{head}{sections}\n", "utf-8")
    old = time.time() - AN_HOUR_S + edition
    os.utime(file, (old, old))


def opened(root: Path) -> Workspace:
    """The workspace of a folder."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    return Workspace(folder, SETTINGS)


def ingest(workspace: Workspace, root: Path) -> object:
    """Read the whole folder."""
    return ingest_paths(workspace, [root / "records"], Silent())


def read_library(root: Path) -> None:
    """A library that has read its records."""
    for number in range(FILES):
        write_record(root, number, 1)
    run_in_child(lambda: with_workspace(root, ingest))


def changed_library(root: Path) -> None:
    """A library that has read its records, with changed and new files beside them."""
    read_library(root)
    for number in range(CHANGED):
        write_record(root, number, 2)
    for number in range(FILES, FILES + ADDED):
        write_record(root, number, 1)


def forget(workspace: Workspace, root: Path) -> object:
    """Forget some documents, those that are still there; then read the folder, which must not bring them back."""
    for number in range(FORGOTTEN):
        try:
            forget_document(workspace, f"SOP-{1000 + number}", "trial", wait_s=5)
        except UnknownReference:
            continue
    return ingest(workspace, root)


def damaged_library(root: Path) -> None:
    """A library with word entries, vectors and lines that are gone or wrong, and a vector store cut short."""
    read_library(root)
    with contextlib.closing(sqlite3.connect(root / FOLDER / "ledger.db", isolation_level=None)) as database:
        database.execute("DELETE FROM passage_terms WHERE rowid % 3 = 0")
        database.execute("UPDATE vectors SET vector = zeroblob(length(vector)) WHERE digest < '4'")
        database.execute("DELETE FROM vectors WHERE digest > 'c'")
    store = next((root / FOLDER / "vectors").rglob("chroma.sqlite3"))
    os.truncate(store, store.stat().st_size // 2)


def repair(workspace: Workspace, _: Path) -> object:
    """Look and mend."""
    return check_up(workspace, Unwatched(), repair=True)


def rebuild(workspace: Workspace, _: Path) -> object:
    """Read the facts again and make the graph anew."""
    return rebuild_graph(workspace, read_again=True)


def with_workspace(root: Path, work: Callable[[Workspace, Path], object]) -> object:
    """Open, work, close."""
    workspace = opened(root)
    try:
        return work(workspace, root)
    finally:
        workspace.close()


TASKS = (
    Task("ingest", changed_library, ingest, ingest),
    Task("forget", read_library, forget, forget),
    Task("doctor --repair", damaged_library, repair, repair),
    Task("graph rebuild", read_library, rebuild, ingest),
)


def state_of(root: Path, task: Task) -> State:
    """What the workspace holds."""
    with_workspace(root, lambda workspace, _: workspace.ask(Question("where is lot 62 mixed?")))
    canaries = 0
    if task.name == "forget":
        names = [f"{CANARY}{number:03}x".encode() for number in range(FORGOTTEN)]
        data = [path.read_bytes() for path in (root / FOLDER).rglob("*") if path.is_file()]
        canaries = sum(any(name in d for d in data) for name in names)
    ledger = Ledger.open(f"sqlite:///{root / FOLDER / 'ledger.db'}")
    try:
        store = chroma_vectors(str(root / FOLDER / "vectors"), ledger.identity, HashingEmbedder.model)
        vectors = not compare(ledger, store, HashingEmbedder.model)
        builder = GraphBuilder(ledger, LedgerGraph(ledger), load_vocabulary())
        difference = builder.compare()
        told = not (difference.missing or difference.extra or difference.different or difference.unread)
        graph = graph_digest(builder.store.contents(anew=True))
        trail = ledger.audit.verify().problem is None
        return State(ledger.state_digest(), vectors, graph, told and builder.in_step(), trail, canaries)
    finally:
        ledger.close()


def start_child(work: Callable[[], object]) -> int:
    """Run something in a fork of this process, which has imported everything and opened nothing."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return child


def run_in_child(work: Callable[[], object]) -> None:
    """Run something in a fork and wait for it. Raises RuntimeError if it failed."""
    _, status = os.waitpid(start_child(work), 0)
    if status:
        raise RuntimeError("the child failed; see above")


def told_by_child(work: Callable[[], State]) -> State:
    """What a fork returns."""
    reading, writing = os.pipe()
    child = start_child(lambda: os.write(writing, json.dumps(list(_fields(work()))).encode()))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError("the child failed; see above")
    return State(*json.loads(said))


def _fields(state: State) -> tuple[object, ...]:
    return astuple(state)


def killed_after(delay_s: float, work: Callable[[], object]) -> bool:
    """Start something and kill it; whether it was still running."""
    child = start_child(work)
    time.sleep(delay_s)
    ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        if status:
            raise RuntimeError("the child failed before it was killed; see above")
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def sound(root: Path) -> None:
    """The database opens and is whole. Raises RuntimeError if not."""
    with sqlite3.connect(root / FOLDER / "ledger.db") as database:
        (said,) = database.execute("PRAGMA integrity_check").fetchone()
    database.close()
    if said != "ok":
        raise RuntimeError(f"the database is damaged: {said}")


def trials(task: Task, count: int, chance: random.Random, place: Path) -> tuple[int, int, list[str]]:
    """How many trials converged and how many were killed in time, and what went wrong in the others."""
    start = place / "start"
    start.mkdir()
    task.prepare(start)
    undisturbed = Path(shutil.copytree(start, place / "undisturbed"))
    began = time.monotonic()
    run_in_child(lambda: with_workspace(undisturbed, task.work))
    took = time.monotonic() - began
    goal = told_by_child(lambda: state_of(undisturbed, task))
    if not goal.vectors or not goal.in_step or not goal.trail or goal.canaries:
        return 0, 0, [f"the undisturbed run is not sound: {goal}"]
    converged, killed, wrong = 0, 0, list[str]()
    for number in range(count):
        root = Path(shutil.copytree(start, place / f"trial-{number}"))
        delay = chance.uniform(0.0, took)
        try:
            killed += killed_after(delay, lambda root=root: with_workspace(root, task.work))
            if (root / FOLDER / "ledger.db").exists():
                sound(root)
            told_by_child(lambda root=root: state_of(root, task))  # opens and answers
            run_in_child(lambda root=root: with_workspace(root, task.finish))
            found = told_by_child(lambda root=root: state_of(root, task))
            if found == goal:
                converged += 1
            else:
                wrong.append(f"{task.name}, killed after {delay:.3f} s: {found} is not {goal}")
        except RuntimeError as error:
            wrong.append(f"{task.name}, killed after {delay:.3f} s: {error}")
        shutil.rmtree(root)
    return converged, killed, wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 1 if a trial did not converge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=51, help="over all tasks")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args(arguments)
    chance, figures, wrong = random.Random(chosen.seed), list[Figure](), list[str]()
    share = -(-chosen.trials // len(TASKS))
    for task in TASKS:
        with tempfile.TemporaryDirectory() as place:
            converged, killed, faults = trials(task, share, chance, Path(place))
        figures.append(
            Figure(f"{task.name}: converged of {share} ({killed} killed at work)", converged, least=share - 0.5)
        )
        wrong.extend(faults)
    print_figures("Killed with SIGKILL", figures)
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
