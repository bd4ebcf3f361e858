"""CSV files and workbooks: headers, preambles, numbers as shown, what is hidden."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from retrieval.documents import BlockKind, HiddenKind, LoadedFile, Table
from retrieval.loaders import load
from retrieval.loaders.cell_formats import shown
from retrieval.loaders.grids import Grid, to_table


def tables(loaded: LoadedFile) -> list[Table]:
    return [b.table for b in loaded.blocks if b.table]


def texts(loaded: LoadedFile) -> list[str]:
    return [b.text for b in loaded.blocks if b.text]


def csv(text: str, name: str = "a.csv") -> LoadedFile:
    return load(name, text.encode())


def workbook(build: Callable[[Workbook], None]) -> LoadedFile:
    book = openpyxl.Workbook()
    build(book)
    target = io.BytesIO()
    book.save(target)
    return load("a.xlsx", target.getvalue())


def test_csv_with_preamble() -> None:
    loaded = csv('# run: CT-118\nOperator,JS,,\n\nDay,VCD,Viability,Note\n0,0.50,97.1,"two\nlines"\n3,2.10,95.0,\n')
    assert texts(loaded) == ["run: CT-118", "Operator: JS"]
    assert tables(loaded) == [
        Table(
            ("Day", "VCD", "Viability", "Note"),
            (("0", "0.50", "97.1", "two lines"), ("3", "2.10", "95.0", "")),
            "",
            ("line 5", "line 7"),
        )
    ]


def test_decimal_commas_stay() -> None:
    (table,) = tables(csv("Tag;VCD;Vitalität\n0;0,50;97,1\n3;2,10;95,0\n"))
    assert table.rows == (("0", "0,50", "97,1"), ("3", "2,10", "95,0"))


def test_tabs_and_byte_order_mark() -> None:
    (table,) = tables(load("a.tsv", "Day\tVCD\tVia\n0\t0.5\t97\n".encode("utf-16")))
    assert (table.header, table.rows) == (("Day", "VCD", "Via"), (("0", "0.5", "97"),))


def test_csv_without_header_has_none() -> None:
    (table,) = tables(csv("1,2,3\n4,5,6\n"))
    assert table.header == ()
    assert table.row_labels == ("line 1", "line 2")


def test_csv_of_keys_and_values_has_no_header() -> None:
    (table,) = tables(csv("Operator,JS\nTemperature,37\npH,7.1\nSpeed,120\n"))
    assert table.header == ()


def test_second_table_of_a_csv_gets_its_own_header() -> None:
    loaded = csv("Day,VCD,Via\n0,1,2\n\n3,4,5\n\nLot,Material,Amount\nL1,IL-2,7\n")
    assert [t.header for t in tables(loaded)] == [("Day", "VCD", "Via"), ("Lot", "Material", "Amount")]
    assert tables(loaded)[0].rows == (("0", "1", "2"), ("3", "4", "5"))


def test_workbook() -> None:
    def build(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.title = "IPC"
        sheet["A1"] = "In-process results"
        sheet.merge_cells("A1:D1")
        for row, line in enumerate([("Day", "Viability", "VCD", "Date"), (0, 0.923, 1.5e6, dt.date(2025, 3, 1))], 2):
            for column, value in enumerate(line, 1):
                sheet.cell(row, column, value)
        for row in (4, 5):
            sheet.cell(row, 1, row)
            sheet.cell(row, 2, 0.1 + 0.2)
            sheet.cell(row, 3, "hidden" if row == 4 else 2.5e6)
        sheet["B3"].number_format = "0.0%"
        sheet["C3"].number_format = "0.00E+00"
        sheet.row_dimensions[4].hidden = True
        sheet["D5"] = "=C5*2"
        sheet["F9"] = "Remarks follow"
        sheet.oddHeader.left.text = "BR-0117"
        hidden = book.create_sheet("secret")
        hidden["A1"] = 1
        hidden.sheet_state = "hidden"
        two = book.create_sheet("Two")
        for line in (("", "Day 5", "", ""), ("Sample", "Viab %", "VCD", "Note"), ("a", 1, 2, "x"), ("b", 3, 4, "y")):
            two.append(line)
        two.merge_cells("B1:C1")
        two["A6"], two["B6"] = "Lot", "L-22"
        two["A7"], two["B7"] = "Donor", "D-07"
        for cell in two[1] + two[2]:
            cell.font = Font(bold=True)

    loaded = workbook(build)
    assert loaded.pages == 3
    assert texts(loaded) == ["IPC", "Remarks follow", "Two"]
    assert tables(loaded) == [
        Table(
            ("Day", "Viability", "VCD", "Date"),
            (("0", "92.3%", "1.50E+06", "2025-03-01"), ("5", "0.3", "2500000", "")),
            "In-process results",
            ("row 3", "row 5"),
        ),
        Table(
            ("Sample", "Day 5 Viab %", "Day 5 VCD", "Note"),
            (("a", "1", "2", "x"), ("b", "3", "4", "y")),
            "",
            ("row 3", "row 4"),
        ),
        Table((), (("Lot", "L-22"), ("Donor", "D-07")), "", ("row 6", "row 7")),
    ]
    assert [b.page for b in loaded.blocks if b.kind is BlockKind.HEADING] == [1, 3]
    assert loaded.furniture == ("BR-0117",)
    assert [s.where for s in loaded.skipped] == ["sheet 'IPC', D5"]
    assert [(h.kind, h.where, h.text) for h in loaded.hidden] == [
        (HiddenKind.ROW, "sheet 'IPC', row 4", "4 | 0.3 | hidden"),
        (HiddenKind.SHEET, "sheet 'secret'", "1"),
    ]


def test_superscripts_in_cells() -> None:
    def build(book: Workbook) -> None:
        assert book.active is not None
        book.active["A1"] = CellRichText("10", TextBlock(InlineFont(vertAlign="superscript"), "4"), " cells")

    assert "10⁴ cells" in texts(workbook(build))


def test_stray_cell_in_the_last_corner_costs_nothing() -> None:
    def build(book: Workbook) -> None:
        assert book.active is not None
        book.active["A1"] = "Day"
        book.active["XFD1048576"] = "far"

    assert texts(workbook(build)) == ["Sheet", "Day", "far"]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.923, "0.0%", "92.3%"),
        (1.5e6, "0.00E+00", "1.50E+06"),
        (1.5e-4, "0.0E+00", "1.5E-04"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (5, '0" mL"', "5 mL"),
        (-3.25, "0.0;(0.0)", "(3.3)"),
        (0, '0;-0;"-"', "-"),
        (0.1 + 0.2, "General", "0.3"),
        (1e-5, "General", "0.00001"),
        (37.0, "General", "37"),
        (7, "000", "007"),
        (2.5, "0", "3"),
        (3.0, "0.##", "3"),
        (5.5, "# ?/?", "5.5"),
        (15000, '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "15,000"),
        (True, "General", "TRUE"),
        (None, "General", ""),
        ("#DIV/0!", "General", "#DIV/0!"),
        (dt.datetime(2025, 3, 1), "dd/mm/yyyy", "2025-03-01"),
        (dt.datetime(2025, 3, 1, 8, 30), "dd/mm/yyyy hh:mm", "2025-03-01 08:30"),
        (dt.time(8, 30), "hh:mm", "08:30:00"),
        (dt.timedelta(hours=26), "[h]:mm", "26:00:00"),
    ],
)
def test_numbers_as_their_format_shows_them(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ((("Document number", "SOP-014"), ("Version", "3")), ()),
        ((("Title", "Thaw"), ("Version", "3"), ("Owner", "PD")), ()),
        ((("Parameter", "Value"), ("pH", "7.2")), ("Parameter", "Value")),
        ((("Term", "Definition"), ("VCD", "viable cell density")), ("Term", "Definition")),
        ((("Attribute", "Method", "Limit"), ("Viability", "M-1", ">= 80 %")), ("Attribute", "Method", "Limit")),
        ((("Day", "0", "3"), ("Viability", "97", "95")), ("Day", "0", "3")),
        ((("1", "2", "3"), ("4", "5", "6")), ()),
        ((("Run", "CT-108", "Product", "MCW-19"), ("Start", "2025-03-11", "End", "2025-03-20")), ()),
        ((("Day", "Date", "VCD (10^6/mL)"), ("0", "2025-03-11", "1.0")), ("Day", "Date", "VCD (10^6/mL)")),
    ],
)
def test_header_is_recognised_by_shape(rows: tuple[tuple[str, ...], ...], header: tuple[str, ...]) -> None:
    table = to_table(Grid(rows))
    assert table is not None
    assert table.header == header


def test_empty_edges_are_trimmed() -> None:
    table = to_table(Grid((("a", "", "1", ""), ("", "", "", ""), ("b", "", "2", "")), labels=("1", "2", "3")))
    assert table == Table((), (("a", "1"), ("b", "2")), "", ("1", "3"))
