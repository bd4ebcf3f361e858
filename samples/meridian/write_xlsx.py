"""Workbooks: an identity block at the top of the first sheet, one sheet a table."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from samples.meridian.fixed_zip import fixed
from samples.meridian.paper import SITE, SYNTHETIC, Grid, Paper, Piece

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_STAMP = dt.datetime(2025, 10, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its tab name, what stands above the table, and the table."""

    name: str
    table: Grid
    above: tuple[tuple[str, ...], ...] = ()


def xlsx_bytes(label: str, sheets: tuple[Sheet, ...]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = SITE
    book.properties.title = label
    book.properties.created = book.properties.modified = _STAMP
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet, label)
    out = io.BytesIO()
    book.save(out)
    return fixed(out.getvalue())


def paper_sheets(paper: Paper, names: tuple[str, ...]) -> tuple[Sheet, ...]:
    """One sheet a table of the paper; the identity and any plain text stand above the first."""
    tables = [piece for piece in paper.pieces if isinstance(piece, Grid)]
    notes = tuple((_wording(piece),) for piece in paper.pieces if not isinstance(piece, Grid))
    above = (*paper.identity, *notes)
    return tuple(
        Sheet(name, table, above if at == 0 else ()) for at, (name, table) in enumerate(zip(names, tables, strict=True))
    )


def _wording(piece: Piece) -> str:
    return "" if isinstance(piece, Grid) else piece.text


def _write(page: Worksheet, sheet: Sheet, label: str) -> None:
    page.append([f"{SITE} | {SYNTHETIC}"])
    for row in sheet.above:
        page.append(list(row))
    page.append([])
    if sheet.table.caption:
        page.append([sheet.table.caption])
    page.append(list(sheet.table.header))
    for cell in page[page.max_row]:
        cell.font = Font(bold=True)
    for row in sheet.table.rows:
        page.append([_value(text) for text in row])
        for cell, text in zip(page[page.max_row], row, strict=False):
            cell.number_format = _format(text)
    for at, name in enumerate(sheet.table.header):
        page.column_dimensions[get_column_letter(at + 1)].width = max(14, len(name) + 4)
    for cells in page.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(vertical="top")
    footer = page.oddFooter
    if footer is not None:
        footer.center.text = f"{label} | Page &P of &N"


def _value(text: str) -> str | int | float:
    """A number as a number, as people type it."""
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)


def _format(text: str) -> str:
    """The number format that shows as many decimals as were written."""
    if not _NUMBER.fullmatch(text) or "." not in text:
        return "General"
    return "0." + "0" * len(text.split(".")[1])
