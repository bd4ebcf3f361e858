"""What a Word paragraph is: a heading and its depth, or an item of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.oxml.ns import qn

from retrieval.loaders.xml_element import Element

_LIST = re.compile(r"list (?:number|bullet|continue) (\d)", re.IGNORECASE)
_HEADING = re.compile(r"heading\s*(\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style with what it inherits from the styles it is based on."""

    name: str = ""
    outline: int | None = None
    number_id: str = ""
    level: int = 0
    bold: bool = False

    @property
    def nesting(self) -> int:
        """Depth that the name of a list style tells: 2 for "List Number 2"."""
        found = _LIST.fullmatch(self.name)
        return int(found[1]) if found else 1


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph styles of a document by their ids."""

    by_id: dict[str, Style]
    default: Style

    def of(self, paragraph: Element) -> Style:
        """The style of a paragraph."""
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self.by_id.get(str(named.get(qn("w:val"))), self.default) if named is not None else self.default


def styles_from(root: Element) -> Styles:
    """The styles that styles.xml declares."""
    nodes = {str(node.get(qn("w:styleId"))): node for node in root.iter(qn("w:style"))}
    found: dict[str, Style] = {}
    for identifier in nodes:
        found[identifier] = _resolved(identifier, nodes, frozenset())
    default = next(
        (found[i] for i, n in nodes.items() if n.get(qn("w:default")) and n.get(qn("w:type")) == "paragraph"),
        Style(),
    )
    return Styles(found, default)


def _resolved(identifier: str, nodes: dict[str, Element], seen: frozenset[str]) -> Style:
    node = nodes.get(identifier)
    if node is None or identifier in seen:
        return Style()
    parent = _resolved(_value(node, "w:basedOn"), nodes, seen | {identifier})
    name = _value(node, "w:name")
    outline = _value(node, "w:pPr/w:outlineLvl")
    numbered = _value(node, "w:pPr/w:numPr/w:numId")
    level = _value(node, "w:pPr/w:numPr/w:ilvl")
    bold = node.find(f"{qn('w:rPr')}/{qn('w:b')}")
    headed = _HEADING.fullmatch(name)
    its_outline = int(outline) if outline else int(headed[1]) - 1 if headed else parent.outline
    return Style(
        name=name,
        outline=its_outline,
        number_id=numbered or parent.number_id,
        level=int(level) if level else parent.level,
        bold=parent.bold if bold is None else bold.get(qn("w:val"), "1") not in ("0", "false"),
    )


def heading_depth(paragraph: Element, style: Style) -> int:
    """Depth from 1 of a paragraph that its style or outline level makes a heading, else 0."""
    own = _value(paragraph, "w:pPr/w:outlineLvl")
    outline = int(own) if own else style.outline
    if style.name.lower() == "title":
        return 1
    return outline + 1 if outline is not None and outline < 9 else 0


def list_place(paragraph: Element, style: Style) -> tuple[str, int]:
    """The list (w:numId) and level of a paragraph; "" when it is in none."""
    own = _value(paragraph, "w:pPr/w:numPr/w:numId")
    level = _value(paragraph, "w:pPr/w:numPr/w:ilvl")
    number_id = own or style.number_id
    if number_id == "0":  # numbering of the style taken off
        return "", 0
    return number_id, int(level) if level else style.level


def _value(node: Element, path: str) -> str:
    found = node.find("/".join(qn(name) for name in path.split("/")))
    return str(found.get(qn("w:val"), "")) if found is not None else ""
