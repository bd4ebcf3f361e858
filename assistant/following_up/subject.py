"""What a question is about: the thing or the number that a pronoun behind it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.following_up.reading import NotRead
from assistant.following_up.slot import Kind, Slot
from assistant.linked.asked import CODE
from graph.schema import Label

_PARTICIPLE = re.compile(
    r"\b(?!required|allowed|permitted|accepted|recommended|used|measured|recorded)(\w+ed|frozen|spun)\s+$",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:may|can|must|should|could|do|does|is|are) (?P<what>(?:the|our|a|an|this) [\w+ -]{3,50}?) "
    r"(?:be|stay|stand|remain|wait|sit|go|last|good|stable)\b",
    re.IGNORECASE,
)
_OF_NUMBER = re.compile(rf" (?:of|in|for) (?:run |lot )?{CODE.pattern}")
# Numbers of what was made or happened: nothing is "its" of an SOP.
_MADE = frozenset(label.spoken for label in (Label.RUN, Label.LOT, Label.DONOR, Label.DEVIATION, Label.STUDY))
_PREPOSITION = re.compile(r"\s+(?:of|for|in|at|on|during|after|before|under|with)\b", re.IGNORECASE)


def asked_of(slot: Slot, base: str, of_base: Sequence[Slot]) -> str:
    """A question for a limit or a thing of what the question before is about."""
    subject = _subject(base, of_base)
    tail = ""
    if (place := base.find(subject)) >= 0 and _PREPOSITION.match(base, place + len(subject)):
        tail = base[place + len(subject) :].rstrip(" ?.!")
    article = "" if any(s.kind is Kind.CODE and s.text == subject for s in of_base) else "the "
    return f"What is the {slot.text} of {article}{subject}{tail}?"


def _subject(base: str, of_base: Sequence[Slot]) -> str:
    """The one thing that a question is about, else the one number; with the participle before it ("thawed vector")."""
    for kind in (Kind.THING, Kind.CODE):
        found = [slot for slot in of_base if slot.kind is kind]
        wordings = {slot.text.casefold() for slot in found}
        if len(wordings) > 1:
            break
        if found:
            before = _PARTICIPLE.search(base[: found[0].start])
            return base[before.start() if before else found[0].start : found[0].end]
    raise NotRead("it is not clear what of the question before it points to")


def names_made(of_base: Sequence[Slot]) -> bool:
    """Whether a run, lot or the like is named, not only a document."""
    return any(slot.kind is Kind.CODE and slot.sort in _MADE for slot in of_base)


def number(of_base: Sequence[Slot]) -> str:
    """The one number that a question names: what "that run" is."""
    codes = {slot.text for slot in of_base if slot.kind is Kind.CODE}
    if len(codes) != 1:
        raise NotRead("the question before does not name one such number")
    return codes.pop()


def owner(base: str, of_base: Sequence[Slot]) -> str:
    """What "its" is said of: the one number, else the one thing."""
    codes = {slot.text for slot in of_base if slot.kind is Kind.CODE and slot.sort in _MADE}
    if len(codes) == 1:
        return f"{codes.pop()}'s"
    whole = whole_subject(base, of_base)
    return f"{whole}'" if whole.endswith("s") else f"{whole}'s"


def whole_subject(base: str, of_base: Sequence[Slot]) -> str:
    """The thing that a question is about, with the number that it is of: "the VCN of CT-118"."""
    try:
        subject = _subject(base, of_base)
    except NotRead:
        if (match := _HELD.search(base)) is None:
            raise
        return match["what"]
    at = base.find(subject) + len(subject)
    behind = _OF_NUMBER.match(base, at)
    article = "" if any(slot.kind is Kind.CODE and slot.text == subject for slot in of_base) else "the "
    return f"{article}{subject}{behind.group() if behind else ''}"
