"""Which version of a document was in force on a day.

Of the versions of one number (records without a version stand alone) that are not drafts and
whose effective date has come, the latest is effective and the others are superseded. A version
whose date has not come is a draft to the reader of that day. A declared "superseded" holds
unless the question is about a day on which no later version was in force yet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping

from retrieval.documents import Identity, Status

_PART = re.compile(r"\d+|[A-Za-z]+")
_NUMBER_AND_VERSION = re.compile(
    r"\s*([A-Z][\w/.-]*\d)\b\W*(?:(?i:version|revision|ver|rev|v)\.?\s*(?=\w))?(\w+(?:\.\w+)*)?"
)
_Rank = tuple[tuple[tuple[int, int, str], ...], dt.date]
# (number, version) that was superseded, and the numbers of the documents that say so.
_Replaced = Mapping[tuple[str, str], set[str]]


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
    replaced: _Replaced,
    *,
    historic: bool,
) -> dict[str, Status]:
    statuses: dict[str, Status] = {}
    in_force: list[str] = []
    ranks: list[_Rank] = []
    for digest in digests:
        identity = identities[digest]
        if identity.declared is Status.DRAFT or (identity.effective and identity.effective > day):
            statuses[digest] = Status.DRAFT
            continue
        by = replaced.get((identity.number.casefold(), identity.version), set[str]())
        if by != {identity.number.casefold()}:
            ranks.append(_rank(identity))  # replaced by another number, it still ends its predecessors
        if by:
            statuses[digest] = Status.SUPERSEDED
        else:
            in_force.append(digest)
    latest = max(ranks, default=None)
    for digest in in_force:
        identity = identities[digest]
        withdrawn = identity.declared is Status.SUPERSEDED and not (historic and identity.effective)
        current = _rank(identity) == latest and not withdrawn
        statuses[digest] = Status.EFFECTIVE if current else Status.SUPERSEDED
    return statuses


def _rank(identity: Identity) -> _Rank:
    return version_key(identity.version), identity.effective or dt.date.min


def _replaced_by_others(identities: Mapping[str, Identity], day: dt.date) -> _Replaced:
    """(number, version) pairs that a version in force names as the one it supersedes."""
    replaced: dict[tuple[str, str], set[str]] = defaultdict(set)
    for identity in identities.values():
        in_force = identity.declared is not Status.DRAFT and (identity.effective or day) <= day
        match = _NUMBER_AND_VERSION.match(identity.supersedes)
        if in_force and match and match.group(2):
            replaced[match.group(1).casefold(), match.group(2)].add(identity.number.casefold())
    slips = {(i.number.casefold(), i.version) for i in identities.values() if _self(i)}
    return {named: by for named, by in replaced.items() if named not in slips}


def _self(identity: Identity) -> bool:
    """A version that claims to supersede itself is a slip of the pen, not a rule."""
    return (
        bool(identity.version) and f"{identity.number} v{identity.version}".casefold() == identity.supersedes.casefold()
    )
