"""Backup and restore on both databases and between them; backups that were cut, changed or made to harm."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from retrieval.backup.archive import beside
from retrieval.backup.manifest import BackupDamaged, Manifest
from retrieval.backup.restoring import Restored, restore
from retrieval.backup.taking import take_backup
from retrieval.doctor.doctor import Doctor
from retrieval.doctor.findings import Unwatched
from retrieval.embedding import HashingEmbedder
from retrieval.errors import SettingsError, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.records import now
from retrieval.vectors import MemoryVectors
from tests.retrieval.made import MODEL, Folder, add, made, paragraphs
from tests.retrieval.test_doctor import FIRST, SECOND, damaged_page

DIALECTS = ["sqlite", "postgresql"]


@dataclass
class Place:
    """A workspace's folder and the URL of its ledger."""

    folder: Path
    url: str

    def open(self) -> Ledger:
        return Ledger.open(self.url)

    def restore(self, file: Path, *, replace: bool = False) -> Restored:
        return restore(file, self.folder, self.url, recorded, replace=replace)

    def state(self) -> str:
        ledger = self.open()
        try:
            return ledger.state_digest()
        finally:
            ledger.close()


def recorded(done: Restored) -> tuple[str, str, dict[str, object]]:
    return "ana", "b.setpoint", {"head": done.replaced_head, "left_out": list(done.copied.left_out)}


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, str], Place]:
    """Makes a workspace on SQLite or PostgreSQL. Each test makes at most one on PostgreSQL."""

    def make(name: str, dialect: str) -> Place:
        folder = tmp_path / name
        folder.mkdir()
        at_postgres = dialect == "postgresql"
        return Place(
            folder, request.getfixturevalue("postgres_url") if at_postgres else f"sqlite:///{folder}/ledger.db"
        )

    return make


@pytest.fixture(params=DIALECTS)
def filled(request: pytest.FixtureRequest, place: Callable[[str, str], Place], tmp_path: Path) -> Iterator[Place]:
    """A workspace with two documents, a file that could not be read and an audit trail."""
    made_ = place("filled", request.param)
    ledger = made_.open()
    fill(ledger, tmp_path / "site")
    ledger.close()
    yield made_


def fill(ledger: Ledger, site: Path) -> None:
    files = Folder(site, ledger)
    files.write("SOP-101.md", FIRST)
    files.write("SOP-102.md", SECOND)
    files.write("empty.md", "")
    files.ingest()
    ledger.audit.record("ana", "ask", "a-1", {"text": "36.5 to 37.5 °C"})


def backup(
    place: Place, target: Path, *, force: bool = False, ready: Callable[[Manifest], None] | None = None
) -> Manifest:
    ledger = place.open()
    try:
        return take_backup(ledger, target, place.folder, force=force, ready=ready or (lambda _: None))
    finally:
        ledger.close()


def assert_sound(place: Place) -> None:
    ledger = place.open()
    try:
        doctor = Doctor(
            *(ledger, HashingEmbedder(), MemoryVectors(), place.folder), verify_audit=lambda: None, purge=lambda: None
        )
        found = doctor.examine(Unwatched(), still=True)
        ours = [f for f in found.faults if f.check not in ("vector store", "unfinished work")]
        assert ours == []
    finally:
        ledger.close()


@pytest.mark.parametrize("to", DIALECTS)
def test_what_was_backed_up_is_restored_on_either_database(
    filled: Place, to: str, place: Callable[[str, str], Place], tmp_path: Path
) -> None:
    manifest = backup(filled, tmp_path / "b.setpoint")
    state, source = filled.state(), filled.open()
    assert (manifest.documents, manifest.state_digest) == (2, state)
    hits = {word: sorted(key_of(source, i) for i in source.find_words([word], 9)) for word in ("bath", "vial", "c")}
    identity, records = source.identity, audit_of(filled)
    source.close()

    if to == "postgresql" and "postgresql" in filled.url:
        target, replaced = filled, True
    else:
        target, replaced = place("other", to), False
    done = target.restore(tmp_path / "b.setpoint", replace=replaced)
    assert target.state() == state
    assert done.copied.left_out == done.copied.unsound == ()
    ledger = target.open()
    try:
        assert {w: sorted(key_of(ledger, i) for i in ledger.find_words([w], 9)) for w in hits} == hits
        assert (ledger.identity == identity) is replaced, "a ledger stays itself"
        last = ledger.audit.last("restore", "ana")
        assert last is not None
        assert audit_of(target)[:-1] == records
        assert ledger.projection(MODEL) is None
        # Numbers of passages go on after the largest.
        new = made("new.md", paragraphs("Warm the medium."))
        add(ledger, new)
        assert len(ledger.passage_ids(new.entry.digest)) == len(new.passages)
    finally:
        ledger.close()
    assert_sound(target)


def key_of(ledger: Ledger, passage: int) -> str:
    return ledger.passages([passage])[passage].key


def audit_of(place: Place) -> list[tuple[object, ...]]:
    engine = create_engine(place.url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, digest, previous FROM audit ORDER BY id")).all()
    engine.dispose()
    return [tuple(row) for row in rows]


def test_a_workspace_in_use_is_not_replaced_unasked(filled: Place, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.setpoint")
    before, records = filled.state(), audit_of(filled)
    with pytest.raises(SettingsError, match="--replace"):
        filled.restore(tmp_path / "b.setpoint")
    assert (filled.state(), audit_of(filled)) == (before, records)


def test_a_trail_that_goes_on_from_the_backups_is_kept_whole(filled: Place, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.setpoint")
    ledger = filled.open()
    record = ledger.audit.record("ben", "ask", "a-2", {})
    generation = ledger.generation()
    ledger.close()
    done = filled.restore(tmp_path / "b.setpoint", replace=True)
    assert done.copied.continued
    assert [row[1] for row in audit_of(filled)][-2] == record.digest
    ledger = filled.open()
    assert ledger.generation() > generation, "what was made from the old records is out of date"
    ledger.close()


def test_a_foreign_trail_takes_the_place_of_the_present_one_and_says_where_that_ended(
    filled: Place, place: Callable[[str, str], Place], tmp_path: Path
) -> None:
    other = place("other", "sqlite")
    ledger = other.open()
    add(ledger, made("other.md", paragraphs("Store the vials.")))
    head = ledger.audit.record("ben", "ask", "a-9", {})
    ledger.close()
    backup(filled, tmp_path / "b.setpoint")
    done = other.restore(tmp_path / "b.setpoint", replace=True)
    assert not done.copied.continued
    assert audit_of(other)[:-1] == audit_of(filled)
    ledger = other.open()
    last = ledger.audit.last("restore", "ana")
    ledger.close()
    assert last is not None
    assert last.detail["head"] == f"{head.id}:{head.digest}"


def forget(place: Place, number: str) -> str:
    """What forgetting leaves: the document out of all tables, and its tombstone."""
    ledger = place.open()
    digest = next(d.digest for d in ledger.catalogue() if d.identity.number == number)
    text_digest = next(d for d in text_digests(place, digest))
    ledger.remove([digest])
    ledger.close()
    engine = create_engine(place.url)
    with engine.begin() as connection:
        values = {"d": digest, "t": text_digest, "at": now()}
        connection.execute(text("INSERT INTO forgotten VALUES (:d, :t, :at, 'ana', 'recalled')"), values)
        connection.execute(text("DELETE FROM files WHERE digest = :d"), values)
    engine.dispose()
    return digest


def text_digests(place: Place, digest: str) -> list[str]:
    engine = create_engine(place.url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT text_digest FROM documents WHERE digest = :d"), {"d": digest})
        return [row[0] for row in found]


def test_what_was_forgotten_stays_forgotten(filled: Place, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.setpoint")
    forgotten = forget(filled, "SOP-101")
    done = filled.restore(tmp_path / "b.setpoint", replace=True)
    assert done.copied.left_out == (forgotten,)
    ledger = filled.open()
    try:
        assert [d.identity.number for d in ledger.catalogue()] == ["SOP-102"]
        assert ledger.find_words(["bath"], 5) == []
        counts = ledger.counts()
        assert counts["vectors"] == counts["distinct_passages"], "no vector of it either"
        assert "SOP-101.md" not in ledger.files()
    finally:
        ledger.close()
    assert_sound(filled)
    # A backup of it carries the tombstone on, to where the document never was.
    backup(filled, tmp_path / "c.setpoint")
    with zipfile.ZipFile(tmp_path / "c.setpoint") as archive:
        archive.extract("ledger.db", tmp_path / "x")
    raw = (tmp_path / "x" / "ledger.db").read_bytes()
    assert b"Thaw the vial" not in raw
    assert forgotten.encode() in raw


def test_a_backup_is_of_one_moment_while_another_writes(filled: Place, tmp_path: Path) -> None:
    stop, writer = threading.Event(), filled.open()

    def write() -> None:
        number = 0
        while not stop.is_set():
            add(writer, made(f"{number}.md", paragraphs(*(f"Step {number}.{n} waits." for n in range(4)))))
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        sizes = [backup(filled, tmp_path / f"{n}.setpoint").documents for n in range(4)]
    finally:
        stop.set()
        thread.join()
        writer.close()
    assert sizes == sorted(sizes)
    assert sizes[-1] > 2, "it was written to meanwhile"
    other = Place(tmp_path / "restored", f"sqlite:///{tmp_path}/restored/ledger.db")
    other.folder.mkdir()
    assert other.restore(tmp_path / "3.setpoint").manifest.documents == sizes[-1]
    assert_sound(other)


# Backups that are none, on SQLite alone: they are refused before a database is opened


@pytest.fixture
def taken(place: Callable[[str, str], Place], tmp_path: Path) -> tuple[Place, Path]:
    """A workspace and a backup of it."""
    made_ = place("own", "sqlite")
    ledger = made_.open()
    fill(ledger, tmp_path / "site")
    ledger.close()
    backup(made_, tmp_path / "b.setpoint")
    return made_, tmp_path / "b.setpoint"


def parts(file: Path) -> tuple[dict[str, object], bytes]:
    with zipfile.ZipFile(file) as archive:
        return json.loads(archive.read("manifest.json")), archive.read("ledger.db")


def put_together(file: Path, manifest: object, ledger: bytes, **more: bytes) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", manifest if isinstance(manifest, bytes) else json.dumps(manifest))
        archive.writestr("ledger.db", ledger)
        for name, data in more.items():
            archive.writestr(name, data)


def resealed(file: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """A backup whose ledger was changed and whose manifest was made to fit, as one who means harm would."""
    manifest, ledger = parts(file)
    inside = file.with_suffix(".db")
    inside.write_bytes(ledger)
    connection = sqlite3.connect(inside)
    change(connection)
    connection.commit()
    connection.close()
    data = inside.read_bytes()
    put_together(file, {**manifest, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}, data)


def other_files(file: Path) -> None:
    put_together(file, *parts(file), **{"../../escaped.txt": b"x"})


def twice(file: Path) -> None:
    _, ledger = parts(file)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("ledger.db", ledger)


def bomb(file: Path) -> None:
    manifest, _ = parts(file)
    put_together(file, {**manifest, "size": 50_000_000}, bytes(50_000_000))


def another_size(file: Path) -> None:
    manifest, ledger = parts(file)
    put_together(file, {**manifest, "size": len(ledger) - 1}, ledger)


def flipped(file: Path) -> None:
    manifest, ledger = parts(file)
    put_together(file, manifest, ledger[:5000] + bytes([ledger[5000] ^ 1]) + ledger[5001:])


def lied_about_state(file: Path) -> None:
    manifest, ledger = parts(file)
    put_together(file, {**manifest, "state_digest": "0" * 64}, ledger)


HARM: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "no zip": lambda file: file.write_bytes(b"PK\x03\x04 and then nothing of a ZIP" * 50),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-300]),
    "cut to half": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "other files in it": other_files,
    "a member twice": twice,
    "a bomb": bomb,
    "another size": another_size,
    "a flipped bit": flipped,
    "another state": lied_about_state,
    "manifest nested deeply": lambda file: put_together(file, b"[" * 60_000, parts(file)[1]),
    "manifest too large": lambda file: put_together(file, b" " * 100_000, parts(file)[1]),
    "manifest of another format": lambda file: put_together(file, {"format": "x"}, parts(file)[1]),
    "manifest of a later format": lambda file: put_together(
        file, {**parts(file)[0], "format_version": 2}, parts(file)[1]
    ),
    "manifest with text for a number": lambda file: put_together(file, {**parts(file)[0], "size": "9"}, parts(file)[1]),
    "another schema": lambda file: put_together(file, {**parts(file)[0], "schema": "1"}, parts(file)[1]),
    "a trigger": lambda file: resealed(
        file, lambda c: c.execute("CREATE TRIGGER x AFTER INSERT ON meta BEGIN DELETE FROM documents; END")
    ),
    "a view": lambda file: resealed(file, lambda c: c.execute("CREATE VIEW x AS SELECT 1")),
    "a virtual table": lambda file: resealed(file, lambda c: c.execute("CREATE VIRTUAL TABLE x USING fts5(a)")),
    "another column": lambda file: resealed(file, lambda c: c.execute("ALTER TABLE files ADD COLUMN extra")),
    "a table less": lambda file: resealed(file, lambda c: c.execute("DROP TABLE hidden")),
    "bytes for a text": lambda file: resealed(file, lambda c: c.execute("UPDATE vectors SET vector = 'text'")),
    "a record more": lambda file: resealed(file, lambda c: c.execute("DELETE FROM files")),
    "another audit head": lambda file: resealed(
        file, lambda c: c.execute("UPDATE meta SET value = '9:abc' WHERE key = 'audit_head'")
    ),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM.keys())
def test_what_is_not_a_backup_as_it_was_written_is_refused_and_nothing_is_touched(
    taken: tuple[Place, Path], harm: Callable[[Path], object], tmp_path: Path
) -> None:
    own, file = taken
    harm(file)
    before, records = own.state(), audit_of(own)
    listed = sorted(p.name for p in own.folder.iterdir() if not p.name.endswith(("-wal", "-shm")))
    with pytest.raises(BackupDamaged) as raised:
        own.restore(file, replace=True)
    assert raised.value.where == str(file)
    assert raised.value.next_step
    assert (own.state(), audit_of(own)) == (before, records)
    assert sorted(p.name for p in own.folder.iterdir() if not p.name.endswith(("-wal", "-shm"))) == listed
    assert not list(tmp_path.rglob("escaped.txt"))


def test_every_cut_and_many_flips_of_a_backup_are_refused_or_harmless(
    taken: tuple[Place, Path], tmp_path: Path
) -> None:
    """A flip may be in a field of the ZIP that says nothing of the content; then the content must be the same."""
    own, file = taken
    chance, whole = random.Random(20), file.read_bytes()
    state, refused = own.state(), 0
    for trial in range(60):
        at = chance.randrange(len(whole))
        changed = (
            whole[:at] if trial % 2 else whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]
        )
        bad = tmp_path / "bad.setpoint"
        bad.write_bytes(changed)
        other = Place(tmp_path / f"r{trial}", f"sqlite:///{tmp_path}/r{trial}/ledger.db")
        other.folder.mkdir()
        try:
            other.restore(bad)
        except BackupDamaged:
            refused += 1
            assert not (other.folder / "ledger.db").exists()
        else:
            assert trial % 2 == 0
            assert other.state() == state
    assert refused >= 50


def test_a_damaged_ledger_is_put_aside_and_replaced(taken: tuple[Place, Path]) -> None:
    own, file = taken
    state = own.state()
    (own.folder / "ledger.db").write_bytes(b"this is no database" * 300)
    with pytest.raises(WorkspaceDamaged, match="--replace"):
        own.restore(file)
    done = own.restore(file, replace=True)
    assert own.state() == state
    assert done.aside is not None
    assert (Path(done.aside) / "ledger.db").read_bytes().startswith(b"this is no database")
    assert_sound(own)


def test_a_ledger_with_a_damaged_page_keeps_what_can_be_read_of_what_was_forgotten(taken: tuple[Place, Path]) -> None:
    own, file = taken
    forgotten = forget(own, "SOP-101")
    identity = (ledger := own.open()).identity
    ledger.close()
    damaged_page(own.folder / "ledger.db", "lines")
    done = own.restore(file, replace=True)
    assert done.copied.left_out == (forgotten,)
    ledger = own.open()
    assert ledger.identity == identity
    assert [d.identity.number for d in ledger.catalogue()] == ["SOP-102"]
    ledger.close()
    assert_sound(own)


def test_an_empty_ledger_file_is_restored_into(taken: tuple[Place, Path]) -> None:
    own, file = taken
    state = own.state()
    for left in own.folder.iterdir():
        left.unlink()
    (own.folder / "ledger.db").touch()
    own.restore(file)
    assert own.state() == state


# Taking one


def test_a_backup_does_not_take_the_place_of_a_file_unasked(taken: tuple[Place, Path]) -> None:
    own, file = taken
    before = file.read_bytes()
    with pytest.raises(SettingsError, match="--force"):
        backup(own, file)
    assert file.read_bytes() == before
    backup(own, file, force=True)
    assert sorted(p.name for p in file.parent.iterdir() if p.name.startswith(".")) == []
    with pytest.raises(SettingsError, match="outside"):
        backup(own, own.folder / "inside.setpoint")


def test_what_cannot_be_recorded_is_not_given_a_name(taken: tuple[Place, Path], tmp_path: Path) -> None:
    own, _ = taken

    def fails(_: Manifest) -> None:
        raise WorkspaceDamaged("the audit record could not be written")

    with pytest.raises(WorkspaceDamaged):
        backup(own, tmp_path / "c.setpoint", ready=fails)
    assert not [p for p in tmp_path.iterdir() if "c.setpoint" in p.name]


def test_a_file_that_appears_meanwhile_is_not_overwritten(taken: tuple[Place, Path], tmp_path: Path) -> None:
    own, _ = taken
    target = tmp_path / "c.setpoint"
    with pytest.raises(SettingsError, match="--force"):
        backup(own, target, ready=lambda _: target.write_text("mine"))
    assert target.read_text() == "mine"


def test_what_a_killed_backup_left_is_swept_by_the_next(taken: tuple[Place, Path], tmp_path: Path) -> None:
    own, _ = taken
    target = tmp_path / "c.setpoint"
    ours = beside(target, "part").name
    dead = tmp_path / ours.replace(ours.rpartition("-")[2], "4194399.part")  # above the largest process id
    dead.write_text("half")
    backup(own, target)
    assert not dead.exists()
    assert (target.stat().st_mode & 0o077) == 0, "a backup is for its owner"


def test_a_folder_that_is_not_there_is_a_clear_error(taken: tuple[Place, Path], tmp_path: Path) -> None:
    with pytest.raises(WorkspaceDamaged, match="could not be written"):
        backup(taken[0], tmp_path / "missing" / "c.setpoint")
