"""The doctor on both databases: each kind of damage is planted, found at its place, and mended or named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, text

from assistant.workspace import require_written
from retrieval.doctor.doctor import Doctor, look
from retrieval.doctor.findings import CheckUp, Unwatched
from retrieval.embedding import HashingEmbedder
from retrieval.errors import WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.projection import project
from retrieval.vectors import MemoryVectors
from retrieval.writer import writer_lock
from tests.retrieval.made import MODEL, PADDING, Folder

FIRST = f"""# SOP-101 Thawing

| Document number | SOP-101 |
|---|---|
| Version | 2 |
| Effective date | 2025-02-01 |

## 3 Limits

Table 1: Limits

| Parameter | Range |
|---|---|
| Temperature | 36.5 to 37.5 °C |
| Duration | 2 to 3 min |

## 4 Steps

Thaw the vial in the bath at 37 °C. {PADDING}

Move the cells to 9 mL of medium. {PADDING}
"""
SECOND = (
    f"# SOP-102 Freezing\n\n## 1 Rate\n\nCool the vial at 1 °C/min to -80 °C. {PADDING}\n\nStore it below -150 °C.\n"
)
# How each document is named in a finding.
THAWING = "SOP-101 version 2 (records/SOP-101.md)"
FREEZING = "SOP-102 (records/SOP-102.md)"


@dataclass
class Patient:
    """A small library of two documents, with its doctor and a way to damage it behind the ledger's back."""

    folder: Path
    url: str
    ledger: Ledger
    store: MemoryVectors
    files: Folder

    @property
    def doctor(self) -> Doctor:
        return Doctor(
            self.ledger, HashingEmbedder(), self.store, self.folder, verify_audit=lambda: None, purge=lambda: None
        )

    def damage(self, statement: str, **values: object) -> None:
        engine = create_engine(self.url)
        with engine.begin() as connection:
            assert connection.execute(text(statement), values).rowcount != 0, "nothing was damaged"
        engine.dispose()

    def look(self) -> CheckUp:
        return self.doctor.examine(Unwatched(), still=True)

    def repair(self) -> CheckUp:
        return self.doctor.repair(Unwatched())

    def read(self) -> None:
        self.files.ingest()
        project(self.ledger, self.store, MODEL)


@pytest.fixture
def patient(ledger: Ledger, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Patient]:
    on_sqlite = request.node.callspec.params["ledger"] == "sqlite"
    url = f"sqlite:///{tmp_path / 'ledger.db'}" if on_sqlite else request.getfixturevalue("postgres_url")
    files = Folder(tmp_path / "site", ledger)
    files.write("records/SOP-101.md", FIRST)
    files.write("records/SOP-102.md", SECOND)
    made = Patient(tmp_path, url, ledger, MemoryVectors(), files)
    made.read()
    yield made


def said(found: CheckUp) -> dict[tuple[str, str], str]:
    """What is wrong, by check and place."""
    what: dict[tuple[str, str], str] = {}
    for f in found.faults:
        if not f.repaired:
            what[f.check, f.where] = "; ".join(filter(None, [what.get((f.check, f.where)), f.what]))
    return what


SOP_101 = "(SELECT digest FROM documents WHERE number = 'SOP-101')"
A_PASSAGE = f"(SELECT max(digest) FROM passages WHERE document = {SOP_101})"


@dataclass(frozen=True)
class Planted:
    """A damage, and the check and place that must name it."""

    statement: str
    check: str
    where: str
    what: str


MENDED = {
    "a passage is gone": Planted(
        f"DELETE FROM passages WHERE document = {SOP_101} AND page IS NULL AND start > 200",
        *("passages", THAWING, "passages are missing"),
    ),
    "a passage's key is another": Planted(
        "UPDATE passages SET key = '0123' WHERE id = (SELECT min(id) FROM passages)",
        *("passages", THAWING, "the keys of passages do not fit them"),
    ),
    "a passage's span is another": Planted(
        'UPDATE passages SET "end" = "end" - 1 WHERE id = (SELECT min(id) FROM passages)',
        *("passages", THAWING, "the keys of passages do not fit them"),
    ),
    "a passage lies outside the text": Planted(
        'UPDATE passages SET "end" = 999999 WHERE id = (SELECT max(id) FROM passages)',
        *("passages", FREEZING, "passages lie outside the text"),
    ),
    "a passage names another page": Planted(
        "UPDATE passages SET page = 7 WHERE id = (SELECT min(id) FROM passages)",
        *("passages", THAWING, "other lines, headings or pages"),
    ),
    "a vector is gone": Planted(
        f"DELETE FROM vectors WHERE digest = {A_PASSAGE}",
        *("vector cache", THAWING, "1 of"),
    ),
    "a vector is cut short": Planted(
        f"UPDATE vectors SET vector = :short WHERE digest = {A_PASSAGE}",
        *("vector cache", THAWING, "a vector that cannot be one"),
    ),
    "a vector is not of unit length": Planted(
        f"UPDATE vectors SET vector = :long WHERE digest = {A_PASSAGE}",
        *("vector cache", THAWING, "a vector that cannot be one"),
    ),
    "a vector is no number": Planted(
        f"UPDATE vectors SET vector = :nan WHERE digest = {A_PASSAGE}",
        *("vector cache", THAWING, "a vector that cannot be one"),
    ),
}
BLOBS = {
    "short": np.ones(8, np.float32).tobytes(),
    "long": np.ones(HashingEmbedder.dimensions, np.float32).tobytes(),
    "nan": np.full(HashingEmbedder.dimensions, np.nan, np.float32).tobytes(),
}

READ_AGAIN = {
    "the text has another number": Planted(
        "UPDATE documents SET text = replace(text, '37.5', '38.5') WHERE number = 'SOP-101'",
        *("documents", THAWING, "its text is not the text that was read"),
    ),
    "the text is cut short": Planted(
        "UPDATE documents SET text = substr(text, 1, 100) WHERE number = 'SOP-101'",
        *("documents", THAWING, "its text is not the text that was read"),
    ),
    "a line is gone": Planted(
        f"DELETE FROM lines WHERE document = {SOP_101} AND ordinal = 3",
        *("documents", THAWING, "some are missing"),
    ),
    "a line is moved": Planted(
        f"UPDATE lines SET start = start + 2 WHERE document = {SOP_101} AND ordinal = 4",
        *("documents", THAWING, ""),
    ),
    "the cells of a row are others": Planted(
        f'UPDATE lines SET cells = \'["Temperature", "36.5 to 39.5 °C"]\' WHERE document = {SOP_101} '
        "AND row_number = 1 AND table_number = 2",
        *("documents", THAWING, "are not its wording"),
    ),
    "a heading above a line is another": Planted(
        f"UPDATE lines SET section = '[\"5 Other limits\"]' WHERE document = {SOP_101} AND row_number = 1",
        *("documents", THAWING, "are not as they were written"),
    ),
    "the version is another": Planted(
        "UPDATE documents SET version = '3' WHERE number = 'SOP-101'",
        *("documents", "SOP-101 version 3 (records/SOP-101.md)", "are not as they were written"),
    ),
    "the effective date is another": Planted(
        "UPDATE documents SET effective = '2026-02-01' WHERE number = 'SOP-101'",
        *("documents", THAWING, "are not as they were written"),
    ),
    "the report counts other characters": Planted(
        "UPDATE documents SET report = :report WHERE number = 'SOP-101'",
        *("documents", THAWING, "its read report counts 12 characters"),
    ),
    "a hidden text was added": Planted(
        f"INSERT INTO hidden (document, ordinal, kind, \"where\", text) VALUES ({SOP_101}, 0, 'comment', 'x', 'y')",
        *("hidden text and scans", THAWING, "counts other hidden texts"),
    ),
    "a word of OCR was added": Planted(
        'INSERT INTO ocr_words (document, start, "end", page, confidence, "left", top, width, height) '
        f"VALUES ({SOP_101}, 0, 3, 1, 90, 1, 1, 1, 1)",
        *("hidden text and scans", THAWING, "which has no picture"),
    ),
    "the kind means nothing": Planted(
        "UPDATE documents SET kind = 'poem' WHERE number = 'SOP-101'",
        *("documents", "records/SOP-101.md", "cannot be decoded"),
    ),
}
REPORT = json.dumps(
    {"pages": 1, "blocks": 1, "tables": 1, "characters": 12, "skipped": [], "hidden": [], "ocr_pages": []}
)


def values_of(statement: str) -> dict[str, object]:
    given = {**BLOBS, "report": REPORT}
    return {name: value for name, value in given.items() if f":{name}" in statement}


def test_a_sound_library_has_no_finding(patient: Patient) -> None:
    found = patient.look()
    assert [f for checked in found.checks for f in checked.findings] == []
    assert {c.check: c.looked_at for c in found.checks}["passages"] == patient.ledger.counts()["passages"]
    assert found.sound


@pytest.mark.parametrize("planted", MENDED.values(), ids=MENDED.keys())
def test_what_is_made_from_the_text_is_found_and_made_again(patient: Patient, planted: Planted) -> None:
    sound = patient.ledger.state_digest()
    patient.damage(planted.statement, **values_of(planted.statement))

    found = patient.look()
    assert not found.sound
    assert planted.what in said(found)[planted.check, planted.where]
    repaired = patient.repair()
    assert said(repaired) == {}
    assert repaired.sound
    mended = [f for f in repaired.faults if (f.check, f.where) == (planted.check, planted.where)]
    assert all(f.repaired and f.did for f in mended)
    assert mended
    assert patient.ledger.state_digest() == sound
    assert patient.look().faults == ()


@pytest.mark.parametrize("planted", READ_AGAIN.values(), ids=READ_AGAIN.keys())
def test_what_was_read_is_marked_and_the_next_ingest_reads_it_again(patient: Patient, planted: Planted) -> None:
    sound = patient.ledger.state_digest()
    patient.damage(planted.statement, **values_of(planted.statement))

    assert planted.what in said(patient.look())[planted.check, planted.where]
    repaired = patient.repair()
    assert not repaired.sound, "what is wrong stays so until the file is read"
    assert any("marked records/SOP-101.md" in f.did for f in repaired.faults)
    assert len(patient.ledger.catalogue()) == 2, "no document is dropped"
    patient.read()
    assert said(patient.repair()) == {}
    assert patient.ledger.state_digest() == sound


def test_a_damaged_version_whose_file_holds_another_by_now_is_said_to_be_beyond_mending(patient: Patient) -> None:
    patient.files.write("records/SOP-101.md", FIRST.replace("| Version | 2 |", "| Version | 3 |"))
    patient.read()
    patient.damage("UPDATE documents SET text = replace(text, '37.5', '38.5') WHERE version = '2'")
    repaired = patient.repair()
    assert not repaired.sound
    assert "its file holds another version now" in next(f.did for f in repaired.faults if f.check == "documents")


def terms_of(patient: Patient) -> str:
    return "rowid" if patient.ledger.inside[0].dialect == "sqlite" else "passage_id"


def test_a_word_index_entry_that_is_gone_or_another_is_written_again(patient: Patient) -> None:
    row = terms_of(patient)
    sound = patient.ledger.find_words(["bath"], 5)
    patient.damage(f"DELETE FROM passage_terms WHERE {row} = :id", id=sound[0])
    assert patient.ledger.find_words(["bath"], 5) == []
    assert "1 of" in said(patient.look())["lexical index", THAWING]
    assert patient.repair().sound
    assert patient.ledger.find_words(["bath"], 5) == sound

    other = "body = 'nonsens'" if row == "rowid" else "terms = setweight(to_tsvector('simple', 'nonsens'), 'A')"
    patient.damage(f"UPDATE passage_terms SET {other} WHERE {row} = :id", id=sound[0])
    assert ("lexical index", THAWING) in said(patient.look())
    assert patient.repair().sound
    assert patient.ledger.find_words(["nonsens"], 5) == []
    assert patient.ledger.find_words(["bath"], 5) == sound


def test_entries_and_vectors_that_belong_to_nothing_are_taken_out(patient: Patient) -> None:
    sound = patient.ledger.state_digest()
    patient.damage("INSERT INTO vectors VALUES (:digest, :model, :v)", digest="f" * 64, model=MODEL, v=BLOBS["long"])
    found = patient.look()
    assert found.sound, "a vector too many is a note, not a fault"
    assert [f.what for c in found.checks for f in c.findings] == ["1 cached vectors belong to no passage"]
    repaired = patient.repair()
    assert [f.did for c in repaired.checks for f in c.findings] == ["took them out"]
    assert patient.ledger.state_digest() == sound
    if patient.ledger.inside[0].dialect == "sqlite":  # PostgreSQL's foreign keys allow neither
        patient.damage("INSERT INTO passage_terms(rowid, title, section, body) VALUES (999, 'a', 'b', 'c')")
        patient.damage("INSERT INTO passages SELECT 998, 'k', 'gone', 1, 2, 0, 0, '[]', NULL, 'd'")
        wrong = said(patient.look())
        assert wrong["lexical index", "word index"] == "1 entries belong to no passage"
        assert wrong["database", "table passages"] == "1 rows belong to nothing"
        assert patient.repair().sound
        assert patient.ledger.state_digest() == sound


def test_the_vector_store_is_compared_and_put_right(patient: Patient) -> None:
    keys = sorted(patient.store.keys())
    patient.store.delete(keys[:2])
    found = patient.look()
    assert said(found)["vector store", "vector store"].startswith("2 passages are not in it: passage ")
    assert patient.repair().sound
    assert sorted(patient.store.keys()) == keys


def test_a_store_that_is_behind_the_ledger_is_unfinished_work(patient: Patient) -> None:
    patient.ledger.set_projection(MODEL, 1)
    assert ("unfinished work", "vector store") in said(patient.look())
    assert patient.repair().sound
    assert patient.ledger.projection(MODEL) == patient.ledger.generation()


def test_a_file_whose_document_is_gone_is_named_and_read_again(patient: Patient) -> None:
    sound = patient.ledger.state_digest()
    digest = next(d.digest for d in patient.ledger.catalogue() if d.identity.number == "SOP-102")
    patient.ledger.remove([digest])
    project(patient.ledger, patient.store, MODEL)
    found = said(patient.look())
    assert found == {("file states", "records/SOP-102.md"): "what was read from it is not in the library"}
    patient.repair()
    patient.read()
    assert patient.look().faults == ()
    patient.repair()
    assert patient.ledger.state_digest() == sound


def test_passages_that_an_earlier_cutter_made_are_no_fault(patient: Patient) -> None:
    patient.damage("UPDATE files SET reader = '1/1'")
    assert patient.look().faults == ()
    patient.damage(f"DELETE FROM passages WHERE document = {SOP_101} AND first_line > 8")
    assert "lines are in no passage" in said(patient.look())["passages", THAWING]


def test_what_the_audit_trail_says_of_itself_is_reported_and_never_mended(patient: Patient) -> None:
    doctor = Doctor(
        *(patient.ledger, HashingEmbedder(), patient.store, patient.folder),
        verify_audit=lambda: "record 3 was changed",
        purge=lambda: None,
    )
    found = doctor.repair(Unwatched())
    assert said(found) == {("audit trail", "audit trail"): "record 3 was changed"}
    assert not found.sound


def test_a_purge_that_is_due_is_done(patient: Patient) -> None:
    patient.damage("INSERT INTO meta VALUES ('purge_due', '2026-01-01T00:00:00')")
    assert ("unfinished work", "ledger") in said(patient.look())
    done: list[str] = []

    def purge() -> None:
        done.append("purged")
        patient.damage("DELETE FROM meta WHERE key = 'purge_due'")

    doctor = Doctor(
        *(patient.ledger, HashingEmbedder(), patient.store, patient.folder), verify_audit=lambda: None, purge=purge
    )
    assert doctor.repair(Unwatched()).sound
    assert done == ["purged"]


def test_while_another_process_writes_the_store_is_not_compared(patient: Patient) -> None:
    patient.ledger.set_projection(MODEL, 1)
    with writer_lock(patient.folder, "ingest", 0, lambda _: None):
        found = look(patient.doctor, patient.folder, Unwatched())
    assert found.sound
    assert [f.what for c in found.checks for f in c.findings] == ["not compared: another process is writing"] * 2
    assert not look(patient.doctor, patient.folder, Unwatched()).sound


def test_a_model_that_has_no_direction_for_a_wording_is_no_fault(patient: Patient) -> None:
    patient.files.write("records/dashes.md", "# —\n\n— — —\n")
    patient.read()
    found = [f for f in patient.look().faults if f.check == "vector cache"]
    assert found == []


@pytest.mark.parametrize("content", [None, b""], ids=["gone", "empty"])
def test_a_ledger_that_is_gone_or_empty_is_named_with_the_next_step(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "ledger.db").write_bytes(content)
    with pytest.raises(WorkspaceDamaged, match="setpoint restore"):
        require_written(tmp_path, None)
    require_written(tmp_path, "postgresql://elsewhere")


def damaged_page(file: Path, table: str) -> None:
    """Overwrite the root page of a table."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        page = connection.execute(text("SELECT rootpage FROM sqlite_master WHERE name = :n"), {"n": table}).scalar_one()
        size = connection.execute(text("PRAGMA page_size")).scalar_one()
    engine.dispose()
    with file.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xde\xad" * (size // 2))


@pytest.fixture
def on_file(tmp_path: Path) -> Iterator[Callable[[], Patient]]:
    """A library in a SQLite file that can be opened again after its bytes were damaged."""
    opened: list[Ledger] = []
    (tmp_path / "own").mkdir()
    url = f"sqlite:///{tmp_path / 'own' / 'ledger.db'}"
    store = MemoryVectors()

    def open_() -> Patient:
        for ledger in opened:
            ledger.close()
        opened.append(Ledger.open(url))
        return Patient(tmp_path / "own", url, opened[-1], store, Folder(tmp_path / "site", opened[-1]))

    yield open_
    opened[-1].close()


def test_a_damaged_page_is_found_and_not_taken_for_repaired(on_file: Callable[[], Patient]) -> None:
    patient = on_file()
    patient.files.write("records/SOP-101.md", FIRST)
    patient.read()
    patient.ledger.close()
    damaged_page(patient.folder / "ledger.db", "lines")
    found = on_file().repair()
    assert not found.sound
    assert any("restore the workspace from a backup" in f.next_step for f in found.faults)
    assert any(f.check == "database" for f in found.faults)


@pytest.mark.parametrize("shadow", ["passage_terms_data", "passage_terms_content", "passage_terms_docsize"])
def test_a_damaged_word_index_is_made_anew(on_file: Callable[[], Patient], shadow: str) -> None:
    patient = on_file()
    patient.files.write("records/SOP-101.md", FIRST)
    patient.files.write("records/SOP-102.md", SECOND)
    patient.read()
    hits = patient.ledger.find_words(["bath"], 5)
    patient.damage(f"DELETE FROM {shadow}")
    patient = on_file()
    assert any(check == "lexical index" for check, _ in said(patient.look()))
    repaired = patient.repair()
    assert said(repaired) == {}
    assert patient.ledger.find_words(["bath"], 5) == hits


def test_an_index_of_the_database_that_lacks_rows_is_built_again(on_file: Callable[[], Patient]) -> None:
    patient = on_file()
    patient.files.write("records/SOP-101.md", FIRST)
    patient.read()
    sound = patient.ledger.state_digest()
    raw = sqlite3.connect(patient.folder / "ledger.db", isolation_level=None)
    (schema,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'passages_by_digest'").fetchone()

    def put_schema(sql: str) -> None:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'passages_by_digest'", (sql,))
        raw.execute("PRAGMA writable_schema=RESET")

    rows = raw.execute("SELECT * FROM passages").fetchall()
    raw.execute("DELETE FROM passages")
    put_schema(schema + " WHERE start < 0")  # rows that are written now are not indexed
    raw.executemany(f"INSERT INTO passages VALUES ({', '.join('?' * len(rows[0]))})", rows)
    put_schema(schema)
    raw.close()
    patient = on_file()
    assert "passages_by_digest" in said(patient.look())["database", "ledger"]
    assert patient.repair().sound
    assert patient.look().faults == ()
    assert patient.ledger.state_digest() == sound
