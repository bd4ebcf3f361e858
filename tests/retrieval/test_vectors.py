"""The contract of a vector store, the same for memory, a folder and a server."""

from __future__ import annotations

import http.server
import shutil
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.chroma import chroma_vectors
from retrieval.chroma.folder import FolderVectors
from retrieval.embedding import HashingEmbedder
from retrieval.errors import ProjectionDamaged, SettingsError, StoreUnreachable
from retrieval.vectors import MemoryVectors, Noted, PassageVector, VectorStore
from tests.retrieval.made import MODEL

LEDGER = "0" * 32


@pytest.fixture(params=["memory", "folder", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    if request.param == "memory":
        yield MemoryVectors()
        return
    place = str(tmp_path / "vectors") if request.param == "folder" else request.getfixturevalue("chroma_server")
    opened = chroma_vectors(place, uuid.uuid4().hex, MODEL)
    yield opened
    opened.reset()
    opened.close()


def vector(text: str) -> np.ndarray:
    return HashingEmbedder().embed([text])[0]


def stored(*texts: str) -> list[PassageVector]:
    return [PassageVector(text, "d" * 64, "main", vector(text)) for text in texts]


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.keys() == set()
    assert store.nearest(vector("wash"), 5) == []
    assert store.lists(np.stack([vector("wash")] * 2), 5) == [[], []]
    assert store.stored(["wash"]) == {}
    assert store.noted() is None
    store.delete(["wash"])
    assert store.keys() == set()


def test_what_is_put_is_there_and_what_is_deleted_is_not(store: VectorStore) -> None:
    store.put([])
    store.put(stored("wash the beads", "thaw the vial", "store the bag"))
    assert store.keys() == {"wash the beads", "thaw the vial", "store the bag"}
    store.delete(["thaw the vial", "never put"])
    store.delete([])
    assert store.keys() == {"wash the beads", "store the bag"}
    assert store.nearest(vector("thaw the vial"), 5) != []
    assert "thaw the vial" not in store.nearest(vector("thaw the vial"), 5)


def test_the_nearest_come_first_and_no_more_than_asked(store: VectorStore) -> None:
    store.put(stored("wash the beads twice", "wash the beads", "thaw the vial", "centrifuge"))
    assert store.nearest(vector("wash the beads"), 2) == ["wash the beads", "wash the beads twice"]
    assert store.nearest(vector("wash the beads"), 1) == ["wash the beads"]
    assert len(store.nearest(vector("wash the beads"), 100)) == 4
    several = store.lists(np.stack([vector("centrifuge"), vector("thaw the vial")]), 1)
    assert several == [["centrifuge"], ["thaw the vial"]]


def test_putting_a_key_again_replaces_its_vector_and_where_it_belongs(store: VectorStore) -> None:
    store.put(stored("one", "two"))
    store.put([PassageVector("one", "e" * 64, "gmp", vector("centrifuge"))])
    assert store.keys() == {"one", "two"}
    assert store.nearest(vector("centrifuge"), 1) == ["one"]
    found = store.stored(["one", "never put"])
    assert set(found) == {"one"}
    assert (found["one"].document, found["one"].collection) == ("e" * 64, "gmp")
    np.testing.assert_array_equal(found["one"].vector, vector("centrifuge"))


def test_more_than_a_batch_can_be_put_and_deleted(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.chroma.collection.BATCH", 7)
    many = [f"word{n} of row{n}" for n in range(30)]
    store.put(stored(*many))
    assert store.keys() == set(many)
    assert set(store.stored(many)) == set(many)
    assert all(store.nearest(vector(text), 1) == [text] for text in many)
    store.delete(many[:20])
    assert store.keys() == set(many[20:])


def test_a_note_holds_until_something_changes(store: VectorStore) -> None:
    store.put(stored("wash", "thaw"))
    assert store.noted() is None
    noted = Noted(7, ("thaw",), 3, 4)
    store.note(noted)
    assert store.noted() == noted
    store.check()
    store.put([])
    store.delete([])
    assert store.noted() == noted
    store.delete(["wash"])
    assert store.noted() is None
    store.note(Noted(8))
    assert store.noted() == Noted(8)
    store.put(stored("wash"))
    assert store.noted() is None


def test_what_is_noted_as_apart_is_found_in_its_place(store: VectorStore) -> None:
    store.put(stored("wash the beads twice", "wash the beads", "thaw the vial", "centrifuge"))
    store.note(Noted(1, ("wash the beads", "centrifuge")))
    assert store.nearest(vector("wash the beads"), 2) == ["wash the beads", "wash the beads twice"]
    assert store.nearest(vector("centrifuge"), 1) == ["centrifuge"]
    assert sorted(store.nearest(vector("wash"), 9)) == sorted(store.keys())


def test_a_store_that_is_reset_is_empty_and_can_be_used(store: VectorStore) -> None:
    store.reset()
    store.put(stored("wash"))
    store.note(Noted(1))
    store.reset()
    assert store.noted() is None
    assert store.keys() == set()
    store.put(stored("thaw"))
    assert store.keys() == {"thaw"}


# Folder


def test_a_noted_folder_opened_again_has_everything_and_shows_another_model_nothing(tmp_path: Path) -> None:
    first = FolderVectors(tmp_path, LEDGER, MODEL)
    first.put(stored("wash", "thaw"))
    first.note(Noted(3))
    again = FolderVectors(tmp_path, LEDGER, MODEL)
    assert again.noted() == Noted(3)
    assert again.keys() == {"wash", "thaw"}
    for other in (FolderVectors(tmp_path, LEDGER, "another model"), FolderVectors(tmp_path, "1" * 32, MODEL)):
        assert other.noted() is None
        assert other.keys() == set()


def test_what_was_not_noted_is_not_there(tmp_path: Path) -> None:
    """A killed writer leaves a folder that is never opened: hnswlib would follow whatever stands in it."""
    first = FolderVectors(tmp_path, LEDGER, MODEL)
    first.put(stored("wash"))
    first.note(Noted(1))
    first.put(stored("thaw"))
    killed = FolderVectors(tmp_path, LEDGER, MODEL)
    assert killed.keys() == {"wash"}
    assert killed.noted() == Noted(1)
    killed.put(stored("store"))
    killed.note(Noted(2))
    assert FolderVectors(tmp_path, LEDGER, MODEL).keys() == {"wash", "store"}
    assert len(list(tmp_path.iterdir())) == 1


def test_an_open_reader_sees_what_is_noted_next(tmp_path: Path) -> None:
    writer, reader = FolderVectors(tmp_path, LEDGER, MODEL), FolderVectors(tmp_path, LEDGER, MODEL)
    writer.put(stored("wash"))
    writer.note(Noted(1))
    assert reader.nearest(vector("thaw"), 2) == ["wash"]
    writer.put(stored("thaw"))
    assert reader.nearest(vector("thaw"), 2) == ["wash"]
    writer.note(Noted(2))
    assert reader.nearest(vector("thaw"), 2) == ["thaw", "wash"]
    writer.reset()
    assert reader.nearest(vector("thaw"), 2) == []


def test_asking_does_not_make_a_folder(tmp_path: Path) -> None:
    store = FolderVectors(tmp_path / "none", LEDGER, MODEL)
    assert (store.noted(), store.keys(), store.nearest(vector("wash"), 3)) == (None, set(), [])
    store.check()
    assert not (tmp_path / "none").exists()


# Server


@pytest.mark.parametrize("url", ["http://", "https:///path"])
def test_a_url_without_a_host_is_a_setting_to_mend(url: str) -> None:
    with pytest.raises(SettingsError, match="HOST"):
        chroma_vectors(url, LEDGER, MODEL).keys()


def test_workspaces_that_share_a_server_do_not_meet(chroma_server: str) -> None:
    one, other = (chroma_vectors(chroma_server, uuid.uuid4().hex, MODEL) for _ in range(2))
    one.put(stored("wash"))
    one.note(Noted(1))
    other.put(stored("thaw"))
    other.note(Noted(2))
    other.delete(["wash"])
    assert (one.keys(), one.noted()) == ({"wash"}, Noted(1))
    assert one.nearest(vector("thaw"), 5) == ["wash"]
    other.reset()
    assert one.keys() == {"wash"}
    one.reset()


def test_vectors_of_a_model_that_is_no_longer_used_leave_the_server(chroma_server: str) -> None:
    ledger = uuid.uuid4().hex
    before, after = (chroma_vectors(chroma_server, ledger, model) for model in ("one model", "another"))
    before.put(stored("wash"))
    before.note(Noted(1))
    after.put(stored("wash"))
    after.note(Noted(1))
    assert chroma_vectors(chroma_server, ledger, "one model").keys() == set()
    assert after.keys() == {"wash"}
    after.reset()


METHODS = {
    "noted": lambda s: s.noted(),
    "note": lambda s: s.note(Noted(1)),
    "keys": lambda s: s.keys(),
    "stored": lambda s: s.stored(["wash"]),
    "put": lambda s: s.put(stored("wash")),
    "delete": lambda s: s.delete(["wash"]),
    "nearest": lambda s: s.nearest(vector("wash"), 3),
    "lists": lambda s: s.lists(vector("wash").reshape(1, -1), 3),
    "reset": lambda s: s.reset(),
}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_server_that_is_not_there_is_said_so(method) -> None:
    store = chroma_vectors("http://127.0.0.1:9", LEDGER, MODEL)
    with pytest.raises(StoreUnreachable) as caught:
        method(store)
    assert caught.value.where == "http://127.0.0.1:9"
    assert "vectors_url" in caught.value.next_step


class _Other(http.server.BaseHTTPRequestHandler):
    """A server that is not Chroma."""

    def do_GET(self) -> None:
        body = b"<html>It works!</html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_server_that_is_not_chroma_is_said_so() -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with pytest.raises(StoreUnreachable):
                chroma_vectors(f"http://127.0.0.1:{server.server_port}", LEDGER, MODEL).keys()
        finally:
            server.shutdown()


def test_a_collection_that_was_removed_under_an_open_store_is_empty(chroma_server: str) -> None:
    ledger = uuid.uuid4().hex
    one, other = (chroma_vectors(chroma_server, ledger, MODEL) for _ in range(2))
    one.put(stored("wash"))
    other.reset()
    with pytest.raises(ProjectionDamaged):
        one.put(stored("thaw"))
    assert one.keys() == set()
    one.put(stored("thaw"))
    assert one.keys() == {"thaw"}
    one.reset()


# Errors of a folder


@pytest.mark.parametrize("method", ["put", "note", "delete"])
def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path, method: str) -> None:
    (tmp_path / "vectors").write_text("a file where the folder should be")
    store = FolderVectors(tmp_path / "vectors", LEDGER, MODEL)
    with pytest.raises(ProjectionDamaged) as caught:
        METHODS[method](store)
    assert caught.value.where == str(tmp_path / "vectors")
    assert store.keys() == set()
    store.reset()
    store.put(stored("wash"))
    assert store.keys() == {"wash"}


def test_nothing_of_the_old_vectors_is_left_once_a_folder_is_made_anew(tmp_path: Path) -> None:
    store = FolderVectors(tmp_path, LEDGER, MODEL)
    store.put(stored("wash", "thaw"))
    store.note(Noted(1))
    secret = vector("thaw").tobytes()
    assert any(secret in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    store.reset()
    store.put(stored("wash"))
    store.note(Noted(2))
    assert not any(secret in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    shutil.rmtree(tmp_path)
