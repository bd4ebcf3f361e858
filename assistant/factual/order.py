"""What comes before or after a unit operation of a process."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from assistant.factual.bags import accounts, bag
from assistant.factual.lines import Lines
from assistant.factual.reply import Reply
from assistant.factual.request import Request
from assistant.factual.site import Site
from assistant.linked.cited import Sentence
from graph.questions.rows import StepRow, in_force
from graph.questions.steps import steps
from graph.schema import Label
from retrieval.terms import STOP_WORDS, fold, stem, tokens

_AFTER = re.compile(
    r"\b(?:what|which (?:unit )?(?:step|operation|stage)s?) (?:comes|come|follows?|happens|is done|is)\b"
    r"(?:.*\b(?:after|next)\b)?|\bwhat is next\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:what|which (?:unit )?(?:step|operation|stage)s?) (?:comes|come|happens|is done|is)\b.*\bbefore\b"
    r"|\b(?:what|which (?:unit )?(?:step|operation|stage)s?) precedes?\b",
    re.IGNORECASE,
)
_ORDER = re.compile(r"\b(?:comes?|follows?|happens|next|precedes?|is done)\b|\bstep is\b", re.IGNORECASE)
_SAID = frozenset(stem(w) for w in "come comes follow follows happen happens next precede precedes done right".split())


def about_order(request: Request, site: Site, _lines: Lines) -> Reply | None:
    """The neighbour of the operation named in each process that has it; None when it is another question."""
    before = _BEFORE.search(request.question) is not None
    if request.codes.of(Label.RUN) or not _ORDER.search(request.question):
        return None
    if not before and not _AFTER.search(request.question):
        return None
    empty = _SAID | STOP_WORDS
    kept = tuple(c for c in request.concepts if not all(w in empty for w in tokens(fold(c.asked))))
    request = replace(request, concepts=kept)
    processes: dict[str, list[StepRow]] = defaultdict(list)
    for row in in_force(steps(site.inquiry)):
        if row.label is Label.UNIT_OPERATION and row.order is not None:
            processes[row.process].append(row)
    sentences: list[Sentence] = []
    for rows in processes.values():
        rows.sort(key=lambda r: r.order or 0)
        for n, row in enumerate(rows):
            other = n - 1 if before else n + 1
            if _is_meant(row, request, site) and 0 <= other < len(rows):
                sentences.append(_sentence(row, rows[other], before=before))
    return Reply(tuple(sentences)) if sentences else None


def _is_meant(row: StepRow, request: Request, site: Site) -> bool:
    """Whether every word is of the operation's name, or of its product."""
    name, product = bag(row.name), site.inquiry.product(row.product)
    named = [c for c in request.concepts if accounts(name, c)]
    others = [c for c in request.concepts if c not in named]
    return bool(named) and all(product in site.products.of(c) for c in others)


def _sentence(row: StepRow, other: StepRow, *, before: bool) -> Sentence:
    where = "before" if before else "after"
    text = f"{other.name} comes {where} {row.name}."
    return Sentence(text, f"In order, {row.document}", (*other.evidence[:1], *row.evidence[:1]))
