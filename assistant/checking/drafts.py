"""A drafted text, Markdown or plain, as its sentences: each with the records it names, and whether it states
anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.checking.named import Catalogue
from assistant.checking.nouns import Cited, Drafted
from assistant.statements import sentences
from retrieval.canonical import canonicalise
from retrieval.documents import CanonicalText, Line
from retrieval.loaders import markdown, plain
from retrieval.loaders.decoding import decode
from retrieval.terms import content_terms

MARKDOWN, PLAIN = (".md", ".markdown"), (".txt", ".text")
# Bytes of a text that is read: a thousand pages.
LONGEST_TEXT = 5_000_000

# "SOP-014 v3", "CHR-031": what a site calls its documents, also one that is not in the library.
_NUMBER = re.compile(r"[A-Z][A-Z0-9]{1,9}(?:-[A-Z0-9]{1,9})*-\d{2,}[A-Z]?")
_VERSION = r"(?:[ ,]*\bv(?:ersion)?[ .]*(?P<version>\d[\w.]*))?"
_PLACE = r"(?:,? *(?:§|section|sec\.|table|step|page|p\.) *[\w.]+)?"
_NAMED = re.compile(rf"(?P<name>.+?){_VERSION}{_PLACE}", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[\[(]([^\[\]()]{2,200})[\])]")
_FOOTNOTE = re.compile(r"\s*\[\^?\d{1,3}(?:\s*[,–-]\s*\d{1,3})*\]")
_UNIT = re.compile(r"(?P<name>.+?) *[(\[](?P<unit>[^()\[\]]+)[)\]]")
_LED = re.compile(r"^(?:[-*•]|\d{1,3}[.)])\s+")


def read_draft(file: Path, catalogue: Catalogue) -> Iterator[Drafted]:
    """The sentences of a text in its order. Raises OSError, CorruptFile when it is not text."""
    data = file.read_bytes()
    loader = markdown if file.suffix.casefold() in MARKDOWN else plain
    canonical = canonicalise(loader.read(data).blocks)
    lines = _Lines(decode(data))
    for number, found in enumerate(_pieces(canonical, catalogue), start=1):
        yield replace(found, id=f"s{number}", line=lines.of(found.text))


def _pieces(canonical: CanonicalText, catalogue: Catalogue) -> Iterator[Drafted]:
    for line in canonical.lines:
        text = canonical.text[line.start : line.end].strip()
        if line.kind == "heading" or line.section == ("front matter",):
            yield Drafted("", 0, text, idle="a heading" if line.kind == "heading" else "front matter")
        elif line.kind == "row":
            yield from _row(line, catalogue)
        elif line.kind not in ("header", "caption") and text:
            yield from _of_text(_LED.sub("", text), catalogue)


def _row(line: Line, catalogue: Catalogue) -> Iterator[Drafted]:
    """A row as a sentence: its name, then the other cells under their headers."""
    header = line.header or tuple("" for _ in line.cells)
    pairs = [(name.strip(), cell.strip()) for name, cell in zip(header, line.cells, strict=False) if cell.strip()]
    if pairs:
        told = [_told(name, cell) for name, cell in pairs[1:]]
        text = f"{pairs[0][1]}: {'; '.join(told)}" if told else pairs[0][1]
        yield _drafted(text, catalogue)


def _told(name: str, cell: str) -> str:
    """A cell under its header; a unit in brackets there belongs behind a number: "MOI (TU/cell)", "3.1"."""
    bracketed = _UNIT.fullmatch(name)
    if bracketed and cell[-1:].isdigit():
        return f"{bracketed['name']} {cell} {bracketed['unit']}"
    return f"{name} {cell}" if name else cell


def _of_text(text: str, catalogue: Catalogue) -> Iterator[Drafted]:
    pieces: list[str] = []
    for start, end in sentences(text, shortest=1):
        piece = text[start:end].strip()
        # "... of the MOI. [SOP-127 v5] The next": the bracket belongs to the sentence before.
        while pieces and (led := _BRACKET.match(piece)) and _cited(led[1], catalogue):
            pieces[-1] += f" {led.group().strip()}"
            piece = piece[led.end() :].lstrip(" .")
        if piece:
            pieces.append(piece)
    yield from (_drafted(piece, catalogue) for piece in pieces)


def _drafted(text: str, catalogue: Catalogue) -> Drafted:
    """A sentence without the brackets that only say where it is from."""
    citations: list[Cited] = []
    bare = _FOOTNOTE.sub("", text)
    for bracket in reversed(list(_BRACKET.finditer(bare))):
        cited = _cited(bracket[1], catalogue)
        if not cited or bare[bracket.end() :].strip(" .;"):
            break
        citations = [*cited, *citations]
        bare = bare[: bracket.start()] + bare[bracket.end() :]
    bare = bare.strip()
    return Drafted("", 0, bare, tuple(citations), idle=_idle(bare))


def _cited(inside: str, catalogue: Catalogue) -> list[Cited]:
    """The records that a bracket names; none if any part of it is something else."""
    found: list[Cited] = []
    for part in re.split(r"\s*(?:;|, (?=[A-Z])| and )\s*", inside.strip()):
        named = _NAMED.fullmatch(re.sub(r"^(?:see|from|cf\.?)\s+", "", part, flags=re.IGNORECASE))
        if named is None or not (_NUMBER.fullmatch(named["name"]) or catalogue.is_name(named["name"])):
            return []
        found.append(Cited(document=named["name"], version=named["version"] or ""))
    return found


def _idle(text: str) -> str:
    """Why a piece of text states nothing; empty for one that does, or may."""
    if text.endswith("?"):
        return "a question"
    if text.endswith(":") and not any(ch.isdigit() for ch in text):
        return "it introduces what follows"
    return "" if any(True for _ in content_terms(text)) else "there is nothing in it to check"


class _Lines:
    """The lines of a file on which its sentences begin, found in order by their first words."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def of(self, sentence: str) -> int:
        words = re.findall(r"\w+", sentence)[:5]
        found = re.compile(r"\W+".join(map(re.escape, words))).search(self._text, self._at) if words else None
        if found is None and words:
            found = re.compile(re.escape(words[0])).search(self._text, self._at)
        if found:
            self._at = found.start() + 1
        return self._text.count("\n", 0, self._at) + 1
