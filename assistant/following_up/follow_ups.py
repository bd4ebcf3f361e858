"""Reading follow-ups in a workspace: by a model where there is one and what it says holds, else by rules."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers import Question
from assistant.following_up.names import Names
from assistant.following_up.reading import Reading
from assistant.following_up.rules import ByRules
from assistant.past import Past


def read_follow_up(question: Question, history: Sequence[Past], names: Names) -> Reading:
    """A question within its session; `history` is in order, the newest last."""
    return ByRules(names).read(question.text, history)
