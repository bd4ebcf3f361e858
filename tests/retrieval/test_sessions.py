"""Sessions in the ledger, on both databases: order, names, writers, earlier schemas, backup, doctor, forgetting."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, create_engine, text

from retrieval.backup.restoring import restore
from retrieval.backup.taking import take_backup
from retrieval.database import Database
from retrieval.doctor.doctor import Doctor
from retrieval.doctor.findings import CheckUp, Unwatched
from retrieval.embedding import HashingEmbedder
from retrieval.errors import SettingsError, UnknownReference
from retrieval.ledger import Ledger
from retrieval.ledger_tables import EARLIER_VERSIONS, SCHEMA_VERSION, metadata, tables_of
from retrieval.vectors import MemoryVectors
from tests.retrieval.made import add, made, paragraphs

REPO = Path(__file__).resolve().parents[2]
ADDED_BY_4 = ("turns", "sessions")
ADDED_BY_3 = ("facts", "definitions", "extractions", "model_extractions", "assertions", "graph_nodes", "graph_edges")


def asked(ledger: Ledger, session: str, question: str, who: str = "ana") -> int:
    """An answer recorded in a session; returns its place."""
    with ledger.together():
        record = ledger.audit.record(who, "ask", f"a-{question}", {"question": question})
        return ledger.sessions.add_turn(session, who, record.id)


def questions(ledger: Ledger, session: str, newest: int | None = None) -> list[object]:
    return [r.detail["question"] for r in ledger.audit.several(ledger.sessions.records(session, newest))]


def test_turns_are_in_order_and_sessions_by_last_use(ledger: Ledger) -> None:
    assert [asked(ledger, "vcn", f"q{n}") for n in range(4)] == [1, 2, 3, 4]
    assert asked(ledger, "hold", "h") == 1
    found = ledger.sessions.all("ana")
    assert [(s.name, s.turns) for s in found] == [("hold", 1), ("vcn", 4)]
    assert questions(ledger, found[1].id) == ["q0", "q1", "q2", "q3"]
    assert questions(ledger, found[1].id, 2) == ["q2", "q3"]
    asked(ledger, "vcn", "q4")
    assert [s.name for s in ledger.sessions.all("ana")] == ["vcn", "hold"]


def test_a_name_is_one_persons_own_and_an_id_is_everybodys(ledger: Ledger) -> None:
    asked(ledger, "vcn", "of ana")
    asked(ledger, "vcn", "of ben", who="ben")
    hers, his = ledger.sessions.find("vcn", "ana"), ledger.sessions.find("vcn", "ben")
    assert hers is not None and his is not None and hers.id != his.id
    assert (questions(ledger, hers.id), questions(ledger, his.id)) == (["of ana"], ["of ben"])
    assert ledger.sessions.find("vcn", "eve") is None
    assert ledger.sessions.find(hers.id, "eve") == hers
    assert asked(ledger, hers.id, "by ben in it", who="ben") == 2
    assert {s.who for s in ledger.sessions.all()} == {"ana", "ben"}


def test_renamed_and_deleted(ledger: Ledger) -> None:
    asked(ledger, "vcn", "q")
    asked(ledger, "hold", "h")
    vcn = ledger.sessions.find("vcn", "ana")
    assert vcn is not None
    with pytest.raises(SettingsError, match="'hold' already"):
        ledger.sessions.rename(vcn, "hold")
    ledger.sessions.rename(vcn, "VCN of CT-1")
    assert asked(ledger, "VCN of CT-1", "q2") == 2
    ledger.sessions.delete(vcn)
    assert ledger.sessions.find(vcn.id, "ana") is None
    assert ledger.sessions.records(vcn.id) == ()
    assert ledger.audit.find(1).detail == {"question": "q"}, "what was answered stays recorded"
    with pytest.raises(UnknownReference, match="no session"):
        ledger.sessions.rename(vcn, "again")


def test_an_answer_that_cannot_be_recorded_leaves_no_turn(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.together():
        record = ledger.audit.record("ana", "ask", "a-1", {})
        ledger.sessions.add_turn("vcn", "ana", record.id)
        raise RuntimeError("the disk is full")
    assert ledger.sessions.all() == ()
    assert ledger.audit.newest(5) == ()


WRITER = """\
import sys
from retrieval.ledger import Ledger
ledger = Ledger.open(sys.argv[1])
for n in range(int(sys.argv[3])):
    with ledger.together():
        record = ledger.audit.record("ana", "ask", f"a-{sys.argv[2]}-{n}", {"question": f"{sys.argv[2]} {n}"})
        ledger.sessions.add_turn("both", "ana", record.id)
ledger.close()
"""


def test_processes_that_ask_in_one_session_lose_no_turn(ledger: Ledger) -> None:
    database, _ = ledger.inside
    url = database.url
    each = 25
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, url, name, str(each)], cwd=REPO) for name in "pqr"]
    assert [w.wait(timeout=120) for w in writers] == [0, 0, 0]
    [session] = ledger.sessions.all()
    kept = questions(ledger, session.id)
    assert session.turns == len(kept) == 3 * each
    for name in "pqr":
        assert [q for q in kept if str(q).startswith(name)] == [f"{name} {n}" for n in range(each)]
    with database.reading() as connection:
        ordinals = list(connection.execute(text("SELECT ordinal FROM turns ORDER BY ordinal")).scalars())
    assert ordinals == list(range(1, 3 * each + 1))


# Earlier schemas


def set_back(url: str, schema: str) -> None:
    """Make a ledger one of an earlier schema."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in (*ADDED_BY_4, *(ADDED_BY_3 if schema == "2" else ())):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE meta SET value = :schema WHERE key = 'schema'"), {"schema": schema})
    engine.dispose()


@pytest.mark.parametrize("schema", EARLIER_VERSIONS)
def test_a_ledger_of_an_earlier_schema_is_opened_without_loss(ledger: Ledger, schema: str) -> None:
    add(ledger, made("a.md", paragraphs("Thaw the vial.", "Mix it.")))
    record = ledger.audit.record("ana", "ask", "a-1", {"question": "q"})
    state, database = ledger.state_digest(), ledger.inside[0]
    ledger.close()
    set_back(database.url, schema)
    again = Ledger.open(database.url)
    try:
        assert again.state_digest() == state
        assert again.audit.find(record.id).digest == record.digest
        assert again.audit.verify().problem is None
        assert asked(again, "vcn", "q2") == 1
        assert again.state_digest() != state, "sessions are part of what a ledger holds"
    finally:
        again.close()
    assert Ledger.open(database.url).sessions.all()[0].turns == 1


@pytest.mark.parametrize("schema", EARLIER_VERSIONS)
def test_a_backup_of_an_earlier_schema_is_restored(
    schema: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The backup is made by the program of today with the tables, the number and the digest of that day."""
    old, folder = tmp_path / "old", tmp_path / "new"
    for place in (old, folder):
        place.mkdir()
    ledger = Ledger.open(f"sqlite:///{old / 'ledger.db'}")
    add(ledger, made("a.md", paragraphs("Thaw the vial.", "Mix it.")))
    ledger.audit.record("ana", "ask", "a-1", {"question": "q"})
    ledger.close()
    set_back(f"sqlite:///{old / 'ledger.db'}", schema)

    with monkeypatch.context() as then:
        kept = tables_of(schema)
        then.setattr("retrieval.ledger_copy.t.metadata", Tables([m for m in metadata.sorted_tables if m.name in kept]))
        then.setattr("retrieval.backup.taking.SCHEMA_VERSION", schema)
        raw = Ledger(Database(f"sqlite:///{old / 'ledger.db'}"))
        take_backup(raw, tmp_path / "b.setpoint", old, force=False, ready=lambda _: None)
        raw.close()

    url = f"sqlite:///{folder / 'ledger.db'}"
    done = restore(tmp_path / "b.setpoint", folder, url, lambda _: ("ana", "b", {}), replace=False)
    assert (done.manifest.schema, done.copied.documents) == (schema, 1)
    back = Ledger.open(url)
    try:
        assert back.audit.find(1).detail == {"question": "q"}
        assert asked(back, "vcn", "q2") == 1
    finally:
        back.close()


class Tables:
    """The tables that a ledger of an earlier schema had."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.sorted_tables = tables

    def create_all(self, connection: Connection) -> None:
        for table in self.sorted_tables:
            table.create(connection)


# Backup, doctor, forgetting


def test_sessions_are_backed_up_and_restored(ledger: Ledger, tmp_path: Path) -> None:
    asked(ledger, "vcn", "q1")
    asked(ledger, "vcn", "q2")
    target = tmp_path / "b.setpoint"
    take_backup(ledger, target, tmp_path / "inside", force=False, ready=lambda _: None)
    asked(ledger, "vcn", "after the backup")
    asked(ledger, "new", "begun after it")
    folder = tmp_path / "other"
    folder.mkdir()
    url = f"sqlite:///{folder / 'ledger.db'}"
    restore(target, folder, url, lambda _: ("ana", "b", {}), replace=False)
    back = Ledger.open(url)
    try:
        [session] = back.sessions.all()
        assert (session.name, questions(back, session.id)) == ("vcn", ["q1", "q2"])
        assert asked(back, "vcn", "q3") == 3
    finally:
        back.close()


def examined(ledger: Ledger, folder: Path, *, repaired: bool = False) -> CheckUp:
    doctor = Doctor(
        *(ledger, HashingEmbedder(), MemoryVectors(), folder), verify_audit=lambda: None, purge=lambda: None
    )
    return doctor.repair(Unwatched()) if repaired else doctor.examine(Unwatched(), still=True)


def test_the_doctor_finds_turns_that_belong_to_nothing_and_takes_them_out(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    ledger = Ledger.open(f"sqlite:///{file}")
    try:
        for n in range(4):
            asked(ledger, "vcn", f"q{n}")
        assert examined(ledger, tmp_path).sound
        note = ledger.audit.record("ana", "export", "x", {})
        with sqlite3.connect(file) as raw:  # without foreign keys, as another program writes
            raw.execute("UPDATE turns SET record = ? WHERE ordinal = 2", (note.id,))
            raw.execute("INSERT INTO turns VALUES ('s-none', 1, 1)")
        raw.close()
        said = [f.what for f in examined(ledger, tmp_path).faults if f.check == "sessions"]
        assert sorted(said) == ["it belongs to no session", "its record in the audit trail is no answer"]
        mended = examined(ledger, tmp_path, repaired=True)
        assert mended.sound
        [session] = ledger.sessions.all()
        assert questions(ledger, session.id) == ["q0", "q2", "q3"]
        [left] = [f for c in examined(ledger, tmp_path).checks for f in c.findings if f.check == "sessions"]
        assert left.note and "from 2 on" in left.what
    finally:
        ledger.close()


def test_a_forgotten_word_leaves_the_names_of_sessions(ledger: Ledger) -> None:
    new = made("SOP-1.md", paragraphs("Thaw the kanarienvogelol vial at 37 °C.", "Mix the bag at 12 rpm."))
    add(ledger, new)
    asked(ledger, "kanarienvogelol", "how is it thawed?")
    asked(ledger, "other", "q")
    ledger.forget([new.entry.digest], "ana", "trial")
    names = {s.id: s.name for s in ledger.sessions.all()}
    assert sorted(names.values()) == sorted(["other", next(i for i, name in names.items() if name == i)])
    assert [s.turns for s in ledger.sessions.all()] == [1, 1]


def test_the_schema_is_4() -> None:
    assert SCHEMA_VERSION == "4"
    assert set(tables_of("4")) - set(tables_of("3")) == set(ADDED_BY_4)
    assert set(tables_of("3")) - set(tables_of("2")) == set(ADDED_BY_3)
