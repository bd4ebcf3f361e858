"""How documents name themselves."""

from __future__ import annotations

import datetime as dt

import pytest

from retrieval.dates import date_in
from retrieval.documents import Block, BlockKind, DocumentKind, Identity, LoadedFile, Status, Table
from retrieval.identity import identify


def heading(text: str, level: int = 1) -> Block:
    return Block(BlockKind.HEADING, text, level)


def line(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


def keys(*rows: tuple[str, ...]) -> Block:
    return Block(BlockKind.TABLE, table=Table((), rows))


def identity(*blocks: Block, file: str = "a.docx", furniture: tuple[str, ...] = (), title: str = "") -> Identity:
    return identify(file, LoadedFile(tuple(blocks), furniture=furniture, title=title))


def test_header_table() -> None:
    assert identity(
        heading("Thawing of CAR-T cells"),
        keys(
            ("Document number", "SOP-014"),
            ("Version", "3.0"),
            ("Status", "Effective"),
            ("Effective date", "01 Mar 2025"),
            ("Supersedes", "SOP-014 v2.1"),
        ),
        heading("1 Purpose", 2),
        line("See SOP-020 version 7, effective 2019-01-01."),
    ) == Identity(
        "SOP-014",
        "Thawing of CAR-T cells",
        DocumentKind.SOP,
        "3.0",
        Status.EFFECTIVE,
        dt.date(2025, 3, 1),
        "SOP-014 v2.1",
    )


def test_lines_with_keys() -> None:
    found = identity(
        line("Doc. No.: QC/MET/012"),
        line("Title: Viability by trypan blue"),
        line("Rev. B | Effective from: March 1, 2025"),
        line("Revision: B"),
        line("Supersedes: none"),
    )
    assert (found.number, found.title, found.version) == ("QC/MET/012", "Viability by trypan blue", "B")
    assert found.effective == dt.date(2025, 3, 1)
    assert found.supersedes == ""


def test_keys_above_values_and_two_pairs_a_row() -> None:
    above = Block(
        BlockKind.TABLE, table=Table(("Document no.", "Version", "Effective date"), (("PR-101", "2", "2025-03-01"),))
    )
    found = identity(heading("Expansion"), above)
    assert (found.number, found.version, found.kind) == ("PR-101", "2", DocumentKind.PROTOCOL)
    found = identity(
        keys(("Document ID", "CHR-031", "Version", "1"), ("Status", "Draft", "Date effective", "13/04/2025"))
    )
    assert (found.number, found.version, found.declared) == ("CHR-031", "1", Status.DRAFT)
    assert found.effective == dt.date(2025, 4, 13)
    assert found.kind is DocumentKind.STUDY


def test_run_reports_are_named_by_their_run() -> None:
    found = identity(heading("Run report"), keys(("Run ID", "CT-118"), ("Product", "CAR-T")))
    assert (found.number, found.kind) == ("CT-118", DocumentKind.RUN_REPORT)
    found = identity(heading("Summary"), line("Batch record no.: BR-0117"), line("Batch: 25-031"))
    assert (found.number, found.kind) == ("BR-0117", DocumentKind.RUN_REPORT)
    found = identity(line("Run: 25-031"), file="x.csv")
    assert (found.number, found.kind) == ("25-031", DocumentKind.RUN_REPORT)


def test_margins() -> None:
    found = identity(
        heading("Thawing"), line("Body."), furniture=("SOP-014 Thawing Version 3.0", "Effective | 2025-03-01")
    )
    assert (found.number, found.version, found.effective) == ("SOP-014", "3.0", dt.date(2025, 3, 1))


def test_front_matter() -> None:
    found = identity(
        heading("Thaw"),
        furniture=('title: "Thawing"', "version: 1.2", "status: superseded", "number: SOP-7"),
        file="a.md",
    )
    assert (found.number, found.title, found.version, found.declared) == (
        "SOP-7",
        "Thawing",
        "1.2",
        Status.SUPERSEDED,
    )


@pytest.mark.parametrize(
    ("file", "number", "version", "declared"),
    [
        ("SOP-014_v3_Thawing.docx", "SOP-014", "3", None),
        ("in/SOP-014 Rev B.docx", "SOP-014", "B", None),
        ("SOP_014_v3.1_DRAFT.docx", "SOP-014", "3.1", Status.DRAFT),
        ("PR-101-obsolete.docx", "PR-101", "", Status.SUPERSEDED),
        ("HEK293 notes.docx", "", "", None),
        ("media_v2.docx", "", "2", None),
        ("drafting_table.docx", "", "", None),
    ],
)
def test_file_name(file: str, number: str, version: str, declared: Status | None) -> None:
    found = identity(heading("Thawing"), line("Body."), file=file)
    assert (found.number, found.version, found.declared) == (number, version, declared)


def test_numbers_of_other_documents_are_left_alone() -> None:
    found = identity(
        heading("Thawing"),
        line("Thaw the vial as described in SOP-020, then follow PR-101."),
        keys(("Reference", "SOP-033"), ("Material", "SPEC-001")),
        heading("References", 2),
        line("Document number: SOP-044"),
        file="thaw.docx",
        furniture=("Supersedes SOP-013 v1",),
    )
    assert (found.number, found.supersedes) == ("", "SOP-013 v1")


def test_versions_of_other_documents_are_left_alone() -> None:
    found = identity(line("Run: CT-113"), line("Documents followed: PR-101 v2, SOP-127 v4"), file="CT-113.txt")
    assert (found.number, found.version) == ("CT-113", "")


def test_keys_with_underscores() -> None:
    found = identity(furniture=("document_number: SOP-063", "effective_date: 2024-08-19"), file="a.md")
    assert (found.number, found.effective) == ("SOP-063", dt.date(2024, 8, 19))


def test_unnumbered_page_of_a_wiki() -> None:
    assert identity(heading("Lentivirus production"), line("Add 10 mL."), file="lenti.rst") == Identity(
        title="Lentivirus production"
    )


def test_draft_mark_outweighs_the_header() -> None:
    found = identity(keys(("Document number", "SOP-014"), ("Status", "Approved")), furniture=("DRAFT",))
    assert found.declared is Status.DRAFT


def test_title_without_its_number() -> None:
    assert identity(heading("SOP-014: Thawing of cells"), file="SOP-014.docx").title == "Thawing of cells"
    assert identity(heading("Sheet1"), file="SOP-014_v2_Thaw log.xlsx").title == "Thaw log"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Standard operating procedure for thawing", DocumentKind.SOP),
        ("Expansion protocol", DocumentKind.PROTOCOL),
        ("Batch report 7", DocumentKind.RUN_REPORT),
        ("FMEA of the transduction step", DocumentKind.RISK_ASSESSMENT),
        ("Drug product specification", DocumentKind.SPECIFICATION),
        ("Process characterisation of expansion", DocumentKind.STUDY),
        ("Equipment logbook", DocumentKind.RECORD),
        ("Media recipes", DocumentKind.OTHER),
    ],
)
def test_kind_from_title(title: str, kind: DocumentKind) -> None:
    assert identity(heading(title)).kind is kind


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-01", dt.date(2025, 3, 1)),
        ("2025-03-01 00:00", dt.date(2025, 3, 1)),
        ("01 Mar 2025", dt.date(2025, 3, 1)),
        ("1st March 2025", dt.date(2025, 3, 1)),
        ("01-MAR-2025", dt.date(2025, 3, 1)),
        ("March 1, 2025", dt.date(2025, 3, 1)),
        ("Sept. 9 2024", dt.date(2024, 9, 9)),
        ("01.03.2025", dt.date(2025, 3, 1)),
        ("13/04/2025", dt.date(2025, 4, 13)),
        ("04/13/2025", dt.date(2025, 4, 13)),
        ("04/04/2025", dt.date(2025, 4, 4)),
        ("03/04/2025", None),
        ("31 Feb 2025", None),
        ("next spring", None),
    ],
)
def test_dates(text: str, day: dt.date | None) -> None:
    assert date_in(text) == day
