"""The texts of a document that its reader does not see, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.padding import Padding
from rich.text import Text

from assistant.console import plain_console
from assistant.terminal import one_line
from retrieval.documents import Document, Hidden, HiddenKind

# Kinds whose texts are things that can be counted; the others are passages of text.
_COUNTED = {
    HiddenKind.ROW: "hidden rows",
    HiddenKind.COLUMN: "hidden columns",
    HiddenKind.SHEET: "hidden sheets",
    HiddenKind.SLIDE: "hidden slides",
    HiddenKind.DELETION: "tracked deletions",
    HiddenKind.COMMENT: "comments",
    HiddenKind.BIDI: "bidi overrides",
}
_PASSAGES = {
    HiddenKind.INVISIBLE: "invisible",
    HiddenKind.BACKGROUND: "in the colour of the background",
    HiddenKind.TINY: "tiny",
    HiddenKind.OFF_PAGE: "off the page",
    HiddenKind.STRUCK: "struck out",
    HiddenKind.ZERO_WIDTH: "with zero-width characters",
    HiddenKind.TAG: "in Unicode tag characters",
}


def name_of(kind: HiddenKind, count: int) -> str:
    """What so many texts of a kind are called: "comments", "passage off the page"."""
    if kind in _COUNTED:
        return _COUNTED[kind] if count != 1 else _COUNTED[kind].removesuffix("s")
    thing = "word" if kind is HiddenKind.ZERO_WIDTH else "text"
    return f"{thing}{'' if count == 1 else 's'} {_PASSAGES[kind]}"


def print_hidden(document: Document, hidden: Sequence[Hidden]) -> None:
    """Each hidden text with its place, under the name of its kind."""
    console = plain_console()
    version = f" v{document.identity.version}" if document.identity.version else ""
    console.print(Text(one_line(f"{document.name}{version}  {document.identity.title}"), style="bold"))
    console.print(Text(one_line(document.file), style="dim"))
    if not hidden:
        console.print(Text("nothing hidden was found in it"))
    for kind, found in groupby(sorted(hidden, key=lambda h: list(HiddenKind).index(h.kind)), key=lambda h: h.kind):
        items = list(found)
        console.print()
        console.print(Text(f"{len(items)} {name_of(kind, len(items))}", style="yellow"))
        for item in items:
            console.print(Padding(Text(one_line(item.where), style="dim"), (0, 0, 0, 2), expand=False))
            console.print(Padding(Text(one_line(item.text)), (0, 0, 0, 4), expand=False))
    if hidden:
        console.print()
        console.print(Text("None of this is searched or answered from.", style="dim"))
