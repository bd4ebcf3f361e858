"""The forms of a question that leans on the one before it, told by its words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.following_up.slot import Kind, Slot
from retrieval.terms import STOP_WORDS, fold

# Words of the longest follow-up; what is longer says what it means.
LONGEST = 24


class Form(StrEnum):
    """How a question leans on the one before it."""

    STANDS = "stands for itself"
    WHY = "why"
    WHICH = "which, how many"
    OTHER = "the other product"
    SLOTS = "names what takes another's place"
    ANAPHOR = "a pronoun"
    UNREAD = "leans on the question before, in a way that no rule reads"


@dataclass(frozen=True, slots=True)
class Opened:
    """A question without what opens a follow-up ("and what about"), and whether anything did."""

    rest: str
    opened: bool


_OPENING = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|now|thanks|thank you|great|fine|good|hm+)\b[,.!;:]*\s+)*"
    r"(?P<lead>(?:(?:and|but|or|plus|also)\b[,]?\s+)?(?:(?:what|how) about\b\s*|"
    r"(?:(?:the )?same(?: question| thing)?(?: again)?|likewise|ditto)\b(?=\s+(?:for|in|at|on|with|of|under)\b)\s*)?"
    r"(?:(?:also|then|now|only|just)\s+)?)",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"(?:why|how come|what for|for what reason|what(?:'?s| is| was) the reason)"
    r"(?: (?:is|was|not|that|this|it|so|do we do|for))*",
    re.IGNORECASE,
)
_WHICH = re.compile(r"(?:how many|which)(?: (?:ones?|of them|were (?:they|those)|are (?:they|those)))?", re.IGNORECASE)
_WHICH_THINGS = re.compile(r"(?:how many|which) [a-z]+s", re.IGNORECASE)
OTHER = re.compile(r"\b(?:the|our) other (?:products?|process|programmes?|programs?|therapy|one)\b", re.IGNORECASE)
POINTING = re.compile(
    r"\b(?:(?P<whose>its|their)|(?P<it>it|they|them|this one|that one|this|that|these|those))\b", re.IGNORECASE
)
_YES_OR_NO = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|must|should|will|would)\b", re.IGNORECASE
)
_INVERTED = re.compile(r"\b(?:do|does|did|has|had|have|is|are|was|were|can|may|must|should)\s+$", re.IGNORECASE)
_AT_END = re.compile(r"\W*$")
_CLAUSES = re.compile(
    r"[,:;]|\b(?:and|but|when|while|before|after|until|that|if|because|since|whether|where|so|to|than)\b", re.IGNORECASE
)
# "is it allowed to", "how long does it take to", "is it true that".
_EMPTY = re.compile(r"it (?:[a-z]+ ){0,4}(?:to|that|whether|if)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|may|might|"
    r"must|should|shall|will|would|am)\b",
    re.IGNORECASE,
)
# Words beside the slots of a follow-up that add nothing to them.
_LINKING = frozenset(
    """what which how is are was were s in at on for of with from to by during after before under within per the a
    an our its it their they them those were are that this same then again please now instead only just as
    well too process product programme program one run document sop version value question i we mean about
    kept held it's""".split()
)
_LEADING = frozenset("for in at on of with from to by during after before under within since until as".split())
# Words that ask or carry no thing that a pronoun could stand for.
_FRAME = frozenset(
    """long much many often fast far soon quickly hot warm cold late early may might used still also even ever anyone
    anything good exactly""".split()
)
_WORD = re.compile(r"[^\W_][\w'+-]*|%")


def opened(text: str) -> Opened:
    """A question without its opening."""
    match = _OPENING.match(text)
    lead = match["lead"].strip() if match else ""
    return Opened(text[match.end() :].strip() if match else text.strip(), bool(lead))


def form(rest: Opened, found: Sequence[Slot]) -> Form:
    """The form of a question without its opening, whose slots were found."""
    plain = rest.rest.rstrip(" ?.!")
    if not plain or len(plain.split()) > LONGEST:
        return Form.STANDS
    tests: tuple[tuple[Form, object], ...] = (
        (Form.WHY, _WHY.fullmatch(plain)),
        (Form.WHICH, _WHICH.fullmatch(plain) or _WHICH_THINGS.fullmatch(plain)),
        (Form.OTHER, OTHER.search(plain)),
        (Form.SLOTS, _is_fragment(plain, found, opened=rest.opened)),
        (Form.ANAPHOR, pointing(rest.rest)),
        (Form.UNREAD, rest.opened and not _ASKING.match(plain)),
    )
    return next((of for of, met in tests if met), Form.STANDS)


def pointing(text: str) -> re.Match[str] | None:
    """The first pronoun that points out of the question.

    It does when nothing is named before it, or when it is the subject or the end of the only clause: then what that
    clause names is something else. An "it" that stands for nothing ("is it allowed to ...") points nowhere.
    """
    for match in POINTING.finditer(text):
        if _EMPTY.match(text, match.start()):
            continue
        before = text[: match.start()]
        named = [w for w in _WORD.findall(fold(before)) if w not in STOP_WORDS | _FRAME]
        apart = match["it"] and (_INVERTED.search(before) or _AT_END.match(text, match.end()))
        if not named or (apart and not _CLAUSES.search(before)):
            return match
        return None
    return None


def _is_fragment(plain: str, found: Sequence[Slot], *, opened: bool) -> bool:
    """Whether nothing is said but slots, and the question cannot be meant to stand alone."""
    if not found or left(plain, found) or _YES_OR_NO.match(plain):
        return False
    pronoun = pointing(plain)
    if opened or (pronoun is not None and (pronoun["whose"] or not _names_a_thing(found))):
        return True
    if _ASKING.match(plain):
        return False
    first = _WORD.search(fold(plain))
    alone = all(slot.kind not in (Kind.THING, Kind.LIMIT, Kind.PLACE, Kind.PRODUCT) for slot in found)
    leads = first is not None and first.group() in _LEADING and not any(slot.kind is Kind.THING for slot in found)
    return alone or leads


def _names_a_thing(found: Sequence[Slot]) -> bool:
    return any(slot.kind is Kind.THING for slot in found)


def left(text: str, found: Sequence[Slot]) -> tuple[str, ...]:
    """The words of a text that are in no slot and link nothing."""
    kept = list(text)
    for slot in found:
        kept[slot.start : slot.end] = " " * (slot.end - slot.start)
    return tuple(w for w in _WORD.findall(fold("".join(kept))) if w not in _LINKING)
