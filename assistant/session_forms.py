"""Sessions in the form that programs read."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.past import Past
from retrieval.sessions import Session

Json = dict[str, object]


def line(session: Session, last: Past | None) -> Json:
    """A session as a list shows it; `last` is its newest turn."""
    return {
        "session": session.id,
        "name": session.name,
        "who": session.who,
        "created": session.created,
        "turns": session.turns,
        "last_question": last.question if last else None,
        "last_at": last.at if last else None,
    }


def whole(session: Session, turns: Sequence[Past]) -> Json:
    """A session with its turns in order."""
    return {**line(session, turns[-1] if turns else None), "asked": [turn(t) for t in turns]}


def turn(t: Past) -> Json:
    """A turn; `question` is empty where a forgetting erased it."""
    return {
        "turn": t.ordinal,
        "record": t.record,
        "answer": t.answer,
        "at": t.at,
        "who": t.who,
        "question": t.question,
        "understood": t.understood,
        "as_of": t.as_of.isoformat() if t.as_of else None,
        "product": t.product,
        "refused": t.refused,
        "claims": list(t.claims),
    }
