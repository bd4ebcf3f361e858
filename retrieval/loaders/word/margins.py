"""Headers, footers and watermarks of a Word document, and its foot- and endnotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from retrieval.documents import Hidden, HiddenKind
from retrieval.loaders.parts import Part, paragraph
from retrieval.loaders.word.body import Reader
from retrieval.loaders.word.runs import Notes, hidden_in, plain_text, text_of
from retrieval.loaders.word.sight import Sight
from retrieval.loaders.word.tables import cells_of, rows_of, unwrapped
from retrieval.loaders.xml_element import Element


def furniture_of(document: Document, sight: Sight) -> Iterator[str | Hidden]:
    """Lines of all headers and footers, the cells of a table row joined with " | "; what is hidden in them."""
    notes = Notes({}, sight)
    for section in document.sections:
        for margin in (
            section.header,
            section.first_page_header,
            section.even_page_header,
            section.footer,
            section.first_page_footer,
            section.even_page_footer,
        ):
            if not margin.is_linked_to_previous:
                root = cast(Element, margin._element)  # pyright: ignore[reportPrivateUsage]
                yield from _lines(root, notes)
                for line in root.iter(qn("w:p")):
                    for kind, text in hidden_in(line, notes):
                        yield Hidden(kind, "header or footer", text)


def _lines(root: Element, notes: Notes) -> Iterator[str]:
    for mark in root.iter("{urn:schemas-microsoft-com:vml}textpath"):
        yield str(mark.get("string", ""))  # a watermark
    yield from _texts(root, notes)
    for box in root.iter(qn("w:txbxContent")):
        yield from _texts(box, notes)


def _texts(root: Element, notes: Notes) -> Iterator[str]:
    for child in unwrapped(root, "w:p", "w:tbl"):
        if child.tag == qn("w:p"):
            yield text_of(child, notes)
        else:
            for row in rows_of(child):
                cells = (" ".join(_texts(cell, notes)) for cell in cells_of(row))
                yield " | ".join(text for text in cells if text)


def note_parts(document: Document, reader: Reader) -> Iterator[Part]:
    """Foot- and endnotes that the text refers to, each with its mark in front."""
    order = sorted(reader.notes.order.items(), key=lambda item: (item[0][0] != "note", item[1]))
    roots = {
        "note": part_root(document, "footnotes"),
        "endnote": part_root(document, "endnotes"),
    }
    for (kind, identifier), number in order:
        root = roots[kind]
        found = () if root is None else root
        body = next((n for n in found if n.get(qn("w:id")) == identifier), None)
        if body is not None:
            lines = list(body.iter(qn("w:p")))
            yield paragraph(f"[{kind} {number}] {' '.join(text_of(line, reader.notes) for line in lines)}")
            for line in lines:
                for hidden, text in hidden_in(line, reader.notes):
                    yield Hidden(hidden, f"{kind} {number}", text)


def comment_parts(document: Document, places: Mapping[str, str]) -> Iterator[Hidden]:
    """Comments of reviewers with their author, at the places where the text refers to them."""
    root = part_root(document, "comments")
    for comment in () if root is None else root.iter(qn("w:comment")):
        author, text = str(comment.get(qn("w:author"), "")), plain_text(comment)
        where = places.get(str(comment.get(qn("w:id"))), "comment without a place")
        yield Hidden(HiddenKind.COMMENT, where, f"{author}: {text}" if author else text)


def part_root(document: Document, name: str) -> Element | None:
    """The root element of a part related to the document, None if it has none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{name}") and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None
