"""How a document names itself: number, title, kind, version, status and dates.

Sources in order of trust: lines "Key: value" and key/value tables at the beginning, headers and
footers (front matter among them), the file name, the declared title, the first heading. Numbers
of other documents that the text refers to are never taken.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval import identity_words as words
from retrieval.dates import date_in
from retrieval.documents import Block, BlockKind, DocumentKind, Identity, LoadedFile, Status, Table

_BEGINNING = 25  # blocks; a header table stands among the first few
_NO_VALUE = re.compile(r"(?:n\.?/?a\.?|none|new(?: document)?|initial.*|-+|–|—|not applicable)\.?", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:document|title|untitled.*|word document|sheet ?\d*|tabelle ?\d*|table ?\d*|page ?\d*|"
    r"run|data|results?|summary|cover|header|info|log|parameters|"
    r".*\.(?:docx?|xlsx?|pdf|pptx?|csv|txt|indd|tex))",
    re.IGNORECASE,
)
_EFFECTIVE_TEXT = re.compile(
    r"\b(?:effective|in force|valid from)\b[^|;]{0,20}?(?=\d|[A-Z][a-z]{2})(.{6,24})", re.IGNORECASE
)
_SUPERSEDES_TEXT = re.compile(r"\b(?:supersedes|replaces)\b:?\s*(?P<value>[^|;,.]{3,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sources:
    """Where the document may name itself, most trusted first."""

    pairs: tuple[tuple[str, str], ...]
    margins: tuple[str, ...]  # headers and footers
    texts: tuple[str, ...]  # short lines of the beginning
    stem: str
    title: str
    heading: str

    @property
    def lines(self) -> tuple[str, ...]:
        return self.margins + self.texts


def identify(file_name: str, loaded: LoadedFile) -> Identity:
    """Read the identity of a loaded file; what it does not say stays empty."""
    found = _sources(file_name, loaded)
    number, by_run = _number(found)
    title = _title(found, number)
    return Identity(
        number=number,
        title=title,
        kind=_kind(found, number, title, by_run),
        version=_version(found, number),
        declared=_status(found),
        effective=_effective(found),
        supersedes=_supersedes(found),
    )


def _sources(file_name: str, loaded: LoadedFile) -> _Sources:
    # A part of its own is read from the furniture, after what the body says of itself.
    body = list(itertools.islice((block for block in loaded.blocks if not block.part), _BEGINNING))
    beginning = list(_beginning(body))
    texts = [b.text for b in beginning if b.kind is not BlockKind.HEADING and b.text]
    pairs = [pair for block in beginning for pair in _block_pairs(block)]
    pairs += [pair for line in loaded.furniture for pair in _line_pairs(line)]
    heading = next((b.text for b in body[:3] if b.kind is BlockKind.HEADING), "")
    stem = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return _Sources(
        tuple(pairs),
        loaded.furniture,
        tuple(text for text in texts if len(text) <= 160),
        stem.rsplit(".", 1)[0] if "." in stem else stem,
        loaded.title,
        heading,
    )


def _beginning(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks up to the first heading that follows text, but for a heading of document control."""
    told = False
    for block in blocks[:_BEGINNING]:
        if block.kind is BlockKind.HEADING:
            if told and not words.CONTROL_HEADING.fullmatch(block.text):
                return
        else:
            told = True
        yield block


def _block_pairs(block: Block) -> Iterator[tuple[str, str]]:
    if block.table is not None:
        yield from _table_pairs(block.table)
    elif block.kind is not BlockKind.HEADING:
        yield from _line_pairs(block.text)


def _table_pairs(table: Table) -> Iterator[tuple[str, str]]:
    rows = ([table.header] if table.header else []) + list(table.rows)
    if len(rows) == 2 and 2 * sum(map(_is_key, rows[0])) > len(rows[0]) > 2:
        yield from zip(rows[0], rows[1], strict=False)  # keys above their values
        return
    for row in rows:
        for cell in row:
            yield from _line_pairs(cell)
        for key, value in itertools.pairwise(row):
            if _is_key(key) and value:
                yield _clean(key), value


def _line_pairs(line: str) -> Iterator[tuple[str, str]]:
    """Pairs of "Version: 3 | Effective: 2025-03-01" and of "Effective | 2025-03-01"."""
    parts = [part.strip() for part in re.split(r"\s\|\s|\t|;\s+(?=[A-Z][\w ]{2,20}:)", line)]
    for part in parts:
        found = words.KEY_LINE.fullmatch(part)
        if found:
            yield _clean(found["key"]), found["value"].strip(" \"'")
    for key, value in itertools.pairwise(parts):
        if _is_key(key):
            yield _clean(key), value


def _clean(key: str) -> str:
    return key.replace("_", " ").strip(" :*")


def _is_key(text: str) -> bool:
    patterns = (
        words.NUMBER_KEY,
        words.RUN_KEY,
        words.TITLE_KEY,
        words.VERSION_KEY,
        words.STATUS_KEY,
        words.EFFECTIVE_KEY,
        words.SUPERSEDES_KEY,
        words.KIND_KEY,
    )
    return any(pattern.fullmatch(_clean(text)) for pattern in patterns)


def _values(found: _Sources, key: re.Pattern[str]) -> Iterator[str]:
    for name, value in found.pairs:
        if key.fullmatch(name) and not _NO_VALUE.fullmatch(value):
            yield value


def _number(found: _Sources) -> tuple[str, bool]:
    """The number, and whether a key "Run" or "Batch" gave it."""
    for key, by_run in ((words.NUMBER_KEY, False), (words.RUN_KEY, True)):
        for value in _values(found, key):
            number = _number_in(value)
            if number:
                return number, by_run
    return _number_without_key(found), False


def _number_without_key(found: _Sources) -> str:
    """The number in a margin, in front of a line at the beginning, in the file name or title."""
    printed = [words.KNOWN_NUMBER.search(line) for line in found.margins if not _refers(line)]
    printed += [words.KNOWN_NUMBER.match(line) for line in found.texts if not _refers(line)]
    for number in filter(None, printed):
        return number[0]
    in_file = words.KNOWN_NUMBER.search(found.stem) or words.FILE_NUMBER.match(found.stem)
    if in_file:
        return in_file[0].replace("_", "-")
    in_brackets = re.compile(rf"\(({words.KNOWN_NUMBER.pattern})\)$")
    for text in (found.title, found.heading):
        number = words.KNOWN_NUMBER.match(text) or in_brackets.search(text)
        if number:
            return number[0].strip("()")
    return ""


def _is_about_itself(line: str, number: str) -> bool:
    """A short line that is no key line and names no other document."""
    named = words.KNOWN_NUMBER.findall(line)
    keyed = words.KEY_LINE.fullmatch(line) is not None
    return len(line) <= 120 and not keyed and not _refers(line) and set(named) <= {number}


def _refers(line: str) -> bool:
    return bool(words.REFERS.search(line))


def _number_in(value: str) -> str:
    found = words.KNOWN_NUMBER.search(value) or words.ANY_NUMBER.search(value)
    if found:
        return found[0].strip()
    token = value.split(maxsplit=1)[0]
    return token if len(token) <= 20 and re.search(r"\d", token) and len(value) <= 40 else ""


def _title(found: _Sources, number: str) -> str:
    stated = next(_values(found, words.TITLE_KEY), "")
    stem = words.FILE_VERSION.sub(" ", found.stem).replace("_", " ")
    for text in (stated, found.title, found.heading, stem):
        title = _bare_title(text, number)
        if title and not _NO_TITLE.fullmatch(title):
            return title
    return _bare_title(stem, number)


def _bare_title(text: str, number: str) -> str:
    """A title without the number in front ("SOP-014: Thawing")."""
    if number:
        text = re.sub(rf"^\W*{re.escape(number)}\b|\({re.escape(number)}\)", "", text)
    return text.strip(" \t-–—:|_,")


def _version(found: _Sources, number: str) -> str:
    for value in _values(found, words.VERSION_KEY):
        stated = words.VERSION_VALUE.match(value)
        if stated:
            return stated["value"]
    numbers = [v for key in (words.NUMBER_KEY, words.RUN_KEY) for v in _values(found, key)]
    own = [line for line in found.lines if _is_about_itself(line, number)]
    in_text = _first(words.VERSION_TEXT, [*numbers, *own])
    in_file = words.FILE_VERSION.search(found.stem)
    if not in_text and in_file:
        return in_file["value"].replace("_", ".")
    return in_text or _first(words.VERSION_TEXT, [found.title, found.heading])


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str:
    matches = (pattern.search(text) for text in texts)
    return next((match["value"] for match in matches if match), "")


def _status(found: _Sources) -> Status | None:
    """A draft mark outweighs "effective" in the header: what may be a draft is one."""
    versions = [v for v in _values(found, words.VERSION_KEY) if re.search("draft", v, re.IGNORECASE)]
    stated = next((s for v in _values(found, words.STATUS_KEY) if (s := _status_in(v))), None)
    stamps = [line for line in found.lines if words.STAMP.fullmatch(line)]
    marked = next((s for v in [*versions, *stamps] if (s := _status_in(v))), None)
    in_file = _status_in(found.stem.replace("_", " ").replace("-", " "))
    if in_file is Status.EFFECTIVE:
        in_file = None  # "final" in a file name is no statement
    if stated in (None, Status.EFFECTIVE):
        return marked or in_file or stated
    return stated


def _status_in(text: str) -> Status | None:
    return next((status for status, pattern in words.STATUSES if pattern.search(text)), None)


def _effective(found: _Sources) -> dt.date | None:
    for value in _values(found, words.EFFECTIVE_KEY):
        day = date_in(value)
        if day:
            return day
    texts = (match[1] for line in found.lines if (match := _EFFECTIVE_TEXT.search(line)))
    return next((day for text in texts if (day := date_in(text))), None)


def _supersedes(found: _Sources) -> str:
    stated = next(_values(found, words.SUPERSEDES_KEY), "")
    value = stated or _first(_SUPERSEDES_TEXT, found.lines)
    return value.strip(" .") if re.search(r"\d", value) else ""


def _kind(found: _Sources, number: str, title: str, by_run: bool) -> DocumentKind:
    stated = " ".join(_values(found, words.KIND_KEY))
    code = re.match(r"[A-Z]+", number)
    by_code = words.KIND_OF_CODE.get(code[0]) if code else None
    return (
        _kind_in(stated)
        or by_code
        or (DocumentKind.RUN_REPORT if by_run else None)
        or _kind_in(title)
        or _kind_in(found.heading)
        or _kind_in(found.stem.replace("_", " "))
        or DocumentKind.OTHER
    )


def _kind_in(text: str) -> DocumentKind | None:
    return next((kind for kind, pattern in words.KINDS if pattern.search(text)), None)
