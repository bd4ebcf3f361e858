"""Tables of a PDF, one that goes on over the page given its header again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from retrieval.documents import Block, Table
from retrieval.loaders.grids import to_table
from retrieval.loaders.parts import tables
from retrieval.loaders.pdf.page_text import PageTable

_SAME_EDGE = 5.0  # points


@dataclass(slots=True)
class Continued:
    """Remembers the last table, to give its header to the rows on the next page."""

    table: Table | None = None
    edges: tuple[float, ...] = ()
    page: int = 0

    def blocks(self, found: PageTable, page: int, *, first: bool) -> Iterator[Block]:
        """The block of a table; `first` says that nothing stands above it on its page."""
        goes_on = first and self.page == page - 1 and self._same_columns(found)
        table = self._rest_of(found) if goes_on else to_table(found.grid)
        if table:
            self.table, self.edges, self.page = table, found.edges, page
            yield from tables([table], page)

    def _same_columns(self, found: PageTable) -> bool:
        return len(found.edges) == len(self.edges) and all(
            abs(a - b) <= _SAME_EDGE for a, b in zip(found.edges, self.edges, strict=False)
        )

    def _rest_of(self, found: PageTable) -> Table | None:
        """Rows under the header of the table before; a repeated header row is not a row."""
        plain = to_table(replace(found.grid, head=0))
        before = self.table
        if plain is None or before is None or not before.header:
            return to_table(found.grid)
        if len(plain.rows[0]) != len(before.header):
            return to_table(found.grid)
        own = to_table(found.grid)
        if own is not None and own.header and 0 in found.grid.bold and own.header != before.header:
            return own
        repeated = plain.rows[0] == before.header
        if own is not None and own.header == before.header:
            return replace(own, caption=before.caption)
        rows = plain.rows[1:] if repeated else plain.rows
        return replace(before, rows=rows, row_labels=()) if rows else None
