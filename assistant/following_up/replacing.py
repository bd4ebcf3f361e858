"""Slots of a follow-up into the question before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.following_up.reading import NotRead
from assistant.following_up.slot import Kind, Slot
from graph.quantities import Dimension

# What joins a slot to a question that has none of its kind.
_JOINING = {
    Kind.PRODUCT: "for",
    Kind.CODE: "for",
    Kind.TIME: "on",
    Kind.DATE: "as of",
    Kind.UNIT: "in",
    Kind.QUANTITY: "at",
    Kind.PLACE: "in",
    Kind.CONDITION: "",
}
# Kinds that answer the same question in another way.
_INSTEAD = {
    Kind.TIME: Kind.PLACE,
    Kind.PLACE: Kind.TIME,
    Kind.QUANTITY: Kind.CONDITION,
    Kind.CONDITION: Kind.QUANTITY,
}
_NOUN = re.compile(r"\s+(?:process|product|programme|program|cells)\b", re.IGNORECASE)
_LEAD = re.compile(r"\b(for|in|at|on|of|with|from|by|during|after|before|under|within)\s+(?:the\s+)?$", re.IGNORECASE)
_STAGE = re.compile(r"\b(at|after|before)\s+(?:the\s+)?$", re.IGNORECASE)
_SAID = re.compile(r"[?.!\s]*$")


def replaced(base: str, of_base: Sequence[Slot], follow_up: str, of_follow_up: Sequence[Slot]) -> str:
    """The question before with every slot of the follow-up in the place of the one it answers to.

    Raises NotRead when it is not certain which that is.
    """
    places: list[tuple[int, int, str]] = []
    added: list[str] = []
    for slot in of_follow_up:
        if _is_stage(slot, follow_up) and any(old.kind is Kind.TIME for old in of_base):
            base, of_base = _without_step(base, of_base)
        old = _answering_to(slot, of_base, base)
        if old is not None:
            start, wording = _with_lead(old, slot, base, follow_up)
            places.append((start, old.end, wording))
        elif slot.kind in _JOINING:
            added.append(_addition(slot, follow_up))
        else:
            raise NotRead(f"the question before names no {slot.kind} that {slot.text!r} could take the place of")
    places.sort()
    if any(one[1] > other[0] for one, other in pairwise(places)):
        raise NotRead("two of its parts would take the same place")
    text = base
    for start, end, wording in reversed(places):
        text = f"{text[:start]}{wording}{text[end:]}"
    return joined(text, added)


def joined(text: str, added: Sequence[str]) -> str:
    """A question with phrases added before its question mark."""
    return f"{_SAID.sub('', text)} {' '.join(added)}?" if added else text


def _addition(slot: Slot, follow_up: str) -> str:
    """A slot as a phrase at the end of a question."""
    if slot.kind is Kind.CONDITION:
        return slot.text
    lead = _lead(follow_up, slot)
    if not lead or (slot.kind is Kind.DATE and lead not in ("before", "since", "until")):
        lead = _JOINING[slot.kind]
    noun = _NOUN.match(follow_up, slot.end) if slot.kind is Kind.PRODUCT else None
    return f"{lead} {_article(follow_up, slot)}{slot.text}{noun.group() if noun else ''}"


def _is_stage(slot: Slot, text: str) -> bool:
    """ "at harvest": a step that names a time."""
    return slot.kind is Kind.PLACE and _STAGE.search(text[: slot.start]) is not None


def _without_step(base: str, of_base: Sequence[Slot]) -> tuple[str, list[Slot]]:
    """ "viability on day 5 of CAR-T expansion" for another stage: the step goes, its product stays."""
    steps = [(n, old) for n, old in enumerate(of_base) if old.kind is Kind.PLACE and of_base[n - 1].kind is Kind.TIME]
    steps += [
        (n, old)
        for n, old in enumerate(of_base)
        if old.kind is Kind.PLACE and n > 1 and of_base[n - 1].kind is Kind.PRODUCT and of_base[n - 2].kind is Kind.TIME
    ]
    if not steps:
        return base, list(of_base)
    n, step = steps[0]
    before = of_base[n - 1]
    start = before.end
    cut = step.end - start
    moved = [
        replace(old, start=old.start - cut, end=old.end - cut) if old.start > step.start else old
        for old in of_base
        if old is not step
    ]
    return f"{base[:start]}{base[step.end :]}", moved


def _answering_to(slot: Slot, of_base: Sequence[Slot], base: str) -> Slot | None:
    """The one slot of the question before whose place another takes, None if there is none."""
    same = [old for old in of_base if old.kind is slot.kind]
    if slot.kind is Kind.CODE:
        same = [old for old in same if old.sort == slot.sort and old.sort] or [
            old for old in same if _family(old.text) == _family(slot.text)
        ]
    elif slot.kind is Kind.QUANTITY:
        same = [old for old in same if old.sort == slot.sort]
    elif slot.kind is Kind.THING and len(same) > 1:
        same = [old for old in same if old.sort == slot.sort] or same
    elif slot.kind is Kind.VERSION and not same:
        return _version_of(of_base)
    if slot.kind in _INSTEAD and not same:
        same = _stages(slot, of_base, base)
    if len({old.text.casefold() for old in same}) > 1:
        named = " and ".join(dict.fromkeys(old.text for old in same))
        raise NotRead(f"the question before names {named}: it is not clear which of them {slot.text!r} stands for")
    return same[-1] if same else None


def _version_of(of_base: Sequence[Slot]) -> Slot:
    codes = [old for old in of_base if old.kind is Kind.CODE]
    if len(codes) != 1:
        raise NotRead("it names a version, and the question before does not say of which document")
    return codes[0]


def _stages(slot: Slot, of_base: Sequence[Slot], base: str) -> list[Slot]:
    """A day for a stage ("at harvest"), a stage for a day; a temperature for "on ice"."""
    found = [old for old in of_base if old.kind is _INSTEAD[slot.kind]]
    if slot.kind is Kind.TIME:
        return [old for old in found if _STAGE.search(base[: old.start])]
    if slot.kind is Kind.CONDITION:
        return [old for old in found if old.sort == str(Dimension.TEMPERATURE)]
    return found if slot.kind is Kind.PLACE or slot.sort == str(Dimension.TEMPERATURE) else []


def _with_lead(old: Slot, new: Slot, base: str, follow_up: str) -> tuple[int, str]:
    """Where the replaced stretch begins, and what is put there: with its preposition where the kinds differ."""
    if new.kind is Kind.VERSION and old.kind is Kind.CODE:
        return old.start, f"{_bare(old.text)} {new.text}"
    lead = _LEAD.search(base[: old.start])
    own = _lead(follow_up, new)
    if new.kind is Kind.CONDITION:
        return lead.start() if lead and old.kind is Kind.QUANTITY else old.start, new.text
    if old.kind is Kind.CONDITION:
        return old.start, f"{own or _JOINING[new.kind]} {new.text}"
    if new.kind in (Kind.TIME, Kind.PLACE) and (old.kind is not new.kind or (own and lead)) and lead:
        return lead.start(), f"{own or _JOINING[new.kind]} {_article(follow_up, new)}{new.text}"
    return old.start, new.text


def _bare(code: str) -> str:
    """A number without the version behind it."""
    return code.split(maxsplit=1)[0]


def _family(code: str) -> str:
    """The letters that a number begins with: "CT" of "CT-118"."""
    return (re.match(r"[A-Za-z]+", code) or [""])[0].upper()


def _lead(text: str, slot: Slot) -> str:
    match = _LEAD.search(text[: slot.start])
    return match.group(1).lower() if match else ""


def _article(text: str, slot: Slot) -> str:
    return "the " if re.search(r"\bthe\s+$", text[: slot.start], re.IGNORECASE) else ""
