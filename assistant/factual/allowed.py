"""Whether a value would keep the limits in force: "is a MOI of 4.5 allowed?"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.factual.lines import Lines
from assistant.factual.matching import Ground, best, match
from assistant.factual.reply import Reply
from assistant.factual.request import Request
from assistant.factual.site import Site
from assistant.factual.stated import Stated
from assistant.factual.words import ASKING
from assistant.linked.cited import Sentence
from graph.quantity import Quantity
from graph.questions.values import ends_quantity, read, stands
from retrieval.documents import Status
from retrieval.terms import STOP_WORDS, fold, stem, tokens

_ASKS = re.compile(
    r"^\W*(?:is|are|would|may|can|could|does)\b.*\b(?:allowed|acceptable|permitted|permissible|ok|okay|fine|tolerated"
    r"|too (?:high|low|long|short|much|little)|inside|within|outside|in (?:range|spec)|meets?|pass(?:es)?)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.-])(?P<number>\d+(?:\.\d+)?)(?:\s?(?P<unit>[^\s\d?,.;]+(?:/[^\s?,.;]+)?))?")
_SAID = frozenset(
    stem(w)
    for w in (
        "allowed acceptable permitted permissible ok okay fine tolerated too high low long short much little inside "
        "within outside range spec meet meets pass passes value"
    ).split()
)
_KINDS = ("PAR", "spec", "action")


def about_allowed(request: Request, site: Site, lines: Lines) -> Reply | None:
    """The verdict on a value against every limit that binds the thing named; None when it is another question."""
    number = _NUMBER.search(request.question)
    if request.codes.known or request.times or number is None or not _ASKS.search(request.question):
        return None
    empty = _SAID | ASKING | STOP_WORDS | {*tokens(number.group())}
    kept = tuple(c for c in request.concepts if not all(w in empty for w in tokens(fold(c.asked))))
    bare = replace(request, concepts=kept, parsed=replace(request.parsed, quantities=()))
    ground = Ground(bare, site, lines, site.known(kept))
    matches = [m for v in site.values(kept) if kept and (m := match(v, ground)) is not None]
    fitting = [m.stated for m in best(m for m in matches if not (m.missing or m.unmet))]
    limits = [s for s in fitting if s.status is Status.EFFECTIVE and s.kind in _KINDS]
    sentences = [s for limit in limits if (s := _verdict(limit, number["number"], number["unit"] or ""))]
    return Reply(tuple(sentences)) if sentences and len(sentences) == len(limits) else None


def _verdict(limit: Stated, number: str, unit: str) -> Sentence | None:
    """Where the value stands to one limit, None where the two cannot be held against each other."""
    bound = ends_quantity(limit.low, limit.high, limit.unit)
    value = _quantity(number, unit, limit)
    within = stands(value, bound) if value is not None and bound is not None else None
    if value is None or within is None:
        return None
    kind = {"spec": "acceptance criterion", "action": "action limit"}.get(limit.kind, limit.kind)
    shown = f"{number} {unit}".strip() if read(number, unit) and unit else number
    side = "inside" if within else "outside"
    when = f" ({limit.time})" if limit.time else ""
    text = f"{limit.name}{when}: {shown} is {side} the {kind} {limit.value} of {limit.document} (computed)."
    return Sentence(text, f"{limit.name} · {limit.product}" if limit.product else limit.name, limit.evidence, (number,))


def _quantity(number: str, unit: str, limit: Stated) -> Quantity | None:
    """The value in its own unit, or in that of the limit as it is written where it has none."""
    own = read(number, unit) if unit else None
    if own is not None and own.unit_known and own.unit:
        return own
    written = re.search(r"[^\d\s.,–-].*$", re.sub(r"\bto\b|\bat (?:most|least)\b|[≤≥<>]", " ", limit.value))
    tail = re.sub(r"^[\d.,–\s-]+", "", written.group()) if written else ""
    return read(f"{number} {tail}".strip()) or read(number, limit.unit)
