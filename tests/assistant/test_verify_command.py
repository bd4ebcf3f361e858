"""`setpoint verify`: claims and drafted texts against a library that the samples know nothing of."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.workspace import FOLDER, Workspace
from tests.assistant.commands import Ran
from tests.assistant.site import HASHING

Run = Callable[..., Ran]

RATE = "Rocking rate | KPP | 14 rpm | 12 to 16 rpm | 10 to 18 rpm"
FORMER_RATE = "Rocking rate | KPP | 10 rpm | 8 to 12 rpm | 6 to 16 rpm"


def claim(name: str, text: str, quote: str, **cited: object) -> dict[str, object]:
    return {"id": name, "text": text, "citations": [{"quote": quote, **cited}]}


def written(folder: Path, *lines: dict[str, object] | str, name: str = "claims.jsonl") -> Path:
    file = folder / name
    told = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    file.write_text("\n".join(told), encoding="utf-8")
    return file


def verdicts(ran: Ran) -> dict[str, tuple[str, str]]:
    """Verdict and reason by id."""
    lines = [json.loads(line) for line in ran.text.splitlines()]
    return {line["id"]: (line["verdict"], line["reason"] or "") for line in lines}


def test_claims_that_stand_in_the_records_are_supported(run: Run, own_site: Path) -> None:
    file = written(
        own_site,
        claim("row", "The set point of the rocking rate is 14 rpm.", RATE, document="SOP-301"),
        claim("version", "The rocking rate has a PAR of 10 to 18 rpm.", RATE, document="SOP-301", version="2"),
        claim(
            "file", "Feed the bag with 300 mL of medium on day 4.", "Feed the bag with 300 mL", file="SOP-301_v2.docx"
        ),
    )
    ran = run("verify", file, "--json", cwd=own_site)
    assert {v for v, _ in verdicts(ran).values()} == {"supported"}, ran.text
    assert ran.code == 0
    assert ran.says == ""


def test_each_claim_that_does_not_is_named_with_its_reason(run: Run, own_site: Path) -> None:
    file = written(
        own_site,
        claim("number", "The set point of the rocking rate is 15 rpm.", RATE, document="SOP-301"),
        claim("not in force", "The set point of the rocking rate is 10 rpm.", FORMER_RATE, document="SOP-301"),
        claim("altered", "The set point is 14 rpm.", RATE.replace("18", "19"), document="SOP-301"),
        claim("unknown", "The set point is 14 rpm.", RATE, document="SOP-310x"),
        "no JSON at all",
        claim("good", "The set point of the rocking rate is 14 rpm.", RATE, document="SOP-301"),
    )
    ran = run("verify", file, "--json", cwd=own_site)
    found = verdicts(ran)
    assert ran.code == 1
    assert [name for name, (verdict, _) in found.items() if verdict == "supported"] == ["good"]
    assert "15" in found["number"][1]
    assert "SOP-301 v2, which is in force; it is in SOP-301 v1 (superseded)" in found["not in force"][1]
    assert f'not in SOP-301 v2; near it there: "{RATE}"' in found["altered"][1]
    assert "near it: SOP-310" in found["unknown"][1]
    assert "not JSON" in found["line 5"][1]
    assert {line["line"] for line in map(json.loads, ran.text.splitlines())} == set(range(1, 7))


def test_a_number_that_follows_is_worked_out_again(run: Run, own_site: Path) -> None:
    quotes = ["0 | 96.1 | 0.51 | 4.2", "5 | 91.7 | 2.35 | 1.9"]
    text = "The viability of NK-041 fell by {} % from 96.1 % on day 0 to 91.7 % on day 5."
    lines: list[dict[str, object]] = [
        {
            "id": name,
            "text": text.format(result),
            "citations": [{"document": "NK-041", "quote": quote} for quote in quotes],
            "derived": [{"operation": "difference", "operands": ["96.1 %", "91.7 %"], "result": f"{result} %"}],
        }
        for name, result in (("right", "4.4"), ("wrong", "5.4"))
    ]
    found = verdicts(run("verify", written(own_site, *lines), "--json", cwd=own_site))
    assert found["right"][0] == "supported", found["right"][1]
    assert found["wrong"][0] == "unsupported"


def test_a_quotation_in_two_records_of_one_name_needs_the_file(run: Run, own_site: Path) -> None:
    (own_site / "records" / "runs" / "NK-041_notes.md").write_text("# NK-041\n\nThe bag of NK-041 was RB-5.\n")
    (own_site / "records" / "more").mkdir()
    (own_site / "records" / "more" / "NK-041_notes.md").write_text("# NK-041\n\nThe bag of NK-041 was RB-5.\n\nSo.\n")
    run("ingest", "records", cwd=own_site)
    quote = "The bag of NK-041 was RB-5."
    file = written(
        own_site,
        claim("both", quote, quote, document="NK-041_notes"),
        claim("one", quote, quote, file="runs/NK-041_notes.md"),
    )
    found = verdicts(run("verify", file, "--json", cwd=own_site))
    assert "name the file" in found["both"][1]
    assert found["one"][0] == "supported", found["one"][1]


DRAFT = """\
# The rocking bag

The set point of the rocking rate is 14 rpm [SOP-301 v2]. Feed the bag with 300 mL of medium on day 4.
Thawed vector may be held on ice for at most 90 min.

The set point of the rocking rate is 14 rpm (SOP-310).

Is it enough?
"""


def test_a_draft_is_checked_sentence_by_sentence(run: Run, own_site: Path) -> None:
    file = written(own_site, DRAFT, name="draft.md")
    ran = run("verify", file, "--json", cwd=own_site)
    lines = [json.loads(line) for line in ran.text.splitlines()]
    assert [(line["line"], line["verdict"]) for line in lines] == [
        (1, "not checked"),
        (3, "supported"),
        (3, "supported"),
        (4, "unsupported"),
        (6, "unsupported"),
        (8, "not checked"),
    ], ran.text
    assert lines[1]["citations"][0]["quote"] == RATE
    assert "90" in lines[3]["reason"]
    assert ran.code == 1


def test_it_reads_on_a_terminal(run: Run, own_site: Path) -> None:
    ran = run("verify", written(own_site, DRAFT, name="draft.md"), cwd=own_site)
    assert "    3  supported    The set point of the rocking rate is 14 rpm." in ran.text
    assert f"SOP-301 v2: “{RATE}”" in ran.text
    assert "    8  not checked  Is it enough?" in ran.text
    assert ran.text.rstrip().endswith("2 supported, 2 unsupported, 2 not checked")


def test_every_verdict_is_on_record_and_a_forgotten_quotation_is_not(run: Run, own_site: Path) -> None:
    file = written(own_site, claim("a", "The set point of the rocking rate is 14 rpm.", RATE, document="SOP-301"))
    run("verify", file, cwd=own_site)
    with _opened(own_site) as workspace:
        (record,) = workspace.audit.newest(1, action="verify")
    checked = record.detail["checked"]
    assert isinstance(checked, list)
    assert checked[0]["verdict"] == "supported"
    assert checked[0]["citations"][0]["quote"] == RATE
    assert record.detail["file"] == "claims.jsonl"
    run("forget", "SOP-301 v2", "--reason", "sent in error", cwd=own_site)
    with _opened(own_site) as workspace:
        (record,) = workspace.audit.newest(1, action="verify")
        assert workspace.audit.verify().problem is None
    assert RATE not in json.dumps(record.detail, ensure_ascii=False)


def _opened(root: Path) -> contextlib.closing[Workspace]:
    return contextlib.closing(Workspace(root / FOLDER, HASHING))


def test_escape_sequences_of_a_draft_reach_no_terminal(run: Run, own_site: Path) -> None:
    bad = claim("\x1b]52;c;x\x07", "It is 3 \x1b[2J.", "is 3", document="SOP-\x1b[31m9")
    ran = run("verify", written(own_site, bad), cwd=own_site)
    assert b"\x1b" not in ran.out
    assert b"\x1b" not in run("verify", written(own_site, bad), "--json", cwd=own_site).out


@pytest.mark.parametrize("name", ["missing.jsonl", "records", "draft.pdf"])
def test_a_file_that_cannot_be_checked_is_wrong_usage(run: Run, own_site: Path, name: str) -> None:
    (own_site / "draft.pdf").write_bytes(b"%PDF")
    ran = run("verify", name, cwd=own_site)
    assert ran.code == 2
    assert ran.out == b""
    assert name in ran.says


def test_an_empty_file_has_nothing_to_check(run: Run, own_site: Path) -> None:
    ran = run("verify", written(own_site, ""), cwd=own_site)
    assert (ran.code, ran.text.strip()) == (0, "nothing to check")
