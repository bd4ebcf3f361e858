"""Excel workbooks: each visible sheet a heading, its cells as they are shown."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from openpyxl import load_workbook
from openpyxl.chartsheet import Chartsheet
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from retrieval.documents import Block, Hidden, LoadedFile, Skipped
from retrieval.loaders.cell_formats import shown
from retrieval.loaders.excel_unseen import Unseen, cell_parts, hidden_sheet, own_cells, seen_value
from retrieval.loaders.grids import Grid, to_table
from retrieval.loaders.parts import Part, gather, heading, paragraph, tables
from retrieval.loaders.preambles import preamble_length, preamble_text
from retrieval.loaders.wording import fold

_Place = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is visible of a sheet: text by place, and what stands out."""

    cells: dict[_Place, str]
    bold: frozenset[_Place]
    repeats: frozenset[_Place]  # merged cells that repeat the cell on their left
    header_rows: frozenset[int]  # of Excel tables and filters
    hidden_rows: frozenset[int]


def read(data: bytes) -> LoadedFile:
    """Raises: whatever openpyxl raises on a damaged workbook."""
    book = load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
    formulas = _formula_places(data, book)
    parts: list[Part] = []
    for number, name in enumerate(book.sheetnames, 1):
        sheet = cast(Worksheet | Chartsheet, book[name])
        if isinstance(sheet, Chartsheet):
            parts.append(Skipped(f"sheet '{name}'", "a chart sheet; its data is in other sheets"))
        elif sheet.sheet_state != "visible":
            parts.extend(hidden_sheet(sheet))
        else:
            parts.extend(_sheet_parts(sheet, number, formulas.get(name, [])))
    furniture = [line for sheet in book.worksheets for line in _margins(sheet)]
    title = book.properties.title or ""
    return gather(parts, pages=len(book.sheetnames), furniture=furniture, title=title, unit="sheet")


def _formula_places(data: bytes, book: Workbook) -> dict[str, list[str]]:
    """Cells of each sheet whose formula has no stored result; a second pass, so only if needed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/")]
        if not any(b"<f" in package.read(n) for n in sheets if n.endswith(".xml")):
            return {}
    written = load_workbook(io.BytesIO(data))
    lost: dict[str, list[str]] = {}
    for sheet in written.worksheets:
        for cell in own_cells(sheet):
            if cell.data_type == "f" and book[sheet.title][cell.coordinate].value is None:
                lost.setdefault(sheet.title, []).append(cell.coordinate)
    return lost


def _sheet_parts(sheet: Worksheet, number: int, lost: list[str]) -> Iterator[Part]:
    where = f"sheet '{sheet.title}'"
    unseen = Unseen(sheet)
    visible, hidden = _visible(sheet, unseen)
    if visible.cells:
        yield heading(sheet.title, 1, number)
    for region in _regions(visible):
        yield from _region_parts(visible, region, number)
    yield from hidden
    yield from unseen.parts()
    if not visible.cells:
        yield Skipped(where, "nothing in it is shown" if sheet._cells else "blank")
    if lost:
        named = ", ".join(lost[:8]) + (f" and {len(lost) - 8} more" if len(lost) > 8 else "")
        yield Skipped(f"{where}, {named}", "formula without a stored result; open in Excel and save again")
    yield from _left_out(sheet, where)


def _left_out(sheet: Worksheet, where: str) -> Iterator[Skipped]:
    for kind, found in (("picture", "_images"), ("chart", "_charts")):
        count = len(getattr(sheet, found, ()))
        if count:
            yield Skipped(where, f"{kind} ({count}); what it shows is not read")


def _visible(sheet: Worksheet, unseen: Unseen) -> tuple[_Sheet, list[Hidden]]:
    """What is visible of a sheet, and what is not seen of cells in plain sight."""
    rows, columns = unseen.rows, unseen.columns
    hidden: list[Hidden] = []
    cells: dict[_Place, str] = {}
    bold: set[_Place] = set()
    for cell in own_cells(sheet):
        if cell.row in rows or cell.column in columns:
            continue
        hidden.extend(cell_parts(cell))
        text = fold(shown(seen_value(cell), cell.number_format))
        if text:
            cells[cell.row, cell.column] = text
            bold |= {(cell.row, cell.column)} if cell.font and cell.font.b else set()
    repeats = _spread_merged(sheet, cells, bold, rows, columns)
    refs = [table.ref for table in sheet.tables.values() if table.headerRowCount != 0]
    refs += [sheet.auto_filter.ref] if sheet.auto_filter.ref else []
    header_rows = frozenset(range_boundaries(ref)[1] or 0 for ref in refs)
    return _Sheet(cells, frozenset(bold), frozenset(repeats), header_rows, frozenset(rows)), hidden


def _spread_merged(
    sheet: Worksheet,
    cells: dict[_Place, str],
    bold: set[_Place],
    hidden_rows: set[int],
    hidden_columns: set[int],
) -> set[_Place]:
    """Write the text of merged cells in each place they cover."""
    repeats: set[_Place] = set()
    for area in sheet.merged_cells.ranges:
        first = (area.min_row, area.min_col)
        text = cells.get(first)
        if not text or (area.max_row - area.min_row) * (area.max_col - area.min_col) > 100_000:
            continue
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                if row in hidden_rows or column in hidden_columns:
                    continue
                cells[row, column] = text
                bold |= {(row, column)} if first in bold else set()
                repeats |= {(row, column)} if column > area.min_col else set()
    return repeats


def _regions(sheet: _Sheet) -> list[list[int]]:
    """Rows with text, grouped where blank rows part them."""
    groups: list[list[int]] = []
    for row in sorted({row for row, _ in sheet.cells}):
        between = range(groups[-1][-1] + 1, row) if groups else range(0)
        if groups and all(blank in sheet.hidden_rows for blank in between):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _region_parts(sheet: _Sheet, rows: list[int], page: int) -> Iterator[Block]:
    columns = sorted({c for r, c in sheet.cells if rows[0] <= r <= rows[-1]})
    lone = [_own_texts(sheet, row, columns) for row in rows]
    spread = [at for at, row in enumerate(rows) if _spans_some(sheet, row, columns)]
    start = min([preamble_length(lone), *spread])
    caption = ""
    if 0 < start < len(rows) and sum(1 for cell in lone[start - 1] if cell) == 1:
        caption = next(cell for cell in lone[start - 1] if cell)
    for row in lone[: start - 1 if caption else start]:
        yield paragraph(preamble_text(row), page)
    if start < len(rows):
        found = to_table(_grid(sheet, rows[start:], columns, caption))
        yield from tables([found] if found else [], page)


def _spans_some(sheet: _Sheet, row: int, columns: list[int]) -> bool:
    """Whether a cell is merged across a part of the columns, as in a header of two rows."""
    return 0 < sum((row, c) in sheet.repeats for c in columns) < len(columns) - 1


def _own_texts(sheet: _Sheet, row: int, columns: list[int]) -> list[str]:
    """Texts of a row, a cell merged across all of it counted once."""
    repeats = [(row, c) in sheet.repeats for c in columns]
    across_all = sum(repeats) == len(columns) - 1
    texts = [sheet.cells.get((row, c), "") for c in columns]
    return ["" if across_all and again else text for text, again in zip(texts, repeats, strict=False)]


def _grid(sheet: _Sheet, rows: list[int], columns: list[int], caption: str) -> Grid:
    places = [[(r, c) for c in columns] for r in rows]
    return Grid(
        tuple(tuple(sheet.cells.get(place, "") for place in line) for line in places),
        head=1 if rows[0] in sheet.header_rows else None,
        bold=frozenset(i for i, row in enumerate(rows) if _is_bold(sheet, row)),
        across=frozenset(
            (i, j) for i, line in enumerate(places) for j, place in enumerate(line) if place in sheet.repeats
        ),
        labels=tuple(f"row {row}" for row in rows),
        caption=caption,
        spreadsheet=True,
    )


def _is_bold(sheet: _Sheet, row: int) -> bool:
    places = [place for place in sheet.cells if place[0] == row]
    return bool(places) and all(place in sheet.bold for place in places)


def _margins(sheet: Worksheet) -> Iterator[str]:
    for edge in (sheet.oddHeader, sheet.oddFooter):
        for part in (edge.left, edge.center, edge.right) if edge else ():
            if part.text:
                yield str(part.text).replace("&P", "").replace("&N", "")
