"""Markdown: CommonMark with tables and front matter."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from retrieval.documents import LoadedFile, Skipped
from retrieval.loaders.decoding import decode
from retrieval.loaders.grids import Grid, to_table
from retrieval.loaders.lists import lead_with
from retrieval.loaders.parts import Part, gather, heading, paragraph, tables
from retrieval.loaders.web import parts_of_fragment
from retrieval.loaders.wording import Rise, fold, spell

_RISES = {
    "<sup>": Rise.RAISED,
    "<sub>": Rise.LOWERED,
    "</sup>": Rise.NONE,
    "</sub>": Rise.NONE,
}
_PICTURE = "a picture; what it shows is not read"


def read(data: bytes) -> LoadedFile:
    """Raises: CorruptFile when the bytes are not text."""
    root = _tree(decode(data))
    front = _front_matter(root)
    parts = [*_children(root, 1)]
    title = next((line[6:].strip(" \"'") for line in front if line.startswith("title:")), "")
    return gather(parts, furniture=front, title=title)


def _tree(text: str) -> SyntaxTreeNode:
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    return SyntaxTreeNode(parser.parse(text))


def _front_matter(root: SyntaxTreeNode) -> list[str]:
    found = next((node.content for node in root.children if node.type == "front_matter"), "")
    return [line.strip() for line in found.splitlines() if line.strip(" -")]


def _children(node: SyntaxTreeNode, depth: int) -> Iterator[Part]:
    for child in node.children:
        yield from _node(child, depth)


def _node(node: SyntaxTreeNode, depth: int) -> Iterator[Part]:
    if node.type == "heading":
        yield heading(_text(node), int(node.tag[1:]))
        yield from _pictures(node)
    elif node.type == "paragraph":
        yield paragraph(_text(node))
        yield from _pictures(node)
    elif node.type in ("bullet_list", "ordered_list"):
        for item, label in zip(node.children, _labels(node), strict=False):
            yield from lead_with(label, _children(item, depth + 1), depth)
    elif node.type in ("fence", "code_block"):
        yield from _code(node, depth)
    elif node.type == "html_block":
        yield from parts_of_fragment(node.content)
    elif node.type == "table":
        yield from _table(node)
    elif node.type == "blockquote":
        yield from _children(node, depth)


def _code(node: SyntaxTreeNode, depth: int) -> Iterator[Part]:
    if node.type == "fence" and node.info.strip().startswith("{"):  # MyST: ```{note}
        yield from _children(_tree(node.content), depth)
    else:
        yield paragraph(node.content)


def _labels(node: SyntaxTreeNode) -> list[str]:
    """Numbers as a reader sees them: as written when they rise, else counted ("1. 1. 1.")."""
    if node.type == "bullet_list":
        return [""] * len(node.children)
    written = [int(item.info) if item.info.isdigit() else 0 for item in node.children]
    rising = all(a < b for a, b in itertools.pairwise(written))
    first = written[0] if written else 1
    numbers = written if rising else [first + i for i in range(len(written))]
    return [f"{number}{node.markup or '.'}" for number in numbers]


def _table(node: SyntaxTreeNode) -> Iterator[Part]:
    rows = [row for section in node.children for row in section.children]
    cells = tuple(tuple(_text(cell) for cell in row.children) for row in rows)
    head = sum(len(section.children) for section in node.children if section.type == "thead")
    table = to_table(Grid(cells, head))
    if table:
        yield from tables([table])
    yield from _pictures(node)


def _text(node: SyntaxTreeNode) -> str:
    return fold(spell(_pieces(node)))


def _pieces(node: SyntaxTreeNode) -> Iterator[tuple[str, Rise]]:
    rise = Rise.NONE
    for leaf in node.walk():
        if leaf.type == "html_inline":
            tag = re.sub(r"\s.*(?=>)", "", leaf.content.lower())
            rise = _RISES.get(tag, rise)
            if tag in ("<br>", "<br/>"):
                yield " ", Rise.NONE
        elif leaf.type in ("text", "code_inline"):
            yield leaf.content, rise
        elif leaf.type in ("softbreak", "hardbreak"):
            yield " ", Rise.NONE


def _pictures(node: SyntaxTreeNode) -> Iterator[Skipped]:
    for leaf in node.walk():
        if leaf.type == "image":
            yield Skipped(f"picture {leaf.attrs.get('src', '')}", _PICTURE)
