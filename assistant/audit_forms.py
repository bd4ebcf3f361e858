"""Audit records in the forms that people and programs read: JSON, and the columns of a table.

A payload may be of any action, of an earlier version of the program, partly erased, or damaged: what
is not as expected is left empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from retrieval.records import AuditRecord, AuditVerdict

Json = dict[str, object]


def record(r: AuditRecord) -> Json:
    """A record with its payload; `detail` is null if that cannot be read."""
    return {
        **line(r),
        "detail": dict(r.detail) if r.readable else None,
        "payload_digest": r.payload_digest,
        "previous": r.previous,
    }


def line(r: AuditRecord) -> Json:
    """A record as a list shows it."""
    return {
        "record": r.id,
        "at": r.at,
        "who": r.who,
        "action": r.action,
        "subject": r.subject,
        "about": about(r),
        "outcome": outcome(r),
        "digest": r.digest,
    }


def verdict(v: AuditVerdict) -> Json:
    """A verdict; `problem` is null for a trail that is as it was written."""
    return {
        "verified": v.problem is None,
        "records": v.records,
        "head": v.head,
        "problem": {"record": v.problem.record, "what": v.problem.what} if v.problem else None,
        "erasures": [{"record": e.record, "document": e.document, "erased": e.erased} for e in v.erasures],
    }


def about(r: AuditRecord) -> str:
    """What was asked, or why it was done, or which file."""
    for key in ("question", "reason", "file"):
        found = r.detail.get(key)
        if isinstance(found, str):
            return found
    return ""


def outcome(r: AuditRecord) -> str:
    """What came of it, in a few words."""
    detail = r.detail
    if not r.readable:
        return "cannot be read"
    if r.action == "ask":
        reason = detail.get("reason")
        return f"refused: {reason}" if detail.get("refused") else _count(len(_dicts(detail.get("claims"))), "claim")
    if r.action == "graph":
        return _count(len(_dicts(detail.get("numbered"))), "citation")
    if r.action == "ingest":
        states = Counter(str(d.get("state")) for d in _dicts(detail.get("documents")))
        return ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    if r.action == "forget":
        erased = detail.get("erasures")
        return f"wording erased in {_count(len(erased), 'record')}" if isinstance(erased, dict) else ""
    return str(detail.get("decision") or detail.get("came_to") or detail.get("format") or "")


def delivered(r: AuditRecord) -> str:
    """The wording that was delivered."""
    claims = (*_dicts(r.detail.get("claims")), *_dicts(r.detail.get("earlier")))
    return "\n".join(str(claim.get("text") or "") for claim in claims)


def documents(r: AuditRecord) -> str:
    """The document versions that it rests on or is about, one a line, with the begin of their digests."""
    found: dict[str, None] = {}
    for item in _cited(r.detail):
        name, version, digest = (str(item.get(key) or "") for key in ("document", "version", "digest"))
        name = name or str(item.get("file") or "")
        found[" ".join(filter(None, [name, f"v{version}" if version else "", digest[:12]]))] = None
    if r.action == "forget":
        found[r.subject[:12]] = None
    return "\n".join(found)


def _cited(detail: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    yield from _dicts(detail.get("numbered"))
    yield from _dicts(detail.get("documents"))


def _dicts(found: object) -> list[Mapping[str, object]]:
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
