"""Markdown: CommonMark with tables and front matter."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.front_matter import front_matter_plugin

from retrieval.documents import Block, Hidden, HiddenKind, LoadedFile, Skipped
from retrieval.loaders import front_matter
from retrieval.loaders.decoding import decode
from retrieval.loaders.front_matter import identifying_lines, is_front_matter
from retrieval.loaders.grids import Grid, to_table
from retrieval.loaders.lists import lead_with
from retrieval.loaders.markup import Markup, is_unknown, may_hide, place_of, with_unknown_tags_shown
from retrieval.loaders.parts import Part, gather, heading, paragraph, tables
from retrieval.loaders.unseen import seen
from retrieval.loaders.web import parts_of_fragment
from retrieval.loaders.wording import Rise, fold, spell

_RISES = {
    "<sup>": Rise.RAISED,
    "<sub>": Rise.LOWERED,
    "</sup>": Rise.NONE,
    "</sub>": Rise.NONE,
}
_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_PICTURE = "a picture; what it shows is not read"


def read(data: bytes) -> LoadedFile:
    """Raises: CorruptFile when the bytes are not text."""
    text = decode(data)
    root, unused = _tree(text)
    written = _front_matter(root)
    if not is_front_matter(written):
        root, unused = _tree(text, front=False)
        written = ""
    # What nobody sees in these lines is told of their layout; it is not to be told twice.
    front = [seen(line)[0] for line in identifying_lines(written)]
    markup = Markup(tuple(_SHEET.findall(text)))
    parts = [*front_matter.parts_of(written), *_top(root, markup), *unused]
    title = next((line[6:].strip(" \"'") for line in front if line.startswith("title:")), "")
    return gather(parts, furniture=front, title=title)


def _front_matter(root: SyntaxTreeNode) -> str:
    return next((node.content for node in root.children if node.type == "front_matter"), "")


def _tree(text: str, *, front: bool = True) -> tuple[SyntaxTreeNode, list[Hidden]]:
    """The document, and the remarks in it that are written as links to nowhere."""
    parser = MarkdownIt("commonmark").enable("table")
    if front:
        parser.use(front_matter_plugin)
    env: dict[str, object] = {}
    root = SyntaxTreeNode(parser.parse(text, env))
    references = cast(Mapping[str, Mapping[str, str]], env.get("references", {}))
    return root, [
        Hidden(HiddenKind.COMMENT, "link that is never shown", f"{label.lower()}: {target['title']}")
        for label, target in references.items()
        if target["title"] and target["href"] in ("", "#", "/")
    ]


def _top(root: SyntaxTreeNode, markup: Markup) -> Iterator[Part]:
    """Blocks of the document; what stands between the tags of a hidden element is hidden too."""
    for child in root.children:
        if child.type == "html_block":
            markup.follow(child.content)
        kind = markup.hides()
        for part in _node(child, 1, markup):
            text = _wording(part) if kind and isinstance(part, Block) else ""
            yield Hidden(kind, place_of(child), text) if kind and text else part


def _wording(block: Block) -> str:
    table = block.table
    if table is None:
        return block.text
    return " | ".join(cell for row in (table.header, *table.rows) for cell in row if cell)


def _children(node: SyntaxTreeNode, depth: int, markup: Markup) -> Iterator[Part]:
    for child in node.children:
        yield from _node(child, depth, markup)


def _node(node: SyntaxTreeNode, depth: int, markup: Markup) -> Iterator[Part]:
    if node.type == "heading":
        text, hidden = _text(node, markup)
        yield heading(text, int(node.tag[1:]))
        yield from [*hidden, *_pictures(node)]
    elif node.type == "paragraph":
        text, hidden = _text(node, markup)
        yield paragraph(text)
        yield from [*hidden, *_pictures(node)]
    elif node.type in ("bullet_list", "ordered_list"):
        for item, label in zip(node.children, _labels(node), strict=False):
            yield from lead_with(label, _children(item, depth + 1, markup), depth)
    elif node.type in ("fence", "code_block"):
        yield from _code(node, depth, markup)
    elif node.type == "html_block":
        yield from parts_of_fragment(with_unknown_tags_shown(node.content), place_of(node), markup.sheets)
    elif node.type == "table":
        yield from _table(node, markup)
    elif node.type == "blockquote":
        yield from _children(node, depth, markup)


def _code(node: SyntaxTreeNode, depth: int, markup: Markup) -> Iterator[Part]:
    if node.type == "fence" and node.info.strip().startswith("{"):  # MyST: ```{note}
        yield from _children(_tree(node.content, front=False)[0], depth, markup)
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


def _table(node: SyntaxTreeNode, markup: Markup) -> Iterator[Part]:
    rows = [row for section in node.children for row in section.children]
    read = [[_text(cell, markup) for cell in row.children] for row in rows]
    head = sum(len(section.children) for section in node.children if section.type == "thead")
    table = to_table(Grid(tuple(tuple(text for text, _ in row) for row in read), head))
    if table:
        yield from tables([table])
    yield from [part for row in read for _, hidden in row for part in hidden]
    yield from _pictures(node)


def _text(node: SyntaxTreeNode, markup: Markup) -> tuple[str, list[Hidden]]:
    """The text that a reader sees of a heading, paragraph or cell, and what is hidden in it."""
    if any(leaf.type == "html_inline" and may_hide(leaf.content) for leaf in node.walk()):
        return markup.text_of("".join(_as_html(node)), place_of(node))
    return fold(spell(_pieces(node))), []


def _as_html(node: SyntaxTreeNode) -> Iterator[str]:
    for leaf in node.walk():
        if leaf.type == "html_inline":
            yield with_unknown_tags_shown(leaf.content)
        elif leaf.type in ("text", "code_inline"):
            yield html.escape(leaf.content)
        elif leaf.type in ("softbreak", "hardbreak"):
            yield " "


def _pieces(node: SyntaxTreeNode) -> Iterator[tuple[str, Rise]]:
    rise = Rise.NONE
    for leaf in node.walk():
        if leaf.type == "html_inline":
            tag = re.sub(r"\s.*(?=>)", "", leaf.content.lower())
            rise = _RISES.get(tag, rise)
            if tag in ("<br>", "<br/>"):
                yield " ", Rise.NONE
            elif is_unknown(leaf.content):  # "<unk>" is no markup, whatever CommonMark takes it for
                yield leaf.content, rise
        elif leaf.type in ("text", "code_inline"):
            yield leaf.content, rise
        elif leaf.type in ("softbreak", "hardbreak"):
            yield " ", Rise.NONE


def _pictures(node: SyntaxTreeNode) -> Iterator[Skipped]:
    for leaf in node.walk():
        if leaf.type == "image":
            yield Skipped(f"picture {leaf.attrs.get('src', '')}", _PICTURE)
