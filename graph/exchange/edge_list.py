"""Edge lists in the columns of PrimeKG (Chandak, Huang, Zitnik 2023): one statement a row.

    relation,display_relation,x_index,x_id,x_type,x_name,x_source,y_index,y_id,y_type,y_name,y_source

The order of columns does not matter, those of an index and others are passed over, and a tab or a
semicolon may stand for the comma. What a row holds is kept to the letter. A row that cannot be read
is refused by its number, the header's being 1, and the others go on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from graph.exchange.imported import Read, Refused, Stated, Thing
from retrieval.errors import UnreadableFile

NEEDED = ("relation", "x_id", "x_type", "x_name", "x_source", "y_id", "y_type", "y_name", "y_source")
DISPLAY = "display_relation"

# The longest row that is held in memory: a hundred times the longest of PrimeKG.
LONGEST_LINE = 1 << 18
_SKIPPED = 1 << 20  # how much of a longer one is passed over at once


def read_edge_list(stream: BinaryIO, name: str) -> Iterator[Read]:
    """Every row of a list. Raises UnreadableFile if it is no table with these columns."""
    lines = _Lines(stream)
    header = next(lines, None)
    if header is None or lines.refused:
        raise _no_table(name, "it has no line that can be read as UTF-8 text")
    delimiter = max(",\t;", key=header.count)
    columns = _columns(next(csv.reader([header], delimiter=delimiter), []), name)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        first = lines.number + 1
        try:
            row = next(rows)
        except StopIteration:
            yield from lines.taken()
            return
        except csv.Error as error:
            yield Refused(_rows(first, lines.number), f"not readable as CSV ({error})")
            continue
        place = _rows(lines.began(first), lines.number)
        yield from lines.taken()
        if row:
            yield _stated(row, columns, place)


def _stated(row: Sequence[str], columns: _Columns, place: str) -> Read:
    if len(row) != columns.count:
        return Refused(place, f"{len(row)} cells where the header has {columns.count}")
    x, y = (_thing(row, columns, end) for end in ("x", "y"))
    relation = row[columns.places["relation"]]
    display = row[columns.places[DISPLAY]] if DISPLAY in columns.places else ""
    return Stated(place, relation, "" if display == relation else display, x, y)


def _thing(row: Sequence[str], columns: _Columns, end: str) -> Thing:
    identity, kind, name, source = (row[columns.places[f"{end}_{c}"]] for c in ("id", "type", "name", "source"))
    return Thing(f"{source}:{identity}" if source.strip() and identity.strip() else identity, name, kind, source)


@dataclass(frozen=True, slots=True)
class _Columns:
    places: dict[str, int]
    count: int


def _columns(header: Sequence[str], name: str) -> _Columns:
    names = [cell.strip().casefold() for cell in header]
    missing = [column for column in NEEDED if column not in names]
    if missing:
        raise _no_table(name, f"it has no column {', '.join(missing[:4])}")
    twice = sorted({column for column in (*NEEDED, DISPLAY) if names.count(column) > 1})
    if twice:
        raise _no_table(name, f"the column {twice[0]} stands in it twice")
    return _Columns({column: place for place, column in enumerate(names)}, len(names))


def _no_table(name: str, why: str) -> UnreadableFile:
    return UnreadableFile(
        f"this is no edge list: {why}",
        where=name,
        next_step=f"give it the columns {', '.join(NEEDED)}, as UTF-8; or name another --format",
    )


def _rows(first: int, last: int) -> str:
    return f"row {first}" if last <= first else f"rows {first} to {last}"


class _Lines:
    """The lines of a file as text; what is too long, or no UTF-8, is refused and passed over."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._begin = 0
        self.number = 0
        self.refused: list[Refused] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        while True:
            raw = self._stream.readline(LONGEST_LINE)
            if not raw:
                raise StopIteration
            self.number += 1
            if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
                while raw and not raw.endswith(b"\n"):
                    raw = self._stream.readline(_SKIPPED)
                self.refused.append(Refused(f"row {self.number}", f"longer than {LONGEST_LINE:,} bytes"))
                continue
            try:
                text = raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                self.refused.append(Refused(f"row {self.number}", f"not UTF-8 ({error.reason})"))
                continue
            self._begin = self.number
            return text

    def began(self, first: int) -> int:
        """The line at which a record began, if the lines before it were refused."""
        skipped = {refused.place for refused in self.refused}
        while f"row {first}" in skipped:
            first += 1
        return first

    def taken(self) -> list[Refused]:
        """What was refused since it was last asked."""
        taken, self.refused = self.refused, []
        return taken
