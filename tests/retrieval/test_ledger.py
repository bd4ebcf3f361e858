"""The contract of the ledger, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.documents import Block, BlockKind, DocumentKind, Identity, Status, Table
from retrieval.errors import SettingsError, WorkspaceBusy, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.ledger_writes import remove_documents
from retrieval.records import FileState, passage_key
from retrieval.terms import STOP_WORDS, tokens
from tests.retrieval.made import MODEL, add, made, paragraphs, vectors_of

THAW = made("thaw.md", paragraphs("Thaw the vial at 37 °C.", "Wash twice at 300 × g."))
WASH = made("wash.md", paragraphs("Wash the beads.", "Wash twice at 300 × g.", "Store the beads at 4 °C."))


def found_words(ledger: Ledger, text: str, limit: int = 10) -> list[str]:
    ids = ledger.find_words(tokens(text), limit)
    stored = ledger.passages(ids)
    return [stored[i].text for i in ids]


# Documents


def test_an_empty_ledger_reads_as_empty(ledger: Ledger) -> None:
    assert ledger.catalogue() == ()
    assert ledger.files() == {}
    assert ledger.counts() == {"documents": 0, "passages": 0, "distinct_passages": 0, "vectors": 0}
    assert ledger.find_words(["wash"], 5) == []
    assert ledger.frequencies(["wash"]) == {"wash": 0}
    assert ledger.passages([]) == {}
    assert ledger.passages([1]) == {}
    ids, keys, owners, matrix = ledger.passage_vectors(MODEL)
    assert (ids, keys, owners, len(matrix)) == ([], [], [], 0)


def test_what_is_written_is_read_back(ledger: Ledger) -> None:
    identity = Identity(
        "SOP-014", "Thawing — “µL” 中 😀", DocumentKind.SOP, "3.1", Status.EFFECTIVE, dt.date(2025, 3, 1), "SOP-014 v3"
    )
    table = Table(("Day", "", "Dose"), (("0", "", "1.5 × 10⁴"), ("", "x", "")), "Table 1", ("row 2", "row 3"))
    headless = Table((), (("a", "b"),))
    blocks = [
        Block(BlockKind.HEADING, "5 Thaw", 1, 1),
        Block(BlockKind.STEP, "1. Thaw 😀.", 2, 1),
        Block(BlockKind.TABLE, page=2, table=table),
        Block(BlockKind.TABLE, page=3, table=headless),
    ]
    new = made("sops/SOP-014.docx", blocks, identity, collection="gmp")
    add(ledger, new)
    [document] = ledger.catalogue()
    assert (document.digest, document.file, document.identity) == (new.entry.digest, new.entry.file, identity)
    assert (document.collection, document.report, document.added) == ("gmp", new.entry.report, new.entry.added)
    assert document.status is Status.EFFECTIVE
    assert ledger.text(document.digest) == new.canonical.text
    assert ledger.canonical([document.digest]) == {document.digest: new.canonical}
    assert ledger.files() == {new.file.path: new.file}


def test_canonical_of_several_documents_keeps_their_lines_apart(ledger: Ledger) -> None:
    tables = [
        made(name, [Block(BlockKind.TABLE, table=Table(header, (("1",),)))])
        for name, header in [("a", ("A",)), ("b", ()), ("c", ("C",))]
    ]
    add(ledger, *tables)
    assert ledger.canonical(n.entry.digest for n in tables) == {n.entry.digest: n.canonical for n in tables}
    assert ledger.canonical([]) == {}
    assert ledger.canonical(["0" * 64]) == {}


def test_the_catalogue_is_ordered_by_file(ledger: Ledger) -> None:
    add(ledger, *(made(name, paragraphs(name)) for name in ("b.md", "a.md", "c/a.md")))
    assert [document.file for document in ledger.catalogue()] == ["a.md", "b.md", "c/a.md"]


def test_the_catalogue_knows_the_standing_on_a_day(ledger: Ledger) -> None:
    def version(name: str, day: dt.date):
        return made(f"v{name}.md", paragraphs(f"version {name}"), Identity("SOP-1", version=name, effective=day))

    add(ledger, version("1", dt.date(2024, 1, 1)), version("2", dt.date(2025, 1, 1)), version("3", dt.date(2999, 1, 1)))

    def on(day: dt.date | None) -> list[str]:
        return [document.status.value for document in ledger.catalogue(day)]

    assert on(dt.date(2023, 1, 1)) == ["draft", "draft", "draft"]
    assert on(dt.date(2024, 12, 31)) == ["effective", "draft", "draft"]
    assert on(dt.date(2025, 1, 1)) == ["superseded", "effective", "draft"]
    assert on(None) == ["superseded", "effective", "draft"]


def test_a_passage_is_the_slice_of_its_documents_text(ledger: Ledger) -> None:
    astral = made("é.md", paragraphs("😀 before 😀 the µ", "a\u0301 中文 10⁴ 𝛼 end"))
    add(ledger, THAW, astral)
    for new in (THAW, astral):
        ids = ledger.passage_ids(new.entry.digest)
        assert list(ids) == [passage_key(new.entry.digest, p) for p in new.passages]
        assert ledger.ids_by_key([*ids, "f" * 32]) == ids
        stored = ledger.passages(list(ids.values()))
        for passage, (key, number) in zip(new.passages, ids.items(), strict=True):
            assert stored[number].text == new.canonical.text[passage.start : passage.end]
            assert stored[number].passage == replace(passage, embedded="")
            assert (stored[number].id, stored[number].key, stored[number].document) == (number, key, new.entry.digest)


def test_removing_a_document_leaves_nothing_of_it_and_all_of_the_others(ledger: Ledger) -> None:
    add(ledger, THAW, WASH)
    gone = list(ledger.passage_ids(THAW.entry.digest).values())
    ledger.remove([THAW.entry.digest])
    assert [document.file for document in ledger.catalogue()] == ["wash.md"]
    assert ledger.passages(gone) == {}
    assert ledger.passage_ids(THAW.entry.digest) == {}
    assert ledger.canonical([THAW.entry.digest]) == {}
    assert found_words(ledger, "thaw vial") == []
    assert ledger.frequencies(["vial", "bead"]) == {"vial": 0, "bead": 2}
    assert len(found_words(ledger, "wash")) == 3  # each passage under the file's name
    assert set(ledger.passage_vectors(MODEL)[2]) == {WASH.entry.digest}


def test_a_document_takes_the_place_of_others_in_one_step(ledger: Ledger) -> None:
    add(ledger, THAW, WASH)
    new = made("thaw.md", paragraphs("Thaw the vial in a dry bath."), replaces=(THAW.entry.digest,))
    add(ledger, new)
    assert {d.digest for d in ledger.catalogue()} == {new.entry.digest, WASH.entry.digest}
    assert found_words(ledger, "vial") == ["Thaw the vial in a dry bath."]


def test_a_document_takes_its_own_place(ledger: Ledger) -> None:
    add(ledger, THAW)
    add(ledger, replace(THAW, replaces=(THAW.entry.digest,)))
    assert len(ledger.catalogue()) == 1
    assert ledger.counts()["passages"] == len(THAW.passages)
    assert ledger.frequencies(["thaw"]) == {"thaw": len(THAW.passages)}  # each passage under the file's name


def test_a_write_that_fails_leaves_nothing(ledger: Ledger) -> None:
    add(ledger, WASH)
    before = ledger.catalogue(), ledger.counts(), ledger.files(), ledger.generation(), ledger.frequencies(["wash"])
    twice = replace(THAW, passages=(*THAW.passages, THAW.passages[0]), replaces=(WASH.entry.digest,))
    with pytest.raises(WorkspaceDamaged):
        add(ledger, twice)
    after = ledger.catalogue(), ledger.counts(), ledger.files(), ledger.generation(), ledger.frequencies(["wash"])
    assert after == before
    assert len(found_words(ledger, "beads")) == 2


def test_a_failure_after_the_passages_leaves_nothing_either(ledger: Ledger) -> None:
    broken = replace(THAW, file=replace(THAW.file, path=None))
    with pytest.raises(WorkspaceDamaged):
        add(ledger, broken)
    assert ledger.catalogue() == ()
    assert ledger.counts() == {"documents": 0, "passages": 0, "distinct_passages": 0, "vectors": 0}
    assert ledger.frequencies(["thaw"]) == {"thaw": 0}


def test_the_same_document_is_not_written_twice(ledger: Ledger) -> None:
    add(ledger, THAW)
    with pytest.raises(WorkspaceDamaged):
        add(ledger, THAW)
    assert ledger.counts()["documents"] == 1


def test_counts_tell_passages_from_distinct_wordings(ledger: Ledger) -> None:
    add(ledger, THAW, WASH)
    assert ledger.counts() == {"documents": 2, "passages": 5, "distinct_passages": 4, "vectors": 4}


def test_the_generation_grows_with_every_change_of_documents_and_with_nothing_else(ledger: Ledger) -> None:
    seen = [ledger.generation()]
    add(ledger, THAW)
    seen.append(ledger.generation())
    add(ledger, WASH)
    seen.append(ledger.generation())
    ledger.remove([THAW.entry.digest])
    seen.append(ledger.generation())
    assert all(a < b for a, b in itertools.pairwise(seen))
    ledger.audit.record("ana", "ask", "q", {})
    ledger.put_files([WASH.file])
    ledger.set_projection(MODEL, 1)
    assert ledger.generation() == seen[-1]


def test_a_projection_is_known_by_name(ledger: Ledger) -> None:
    assert ledger.projection("chroma") is None
    ledger.set_projection("chroma", 4)
    ledger.set_projection("graph", 2)
    ledger.set_projection("chroma", 7)
    assert (ledger.projection("chroma"), ledger.projection("graph")) == (7, 2)


# Words


def test_a_passage_with_more_of_the_words_comes_first(ledger: Ledger) -> None:
    texts = [
        "Thaw the vial in the dry bath for two minutes.",
        "Thaw the medium in the cold room over night.",
        "Discard the vial and the swab as biohazard waste.",
        "The centrifuge is serviced once a year.",
    ]
    add(ledger, made("x.md", paragraphs(*texts)))
    found = found_words(ledger, "thaw vial bath")
    assert found[0] == texts[0]
    assert set(found[1:]) == {texts[1], texts[2]}
    assert found_words(ledger, "thaw vial bath", limit=1) == [texts[0]]


def test_a_heading_and_a_title_are_found_too(ledger: Ledger) -> None:
    blocks = [Block(BlockKind.HEADING, "Cryopreservation", 1), Block(BlockKind.PARAGRAPH, "Add 10 mL slowly.")]
    add(ledger, made("x.md", blocks, Identity("SOP-077", "Freezing of leukapheresis")), THAW)
    for asked in ("cryopreserve", "SOP-077", "leukapheresis"):
        assert found_words(ledger, asked)[0] == "Add 10 mL slowly."


SIGNS = [
    ("SOP-014", "See SOP-014 for details"),
    ("1,000", "Spin at 1,000 rpm"),
    ("1.5", "Add 1.5 volumes"),
    ("2.0.1", "Software 2.0.1 is used"),
    ("10⁴", "Seed 10⁴ of them"),
    ("½", "Wait ½ hour"),
    ("CD3+", "Gate on CD3+ events"),
    ("β-mercaptoethanol", "Add β-mercaptoethanol"),
    ("naïve", "Sort naïve lymphocytes"),
    ("naive", "Sort naïve lymphocytes"),
    ("Rosé", "Keep rose colour"),
    ("Müller", "As told by Müller"),
    ("technician's", "The technician's name"),
    ("细胞", "细胞 培养"),
]


def test_signs_of_the_field_are_found_and_counted(ledger: Ledger) -> None:
    texts = list(dict.fromkeys(text for _, text in SIGNS))
    add(ledger, made("x.md", paragraphs(*texts)))
    for asked, text in SIGNS:
        stems = [stem for stem in tokens(asked) if stem not in STOP_WORDS]
        assert found_words(ledger, asked)[0] == text
        assert ledger.frequencies(stems) == {
            stem: sum(stem in tokens(f"{other} Part") for other in texts) for stem in stems
        }, asked


def test_frequencies_count_passages_not_words(ledger: Ledger) -> None:
    add(ledger, made("x.md", paragraphs("bead bead bead", "bead", "vial")), made("y.md", paragraphs("bead")))
    assert ledger.frequencies(["bead", "vial", "none", "bead"]) == {"bead": 3, "vial": 1, "none": 0}
    assert ledger.frequencies([]) == {}


def test_a_query_is_words_and_never_syntax(ledger: Ledger) -> None:
    add(ledger, THAW)
    for hostile in ['"', "a OR b", "*", "x' OR '1'='1", "NEAR(a b)", "body:", "%", "\\", ":s0", "(((", "a & b | !c"]:
        ledger.find_words(tokens(hostile), 5)
        assert len(found_words(ledger, f"{hostile} vial")) >= 1
        ledger.frequencies(tokens(hostile))


# Vectors


def test_vectors_are_kept_by_text_and_model(ledger: Ledger) -> None:
    add(ledger, THAW)
    digests = {p.digest for p in THAW.passages}
    assert ledger.known_vectors([*digests, "0" * 64], MODEL) == digests
    assert ledger.known_vectors(digests, "another") == set()
    assert ledger.known_vectors([], MODEL) == set()
    assert ledger.known_vectors([f"{n:064x}" for n in range(40_000)], MODEL) == set()


def test_passage_vectors_are_those_that_were_written(ledger: Ledger) -> None:
    add(ledger, THAW, WASH)
    ids, keys, owners, matrix = ledger.passage_vectors(MODEL)
    assert matrix.dtype == np.float32
    assert len(ids) == len(set(keys)) == len(owners) == len(matrix) == 5
    expected = {
        passage_key(new.entry.digest, p): (new.entry.digest, vectors_of(new)[p.digest])
        for new in (THAW, WASH)
        for p in new.passages
    }
    for key, owner, vector in zip(keys, owners, matrix, strict=True):
        assert owner == expected[key][0]
        np.testing.assert_array_equal(vector, expected[key][1])
    assert ledger.ids_by_key(keys) == dict(zip(keys, ids, strict=True))
    some = ledger.passage_vectors(MODEL, [THAW.entry.digest])
    assert set(some[2]) == {THAW.entry.digest}
    assert len(some[0]) == 2


def test_vectors_of_another_model_stand_beside_each_other(ledger: Ledger) -> None:
    add(ledger, THAW)
    other = {digest: -vector for digest, vector in vectors_of(THAW).items()}
    ledger.add(replace(THAW, replaces=(THAW.entry.digest,)), other, "other")
    one, two = ledger.passage_vectors(MODEL), ledger.passage_vectors("other")
    assert one[1] == two[1]
    np.testing.assert_array_equal(one[3], -two[3])


def test_the_vector_cache_outlives_its_document(ledger: Ledger) -> None:
    add(ledger, THAW)
    ledger.remove([THAW.entry.digest])
    assert ledger.known_vectors([p.digest for p in THAW.passages], MODEL) == {p.digest for p in THAW.passages}
    assert len(ledger.passage_vectors(MODEL)[0]) == 0


# Files and audit


def test_file_states_are_put_and_replaced(ledger: Ledger) -> None:
    one = FileState("a b/é.md", 5 * 2**32, 2**62, 2**64, "0" * 64, "1/1", "main")
    two = FileState("z.docx", 0, 0, 1, "1" * 64, "1/1", "main", failure=("it is not a Word file", "save it again"))
    ledger.put_files([one, two])
    assert ledger.files() == {one.path: one, two.path: two}
    mended = replace(two, failure=None, digest="2" * 64)
    ledger.put_files([mended])
    assert ledger.files() == {one.path: one, two.path: mended}
    ledger.put_files([])


def test_records_are_appended_and_the_last_is_found(ledger: Ledger) -> None:
    assert ledger.audit.last("ask", "ana") is None
    first = ledger.audit.record(
        "ana", "ask", "a-1", {"claims": [{"text": "µ 😀", "ok": True, "score": 0.5, "none": None}]}
    )
    second = ledger.audit.record("ana", "ask", "a-2", {})
    ledger.audit.record("ben", "ask", "a-3", {})
    ledger.audit.record("ana", "ingest", "7", {})
    assert first.id < second.id
    found = ledger.audit.last("ask", "ana")
    assert found is not None
    assert (found.id, found.subject, found.detail) == (second.id, "a-2", {})
    assert dt.datetime.fromisoformat(found.at).utcoffset() == dt.timedelta(0)
    [ben] = [ledger.audit.last("ask", "ben")]
    assert ben is not None
    assert ben.subject == "a-3"


def test_what_an_audit_record_holds_is_given_back(ledger: Ledger) -> None:
    detail = {"claims": [{"text": "µ 😀", "ok": True, "score": 0.5, "none": None}], "n": 2**40}
    ledger.audit.record("ana", "ask", "a-1", detail)
    found = ledger.audit.last("ask", "ana")
    assert found is not None
    assert found.detail == detail


# Opening


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(request.param)


def test_several_can_open_a_new_ledger_at_once(url: str) -> None:
    """As two commands that start together in a new workspace."""
    together = threading.Barrier(4)

    def opened(_: int) -> int:
        together.wait()
        ledger = Ledger.open(url)
        generation = ledger.generation()
        ledger.close()
        return generation

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(opened, range(4))) == [0] * 4


def test_a_ledger_opened_again_has_everything(url: str) -> None:
    first = Ledger.open(url)
    add(first, THAW)
    first.close()
    second = Ledger.open(url)
    assert [d.digest for d in second.catalogue()] == [THAW.entry.digest]
    assert second.generation() == 1
    second.close()


def test_a_reader_sees_complete_documents_while_another_writes(url: str) -> None:
    writer, reader = Ledger.open(url), Ledger.open(url)
    add(writer, THAW)
    with writer._database.writing() as connection:  # as in the middle of a transaction
        remove_documents(connection, writer._index, [THAW.entry.digest])
        assert [d.digest for d in reader.catalogue()] == [THAW.entry.digest]
        assert len(found_words(reader, "vial")) == 1
    assert reader.catalogue() == ()
    writer.close()
    reader.close()


@pytest.mark.parametrize("named", ["", "nonsense", "oracle://x/y", "sqlite+nodriver:///x"])
def test_a_url_of_an_unknown_kind_is_a_setting_to_mend(named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Ledger.open(named)
    assert "postgresql" in caught.value.next_step


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(WorkspaceDamaged):
        Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")


def test_a_ledger_in_a_folder_that_is_not_there_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceDamaged):
        Ledger.open(f"sqlite:///{tmp_path / 'none' / 'ledger.db'}")


def test_a_ledger_of_another_schema_is_refused_with_both_versions(sqlite_url: str, tmp_path: Path) -> None:
    Ledger.open(sqlite_url).close()
    with sqlite3.connect(tmp_path / "ledger.db") as raw:
        raw.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    raw.close()
    with pytest.raises(WorkspaceDamaged, match="999"):
        Ledger.open(sqlite_url)


def test_a_locked_ledger_is_busy_and_not_damaged(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.database.BUSY_TIMEOUT_S", 0.05)
    ledger = Ledger.open(sqlite_url)
    other = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(WorkspaceBusy):
        ledger.audit.record("ana", "ask", "q", {})
    other.execute("ROLLBACK")
    other.close()
    ledger.audit.record("ana", "ask", "q", {})
    ledger.close()


def test_an_unreachable_server_is_named_as_such() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(WorkspaceDamaged) as caught:
        Ledger.open("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")
    assert "server" in caught.value.next_step


def test_what_is_read_in_a_snapshot_is_of_one_moment(url: str) -> None:
    ledger, other = Ledger.open(url), Ledger.open(url)
    add(ledger, THAW)
    with ledger.snapshot():
        before = (ledger.generation(), ledger.counts(), ledger.catalogue())
        add(other, WASH)
        assert (ledger.generation(), ledger.counts(), ledger.catalogue()) == before
        ledger.audit.record("ana", "ask", "a-1", {})  # an answer is recorded while the snapshot is held
        assert ledger.catalogue() == before[2]
    assert ledger.generation() == before[0] + 1
    assert len(ledger.catalogue()) == 2
    ledger.close()
    other.close()


def test_wording_is_held_to_the_letter(ledger: Ledger) -> None:
    add(ledger, THAW)
    assert ledger.holds("Thaw the vial at 37 °C.")
    assert ledger.holds("thaw.md")
    assert not ledger.holds("thaw the vial at 37 °C.")
    assert not ledger.holds("Wash the beads.")
