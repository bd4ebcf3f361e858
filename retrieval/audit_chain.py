"""What a sound chain of audit records is, and how it is checked; no database in here.

A record's digest is the SHA-256 of its fields and of the digest before it; what was delivered (the
payload) is in the chain by its own digest. The head of the chain, "number:digest", stands apart, so
that a missing last record shows too.

Forgetting a document takes its wording out of payloads. The record of the forgetting lists every
payload it rewrote with the digest before and after; being in the chain itself, it is what makes the
new payload, and only that one, the right one. The digest before is listed so that a payload which
had already been changed by someone else is not made right by being rewritten.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.records import AuditProblem, AuditVerdict, Erasure
from retrieval.redaction import ERASED

# What the first record is chained to.
GENESIS = "0" * 64
FORGET = "forget"
# Key of a forget record's payload: {"record": [payload digest before, after]}.
ERASURES = "erasures"
# At least so many hex digits of a noted head: fewer could be met by chance or made to measure.
NOTED_DIGITS = 12

_HEAD = re.compile(r"(0|[1-9]\d{0,18}):([0-9a-f]{64})")
_NOTED = re.compile(rf"(0|[1-9]\d{{0,18}}):([0-9a-f]{{{NOTED_DIGITS},64}})")
_ERASED_MARK = ERASED.split("%s", maxsplit=1)[0].encode()


@dataclass(frozen=True, slots=True)
class RawRecord:
    """A record as the bytes that are stored, whatever they are.

    `fields` are who did what as stored; `payload` is None if there is none; `typed` says whether
    every column has the storage class it was written with.
    """

    id: int
    at: bytes
    who: bytes
    action: bytes
    subject: bytes
    payload_digest: bytes
    previous: bytes
    digest: bytes
    payload: bytes | None
    typed: bool = True


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A payload that is not the one its record was written with. `marked`: it says that it was rewritten."""

    written: str
    found: str
    marked: bool


@dataclass(frozen=True, slots=True)
class _Forget:
    id: int
    document: str
    erasures: Mapping[int, tuple[str, str]]


def payload_of(detail: Mapping[str, object]) -> bytes:
    """The bytes that are stored and digested for a payload.

    A lone surrogate (a file name or an argument that is not UTF-8) becomes its JSON escape.
    """
    return json.dumps(detail, ensure_ascii=False, sort_keys=True).encode("utf-8", "backslashreplace")


def sha256(data: bytes) -> str:
    """The digest as the chain writes it."""
    return hashlib.sha256(data).hexdigest()


def record_digest(key: int, at: str, who: str, action: str, subject: str, payload_digest: str, previous: str) -> str:
    """The digest that chains a record: SHA-256 of its fields as a JSON array."""
    fields = json.dumps([key, at, who, action, subject, payload_digest, previous], ensure_ascii=True)
    return sha256(fields.encode())


def parse_head(value: str) -> tuple[int, str] | None:
    """Number and digest of the last record, None if this is no head."""
    match = _HEAD.fullmatch(value)
    return (int(match[1]), match[2]) if match else None


def parse_noted(value: str) -> tuple[int, str] | None:
    """A head that a person noted: the digest may be cut, to 12 hex digits or more."""
    match = _NOTED.fullmatch(value.strip().lower())
    return (int(match[1]), match[2]) if match else None


class ChainCheck:
    """Takes the records in the order of their numbers and says at the end what is wrong first.

    Holds the last record, and a few digests for each payload that a forgetting rewrote.
    """

    def __init__(self, noted: tuple[int, str] | None = None) -> None:
        self._noted = noted
        self._next = 1
        self._digest = GENESIS
        self._whole = True
        self._broken: AuditProblem | None = None
        self._stray: AuditProblem | None = None
        self._unlike_noted: AuditProblem | None = None
        self._doubts: dict[int, _Doubt] = {}
        self._forgets: list[_Forget] = []
        # The highest number of a bad record that may have been a forgetting.
        self._suspect = 0

    @property
    def last(self) -> int:
        """The number up to which records were taken."""
        return self._next - 1

    def add(self, row: RawRecord) -> None:
        """Take the next record."""
        if row.id < self._next:
            what = "stands twice or out of order" if row.id > 0 else "does not belong to the trail: numbers begin at 1"
            self._stray = self._stray or AuditProblem(row.id, what)
            return
        if row.id > self._next:
            self._break(self._next, "is missing")
            self._suspect, self._whole = row.id - 1, False
        flaw = _flaw(row)
        if flaw:
            self._break(row.id, flaw)
            self._suspect = row.id
        elif self._whole and row.previous.decode() != self._digest:
            self._unlinked(row.id)
        self._digest, self._whole, self._next = row.digest.decode(errors="replace"), True, row.id + 1
        if self._noted and self._noted[0] == row.id and not self._digest.startswith(self._noted[1]):
            self._unlike_noted = AuditProblem(row.id, "is not the record of the head that was noted")
        if row.payload is None:
            self._break(row.id, "has lost its payload, what was delivered")
            self._suspect = row.id if row.action == FORGET.encode() else self._suspect
        elif not flaw:
            self._weigh(row, row.payload)

    def _unlinked(self, key: int) -> None:
        """A record that is sound in itself, chained to another one than stands before it."""
        if key == 1:
            self._break(1, "is not chained to the beginning of the trail")
        else:
            self._break(key - 1, f"is not the one that record {key} was chained to: it was replaced")
            self._suspect = key - 1

    def _weigh(self, row: RawRecord, payload: bytes) -> None:
        found, written = sha256(payload), row.payload_digest.decode()
        if found != written:
            self._doubts[row.id] = _Doubt(written, found, _ERASED_MARK in payload)
        if row.action != FORGET.encode():
            return
        erasures = _erasures(payload, row.id)
        if erasures is None and found == written:
            self._break(row.id, "does not say which payloads it rewrote")
        self._forgets.append(_Forget(row.id, row.subject.decode(), erasures or {}))

    def _break(self, key: int, what: str) -> None:
        if self._broken is None or key < self._broken.record:
            self._broken = AuditProblem(key, what)

    def stopped(self, why: str) -> AuditVerdict:
        """The verdict when the database could not be read to the end."""
        problem = AuditProblem(self._next, f"could not be read: {why}")
        return AuditVerdict(self.last, f"{self.last}:{self._digest}", self._broken or problem)

    def verdict(self, head: str | None, *, records: int, payloads: int) -> AuditVerdict:
        """What is wrong first, given the stored head and how many rows both tables have."""
        accepted, bad = self._judged()
        for problem in (self._head_problem(head), self._broken):
            if problem:
                bad[problem.record] = (problem.what, False)
        problem = self._first(bad) or self._stray or self._left_over(records, payloads) or self._noted_problem()
        erasures = tuple(Erasure(f.id, f.document, len(f.erasures)) for f in accepted if f.erasures)
        return AuditVerdict(self.last, f"{self.last}:{self._digest}", problem, erasures)

    def _judged(self) -> tuple[list[_Forget], dict[int, tuple[str, bool]]]:
        """The forgettings that stand, and what is wrong with payloads: (what, whether it says it was rewritten).

        From the last forgetting to the first: whether one stands depends only on later ones.
        """
        accepted: list[_Forget] = []
        spans: dict[int, tuple[str, str]] = {}
        torn: set[int] = set()
        for forget in reversed(self._forgets):
            doubt = self._doubts.get(forget.id)
            if doubt and (forget.id in torn or spans.get(forget.id) != (doubt.written, doubt.found)):
                self._suspect = max(self._suspect, forget.id)
                continue
            accepted.append(forget)
            for record, (before, after) in forget.erasures.items():
                later = spans.get(record)
                if later and later[0] != after:
                    torn.add(record)
                spans[record] = (before, later[1] if later else after)
        bad: dict[int, tuple[str, bool]] = {}
        for key, doubt in self._doubts.items():
            what = _payload_problem(doubt, spans.get(key), torn=key in torn)
            if what:
                bad[key] = (what, doubt.marked)
        for key in spans.keys() - self._doubts.keys():
            bad[key] = ("has a payload with wording that was erased", False)
        return accepted[::-1], bad

    def _first(self, bad: Mapping[int, tuple[str, bool]]) -> AuditProblem | None:
        """The first bad record.

        A payload that says it was rewritten is not held against its own record while a later record
        is bad that may have been the forgetting that accounts for it.
        """
        for key in sorted(bad):
            what, marked = bad[key]
            if not (marked and key < self._suspect) or key == max(bad):
                return AuditProblem(key, what)
        return None

    def _head_problem(self, value: str | None) -> AuditProblem | None:
        head = None if value is None else parse_head(value)
        if head is None:
            lost = "is missing" if value is None else "cannot be read"
            return AuditProblem(self.last, f"is the last one found, but the head of the trail {lost}")
        number, digest = head
        if number > self.last:
            self._suspect = max(self._suspect, self._next)
            return AuditProblem(self._next, f"is missing: the head of the trail is at record {number}")
        if number < self.last:
            return AuditProblem(number + 1, f"stands behind the head of the trail, which is at record {number}")
        if digest != self._digest:
            return AuditProblem(self.last, "is not the record that the head of the trail names")
        return None

    def _left_over(self, records: int, payloads: int) -> AuditProblem | None:
        for what, count in (("records", records), ("payloads", payloads)):
            if count != self.last:
                return AuditProblem(self.last, f"is the last one, but there are {count} {what}: some do not belong")
        return None

    def _noted_problem(self) -> AuditProblem | None:
        if self._noted and self._noted[0] > self.last:
            return AuditProblem(self._next, f"is missing: a head at record {self._noted[0]} was noted")
        return self._unlike_noted


def _payload_problem(doubt: _Doubt, span: tuple[str, str] | None, *, torn: bool) -> str | None:
    if span is None:
        return "has a payload that is not what was recorded"
    if torn or span[0] != doubt.written:
        return "had a payload that was not what was recorded when a document was forgotten"
    return None if span[1] == doubt.found else "has a payload that is not what was left when a document was forgotten"


def _flaw(row: RawRecord) -> str | None:
    if not row.typed:
        return "has a column of another kind than was written"
    try:
        texts = [
            f.decode() for f in (row.at, row.who, row.action, row.subject, row.payload_digest, row.previous, row.digest)
        ]
    except UnicodeDecodeError:
        return "has a column that is not text any more"
    at, who, action, subject, payload_digest, previous, digest = texts
    if record_digest(row.id, at, who, action, subject, payload_digest, previous) != digest:
        return "is not what its digest says: one of its columns was changed"
    return None


def _erasures(payload: bytes, forget: int) -> dict[int, tuple[str, str]] | None:
    """What a forgetting rewrote, None if that cannot be read."""
    try:
        listed = json.loads(payload)[ERASURES]
        pairs = {int(key): (str(before), str(after)) for key, (before, after) in listed.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return pairs if all(0 < key < forget for key in pairs) else None
