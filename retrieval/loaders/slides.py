"""PowerPoint files: slide titles as headings, bullets as steps, tables and notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import cast

from pptx import Presentation, presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table as SlideTable
from pptx.text.text import TextFrame

from retrieval.documents import Hidden, HiddenKind, LoadedFile, Skipped
from retrieval.loaders.grids import Grid, to_table
from retrieval.loaders.lists import list_label
from retrieval.loaders.parts import Part, gather, heading, paragraph, step, tables
from retrieval.loaders.slides_unseen import (
    all_text,
    authors_of,
    comments,
    hidden_runs,
    is_white,
    unseen_run,
    unseen_shape,
)
from retrieval.loaders.wording import Rise, fold, spell
from retrieval.loaders.xml_element import Element

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_MARGINS = (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.DATE)
_BULLETED = (PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY)
_NUMBERING = {"alphaLc": "a", "alphaUc": "A", "romanLc": "i", "romanUc": "I", "arabic": "1"}


def read(data: bytes) -> LoadedFile:
    """Raises: whatever python-pptx raises on a damaged file."""
    deck = Presentation(io.BytesIO(data))
    parts: list[Part] = []
    furniture: list[str] = []
    slides = list(deck.slides)
    authors = authors_of(deck)
    for number, slide in enumerate(slides, 1):
        if slide.element.get("show") == "0":
            parts.append(Hidden(HiddenKind.SLIDE, f"slide {number}", all_text(cast(Element, slide.element))))
            parts.extend(comments(slide, number, authors))
            continue
        found = [*_slide_parts(slide, number, deck), *comments(slide, number, authors)]
        parts.extend(found or [Skipped(f"slide {number}", "blank")])
        furniture.extend(_margins(slide))
    title = deck.core_properties.title or ""
    title = "" if title == "PowerPoint Presentation" else title
    return gather(parts, pages=len(slides), furniture=furniture, title=title, unit="slide")


def _margins(slide: Slide) -> Iterator[str]:
    for shape in slide.placeholders:
        if shape.placeholder_format.type in _MARGINS:
            yield " ".join(map(_text, _lines(shape)))


def _slide_parts(slide: Slide, number: int, deck: presentation.Presentation) -> Iterator[Part]:
    white = is_white(slide)
    unseen = {shape.shape_id: kind for shape in slide.shapes if (kind := unseen_shape(shape, deck))}
    titles = [shape for shape in slide.placeholders if shape.placeholder_format.type in _TITLES]
    for shape in titles:
        if shape.shape_id not in unseen:
            lines = [_text(line, white) for line in _lines(shape)]
            yield heading(" ".join(lines), 1, number)
            yield from hidden_runs(_lines(shape), number, white)
    for shape in slide.shapes:
        if shape.shape_id in unseen:
            yield Hidden(unseen[shape.shape_id], f"slide {number}", all_text(cast(Element, shape.element)))
            continue
        for inner in _shapes([shape]):
            if inner.shape_id not in {title.shape_id for title in titles}:
                yield from _shape_parts(inner, number, white)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for line in _frame_lines(slide.notes_slide.notes_text_frame):
            yield paragraph(_text(line), number)


def _shapes(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    for shape in shapes:
        if isinstance(shape, GroupShape):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _shape_parts(shape: BaseShape, number: int, white: bool) -> Iterator[Part]:
    role = shape.placeholder_format.type if shape.is_placeholder else None
    if role in _MARGINS or role == PP_PLACEHOLDER.SLIDE_NUMBER:
        return
    if isinstance(shape, GraphicFrame) and shape.has_table:
        found = to_table(_grid(shape.table))
        yield from tables([found] if found else [], number)
        yield from hidden_runs([cast(Element, shape.element)], number, False)
    elif isinstance(shape, GraphicFrame):
        kind = "chart" if shape.has_chart else "drawing or embedded object"
        yield Skipped(f"slide {number}", f"{kind} '{shape.name}'; what it shows is not read")
    elif shape.shape_type == MSO_SHAPE_TYPE.PICTURE or shape.element.tag.endswith("}pic"):
        yield Skipped(f"slide {number}", f"picture '{shape.name}'; what it shows is not read")
    else:
        yield from _frame_parts(_lines(shape), number, role in _BULLETED, white)
        yield from hidden_runs(_lines(shape), number, white)


def _lines(shape: BaseShape) -> list[Element]:
    """Paragraphs of a shape with text."""
    return _frame_lines(shape.text_frame) if isinstance(shape, Shape) else []


def _frame_lines(frame: TextFrame) -> list[Element]:
    body = cast(Element, frame._element)  # pyright: ignore[reportPrivateUsage]
    return body.findall(f"{_A}p")


def _frame_parts(lines: Iterable[Element], page: int, bulleted: bool, white: bool) -> Iterator[Part]:
    counts: dict[int, int] = {}
    for line in lines:
        text = _text(line, white)
        properties = line.find(f"{_A}pPr")
        level = int(properties.get("lvl", 0)) if properties is not None else 0
        counts = {depth: n for depth, n in counts.items() if depth <= level}
        numbered = properties.find(f"{_A}buAutoNum") if properties is not None else None
        plain = properties is not None and properties.find(f"{_A}buNone") is not None
        signed = properties is not None and properties.find(f"{_A}buChar") is not None
        if not text:
            continue
        if numbered is not None:
            counts[level] = counts.get(level, int(numbered.get("startAt", 1)) - 1) + 1
            yield step(f"{_label(numbered, counts[level])} {text}", level + 1, page)
        elif signed or (bulleted and not plain):
            counts.pop(level, None)
            yield step(text, level + 1, page)
        else:
            yield paragraph(text, page)


def _label(numbered: Element, count: int) -> str:
    scheme = str(numbered.get("type", "arabicPeriod"))
    kind = next((sign for name, sign in _NUMBERING.items() if scheme.startswith(name)), "1")
    prefix = "(" if scheme.endswith("ParenBoth") else ""
    suffix = ")" if "Paren" in scheme else ("" if scheme.endswith("Plain") else ".")
    return list_label(kind, count, prefix, suffix)


def _text(line: Element, white: bool = False) -> str:
    return fold(spell(_pieces(line, white)))


def _pieces(line: Element, white: bool) -> Iterator[tuple[str, Rise]]:
    for node in line:
        if node.tag == f"{_A}r" and unseen_run(node, white):
            continue
        if node.tag in (f"{_A}r", f"{_A}fld"):
            properties = node.find(f"{_A}rPr")
            raw = properties.get("baseline", "0") if properties is not None else "0"
            offset = float(raw.rstrip("%"))
            rise = Rise.RAISED if offset > 0 else Rise.LOWERED if offset < 0 else Rise.NONE
            yield node.findtext(f"{_A}t") or "", rise
        elif node.tag == f"{_A}br":
            yield " ", Rise.NONE


def _grid(table: SlideTable) -> Grid:
    texts: dict[tuple[int, int], str] = {}
    across: set[tuple[int, int]] = set()
    height, width = len(table.rows), len(table.columns)
    for r in range(height):
        for c in range(width):
            cell = table.cell(r, c)
            if cell.is_spanned:
                continue
            text = " ".join(_text(line) for line in _frame_lines(cell.text_frame))
            high, wide = (cell.span_height, cell.span_width) if cell.is_merge_origin else (1, 1)
            for dr in range(high):
                for dc in range(wide):
                    texts[r + dr, c + dc] = text
                    across |= {(r + dr, c + dc)} if dc else set()
    rows = tuple(tuple(texts.get((r, c), "") for c in range(width)) for r in range(height))
    return Grid(rows, head=1 if table.first_row and height > 1 else None, across=frozenset(across))
