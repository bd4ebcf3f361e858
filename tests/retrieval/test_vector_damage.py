"""Vectors that were killed, cut, altered or taken away: they heal, and nothing fails for want of them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.chroma import chroma_vectors
from retrieval.chroma.folder import FolderVectors
from retrieval.embedding import HashingEmbedder
from retrieval.errors import ProjectionDamaged, StoreUnreachable, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.projection import ProjectionDifference, compare, project, shown
from retrieval.search import Search
from retrieval.vectors import VectorStore
from tests.conftest import REPO
from tests.retrieval.made import MODEL, add, made, paragraphs

TEXTS = [f"Wash lot {n} with {n * 7} mL of buffer {n % 11} in room {n % 5}." for n in range(120)]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    add(opened, made("many.md", paragraphs(*TEXTS)))
    yield opened
    opened.close()


@pytest.fixture
def asks_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search that prefers the store already for a few passages."""
    monkeypatch.setattr("retrieval.search.EXACT_PASSAGES", 3)


def dense(library: Ledger, store: VectorStore, text: str = TEXTS[7]) -> list[int]:
    return Search(library, HashingEmbedder(), store).dense(HashingEmbedder().embed([text])[0], 3)


def in_step(library: Ledger, store: VectorStore) -> bool:
    return shown(library, store, MODEL) == library.generation() and compare(library, store, MODEL) == (
        ProjectionDifference()
    )


# Damage


def cut_short(share: float) -> Callable[[Path], None]:
    return lambda file: file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])


def flipped(seed: int, times: int) -> Callable[[Path], None]:
    def flip(file: Path) -> None:
        content = bytearray(file.read_bytes())
        for place in np.random.default_rng(seed).integers(len(content), size=times):
            content[place] ^= 0xFF
        file.write_bytes(bytes(content))

    return flip


FILES = (
    "chroma.sqlite3",
    "*/data_level0.bin",
    "*/header.bin",
    "*/index_metadata.pickle",
    "*/length.bin",
    "*/link_lists.bin",
    "seal.json",
)
HARMS = {
    "half": cut_short(0.5),
    "empty": cut_short(0),
    "gone": Path.unlink,
    "flipped": flipped(1, 40),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
@pytest.mark.parametrize("name", FILES)
def test_a_harmed_file_costs_no_answer_and_is_healed(
    library: Ledger, tmp_path: Path, asks_the_store: None, name: str, harm: Callable[[Path], None]
) -> None:
    root = tmp_path / "vectors"
    store = FolderVectors(root, library.identity, MODEL)
    project(library, store, MODEL)
    expected = dense(library, store)
    store.close()
    [file] = root.glob(f"*/{name}")
    harm(file)

    again = FolderVectors(root, library.identity, MODEL)
    assert dense(library, again) == expected
    healed = project(library, again, MODEL)
    # A byte that means nothing (a free page of the database) may be another.
    assert healed.rebuilt or healed.put == len(TEXTS) or name == "chroma.sqlite3"
    assert in_step(library, again)
    assert dense(library, again) == expected
    again.close()


def no_index(root: Path) -> None:
    for index in root.glob("*/*-*-*"):
        shutil.rmtree(index)


def a_file(root: Path) -> None:
    shutil.rmtree(root)
    root.write_text("x")


def a_later_one(root: Path) -> None:
    (root / "00000009-00000000").mkdir()
    (root / "00000009-00000000" / "seal.json").write_text("{}")


HARMED_FOLDERS = (no_index, shutil.rmtree, a_file, a_later_one)


@pytest.mark.parametrize("harm", HARMED_FOLDERS)
def test_a_harmed_folder_costs_no_answer_and_is_healed(
    library: Ledger, tmp_path: Path, asks_the_store: None, harm: Callable[[Path], None]
) -> None:
    root = tmp_path / "vectors"
    store = FolderVectors(root, library.identity, MODEL)
    project(library, store, MODEL)
    expected = dense(library, store)
    store.close()
    harm(root)
    again = FolderVectors(root, library.identity, MODEL)
    assert dense(library, again) == expected
    project(library, again, MODEL)
    assert in_step(library, again)
    add(library, made("more.md", paragraphs("Thaw the vial.")))
    project(library, again, MODEL)
    assert in_step(library, again)
    again.close()


def test_what_was_wrong_is_told(library: Ledger, tmp_path: Path) -> None:
    root = tmp_path / "vectors"
    store = FolderVectors(root, library.identity, MODEL)
    project(library, store, MODEL)
    [file] = root.glob("*/*/data_level0.bin")
    flipped(1, 1)(file)
    with pytest.raises(ProjectionDamaged) as caught:
        compare(library, store, MODEL)
    assert "doctor --repair" in caught.value.next_step
    healed = project(library, store, MODEL).healed
    assert healed is not None
    assert "data_level0.bin" in healed
    assert project(library, store, MODEL).healed is None


def test_a_folder_that_cannot_be_written_is_an_error_and_loses_nothing(library: Ledger, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    root = tmp_path / "vectors"
    store = FolderVectors(root, library.identity, MODEL)
    project(library, store, MODEL)
    add(library, made("more.md", paragraphs("Thaw the vial.")))
    root.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(WorkspaceDamaged) as caught:
            project(library, store, MODEL)
        assert not isinstance(caught.value, ProjectionDamaged)
        assert "permissions" in caught.value.next_step
    finally:
        root.chmod(stat.S_IRWXU)
    assert len(store.keys()) == len(TEXTS)
    project(library, store, MODEL)
    assert in_step(library, store)


def test_a_full_disk_is_an_error_and_loses_nothing(
    library: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "vectors"
    store = FolderVectors(root, library.identity, MODEL)
    project(library, store, MODEL)
    add(library, made("more.md", paragraphs("Thaw the vial.")))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("retrieval.chroma.folders.shutil.copyfile", full)
    with pytest.raises(WorkspaceDamaged) as caught:
        project(library, store, MODEL)
    assert "free space" in caught.value.next_step
    assert len(store.keys()) == len(TEXTS)
    monkeypatch.undo()
    project(library, store, MODEL)
    assert in_step(library, store)


# Killed, and two at once

WRITER = textwrap.dedent(
    """
    import sys, chromadb
    from pathlib import Path
    from retrieval.chroma.folder import FolderVectors
    from retrieval.ledger import Ledger
    from retrieval.projection import project
    from tests.retrieval.made import MODEL, add, made, paragraphs
    place = Path(sys.argv[1])
    ledger = Ledger.open(f"sqlite:///{place / 'ledger.db'}")
    store = FolderVectors(place / "vectors", ledger.identity, MODEL)
    print("begun", flush=True)
    for n in range(int(sys.argv[2])):
        new = made(f"{n % 4}.md", paragraphs(*(f"Round {n}: wash {i} bags {i * n} times." for i in range(40))))
        old = tuple(d.digest for d in ledger.catalogue() if d.file == new.entry.file)
        add(ledger, new)
        ledger.remove(old)
        project(ledger, store, MODEL)
    print("done", flush=True)
    """
)


def writer(place: Path, rounds: int) -> subprocess.Popen[str]:
    began = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place), str(rounds)],
        cwd=REPO,
        env={**os.environ, "PYTHONPATH": str(REPO)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert began.stdout is not None
    assert began.stdout.readline() == "begun\n"
    return began


def test_killed_at_any_moment_the_next_run_is_in_step(library: Ledger, tmp_path: Path, asks_the_store: None) -> None:
    for delay_s in np.random.default_rng(5).uniform(0.05, 2.5, size=5):
        process = writer(tmp_path, 1_000)
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
        store = FolderVectors(tmp_path / "vectors", library.identity, MODEL)
        assert dense(library, store)[0] == dense(library, chroma_vectors(str(tmp_path / "none"), "0", MODEL))[0]
        project(library, store, MODEL)
        assert in_step(library, store)
        assert len(list((tmp_path / "vectors").iterdir())) == 1
        store.close()


def test_readers_go_on_while_another_process_projects(library: Ledger, tmp_path: Path, asks_the_store: None) -> None:
    store = FolderVectors(tmp_path / "vectors", library.identity, MODEL)
    project(library, store, MODEL)
    process = writer(tmp_path, 12)
    asked = 0
    while process.poll() is None:
        with library.snapshot():
            found = dense(library, store, TEXTS[asked % len(TEXTS)])
            assert len(found) == 3
            assert set(library.passages(found)) == set(found)
        asked += 1
    assert process.returncode == 0
    assert asked > 10
    assert in_step(library, store)


# A server that goes away


class OwnServer:
    """A Chroma server of one test, which it may stop."""

    def __init__(self, place: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._place = place
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        chroma = Path(sys.executable).parent / "chroma"
        command = [str(chroma), "run", "--path", str(self._place), "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        latest = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=1).close()
            except (urllib.error.URLError, TimeoutError):
                assert time.monotonic() < latest, "the server does not come up"
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[OwnServer]:
    server = OwnServer(tmp_path / "server")
    server.start()
    yield server
    server.kill()


def test_a_server_that_is_killed_costs_no_answer_and_is_brought_in_step_later(
    library: Ledger, own_server: OwnServer, asks_the_store: None
) -> None:
    store = chroma_vectors(own_server.url, library.identity, MODEL)
    project(library, store, MODEL)
    expected = dense(library, store)
    own_server.kill()
    assert dense(library, store) == expected
    add(library, made("more.md", paragraphs("Thaw the vial.")))
    with pytest.raises(StoreUnreachable, match="chroma run"):
        project(library, store, MODEL)
    with pytest.raises(StoreUnreachable):
        shown(library, store, MODEL)
    own_server.start()
    project(library, store, MODEL)
    assert in_step(library, store)
    assert dense(library, store) == expected


def test_a_server_that_lost_its_files_is_filled_again(library: Ledger, own_server: OwnServer, tmp_path: Path) -> None:
    store = chroma_vectors(own_server.url, library.identity, MODEL)
    project(library, store, MODEL)
    own_server.kill()
    shutil.rmtree(tmp_path / "server")
    own_server.start()
    assert shown(library, store, MODEL) is None
    assert project(library, store, MODEL).put == len(TEXTS)
    assert in_step(library, store)


def test_a_server_that_lost_an_index_is_told_by_the_comparison_and_mended(
    library: Ledger, own_server: OwnServer, tmp_path: Path
) -> None:
    store = chroma_vectors(own_server.url, library.identity, MODEL)
    project(library, store, MODEL)
    own_server.kill()
    for index in (tmp_path / "server").glob("*-*-*"):
        shutil.rmtree(index)
    own_server.start()
    try:
        told = bool(compare(library, store, MODEL))
    except ProjectionDamaged:
        told = True
    assert told
    project(library, store, MODEL, afresh=True)
    assert in_step(library, store)
