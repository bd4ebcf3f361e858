"""An answer made with a model where one is set, without one otherwise, and what its record needs beside it.

A model that cannot be used costs the model and not the answer: what the records themselves say is shown, and a
note says why there is no more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.agent.answering import Asking, answer_with_model
from assistant.agent.general import with_general_knowledge
from assistant.agent.rewriting import rewrite
from assistant.answer_json import Json
from assistant.answering import Answering
from assistant.answers import Answer, Question
from assistant.budget import Budget
from assistant.events import Listener
from assistant.following_up.follow_ups import Rewriter
from assistant.following_up.reading import Rewritten
from assistant.models.line import Line
from assistant.past import Past
from assistant.replay_record import replay
from assistant.settings import Settings
from assistant.verify import Verifier
from retrieval.errors import SettingsError

# Opens the model of the settings. Raises SettingsError.
Opener = Callable[[Settings], Line]


@dataclass(frozen=True, slots=True)
class Made:
    """An answer, and what it can be replayed from."""

    answer: Answer
    replay: Json


class AnswerMaker:
    """Makes the answers of one library."""

    def __init__(
        self, answering: Answering, settings: Settings, verifier: Callable[[], Verifier], opener: Opener = Line.open
    ) -> None:
        self._answering = answering
        self._settings = settings
        self._verifier = verifier
        self._opener = opener
        self._line: Line | None = None

    def line(self) -> Line | None:
        """The model, opened once; None when none is set. Raises SettingsError."""
        if self._line is None and self._settings.model is not None:
            self._line = self._opener(self._settings)
        return self._line

    def rewriter(self, cancel: threading.Event) -> Rewriter | None:
        """What rewrites a follow-up with the model; None when none can be asked."""
        try:
            line = self.line()
        except SettingsError:  # said in the notes of the answer
            return None
        if line is None:
            return None
        budget = Budget.of(self._settings)

        def rewritten(history: Sequence[Past], question: str) -> Rewritten | None:
            found = rewrite(line, history, question, cancel)
            return replace(found, usage=budget.priced(found.usage)) if found else None

        return rewritten

    def make(self, question: Question, understood: str | None, listener: Listener, cancel: threading.Event) -> Made:
        """The answer to a question that stands for itself. Raises Cancelled."""
        try:
            line = self.line()
        except SettingsError as error:
            return self._without(question, f"answered without a model: {error}")
        if line is None:
            return self._without(question)
        name = self._settings.model or "model"
        with self._answering.ground(question) as ground:
            asking = Asking(line, name, self._settings, self._verifier(), listener, cancel)
            base = replace(ground.answer, understood=understood)
            made = answer_with_model(base, ground.study, ground.sight, asking)
        answer = made.answer
        if self._settings.general_knowledge:
            answer = with_general_knowledge(answer, line, cancel)
        return Made(answer, replay(made.bench, made.outcome, answer.mode))

    def _without(self, question: Question, note: str | None = None) -> Made:
        answer = self._answering.answer(question)
        return Made(replace(answer, notes=(*answer.notes, note)) if note else answer, {"mode": "extractive"})
