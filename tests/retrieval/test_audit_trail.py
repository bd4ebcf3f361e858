"""The trail on both databases: verified, forgotten from, appended to by many at once."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from retrieval.errors import SettingsError, UnknownReference, WorkspaceDamaged
from retrieval.ledger import Ledger
from retrieval.records import AuditProblem
from retrieval.redaction import ERASED
from tests.retrieval.trails import answer, document, fill, forget


def execute(ledger: Ledger, statement: str, **values: object) -> None:
    """What somebody with a database client could do."""
    with ledger._database.writing() as connection:
        connection.execute(text(statement), values)


def payloads(ledger: Ledger) -> str:
    with ledger._database.reading() as connection:
        rows = connection.execute(text("SELECT payload FROM audit_payloads ORDER BY record")).scalars()
        return "\n".join(bytes(row).decode() for row in rows)


def problem_of(ledger: Ledger) -> AuditProblem:
    problem = ledger.audit.verify().problem
    assert problem is not None
    return problem


# Verifying


def test_a_trail_as_it_was_written_verifies(ledger: Ledger) -> None:
    empty = ledger.audit.verify()
    assert (empty.records, empty.problem, empty.erasures) == (0, None, ())
    count = fill(ledger)
    verdict = ledger.audit.verify()
    assert verdict.problem is None
    assert verdict.records == count
    newest = ledger.audit.find(count)
    assert verdict.head == f"{count}:{newest.digest}"


def test_more_records_than_are_read_at_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.audit_rows.BATCH", 7)
    count = fill(ledger, 28 - 3 + 7)
    assert [record.id for record in ledger.audit.walk()] == list(range(1, count + 1))
    assert ledger.audit.verify().problem is None
    execute(ledger, "UPDATE audit SET who = 'eve' WHERE id = 21")
    assert problem_of(ledger).record == 21


@pytest.mark.parametrize(
    ("statement", "record", "what"),
    [
        ("UPDATE audit SET who = 'eve' WHERE id = 5", 5, "one of its columns was changed"),
        ("UPDATE audit SET digest = repeat('0', 64) WHERE id = 5", 5, "one of its columns was changed"),
        ("UPDATE audit_payloads SET payload = CAST('{}' AS BYTES) WHERE record = 5", 5, "payload that is not what"),
        ("DELETE FROM audit_payloads WHERE record = 5", 5, "lost its payload"),
        ("UPDATE meta SET value = 'x' WHERE key = 'audit_head'", 33, "head of the trail cannot be read"),
        ("DELETE FROM meta WHERE key = 'audit_head'", 33, "head of the trail is missing"),
    ],
)
def test_what_is_wrong_is_named(ledger: Ledger, statement: str, record: int, what: str) -> None:
    assert fill(ledger) == 33
    sqlite = ledger._database.dialect == "sqlite"
    statement = statement.replace("BYTES", "BLOB" if sqlite else "BYTEA")
    execute(ledger, statement.replace("repeat('0', 64)", f"'{'0' * 64}'"))
    problem = problem_of(ledger)
    assert problem.record == record
    assert what in problem.what


def test_a_dropped_record_is_named(ledger: Ledger) -> None:
    count = fill(ledger)
    for key in (count, 12):
        execute(ledger, "DELETE FROM audit_payloads WHERE record = :key", key=key)
        execute(ledger, "DELETE FROM audit WHERE id = :key", key=key)
        assert problem_of(ledger).record == key


def test_a_record_written_anew_with_a_sound_digest_is_named(ledger: Ledger) -> None:
    """Somebody who knows how digests are made changes one record."""
    from retrieval.audit_chain import record_digest

    fill(ledger)
    r = ledger.audit.find(9)
    digest = record_digest(9, r.at, "eve", r.action, r.subject, r.payload_digest, r.previous)
    execute(ledger, "UPDATE audit SET who = 'eve', digest = :digest WHERE id = 9", digest=digest)
    problem = problem_of(ledger)
    assert (problem.record, "replaced" in problem.what) == (9, True)


def test_a_trail_cut_short_with_its_head_shows_against_a_noted_head(ledger: Ledger) -> None:
    count = fill(ledger)
    noted = ledger.audit.verify().head
    short = noted[: noted.index(":") + 13]
    assert ledger.audit.verify(noted).problem is None
    assert ledger.audit.verify(short).problem is None
    ledger.audit.record("ana", "ask", "later", {})
    assert ledger.audit.verify(short.upper()).problem is None
    left = ledger.audit.find(count - 1)
    for table, column in (("audit_payloads", "record"), ("audit", "id")):
        execute(ledger, f"DELETE FROM {table} WHERE {column} >= :key", key=count)
    execute(ledger, "UPDATE meta SET value = :head WHERE key = 'audit_head'", head=f"{left.id}:{left.digest}")
    assert ledger.audit.verify().problem is None
    problem = ledger.audit.verify(noted).problem
    assert problem is not None
    assert problem.record == count
    ledger.audit.record("eve", "ask", "in its place", {})
    problem = ledger.audit.verify(noted).problem
    assert problem is not None
    assert (problem.record, "noted" in problem.what) == (count, True)


@pytest.mark.parametrize("noted", ["", "12", "12:", "12:abc", ":" + "a" * 64, "-1:" + "a" * 64, "1:" + "g" * 64])
def test_a_noted_head_of_another_form_is_refused(ledger: Ledger, noted: str) -> None:
    with pytest.raises(SettingsError, match="12 or more hex digits"):
        ledger.audit.verify(noted)


def test_nothing_is_appended_behind_a_head_that_cannot_be_read(ledger: Ledger) -> None:
    fill(ledger, 6)
    execute(ledger, "UPDATE meta SET value = 'nonsense' WHERE key = 'audit_head'")
    with pytest.raises(WorkspaceDamaged, match="audit verify"):
        ledger.audit.record("ana", "ask", "a", {})
    execute(ledger, "DELETE FROM meta WHERE key = 'audit_head'")
    with pytest.raises(WorkspaceDamaged, match="audit verify"):
        ledger.audit.record("ana", "ask", "a", {})


def test_what_is_no_text_can_be_recorded(ledger: Ledger) -> None:
    """Arguments and file names that are not UTF-8, and NUL, which PostgreSQL does not take."""
    detail = {"question": "caf\udce9 \0 \ud800", "k\udcff": [1]}
    made = ledger.audit.record("an\0a", "ask", "a-\udce9", detail)
    found = ledger.audit.find(made.id)
    assert found.detail == detail
    assert found == made
    assert ledger.audit.verify().problem is None


# Reading


def test_records_are_listed_newest_first(ledger: Ledger) -> None:
    count = fill(ledger)
    assert [r.id for r in ledger.audit.newest(3)] == [count, count - 1, count - 2]
    assert {r.action for r in ledger.audit.newest(100, action="forget")} == {"forget"}
    assert {r.who for r in ledger.audit.newest(100, who="bén")} == {"bén"}
    assert len(ledger.audit.newest(100, since="2020-01-01")) == count
    assert ledger.audit.newest(100, since="2999-01-01") == ()


def test_a_number_that_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(UnknownReference, match="audit list"):
        ledger.audit.find(1)


# Forgetting


def test_a_forgetting_takes_the_wording_and_the_trail_verifies(ledger: Ledger) -> None:
    for n in range(4):
        ledger.audit.record("ana", "ask", f"a-{n}", answer(n, 1, 2))
    ledger.audit.record("ana", "ask", "a-4", answer(4, 2))
    ledger.audit.record("ana", "ask", "a-5", {"question": "what of the wording of 1?"})
    made = forget(ledger, 1)
    assert "wording of 1" not in payloads(ledger)
    assert "wording of 2" in payloads(ledger)
    verdict = ledger.audit.verify()
    assert verdict.problem is None
    [erasure] = verdict.erasures
    assert (erasure.record, erasure.document, erasure.erased) == (made.id, document(1).digest, 5)
    assert (made.action, made.subject) == ("forget", document(1).digest)
    assert made.detail["reason"] == "asked to, 1"
    assert made.detail["digest"] == document(1).digest
    assert made.detail["text_digest"] == document(1).text_digest
    assert ledger.audit.find(6).detail == {"question": ERASED % document(1).digest[:12]}
    assert ledger.audit.find(5).detail == answer(4, 2)


def test_several_forgettings_of_one_record(ledger: Ledger) -> None:
    ledger.audit.record("ana", "ask", "a-1", answer(1, 1, 2, 3))
    for n in (2, 1, 3, 1):
        forget(ledger, n)
        assert ledger.audit.verify().problem is None
    assert "wording" not in payloads(ledger)
    erased = {(e.record, e.erased) for e in ledger.audit.verify().erasures}
    assert erased == {(2, 1), (3, 1), (4, 1)}


def test_a_forgetting_that_finds_nothing_is_recorded_too(ledger: Ledger) -> None:
    ledger.audit.record("ana", "ask", "a-1", answer(1, 2))
    assert forget(ledger, 1).detail["erasures"] == {}
    assert ledger.audit.verify().problem is None


def test_wording_that_comes_back_is_named(ledger: Ledger) -> None:
    ledger.audit.record("ana", "ask", "a-0", {})
    ledger.audit.record("ana", "ask", "a-1", answer(1, 1))
    with ledger._database.reading() as connection:
        before = bytes(connection.execute(text("SELECT payload FROM audit_payloads WHERE record = 2")).scalar_one())
    forget(ledger, 1)
    execute(ledger, "UPDATE audit_payloads SET payload = :before WHERE record = 2", before=before)
    assert str(problem_of(ledger)) == "record 2 has a payload with wording that was erased"


def test_an_earlier_state_of_a_payload_that_was_rewritten_twice_is_named(ledger: Ledger) -> None:
    ledger.audit.record("ana", "ask", "a-1", answer(1, 1, 2))
    forget(ledger, 1)
    with ledger._database.reading() as connection:
        between = bytes(connection.execute(text("SELECT payload FROM audit_payloads WHERE record = 1")).scalar_one())
    forget(ledger, 2)
    execute(ledger, "UPDATE audit_payloads SET payload = :between WHERE record = 1", between=between)
    assert problem_of(ledger).record == 1


def test_a_forgetting_does_not_make_a_changed_payload_right(ledger: Ledger) -> None:
    """Who tampers with a payload and then has its document forgotten is still found out."""
    ledger.audit.record("ana", "ask", "a-1", answer(1, 1))
    ledger.audit.record("ana", "ask", "a-2", answer(2, 1))
    execute(
        ledger,
        "UPDATE audit_payloads SET payload = (SELECT payload FROM audit_payloads WHERE record = 1) WHERE record = 2",
    )
    assert problem_of(ledger).record == 2
    forget(ledger, 1)
    problem = problem_of(ledger)
    assert (problem.record, "when a document was forgotten" in problem.what) == (2, True)


def test_a_payload_that_cannot_be_read_is_erased_as_a_whole(ledger: Ledger) -> None:
    ledger.audit.record("ana", "ask", "a-1", answer(1, 1))
    execute(ledger, "UPDATE audit_payloads SET payload = :bad WHERE record = 1", bad=b'{"quote": "wording of 1 \xff')
    forget(ledger, 1)
    assert "wording" not in payloads(ledger)
    assert problem_of(ledger).record == 1


def test_a_forgetting_that_fails_leaves_everything_as_it_was(ledger: Ledger) -> None:
    ledger.audit.record("ana", "ask", "a-1", answer(1, 1))
    before = payloads(ledger)

    def fails(_: str) -> bool:
        raise WorkspaceDamaged("the disk is full")

    with pytest.raises(WorkspaceDamaged), ledger._database.writing() as connection:
        ledger.audit.append_forget(connection, "ben", document(1), {}, fails)
    assert payloads(ledger) == before
    assert ledger.audit.verify().records == 1


# Many at once


def append_some(url: str, who: str, count: int) -> None:
    ledger = Ledger.open(url)
    for n in range(count):
        ledger.audit.record(who, "ask", f"{who}-{n}", {"n": n})
    ledger.close()


def test_threads_append_to_one_chain(ledger: Ledger) -> None:
    url = ledger._database._engine.url.render_as_string(hide_password=False)
    threads = [threading.Thread(target=append_some, args=(url, f"t{n}", 25)) for n in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        assert ledger.audit.verify().problem is None
    for thread in threads:
        thread.join()
    verdict = ledger.audit.verify()
    assert (verdict.records, verdict.problem) == (75, None)


def test_processes_append_to_one_chain(ledger: Ledger) -> None:
    url = ledger._database._engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=append_some, args=(url, f"p{n}", 25)) for n in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    verdict = ledger.audit.verify()
    assert (verdict.records, verdict.problem) == (50, None)
    for who in ("p0", "p1"):
        assert [r.detail["n"] for r in reversed(ledger.audit.newest(100, who=who))] == list(range(25))


# Damage that only SQLite lets through


def test_a_number_twice_is_named(tmp_path: Path) -> None:
    """Only in tables made anew without their key."""
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    fill(ledger)
    for statement in (
        "ALTER TABLE audit RENAME TO was",
        "CREATE TABLE audit AS SELECT * FROM was",
        "INSERT INTO audit SELECT * FROM was WHERE id = 7",
    ):
        execute(ledger, statement)
    problem = problem_of(ledger)
    assert (problem.record, problem.what) == (7, "stands twice or out of order")
    ledger.close()


def test_records_of_a_damaged_trail_can_still_be_listed_and_read(tmp_path: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    fill(ledger, 6)
    execute(ledger, "UPDATE audit SET who = CAST(:bad AS TEXT) WHERE id = 2", bad=b"an\xff")
    execute(ledger, "UPDATE audit_payloads SET payload = 12 WHERE record = 3")
    assert [r.who for r in ledger.audit.newest(9) if r.id == 2] == ["an\N{REPLACEMENT CHARACTER}"]
    assert not ledger.audit.find(3).readable
    assert problem_of(ledger).record == 2
    ledger.close()
