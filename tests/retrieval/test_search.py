"""Fused search: what is found, in which order, and what stands behind."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.chroma.folder import FolderVectors
from retrieval.documents import Hit, Identity, Status
from retrieval.embedding import HashingEmbedder
from retrieval.ledger import Ledger
from retrieval.projection import project
from retrieval.search import LEXICAL_WEIGHT, RRF_K, Query, Search
from retrieval.vectors import MemoryVectors, VectorStore
from tests.retrieval.made import MODEL, CountingEmbedder, add, made, paragraphs

WASH = "Wash the beads twice with buffer at 300 × g for 5 min, then resuspend them in fresh medium and count."
TEXTS = [
    WASH,
    "Thaw the vial in the dry bath until a sliver of ice is left.",
    "Store the bank below −150 °C in vapour.",
    "Measure the vector copy number by ddPCR.",
    "Record the lot number CT-118 on the label.",
]


@pytest.fixture
def library(tmp_path: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")


def search_of(ledger: Ledger, store: VectorStore | None = None) -> Search:
    return Search(ledger, HashingEmbedder(), store or MemoryVectors())


def find(ledger: Ledger, text: str, **query) -> list[Hit]:
    return search_of(ledger).find(Query(text, **query))


def test_an_empty_library_finds_nothing(ledger: Ledger) -> None:
    assert find(ledger, "washing the beads") == []
    assert find(ledger, "") == []


def test_the_passage_asked_for_is_first(ledger: Ledger) -> None:
    add(ledger, *(made(f"{n}.md", paragraphs(text)) for n, text in enumerate(TEXTS)))
    for asked, text in [
        ("how are beads washed?", TEXTS[0]),
        ("thawing of vials", TEXTS[1]),
        ("CT-118", TEXTS[4]),
        ("vector copies by ddPCR", TEXTS[3]),
    ]:
        hits = find(ledger, asked)
        assert hits[0].text == text
        assert hits[0].text in ledger.text(hits[0].document.digest)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_scores_are_reciprocal_ranks_of_both_lists(library: Ledger) -> None:
    add(library, *(made(f"{n}.md", paragraphs(text)) for n, text in enumerate(TEXTS)))
    search = search_of(library)
    query = Query("wash the beads in the dry bath")
    dense = search.dense(HashingEmbedder().embed([query.text])[0])
    lexical = search.lexical(query)
    assert len(dense) == len(TEXTS)
    assert 2 <= len(lexical) < len(TEXTS)
    for hit in search.find(query):
        assert hit.dense == dense.index(hit.passage_id) + 1
        assert hit.lexical == (lexical.index(hit.passage_id) + 1 if hit.passage_id in lexical else None)
        expected = 1 / (RRF_K + hit.dense) + (LEXICAL_WEIGHT / (RRF_K + hit.lexical) if hit.lexical else 0)
        assert hit.score == pytest.approx(expected)


def test_a_passage_of_one_list_only_is_found_too(library: Ledger) -> None:
    add(library, *(made(f"{n}.md", paragraphs(text)) for n, text in enumerate(TEXTS)))
    search = search_of(library)
    ids = sorted(library.passage_vectors(MODEL)[0])
    hits = search.fuse(Query("x"), [ids[0]], [ids[1]], limit=10)
    assert [(hit.passage_id, hit.dense, hit.lexical) for hit in hits] == [(ids[1], None, 1), (ids[0], 1, None)]
    assert search.fuse(Query("x"), [10**6], [], limit=10) == []


def test_further_wordings_help_the_lexical_list(library: Ledger) -> None:
    add(library, *(made(f"{n}.md", paragraphs(text)) for n, text in enumerate(TEXTS)))
    search = search_of(library)
    assert search.lexical(Query("VCN")) == []
    [found] = search.lexical(Query("VCN", also=("ddPCR",)))
    assert library.passages([found])[found].text == TEXTS[3]


def test_no_more_are_given_than_asked_for(library: Ledger) -> None:
    add(library, made("x.md", paragraphs(*(f"Bead number {n} of lot {n}." for n in range(30)))))
    assert len(search_of(library).find(Query("bead"), limit=7)) == 7


def test_words_that_stand_everywhere_do_not_drown_the_telling_ones(
    library: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.search.COMMON", 20)
    many = [f"The cells of flask {n} are counted." for n in range(60)]
    add(library, made("x.md", paragraphs(*many, "The papain unit is warmed and gently swirled.")))
    search = search_of(library)
    found = search.lexical(Query("cells papain swirled"))
    assert [library.passages([i])[i].text for i in found] == ["The papain unit is warmed and gently swirled."]
    assert len(search.lexical(Query("cells"))) > 50  # but alone they are looked for


# Standing


def version(name: str, text: str, **more):
    return made(f"v{name}.md", paragraphs(text), Identity("SOP-1", "Washing", version=name, **more))


def test_superseded_and_draft_stand_behind_effective(ledger: Ledger) -> None:
    add(
        ledger,
        version("1", "Wash the beads twice with buffer."),
        version("2", "Beads are cleaned in the automated device by the operator on duty."),
        version("3", "Wash the beads twice with buffer and saline.", declared=Status.DRAFT),
    )
    hits = find(ledger, "wash the beads twice with buffer")
    assert hits[0].document.status is Status.EFFECTIVE
    assert {hit.document.status for hit in hits[1:]} == {Status.SUPERSEDED, Status.DRAFT}
    assert max(hits, key=lambda hit: hit.score).document.status is not Status.EFFECTIVE


def test_a_question_of_an_earlier_day_is_answered_from_what_was_in_force(ledger: Ledger) -> None:
    add(
        ledger,
        version("1", "Wash the beads twice.", effective=dt.date(2024, 1, 1)),
        version("2", "Wash the beads three times with saline.", effective=dt.date(2025, 1, 1)),
    )
    search = search_of(ledger)
    for day, first in [(dt.date(2024, 6, 1), "1"), (dt.date(2025, 6, 1), "2"), (None, "2"), (dt.date(2024, 6, 2), "1")]:
        hits = search.find(Query("wash the beads", as_of=day))
        assert hits[0].document.identity.version == first
        assert hits[0].document.status is Status.EFFECTIVE


# Near-duplicates


def test_a_repeat_stands_behind_and_is_named_by_the_first(ledger: Ledger) -> None:
    add(
        ledger,
        made("one.md", paragraphs(WASH), Identity("SOP-1", version="2")),
        made("two.md", paragraphs(WASH.replace("then ", "")), Identity("SOP-2")),
        made("three.md", paragraphs(TEXTS[1])),
    )
    hits = find(ledger, "wash the beads twice with buffer")
    names = [hit.document.name for hit in hits]
    assert sorted(names[:2]) != ["SOP-1", "SOP-2"]
    assert names[2] in ("SOP-1", "SOP-2")
    assert hits[0].also_in == (("SOP-2",) if names[0] == "SOP-1" else ("SOP-1 v2",))
    assert all(hit.also_in == () for hit in hits[1:])


def test_a_repeat_in_the_same_document_is_not_named(library: Ledger) -> None:
    add(library, made("one.md", paragraphs(WASH, WASH)))
    hits = find(library, "wash the beads")
    assert [hit.also_in for hit in hits] == [(), ()]


def test_an_effective_passage_is_never_the_repeat_of_a_superseded_one(ledger: Ledger) -> None:
    add(ledger, version("1", WASH), version("2", WASH))
    first, second = find(ledger, "wash the beads")
    assert (first.document.identity.version, second.document.identity.version) == ("2", "1")
    assert first.also_in == ("SOP-1 v1",)


DIFFERENT = [
    ("300 × g", "400 × g"),
    ("5 min", "15 min"),
    ("twice", "3 times"),
    ("beads", "CD4 beads"),
]


@pytest.mark.parametrize(("here", "there"), DIFFERENT)
def test_another_number_is_another_statement(library: Ledger, here: str, there: str) -> None:
    add(library, made("one.md", paragraphs(WASH)), made("two.md", paragraphs(WASH.replace(here, there))))
    add(library, made("three.md", paragraphs(TEXTS[1])))
    hits = find(library, "wash the beads with buffer")
    assert {hit.document.name for hit in hits[:2]} == {"one", "two"}
    assert [hit.also_in for hit in hits] == [(), (), ()]


OPPOSED = [
    ("viability is ≥ 80 %", "viability is ≤ 80 %"),
    ("stored at −20 °C", "stored at 20 °C"),
    ("may be frozen", "may not be frozen"),
    ("with serum", "without serum"),
]


@pytest.mark.parametrize(("here", "there"), OPPOSED)
def test_the_opposite_is_another_statement(library: Ledger, here: str, there: str) -> None:
    long = f"{WASH} The product {here} by the operator on duty. {TEXTS[1]}"
    add(library, made("one.md", paragraphs(long)), made("two.md", paragraphs(long.replace(here, there))))
    assert [hit.also_in for hit in find(library, "wash the beads with buffer")] == [(), ()]


def test_another_marker_is_another_statement(library: Ledger) -> None:
    long = f"{WASH} Gate on the CD4 positive fraction and keep the tube cold."
    add(library, made("one.md", paragraphs(long)), made("two.md", paragraphs(long.replace("CD4", "CD8"))))
    assert [hit.also_in for hit in find(library, "gate on the positive fraction")] == [(), ()]


# Two ways to the same neighbours


class AskedVectors(FolderVectors):
    """Chroma, counting how often it is asked."""

    asked = 0

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[str]:
        """See VectorStore."""
        self.asked += 1
        return super().nearest(vector, limit)


def test_the_exact_scan_and_chroma_find_the_same(
    library: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = ("cold room", "clean room", "warehouse", "laboratory")
    texts = [
        f"{text} This is done in the {room} by team {n}." for n, text in enumerate(TEXTS * 4) for room in rooms[n % 4 :]
    ]
    add(library, made("x.md", paragraphs(*texts)))
    store = AskedVectors(tmp_path / "vectors", library.identity, MODEL)
    project(library, store, MODEL)
    asked = ["washing beads in the clean room", "thaw vials", "where is the bank stored", "CT-118 label"]
    vectors = HashingEmbedder().embed(asked)
    exact = [search_of(library, store).dense(vector, limit=10) for vector in vectors]

    assert store.asked == 0
    monkeypatch.setattr("retrieval.search.EXACT_PASSAGES", 3)
    approximate = [search_of(library, store).dense(vector, limit=10) for vector in vectors]
    assert store.asked == len(asked)
    ids, _, _, matrix = library.passage_vectors(MODEL)
    similar = {i: matrix[n] for n, i in enumerate(ids)}
    for vector, one, other in zip(vectors, exact, approximate, strict=True):
        nearness = [[round(float(similar[i] @ vector), 5) for i in found] for found in (one, other)]
        assert nearness[0] == nearness[1]

    # A store that does not show the present documents, or is gone, is not asked.
    add(library, made("y.md", paragraphs("Polish the centrifuge rotor.")))
    [polished] = library.passage_ids(made("y.md", paragraphs("Polish the centrifuge rotor.")).entry.digest).values()
    [rotor] = HashingEmbedder().embed(["Polish the centrifuge rotor."])
    assert search_of(library, store).dense(rotor, limit=1) == [polished]
    assert store.asked == len(asked)
    library.set_projection(MODEL, library.generation())
    assert search_of(library, FolderVectors(tmp_path / "none", library.identity, MODEL)).dense(rotor, limit=1) == [
        polished
    ]
    assert not (tmp_path / "none").exists()


def test_a_change_of_the_library_is_seen_by_an_open_search(library: Ledger) -> None:
    search = search_of(library)
    assert search.find(Query("beads")) == []
    new = made("one.md", paragraphs(WASH))
    add(library, new)
    assert [hit.text for hit in search.find(Query("beads"))] == [WASH]
    library.remove([new.entry.digest])
    assert search.find(Query("beads")) == []


def test_a_question_is_embedded_once(library: Ledger) -> None:
    embedder = CountingEmbedder()
    add(library, made("one.md", paragraphs(WASH)))
    Search(library, embedder, MemoryVectors()).find(Query("beads"))
    assert embedder.texts == ["beads"]
