"""What the lexical index holds for a passage: one rule for writing it and for checking it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from retrieval.documents import Passage
from retrieval.lexical import LexicalEntry
from retrieval.records import passage_key
from retrieval.terms import index_text


def entries_of(
    document: str, title: str, passages: Iterable[Passage], ids: Mapping[str, int]
) -> Iterator[LexicalEntry]:
    """The entries of a document's passages; `title` is `title_of` it, `ids` are the passages' by key."""
    named = index_text(title)
    for passage in passages:
        yield LexicalEntry(
            ids[passage_key(document, passage)],
            named,
            index_text(" ".join(passage.section)),
            index_text(passage.embedded),
        )


def title_of(number: str, title: str, file: str) -> str:
    """The words by which a document is named: its number, its title and the name of its file."""
    return f"{number} {title} {Path(file).stem}"
