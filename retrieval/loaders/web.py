"""HTML pages: the blocks a reader sees, without scripts, navigation and hidden parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from retrieval.documents import LoadedFile, Skipped
from retrieval.loaders.grids import to_table
from retrieval.loaders.lists import lead_with, list_label
from retrieval.loaders.parts import Part, gather, heading, paragraph, tables
from retrieval.loaders.web_tables import grid_of, is_layout, own_rows
from retrieval.loaders.web_unseen import take_unseen
from retrieval.loaders.wording import Rise, fold, spell

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "ul",
        "caption",
        "legend",
    ]
)
_RISES = {"sup": Rise.RAISED, "sub": Rise.LOWERED}
_PICTURES = frozenset(["img", "svg", "canvas", "video", "audio", "iframe", "object", "embed", "picture", "map"])


def read(data: bytes) -> LoadedFile:
    """Raises: nothing of its own; lxml mends what is malformed."""
    page = BeautifulSoup(data, "lxml")
    title = page.title.get_text() if page.title else ""
    return gather(_visible_parts(page), title=title)


def parts_of_fragment(markup: str, where: str = "start of the file", sheets: Iterable[str] = ()) -> Iterator[Part]:
    """Parts of HTML that stands inside another format, `where` its place there and `sheets` its styles."""
    yield from _visible_parts(BeautifulSoup(markup, "lxml"), where, sheets)


def _visible_parts(page: BeautifulSoup, where: str = "start of the file", sheets: Iterable[str] = ()) -> Iterator[Part]:
    hidden = list(take_unseen(page, where, sheets))
    yield from _parts(page, 1)
    yield from hidden


def _parts(tag: Tag, depth: int) -> Iterator[Part]:
    """Blocks inside `tag`; text between them becomes paragraphs."""
    loose: list[PageElement] = []
    for child in tag.children:
        if isinstance(child, Tag) and _holds_block(child):
            yield from _flush(loose)
            yield from _block(child, depth)
        else:
            loose.append(child)
    yield from _flush(loose)


def _holds_block(tag: Tag) -> bool:
    return tag.name in _BLOCKS or tag.find(list(_BLOCKS)) is not None


def _flush(loose: list[PageElement]) -> Iterator[Part]:
    if loose:
        yield paragraph(text_of(loose))
        for node in loose:
            yield from _pictures(node)
        loose.clear()


def _block(tag: Tag, depth: int) -> Iterator[Part]:
    if re.fullmatch("h[1-6]", tag.name):
        yield heading(text_of(tag.children), int(tag.name[1]))
        yield from _pictures(tag)
    elif tag.name in ("ol", "ul", "menu"):
        yield from _list(tag, depth)
    elif tag.name == "table":
        yield from _table(tag, depth)
    else:
        yield from _parts(tag, depth)


def _list(tag: Tag, depth: int) -> Iterator[Part]:
    items = tag.find_all("li", recursive=False)
    number = _number(tag.get("start"), len(items) if tag.has_attr("reversed") else 1)
    for child in tag.find_all(True, recursive=False):
        if child.name != "li":
            yield from _block(child, depth + 1) if _holds_block(child) else _flush([child])
            continue
        number = _number(child.get("value"), number)
        kind = str(child.get("type") or tag.get("type") or "1")
        label = list_label(kind, number) if tag.name == "ol" else ""
        number += -1 if tag.has_attr("reversed") else 1
        yield from lead_with(label, _parts(child, depth + 1), depth)


def _number(written: object, otherwise: int) -> int:
    return int(written) if isinstance(written, str) and written.isdigit() else otherwise


def _table(tag: Tag, depth: int) -> Iterator[Part]:
    if is_layout(tag):
        for row in own_rows(tag):
            for cell in row.find_all(["td", "th"], recursive=False):
                yield from _parts(cell, depth)
        return
    found = to_table(grid_of(tag, text_of))
    if found:
        yield from tables([found])
    yield from _pictures(tag)
    for inner in tag.find_all("table"):
        if inner.find_parent("table") is tag:
            yield from _table(inner, depth)


def text_of(nodes: Iterator[PageElement] | list[PageElement]) -> str:
    """The text of inline nodes, raised and lowered characters kept apart."""
    return fold(spell(piece for node in nodes for piece in _pieces(node, Rise.NONE)))


def _pieces(node: PageElement, rise: Rise) -> Iterator[tuple[str, Rise]]:
    if isinstance(node, NavigableString):
        if not isinstance(node, PreformattedString):  # comments, declarations
            yield str(node), rise
        return
    if not isinstance(node, Tag) or node.name == "table":
        return
    if node.name == "br" or node.name in _BLOCKS or node.name in ("td", "th"):
        yield " ", Rise.NONE
    if node.name == "img":
        yield str(node.get("alt") or ""), rise
    elif node.name == "input" and node.get("type", "text") in ("text", "number", "date"):
        yield str(node.get("value") or ""), rise
    elif node.name == "sup" and node.find("a", href=re.compile("^#")):
        yield f"[{node.get_text().strip('[] ')}]", Rise.NONE  # a note, not an exponent
    else:
        for child in node.children:
            yield from _pieces(child, _RISES.get(node.name, rise))
    if node.name in _BLOCKS:
        yield " ", Rise.NONE


def _pictures(node: PageElement) -> Iterator[Skipped]:
    if not isinstance(node, Tag):
        return
    for tag in [node, *node.find_all(list(_PICTURES))]:
        if tag.name in _PICTURES:
            named = tag.get("alt") or tag.get("src") or tag.get("data") or ""
            reason = "a picture or embedded object; what it shows is not read"
            yield Skipped(f"{tag.name} {str(named)[:80]}".strip(), reason)
