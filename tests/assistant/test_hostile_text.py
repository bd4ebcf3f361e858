"""The guard between documents and the terminal: nothing in a document steers the screen."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.terminal import MARK, one_line, plain, plain_json
from tests.assistant.commands import Ran
from tests.assistant.site import write

Run = Callable[..., Ran]

ESCAPES = "\x1b[2J\x1b]52;c;cm0gLXJm\x07\x1b]0;owned\x1b\\\x1b[31m"
C1 = "\x9b31m\x9d52;c;eA\x9c\x85"
# An override that is closed: what stands inside one is left out, and here the words after it are tested.
BIDI = "\u202e\u2066\u200f\u061c\u2069\u202c"
HIDDEN = "\u200b\u2060\ufeff\U000e0041\U000e007f"
MARKUP = "[red]x[/red] [link=file:///etc/passwd]y[/link] [@click=app.quit]z :bomb:"
ALL = f"{ESCAPES}{C1}{BIDI}{HIDDEN}{MARKUP}"

STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def assert_tame(ran: Ran) -> None:
    """Only printable text, line feeds and tabs on both streams."""
    for stream in (ran.out, ran.err):
        found = STEERING.search(stream.decode())
        assert found is None, f"{found!r} in {stream[max(0, found.start() - 60) :][:160]!r}"


def hostile(number: str, limit: str) -> str:
    return f"""\
# {number} Hold {ALL} times

| Document number | {number} |
|---|---|
| Version | 1{ESCAPES} |
| Status | Effective |
| Effective date | 2025-02-01 |

## 6 Holds {ALL}

The chilled broth {ALL} may be held at 4 °C for at most {limit}.

Table 1: Limits {ALL}

| Parameter {ALL} | Limit {ALL} |
|---|---|
| Frobnication {ALL} | {limit} {ALL} |
"""


@pytest.fixture
def trapped(tmp_path: Path, run: Run) -> Path:
    """A library whose documents carry control sequences in every place that is shown."""
    records = tmp_path / "records"
    write(records / "SOP-901.md", hostile("SOP-901", "6 h"))
    write(records / "PR-902.md", hostile("PR-902", "9 h"))
    write(records / "SOP-903 v1.md", hostile("SOP-903", "11 min").replace("broth", "gel"))
    write(records / "weird.md", hostile("9\x1b[31m7\u202e", "13 h"))
    write(
        records / f"odd {ESCAPES.replace('/', '')}\n{C1}{BIDI} [red].md",
        f"# Odd {ALL}\n\nThe lamp {ALL} is at 7 lux.\n",
    )
    write(records / f"bad{BIDI}\x1b[31m.docx", b"PK\x03\x04 no zip")
    write(records / "table.csv", f"Name{ALL},Value{ALL}\nlamp{ALL},8 lux{ALL}\n")
    write(records / "data.json", json.dumps({f"k{ALL}": [{f"lamp{ALL}": f"9 lux{ALL}", "n": 1}]}))
    titled = docx.Document()
    titled.core_properties.title = "T [red]x[/red]\u202e\u200b\x9b31m"
    titled.add_heading("Lamp \u202e\x9b[2J [bold]b[/bold]", 1)
    titled.add_paragraph("The lamp of the tent \u2066\x85 is at 10 lux [blink].")
    records.mkdir(exist_ok=True)
    titled.save(str(records / "titled.docx"))
    return tmp_path


def test_no_command_lets_a_document_steer_the_terminal(run: Run, trapped: Path) -> None:
    read = run("ingest", "records", cwd=trapped)
    assert read.code == 1
    assert_tame(run("ingest", "records", "--dry-run", cwd=trapped))
    questions = [
        "how long may the chilled broth be held?",
        "frobnication limit?",
        "lux of the lamp",
        "lux of the lamp in the tent",
        "how long may the chilled broth be held at 37 °C?",
        f"what is zorblax {ALL}?",
        "gel hold",
    ]
    shown = [read, run("documents", cwd=trapped), run("status", cwd=trapped)]
    for question in questions:
        answer = run("ask", question, cwd=trapped)
        assert answer.code in (0, 3)
        shown.append(answer)
        if "[1]" in answer.text:
            shown.append(run("show", "1", cwd=trapped))
    files = [d["file"] for d in run("documents", "--json", cwd=trapped).json]
    assert len(files) == 8
    shown += [run("show", file, cwd=trapped) for file in files]
    shown += [run("show", f"no {ALL}", cwd=trapped), run("ingest", f"no {ALL}".replace("/", ""), cwd=trapped)]
    for ran in shown:
        assert_tame(ran)
        assert "Traceback" not in ran.says
    everything = "".join(ran.text for ran in shown)
    assert "[red]x[/red]" in re.sub(r"\s+", "", everything), "markup is text, not style"
    assert MARK in everything, "what was taken out is marked"


def test_a_conflict_of_hostile_documents_is_tame(run: Run, trapped: Path) -> None:
    run("ingest", "records", cwd=trapped)
    ran = run("ask", "how long may the chilled broth be held?", cwd=trapped)
    assert ran.text.count("Records in force disagree") > 1
    assert_tame(ran)


def test_json_escapes_what_could_steer_and_keeps_every_character(run: Run, trapped: Path) -> None:
    read = run("ingest", "records", "--json", cwd=trapped)
    shown = [read, run("documents", "--json", cwd=trapped), run("ask", "lux of the lamp", "--json", cwd=trapped)]
    shown += [run("ask", f"zorblax {ALL}", "--json", cwd=trapped), run("show", "SOP-901", "--json", cwd=trapped)]
    shown.append(run("ingest", "records", "--dry-run", "--json", cwd=trapped))
    for ran in shown:
        assert_tame(ran)
    assert shown[3].json["question"] == f"zorblax {ALL}"
    assert shown[4].json["text"].encode() == run("show", "SOP-901", "--text", cwd=trapped).out


def test_the_text_in_a_pipe_is_kept_to_the_letter(run: Run, trapped: Path) -> None:
    run("ingest", "records", cwd=trapped)
    assert b"\x1b]52;c;" in run("show", "SOP-901", "--text", cwd=trapped).out


def test_no_colour_where_it_is_not_wanted(run: Run, site_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich: a terminal, though there is none
    for question in ("degassing time of the bag?", "how long may thawed vector be held at 37 °C?"):
        ran = run("ask", question, cwd=site_folder)
        assert not re.search(rb"\x1b\[[0-9;]*(3[0-7]|4[0-7]|9[0-7])m", ran.out)


@given(st.text(max_size=80))
def test_plain_keeps_everything_else(text: str) -> None:
    guarded = plain(text)
    assert len(guarded) == len(text)
    assert not STEERING.search(guarded)
    for before, after in zip(text, guarded, strict=True):
        assert after in (before, MARK)
        if unicodedata.category(before)[0] in "LMNPSZ" and before not in "\u2028\u2029":
            assert after == before
    assert plain(guarded) == guarded
    assert "\n" not in one_line(text)
    assert "\t" not in one_line(text)


@given(st.text(max_size=80))
def test_json_is_the_same_document_when_guarded(text: str) -> None:
    written = plain_json(json.dumps({text: [text]}, ensure_ascii=False, indent=2))
    assert json.loads(written) == {text: [text]}
    assert not STEERING.search(written)
