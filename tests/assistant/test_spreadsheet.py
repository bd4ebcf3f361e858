"""No cell of a table that we write starts a formula, and what is ours is read back as it was."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import spreadsheet
from assistant.spreadsheet import CELL_LIMIT, CUT, LARGEST_NUMBER, Cell, safe, write_csv, write_xlsx
from assistant.terminal import MARK, plain

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\r\n=cmd|' /C calc'!A0",
    "  =1",
    "\N{NO-BREAK SPACE}=1",
    "\N{IDEOGRAPHIC SPACE}=1",
    "=1+1",
    "+1",
    "-1",
    "@A",
    "﹦1",
    "\x00=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "–1",
    "−1",
    "|x",
    "%0A=1",
    '=HYPERLINK("http://x.example","y")',
    "_x003D_1+1",
]
# Characters and pieces that matter to a spreadsheet, among any others.
texts = st.lists(
    st.sampled_from(
        ["=", "+", "-", "@", "\t", "\r", "\n", " ", '"', ";", ",", "'", "=", "@", "\0", "\ud800", "_x003D_"]
    )
    | st.text(max_size=5),
    max_size=8,
).map("".join)
cells = texts | st.integers(-(2**53), 2**53) | st.booleans() | st.none() | st.floats(-LARGEST_NUMBER, LARGEST_NUMBER)


def assert_harmless(text: str) -> None:
    """What a spreadsheet would see in the cell is text to it."""
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])
    assert first[:1] not in set("=+-@") or not first, repr(text)
    assert text[:1] not in {"\t", "\r", "\n"}, repr(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", text)
    assert len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT


def through_csv(rows: list[list[Cell]], encoding: str = "utf-8") -> list[list[str]]:
    stream = io.StringIO(newline="")
    write_csv(stream, ["h"], rows)
    text = stream.getvalue().encode(encoding).decode(encoding)
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def through_xlsx(rows: list[list[Cell]], place: Path) -> list[list[object]]:
    write_xlsx(place / "t.xlsx", {"T": (["h"], rows)})
    sheet = openpyxl.load_workbook(place / "t.xlsx")["T"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_becomes_text(text: str, tmp_path: Path) -> None:
    guarded = safe(text)
    assert isinstance(guarded, str)
    assert_harmless(guarded)
    assert through_csv([[text]]) == [[guarded]]
    [[shown]] = through_xlsx([[text]], tmp_path)
    assert isinstance(shown, str)
    assert_harmless(shown)


def test_texts_of_others_that_attack_spreadsheets(corpora: Path, tmp_path: Path) -> None:
    folder = corpora / "security"
    attacks = (folder / "payloads_all_the_things" / "CSV Injection" / "README.md").read_text().splitlines()
    attacks += [line.strip() for line in attacks]
    attacks += json.loads((folder / "blns" / "blns.json").read_text())
    starts = [a for a in attacks if a.lstrip()[:1] in set("=+-@")]
    assert len(starts) > 20
    for guarded in map(safe, attacks):
        assert isinstance(guarded, str)
        assert_harmless(guarded)
    rows: list[list[Cell]] = [[attack] for attack in attacks]
    for [cell] in through_csv(rows):
        assert_harmless(cell)
    for cell in (value for row in through_xlsx(rows, tmp_path) for value in row):
        assert_harmless(str(cell or ""))


@given(texts)
def test_any_text_is_harmless_and_guarded_once(text: str) -> None:
    guarded = safe(text)
    assert isinstance(guarded, str)
    assert_harmless(guarded)
    assert safe(guarded) == guarded


@given(st.from_regex(r"[A-Za-zµ°][A-Za-z0-9 .,µ°×<>≥()=+@-]*", fullmatch=True))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=5))
def test_csv_keeps_every_cell_in_its_place(rows: list[list[Cell]]) -> None:
    back = through_csv(rows)
    assert [len(row) for row in back] == [len(row) for row in rows]
    for row, read in zip(rows, back, strict=True):
        for value, cell in zip(row, read, strict=True):
            if isinstance(value, bool):
                assert cell == str(value).upper()
            elif isinstance(value, int | float):
                assert float(cell) == value
            else:
                assert cell == (safe(value) or "")
                assert_harmless(cell)


@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=4))
def test_xlsx_keeps_numbers_as_numbers_and_text_as_text(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Cell]]
) -> None:
    back = through_xlsx([["row", *row] for row in rows], tmp_path_factory.getbasetemp())
    for row, read in zip(rows, back, strict=True):
        for value, cell in zip(row, read[1:], strict=False):
            if isinstance(value, str):
                assert_harmless(str(cell or ""))
                escaped = re.sub("_x[0-9A-F]{4}_", "", str(safe(value)))
                assert re.sub("(_x005F)?_x[0-9A-F]{4}_", "", str(cell or "")) == escaped
            else:
                assert isinstance(cell, bool) is isinstance(value, bool)
                assert cell == (value if value is None else pytest.approx(value, rel=1e-15))  # 16 digits, as Excel


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_separator_of_any_locale_splits_a_text(separator: str) -> None:
    stream = io.StringIO(newline="")
    write_csv(stream, ["h"], [[f"a{separator}=cmd|' /C calc'!A0"]])
    rows = list(csv.reader(io.StringIO(stream.getvalue(), newline=""), delimiter=separator))
    assert [len(row) for row in rows] == [1, 1]


@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000, "=" + "é" * 32_767, "a" + "😀" * 17_000])
def test_a_long_cell_is_cut_with_a_mark(text: str) -> None:
    cut = safe(text)
    assert isinstance(cut, str)
    assert cut.endswith(CUT)
    assert_harmless(cut)
    assert len(cut.encode("utf-16-le")) // 2 >= CELL_LIMIT - 1
    assert safe("x" * CELL_LIMIT) == "x" * CELL_LIMIT


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_no_sheet_holds_as_a_number_is_text(value: float, tmp_path: Path) -> None:
    [[cell]] = through_xlsx([[value]], tmp_path)
    assert cell == (f"'{value}" if value < 0 else str(value))


def test_control_characters_and_surrogates_are_marked() -> None:
    assert safe("a\x1b[2Jb\ud800c\x00\uffff") == f"a{MARK}[2Jb{MARK}c{MARK}{MARK}"
    assert safe("one\r\ntwo\tthree") == "one\ntwo\tthree"
    assert plain(str(safe("\u202eabc"))) == safe("\u202eabc")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "ROW_LIMIT", 4)
    write_xlsx(tmp_path / "t.xlsx", {"T": (["n"], ([n] for n in range(7))), "U": (["n"], [])})
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    found = {s.title: [value for [value] in s.iter_rows(values_only=True)] for s in book.worksheets}
    assert found == {"T": ["n", 0, 1, 2], "T 2": ["n", 3, 4, 5], "T 3": ["n", 6], "U": ["n"]}


def test_no_part_of_the_workbook_holds_a_formula(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "t.xlsx", {"T": (["h"], [[text] for text in HOSTILE])})
    with zipfile.ZipFile(tmp_path / "t.xlsx") as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
            assert b"hyperlink" not in parts.read(name)


@pytest.mark.parametrize("number", [1.7976931348623157e308, -1.7976931348623157e308, float("inf"), float("nan")])
def test_a_number_beyond_what_a_spreadsheet_holds_is_text(number: float) -> None:
    assert isinstance(safe(number), str)
