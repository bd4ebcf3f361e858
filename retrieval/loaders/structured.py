"""JSON and JSON Lines: keys become headings and "key: value" lines, lists of objects tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.documents import Block, LoadedFile
from retrieval.errors import CorruptFile
from retrieval.loaders.decoding import decode
from retrieval.loaders.grids import Grid, to_table
from retrieval.loaders.parts import gather, heading, paragraph, step, tables
from retrieval.loaders.plain import blocks_of

_DEEPEST_HEADING = 3
_TITLE_KEYS = ("title", "name")
_CODE_LINE = re.compile(
    r"\s*(?:def |class |import |from \w+ import|return\b|if .*:$|for .*:$|while .*:$|#|[\w.\[\]]+ = |"
    r"[\w.]+\(.*\)?;?$|[{}\[\]()]+[,;]?$|pass$|else:|\"\"\"|```)"
)


@dataclass(frozen=True, slots=True)
class _Object:
    """An object with its keys in order, those written twice as well."""

    pairs: tuple[tuple[str, Value], ...]

    @property
    def is_flat(self) -> bool:
        return not any(isinstance(value, (_Object, list)) for _, value in self.pairs)


Value = str | None | _Object | list["Value"]


def read(data: bytes) -> LoadedFile:
    """Raises: CorruptFile when it is not JSON, or nested deeper than can be followed."""
    text = decode(data)
    try:
        value = _parsed(text)
        return gather(_blocks("", value, 1), title=_title(value))
    except json.JSONDecodeError as error:
        return gather(_lines(text, error))
    except RecursionError as error:
        raise CorruptFile("the JSON is nested too deeply", next_step="flatten it") from error


def _parsed(text: str) -> Value:
    """Numbers stay as written: 1.50 is not 1.5."""
    decoder = json.JSONDecoder(
        object_pairs_hook=lambda pairs: _Object(tuple((k, _shown(v)) for k, v in pairs)),
        parse_float=str,
        parse_int=str,
        parse_constant=str,
    )
    return _shown(decoder.decode(text))


def _shown(value: object) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return value if value is None or isinstance(value, (str, _Object)) else str(value)


def _lines(text: str, error: json.JSONDecodeError) -> Iterator[Block]:
    """Records of JSON Lines, one a line."""
    rows: list[tuple[str, Value]] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            rows += [(f"line {number}", _parsed(line))] if line.strip() else []
        except json.JSONDecodeError as inner:
            known = number > 1 or error.lineno == number
            fault = inner if rows else error
            line_number = number if rows else error.lineno
            raise CorruptFile(
                f"not JSON at line {line_number}, column {fault.colno}: {fault.msg}"
                if known
                else f"not JSON: {error.msg}",
                next_step="mend that line",
            ) from error
    values = [value for _, value in rows]
    if values and all(isinstance(value, _Object) and value.is_flat for value in values):
        objects = [value for value in values if isinstance(value, _Object)]
        yield from _table("", objects, tuple(label for label, _ in rows))
        return
    for label, value in rows:
        yield from _blocks(label, value, 1)


def _title(value: Value) -> str:
    if not isinstance(value, _Object):
        return ""
    found = [text for name in _TITLE_KEYS for key, text in value.pairs if key.lower() == name]
    return next((text for text in found if isinstance(text, str)), "")


def _blocks(name: str, value: Value, depth: int) -> Iterator[Block]:
    """Blocks of a value called `name` (dotted where its parents have no heading)."""
    if isinstance(value, _Object):
        yield from _object(name, value, depth)
    elif isinstance(value, list):
        yield from _list(name, value, depth)
    elif value is not None:
        yield from _scalar(name, value, depth)
    elif name:
        yield paragraph(f"{name}: null")


def _object(name: str, value: _Object, depth: int) -> Iterator[Block]:
    title = _title(value)
    shown = title if depth == 1 and title else name
    headed = bool(shown) and depth <= _DEEPEST_HEADING
    if headed:
        yield heading(shown, depth)
    prefix = "" if headed or not name else f"{name}."
    for key, item in sorted(value.pairs, key=lambda pair: _opens_section(pair[1])):
        if headed and item == shown and key.lower() in _TITLE_KEYS:
            continue
        yield from _blocks(prefix + key, item, depth + (1 if headed else 0))


def _opens_section(value: Value) -> bool:
    """What opens a heading comes last, else the plain values after it would stand under it."""
    return isinstance(value, (_Object, list)) or len((value or "").strip().splitlines()) > 1


def _list(name: str, items: Sequence[Value], depth: int) -> Iterator[Block]:
    objects = [item for item in items if isinstance(item, _Object)]
    if len(objects) == len(items) > 0 and all(item.is_flat for item in objects):
        yield from _table(name, objects)
        return
    headed = bool(name) and depth <= _DEEPEST_HEADING
    if headed:
        yield heading(name, depth)
    elif name:
        yield paragraph(f"{name}:")
    if items and all(isinstance(item, list) for item in items) and _is_matrix(items):
        rows = tuple(tuple(map(_cell, row)) for row in items if isinstance(row, list))
        found = to_table(Grid(rows))
        yield from tables([found] if found else [])
        return
    for number, item in enumerate(items, 1):
        if isinstance(item, str):
            yield step(item)
        else:
            yield from _blocks(_item_name(name, item, number), item, depth + 1)


def _item_name(name: str, item: Value, number: int) -> str:
    title = _title(item) if isinstance(item, _Object) else ""
    return title or f"{name} {number}".strip()


def _is_matrix(items: Sequence[Value]) -> bool:
    flat = all(not isinstance(cell, (_Object, list)) for row in items if isinstance(row, list) for cell in row)
    return flat and len({len(row) for row in items if isinstance(row, list)}) == 1


def _table(name: str, objects: Sequence[_Object], labels: tuple[str, ...] = ()) -> Iterator[Block]:
    keys = list(dict.fromkeys(key for item in objects for key, _ in item.pairs))
    rows = [tuple(keys), *(_row(keys, item) for item in objects)]
    labels = ("", *labels) if labels else ()
    found = to_table(Grid(tuple(rows), head=1, labels=labels, caption=name))
    yield from tables([found] if found else [])


def _row(keys: Sequence[str], item: _Object) -> tuple[str, ...]:
    return tuple(" ".join(_cell(value) for name, value in item.pairs if name == key) for key in keys)


def _cell(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _scalar(name: str, text: str, depth: int) -> Iterator[Block]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or sum(1 for line in lines if _CODE_LINE.match(line)) > 0.5 * len(lines):
        yield paragraph(f"{name}: {text}" if name else text)
    else:
        headed = bool(name) and depth <= _DEEPEST_HEADING
        if name:
            yield heading(name, depth) if headed else paragraph(f"{name}:")
        yield from blocks_of(text, depth - 1)
