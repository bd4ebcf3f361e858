"""Front matter: the "key: value" lines at the head of a Markdown file, laid out as content.

They are YAML by convention, written by hand and often no YAML at all ("title: SOP-014: Thawing").
So nothing is interpreted: no tag, anchor, alias or type. A line is parted at its first colon, the
indentation says what belongs together, and what has no such shape stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.documents import Block, Hidden, HiddenKind
from retrieval.loaders.grids import Grid, to_table
from retrieval.loaders.parts import Part, paragraph, step, tables
from retrieval.loaders.wording import fold

PART = "front matter"
_KEY = re.compile(r"""(?P<key>"[^"]{1,80}"|'[^']{1,80}'|[^\s"'\[{|>:][^:]{0,80}?)\s*:(?:\s+(?P<value>.*))?""")
_ITEM = re.compile(r"-(?:\s+(?P<rest>.*))?")
_BLOCK_TEXT = re.compile(r"(?P<kind>[|>])[+\-\d]{0,2}(?:\s+#.*)?")
_QUOTED = re.compile(r""""([^"\\]*)"|'([^']*)'""")
_FLOW_LIST = re.compile(r"\[([^\[\]{}]*)\]")
_FLOW_ITEM = re.compile(r"""\s*("[^"\\]*"|'[^']*'|[^"',][^,]*?)\s*(?:,|$)""")
_MOST_COLUMNS = 50  # a list of objects with more keys than this is no table a person would draw
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class _Written:
    """A line with its number in the file."""

    number: int
    text: str

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def bare(self) -> str:
        return self.text.strip()


def identifying_lines(content: str) -> list[str]:
    """The lines by which a document may name itself: not blank, no rules, no remarks."""
    lines = (line.strip() for line in content.splitlines())
    return [line for line in lines if line.strip(" -") and not line.startswith("#")]


def is_front_matter(content: str) -> bool:
    """Whether the lines between two rules at the head are keys, and no text between two rules."""
    lines = identifying_lines(content)
    return not lines or bool(_KEY.fullmatch(lines[0]))


def parts_of(content: str, first_line: int = 2) -> Iterator[Part]:
    """The front matter as lines and tables, marked as what it is; remarks in it are hidden."""
    written = [_Written(number, line.expandtabs(4)) for number, line in enumerate(content.splitlines(), first_line)]
    remarks = frozenset(_remarks(written))
    for line in (line for line in written if line in remarks):
        yield Hidden(HiddenKind.COMMENT, f"{PART}, line {line.number}", line.bare.lstrip("# "))
    for block in _mapping("", [line for line in written if line not in remarks], 1):
        yield replace(block, part=PART)


def _remarks(lines: Sequence[_Written]) -> Iterator[_Written]:
    """Lines that begin with "#", but for those of a long text below its key."""
    text_of: int | None = None
    for line in lines:
        if text_of is not None and (not line.bare or line.indent > text_of):
            continue
        text_of = None
        key = _KEY.fullmatch(line.bare)
        if line.bare.startswith("#"):
            yield line
        elif key and _BLOCK_TEXT.fullmatch(key["value"] or ""):
            text_of = line.indent


def _mapping(name: str, lines: Sequence[_Written], depth: int) -> Iterator[Block]:
    """What the lines under the key `name` say, each line once and in order."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.bare.strip("- "):
            at += 1
        elif _ITEM.fullmatch(line.bare):
            end = _end(lines, at, items=True)
            yield from _sequence(name, lines[at:end], depth)
            at = end
        else:
            end = _end(lines, at)
            yield from _entry(name, lines[at:end], depth)
            at = end


def _end(lines: Sequence[_Written], at: int, *, items: bool = False) -> int:
    """The index after what belongs to line `at`: deeper lines, and items of its list."""
    indent, end = lines[at].indent, at + 1
    opens = not items and lines[at].bare.endswith(":")
    while end < len(lines):
        line = lines[end]
        is_item = _ITEM.fullmatch(line.bare) is not None
        beside = line.indent == indent and is_item and (items or opens)
        if line.bare and line.indent <= indent and not beside:
            break
        end += 1
    return end


def _entry(name: str, lines: Sequence[_Written], depth: int) -> Iterator[Block]:
    """A key with its value, which may go on below it."""
    first, below = lines[0], lines[1:]
    key = _KEY.fullmatch(first.bare)
    if key is None:
        yield paragraph(first.bare)
        yield from _as_written(below)
        return
    bare = _unquoted(key["key"])
    full, value = f"{name}.{bare}" if name else bare, (key["value"] or "").strip()
    text = _BLOCK_TEXT.fullmatch(value)
    if text:
        yield from _long_text(full, below, folded=text["kind"] == ">")
    elif value:
        more = " ".join(line.bare for line in below)
        yield paragraph(f"{full}: {_shown(f'{value} {more}'.strip())}")
    elif not any(line.bare for line in below):
        yield paragraph(f"{full}: {value}")
    elif depth >= _DEEPEST or not _has_shape(below):
        yield paragraph(f"{full}: {' '.join(line.bare for line in below)}")
    else:
        yield from _mapping(full, below, depth + 1)


def _has_shape(lines: Sequence[_Written]) -> bool:
    """Whether a value below its key is a list or keys of its own, and no text that was wrapped."""
    first = next(line.bare for line in lines if line.bare)
    return bool(_ITEM.fullmatch(first) or _KEY.fullmatch(first))


def _long_text(name: str, lines: Sequence[_Written], *, folded: bool) -> Iterator[Block]:
    """A text below its key, as one line or line by line."""
    written = [line.bare for line in lines if line.bare]
    if folded or len(written) < 2:
        yield paragraph(f"{name}: {' '.join(written)}")
        return
    yield paragraph(f"{name}:")
    for line in written:
        yield paragraph(line)


def _sequence(name: str, lines: Sequence[_Written], depth: int) -> Iterator[Block]:
    items: list[list[_Written]] = []
    indent = lines[0].indent
    for line in lines:
        rest = _ITEM.fullmatch(line.bare) if line.indent <= indent else None
        if rest:
            # What stands behind the dash is as deep as what stands below it.
            inner = rest["rest"] or ""
            column = line.indent + len(line.bare) - len(inner)
            items.append([_Written(line.number, " " * column + inner)])
        else:
            items[-1].append(line)
    rows = [_flat(item) for item in items]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    if all(row and keys[0] in row for row in rows) and len(keys) <= _MOST_COLUMNS:
        yield from _table(name, keys, rows)
        return
    if name:
        yield paragraph(f"{name}:")
    for item in items:
        text = " ".join(line.bare for line in item if line.bare)
        if text:
            yield step(_shown(text), min(depth, _DEEPEST))


def _table(name: str, keys: Sequence[str], rows: Sequence[dict[str, str]]) -> Iterator[Block]:
    cells = tuple(tuple(row.get(key, "") for key in keys) for row in rows)
    table = to_table(Grid((tuple(keys), *cells), head=1, caption=name))
    yield from tables([table] if table else [])


def _flat(item: Sequence[_Written]) -> dict[str, str]:
    """The keys and values of an item that has nothing else; empty if it has, or a key twice."""
    found: dict[str, str] = {}
    for line in item:
        if not line.bare:
            continue
        key = _KEY.fullmatch(line.bare)
        name = _unquoted(key["key"]) if key else ""
        if key is None or line.indent != item[0].indent or name in found:
            return {}
        value = key["value"] or ""
        if _BLOCK_TEXT.fullmatch(value):
            return {}
        found[name] = _shown(value)
    return found


def _as_written(lines: Sequence[_Written]) -> Iterator[Block]:
    for line in lines:
        if line.bare.strip("- "):
            yield paragraph(line.bare)


def _shown(value: str) -> str:
    """A value without the quotes or brackets around the whole of it."""
    value = fold(value)
    listed = _FLOW_LIST.fullmatch(value)
    if not listed:
        return _unquoted(value)
    inner = listed[1].strip()
    items = [_unquoted(match[1]) for match in _FLOW_ITEM.finditer(inner)]
    # A value such as "[0.5 to 1.0]" is one thing in brackets, which may mean something.
    is_list = len(items) > 1 and _FLOW_ITEM.sub("", inner) == ""
    return ", ".join(items) if is_list else value


def _unquoted(text: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    return (quoted[1] if quoted[1] is not None else quoted[2]) if quoted else text
