"""What an HTML page holds that its reader does not see, taken out of the tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PageElement, PreformattedString

from retrieval.documents import Hidden, HiddenKind
from retrieval.loaders.colours import WHITE, Rgb, alike
from retrieval.loaders.web_styles import Declared, colour, is_clear, points, styles_of
from retrieval.loaders.wording import TINY_PT, fold

# Not text of the page: programs, the menu, the mark that links a heading.
_FURNITURE = ["script", "style", "nav", "head", "a.headerlink"]
_CLOSED = ["template", "noscript", "[hidden]", "dialog:not([open])"]
_FIELD = "input[type=hidden][value]"
_STRUCK = ["del", "s", "strike"]
_FAR = 360.0  # points off the edge, half a page: more than any indent
_NOWHERE = re.compile(r"scale[xy]?\(\s*0|rect\(\s*[01](?:px)?[\s,]+[01](?:px)?|inset\(\s*(?:50|100)%|circle\(\s*0")
_PICTURES = re.compile(r"url\(|gradient\(")
_NEAR = 60


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a text inherits from the elements around it."""

    visible: bool = True
    colour: Rgb | None = (0.0, 0.0, 0.0)
    clear: bool = False
    ground: Rgb | None = WHITE  # None where a picture or an unknown colour is behind
    size: float = 12.0

    @property
    def kind(self) -> HiddenKind | None:
        if not self.visible:
            return HiddenKind.INVISIBLE
        if self.size <= TINY_PT:
            return HiddenKind.TINY
        if self.clear or (self.colour and self.ground and alike(self.colour, self.ground)):
            return HiddenKind.BACKGROUND
        return None


def take_unseen(page: BeautifulSoup, where: str, sheets: Iterable[str] = ()) -> Iterator[Hidden]:
    """Everything a reader of the page does not see, removed from it; `where` tells a place without heading.

    Text for screen readers (`aria-hidden` and its like) is judged by what is on the screen.
    """
    styles = styles_of(page, sheets)
    for note in page.find_all(string=lambda text: isinstance(text, Comment)):
        yield Hidden(HiddenKind.COMMENT, _place(note, where), str(note))
        note.extract()
    for tag in page.select(",".join(_FURNITURE)):
        tag.decompose()
    for tag in page.select(_FIELD):
        yield Hidden(HiddenKind.INVISIBLE, _place(tag, where), str(tag.get("value")))
        tag.decompose()
    for tag in page.select(",".join(_CLOSED)):
        yield from _taken(tag, HiddenKind.INVISIBLE, where)
    for tag in page.find_all(_STRUCK):
        yield from _taken(tag, HiddenKind.STRUCK, where)
    if styles or page.find(_is_coloured):
        yield from _by_style(page, styles, where)


def _is_coloured(tag: Tag) -> bool:
    return bool(_attributes(tag))


def _taken(tag: Tag, kind: HiddenKind, where: str) -> Iterator[Hidden]:
    if tag.decomposed:
        return
    text = fold(" ".join(tag.strings))
    if text:
        yield Hidden(kind, _place(tag, where), text)
    tag.decompose()


def _place(node: PageElement, where: str) -> str:
    """The heading above a place in the page."""
    above = node.find_previous(re.compile("^h[1-6]$"))
    return f"section '{fold(above.get_text())[:_NEAR]}'" if above is not None else where


def _by_style(page: BeautifulSoup, styles: dict[int, dict[str, str]], where: str) -> Iterator[Hidden]:
    waiting: list[tuple[Tag, _Sight]] = [(page, _Sight())]
    while waiting:
        tag, sight = waiting.pop()
        declared = {**_attributes(tag), **styles.get(id(tag), {})}
        if declared:
            gone = _gone(declared)
            if gone:
                yield from _taken(tag, gone, where)
                continue
            sight = _inherited(sight, declared)
        kind = sight.kind
        inner: list[tuple[Tag, _Sight]] = []
        texts: list[str] = []
        for child in list(tag.children):
            if isinstance(child, Tag):
                inner.append((child, sight))
            elif kind and isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                texts.append(str(child))
                child.extract()
        text = fold("".join(texts))
        if kind and text:
            yield Hidden(kind, _place(tag, where), text)
        waiting.extend(reversed(inner))


def _attributes(tag: Tag) -> Declared:
    """The old attributes of colour, which a style overrides."""
    named = {
        "color": tag.get("color") if tag.name == "font" else tag.get("text"),
        "background-color": tag.get("bgcolor"),
    }
    return {name: str(value) for name, value in named.items() if value}


def _gone(declared: Declared) -> HiddenKind | None:
    """Why an element is gone with everything in it, whatever its children say."""
    said = declared.get
    alpha = points(f"{said('opacity', '1').rstrip('%')}pt", 0.0)
    faint = alpha is not None and alpha / (100 if said("opacity", "").endswith("%") else 1) < 0.05
    if said("display") == "none" or faint or said("content-visibility") == "hidden":
        return HiddenKind.INVISIBLE
    if _NOWHERE.search(f"{said('clip', '')} {said('clip-path', '')} {said('transform', '')}"):
        return HiddenKind.INVISIBLE
    if "hidden" in said("overflow", "") or said("overflow") == "clip":
        sizes = (points(said(name, ""), 12.0) for name in ("width", "height", "max-width", "max-height"))
        if any(size is not None and size <= 1 for size in sizes):
            return HiddenKind.INVISIBLE
    return HiddenKind.OFF_PAGE if _is_far(declared) else None


def _is_far(declared: Declared) -> bool:
    names = ["text-indent"]
    if declared.get("position") in ("absolute", "fixed", "relative"):
        names += ["left", "top", "right", "bottom"]
    lengths = (points(declared.get(name, ""), 12.0) for name in names)
    return any(length is not None and length <= -_FAR for length in lengths)


def _inherited(sight: _Sight, declared: Declared) -> _Sight:
    said = declared.get
    visibility = said("visibility")
    if visibility in ("hidden", "collapse", "visible", "initial"):
        sight = replace(sight, visible=visibility not in ("hidden", "collapse"))
    ink = said("-webkit-text-fill-color") or said("color")
    if ink and ink not in ("inherit", "currentcolor"):
        sight = replace(sight, colour=colour(ink), clear=is_clear(ink))
    ground = " ".join(filter(None, (said("background"), said("background-color"), said("background-image"))))
    if ground:
        sight = replace(sight, ground=_ground(ground, sight.ground))
    size = said("font-size") or next((part for part in said("font", "").split("/")[0].split() if part[0].isdigit()), "")
    length = points(size, sight.size) if size else None
    return sight if length is None else replace(sight, size=length)


def _ground(written: str, behind: Rgb | None) -> Rgb | None:
    if _PICTURES.search(written):
        return None
    parts = re.findall(r"#\w+|rgba?\([^)]*\)|[a-z]+", written)
    if parts and all(is_clear(part) or part in ("none", "inherit", "initial", "unset") for part in parts):
        return behind
    return next((found for found in map(colour, parts) if found), None)
