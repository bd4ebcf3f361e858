"""What a workbook holds that its reader does not see: rows, columns, sheets, cells, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from retrieval.documents import Hidden, HiddenKind
from retrieval.loaders.cell_formats import shown
from retrieval.loaders.colours import WHITE, Rgb, alike, from_hex
from retrieval.loaders.wording import TINY_PT

_LOWEST = 1.0  # points: a row below this shows nothing
_NARROWEST = 0.2  # characters: a column below this shows nothing
_WINDOW = {64: (0.0, 0.0, 0.0), 65: WHITE}  # system text and background: ECMA-376, 18.8.27
_QUOTED = re.compile(r'"[^"]*"|\\.')


def own_cells(sheet: Worksheet) -> Iterator[Cell]:
    """Cells that exist in the file. `iter_rows` would make every cell of the rectangle, which
    for one stray cell in the last row and column is 17 billion."""
    stored: Mapping[tuple[int, int], Cell | MergedCell] = sheet._cells
    for _, cell in sorted(stored.items()):
        if isinstance(cell, Cell):  # a merged cell holds nothing of its own
            yield cell


@dataclass(slots=True)
class Unseen:
    """Rows and columns of a sheet without height or width."""

    sheet: Worksheet
    rows: set[int] = field(default_factory=set[int])
    columns: set[int] = field(default_factory=set[int])

    def __post_init__(self) -> None:
        listed = self.sheet.row_dimensions
        self.rows = {r for r, size in listed.items() if size.hidden or _is_flat(size.ht, _LOWEST)}
        if self.sheet.sheet_format.zeroHeight:  # rows are hidden unless they say otherwise
            self.rows |= {cell.row for cell in own_cells(self.sheet)} - set(listed)
        for size in self.sheet.column_dimensions.values():
            if (size.hidden or _is_flat(size.width, _NARROWEST)) and size.min and size.max:
                self.columns.update(range(size.min, min(size.max, 16_384) + 1))

    def parts(self) -> Iterator[Hidden]:
        """The texts of those rows and columns, and comments."""
        name = f"sheet '{self.sheet.title}'"
        rows: dict[int, list[str]] = {}
        columns: dict[int, list[str]] = {}
        for cell in own_cells(self.sheet):
            text = _text(cell)
            if text and cell.row in self.rows:
                rows.setdefault(cell.row, []).append(text)
            elif text and cell.column in self.columns:
                columns.setdefault(cell.column, []).append(text)
        for row, texts in rows.items():
            yield Hidden(HiddenKind.ROW, f"{name}, row {row}", " | ".join(texts))
        for column, texts in sorted(columns.items()):
            yield Hidden(HiddenKind.COLUMN, f"{name}, column {get_column_letter(column)}", " | ".join(texts))
        yield from _comments(self.sheet)


def hidden_sheet(sheet: Worksheet) -> Iterator[Hidden]:
    """All text of a sheet that is hidden, its rows one after the other, and its comments."""
    rows: dict[int, list[str]] = {}
    for cell in own_cells(sheet):
        text = _text(cell)
        if text:
            rows.setdefault(cell.row, []).append(text)
    deep = " (hidden from the menu too)" if sheet.sheet_state == "veryHidden" else ""
    yield Hidden(HiddenKind.SHEET, f"sheet '{sheet.title}'{deep}", "; ".join(" | ".join(row) for row in rows.values()))
    yield from _comments(sheet)


def _comments(sheet: Worksheet) -> Iterator[Hidden]:
    for cell in own_cells(sheet):
        if cell.comment and cell.comment.text:
            author = cell.comment.author
            said = cell.comment.text if not author or author == "None" else f"{author}: {cell.comment.text}"
            yield Hidden(HiddenKind.COMMENT, _place(cell), said)


def _place(cell: Cell) -> str:
    return f"sheet '{cell.parent.title}', cell {cell.coordinate}"


def _text(cell: Cell) -> str:
    return shown(cell.value, cell.number_format) or shown(cell.value, "General")


def _is_flat(size: float | None, limit: float) -> bool:
    return size is not None and float(size) < limit


def cell_parts(cell: Cell) -> Iterator[Hidden]:
    """What of a cell in plain sight is not seen; `seen_value` gives the rest."""
    kind = _kind_of_cell(cell)
    if kind:
        yield Hidden(kind, _place(cell), shown(cell.value, "General"))
    elif isinstance(cell.value, CellRichText):
        for run in cell.value:
            unseen = _kind_of_run(run, cell)
            if unseen and isinstance(run, TextBlock):
                yield Hidden(unseen, _place(cell), run.text)


def seen_value(cell: Cell) -> object:
    """The value of a cell without what is not seen of it."""
    if _kind_of_cell(cell):
        return None
    value = cell.value
    if isinstance(value, CellRichText):
        return CellRichText(*(run for run in value if _kind_of_run(run, cell) is None))
    return value


def _kind_of_cell(cell: Cell) -> HiddenKind | None:
    if cell.value is None or not cell.has_style:
        return None
    if cell.number_format != "General" and _hides(cell.number_format, cell.value):
        return HiddenKind.INVISIBLE
    font = cell.font
    return _kind(font.color, font.sz, bool(font.strike), cell)


def _kind_of_run(run: object, cell: Cell) -> HiddenKind | None:
    if not isinstance(run, TextBlock):
        return None
    return _kind(run.font.color, run.font.sz, bool(run.font.strike), cell)


def _kind(colour: Color | None, size: float | None, struck: bool, cell: Cell) -> HiddenKind | None:
    if struck:
        return HiddenKind.STRUCK
    if size is not None and float(size) <= TINY_PT:
        return HiddenKind.TINY
    shade, ground = _rgb(colour), _ground(cell)
    return HiddenKind.BACKGROUND if shade and ground and alike(shade, ground) and not _is_header(cell) else None


def _hides(number_format: str, value: object) -> bool:
    """Whether a format shows nothing of a value: ";;;" has four empty sections."""
    if ";" not in number_format:
        return False
    sections = _QUOTED.sub("x", number_format).split(";")
    if isinstance(value, str):
        return len(sections) > 3 and not sections[3].strip()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return not sections[0].strip() and len(sections) > 1
    at = 1 if value < 0 else 2 if value == 0 and len(sections) > 2 else 0
    return not sections[at].strip()


def _ground(cell: Cell) -> Rgb | None:
    """The colour behind a cell, None when it is a pattern or cannot be told."""
    fill = cell.fill
    if fill.fill_type is None:
        return WHITE
    return _rgb(fill.fgColor) if fill.fill_type == "solid" else None


def _rgb(colour: Color | None) -> Rgb | None:
    if colour is None:
        return None
    tint = float(colour.tint or 0)
    if colour.type == "rgb":
        return from_hex(str(colour.rgb)[-6:])
    if colour.type == "theme":  # the first two of a theme are the window's background and text
        known = {0: WHITE, 1: (0.0, 0.0, 0.0)}.get(colour.theme)
        return known if not tint else None
    if colour.type == "indexed":
        index = colour.indexed
        return _WINDOW.get(index) or (from_hex(COLOR_INDEX[index][-6:]) if index < len(COLOR_INDEX) else None)
    return None


def _is_header(cell: Cell) -> bool:
    """In the header row of an Excel table, which the table's style colours."""
    for table in cast(Worksheet, cell.parent).tables.values():
        first = str(table.ref).split(":", maxsplit=1)[0]
        if table.headerRowCount != 0 and first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$") == str(cell.row):
            return True
    return False
