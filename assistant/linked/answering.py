"""From a question to the sentences of the graph that answer it, or to none."""

from __future__ import annotations

from assistant.linked.asked import Sought, read
from assistant.linked.cited import Sentence
from assistant.linked.process import about_changes, about_effects, about_steps
from assistant.linked.runs import about_runs, about_shared
from graph.questions.inquiry import Inquiry


def may_be_linked(question: str) -> bool:
    """Whether a question is of a form that the graph answers; nothing is looked up."""
    return read(question) is not None


def linked(question: str, inquiry: Inquiry) -> list[Sentence]:
    """What the graph answers, directly; nothing when any word of the question is not accounted for."""
    asked = read(question)
    if asked is None:
        return []
    match asked.sought:
        case Sought.EFFECTS:
            found = about_effects(asked, question, inquiry)
        case Sought.STEPS:
            found = about_steps(asked, inquiry)
        case Sought.CHANGES:
            found = about_changes(asked, inquiry)
        case Sought.SHARED:
            found = about_shared(asked, inquiry)
        case Sought.DEVIATIONS:
            found = None
        case _:
            found = about_runs(asked, inquiry)
    return found or []
