"""The contract of a vector store, and its agreement with the ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.documents import Block, BlockKind
from retrieval.embedding import HashingEmbedder
from retrieval.errors import SettingsError, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.passages import cut
from retrieval.records import NewDocument, passage_key
from retrieval.vectors import ChromaVectors, MemoryVectors, PassageVector, VectorStore, project
from tests.retrieval.made import MODEL, add, made, paragraphs


@pytest.fixture(params=["memory", "chroma"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> VectorStore:
    if request.param == "memory":
        return MemoryVectors()
    return ChromaVectors(str(tmp_path / "vectors"), MODEL)


@pytest.fixture
def library(tmp_path: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")


def vector(text: str) -> np.ndarray:
    return HashingEmbedder().embed([text])[0]


def stored(*texts: str) -> list[PassageVector]:
    return [PassageVector(text, "d" * 64, "main", vector(text)) for text in texts]


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.keys() == set()
    assert store.nearest(vector("wash"), 5) == []


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


def test_putting_a_key_again_replaces_its_vector(store: VectorStore) -> None:
    store.put(stored("one", "two"))
    store.put([PassageVector("one", "d" * 64, "main", vector("centrifuge"))])
    assert store.keys() == {"one", "two"}
    assert store.nearest(vector("centrifuge"), 1) == ["one"]


def test_more_than_a_batch_can_be_put_and_deleted(store: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.vectors.BATCH", 7)
    many = [f"word{n} of row{n}" for n in range(30)]
    store.put(stored(*many))
    assert store.keys() == set(many)
    assert all(store.nearest(vector(text), 1) == [text] for text in many)
    store.delete(many[:20])
    assert store.keys() == set(many[20:])


def test_an_embedded_store_opened_again_has_everything(tmp_path: Path) -> None:
    ChromaVectors(str(tmp_path), MODEL).put(stored("wash", "thaw"))
    again = ChromaVectors(str(tmp_path), MODEL)
    assert again.keys() == {"wash", "thaw"}
    assert ChromaVectors(str(tmp_path), "another model").keys() == set()


def test_no_text_reaches_chroma(tmp_path: Path, library: Ledger) -> None:
    add(library, made("secret.md", paragraphs("Xanthophyll is confidential.")))
    project(library, ChromaVectors(str(tmp_path / "vectors"), MODEL), MODEL)
    kept = b"".join(file.read_bytes() for file in (tmp_path / "vectors").rglob("*") if file.is_file())
    assert b"anthophyll" not in kept
    assert b"secret.md" not in kept


def test_a_place_that_is_no_store_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"not a database" * 500)
    with pytest.raises(WorkspaceDamaged) as caught:
        ChromaVectors(str(tmp_path), MODEL).keys()
    assert str(tmp_path) in caught.value.what


@pytest.mark.parametrize("url", ["http://", "https:///path"])
def test_a_url_without_a_host_is_a_setting_to_mend(url: str) -> None:
    with pytest.raises(SettingsError, match="HOST"):
        ChromaVectors(url, MODEL).keys()


# Projection

THAW = made("thaw.md", paragraphs("Thaw the vial.", "Wash twice."), collection="gmp")
WASH = made("wash.md", paragraphs("Wash the beads.", "Store at 4 °C."))


def keys_of(ledger: Ledger) -> set[str]:
    return set(ledger.passage_vectors(MODEL)[1])


def test_projecting_makes_the_store_equal_the_ledger(library: Ledger, store: VectorStore) -> None:
    add(library, THAW, WASH)
    store.put(stored("left over from before"))
    project(library, store, MODEL)
    assert store.keys() == keys_of(library)
    assert len(store.keys()) == 4
    assert library.projection(MODEL) == library.generation()
    library.remove([WASH.entry.digest])
    assert library.projection(MODEL) != library.generation()
    project(library, store, MODEL)
    assert store.keys() == {passage_key(THAW.entry.digest, p) for p in THAW.passages}
    library.remove([THAW.entry.digest])
    project(library, store, MODEL)
    assert store.keys() == set()


class Watched(MemoryVectors):
    """Counts what is put and deleted, and is interrupted on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.put_keys: list[str] = []
        self.deleted: list[str] = []
        self.interrupted = False

    def put(self, passages) -> None:
        if self.interrupted:
            super().put(passages[:1])
            raise KeyboardInterrupt
        self.put_keys.extend(p.key for p in passages)
        super().put(passages)

    def delete(self, keys) -> None:
        self.deleted.extend(keys)
        super().delete(keys)


def test_projecting_again_changes_nothing_and_a_change_puts_only_what_is_new(library: Ledger) -> None:
    store = Watched()
    add(library, THAW)
    project(library, store, MODEL)
    project(library, store, MODEL)
    assert sorted(store.put_keys) == sorted(keys_of(library))
    add(library, WASH)
    project(library, store, MODEL)
    assert sorted(store.put_keys) == sorted(keys_of(library))
    assert store.deleted == []


def test_an_interrupted_projection_is_finished_by_the_next(library: Ledger) -> None:
    store = Watched()
    add(library, THAW, WASH)
    store.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        project(library, store, MODEL)
    assert library.projection(MODEL) is None
    store.interrupted = False
    project(library, store, MODEL)
    assert store.keys() == keys_of(library)


def test_a_passage_read_anew_under_another_title_gets_its_new_vector(library: Ledger, store: VectorStore) -> None:
    """The same bytes and spans, read by another version of the loaders: what is embedded has changed."""
    one, two = (made(f"{name}.md", [Block(BlockKind.PARAGRAPH, "Sample.")]) for name in ("one", "two"))

    def titled(new: NewDocument, title: str) -> NewDocument:
        return replace(new, passages=cut(new.canonical, title), replaces=(new.entry.digest,))

    def owner(text: str) -> str:
        [key] = store.nearest(vector(text), 1)
        return library.passages(list(library.ids_by_key([key]).values())).popitem()[1].document

    add(library, titled(one, "Centrifugation"), titled(two, "Thawing"))
    project(library, store, MODEL)
    assert owner("Centrifugation\nSample.") == one.entry.digest
    add(library, titled(one, "Thawing"), titled(two, "Centrifugation"))
    project(library, store, MODEL)
    assert store.keys() == keys_of(library)
    assert owner("Centrifugation\nSample.") == two.entry.digest


def test_a_store_that_was_deleted_is_made_again(library: Ledger, tmp_path: Path) -> None:
    """What WorkspaceDamaged advises: delete the folder, the next ingest makes the vectors again."""
    add(library, THAW)
    project(library, ChromaVectors(str(tmp_path / "vectors"), MODEL), MODEL)
    # Another folder stands for the deleted one: Chroma keeps the client of a folder while its process lives.
    emptied = ChromaVectors(str(tmp_path / "fresh"), MODEL)
    assert emptied.missing()
    project(library, emptied, MODEL)
    assert emptied.keys() == keys_of(library)
    assert not emptied.missing()
