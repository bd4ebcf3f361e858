"""Nouns of answering: what a face shows and what the audit keeps."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from retrieval.documents import Status


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, and about which day the records should speak (today when None)."""

    text: str
    as_of: dt.date | None = None
    product: str | None = None
    session: str | None = None

    def well_formed(self) -> Question:
        """The same without lone surrogates, which an argument that is not UTF-8 and JSON can bring in."""
        return replace(
            self,
            text=_well_formed(self.text),
            product=None if self.product is None else _well_formed(self.product),
            session=None if self.session is None else _well_formed(self.session),
        )


def _well_formed(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True, slots=True)
class TableRow:
    """The row a quote was read from, with what makes it readable."""

    caption: str
    header: tuple[str, ...]
    cells: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quotation and where it stands.

    `start` and `end` are offsets into the canonical text of the version named by `digest`; slicing
    gives `quote` exactly. `ocr` says that the page was read by OCR.
    """

    document: str
    version: str
    status: Status
    file: str
    digest: str
    title: str
    effective: dt.date | None
    page: int | None
    section: str
    start: int
    end: int
    quote: str
    row: TableRow | None = None
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement under its heading, with the quotations it rests on.

    `fields` are the (name, value) pairs of a table row, the ones asked for first. `linked` says that the
    text is no quotation but follows from several, linked by the process graph; `by_model` that a model wrote
    it. `computed` are the numbers in it that code worked out from quoted ones.
    """

    text: str
    heading: str
    citations: tuple[Citation, ...]
    fields: tuple[tuple[str, str], ...] = ()
    also_in: tuple[str, ...] = ()
    linked: bool = False
    by_model: bool = False
    computed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A statement that is not shown as an answer, and why; `citation` says where to look at it."""

    text: str
    reason: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """What one record says in a conflict."""

    value: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Conflict:
    """Records in force that do not agree."""

    about: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """What the records do say near a question they do not answer, and what is different."""

    citation: Citation
    difference: str


@dataclass(frozen=True, slots=True)
class Searched:
    """How much was looked through: documents and passages in the library, effective documents."""

    documents: int
    passages: int
    effective: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost: calls of the model, tokens in and out, seconds, and money where prices are set."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    cost: float | None = None

    def plus(self, other: Usage | None) -> Usage:
        """Both together; money only where both know theirs, or one took nothing."""
        if other is None:
            return self
        costs = [used.cost for used in (self, other) if used.tokens_in or used.tokens_out or used.cost]
        known = [cost for cost in costs if cost is not None]
        return Usage(
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.seconds + other.seconds,
            sum(known) if known and len(known) == len(costs) else None,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an honest refusal: then `reason` says why and `claims` is empty.

    `versions` are those of the program and the models that it was made with. `understood` is the question
    as it was read within its session, None when it stands for itself. `notes` say what a reader must know of
    how the answer was made ("the model could not be reached: ..."). `general` is what a model says of its own
    knowledge, when a user asked for that: never backed, never among the claims. `prompts` are the names and
    digests of the prompts that were used.
    """

    question: Question
    claims: tuple[Claim, ...]
    searched: Searched
    workspace_digest: str
    refused: bool = False
    reason: str | None = None
    not_found: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    earlier: tuple[Claim, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    read_as: tuple[tuple[str, str], ...] = field(default=())
    mode: str = "extractive"
    model: str | None = None
    id: str = ""
    versions: tuple[tuple[str, str], ...] = ()
    understood: str | None = None
    notes: tuple[str, ...] = ()
    general: str | None = None
    prompts: tuple[tuple[str, str], ...] = ()
    usage: Usage | None = None
