"""An answer as it stands in its audit record, read with care: any part may be erased, or of another program version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from assistant.answers import Citation, Claim, Question, TableRow
from assistant.exhibits import key_of
from assistant.proposals import ProposedClaim
from retrieval.documents import Status
from retrieval.records import AuditRecord
from retrieval.redaction import is_erased

Found = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch that lay before a model."""

    key: str
    digest: str
    start: int
    end: int

    @property
    def genuine(self) -> bool:
        """Whether the key is that of the place, or was erased."""
        return is_erased(self.key) or self.key == key_of(self.digest, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim of a model with the verdict that it got; `claim` is None where it was erased or cannot be read."""

    claim: ProposedClaim | None
    digests: frozenset[str]
    supported: bool
    rules: tuple[str, ...]
    computed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer as it was recorded."""

    record: AuditRecord
    question: Question
    mode: str
    workspace_digest: str
    claims: tuple[Claim, ...]
    earlier: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    places: tuple[Place, ...]
    proposals: tuple[Proposal, ...] | None

    @property
    def digests(self) -> frozenset[str]:
        """Every version that it rests on or that was laid before a model."""
        return frozenset({c.digest for c in self.citations} | {p.digest for p in self.places})


def read(record: AuditRecord) -> Recorded:
    """The answer of a record."""
    detail = record.detail
    replay = detail.get("replay")
    of_model: Found = replay if isinstance(replay, dict) else {}
    asked = _text(detail, "understood") or _text(detail, "question")
    product = _text(detail, "product") or None
    proposals = tuple(map(_proposal, _dicts(of_model.get("claims")))) if "claims" in of_model else None
    return Recorded(
        record=record,
        question=Question(asked, _day(_text(detail, "as_of")), product),
        mode=_text(detail, "mode"),
        workspace_digest=_text(detail, "workspace_digest"),
        claims=tuple(map(_claim, _dicts(detail.get("claims")))),
        earlier=tuple(map(_claim, _dicts(detail.get("earlier")))),
        citations=tuple(map(_citation, _dicts(detail.get("numbered")))),
        places=tuple(Place(_text(p, "key"), _text(p, "digest"), *_span(p)) for p in _dicts(of_model.get("exhibits"))),
        proposals=proposals,
    )


def _claim(found: Found) -> Claim:
    fields = tuple((_text(f, "name"), _text(f, "value")) for f in _dicts(found.get("fields")))
    return Claim(
        text=_text(found, "text"),
        heading=_text(found, "heading"),
        citations=tuple(map(_citation, _dicts(found.get("citations")))),
        fields=fields,
        linked=bool(found.get("linked")),
        by_model=bool(found.get("by_model")),
        computed=_texts(found.get("computed")),
    )


def _citation(found: Found) -> Citation:
    row, page, status = found.get("row"), found.get("page"), _text(found, "status")
    return Citation(
        document=_text(found, "document"),
        version=_text(found, "version"),
        status=Status(status) if status in list(Status) else Status.EFFECTIVE,
        file=_text(found, "file"),
        digest=_text(found, "digest"),
        title=_text(found, "title"),
        effective=_day(_text(found, "effective")),
        page=page if isinstance(page, int) else None,
        section=_text(found, "section"),
        start=_span(found)[0],
        end=_span(found)[1],
        quote=_text(found, "quote"),
        row=_row(row) if isinstance(row, dict) else None,
        ocr=bool(found.get("ocr")),
    )


def _row(found: Found) -> TableRow:
    return TableRow(
        _text(found, "caption"), _texts(found.get("header")), _texts(found.get("cells")), _text(found, "label")
    )


def _proposal(found: Found) -> Proposal:
    verdict = found.get("verdict")
    said: Found = verdict if isinstance(verdict, dict) else {}
    cited = list(_dicts(found.get("citations")))
    return Proposal(
        claim=_proposed(found, cited),
        digests=frozenset(filter(None, (_text(c, "digest") for c in cited))),
        supported=said.get("supported") is True,
        rules=tuple(sorted(_text(v, "rule") for v in _dicts(said.get("violations")))),
        computed=_texts(said.get("computed")),
    )


def _proposed(found: Found, cited: Sequence[Found]) -> ProposedClaim | None:
    quotes = [{"evidence": _text(c, "key"), "quote": _text(c, "quote")} for c in cited]
    if is_erased(_text(found, "text")) or any(is_erased(q["quote"]) for q in quotes):
        return None
    try:
        content = {"text": found.get("text"), "quotes": quotes, "derived": found.get("derived", [])}
        return ProposedClaim.model_validate(content)
    except ValidationError:
        return None


def _span(found: Found) -> tuple[int, int]:
    start, end = found.get("start"), found.get("end")
    return (start, end) if isinstance(start, int) and isinstance(end, int) else (0, 0)


def _text(found: Found, key: str) -> str:
    value = found.get(key)
    return value if isinstance(value, str) else ""


def _texts(found: object) -> tuple[str, ...]:
    return tuple(str(item) for item in found) if isinstance(found, list) else ()


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _dicts(found: object) -> Iterator[Found]:
    yield from (item for item in (found if isinstance(found, list) else []) if isinstance(item, dict))
