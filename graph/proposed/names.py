"""Whether words are a whole name of the sort that a model says: no part of a longer name, no code, no unit."""

from __future__ import annotations

import re

from graph.errors import NotStated
from graph.extraction.names import names_of
from graph.proposed.quoted import Quoted, Span
from graph.schema import Label

_I = re.IGNORECASE
# What the vocabulary calls a thing, and the label that it has in the graph.
_KINDS = {
    Label.PARAMETER: "parameter",
    Label.ATTRIBUTE: "attribute",
    Label.METHOD: "method",
    Label.UNIT_OPERATION: "unit operation",
    Label.MATERIAL: "material",
    Label.EQUIPMENT: "equipment",
}
_SMALL = frozenset(
    """a an the this that these those its it their his her of in on at to for from by with within without and or nor
    but as than then per via is are was were be been being has have had do does did not no must shall should
    may can could would will when while if both all each every any such so also only during after before until
    between above below over under into through we they he she you i""".split()
)
_EDGES = re.compile(r"[^\W_]+")
# A code of a site ("RB-02", "SOP-014"), which is no name of a parameter or an attribute.
_CODE = re.compile(r"[A-Za-z]{1,6}(?:-[A-Za-z]{1,6})?-?\d[\w.-]*|\d[\w.-]*")
# Names of these sorts are codes, which say themselves what they are only by the word in front.
_SORTS = {
    Label.RUN: r"\b(?:runs?|batch(?:es)?)",
    Label.LOT: r"\b(?:lots?|batch(?:es)?)",
    Label.DONOR: r"\bdonors?",
    Label.DEVIATION: r"\b(?:deviations?|events?|non-?conformances?)",
    Label.STUDY: r"\b(?:stud(?:y|ies)|experiments?|doe)",
}
# Things of a list before the one that is meant: "A-1, A-2 and ".
ITEMS = r"(?:\s?[\w./+-]+(?:\s(?:v|version)\s?\d+)?(?:,|,?\sand)\s?(?:the |lots? )?){0,8}"
_NUMBERED = r"(?:\s(?:no\.?|nos\.?|numbers?|codes?|ids?))?:?\s"
_NEED_DIGIT = frozenset({Label.RUN, Label.LOT, Label.DONOR, Label.DEVIATION, Label.DOCUMENT})
# Words that may stand right before a name without being a part of it.
_VERBS = frozenset(
    """keep keeps kept hold holds maintain maintains ensure control limit check verify set final mean median average
    overall resulting nor par range limits criterion criteria specification spec alert action measured raises
    effect effects influence impact significant raising lowering varying changing reducing increasing
    decreasing affect affects affected influence influenced""".split()
)


def whole(quote: Quoted, span: Span, label: Label, more: re.Pattern[str] | None = None) -> None:
    """Raise NotStated unless the span is a whole name of this label; words of `more` may stand before it."""
    name = quote.sentence[span[0] : span[1]]
    _of_sort(quote, span, name, label)
    if label in (Label.PARAMETER, Label.ATTRIBUTE):
        _not_part(quote, span, name, more)
    words = [w.casefold() for w in _EDGES.findall(name)]
    if (
        not words
        or words[0] in _SMALL
        or words[-1] in _SMALL
        or {"the", "a", "an"} & {w for w in words if len(words) > 1}
    ):
        raise NotStated(f"{name[:60]!r} is no name")


def _of_sort(quote: Quoted, span: Span, name: str, label: Label) -> None:
    reading = quote.asked.reading
    known = names_of(reading.vocabulary).whole(name)
    if known is not None:
        own = names_of(reading.vocabulary, (_KINDS[label],)).whole(name) if label in _KINDS else None
        if own is None and known.kind in _KINDS.values():
            raise NotStated(f"{name[:60]!r} is a {known.kind}")
    if label in _NEED_DIGIT and not any(ch.isdigit() for ch in name):
        raise NotStated(f"{name[:60]!r} is no code")
    sort = _SORTS.get(label)
    if sort and not re.search(rf"{sort}{_NUMBERED}{ITEMS}$", quote.sentence[max(0, span[0] - 120) : span[0]], _I):
        own_name = label in (Label.RUN, Label.STUDY) and name == reading.entry.name
        if not own_name and not (label is Label.DEVIATION and re.match(r"DEV\b", name)):
            raise NotStated(f"no word says that {name[:60]!r} is a {label.lower()}")


def _not_part(quote: Quoted, span: Span, name: str, more: re.Pattern[str] | None) -> None:
    known = names_of(quote.asked.reading.vocabulary).whole(name)
    if _CODE.fullmatch(name) and known is None:
        raise NotStated(f"{name[:60]!r} is a code")
    if any(q.unit and q.start < span[1] and q.end > span[0] for q in quote.quantities):
        raise NotStated(f"{name[:60]!r} is a part of a quantity")
    before = re.search(r"([^\W_][\w'’+-]*)[ \u00a0]$", quote.sentence[: span[0]])
    if before is None:
        if span[0] and quote.sentence[span[0] - 1] in "-–/+×*":
            raise NotStated(f"{name[:60]!r} is a part of a longer name")
        return
    word = before[1].casefold()
    numbering = re.fullmatch(r"[\d.()\s]{1,20}", quote.sentence[: span[0]])
    if not (word in _SMALL or word in _VERBS or numbering or (more is not None and more.fullmatch(word))):
        raise NotStated(f"{name[:60]!r} is a part of {before[1][:40] + ' ' + name[:60]!r}")
