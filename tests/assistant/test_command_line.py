"""The command as people and programs meet it: help, exit codes, streams, JSON, places and settings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import COMMANDS, setpoint
from assistant.workspace import FOLDER
from retrieval.ledger import Ledger
from retrieval.writer import writer_lock
from tests.assistant.commands import Ran
from tests.assistant.site import write, write_site

Run = Callable[..., Ran]
ANSWERED = "how long may thawed vector be held on ice?"
REFUSED = "what is the trypsin concentration?"
DOCUMENTS = 8


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, the workspace left out."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files if FOLDER not in p.parts}


def generation(root: Path) -> int:
    ledger = Ledger.open(f"sqlite:///{root / FOLDER / 'ledger.db'}")
    try:
        return ledger.generation()
    finally:
        ledger.close()


# Help


def test_the_help_names_every_command_with_examples_settings_and_exit_codes() -> None:
    shown = CliRunner().invoke(setpoint, ["--help"])
    assert shown.exit_code == 0
    for part in ("Examples:", *COMMANDS, "SETPOINT_WORKSPACE", "setpoint.toml", "Exit codes:", "130 interrupted"):
        assert part in shown.output
    assert CliRunner().invoke(setpoint, ["-h"]).output == shown.output


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_examples(command: str) -> None:
    shown = CliRunner().invoke(setpoint, [command, "--help"])
    assert shown.exit_code == 0
    assert f"Examples:\n    setpoint {command}" in shown.output.replace("\n  setpoint", "\n    setpoint")
    assert max(map(len, shown.output.splitlines())) <= 100


def test_help_and_completion_of_the_installed_command(spawn: Run, tmp_path: Path) -> None:
    assert "Commands" in spawn("--help", cwd=tmp_path).text
    assert spawn("--version", cwd=tmp_path).text.startswith("setpoint, version ")
    for shell in ("bash", "zsh", "fish"):
        ran = spawn(cwd=tmp_path, _SETPOINT_COMPLETE=f"{shell}_source")
        assert ran.code == 0, ran.says
        assert "_SETPOINT_COMPLETE" in ran.text
        assert ran.err == b""
    assert not list(tmp_path.iterdir())


# Exit codes


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ask", ANSWERED), 0),
        (("ask", REFUSED), 3),
        (("ask", REFUSED, "--json"), 3),
        (("ask", ""), 2),
        (("ask", "   "), 2),
        (("ask",), 2),
        (("ask", ANSWERED, "--as-of", "yesterday"), 2),
        (("ask", ANSWERED, "--nonsense"), 2),
        (("show", "SOP-310"), 0),
        (("show", "SOP-999"), 2),
        (("documents",), 0),
        (("status",), 0),
        (("ingest", "records", "--dry-run"), 0),
        (("ingest", "records"), 0),
        (("ingest",), 2),
        (("ingest", "no-such-folder"), 2),
        (("ingest", "records", "--wait", "-1"), 2),
        (("nonsense",), 2),
        (("--workspace", "records/notes/wash_buffer.md", "status"), 2),
    ],
)
def test_exit_codes(run: Run, own_site: Path, arguments: tuple[str, ...], code: int) -> None:
    ran = run(*arguments, cwd=own_site)
    assert ran.code == code, ran.says
    assert bool(ran.err) is (code == 2)
    assert bool(ran.out) is (code in (0, 3))
    assert "Traceback" not in ran.says


def test_inputs_that_failed_are_named_and_the_code_is_1(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "records" / "good.md", "# T\n\nThe light is at 5 lux.\n")
    write(tmp_path / "records" / "broken.docx", b"PK\x03\x04 this is no zip")
    write(tmp_path / "records" / "empty.txt", "")
    write(tmp_path / "records" / "film.mp4", b"\x00\x01\x02")
    ran = run("ingest", "records", cwd=tmp_path)
    assert ran.code == 1
    for name in ("broken.docx", "empty.txt", "film.mp4"):
        assert name in ran.text
    assert "good.md" not in ran.text
    assert "1 added, 3 not read" in ran.text
    again = run("ingest", "records", "--json", cwd=tmp_path)
    assert again.code == 1
    assert {d["file"]: d["state"] for d in again.json["documents"]} == {
        "records/broken.docx": "failed",
        "records/empty.txt": "failed",
        "records/film.mp4": "failed",
        "records/good.md": "unchanged",
    }
    assert all(d["reason"] for d in again.json["documents"] if d["state"] == "failed")
    assert run("ask", "at what lux is the light?", cwd=tmp_path).code == 0


@pytest.mark.parametrize("arguments", [("ask", ANSWERED), ("documents",), ("show", "1"), ("status",)])
def test_without_a_workspace_the_next_step_is_named(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, b"")
    assert "there is no workspace here; run `setpoint ingest FOLDER` first" in ran.says
    assert not list(tmp_path.iterdir())


def test_a_damaged_ledger_is_code_4(run: Run, own_site: Path) -> None:
    (own_site / FOLDER / "ledger.db").write_bytes(b"this is no database" * 300)
    for arguments in (("ask", ANSWERED), ("documents",), ("ingest", "records")):
        ran = run(*arguments, cwd=own_site)
        assert (ran.code, ran.out) == (4, b"")
        assert "ledger" in ran.says
        assert len(ran.says.strip().splitlines()) == 1


def test_a_workspace_that_another_process_writes_is_code_4(run: Run, own_site: Path) -> None:
    with writer_lock(own_site / FOLDER, "ingest", 0, lambda _: None):
        ran = run("ingest", "records", "--wait", "0.1", cwd=own_site)
        assert run("ask", ANSWERED, cwd=own_site).code == 0, "readers are not kept waiting"
    assert (ran.code, ran.out) == (4, b"")
    assert f"process {os.getpid()}" in ran.says
    assert "--wait" in ran.says


def test_a_place_where_no_workspace_can_be_made_is_code_4(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "file", "x")
    records = write(tmp_path / "a.md", "# T\n\ntext\n")
    ran = run("--workspace", tmp_path / "file" / "inside", "ingest", records, cwd=tmp_path)
    assert (ran.code, ran.out) == (4, b"")
    assert "the workspace cannot be made" in ran.says


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_code_4(run: Run, own_site: Path) -> None:
    bare = own_site / "bare"
    bare.mkdir(mode=0o555)
    assert run("ingest", "../records", cwd=bare).code == 4
    (own_site / FOLDER).chmod(0o555)
    try:
        assert run("ingest", "records", cwd=own_site).code == 4
    finally:
        (own_site / FOLDER).chmod(0o755)


def test_an_ingest_of_a_path_that_does_not_exist_names_it_and_makes_nothing(run: Run, tmp_path: Path) -> None:
    ran = run("ingest", "no-such-folder", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, b"")
    assert "no-such-folder: there is no such file or folder" in ran.says


# JSON

ASK_KEYS = "id question refused reason claims withheld conflicts nearest searched mode model prompts workspace_digest"
CITATION_KEYS = "document version status file page section start end quote"


@pytest.mark.parametrize(
    "question",
    [ANSWERED, REFUSED, "how long may harvested NK cells be held at 2 to 8 °C?", "viability limit of HCX-7?"],
)
def test_ask_json_is_one_document_with_the_keys_of_the_interface(run: Run, site_folder: Path, question: str) -> None:
    ran = run("ask", question, "--json", cwd=site_folder)
    answer = ran.json
    assert set(ASK_KEYS.split()) <= set(answer)
    assert ran.err == b""
    assert answer["question"] == question
    assert answer["id"].startswith("a-")
    assert set(answer["searched"]) >= {"documents", "passages"}
    assert answer["refused"] is (ran.code == 3) is (answer["reason"] is not None) is not bool(answer["claims"])
    assert (answer["mode"], answer["model"], answer["prompts"]) == ("extractive", None, {})
    for claim in answer["claims"]:
        assert set(claim) >= {"text", "citations"}
        assert claim["citations"]
    for item in answer["nearest"]:
        assert set(item) >= {"citation"}
    for conflict in answer["conflicts"]:
        assert set(conflict) >= {"about", "sides"}
        assert all(set(side) >= {"value", "citation"} for side in conflict["sides"])
    for citation in (c for claim in answer["claims"] for c in claim["citations"]):
        assert set(CITATION_KEYS.split()) <= set(citation)
        shown = run("show", citation["digest"], "--text", cwd=site_folder).text
        assert shown[citation["start"] : citation["end"]] == citation["quote"]


def test_ingest_json_has_the_keys_of_the_interface(run: Run, tmp_path: Path) -> None:
    write_site(tmp_path / "records")
    ran = run("ingest", "records", "--json", cwd=tmp_path)
    report = ran.json
    assert (ran.code, ran.err) == (0, b"")
    assert set(report) >= {"documents", "embedded", "reused", "facts", "seconds"}
    assert len(report["documents"]) == DOCUMENTS
    for document in report["documents"]:
        assert set(document) >= {"file", "document", "version", "state", "reason", "read"}
        assert set(document["read"]) >= {"pages", "blocks", "tables", "characters", "skipped"}
        assert (document["state"], document["reason"]) == ("added", None)
    assert report["embedded"] > 0
    again = run("ingest", "records", "--json", cwd=tmp_path).json
    assert {d["state"] for d in again["documents"]} == {"unchanged"}
    assert (again["embedded"], run("ingest", "records", cwd=tmp_path).code) == (0, 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("documents", "--json"),
        ("status", "--json"),
        ("show", "SOP-310", "--json"),
        ("ingest", "records", "--dry-run", "--json"),
    ],
)
def test_json_of_the_other_commands_is_one_document(run: Run, own_site: Path, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments, cwd=own_site)
    assert ran.json
    assert (ran.code, ran.err) == (0, b"")
    assert ran.out.endswith(b"\n")


def test_json_of_the_installed_command_is_alone_on_stdout(spawn: Run, tmp_path: Path) -> None:
    write_site(tmp_path / "records")
    read = spawn("ingest", "records", "--json", cwd=tmp_path)
    asked = spawn("ask", ANSWERED, "--json", cwd=tmp_path)
    assert (read.code, asked.code) == (0, 0)
    assert (read.err, asked.err) == (b"", b""), "no progress where nobody watches"
    assert json.loads(read.out)["documents"]
    assert "45 min" in json.loads(asked.out)["claims"][0]["text"]


def test_messages_go_to_stderr_while_waiting(run: Run, own_site: Path) -> None:
    with writer_lock(own_site / FOLDER, "ingest", 0, lambda _: None):
        ran = run("ingest", "records", "--json", "--wait", "0", cwd=own_site)
    assert ran.out == b""
    assert ran.says.startswith("waiting: the workspace is held by process")


# Dry run


def test_a_dry_run_plans_and_changes_nothing(run: Run, own_site: Path) -> None:
    write(own_site / "records" / "new.md", "# New\n\nThe light is at 5 lux.\n")
    write(own_site / "records" / "notes" / "wash_buffer.md", "# Note\n\nThe wash buffer is used at 5 °C.\n")
    before, number = tree(own_site), generation(own_site)
    ran = run("ingest", "records", "--dry-run", cwd=own_site)
    assert ran.code == 0
    assert "new        records/new.md" in ran.text
    assert "changed    records/notes/wash_buffer.md" in ran.text
    assert "Nothing was changed (--dry-run)." in ran.text
    assert tree(own_site) == before
    assert generation(own_site) == number
    assert len(run("documents", "--json", cwd=own_site).json) == DOCUMENTS


def test_a_dry_run_in_a_new_folder_reads_nothing(run: Run, tmp_path: Path) -> None:
    write_site(tmp_path / "records")
    before = tree(tmp_path)
    plan = run("ingest", "records", "--dry-run", "--json", cwd=tmp_path).json
    assert {item["plan"] for item in plan} == {"new"}
    assert tree(tmp_path) == before
    assert {p.name for p in tmp_path.iterdir()} <= {"records", FOLDER}
    assert run("ask", ANSWERED, cwd=tmp_path).code in (2, 3)


# Where the workspace is


def test_the_workspace_is_found_upward(run: Run, site_folder: Path) -> None:
    ran = run("status", "--json", cwd=site_folder / "records" / "sops")
    assert ran.json["workspace"] == str((site_folder / FOLDER).resolve())


def test_the_nearest_workspace_is_taken(run: Run, own_site: Path) -> None:
    inner = own_site / "inner"
    write(inner / "a.md", "# T\n\nThe light is at 5 lux.\n")
    (inner / FOLDER).mkdir()
    assert run("ingest", "a.md", cwd=inner).code == 0
    assert len(run("documents", "--json", cwd=inner).json) == 1
    assert len(run("documents", "--json", cwd=own_site).json) == DOCUMENTS


def test_an_ingest_below_a_workspace_adds_to_it(run: Run, own_site: Path) -> None:
    write(own_site / "deep" / "a.md", "# T\n\nThe light is at 5 lux.\n")
    assert run("ingest", "a.md", cwd=own_site / "deep").code == 0
    assert not (own_site / "deep" / FOLDER).exists()
    files = {d["file"] for d in run("documents", "--json", cwd=own_site).json}
    assert "deep/a.md" in files


def test_the_workspace_can_be_named_by_flag_and_environment(
    run: Run, site_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for named in (site_folder, site_folder / FOLDER):
        ran = run("--workspace", named, "documents", "--json", cwd=tmp_path)
        assert len(ran.json) == DOCUMENTS
        monkeypatch.setenv("SETPOINT_WORKSPACE", str(named))
        assert len(run("documents", "--json", cwd=tmp_path).json) == DOCUMENTS
        monkeypatch.delenv("SETPOINT_WORKSPACE")


def test_the_flag_wins_over_the_environment(
    run: Run, site_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SETPOINT_WORKSPACE", str(tmp_path / "elsewhere"))
    assert run("--workspace", site_folder, "status", cwd=tmp_path).code == 0
    assert run("status", cwd=tmp_path).code == 2


def test_a_named_workspace_is_made_by_ingest(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "a.md", "# T\n\nThe light is at 5 lux.\n")
    place = tmp_path / "somewhere" / "library"
    assert run("--workspace", place, "ingest", file, cwd=tmp_path).code == 0
    assert (place / "ledger.db").exists()
    assert not (tmp_path / FOLDER).exists()


# Settings


def collections_of(run: Run, root: Path) -> set[str]:
    return {d["collection"] for d in run("documents", "--json", cwd=root).json}


@pytest.mark.parametrize(
    ("file", "environment", "flag", "collection"),
    [
        (None, None, None, "main"),
        ("shelf", None, None, "shelf"),
        ("shelf", "drawer", None, "drawer"),
        ("shelf", "drawer", "box", "box"),
        (None, None, "box", "box"),
    ],
)
def test_file_then_environment_then_flag(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    file: str | None,
    environment: str | None,
    flag: str | None,
    collection: str,
) -> None:
    write(tmp_path / "a.md", "# T\n\nThe light is at 5 lux.\n")
    if file:
        write(tmp_path / "setpoint.toml", f'collection = "{file}"\n')
    if environment:
        monkeypatch.setenv("SETPOINT_COLLECTION", environment)
    assert run("ingest", "a.md", *(("--collection", flag) if flag else ()), cwd=tmp_path).code == 0
    assert collections_of(run, tmp_path) == {collection}


@pytest.mark.parametrize(
    ("toml", "names"),
    [
        ('colour = "red"\n', "colour"),
        ("wait_s = -1\n", "wait_s"),
        ('wait_s = "long"\n', "wait_s"),
        ("[ledger_url\n", "setpoint.toml"),
        ("embedding_model = 3\n", "embedding_model"),
    ],
)
def test_a_wrong_setting_is_named(
    run: Run, own_site: Path, monkeypatch: pytest.MonkeyPatch, toml: str, names: str
) -> None:
    monkeypatch.delenv("SETPOINT_EMBEDDING_MODEL")
    write(own_site / "setpoint.toml", toml)
    ran = run("status", cwd=own_site)
    assert (ran.code, ran.out) == (2, b"")
    assert names in ran.says
    assert "setpoint.toml" in ran.says
    assert "Traceback" not in ran.says


def test_a_wrong_environment_variable_is_named(run: Run, own_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETPOINT_WAIT_S", "soon")
    ran = run("status", cwd=own_site)
    assert ran.code == 2
    assert "wait_s" in ran.says


def test_a_wrong_ledger_url_is_code_2(run: Run, own_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETPOINT_LEDGER_URL", "nonsense://x")
    ran = run("status", cwd=own_site)
    assert ran.code == 2
    assert "sqlite:///FILE" in ran.says


# Showing


def test_show_text_is_the_canonical_text_to_the_byte(run: Run, site_folder: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{site_folder / FOLDER / 'ledger.db'}")
    try:
        for document in ledger.catalogue():
            ran = run("show", document.file, "--text", cwd=site_folder)
            assert ran.out == ledger.text(document.digest).encode()
            assert ran.err == b""
    finally:
        ledger.close()


def test_show_text_of_the_installed_command(spawn: Run, tmp_path: Path) -> None:
    hostile = "# T\n\nThe l\x1b[31might is at 5 \u202elux.\n"
    write(tmp_path / "a.md", hostile)
    spawn("ingest", "a.md", cwd=tmp_path)
    text = json.loads(spawn("show", "a.md", "--json", cwd=tmp_path).out)["text"]
    assert spawn("show", "a.md", "--text", cwd=tmp_path).out == text.encode()


def test_show_opens_a_citation_at_its_place(run: Run, own_site: Path) -> None:
    run("ask", ANSWERED, cwd=own_site)
    ran = run("show", "1", cwd=own_site)
    assert ran.code == 0
    assert "SOP-310 v2" in ran.text
    assert "at most 45 min" in ran.text
    found = run("show", "1", "--json", cwd=own_site).json
    assert found["text"][found["start"] : found["end"]] == "Thawed vector may be held on ice for at most 45 min."
    assert run("show", "[1]", cwd=own_site).out == ran.out


@pytest.mark.parametrize(
    ("reference", "version"),
    [
        ("SOP-301", "2"),
        ("sop-301", "2"),
        ("SOP-301 v1", "1"),
        ("SOP-301 v2", "2"),
        ("SOP-301 version 1", "1"),
        ("SOP-301_v1.md", "1"),
        ("records/sops/SOP-301_v1.md", "1"),
        ("records/sops/SOP-301_v2.docx", "2"),
    ],
)
def test_a_version_is_opened_by_name(run: Run, site_folder: Path, reference: str, version: str) -> None:
    found = run("show", reference, "--json", cwd=site_folder).json
    assert (found["document"], found["version"]) == ("SOP-301", version)


@pytest.mark.parametrize(
    ("reference", "next_step"),
    [
        ("SOP-999", "see `setpoint documents`"),
        ("SOP-301 v9", "see `setpoint documents`"),
        ("", "see `setpoint documents`"),
        ("99", "ask again to see them"),
        ("0", "ask again to see them"),
        ("\x1b[2J", "see `setpoint documents`"),
    ],
)
def test_an_unknown_reference_is_code_2_with_the_next_step(
    run: Run, own_site: Path, reference: str, next_step: str
) -> None:
    run("ask", ANSWERED, cwd=own_site)
    ran = run("show", reference, cwd=own_site)
    assert (ran.code, ran.out) == (2, b"")
    assert next_step in ran.says
    assert b"\x1b" not in ran.err


def test_a_citation_before_any_answer_is_code_2(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "a.md", "# T\n\nThe light is at 5 lux.\n")
    run("ingest", "a.md", cwd=tmp_path)
    ran = run("show", "1", cwd=tmp_path)
    assert ran.code == 2
    assert "ask a question first" in ran.says


def test_a_citation_of_a_document_that_was_replaced_is_code_2(run: Run, own_site: Path) -> None:
    run("ask", "what temperature is the wash buffer used at?", cwd=own_site)
    write(own_site / "records" / "notes" / "wash_buffer.md", "# Note\n\nThe buffer is gone.\n")
    run("ingest", "records", cwd=own_site)
    ran = run("show", "1", cwd=own_site)
    assert ran.code == 2
    assert "no longer in the library" in ran.says


# Lists


def test_documents_with_their_standing_today_and_on_a_day(run: Run, site_folder: Path) -> None:
    today = run("documents", "--json", cwd=site_folder).json
    then = run("documents", "--as-of", "2024-06-01", "--json", cwd=site_folder).json

    def standing(rows: list[dict[str, str]]) -> dict[tuple[str, str], str]:
        return {(r["document"], r["version"]): r["status"] for r in rows if r["document"].startswith("SOP-30")}

    assert standing(today) == {
        ("SOP-301", "1"): "superseded",
        ("SOP-301", "2"): "effective",
        ("SOP-305", "0.3"): "draft",
    }
    assert standing(then)[("SOP-301", "1")] == "effective"
    assert standing(then)[("SOP-301", "2")] == "draft"
    table = run("documents", cwd=site_folder)
    assert f"{DOCUMENTS} document versions" in table.text
    assert run("documents", "--as-of", "2025-02-30", cwd=site_folder).code == 2


def test_status_counts_what_is_there(run: Run, site_folder: Path) -> None:
    status = run("status", "--json", cwd=site_folder).json
    assert status["documents"] == DOCUMENTS
    assert status["files"] == DOCUMENTS
    assert status["embedding_model"] == "hashing/256"
    assert status["vectors_in_step"] is True
    assert status["language_model"] is None
    text = run("status", cwd=site_folder).text
    assert "workspace digest" in text


def test_an_answer_says_as_of_which_day(run: Run, site_folder: Path) -> None:
    ran = run("ask", "how much medium on day 4?", "--as-of", "2024-06-01", cwd=site_folder)
    assert "250 mL" in ran.text
    assert "300 mL" not in ran.text
    assert "as of 2024-06-01" in ran.text


def test_a_draft_and_an_earlier_version_are_marked_on_the_screen(run: Run, site_folder: Path) -> None:
    draft = run("ask", "degassing time of the bag?", cwd=site_folder).text
    assert "(DRAFT, not in force)" in draft
    earlier = run("ask", "how much medium on day 4?", cwd=site_folder).text
    assert "Superseded: SOP-301 v1" in earlier
    assert "SOP-301 v1  SUPERSEDED" in earlier
    conflict = run("ask", "how long may harvested NK cells be held at 2 to 8 °C?", cwd=site_folder).text
    assert "Records in force disagree" in conflict
    assert "PR-300 v1  effective 2024-11-05" in conflict
    assert "SOP-310 v2  effective 2025-02-01" in conflict


def test_words_of_a_question_need_no_quotes(run: Run, site_folder: Path) -> None:
    ran = run("ask", *ANSWERED.split(), "--json", cwd=site_folder)
    assert ran.json["question"] == ANSWERED


def test_a_question_that_starts_with_a_dash_can_be_asked(run: Run, site_folder: Path) -> None:
    assert run("ask", "--json", "--", "-80 °C hold of thawed vector?", cwd=site_folder).json["refused"]


def test_a_library_moved_with_its_records_still_knows_them(run: Run, own_site: Path, tmp_path: Path) -> None:
    moved = Path(shutil.move(own_site, tmp_path / "moved"))
    report = run("ingest", "records", "--json", cwd=moved).json
    assert {d["state"] for d in report["documents"]} == {"unchanged"}
    assert run("ask", ANSWERED, cwd=moved).code == 0


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom assistant.cli import setpoint\n"
        "assert CliRunner().invoke(setpoint, ['--help']).exit_code == 0\n"
        "heavy = ('torch', 'chromadb', 'transformers', 'onnxruntime', 'sqlalchemy', 'numpy')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
