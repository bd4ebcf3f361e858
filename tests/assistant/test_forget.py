"""Forgetting: no byte of a document is left in any file of the workspace, and what is kept says why."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

from assistant.answers import Question
from assistant.forgetting import forget
from assistant.workspace import FOLDER
from retrieval.ledger import Ledger
from tests.assistant.commands import Ran
from tests.assistant.site import Library, write

HOLD = "how long may thawed vector be held on ice?"
CANARIES = [f"kanarie{number:02}vogel" for number in range(50)]


def markdown(words: list[str]) -> bytes:
    """Canaries in the title, headings, steps, a table and prose, each with wording of its own."""
    rows = "\n".join(f"| {word} density | CPP | {n} rpm | at most {n + 2} rpm |" for n, word in enumerate(words[:4]))
    prose = "\n\n".join(
        f"## {n}. Handling of {word}\n\nThe {word} reagent is held at {n} °C for at most {n + 3} min."
        for n, word in enumerate(words[4:], start=1)
    )
    table = f"| Parameter | Class | Set point | NOR |\n|---|---|---|---|\n{rows}"
    return f"# SOP-777 {words[0]} handling\n\n{table}\n\n{prose}\n".encode()


def word_file(words: list[str]) -> bytes:
    """Canaries in paragraphs, a table and a footer."""
    document = docx.Document()
    document.sections[0].footer.paragraphs[0].text = f"SOP-778 {words[0]}"
    for n, word in enumerate(words[:6]):
        document.add_paragraph(f"Add {n} mL of {word} to the bag and mix for {n} min.")
    table = document.add_table(rows=0, cols=2)
    for n, word in enumerate(words[6:]):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = word, f"{n} mL"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def workbook(words: list[str]) -> bytes:
    """Canaries in cells, in a sheet's name, in a hidden row and in a comment."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = words[0]
    sheet.append(["Lot", "Viability (%)"])
    for n, word in enumerate(words[1:]):
        sheet.append([word, 90 + n / 10])
    sheet.row_dimensions[4].hidden = True
    sheet["B3"].comment = openpyxl.comments.Comment(f"seen by {words[1]} himself", "ana")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def planted(records: Path) -> list[str]:
    """Files with all canaries; returns their names."""
    files = {
        "SOP-777.md": markdown(CANARIES[:20]),
        "SOP-778.docx": word_file(CANARIES[20:35]),
        "lots.xlsx": workbook(CANARIES[35:45]),
        "log.csv": "\n".join(["lot,pH", *(f"{word},7.{n}" for n, word in enumerate(CANARIES[45:]))]).encode(),
    }
    for name, content in files.items():
        (records / name).write_bytes(content)
    return list(files)


def left_in(folder: Path) -> dict[str, list[str]]:
    """Canaries by the file of the workspace that holds them, in any case of letters."""
    found: dict[str, list[str]] = {}
    for path in (p for p in folder.rglob("*") if p.is_file()):
        data = path.read_bytes().lower()
        held = [word for word in CANARIES if word.encode() in data or word[:-2].encode() in data]
        if held:
            found[path.name] = held
    return found


def test_no_byte_of_a_forgotten_document_is_left(own_site: Path, run: Callable[..., Ran]) -> None:
    names = planted(own_site / "records")
    assert run("ingest", "records", cwd=own_site).code == 0
    for word in CANARIES[::7]:
        run("ask", f"what is the set point of {word}?")
        run("ask", f"how long is the {word} reagent held?")
    # An edition that was replaced leaves its pages behind too.
    (own_site / "records" / "SOP-777.md").write_bytes(markdown(CANARIES[:20]) + b"\nSigned anew.\n")
    assert run("ingest", "records").code == 0
    run("ask", f"how long is the {CANARIES[9]} reagent held?", "--json")
    assert {word for words in left_in(own_site / FOLDER).values() for word in words} == set(CANARIES)

    for name in names:
        ran = run("forget", f"records/{name}", "--reason", "contains patient data", "--json")
        assert ran.code == 0, ran.says
        assert ran.json["proven"] is True
        assert ran.json["proof"]["patterns"] >= 5
    assert left_in(own_site / FOLDER) == {}
    assert run("audit", "verify").code == 0


def test_what_is_kept_of_a_forgotten_document(own_site: Path, run: Callable[..., Ran]) -> None:
    [listed] = [d for d in run("documents", "--json", cwd=own_site).json if d["document"] == "SOP-310"]
    assert run("forget", "SOP-310", "--reason", "sent in error").code == 0
    ledger = Ledger.open(f"sqlite:///{own_site / FOLDER / 'ledger.db'}")
    try:
        kept = ledger.forgotten()[listed["digest"]]
        assert (kept.reason, bool(kept.who), bool(kept.at)) == ("sent in error", True, True)
        assert listed["digest"] not in {d.digest for d in ledger.catalogue()}
        assert listed["file"] not in ledger.files()
    finally:
        ledger.close()
    [record] = run("audit", "list", "--action", "forget", "--json").json
    assert listed["digest"] in json.dumps(record)


def test_others_answer_as_before(own_site: Path, run: Callable[..., Ran]) -> None:
    question = "what is the rocking rate of SOP-301?"
    before = run("ask", question, "--json", cwd=own_site).json["claims"]
    assert before
    run("forget", "SOP-310", "--reason", "sent in error")
    assert run("ask", question, "--json").json["claims"] == before
    gone = run("ask", HOLD, "--json")
    assert "SOP-310" not in gone.text.replace(HOLD, "")


def test_a_forgotten_document_is_not_read_again(own_site: Path, run: Callable[..., Ran]) -> None:
    run("forget", "SOP-310", "--reason", "sent in error", cwd=own_site)
    again = run("ingest", "records", "--json")
    assert again.code == 0
    [outcome] = [d for d in again.json["documents"] if d["state"] == "forgotten"]
    assert "sent in error" in outcome["reason"]
    assert "SOP-310" not in run("documents").text

    saved_anew = own_site / "records" / "copy.md"
    place = own_site / outcome["file"]
    saved_anew.write_bytes(place.read_bytes() + b"\n\n\n")  # other bytes, the same text
    states = {d["file"]: d["state"] for d in run("ingest", "records", "--json").json["documents"]}
    assert states["records/copy.md"] == "forgotten"

    back = run("ingest", str(place), "--even-forgotten", "--json")
    assert [d["state"] for d in back.json["documents"]] == ["added"]
    assert "SOP-310" in run("documents").text
    assert run("ingest", str(place), "--json").json["documents"][0]["state"] == "unchanged"


@pytest.mark.parametrize("reference", ["SOP-999", "records/none.md"])
def test_what_is_not_there_cannot_be_forgotten(own_site: Path, run: Callable[..., Ran], reference: str) -> None:
    ran = run("forget", reference, "--reason", "x", cwd=own_site)
    assert ran.code == 2
    assert "no document is called" in ran.says


def test_forgetting_needs_a_reason(own_site: Path, run: Callable[..., Ran]) -> None:
    assert run("forget", "SOP-310", cwd=own_site).code == 2
    assert run("forget", "SOP-310", "--reason", "  ").code == 2
    assert "SOP-310" in run("documents").text


def test_a_number_is_forgotten_with_all_its_versions_and_a_version_alone(
    own_site: Path, run: Callable[..., Ran]
) -> None:
    versions = [d for d in run("documents", "--json", cwd=own_site).json if d["document"] == "SOP-301"]
    assert len(versions) > 1
    one = run("forget", f"SOP-301 v{versions[0]['version']}", "--reason", "x", "--json").json["forgotten"]
    assert [d["version"] for d in one] == [versions[0]["version"]]
    rest = run("forget", "SOP-301", "--reason", "x", "--json").json["forgotten"]
    assert {d["version"] for d in rest} == {d["version"] for d in versions[1:]}


def test_a_reader_that_holds_old_pages_is_waited_for_and_then_named(own_site: Path, run: Callable[..., Ran]) -> None:
    reader = sqlite3.connect(own_site / FOLDER / "ledger.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM documents").fetchone()
    ran = run("forget", "SOP-310", "--reason", "x", "--wait", "0.1", cwd=own_site)
    assert ran.code == 4
    assert "a reader still holds pages" in ran.says
    assert "SOP-310" not in run("documents").text  # it is out of every table all the same
    wording = b"Thawed vector may be held on ice"
    assert wording in b"".join(p.read_bytes() for p in (own_site / FOLDER).glob("ledger.db*"))
    reader.execute("ROLLBACK")
    run("ingest", "records")  # the next writer purges
    assert wording not in b"".join(p.read_bytes() for p in (own_site / FOLDER).glob("ledger.db*"))
    reader.close()


def test_a_word_of_a_forgotten_document_leaves_questions_too(library: Library) -> None:
    write(library.root / "records" / "SOP-1.md", "# SOP-1 Thawing\n\nThaw the kanarienvogelol vial at 37 °C.\n")
    write(library.root / "records" / "SOP-2.md", "# SOP-2 Mixing\n\nMix the bag at 12 rpm.\n")
    library.read()
    library.workspace.ask(Question("where is kanarienvogelol bought, and mixed at which speed?"))
    forget(library.workspace, "SOP-1", "trial")
    kept = b"".join(p.read_bytes() for p in (library.root / FOLDER).glob("ledger.db*"))
    assert b"kanarienvogelol" not in kept


def test_text_that_is_left_somewhere_is_told(own_site: Path, run: Callable[..., Ran]) -> None:
    (own_site / FOLDER / "left").write_bytes(b"\0\1Thawed vector may be held on ice for at most 45 min.\0")
    ran = run("forget", "SOP-310", "--reason", "x", "--json", cwd=own_site)
    assert ran.code == 4
    assert (ran.json["proven"], ran.json["proof"]["found_in"]) == (False, ["left"])


def test_what_a_kept_document_says_too_and_the_reason_are_no_traces(library: Library) -> None:
    for name in ("SOP-1", "SOP-2"):
        write(library.root / "records" / f"{name}.md", f"# {name} Thawing\n\nThaw the kanarienvogelol vial at 37 °C.\n")
    library.read()
    done = forget(library.workspace, "SOP-1", "setpoint of kanarienvogelol was wrong")
    assert done.proven
    assert done.proof is not None
    assert done.proof.kept >= 1
