"""Reading follow-ups: by rules where they are sure, else by a model where there is one and what it says was said.

Rules first: they cost nothing, give the same each time, and never guess. A model reads what they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.following_up.permitted import permitted
from assistant.following_up.reading import Reading, Rewritten
from assistant.following_up.rules import ByRules
from assistant.past import Past

# Asks a model to rewrite a question within its conversation; None when it says nothing usable.
Rewriter = Callable[[Sequence[Past], str], Rewritten | None]


def read_follow_up(text: str, history: Sequence[Past], rules: ByRules, rewriter: Rewriter | None = None) -> Reading:
    """A question within its session; `history` is in order, the newest last."""
    read = rules.read(text, history)
    if read.note is None or rewriter is None:
        return read
    rewritten = rewriter(history, text)
    if rewritten is None:
        return read
    cost = Reading(usage=rewritten.usage, prompts=rewritten.prompts)
    question, base = rewritten.question, rules.base(history)
    if base is None or not question or question == text or not permitted(question, [text, *_said(history)]):
        return replace(cost, note=read.note)
    return replace(cost, understood=question, as_of=base.as_of, product=rules.product_kept(question, base))


def _said(history: Sequence[Past]) -> list[str]:
    return [said for turn in history for said in (turn.question, turn.understood or "", *turn.claims)]
