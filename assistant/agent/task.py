"""What a model is set to do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.checked import Checked
from assistant.events import Listener, unheard
from assistant.proposals import ProposedAnswer

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.tools import BaseTool


def untold(_checked: Checked) -> None:
    """Claims that nobody waits for."""


@dataclass(frozen=True)
class Task:
    """A question with its evidence.

    `messages` are the rules and the question as rendered; `tools` are run in the thread that pursues the task.
    `check` gives the verdict on every claim of an answer, in its order. `tell` is given each claim once: as soon as
    it stands, or when it is known that it never will. Setting `cancel`, from any thread, ends it within a second.
    """

    messages: Sequence[BaseMessage]
    check: Callable[[ProposedAnswer], Sequence[Checked]]
    tools: Sequence[BaseTool] = ()
    listener: Listener = unheard
    tell: Callable[[Checked], None] = untold
    cancel: threading.Event = field(default_factory=threading.Event)
