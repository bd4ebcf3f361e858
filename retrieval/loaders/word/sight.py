"""Whether a reader of a Word document sees a run of text: formatting followed through the styles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from docx.oxml.ns import qn

from retrieval.documents import HiddenKind
from retrieval.loaders.colours import WHITE, alike, from_hex
from retrieval.loaders.wording import TINY_PT
from retrieval.loaders.xml_element import Element

_OFF = ("0", "false", "none", "off")
_NARROWEST = 10  # per cent of the usual width, below which letters are a smear
_WHITE_THEMES = ("background1", "bg1", "light1")
_UNKNOWN = "unknown"  # a pattern, a theme's colour: what stands on it counts as seen


@dataclass(frozen=True, slots=True)
class Look:
    """What run properties say of being seen; None where they say nothing."""

    vanish: bool | None = None
    struck: bool | None = None
    colour: str | None = None
    size: float | None = None  # points
    ground: str | None = None

    def over(self, other: Look) -> Look:
        """These properties, and those of `other` where these say nothing."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Look(*(theirs if own is None else own for own, theirs in pairs))


PLAIN = Look()


@dataclass(slots=True)
class Sight:
    """The looks that the styles of a document give."""

    styles: dict[str, Element] = field(default_factory=dict[str, Element])
    usual: Look = PLAIN  # of the document and its default paragraph style
    page: str | None = None  # the colour of the page, if the document sets one
    _known: dict[str, Look] = field(default_factory=dict[str, Look])

    def kind(self, run: Element) -> HiddenKind | None:
        """Why a run is not seen, None if it is."""
        properties = run.find(qn("w:rPr"))
        paragraph = next(run.iterancestors(qn("w:p")), None)
        look = self._look(properties).over(self._of_paragraph(paragraph))
        if look.vanish:
            return HiddenKind.INVISIBLE
        if look.struck:
            return HiddenKind.STRUCK
        if look.size is not None and look.size <= TINY_PT:
            return HiddenKind.TINY
        if look.colour is not None:
            ground = look.ground or self._ground(paragraph) or self.page
            if _blends(look.colour, ground):
                return HiddenKind.BACKGROUND
        return None

    def _look(self, properties: Element | None) -> Look:
        """Of run properties and the character style that they name."""
        if properties is None:
            return PLAIN
        named = properties.find(qn("w:rStyle"))
        style = self._of_style(str(named.get(qn("w:val"))), 0) if named is not None else PLAIN
        return _said(properties).over(style)

    def _of_paragraph(self, paragraph: Element | None) -> Look:
        if paragraph is None:
            return self.usual
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self.usual if named is None else self._of_style(str(named.get(qn("w:val"))), 0).over(self.usual)

    def _of_style(self, identifier: str, depth: int) -> Look:
        known = self._known.get(identifier)
        if known is not None:
            return known
        node = self.styles.get(identifier)
        if node is None or depth > 40:  # Word follows a chain of styles no further either
            return PLAIN
        parent = node.find(qn("w:basedOn"))
        above = self._of_style(str(parent.get(qn("w:val"))), depth + 1) if parent is not None else PLAIN
        own = node.find(qn("w:rPr"))
        look = (_said(own) if own is not None else PLAIN).over(above)
        shade = _shading(node.find(f"{qn('w:pPr')}/{qn('w:shd')}"))
        self._known[identifier] = Look(ground=shade).over(look) if shade else look
        return self._known[identifier]

    def _ground(self, paragraph: Element | None) -> str | None:
        """The colour behind a paragraph: its own shading, its cell's, its box's."""
        if paragraph is None:
            return None
        own = _shading(paragraph.find(f"{qn('w:pPr')}/{qn('w:shd')}"))
        if own:
            return own
        for parent in paragraph.iterancestors():
            if parent.tag == qn("w:tc"):
                cell = _shading(parent.find(f"{qn('w:tcPr')}/{qn('w:shd')}"))
                if cell:
                    return cell
            elif parent.tag == qn("w:tbl") and self._is_styled(parent):
                return _UNKNOWN  # a header row of a table style, most likely
            elif parent.tag == qn("w:txbxContent"):
                return _UNKNOWN if _is_filled(parent) else None
        return None

    def _is_styled(self, table: Element) -> bool:
        """Whether a table's shading or its style may colour its cells."""
        if _shading(table.find(f"{qn('w:tblPr')}/{qn('w:shd')}")):
            return True
        named = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
        identifier = str(named.get(qn("w:val"))) if named is not None else ""
        for _ in range(40):
            style = self.styles.get(identifier)
            if style is None:
                return False
            if any(_shading(shade) for shade in style.iter(qn("w:shd"))):
                return True
            parent = style.find(qn("w:basedOn"))
            identifier = str(parent.get(qn("w:val"))) if parent is not None else ""
        return False


def sight_of(styles: Element, document: Element) -> Sight:
    """The looks of a document, from its styles and its root."""
    found = Sight({str(node.get(qn("w:styleId"))): node for node in styles.iter(qn("w:style"))})
    defaults = styles.find("/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr"))))
    usual = _said(defaults) if defaults is not None else PLAIN
    for identifier, node in found.styles.items():
        if node.get(qn("w:type")) == "paragraph" and node.get(qn("w:default")) not in (None, *_OFF):
            found.usual = found._of_style(identifier, 0).over(usual)  # pyright: ignore[reportPrivateUsage]
            break
    else:
        found.usual = usual
    page = document.find(qn("w:background"))
    found.page = str(page.get(qn("w:color"))) if page is not None else None
    return found


def _said(properties: Element) -> Look:
    size = _value(properties, "w:sz")
    scale = _value(properties, "w:w")
    points = float(size) / 2 if size and size.isdigit() else None
    if scale and scale.rstrip("%").isdigit() and int(scale.rstrip("%")) < _NARROWEST:
        points = 0.0
    strikes = [said for said in (_flag(properties, "w:strike"), _flag(properties, "w:dstrike")) if said is not None]
    return Look(
        vanish=_flag(properties, "w:vanish"),
        struck=any(strikes) if strikes else None,
        colour=_colour(properties.find(qn("w:color"))),
        size=points,
        ground=_highlight(_value(properties, "w:highlight")) or _shading(properties.find(qn("w:shd"))),
    )


def _highlight(name: str | None) -> str | None:
    if name in (None, "none"):
        return None
    return "FFFFFF" if name == "white" else _UNKNOWN


def _flag(properties: Element, name: str) -> bool | None:
    found = properties.find(qn(name))
    return None if found is None else found.get(qn("w:val"), "1") not in _OFF


def _colour(node: Element | None) -> str | None:
    if node is None:
        return None
    if node.get(qn("w:themeColor")) in _WHITE_THEMES and not _is_turned(node):
        return "FFFFFF"
    return str(node.get(qn("w:val"), "auto"))


def _is_turned(node: Element) -> bool:
    """A tint or shade of a theme's colour, whose value Word writes beside it."""
    return node.get(qn("w:themeShade")) is not None or node.get(qn("w:themeTint")) is not None


def _shading(node: Element | None) -> str | None:
    """The colour of a shading, None when it has none."""
    if node is None:
        return None
    pattern, fill = node.get(qn("w:val"), "clear"), str(node.get(qn("w:fill"), "auto"))
    if pattern == "solid":
        fill = str(node.get(qn("w:color"), "auto"))
    elif pattern not in ("clear", "nil"):
        return _UNKNOWN
    return None if fill == "auto" else fill


def _blends(colour: str, ground: str | None) -> bool:
    shown = from_hex(colour)
    behind = WHITE if ground in (None, "auto") else from_hex(ground or "")
    return shown is not None and behind is not None and alike(shown, behind)


def _is_filled(box: Element) -> bool:
    """Whether the shape around a text box may have a colour."""
    for parent in box.iterancestors():
        name = str(parent.tag).rsplit("}", 1)[-1]
        if name in ("wsp", "shape", "rect", "roundrect"):
            fills = ("solidFill", "gradFill", "blipFill", "pattFill", "fillRef", "fill")
            return parent.get("fillcolor") is not None or any(
                str(node.tag).rsplit("}", 1)[-1] in fills for node in _descendants(parent, box)
            )
    return False


def _descendants(shape: Element, box: Element) -> Iterator[Element]:
    inner = set(box.iter())
    return (node for node in shape.iter() if node not in inner)


def _value(node: Element, name: str) -> str | None:
    found = node.find(qn(name))
    return None if found is None else str(found.get(qn("w:val"), ""))
