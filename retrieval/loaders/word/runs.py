"""The text of a Word paragraph, run by run, with what is in it besides text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from docx.oxml.ns import qn

from retrieval.documents import HiddenKind
from retrieval.loaders.symbols import symbol
from retrieval.loaders.word.sight import Sight
from retrieval.loaders.wording import Rise, fold, spell
from retrieval.loaders.xml_element import Element, name_of

_LEFT_OUT = frozenset(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:pPr", "w:rPr")))
_DELETIONS = frozenset(map(qn, ("w:del", "w:moveFrom")))
_SPACES = frozenset(map(qn, ("w:tab", "w:br", "w:cr", "w:ptab")))
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GRAPHICS = frozenset(map(qn, ("w:drawing", "w:pict", "w:object")))


@dataclass(frozen=True, slots=True)
class Notes:
    """Numbers of foot- and endnotes in the order in which the text refers to them."""

    order: dict[tuple[str, str], int]
    sight: Sight = field(default_factory=Sight)  # the styles that tell which text is seen

    def mark(self, kind: str, identifier: str) -> str:
        """In brackets and with a word: a raised 6 after 10 would read as a power of ten."""
        number = self.order.setdefault((kind, identifier), 1 + sum(1 for k, _ in self.order if k == kind))
        return f"[{kind} {number}]"


def text_of(paragraph: Element, notes: Notes) -> str:
    """The text a reader sees: insertions in, deletions, field codes and hidden text out."""
    return fold(spell(_pieces(paragraph, notes)))


def _pieces(node: Element, notes: Notes) -> Iterator[tuple[str, Rise]]:
    for child in node:
        if child.tag == qn("w:r"):
            if notes.sight.kind(child) is None:
                yield from _run_pieces(child, notes)
        elif child.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
            yield math_text(child), Rise.NONE
        elif name_of(child) and child.tag not in _LEFT_OUT:
            yield from _pieces(child, notes)


def _run_pieces(run: Element, notes: Notes) -> Iterator[tuple[str, Rise]]:
    rise = _rise(run)
    for child in run:
        if child.tag == qn("w:t"):
            yield child.text or "", rise
        elif child.tag in _SPACES:
            yield " ", Rise.NONE
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-", rise
        elif child.tag == qn("w:sym"):
            yield symbol(child.get(qn("w:font"), ""), child.get(qn("w:char"), "")), rise
        elif child.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
            kind = "note" if child.tag == qn("w:footnoteReference") else "endnote"
            yield notes.mark(kind, child.get(qn("w:id"), "")), Rise.NONE
        elif child.tag == f"{_CHOICE}AlternateContent":
            continue  # drawings, see `graphics_in`


def _rise(run: Element) -> Rise:
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return Rise.NONE
    aligned = properties.find(qn("w:vertAlign"))
    if aligned is not None:
        value = aligned.get(qn("w:val"))
        return {"superscript": Rise.RAISED, "subscript": Rise.LOWERED}.get(str(value), Rise.NONE)
    position = properties.find(qn("w:position"))
    moved = int(position.get(qn("w:val"), "0")) if position is not None else 0
    return Rise.RAISED if moved > 0 else Rise.LOWERED if moved < 0 else Rise.NONE


def is_on(run: Element, name: str) -> bool:
    """Whether a run property such as w:b is set."""
    found = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "none", "off")


def hidden_in(paragraph: Element, notes: Notes) -> Iterator[tuple[HiddenKind, str]]:
    """The text of a paragraph that its reader does not see, neighbours of one kind joined."""
    for kind, pieces in groupby(_unseen_pieces(paragraph, notes, None), key=lambda piece: piece[0]):
        text = "".join(text for _, text in pieces).strip()
        if text:
            yield kind, text


def plain_text(node: Element) -> str:
    """All text under a node, seen or not, its paragraphs parted by blanks."""
    lines = ("".join(piece for run in line.iter(qn("w:r")) for piece in _raw(run)) for line in node.iter(qn("w:p")))
    return fold(" ".join(lines))


def _unseen_pieces(node: Element, notes: Notes, within: HiddenKind | None) -> Iterator[tuple[HiddenKind, str]]:
    for child in node:
        if child.tag in _DELETIONS:
            yield from _unseen_pieces(child, notes, HiddenKind.DELETION)
        elif child.tag == qn("w:r"):
            kind = within or notes.sight.kind(child)
            if kind:
                yield kind, "".join(_raw(child))
        elif name_of(child) and child.tag not in _LEFT_OUT:
            yield from _unseen_pieces(child, notes, within)


def _raw(run: Element) -> Iterator[str]:
    for node in run:
        if node.tag in (qn("w:t"), qn("w:delText")):
            yield node.text or ""
        elif node.tag in _SPACES:
            yield " "


def own_runs(paragraph: Element) -> Iterator[Element]:
    """Runs of the paragraph itself, not of text boxes in it nor of deleted text."""
    for child in paragraph:
        if child.tag == qn("w:r"):
            yield child
        elif name_of(child) and child.tag not in _LEFT_OUT:
            yield from own_runs(child)


def graphics_in(paragraph: Element) -> Iterator[Element]:
    """Drawings and objects of a paragraph; of alternatives only the first is looked at."""
    for run in own_runs(paragraph):
        for child in run:
            if child.tag in _GRAPHICS:
                yield child
            elif child.tag == f"{_CHOICE}AlternateContent":
                chosen = child.find(f"{_CHOICE}Choice")
                yield from chosen if chosen is not None else ()


def math_text(node: Element) -> str:
    """An equation on one line: powers and indices raised and lowered, fractions as (a)/(b)."""
    name = name_of(node).removeprefix(_MATH)
    if name == "t":
        return node.text or ""
    part = {name_of(child).removeprefix(_MATH): math_text(child) for child in node}
    if name in ("sSup", "sSub", "sSubSup"):
        low = (part.get("sub", ""), Rise.LOWERED)
        return spell([(part.get("e", ""), Rise.NONE), low, (part.get("sup", ""), Rise.RAISED)])
    if name == "f":
        return f"({part.get('num', '')})/({part.get('den', '')})"
    if name == "rad":
        return f"√({part.get('e', '')})"
    return "".join(math_text(child) for child in node)
