"""Replaying an answer from its audit record: its evidence and its verdicts, worked out again."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.replaying import checks
from assistant.replaying.asking_again import asked_again
from assistant.replaying.library import Library, library
from assistant.replaying.nouns import Part, Replayed, Result
from assistant.replaying.recorded import Recorded, read
from assistant.workspace import Workspace
from retrieval.errors import UnknownReference
from retrieval.records import AuditRecord
from retrieval.sessions import ANSWER


def replay(workspace: Workspace, reference: str) -> Replayed:
    """Work an answer out again; `reference` is its id ("a-1f0c...") or the number of its record.

    Nothing is recorded, and no model is asked: what it said is in the record, and is checked again. An answer
    given without a model is asked for again where the library is the one it was given from; else what it
    quotes and claims is checked again. Raises UnknownReference.
    """
    record = _found(workspace, reference)
    recorded = read(record)
    with workspace.ledger.snapshot():
        there = library(recorded, workspace.ledger)
        parts = tuple(_parts(workspace, recorded, there))
        changed = tuple(_changed(workspace, recorded, there))
    return Replayed(
        record=record.id,
        answer=record.subject,
        question=recorded.question.text,
        mode=recorded.mode,
        versions=there.versions,
        parts=parts,
        changed=changed,
    )


def _found(workspace: Workspace, reference: str) -> AuditRecord:
    trail = workspace.ledger.audit
    record = trail.find(int(reference)) if reference.isdecimal() else trail.about(reference)
    if record.action != ANSWER:
        raise UnknownReference(
            f"record {record.id} is no answer to a question but {record.action!r}",
            next_step="see `setpoint audit list --action ask`",
        )
    if not record.readable:
        raise UnknownReference(
            f"what record {record.id} delivered cannot be read", next_step="run `setpoint audit verify`"
        )
    return record


def _parts(workspace: Workspace, recorded: Recorded, there: Library) -> Iterator[Part]:
    problem = workspace.audit.verify().problem
    if problem is not None:
        yield Part("audit trail", Result.DIFFERS, str(problem))
    else:
        yield Part("audit trail", Result.SAME)
    yield checks.quotations(recorded, there)
    yield from checks.claims(recorded, there, workspace.verifier)
    if recorded.proposals is not None:
        yield from checks.verdicts(recorded, there, workspace.verifier)
    if recorded.mode != "model" and there.comparable:
        yield from asked_again(recorded, workspace.answering.answer)


def _changed(workspace: Workspace, recorded: Recorded, there: Library) -> Iterator[str]:
    versions = recorded.record.detail.get("versions")
    before = versions if isinstance(versions, dict) else {}
    for name, now in workspace.versions:
        if before.get(name) != now:
            yield f"{name} was {before.get(name) or 'not recorded'}, now it is {now}"
    if not there.same_documents:
        yield "documents were added or removed since: only what it quotes and claims was checked again"
    elif not there.same_standing:
        yield "other versions are in force since: only what it quotes and claims was checked again"
