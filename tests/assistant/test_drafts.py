"""What is read of a draft: lines of claims, and the sentences of a text with the records they name."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from assistant.checking.claim_lines import LONGEST_LINE, read_claims
from assistant.checking.drafts import read_draft
from assistant.checking.named import Catalogue, NotNamed
from assistant.checking.nouns import Cited, Drafted
from retrieval.documents import Document, Identity, ReadReport, Status


def document(number: str, version: str = "", status: Status = Status.EFFECTIVE, file: str = "") -> Document:
    identity = Identity(number=number, version=version, effective=dt.date(2025, 1, 1))
    name = file or f"sops/{number}_v{version}.md"
    return Document(f"{name:0<64}", name, identity, "main", ReadReport(1, 1, 0, 10), "2025-01-01", status=status)


LIBRARY = Catalogue(
    [
        document("SOP-301", "1", Status.SUPERSEDED),
        document("SOP-301", "2"),
        document("SOP-305", "0.3", Status.DRAFT),
        document("NK-041", file="runs/NK-041.csv"),
        document("NK-041", file="runs/NK-041_online.csv"),
        document("", file="notes/wash_buffer.md"),
    ]
)


def names(cited: Cited) -> list[str]:
    return [d.file for d in LIBRARY.find(cited)]


@pytest.mark.parametrize(
    ("cited", "files"),
    [
        (Cited(document="SOP-301"), ["sops/SOP-301_v2.md"]),
        (Cited(document="sop-301", version="v1"), ["sops/SOP-301_v1.md"]),
        (Cited(document="SOP-301 v1"), ["sops/SOP-301_v1.md"]),
        (Cited(document="SOP-305", version="0.3"), ["sops/SOP-305_v0.3.md"]),
        (Cited(document="wash_buffer"), ["notes/wash_buffer.md"]),
        (Cited(file="wash_buffer.md"), ["notes/wash_buffer.md"]),
        (Cited(file="sops/SOP-301_v1.md"), ["sops/SOP-301_v1.md"]),
        (Cited(document="SOP-301", file="SOP-301_v1.md", version="1"), ["sops/SOP-301_v1.md"]),
        (Cited(document="NK-041"), ["runs/NK-041.csv", "runs/NK-041_online.csv"]),
    ],
)
def test_a_record_goes_by_its_number_version_or_file(cited: Cited, files: list[str]) -> None:
    assert names(cited) == files


@pytest.mark.parametrize(
    ("cited", "why"),
    [
        (Cited(document="SOP-310"), "near it: SOP-30"),
        (Cited(document="SOP-301", version="3"), "no version 3; there is SOP-301 v1 (superseded), SOP-301 v2 (effect"),
        (Cited(document="SOP-305"), "no version of SOP-305 is in force"),
        (Cited(file="wash_bufer.md"), "near it: wash_buffer.md"),
        (Cited(document="SOP-305", version="0.3", file="wash_buffer.md"), "wash_buffer.md is not SOP-305 v0.3"),
        (Cited(document="Pharmacopoeia"), "see `setpoint documents`"),
    ],
)
def test_what_names_no_record_is_told_with_what_is_there(cited: Cited, why: str) -> None:
    with pytest.raises(NotNamed) as raised:
        LIBRARY.find(cited)
    assert why in str(raised.value)


def claims(tmp_path: Path, *lines: str | bytes) -> list[Drafted]:
    file = tmp_path / "claims.jsonl"
    file.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return list(read_claims(file))


def line(**changed: object) -> str:
    whole = {"id": "a", "text": "It is 3.", "citations": [{"document": "SOP-301", "quote": "is 3"}], **changed}
    return json.dumps({key: value for key, value in whole.items() if value is not None})


def test_a_line_is_a_claim_with_its_quotations(tmp_path: Path) -> None:
    derived = [{"operation": "mean", "operands": ["2 %", "4 %"], "result": "3 %"}]
    cited = [{"document": "SOP-301", "version": 2, "quote": "is 3", "page": 4}, {"file": "x.md", "quote": "y"}]
    (claim,) = claims(tmp_path, line(id=7, citations=cited, derived=derived, note="kept out"))
    assert (claim.id, claim.line, claim.text, claim.unread) == ("7", 1, "It is 3.", "")
    assert claim.citations == (Cited("SOP-301", "2", "", "is 3"), Cited(file="x.md", quote="y"))
    assert claim.derived[0].operands == ("2 %", "4 %")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{not json", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        (b"\xff\xfe{}", "not UTF-8"),
        ("[" * 200_000, "nested too deeply"),
        (line(text=None), "text is missing"),
        (line(id=None), "id is missing"),
        (line(citations=None), "citations is missing"),
        (line(text=""), "text is wrong"),
        (line(citations=[]), "nothing is cited"),
        (line(citations=[{"quote": "is 3"}]), "citation 1 names neither"),
        (line(citations=[{"document": "SOP-301"}]), "citations 1: quote is missing"),
        (line(derived=[{"operation": "guess", "operands": [], "result": "3"}]), "derived 1: operation is wrong"),
        (line(text="x" * LONGEST_LINE), "longer than"),
    ],
)
def test_a_bad_line_is_told_and_the_next_one_read(tmp_path: Path, bad: str | bytes, why: str) -> None:
    first, second = claims(tmp_path, bad, "", line(id="after"))
    assert why in first.unread
    assert first.line == 1
    assert (second.id, second.line, second.unread) == ("after", 3, "")


def test_half_a_surrogate_pair_is_made_readable(tmp_path: Path) -> None:
    (claim,) = claims(tmp_path, '{"id": "a", "text": "x \\ud800", "citations": [{"document": "S", "quote": "q"}]}')
    assert claim.text == "x \N{REPLACEMENT CHARACTER}"


DRAFT = """\
---
title: A report
---
# Rocking at 14 rpm

The bag was rocked as follows:

The rate is 14 rpm [SOP-301 v2]. It was 10 rpm. (SOP-301, version 1) Then came the **draft** (SOP-305 v0.3; NK-041).
The angle (in degrees) is 6, e.g. in run 4 [3].

1. Feed with 300 mL
   on day 4 (see SOP-399).

| Run | Rate (rpm) | Result |
|---|---|---|
| NK-041 | 14 | pass |

Is it so?
"""


def test_a_text_is_read_sentence_by_sentence(tmp_path: Path) -> None:
    file = tmp_path / "draft.md"
    file.write_text(DRAFT)
    found = [(d.line, d.text, [c.name for c in d.citations], d.idle) for d in read_draft(file, LIBRARY)]
    assert found == [
        (2, "title: A report", [], "front matter"),
        (4, "Rocking at 14 rpm", [], "a heading"),
        (6, "The bag was rocked as follows:", [], "it introduces what follows"),
        (8, "The rate is 14 rpm.", ["SOP-301 v2"], ""),
        (8, "It was 10 rpm.", ["SOP-301 v1"], ""),
        (8, "Then came the draft.", ["SOP-305 v0.3", "NK-041"], ""),
        (9, "The angle (in degrees) is 6, e.g. in run 4.", [], ""),
        (11, "Feed with 300 mL on day 4.", ["SOP-399"], ""),
        (16, "NK-041: Rate 14 rpm; Result pass", [], ""),
        (18, "Is it so?", [], "a question"),
    ]


def test_a_plain_text_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text("The rate is 14 rpm (SOP-301).\n\nThe wash buffer (4 °C) is cold.\n")
    found = [(d.text, [c.name for c in d.citations]) for d in read_draft(file, LIBRARY)]
    assert found == [("The rate is 14 rpm.", ["SOP-301"]), ("The wash buffer (4 °C) is cold.", [])]
