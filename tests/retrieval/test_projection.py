"""The vector store against the ledger: made equal, compared, mended, and never a reason not to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.chroma import chroma_vectors
from retrieval.chroma.folder import FolderVectors
from retrieval.documents import Block, BlockKind
from retrieval.embedding import HashingEmbedder
from retrieval.ledger import Ledger
from retrieval.passages import cut
from retrieval.projection import ProjectionDifference, compare, project, shown
from retrieval.records import NewDocument, passage_key
from retrieval.vectors import Matrix, MemoryVectors, Noted, PassageVector, VectorStore
from tests.retrieval.made import MODEL, add, made, paragraphs

THAW = made("thaw.md", paragraphs("Thaw the vial.", "Wash twice."), collection="gmp")
WASH = made("wash.md", paragraphs("Wash the beads.", "Store at 4 °C."))
EQUAL = ProjectionDifference()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "folder", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path, library: Ledger) -> Iterator[VectorStore]:
    if request.param == "memory":
        yield MemoryVectors()
        return
    place = str(tmp_path / "vectors") if request.param == "folder" else request.getfixturevalue("chroma_server")
    opened = chroma_vectors(place, library.identity, MODEL)
    yield opened
    opened.reset()
    opened.close()


def vector(text: str) -> np.ndarray:
    return HashingEmbedder().embed([text])[0]


def keys_of(ledger: Ledger) -> set[str]:
    return set(ledger.passage_vectors(MODEL)[1])


def other(key: str) -> PassageVector:
    return PassageVector(key, "d" * 64, "main", vector(key))


def test_projecting_makes_the_store_equal_the_ledger(library: Ledger, store: VectorStore) -> None:
    add(library, THAW, WASH)
    store.put([other("left over from before")])
    assert project(library, store, MODEL).put == 4
    assert store.keys() == keys_of(library)
    assert len(store.keys()) == 4
    assert library.projection(MODEL) == library.generation() == shown(library, store, MODEL)
    library.remove([WASH.entry.digest])
    assert shown(library, store, MODEL) != library.generation()
    project(library, store, MODEL)
    assert store.keys() == {passage_key(THAW.entry.digest, p) for p in THAW.passages}
    library.remove([THAW.entry.digest])
    project(library, store, MODEL)
    assert store.keys() == set()
    assert compare(library, store, MODEL) == EQUAL


def test_every_kind_of_difference_is_named_and_mended(library: Ledger, store: VectorStore) -> None:
    add(library, THAW, WASH)
    project(library, store, MODEL)
    assert not compare(library, store, MODEL)
    thaw, twice = (passage_key(THAW.entry.digest, p) for p in THAW.passages)
    wash, cold = (passage_key(WASH.entry.digest, p) for p in WASH.passages)
    kept = store.stored([wash, cold])
    store.delete([thaw])
    store.put(
        [other("extra"), replace(kept[wash], vector=vector("quite another")), replace(kept[cold], collection="x")]
    )
    store.note(Noted(library.generation()))
    found = compare(library, store, MODEL)
    assert found == ProjectionDifference((thaw,), ("extra",), (wash,), (cold,))
    assert twice not in str(found)
    done = project(library, store, MODEL, afresh=True)
    assert (done.put, done.rebuilt) == (4, True)
    assert compare(library, store, MODEL) == EQUAL


def test_a_store_of_a_note_alone_is_not_believed(library: Ledger, store: VectorStore) -> None:
    """The ledger's note and the store's must say the same: either may have been restored or replaced alone."""
    add(library, THAW)
    library.set_projection(MODEL, library.generation())
    assert shown(library, store, MODEL) is None
    assert project(library, store, MODEL).put == 2
    other_store = MemoryVectors()
    project(library, other_store, MODEL)
    assert other_store.keys() == keys_of(library)


class Watched(MemoryVectors):
    """Counts what is put and deleted, and is interrupted on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.put_keys: list[str] = []
        self.deleted: list[str] = []
        self.asked = 0
        self.interrupted = ""

    def put(self, passages) -> None:
        if self.interrupted == "put":
            super().put(passages[:1])
            raise KeyboardInterrupt
        self.put_keys.extend(p.key for p in passages)
        super().put(passages)

    def delete(self, keys) -> None:
        self.deleted.extend(keys)
        super().delete(keys)

    def lists(self, vectors: Matrix, limit: int) -> list[list[str]]:
        self.asked += len(vectors)
        if self.interrupted == "audit":
            raise KeyboardInterrupt
        return super().lists(vectors, limit)


def test_projecting_again_changes_nothing_and_a_change_puts_only_what_is_new(library: Ledger) -> None:
    store = Watched()
    add(library, THAW)
    project(library, store, MODEL)
    asked = store.asked
    project(library, store, MODEL)
    assert sorted(store.put_keys) == sorted(keys_of(library))
    assert store.asked == asked
    add(library, WASH)
    project(library, store, MODEL)
    assert sorted(store.put_keys) == sorted(keys_of(library))
    assert store.deleted == []


@pytest.mark.parametrize("where", ["put", "audit"])
def test_an_interrupted_projection_is_finished_by_the_next(library: Ledger, where: str) -> None:
    store = Watched()
    add(library, THAW, WASH)
    store.interrupted = where
    with pytest.raises(KeyboardInterrupt):
        project(library, store, MODEL)
    assert library.projection(MODEL) is None
    assert store.noted() is None
    store.interrupted = ""
    assert project(library, store, MODEL).audited == 4
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


def test_no_text_reaches_chroma(tmp_path: Path, library: Ledger) -> None:
    add(library, made("secret.md", paragraphs("Xanthophyll is confidential.")))
    project(library, FolderVectors(tmp_path / "vectors", library.identity, MODEL), MODEL)
    kept = b"".join(file.read_bytes() for file in (tmp_path / "vectors").rglob("*") if file.is_file())
    assert b"anthophyll" not in kept
    assert b"secret.md" not in kept


# Reachability


class Forgetful(MemoryVectors):
    """An index that leads to none of some keys, though they are stored."""

    def __init__(self, blind: Callable[[str], bool]) -> None:
        super().__init__()
        self.blind = blind

    def lists(self, vectors: Matrix, limit: int) -> list[list[str]]:
        every = super().lists(vectors, len(self.keys()) or 1)
        return [[key for key in found if not self.blind(key)][:limit] for found in every]


def many(count: int, *, name: str = "many.md") -> NewDocument:
    return made(name, paragraphs(*(f"Step {n} of batch {n * 7}: add {n} mL of buffer {n % 13}." for n in range(count))))


def found_by_own_vector(ledger: Ledger, store: VectorStore, limit: int = 100) -> list[bool]:
    _, keys, _, matrix = ledger.passage_vectors(MODEL)
    return [key in store.nearest(row, limit) for key, row in zip(keys, matrix, strict=True)]


def test_what_the_index_does_not_lead_to_is_kept_apart_and_found(library: Ledger) -> None:
    add(library, many(300))
    blind = sorted(keys_of(library))[:2]
    store = Forgetful(lambda key: key in blind)
    done = project(library, store, MODEL)
    assert (done.apart, done.audited) == (2, 300)
    noted = store.noted()
    assert noted is not None
    assert list(noted.apart) == blind
    assert all(found_by_own_vector(library, store, 1))
    assert compare(library, store, MODEL) == EQUAL
    store.note(replace(noted, apart=()))
    assert sorted(compare(library, store, MODEL).unreachable) == blind


def test_what_is_kept_apart_stays_so_after_a_small_change_and_goes_with_its_document(library: Ledger) -> None:
    first, second = many(300), made("wash.md", paragraphs("Wash the beads."))
    add(library, first)
    blind = sorted(keys_of(library))[:2]
    store = Forgetful(lambda key: key in blind)
    project(library, store, MODEL)
    add(library, second)
    done = project(library, store, MODEL)
    assert (done.put, done.audited, done.apart) == (1, 1, 2)
    library.remove([first.entry.digest])
    assert project(library, store, MODEL).apart == 0


def test_many_small_changes_are_audited_together(library: Ledger) -> None:
    add(library, many(100))
    store = Watched()
    project(library, store, MODEL)
    audited = []
    for n in range(6):
        add(library, made(f"{n}.md", paragraphs(f"Wash the beads {n} times.")))
        audited.append(project(library, store, MODEL).audited)
    assert audited == [1, 1, 1, 1, 1, 106]


def test_an_index_that_loses_many_is_made_anew(library: Ledger) -> None:
    add(library, many(200))
    store = Forgetful(lambda key: False)
    project(library, store, MODEL)
    worn = sorted(keys_of(library))[:50]
    resets = []

    class Worn(Forgetful):
        def reset(self) -> None:
            resets.append(len(self.keys()))
            self.blind = lambda key: False
            super().reset()

    store.__class__ = Worn
    store.blind = lambda key: key in worn
    add(library, many(40, name="more.md"))
    done = project(library, store, MODEL)
    assert resets == [240]
    assert (done.rebuilt, done.put, done.apart) == (True, 240, 0)
    assert all(found_by_own_vector(library, store))


def test_an_index_with_more_dead_than_living_is_made_anew(library: Ledger) -> None:
    first, second = many(20), made("wash.md", paragraphs("Wash the beads.", "Thaw."))
    add(library, first, second)
    store = MemoryVectors()
    project(library, store, MODEL)
    library.remove([first.entry.digest])
    done = project(library, store, MODEL)
    assert (done.rebuilt, done.put, done.deleted) == (True, 2, 20)
    assert store.noted() == Noted(library.generation())


def test_the_same_text_in_many_documents_is_found(library: Ledger, store: VectorStore) -> None:
    """More equal vectors than a list holds: a list full of them is right."""
    for n in range(120):
        add(library, made(f"{n}.md", paragraphs("Store at 4 °C.")))
    done = project(library, store, MODEL)
    assert done.apart == 0
    assert len(store.nearest(vector("Part A\nStore at 4 °C."), 100)) == 100
    assert compare(library, store, MODEL) == EQUAL


def test_with_a_graph_made_poor_on_purpose_every_passage_is_found(
    library: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor = {"space": "cosine", "max_neighbors": 2, "ef_construction": 2, "ef_search": 2, "sync_threshold": 2}
    monkeypatch.setattr("retrieval.chroma.folder.HNSW", {**poor, "batch_size": 2})
    add(library, many(400))
    store = FolderVectors(tmp_path / "vectors", library.identity, MODEL)
    done = project(library, store, MODEL)
    assert done.apart > 0
    assert all(found_by_own_vector(library, store, 1))
    again = FolderVectors(tmp_path / "vectors", library.identity, MODEL)
    assert all(found_by_own_vector(library, again))
    assert compare(library, again, MODEL) == EQUAL


def test_after_churn_every_live_passage_is_found_by_its_own_vector(library: Ledger, store: VectorStore) -> None:
    parts = [
        made(f"{n}.md", paragraphs(*(f"Lot {n}-{i}: {n * i % 17} bags, {i * n * n % 29} vials." for i in range(20))))
        for n in range(40)
    ]
    add(library, *parts)
    project(library, store, MODEL)
    library.remove([part.entry.digest for part in parts[::2]])
    project(library, store, MODEL)
    for part in parts[1:14:2]:
        add(library, replace(many(10, name=f"{part.entry.file}.v2"), replaces=(part.entry.digest,)))
    project(library, store, MODEL)
    assert store.keys() == keys_of(library)
    assert all(found_by_own_vector(library, store))
    assert compare(library, store, MODEL) == EQUAL
