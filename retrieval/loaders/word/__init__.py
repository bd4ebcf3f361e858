"""Word documents: body, automatic numbers, notes, headers and footers."""

from __future__ import annotations

import io
from typing import cast

import docx

from retrieval.documents import Hidden, LoadedFile
from retrieval.loaders.parts import gather
from retrieval.loaders.word.body import Reader, with_captions
from retrieval.loaders.word.margins import comment_parts, furniture_of, note_parts, part_root
from retrieval.loaders.word.numbering import numbering_from
from retrieval.loaders.word.runs import Notes, text_of
from retrieval.loaders.word.sight import sight_of
from retrieval.loaders.word.styles import styles_from
from retrieval.loaders.xml_element import Element


def read(data: bytes) -> LoadedFile:
    """Raises: whatever python-docx raises on a damaged document."""
    document = docx.Document(io.BytesIO(data))
    styles = styles_from(document.styles.element)
    sight = sight_of(document.styles.element, document.element)
    reader = Reader(styles, numbering_from(part_root(document, "numbering")), Notes({}, sight))
    body = cast(Element, document._body._element)  # pyright: ignore[reportPrivateUsage]
    parts = list(reader.parts(body))
    captions = frozenset(
        text_of(p, reader.notes) for p in body.iterchildren() if styles.of(p).name.lower() == "caption"
    )
    margins = list(furniture_of(document, sight))
    hidden = [line for line in dict.fromkeys(margins) if isinstance(line, Hidden)]
    parts = [*with_captions(parts, captions), *note_parts(document, reader), *hidden]
    parts += comment_parts(document, reader.comments)
    title = document.core_properties.title or ""
    return gather(parts, furniture=[line for line in margins if isinstance(line, str)], title=title)
