"""reStructuredText, with docutils: files and raw markup shut off, Sphinx markup read as text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from docutils import nodes
from docutils.core import publish_doctree

from retrieval.documents import Block, BlockKind, Hidden, HiddenKind, LoadedFile, Skipped
from retrieval.loaders.decoding import decode
from retrieval.loaders.grids import Grid, to_table
from retrieval.loaders.lists import lead_with, list_label
from retrieval.loaders.parts import Part, gather, heading, paragraph, tables
from retrieval.loaders.plain import blocks_of
from retrieval.loaders.sphinx_markup import LeftOut, tolerated
from retrieval.loaders.wording import Rise, fold, spell

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "halt_level": 5,
    "report_level": 5,
    "warning_stream": io.StringIO(),
    "input_encoding": "unicode",
    "line_length_limit": 10_000_000,  # docutils refuses the document at 10,000 by default
    "doctitle_xform": False,
    "docinfo_xform": False,
    "sectsubtitle_xform": False,
    "syntax_highlight": "none",
    "smart_quotes": False,
    "_disable_config": True,
    "id_prefix": "",
}
_ENUMERATION = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}
_SILENT = (
    nodes.comment,
    nodes.substitution_definition,
    nodes.target,
    nodes.pending,
    nodes.transition,
    nodes.raw,
    nodes.meta,
)


def read(data: bytes) -> LoadedFile:
    """Raises: CorruptFile when the bytes are not text."""
    with tolerated():
        root = publish_doctree(decode(data), settings_overrides=_SETTINGS)
    furniture = [text_of(part) for part in root.findall(nodes.decoration)]
    return gather(_children(root, 1), furniture=furniture)


def _children(node: nodes.Element, depth: int) -> Iterator[Part]:
    for child in node.children:
        if isinstance(child, nodes.comment):
            # docutils gives the line after the comment.
            first = (child.line or 0) - 1 - child.astext().count("\n")
            yield Hidden(HiddenKind.COMMENT, f"line {max(1, first)}", child.astext())
        elif isinstance(child, nodes.Element) and not isinstance(child, _SILENT):
            yield from _node(child, depth)
        elif isinstance(child, nodes.Text):
            yield paragraph(child.astext())


def _node(node: nodes.Element, depth: int) -> Iterator[Part]:
    for kind, handler in _HANDLERS:
        if isinstance(node, kind):
            yield from handler(node, depth)
            return
    if isinstance(node, nodes.TextElement):
        yield paragraph(text_of(node))
        yield from _pictures(node)
    else:
        yield from _children(node, depth)


def _section(node: nodes.Element, _depth: int) -> Iterator[Part]:
    """A section counts its own depth in its ancestors, since lists have theirs in `depth`."""
    yield from _children(node, 1)


def _title(node: nodes.Element, _depth: int) -> Iterator[Part]:
    level, parent = 0, node.parent
    if not isinstance(parent, nodes.section):
        yield paragraph(text_of(node))
        return
    while parent is not None:
        level += isinstance(parent, nodes.section)
        parent = parent.parent
    yield heading(text_of(node), level)
    yield from _pictures(node)


def _admonition(node: nodes.Element, depth: int) -> Iterator[Part]:
    """The word that a reader sees in the box ("Warning") goes in front of its first text."""
    word = node.tagname.capitalize()
    waiting = not isinstance(node, nodes.admonition)
    for part in _children(node, depth):
        if waiting and isinstance(part, Block):
            waiting = False
            if part.kind is BlockKind.PARAGRAPH:
                yield paragraph(f"{word}: {part.text}")
                continue
            yield paragraph(f"{word}:")
        yield part


def _bullets(node: nodes.Element, depth: int) -> Iterator[Part]:
    for item in node.children:
        if isinstance(item, nodes.Element):
            yield from lead_with("", _children(item, depth + 1), depth)


def _numbered(node: nodes.Element, depth: int) -> Iterator[Part]:
    kind = _ENUMERATION.get(node.get("enumtype", "arabic"), "1")
    items = [item for item in node.children if isinstance(item, nodes.Element)]
    for number, item in enumerate(items, int(node.get("start", 1))):
        label = list_label(kind, number, node.get("prefix", ""), node.get("suffix", "."))
        yield from lead_with(label, _children(item, depth + 1), depth)


def _field(node: nodes.Element, depth: int) -> Iterator[Part]:
    name, body = node.children[0].astext(), list(_children(_element(node.children[1]), depth))
    first = body[0] if body else None
    if isinstance(first, Block) and first.kind is BlockKind.PARAGRAPH:
        yield paragraph(f"{name}: {first.text}")
        yield from body[1:]
    else:
        yield paragraph(f"{name}:")
        yield from body


def _note(node: nodes.Element, _depth: int) -> Iterator[Part]:
    """A footnote or citation: its mark, then its text."""
    label = node.children[0].astext() if node.children else ""
    rest = " ".join(text_of(_element(child)) for child in node.children[1:])
    yield paragraph(f"[{label}] {rest}")


def _lines(node: nodes.Element, _depth: int) -> Iterator[Part]:
    for line in node.findall(nodes.line):
        yield paragraph(text_of(line))


def _picture(node: nodes.Element, _depth: int) -> Iterator[Part]:
    yield paragraph(str(node.get("alt", "")))
    yield from _pictures(node)


def _topic(node: nodes.Element, depth: int) -> Iterator[Part]:
    if "contents" not in node.get("classes", []):
        yield from _children(node, depth)


def _left_out(node: nodes.Element, _depth: int) -> Iterator[Part]:
    yield Skipped(str(node["where"]), str(node["reason"]))


def _message(node: nodes.Element, _depth: int) -> Iterator[Part]:
    """What docutils could not parse stands as its source; that is read line by line.

    Below level 3 (error) it only remarks on something that it did parse.
    """
    if int(node.get("level", 0)) < 3:
        return
    for source in node.findall(nodes.literal_block):
        reason = fold(text_of(_element(node.children[0])))[:120]
        yield Skipped(f"line {node.get('line', '?')}", f"markup not understood, read as text: {reason}")
        yield from blocks_of(source.astext())


def _table(node: nodes.Element, _depth: int) -> Iterator[Part]:
    caption = " ".join(text_of(title) for title in node.findall(nodes.title))
    for group in node.findall(nodes.tgroup):
        found = to_table(_grid(group, caption))
        if found:
            yield from tables([found])
    yield from _pictures(node)


def _grid(group: nodes.tgroup, caption: str) -> Grid:
    placed: dict[tuple[int, int], str] = {}
    across: set[tuple[int, int]] = set()
    rows = list(group.findall(nodes.row))
    head = sum(1 for row in rows if isinstance(row.parent, nodes.thead))
    for r, row in enumerate(rows):
        column = 0
        for entry in map(_element, row.children):
            while (r, column) in placed:
                column += 1
            text = " ".join(text_of(_element(child)) for child in entry.children)
            for dr in range(int(entry.get("morerows", 0)) + 1):
                for dc in range(int(entry.get("morecols", 0)) + 1):
                    placed[r + dr, column + dc] = text
                    across |= {(r + dr, column + dc)} if dc else set()
    width = max((c for _, c in placed), default=-1) + 1
    cells = tuple(tuple(placed.get((r, c), "") for c in range(width)) for r in range(len(rows)))
    return Grid(cells, head or None, across=frozenset(across), caption=caption)


def _element(node: nodes.Node) -> nodes.Element:
    return node if isinstance(node, nodes.Element) else nodes.inline("", node.astext())


def text_of(node: nodes.Element) -> str:
    """The text of a node without markup, raised and lowered characters kept apart."""
    return fold(spell(_pieces(node, Rise.NONE)))


def _pieces(node: nodes.Node, rise: Rise) -> Iterator[tuple[str, Rise]]:
    if isinstance(node, nodes.Text):
        yield node.astext(), rise
    elif isinstance(node, (nodes.footnote_reference, nodes.citation_reference)):
        yield f"[{node.astext()}]", Rise.NONE
    elif isinstance(node, nodes.image):
        yield str(node.get("alt", "")), rise
    elif not isinstance(node, (*_SILENT[:4], nodes.system_message)):
        if isinstance(node, nodes.superscript):
            rise = Rise.RAISED
        elif isinstance(node, nodes.subscript):
            rise = Rise.LOWERED
        for child in node.children:
            yield from _pieces(child, rise)
        if not isinstance(node, nodes.Inline):
            yield " ", Rise.NONE


def _pictures(node: nodes.Element) -> Iterator[Skipped]:
    for image in node.findall(nodes.image):
        yield Skipped(f"picture {image.get('uri', '')}", "a picture; what it shows is not read")


_HANDLERS: tuple[tuple[type[object], Callable[[nodes.Element, int], Iterator[Part]]], ...] = (
    (LeftOut, _left_out),
    (nodes.system_message, _message),
    (nodes.section, _section),
    (nodes.title, _title),
    (nodes.topic, _topic),
    (nodes.Admonition, _admonition),
    (nodes.bullet_list, _bullets),
    (nodes.enumerated_list, _numbered),
    (nodes.field, _field),
    (nodes.footnote, _note),
    (nodes.citation, _note),
    (nodes.line_block, _lines),
    (nodes.image, _picture),
    (nodes.table, _table),
)
