"""Which version of a document was in force on a day.

Of the versions of one number (records without a version stand alone) that are not drafts and whose effective date has come, the latest
is effective and the others are superseded. A version whose date has not come is a draft to the
reader of that day. A declared "superseded" holds unless the question is about a day on which
no later version was in force yet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping

from retrieval.documents import Identity, Status

_PART = re.compile(r"\d+|[A-Za-z]+")


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Order of version names: 2 before 10, A before B, 3.1 after 3."""
    return tuple((1, int(p), "") if p.isdigit() else (0, 0, p.casefold()) for p in _PART.findall(version))


def standing(identities: Mapping[str, Identity], as_of: dt.date | None = None) -> dict[str, Status]:
    """The status of each document version, by digest, on the day `as_of` (today when None)."""
    day = as_of or dt.date.today()
    replaced = _replaced_by_others(identities, day)
    by_number: dict[str, list[str]] = defaultdict(list)
    for digest, identity in identities.items():
        versioned = identity.number and (identity.version or identity.declared)
        by_number[identity.number.casefold() if versioned else digest].append(digest)
    statuses: dict[str, Status] = {}
    for digests in by_number.values():
        statuses.update(_within(digests, identities, day, replaced, historic=as_of is not None))
    return statuses


def _within(
    digests: list[str],
    identities: Mapping[str, Identity],
    day: dt.date,
    replaced: frozenset[tuple[str, str]],
    *,
    historic: bool,
) -> dict[str, Status]:
    statuses: dict[str, Status] = {}
    in_force: list[str] = []
    for digest in digests:
        identity = identities[digest]
        if identity.declared is Status.DRAFT or (identity.effective and identity.effective > day):
            statuses[digest] = Status.DRAFT
        elif (identity.number.casefold(), identity.version) in replaced:
            statuses[digest] = Status.SUPERSEDED
        else:
            in_force.append(digest)
    latest = max((_rank(identities[d]) for d in in_force), default=None)
    for digest in in_force:
        identity = identities[digest]
        withdrawn = identity.declared is Status.SUPERSEDED and not (historic and identity.effective)
        current = _rank(identity) == latest and not withdrawn
        statuses[digest] = Status.EFFECTIVE if current else Status.SUPERSEDED
    return statuses


def _rank(identity: Identity) -> tuple[tuple[tuple[int, int, str], ...], dt.date]:
    return version_key(identity.version), identity.effective or dt.date.min


def _replaced_by_others(identities: Mapping[str, Identity], day: dt.date) -> frozenset[tuple[str, str]]:
    """(number, version) pairs that a version in force names as the one it supersedes."""
    replaced: set[tuple[str, str]] = set()
    for identity in identities.values():
        in_force = identity.declared is not Status.DRAFT and (identity.effective or day) <= day
        match = re.match(r"\s*([A-Z][\w/.-]*\d)\b\W*(?:v|ver|version|rev)?\.?\s*(\w+(?:\.\w+)*)?", identity.supersedes)
        if in_force and match and match.group(2):
            replaced.add((match.group(1).casefold(), match.group(2)))
    return frozenset(replaced - {(i.number.casefold(), i.version) for i in identities.values() if _self(i)})


def _self(identity: Identity) -> bool:
    """A version that claims to supersede itself is a slip of the pen, not a rule."""
    return bool(identity.version) and f"{identity.number} v{identity.version}".casefold() == identity.supersedes.casefold()
