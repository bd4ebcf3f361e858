"""What a model knows of its own: asked for apart from the evidence, and shown apart from the answer."""

from __future__ import annotations

import threading
from dataclasses import replace

from assistant import prompting
from assistant.addresses import without_addresses
from assistant.answers import Answer
from assistant.errors import ModelFailed
from assistant.models.line import Line

# Characters of it that are kept: a paragraph, whatever the model makes of the prompt's limit.
LONGEST = 2_000


def with_general_knowledge(answer: Answer, line: Line, cancel: threading.Event) -> Answer:
    """The answer with what the model knows itself beside it; without, and a note, when it says nothing.

    The model is not shown any evidence for this, so that nothing of a record comes back as general knowledge.
    Raises Cancelled.
    """
    from langchain_core.messages import HumanMessage

    prompts = (*answer.prompts, *prompting.digests("general_knowledge"))
    try:
        said = line.say([HumanMessage(prompting.general(answer.understood or answer.question.text))], cancel=cancel)
    except ModelFailed as error:
        return replace(answer, prompts=prompts, notes=(*answer.notes, f"no general knowledge: {error.what}"))
    text = without_addresses(said[:LONGEST]).strip()
    return replace(answer, prompts=prompts, general=text or None)
