"""What a PowerPoint file holds that its audience does not see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.slide import Slide

from retrieval.documents import Hidden, HiddenKind
from retrieval.loaders.colours import WHITE, Rgb, alike, from_hex
from retrieval.loaders.wording import TINY_PT, fold
from retrieval.loaders.xml_element import Element, name_of

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_FILLS = ("solidFill", "gradFill", "blipFill", "pattFill", "bgPr")
_WHITES = ("bg1", "lt1")


def all_text(node: Element) -> str:
    """All text under a node, its paragraphs parted by blanks."""
    return fold(" ".join("".join(t.text or "" for t in line.iter(f"{_A}t")) for line in node.iter(f"{_A}p")))


def unseen_shape(shape: BaseShape, deck: Presentation) -> HiddenKind | None:
    """Why a shape is not seen: marked hidden, or outside the slide."""
    own = cast(Element, shape.element)
    named = next((node for node in own.iter() if name_of(node).endswith("}cNvPr")), None)
    if named is not None and named.get("hidden") in ("1", "true"):
        return HiddenKind.INVISIBLE
    left, top = cast(int | None, shape.left), cast(int | None, shape.top)
    if left is None or top is None or not deck.slide_width or not deck.slide_height:
        return None  # its layout places it
    right, bottom = left + (shape.width or 0), top + (shape.height or 0)
    outside = right <= 0 or bottom <= 0 or left >= deck.slide_width or top >= deck.slide_height
    return HiddenKind.OFF_PAGE if outside else None


def is_white(slide: Slide) -> bool:
    """Whether nothing but white paper can be behind the text of a slide's shapes."""
    roots = [cast(Element, part.element) for part in (slide, slide.slide_layout, slide.slide_layout.slide_master)]
    for root in roots:
        ground = root.find(f"{_P}cSld/{_P}bg")
        if ground is not None and not any(node.get("val") in _WHITES for node in ground.iter(f"{_A}schemeClr")):
            return False
        tree = root.find(f"{_P}cSld/{_P}spTree")
        if tree is not None and any(_has_ground(shape) for shape in tree):
            return False
    mapped = roots[2].find(f"{_P}clrMap")
    return mapped is not None and mapped.get("bg1") == "lt1"


def _has_ground(shape: Element) -> bool:
    name = name_of(shape).rsplit("}", 1)[-1]
    if name in ("pic", "graphicFrame", "grpSp"):
        return True
    properties = shape.find(f"{_P}spPr")
    return properties is not None and _fill(properties) is not None


def _fill(properties: Element) -> Element | None:
    return next((node for node in properties if name_of(node).rsplit("}", 1)[-1] in _FILLS), None)


def unseen_run(run: Element, white: bool) -> HiddenKind | None:
    """Why a run is not seen: struck out, tiny, or in the colour of what is behind it."""
    said = run.find(f"{_A}rPr")
    if said is None:
        return None
    if said.get("strike") in ("sngStrike", "dblStrike"):
        return HiddenKind.STRUCK
    size = str(said.get("sz", ""))
    if size.isdigit() and int(size) / 100 <= TINY_PT:
        return HiddenKind.TINY
    colour = _colour(said)
    if colour is None:
        return None
    ground = _ground(run, white)
    return HiddenKind.BACKGROUND if ground and alike(colour, ground) else None


def _ground(run: Element, white: bool) -> Rgb | None:
    """The colour of the shape around a run, of the slide where the shape has none."""
    for parent in run.iterancestors():
        name = name_of(parent).rsplit("}", 1)[-1]
        if name in ("tc", "graphicFrame"):
            return None
        if name == "sp":
            properties = parent.find(f"{_P}spPr")
            own = None if properties is None else _fill(properties)
            styled = parent.find(f"{_P}style/{_A}fillRef")
            if own is not None:
                return _colour(cast(Element, properties))
            return None if styled is not None and styled.get("idx") != "0" else WHITE if white else None
    return None


def _colour(properties: Element) -> Rgb | None:
    fill = properties.find(f"{_A}solidFill")
    if fill is None:
        return None
    for node in fill:
        if len(node):  # lighter, darker or transparent
            return None
        if name_of(node) == f"{_A}srgbClr":
            return from_hex(str(node.get("val")))
        if node.get("val") in _WHITES:
            return WHITE
    return None


def hidden_runs(lines: Iterable[Element], number: int, white: bool) -> Iterator[Hidden]:
    """Runs of paragraphs that are not seen."""
    for line in lines:
        for run in line.iter(f"{_A}r"):
            kind = unseen_run(run, white)
            if kind:
                yield Hidden(kind, f"slide {number}", run.findtext(f"{_A}t") or "")


def comments(slide: Slide, number: int, authors: dict[str, str]) -> Iterator[Hidden]:
    """Comments on a slide, of the old form and of the one with threads."""
    for relation in slide.part.rels.values():
        if relation.is_external or not relation.reltype.endswith("/comments"):
            continue
        for node in parse_xml(relation.target_part.blob).iter():
            name = name_of(node).rsplit("}", 1)[-1]
            if name not in ("cm", "reply"):
                continue
            text = fold(node.findtext(f"{_P}text") or " ".join(_own_texts(node)))
            author = authors.get(str(node.get("authorId")), "")
            yield Hidden(HiddenKind.COMMENT, f"slide {number}", f"{author}: {text}" if author and text else text)


def _own_texts(comment: Element) -> Iterator[str]:
    """The text of a comment without that of its replies."""
    for child in comment:
        if not name_of(child).endswith("}replyLst"):
            yield all_text(child)


def authors_of(deck: Presentation) -> dict[str, str]:
    """Names of those who commented, by their ids."""
    found: dict[str, str] = {}
    for relation in deck.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/commentAuthors", "/authors")):
            for node in parse_xml(relation.target_part.blob):
                found[str(node.get("id"))] = str(node.get("name", ""))
    return found
