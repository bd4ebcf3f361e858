"""What was asked and answered before in a session, read from the audit records of its answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from retrieval.records import AuditRecord
from retrieval.redaction import is_erased


@dataclass(frozen=True, slots=True)
class Past:
    """One turn of a session.

    `understood` is the question as it was read within the session, None when it stood for itself. `documents`
    are the digests of the versions its claims cite, `numbers` their names, `claims` their wording. What a
    forgetting erased is missing.
    """

    ordinal: int
    record: int
    answer: str
    at: str
    who: str
    question: str
    understood: str | None = None
    as_of: dt.date | None = None
    product: str | None = None
    refused: bool = False
    documents: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def standing(self) -> str:
        """The question in the form that stands for itself, as far as it was found; empty if it was erased."""
        return self.understood or self.question


def past(ordinal: int, record: AuditRecord) -> Past:
    """A turn from its audit record, whatever is left of that."""
    detail = record.detail
    claims = list(_dicts(detail.get("claims")))
    cited = [c for claim in claims for c in _dicts(claim.get("citations"))]
    return Past(
        ordinal=ordinal,
        record=record.id,
        answer=record.subject,
        at=record.at,
        who=record.who,
        question=_text(detail, "question"),
        understood=_text(detail, "understood") or None,
        as_of=_day(_text(detail, "as_of")),
        product=_text(detail, "product") or None,
        refused=bool(detail.get("refused")),
        documents=tuple(dict.fromkeys(_text(c, "digest") for c in cited)),
        numbers=tuple(dict.fromkeys(filter(None, (_text(c, "document") for c in cited)))),
        claims=tuple(filter(None, (_text(claim, "text") for claim in claims))),
    )


def _text(found: Mapping[str, object], key: str) -> str:
    value = found.get(key)
    return value if isinstance(value, str) and not is_erased(value) else ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _dicts(found: object) -> Iterator[Mapping[str, object]]:
    yield from (item for item in (found if isinstance(found, list) else []) if isinstance(item, dict))
