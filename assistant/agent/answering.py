"""An answer with a model: evidence laid out, the model asked, its claims checked, and what is left told honestly."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import prompting
from assistant.agent.composing import claim_of, composed, notes_of, withheld_of
from assistant.agent.loop import pursue
from assistant.agent.outcome import Outcome
from assistant.agent.task import Task
from assistant.answers import Answer, Question
from assistant.checked import Checked, check_claims
from assistant.errors import Cancelled
from assistant.events import ClaimChecked, EvidenceFound, Listener, SearchStarted
from assistant.exhibit_text import evidence_text, name
from assistant.exhibits import Bench, Exhibit
from assistant.laying_out import lay_out
from assistant.models.line import Line
from assistant.settings import Settings
from assistant.sight import Sight
from assistant.study import Study
from assistant.tools.chat_tools import chat_tools
from assistant.tools.tools import Tools
from assistant.verify import Verifier


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask and how far: the model with its name, the budget of the settings, who listens and who may stop it."""

    line: Line
    name: str
    settings: Settings
    verifier: Verifier
    listener: Listener
    cancel: threading.Event


@dataclass(frozen=True, slots=True)
class Modelled:
    """An answer with what it was made from, for its record."""

    answer: Answer
    bench: Bench
    outcome: Outcome


def answer_with_model(base: Answer, study: Study, sight: Sight, asking: Asking) -> Modelled:
    """The answer of a model as far as it stands the check, else `base`, which was given without one.

    Raises Cancelled when the person who asked does not want it any more.
    """
    bench = Bench()
    asking.listener(SearchStarted(f"looking through {len(sight.documents)} documents"))
    laid = bench.lay(lay_out(study, sight))
    asking.listener(EvidenceFound(len(laid), names_of(laid)))
    outcome = pursue(_task(base.question, laid, bench, sight, asking), asking.line, asking.settings)
    if outcome.ended == "cancelled":
        raise Cancelled("the answer was cancelled")
    told = replace(
        base,
        model=asking.name,
        usage=outcome.usage,
        prompts=(*prompting.digests("answer", "answer_question"), *outcome.prompts),
        notes=(*base.notes, *notes_of(outcome)),
    )
    return Modelled(composed(told, outcome, study, sight), bench, outcome)


def _task(
    question: Question,
    laid: Sequence[Exhibit],
    bench: Bench,
    sight: Sight,
    asking: Asking,
) -> Task:
    from langchain_core.messages import HumanMessage, SystemMessage

    def tell(checked: Checked) -> None:
        if checked.verdict.supported:
            asking.listener(ClaimChecked(claim_of(checked)))
        else:
            asking.listener(ClaimChecked(None, withheld_of(checked)))

    evidence = evidence_text(laid, sight)
    return Task(
        messages=[SystemMessage(prompting.rules()), HumanMessage(prompting.asked(question, None, evidence))],
        tools=chat_tools(Tools(sight, bench, asking.listener)),
        check=lambda proposed: check_claims(proposed, bench, asking.verifier),
        listener=asking.listener,
        tell=tell,
        cancel=asking.cancel,
    )


def names_of(exhibits: Sequence[Exhibit]) -> tuple[str, ...]:
    """The documents of exhibits as a reader calls them, each once."""
    return tuple(dict.fromkeys(name(e.document) for e in exhibits))
