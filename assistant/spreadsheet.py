"""The one guard for spreadsheets, and tables as CSV and XLSX, written row by row.

A spreadsheet takes a cell that begins with = + - or @ for a formula, and a formula can start
programs and send data away (OWASP, "CSV Injection"). Text therefore never begins with one of them,
nor with white space before one, nor with their full-width forms; an apostrophe before it makes it
text, as it does when a person types it. This is done in XLSX too, though its cells are typed:
saved as CSV by a person, they would not be any more. Numbers of ours stay numbers.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.terminal import MARK, plain

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# Longest text of a cell and most rows of a sheet, header included (Microsoft, "Excel specifications
# and limits"); Excel counts UTF-16 units, and spoils the rows after a longer cell of a CSV file.
CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
LARGEST_NUMBER = 9.99999999999999e307  # the same source; a larger one opens as an error or infinity
CUT = " … [cut: too long for a cell]"

Cell = str | int | float | bool | None
Rows = Iterable[Sequence[Cell]]

_STARTS = frozenset("=+-@–−|%")  # with the dashes that programs turn into a minus, and what DDE begins with
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


class Writable(Protocol):
    """What takes text."""

    def write(self, text: str, /) -> object:
        """Take some text."""
        ...


def safe(value: Cell) -> Cell:
    """A value that no spreadsheet takes for a formula and every format can hold."""
    if not isinstance(value, str):
        return value if value is None or abs(value) <= LARGEST_NUMBER else safe(str(value))
    text = not_xml(plain(value.replace("\r\n", "\n")))
    return _cut(f"'{text}" if _starts_formula(text) else text)


def not_xml(text: str) -> str:
    """Plain text with what XML cannot hold replaced by a mark."""
    return _NOT_XML.sub(MARK, text)


def write_csv(stream: Writable, header: Sequence[str], rows: Rows) -> None:
    """A table as RFC 4180 has it. Texts are quoted, so that no separator of any locale splits them."""
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC)
    for row in chain([header], rows):
        writer.writerow([_csv_cell(safe(value)) for value in row])


def write_xlsx(path: Path, sheets: Mapping[str, tuple[Sequence[str], Rows]]) -> None:
    """Tables as sheets of a workbook, one row in memory; what is too long for a sheet goes on in the next.

    Raises OSError if the file cannot be written.
    """
    import xlsxwriter
    import xlsxwriter.exceptions

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            for name, (header, rows) in sheets.items():
                _write_sheets(book, name, header, rows)
    except xlsxwriter.exceptions.FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise (cause if isinstance(cause, OSError) else OSError(str(error))) from error


def _write_sheets(book: Workbook, name: str, header: Sequence[str], rows: Rows) -> None:
    for number, part in enumerate(_parts(rows), start=1):
        sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(chain([header], part)):
            for column, value in enumerate(row):
                _write_cell(sheet, place, column, safe(value))


def _write_cell(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


def _parts(rows: Rows) -> Iterator[Iterator[Sequence[Cell]]]:
    """Rows in portions that fit a sheet; at least one, which may be empty."""
    left = iter(rows)
    first: list[Sequence[Cell]] = list(islice(left, 1))
    while True:
        yield chain(first, islice(left, ROW_LIMIT - 1 - len(first)))
        first = list(islice(left, 1))
        if not first:
            return


def _csv_cell(value: Cell) -> Cell:
    """Booleans as spreadsheets write them; nothing as an empty cell."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else value


def _starts_formula(text: str) -> bool:
    """Whether the first character that is not white space, or the first one, could start a formula."""
    if text[:1] in ("\t", "\r", "\n"):
        return True
    first = text.lstrip()[:1]
    return bool(first) and not _STARTS.isdisjoint(unicodedata.normalize("NFKC", first))


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return text
    return units[: 2 * (CELL_LIMIT - len(CUT))].decode("utf-16-le", "ignore") + CUT
