"""Plain text: headings, steps, key lines and drawn tables found by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.documents import Block, BlockKind, LoadedFile
from retrieval.loaders.decoding import decode
from retrieval.loaders.drawn_tables import take_table
from retrieval.loaders.labels import leading_label, without_bullet
from retrieval.loaders.parts import gather, heading, paragraph, step, tables
from retrieval.loaders.wording import fold

_RULE = re.compile(r"\s*([=\-~*_#^+.]{1})\1{2,}\s*")
_DRAWN = re.compile(r"[\s=\-~*_#^+.|:]{3,}")
_UNDERLINE_LEVEL = {"=": 1, "-": 2, "~": 3, "^": 3, "*": 1, "#": 1, "+": 3}
_KEY_LINE = re.compile(r"[^\W\d_][\w /().#&%°-]{0,48}:(?:\s+\S|$)")
_WRAP_LIMIT = 130  # longer lines were not wrapped by hand
_SLACK = 12  # characters by which hand-wrapped lines fall short of the margin
_TITLE_LIMIT = 90
_STRUCTURE = re.compile(r"\S(?:\s{2,}|\t)\S|\|")


def read(data: bytes) -> LoadedFile:
    """Raises: CorruptFile when the bytes are not text."""
    text = decode(data)
    blocks = list(blocks_of(text))
    if blocks and blocks[0].text == fold(text.strip().splitlines()[0]) and _could_title(blocks[0]):
        blocks[0] = heading(blocks[0].text, 1)
    return gather(blocks)


def _could_title(block: Block) -> bool:
    """A first line that is short and no sentence names the file."""
    text = block.text
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    ended = text.endswith((".", ":", ";", ",", "!", "?"))
    return len(text) <= _TITLE_LIMIT and not ended and not _KEY_LINE.match(text) and len(text) > 3


def blocks_of(text: str, level: int = 0) -> Iterator[Block]:
    """Blocks of a text, headings `level` deeper than they would stand alone."""
    lines = text.expandtabs(8).splitlines() if "\t" not in text else text.splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].strip() or _is_ruler(lines, at):
            at += 1
            continue
        end = at
        while end < len(lines) and lines[end].strip():
            end += 1
        yield from _chunk(Chunk(tuple(lines[at:end]), _next_text(lines, end)), level)
        at = end


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines without a blank one between them, and the first line after the gap."""

    lines: tuple[str, ...]
    following: str

    @property
    def width(self) -> int:
        """Length of the longest line."""
        return max(len(line.rstrip()) for line in self.lines)


def _is_ruler(lines: Sequence[str], at: int) -> bool:
    return bool(_RULE.fullmatch(lines[at])) and not (
        at + 1 < len(lines) and lines[at + 1].strip()  # an overline belongs to its heading
    )


def _next_text(lines: Sequence[str], at: int) -> str:
    return next((line.strip() for line in lines[at:] if line.strip()), "")


def _chunk(chunk: Chunk, level: int) -> Iterator[Block]:
    at, lines = 0, chunk.lines
    while at < len(lines):
        underlined = _underlined(lines, at)
        if underlined:
            depth, at = underlined
            yield heading(lines[at - 2], depth + level)
            continue
        if _DRAWN.fullmatch(lines[at]) and not _STRUCTURE.search("".join(lines[at + 1 : at + 2])):
            at += 1
            continue
        taken = take_table(lines, at)
        if taken:
            yield from tables([taken.table])
            at = taken.end
            continue
        end = _end_of_item(chunk, at)
        yield _item(chunk, at, end, level)
        at = end


def _underlined(lines: Sequence[str], at: int) -> tuple[int, int] | None:
    """Depth of an underlined heading and the index after its underline."""
    over = bool(_RULE.fullmatch(lines[at])) and at + 2 < len(lines)
    under = at + (2 if over else 1)
    if under >= len(lines) or len(lines[under - 1].strip()) > _TITLE_LIMIT:
        return None
    rule = _RULE.fullmatch(lines[under])
    if not rule or (over and lines[at].strip()[0] != rule[1]) or rule[1] not in _UNDERLINE_LEVEL:
        return None
    title = lines[under - 1]
    if _STRUCTURE.search(title.strip()) or len(lines[under].strip()) < len(title.strip()) / 2:
        return None
    return _UNDERLINE_LEVEL[rule[1]], under + 1


def _end_of_item(chunk: Chunk, at: int) -> int:
    end = at + 1
    while end < len(chunk.lines) and _continues(chunk, at, end):
        end += 1
    return end


def _continues(chunk: Chunk, start: int, at: int) -> bool:
    """Whether line `at` goes on with the sentence of the line before it."""
    line, before = chunk.lines[at], chunk.lines[at - 1]
    text = line.strip()
    if without_bullet(text) or leading_label(fold(text)) or _RULE.fullmatch(line):
        return False
    indent, first = _indent(line), _indent(chunk.lines[start])
    if indent > first and (chunk.width <= _WRAP_LIMIT or _is_step(chunk.lines[start])):
        return not _KEY_LINE.match(text)
    if _KEY_LINE.match(text) or chunk.width > _WRAP_LIMIT:
        return False
    if _is_title(chunk, start) and at == start + 1:
        return False
    full = len(before.rstrip()) + 1 + len(text.split()[0]) > chunk.width - _SLACK
    return (full and chunk.width > 40) or (text[0].islower() and not _ended(before))


def _is_step(line: str) -> bool:
    return bool(without_bullet(line.strip()) or leading_label(fold(line)))


def _ended(line: str) -> bool:
    return line.rstrip().endswith((".", ":", ";", "!", "?"))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _item(chunk: Chunk, at: int, end: int, level: int) -> Block:
    text = fold(" ".join(chunk.lines[at:end]))
    after = chunk.lines[end] if end < len(chunk.lines) else ""
    depth = _heading_depth(chunk, at, end, text)
    if depth:
        return heading(text, depth + level)
    nesting = 1 + min(_indent(chunk.lines[at]) // 2, 5) if after or at else 1
    bare = without_bullet(text)
    if bare:
        return step(bare, nesting)
    label = leading_label(text)
    if label:
        return step(text, max(nesting, label.depth if label.dotted else 1))
    return paragraph(text)


def _heading_depth(chunk: Chunk, at: int, end: int, text: str) -> int:
    """Depth of the heading that `text` is, 0 if it is none."""
    if end - at > 1 or len(text) > _TITLE_LIMIT or text.endswith((".", ";", ",")):
        return 0
    if without_bullet(text):
        return 0
    after = chunk.lines[end].strip() if end < len(chunk.lines) else chunk.following
    label = leading_label(text)
    if label and not label.text.lower().startswith("step"):
        return label.depth if _is_numbered_heading(chunk, end, after) and _titled(label.rest) else 0
    if at == 0 and _is_capitals(text):
        return 1
    return 2 if _is_title(chunk, at) else 0


def _is_capitals(text: str) -> bool:
    """Capitals throughout, and not a primer ("CAT AGT GGG GTA") or a key line."""
    counted = sum(c.isalpha() for c in text)
    return text.isupper() and counted >= 4 and not _KEY_LINE.match(text) and bool(set(text) - set("ACGTUN -5'3’"))


def _is_numbered_heading(chunk: Chunk, end: int, after: str) -> bool:
    """A numbered line heads something when it stands alone and its next sibling does not follow."""
    label, following = leading_label(fold(chunk.lines[end - 1])), leading_label(after)
    if not label or not after:
        return False
    if label.rest.isupper():
        return True
    alone = end == len(chunk.lines) == 1 and not label.rest.endswith(":")
    if following is None:
        return alone or (label.dotted and end == 1 and not _indent(chunk.lines[end]))
    return (alone or label.dotted) and following.depth != label.depth


def _titled(rest: str) -> bool:
    return rest[0].isupper() and len(rest.split()) <= 10 and not re.search(r"\d", rest)


def _is_title(chunk: Chunk, at: int) -> bool:
    """A short line at the start of a chunk, right above steps."""
    text = chunk.lines[at].strip()
    if at or len(chunk.lines) < 2 or len(text) > _TITLE_LIMIT or not text[0].isupper():
        return False
    if text.endswith((".", ";", ",")) or leading_label(fold(text)) or without_bullet(text):
        return False
    return _is_step(chunk.lines[1])
