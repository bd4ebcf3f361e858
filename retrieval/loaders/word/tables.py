"""Word tables as grids, merged cells repeated in each place they cover."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn

from retrieval.loaders.grids import Grid
from retrieval.loaders.word.runs import is_on, own_runs
from retrieval.loaders.xml_element import Element

_WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:customXml", "w:moveTo")))


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell as read: its text, and whether all of it is bold."""

    text: str
    bold: bool = False


def unwrapped(parent: Element, *names: str) -> Iterator[Element]:
    """Children called one of `names`, content controls and insertions opened."""
    wanted = set(map(qn, names))
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from unwrapped(child, *names)


def rows_of(table: Element) -> list[Element]:
    """Rows of the table that are not deleted by a tracked change."""
    rows = unwrapped(table, "w:tr")
    return [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None]


def deleted_rows(table: Element) -> list[Element]:
    """Rows that a tracked change deletes."""
    return [row for row in unwrapped(table, "w:tr") if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None]


def cells_of(row: Element) -> list[Element]:
    """Cells of a row."""
    return list(unwrapped(row, "w:tc"))


def grid_of(table: Element, read_cell: Callable[[Element], CellText]) -> Grid:
    """The grid of a table; `read_cell` is called once a cell, in reading order."""
    rows: list[tuple[str, ...]] = []
    bold: set[int] = set()
    across: set[tuple[int, int]] = set()
    above: list[str] = []
    nodes = rows_of(table)
    for r, row in enumerate(nodes):
        line: list[str] = [""] * _count(row, "w:trPr/w:gridBefore", 0)
        all_bold = True
        for cell in cells_of(row):
            found = read_cell(cell)
            at = len(line)
            if _goes_on(cell) and at < len(above):
                found = CellText(above[at], found.bold)
            all_bold &= found.bold or not found.text
            for extra in range(_count(cell, "w:tcPr/w:gridSpan", 1)):
                line.append(found.text)
                across |= {(r, at + extra)} if extra else set()
        bold |= {r} if all_bold and any(line) else set()
        rows.append(tuple(line))
        above = line
    return Grid(tuple(rows), _head(nodes), frozenset(bold), frozenset(across))


def is_bold(paragraph: Element, styled: bool) -> bool:
    """Whether every run with text is bold."""
    runs = [r for r in own_runs(paragraph) if any((t.text or "").strip() for t in r.iter(qn("w:t")))]
    return bool(runs) and all(_run_is_bold(run, styled) for run in runs)


def _run_is_bold(run: Element, styled: bool) -> bool:
    said = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return styled if said is None else is_on(run, "w:b")


def _head(rows: list[Element]) -> int | None:
    """Leading rows that Word repeats on each page as header rows."""
    count = 0
    for row in rows:
        marked = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")
        if marked is None or marked.get(qn("w:val"), "1") in ("0", "false"):
            break
        count += 1
    return count if 0 < count < len(rows) else None


def _goes_on(cell: Element) -> bool:
    """A cell merged with the one above it."""
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val"), "continue") == "continue"


def _count(node: Element, path: str, otherwise: int) -> int:
    found = node.find("/".join(map(qn, path.split("/"))))
    return min(int(found.get(qn("w:val"), otherwise)), 1000) if found is not None else otherwise
