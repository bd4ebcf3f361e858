"""What a document speaks of: its product, its unit operations, and which of them a section is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.extraction.headers import Meaning, columns
from graph.extraction.names import key_of, names_of
from graph.extraction.reading import Grid, Reading
from graph.extraction.sections import (
    bare,
    has_no_steps,
    is_container,
    is_operation_name,
    title_head,
    unnumbered,
    when_in,
)
from graph.process import EVERY_PRODUCT, Context
from retrieval.documents import DocumentKind, Line
from retrieval.identity_words import KNOWN_NUMBER

# A site's code of a product: capitals and digits with hyphens ("MCW-19", "ABX-CM1").
_CODE = re.compile(r"(?<![\w-])[A-Z]{2,6}(?:-?[A-Z0-9]{1,8}){0,3}-[A-Z0-9]{1,8}(?![\w-])")
_MADE = re.compile(
    r"\b(?:manufactur(?:e|ing)|production|processing) of (?:the )?(?P<after>[^\s,;.()]+)"
    r"|(?P<before>[^\s,;.()]+)(?:, [^.;]{1,80},)? (?:is|are) (?:made|manufactured|produced|prepared)\b"
)
_PRODUCT_FIELD = re.compile(r"(?:product|drug product|product (?:name|code|id)|produkt)", re.IGNORECASE)
_OF_A_PRODUCT = re.compile(
    r"\b(?:specification|release|manufactur\w*|production|process|product|stability)\b", re.IGNORECASE
)
# A document that says that it is the site's, in its field "Product" or in its scope.
_EVERY_VALUE = re.compile(
    r"(?:all|any|every|various|multiple)\b(?: [\w-]+){0,3}|general|site[- ]wide|generic|n/?a|not applicable|none|[-–—]",
    re.IGNORECASE,
)
_FOR_EVERY = re.compile(
    r"(?<!not )\b(?:appl(?:y|ies|icable) to|valid for|used for|holds? for|covers)"
    r" (?:all|any|every) (?:[\w-]+ ){0,3}?products?\b|\b(?:regardless|independent(?:ly)?) of (?:the )?product\b",
    re.IGNORECASE,
)
# Up to what a time is counted is the operation that follows: "to start of selection", "before transduction".
_UNTIL = re.compile(r"\b(?:before|until|till|prior to|to (?:the )?start of)\b.*", re.IGNORECASE)
# Headers of documents are at the top; a scope sentence is within the first lines.
FIRST_LINES = 60


@dataclass(frozen=True, slots=True)
class Operation:
    """A unit operation of the document: as named, when, the heading it was read from, and the words of its section."""

    name: str
    when: str
    line: Line
    words: frozenset[str]


@dataclass(frozen=True)
class Place:
    """What the document speaks of. `whole` is the operation that all of it is about, if it is one SOP of one."""

    product: str
    whole: Operation | None
    operations: tuple[Operation, ...]
    by_heading: dict[str, Operation]
    document: str
    is_process: bool

    def context(self, operation: str = "", time: str = "", method: str = "") -> Context:
        """A context in this document."""
        return Context(self.product, operation, "", time, method, self.document)

    def operation_of(self, section: tuple[str, ...]) -> Operation | None:
        """The unit operation that a section belongs to."""
        if self.whole is not None:
            return self.whole
        return next((self.by_heading[h] for h in section if h in self.by_heading), None)

    def operation_of_row(self, grid: Grid, name: str) -> Operation | None:
        """The operation of a row: where a caption names several, the one whose section has the row's words."""
        own = self.operation_of(grid.section)
        if self.whole is not None or not grid.caption:
            return own
        caption = set(key_of(grid.caption))
        named = [op for op in self.operations if caption & _content(op.name)]
        if own is not None and own not in named:
            named.append(own)
        if len(named) < 2:
            return named[0] if named and own is None else own
        row = _content(_UNTIL.sub("", name))
        scores = [(len(row & _content(op.name)) + len(row & op.words), op) for op in named]
        best = max(score for score, _ in scores)
        winners = [op for score, op in scores if score == best]
        return winners[0] if len(winners) == 1 else own


def place_of(reading: Reading) -> Place:
    """Read what the document speaks of."""
    is_process = reading.entry.identity.kind is DocumentKind.PROTOCOL or _has_overview(reading)
    product = _product(reading)
    if reading.entry.identity.kind in (DocumentKind.SPECIFICATION, DocumentKind.RISK_ASSESSMENT):
        return Place(product, None, (), {}, reading.version_name, False)
    if is_process:
        found = _sections(reading)
        return Place(product, None, tuple(dict.fromkeys(found.values())), found, reading.version_name, True)
    whole = _whole(reading)
    return Place(product, whole, (whole,) if whole else (), {}, reading.version_name, False)


def title_of(reading: Reading) -> str:
    """The title without the document's number and version in front."""
    identity = reading.entry.identity
    title = identity.title
    if identity.number and title.startswith(identity.number):
        title = re.sub(
            r"^[\s:–-]*(?:v\.?\s?\d[\d.]*|version \d[\d.]*|rev\.? ?\w+)?[\s:–-]*", "", title[len(identity.number) :]
        )
    return title.strip()


def title_line(reading: Reading) -> Line | None:
    """The line that states the title, or the first of the document."""
    title = title_of(reading)
    lines = reading.canonical.lines
    for line in lines[:FIRST_LINES]:
        if title and title in reading.text(line):
            return line
    return lines[0] if lines else None


def _content(text: str) -> set[str]:
    small = {"and", "of", "the", "to", "in", "at", "for", "from", "with", "cell", "time", "a", "on", "or", "day"}
    return {word for word in key_of(text) if len(word) > 2 and word not in small}


def _has_overview(reading: Reading) -> bool:
    return any(is_overview(grid) for grid in reading.grids)


def is_overview(grid: Grid) -> bool:
    """A table of the stages of a process: unit operations with their days, and no limits."""
    meanings = {c.meaning for c in columns(grid.header)}
    beside = {
        Meaning.DAY,
        Meaning.DOCUMENT,
        Meaning.EQUIPMENT,
        Meaning.NUMBER,
        Meaning.STEP,
        Meaning.DESCRIPTION,
        Meaning.TIME,
    }
    limits = {
        Meaning.PARAMETER,
        Meaning.ATTRIBUTE,
        Meaning.NOR,
        Meaning.PAR,
        Meaning.SPECIFICATION,
        Meaning.RESULT,
        Meaning.FAILURE_MODE,
        Meaning.RUN,
        Meaning.HELD_ITEM,
        Meaning.SEVERITY,
    }
    return Meaning.OPERATION in meanings and bool(meanings & beside) and not meanings & limits and len(grid.rows) > 1


def _sections(reading: Reading) -> dict[str, Operation]:
    """Operations by their heading: a section with steps or a table under it whose name is one of an operation."""
    names = names_of(reading.vocabulary, ["unit operation"])
    steps: dict[str, set[str]] = {}
    for line in reading.canonical.lines:
        if line.kind == "step":
            text = key_of(reading.text(line)[:2000])
            for heading in line.section:
                steps.setdefault(heading, set()).update(text)
    found: dict[str, Operation] = {}
    title = title_of(reading)
    for line in reading.prose:
        if line.kind != "heading":
            continue
        heading = reading.text(line)
        name = bare(heading)
        if any(h in found for h in line.section) or heading in found or not name or len(name) > 120:
            continue
        if is_container(heading) or has_no_steps(heading) or (title and title in heading):
            continue
        known = is_operation_name(name) or bool(names.find(name))
        if known or (heading in steps and unnumbered(heading) != heading.strip()):
            words = frozenset(steps.get(heading, set())) | frozenset(key_of(name))
            found[heading] = Operation(name, when_in(heading), line, words)
    return found


def _whole(reading: Reading) -> Operation | None:
    """The one operation of an SOP, from its title; the title itself when the document tells steps."""
    title, line = title_of(reading), title_line(reading)
    if not title or line is None:
        return None
    head = title_head(title)
    if head.casefold() in _SAYS_LITTLE:
        head = re.sub(r"\s*\([^()]*\)\s*$", "", title)
    if is_operation_name(head):
        return Operation(head, "", line, frozenset(key_of(title)))
    names = names_of(reading.vocabulary, ["unit operation"]).find(title)
    if names:
        return Operation(names[0].text, "", line, frozenset(key_of(title)))
    told = any(
        step.kind == "step" and not any(has_no_steps(h) for h in step.section) for step in reading.canonical.lines
    )
    of_kind = reading.entry.identity.kind in (DocumentKind.SOP, DocumentKind.OTHER)
    if told and of_kind and len(title) <= 120:
        return Operation(re.sub(r"\s*\([^()]*\)\s*$", "", title), "", line, frozenset(key_of(title)))
    return None


# Alone they do not say which operation: "Isolation of mouse aorta" is named whole.
_SAYS_LITTLE = frozenset(
    ["isolation", "production", "purification", "preparation", "separation", "culture", "collection", "digestion"]
)


def _product(reading: Reading) -> str:
    written = _field(reading)
    if written:
        return EVERY_PRODUCT if _EVERY_VALUE.fullmatch(written) else _code_or_name(reading, written)
    title = title_of(reading)
    codes = _codes(reading, title)
    of_process = reading.entry.identity.kind in (DocumentKind.PROTOCOL, DocumentKind.SPECIFICATION)
    if len(codes) == 1 and (of_process or _OF_A_PRODUCT.search(title)):
        return codes[0]
    return EVERY_PRODUCT if _is_general(reading) else _made(reading)


def _is_general(reading: Reading) -> bool:
    """Whether the scope says that all products are meant."""
    lines = (line for line in reading.canonical.lines[:FIRST_LINES] if line.kind in ("paragraph", "step"))
    return any(_FOR_EVERY.search(reading.text(line)[:2000]) for line in lines if not line.table)


def _field(reading: Reading) -> str:
    """The value of a field "Product" of the document's header."""
    for grid in reading.grids[:3]:
        if any(grid.header) and len(grid.header) not in (2, 4):
            continue
        for cells in (grid.header, *(row.cells for row in grid.rows[:30])):
            for key, value in zip(cells[::2], cells[1::2], strict=False):
                if _PRODUCT_FIELD.fullmatch(key.strip(" :")) and value.strip():
                    return value.strip()
    for line in reading.canonical.lines[:FIRST_LINES]:
        key, colon, value = reading.text(line)[:300].partition(":")
        if colon and not line.table and _PRODUCT_FIELD.fullmatch(key.strip()) and value.strip():
            return value.strip()
    return ""


def _made(reading: Reading) -> str:
    """The product that the scope says is made: "the manufacture of ABX-19"."""
    for line in reading.canonical.lines[:FIRST_LINES]:
        if not line.table and line.kind in ("paragraph", "step"):
            for match in _MADE.finditer(reading.text(line)[:2000]):
                made = _codes(reading, match["after"] or match["before"])
                if len(made) == 1:
                    return made[0]
    return ""


def _code_or_name(reading: Reading, value: str) -> str:
    codes = _codes(reading, value)
    return codes[0] if len(codes) == 1 else value[:120]


def _codes(reading: Reading, text: str) -> list[str]:
    """Codes that are neither documents nor things of the vocabulary ("IL-15")."""
    known = names_of(reading.vocabulary)
    found = dict.fromkeys(match.group() for match in _CODE.finditer(text))
    return [
        code
        for code in found
        if any(ch.isdigit() for ch in code) and not KNOWN_NUMBER.fullmatch(code) and known.whole(code) is None
    ]
