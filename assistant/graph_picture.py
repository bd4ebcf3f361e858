"""A neighbourhood as an SVG picture: layers from left to right, the width of an A4 page.

No script, no address, no font of its own: what is drawn is in the file. Text enters in one place
(`_words`); what does not fit a box is cut with a mark and stands whole in the box's title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.graph_show import Branch, Shown, View
from assistant.spreadsheet import not_xml
from assistant.terminal import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage]  # how lxml types them

NAMESPACE = "http://www.w3.org/2000/svg"

# A4 portrait at 96 dots an inch (ISO 216: 210 mm by 297 mm), and what fits into it.
WIDTH, MARGIN = 794, 24
LINE, BOX, GAP = 18, 40, 8
INDENT = 28
# Mean width of a character of the 12 px and 10 px fonts, measured on the samples; the widest are cut later.
_LARGE, _SMALL = 6.3, 5.3

STYLE = """
svg { background: #ffffff; font-family: system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; }
text { fill: #1b1f24; font-size: 12px; }
.small { font-size: 10px; fill: #57606a; }
.head { font-size: 15px; font-weight: 600; }
.relation { font-size: 10px; font-weight: 600; fill: #0550ae; }
.box { fill: #f6f8fa; stroke: #8c959f; }
.root { fill: #ddf4ff; stroke: #0969da; }
.Limit { fill: #fff8c5; stroke: #9a6700; }
.Deviation { fill: #ffebe9; stroke: #cf222e; }
.Background { fill: #fbefff; stroke: #8250df; stroke-dasharray: 4 3; }
.line { fill: none; stroke: #8c959f; }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117; }
  text { fill: #e6edf3; }
  .small { fill: #9198a1; }
  .relation { fill: #79c0ff; }
  .box { fill: #161b22; stroke: #6e7681; }
  .root { fill: #0c2d6b; stroke: #58a6ff; }
  .Limit { fill: #341a00; stroke: #d29922; }
  .Deviation { fill: #490202; stroke: #f85149; }
  .Background { fill: #271052; stroke: #a371f7; }
  .line { stroke: #6e7681; }
}
"""


@dataclass
class _Pen:
    """Where the next row is drawn."""

    top: int


def picture(view: View) -> bytes:
    """The picture as a file. The same view gives the same bytes."""
    from lxml import etree

    svg = etree.fromstring(f'<svg xmlns="{NAMESPACE}" role="img" aria-labelledby="title desc"/>')
    _words(svg, "title", f"What is around {view.name}", id="title")
    _words(svg, "desc", _described(view), id="desc")
    _element(svg, "style", {}).text = STYLE
    pen = _Pen(MARGIN + 16)
    _text(svg, view.name, (MARGIN, pen.top), "head", WIDTH - 2 * MARGIN)
    pen.top += LINE
    for root in view.roots:
        _draw(svg, pen, root, 0, None)
        pen.top += GAP
    foot = f"{view.status}{f'; {view.more} more of this name' if view.more else ''}"
    _text(svg, foot, (MARGIN, pen.top + LINE), "small", WIDTH - 2 * MARGIN)
    height = pen.top + LINE + MARGIN
    svg.set("viewBox", f"0 0 {WIDTH} {height}")
    svg.set("width", str(WIDTH))
    svg.set("height", str(height))
    return etree.tostring(svg, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _draw(svg: Element, pen: _Pen, shown: Shown, depth: int, above: tuple[int, int] | None) -> None:
    """A box with its neighbours below it, a step to the right, each joined to it by a line."""
    left = MARGIN + depth * 2 * INDENT
    width = WIDTH - MARGIN - left
    if above is not None:
        middle = pen.top + BOX // 2
        _element(svg, "path", {"class": "line", "d": f"M {above[0]} {above[1]} V {middle} H {left}"})
    _box(svg, shown, (left, pen.top, width), is_root=depth == 0)
    bottom = pen.top + BOX
    pen.top = bottom + GAP
    for branch in shown.branches:
        _branch(svg, pen, branch, depth, (left + INDENT // 2, bottom))


def _branch(svg: Element, pen: _Pen, branch: Branch, depth: int, above: tuple[int, int]) -> None:
    left = MARGIN + (depth + 1) * 2 * INDENT
    heading = f"{branch.relation} →" if branch.outward else f"← {branch.relation}"
    _text(svg, heading, (left, pen.top + LINE - 6), "relation", WIDTH - MARGIN - left)
    pen.top += LINE
    for entry in branch.entries:
        _draw(svg, pen, entry, depth + 1, above)
    if branch.more:
        _text(svg, f"… {branch.more} more", (left, pen.top + LINE - 8), "small", WIDTH - MARGIN - left)
        pen.top += LINE


def _box(svg: Element, shown: Shown, place: tuple[int, int, int], *, is_root: bool) -> None:
    left, top, width = place
    group = _element(svg, "g", {})
    background = f"background {shown.layer}, not the site's record" if shown.layer else ""
    small = " · ".join(filter(None, (background, ", ".join(shown.notes), "; ".join(shown.evidence))))
    _words(group, "title", f"{shown.label}: {shown.text}. {small}")
    kind = "root" if is_root else f"box {shown.label}"
    size = {"x": str(left), "y": str(top), "width": str(width), "height": str(BOX), "rx": "5", "class": kind}
    _element(group, "rect", size)
    _text(group, f"{shown.label}  {shown.text}", (left + 8, top + (16 if small else 25)), "name", width - 16)
    if small:
        _text(group, small, (left + 8, top + 32), "small", width - 16)


def _text(parent: Element, text: str, at: tuple[int, int], kind: str, width: int) -> None:
    most = int(width / (_SMALL if kind in ("small", "relation") else _LARGE))
    shown = one_line(text)
    cut = shown if len(shown) <= most else shown[: most - 1] + "…"
    _words(parent, "text", cut, x=str(at[0]), y=str(at[1]), **{"class": kind})


def _words(parent: Element, tag: str, text: str, **attributes: str) -> None:
    """The one place where text of documents enters the picture."""
    _element(parent, tag, attributes).text = not_xml(one_line(text))


def _element(parent: Element, tag: str, attributes: dict[str, str]) -> Element:
    from lxml import etree

    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)


def _described(view: View) -> str:
    counts = [sum(len(b.entries) + b.more for b in root.branches) for root in view.roots]
    return "; ".join(f"{r.label} {r.text}: {n} neighbours" for r, n in zip(view.roots, counts, strict=True))
