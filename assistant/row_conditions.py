"""What a row of a table is about, against the other rows of the table.

"Viability | Harvest | ≥ 80 %" stands beside "Viability | Post-thaw | ≥ 70 %": a question about the thawed
cells means the second. A row is another one's when a cell of its table, in the same column, has a word of
the question that this row has not, and every word of the question that this row's own cell has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.extraction.headers import Meaning, column
from graph.vocabulary import Phrase
from retrieval.documents import CanonicalText, Line
from retrieval.terms import tokens

# Columns that say what, where, when or under which condition the rest of the row holds.
_M = Meaning
_TELLING = frozenset(
    {
        _M.PARAMETER,
        _M.ATTRIBUTE,
        _M.FACTOR,
        _M.OPERATION,
        _M.HELD_ITEM,
        _M.STAGE,
        _M.CONDITION,
        _M.PRODUCT,
        _M.MATERIAL,
        _M.STORAGE,
    }
)
# A column with more different cells than this is data, not a list of conditions.
MOST_CELLS = 60


@dataclass(frozen=True, slots=True)
class RowCondition:
    """A telling cell of a row as written, and the stems of it and of the other cells of its column."""

    cell: str
    own: frozenset[str]
    others: tuple[frozenset[str], ...]

    def excludes(
        self, named: Sequence[frozenset[Phrase]], telling: Sequence[frozenset[Phrase]], row: frozenset[str]
    ) -> bool:
        """Whether the question means another row.

        `named` are the wordings of all its concepts, `telling` those that are rare enough to pick a row, `row`
        the stems of this one. The other cell has a telling concept that this row lacks, and all that this one has.
        """
        mine = [phrases for phrases in named if _in(phrases, self.own)]
        lacking = [phrases for phrases in telling if not _in(phrases, row)]
        return any(
            any(_in(phrases, other) for phrases in lacking) and all(_in(phrases, other) for phrases in mine)
            for other in self.others
        )


def _in(phrases: frozenset[Phrase], bag: frozenset[str]) -> bool:
    return any(phrase and all(word in bag for word in phrase) for phrase in phrases)


Tables = Mapping[int, tuple[tuple[int, tuple[frozenset[str], ...]], ...]]


def telling_columns(canonical: CanonicalText) -> Tables:
    """For each table of a document its telling columns, each with the stems of its different cells."""
    cells: dict[int, dict[int, dict[str, None]]] = {}
    for line in canonical.lines:
        if line.kind != "row" or not line.header:
            continue
        for place, name in enumerate(line.header[: len(line.cells)]):
            if column(name).meaning in _TELLING:
                cells.setdefault(line.table, {}).setdefault(place, {})[line.cells[place].strip()] = None
    return {
        table: tuple(
            (place, tuple(frozenset(tokens(cell)) for cell in different if cell))
            for place, different in places.items()
            if len(different) <= MOST_CELLS
        )
        for table, places in cells.items()
    }


def row_conditions(line: Line, tables: Tables) -> tuple[RowCondition, ...]:
    """The telling cells of a row."""
    found: list[RowCondition] = []
    for place, different in tables.get(line.table, ()):
        cell = line.cells[place].strip()
        own = frozenset(tokens(cell))
        if own:
            found.append(RowCondition(cell, own, tuple(bag for bag in different if bag != own)))
    return tuple(found)
