"""The styles that an HTML page gives its elements, as far as they decide whether text is seen.

Style sheets inside the page and `style` attributes are followed, with the order of ids, classes and
tags; sheets that are fetched, media other than the screen and selectors that ask for a state
(`:hover`) are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import soupsieve
from bs4 import BeautifulSoup, Tag

from retrieval.loaders.colours import Rgb, from_hex

Declared = Mapping[str, str]

_PROPERTIES = frozenset(
    """display visibility opacity color background background-color background-image font-size font position left
    right top bottom text-indent clip clip-path width height max-width max-height overflow transform
    content-visibility -webkit-text-fill-color""".split()
)
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\b[^{(]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", re.IGNORECASE)
_AT_BLOCK = re.compile(r"@[\w-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[\w-]+[^{};]*;")
_RULE_LIMIT = 2_000  # of a page; each is looked up in the whole tree
_RGB = re.compile(r"rgba?\(\s*([\d.]+)(%?)[\s,]+([\d.]+)%?[\s,]+([\d.]+)%?(?:[\s,/]+([\d.]+%?))?\s*\)")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%|vw|vh|cm|mm|in|ex|ch)?")
# CSS Values 3, 6.2: a pixel is 1/96 inch. Shares of the window are taken of one 1,280 by 800.
_POINTS = {"px": 0.75, "pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "vw": 9.6, "vh": 6.0, "rem": 12.0}


def styles_of(page: BeautifulSoup, sheets: Iterable[str] = ()) -> dict[int, dict[str, str]]:
    """What is declared for each element that anything is declared for, by its `id()`."""
    rules: list[tuple[tuple[int, int, int, int], int, str, dict[str, str]]] = []
    texts = [*sheets, *(tag.get_text() for tag in page.find_all("style"))]
    for selectors, body in _rules("\n".join(texts)):
        declared = _declarations(body)
        if declared:
            rules += [(_weight(s), len(rules), s, declared) for s in selectors.split(",")]
    found: dict[int, dict[str, str]] = {}
    urgent: list[tuple[int, str, str]] = []
    for _, _, selector, declared in sorted(rules[:_RULE_LIMIT], key=lambda rule: rule[:2]):
        for tag in _selected(page, selector):
            for name, value in declared.items():
                plain = value.removesuffix("!important").strip()
                found.setdefault(id(tag), {})[name] = plain
                urgent += [(id(tag), name, plain)] if value.endswith("!important") else []
    for tag in page.find_all(style=True):
        own = _declarations(str(tag.get("style")))
        found.setdefault(id(tag), {}).update((n, v.removesuffix("!important").strip()) for n, v in own.items())
    for identity, name, value in urgent:
        found[identity][name] = value
    return found


def _rules(css: str) -> Iterator[tuple[str, str]]:
    css = _SCREEN.sub(lambda m: m[1], _REMARK.sub("", css.replace("<!--", "").replace("-->", "")))
    for match in _RULE.finditer(_AT_BLOCK.sub("", css)):
        yield match[1].strip(), match[2]


def _declarations(body: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in _REMARK.sub("", body).split(";") if ":" in part)
    named = ((name.strip().lower(), " ".join(value.lower().split())) for name, value in pairs)
    return {name: value for name, value in named if name in _PROPERTIES}


def _weight(selector: str) -> tuple[int, int, int, int]:
    """Ids before classes before tags: Selectors 3, 9."""
    classes = selector.count(".") + selector.count("[")
    return 0, selector.count("#"), classes, len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", selector))


def _selected(page: BeautifulSoup, selector: str) -> list[Tag]:
    if ":" in selector and not re.search(r":(?:not|is|where|first-child|last-child|nth-|root|only-)", selector):
        return []
    try:
        return page.select(selector.strip())
    except (soupsieve.SelectorSyntaxError, ValueError):
        return []


def points(written: str, inherited: float) -> float | None:
    """A length in points; shares are of `inherited`, None if it is not a length."""
    found = _LENGTH.fullmatch(written.strip())
    if not found:
        return None
    number, unit = float(found[1]), found[2]
    if unit in ("em", "%", "ex", "ch"):
        return number * inherited * {"em": 1.0, "%": 0.01}.get(unit, 0.5)
    if unit is None:
        return 0.0 if not number else None
    return number * _POINTS[unit]


def colour(written: str) -> Rgb | None:
    """A colour, None if it is not one that is known; "transparent" is not one."""
    written = written.strip().lower()
    found = _RGB.fullmatch(written)
    if found:
        full = 100.0 if found[2] else 255.0
        red, green, blue = (min(float(found[n]) / full, 1.0) for n in (1, 3, 4))
        return red, green, blue
    if written.startswith("#") and len(written) in (4, 5):
        written = "#" + "".join(2 * digit for digit in written[1:4])
    return from_hex(_NAMES.get(written, written)[:7])


def is_clear(written: str) -> bool:
    """Whether a colour lets everything through: "transparent", or an alpha of next to nothing."""
    written = written.strip().lower()
    if written == "transparent":
        return True
    found = _RGB.fullmatch(written)
    alpha = found[5] if found else None
    if alpha is None and written.startswith("#") and len(written) == 9:
        return int(written[7:], 16) < 13 if re.fullmatch("#[0-9a-f]{8}", written) else False
    return alpha is not None and float(alpha.rstrip("%")) / (100 if alpha.endswith("%") else 1) < 0.05


# CSS Color 3, 4.1 and the near-whites and near-blacks of 4.3.
_NAMES = {
    "white": "#ffffff",
    "black": "#000000",
    "red": "#ff0000",
    "lime": "#00ff00",
    "blue": "#0000ff",
    "yellow": "#ffff00",
    "aqua": "#00ffff",
    "cyan": "#00ffff",
    "fuchsia": "#ff00ff",
    "magenta": "#ff00ff",
    "gray": "#808080",
    "grey": "#808080",
    "silver": "#c0c0c0",
    "maroon": "#800000",
    "green": "#008000",
    "navy": "#000080",
    "olive": "#808000",
    "purple": "#800080",
    "teal": "#008080",
    "snow": "#fffafa",
    "ivory": "#fffff0",
    "ghostwhite": "#f8f8ff",
    "floralwhite": "#fffaf0",
    "whitesmoke": "#f5f5f5",
    "azure": "#f0ffff",
    "mintcream": "#f5fffa",
    "honeydew": "#f0fff0",
    "aliceblue": "#f0f8ff",
    "seashell": "#fff5ee",
    "oldlace": "#fdf5e6",
    "lightyellow": "#ffffe0",
    "lightgray": "#d3d3d3",
    "lightgrey": "#d3d3d3",
    "darkgray": "#a9a9a9",
    "orange": "#ffa500",
}
