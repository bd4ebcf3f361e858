"""Sessions of a workspace: their turns, and questions read within them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.answers import Answer, Question
from assistant.audit import Audit, who
from assistant.errors import AuditFailed
from assistant.following_up.reading import Reading
from assistant.past import Past, past
from retrieval.errors import SettingsError
from retrieval.ledger import Ledger
from retrieval.records import AuditRecord
from retrieval.sessions import Session, gone

# Turns that a follow-up is read with: what was named longer ago is named again by who means it.
LOOKED_BACK = 20
# The longest name of a session: a line.
LONGEST_NAME = 80

Reader = Callable[[Question, Sequence[Past]], Reading]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came, and as it is answered: with what it leaves unsaid put in from its session."""

    question: Question
    reading: Reading = field(default_factory=Reading)

    @property
    def standing(self) -> Question:
        """The question that stands for itself."""
        read = self.reading
        if read.understood is None:
            return self.question
        return replace(
            self.question,
            text=read.understood,
            as_of=self.question.as_of or read.as_of,
            product=self.question.product or read.product,
        )

    def told(self, answer: Answer) -> Answer:
        """The answer with the question as it was asked, how it was understood, and what there is to note of that."""
        read, asked = self.reading, replace(answer.question, text=self.question.text)
        return replace(
            answer,
            question=asked,
            understood=read.understood,
            notes=(*([read.note] if read.note else []), *answer.notes),
            prompts=(*read.prompts, *answer.prompts),
            usage=read.usage.plus(answer.usage) if read.usage else answer.usage,
        )


class Conversations:
    """The sessions of one workspace."""

    def __init__(self, ledger: Ledger, audit: Audit) -> None:
        self._ledger = ledger
        self._audit = audit

    # Asking

    def read(self, question: Question, reader: Reader) -> Asked:
        """A question within its session; one without a session, or that opens it, stands as it is."""
        if question.session is None:
            return Asked(question)
        name = session_name(question.session)
        with self._ledger.snapshot():
            session = self._ledger.sessions.find(name, who())
            turns = self.turns(session, LOOKED_BACK) if session else ()
            asked = replace(question, session=name)
            return Asked(asked, reader(asked, turns)) if turns else Asked(asked)

    def keep(self, record: AuditRecord, name: str | None) -> None:
        """Put a recorded answer at the end of its session, if it has one; call it in the record's transaction."""
        if name is not None:
            self._ledger.sessions.add_turn(name, record.who, record.id)

    # Looking at them

    def list(self, *, everybodys: bool = False) -> tuple[Session, ...]:
        """One's own sessions, or everybody's, the one that was used last first."""
        return self._ledger.sessions.all(None if everybodys else who())

    def find(self, reference: str) -> Session:
        """A session by the name that this person gave it, or by its id. Raises UnknownReference."""
        found = self._ledger.sessions.find(reference, who())
        if found is None:
            raise gone(reference)
        return found

    def turns(self, session: Session, newest: int | None = None) -> tuple[Past, ...]:
        """The turns of a session in order, or the newest of them."""
        records = self._ledger.sessions.records(session.id, newest)
        first = session.turns - len(records) + 1
        there = {record.id: record for record in self._ledger.audit.several(records)}
        return tuple(past(first + n, there[key]) for n, key in enumerate(records) if key in there)

    def last_questions(self, sessions: Sequence[Session]) -> dict[str, Past]:
        """The newest turn of each session, by the session's id."""
        newest = {s.last: s for s in sessions if s.last is not None}
        records = self._ledger.audit.several(list(newest))
        return {newest[r.id].id: past(newest[r.id].turns, r) for r in records}

    # Changing them

    def rename(self, reference: str, name: str) -> Session:
        """Call a session otherwise; recorded. Raises UnknownReference, SettingsError."""
        session, name = self.find(reference), session_name(name)
        with self._ledger.together():
            self._ledger.sessions.rename(session, name)
            self._record(session, {"did": "rename", "name": session.name, "new_name": name})
        return replace(session, name=name)

    def delete(self, reference: str) -> Session:
        """Take a session out; recorded. What was answered in it stays in the audit trail. Raises UnknownReference."""
        session = self.find(reference)
        with self._ledger.together():
            self._ledger.sessions.delete(session)
            self._record(session, {"did": "delete", "name": session.name, "turns": session.turns})
        return session

    def _record(self, session: Session, detail: dict[str, object]) -> None:
        try:
            self._audit.record("session", session.id, detail)
        except AuditFailed as error:
            raise AuditFailed(error.what, next_step="make the workspace writable; nothing was changed") from error


def session_name(text: str) -> str:
    """A name as sessions have it: one line. Raises SettingsError for none or one that is too long."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise SettingsError(
            f"a session is called by 1 to {LONGEST_NAME} printable characters", next_step="choose another name"
        )
    return name
