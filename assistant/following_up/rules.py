"""Reading a follow-up by rules: what it names takes the place of what the question before named. Nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.following_up.forms import OTHER, Form, form, opened, pointing
from assistant.following_up.names import Names, Product
from assistant.following_up.reading import NotRead, Reading
from assistant.following_up.replacing import joined, replaced
from assistant.following_up.short import capital, which, why
from assistant.following_up.slot import Kind, Slot
from assistant.following_up.slots import slots
from assistant.following_up.subject import asked_of, names_made, number, owner, whole_subject
from assistant.past import Past

_THAT_RUN = re.compile(r"(?:this|that) (?:run|batch|lot|deviation|document|sop|protocol)\b", re.IGNORECASE)
# A question whose answer is a number of its own: what follows may be about that.
_ASKS_WHICH = re.compile(r"\b(?:which|what|whose|vector|reagent)?\s*(?:lot|donor|batch|deviation|run)\b", re.IGNORECASE)
_DEMONSTRATIVE = ("this", "that", "these", "those")
# What may follow a "that" which stands for a thing: the end, or a word that is none itself.
_ENDS = re.compile(
    r"\W*$|\s+(?:in|at|on|for|of|so|still|too|also|out|within|outside|measured|done|used|ok)\b", re.IGNORECASE
)


class ByRules:
    """Reads follow-ups with the names of the field and of the records."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def form(self, text: str) -> Form:
        """How a question leans on the one before it."""
        rest = opened(text)
        return form(rest, slots(rest.rest, self._names))

    def read(self, text: str, history: Sequence[Past]) -> Reading:
        """A question within its session; `history` is in order, the newest last."""
        asked = self.form(text)
        if asked is Form.STANDS or not history:
            return Reading()
        base = self.base(history)
        if base is None:
            return Reading()
        try:
            understood = self._rewritten(asked, opened(text).rest, base)
        except NotRead as reason:
            return Reading(note=f"it was asked as it stands: {reason}")
        return Reading(understood, as_of=base.as_of, product=self.product_kept(understood, base))

    def base(self, history: Sequence[Past]) -> Past | None:
        """The newest turn that stands for itself, or was understood so."""
        return next((turn for turn in reversed(history) if self._stands(turn)), None)

    def _stands(self, turn: Past) -> bool:
        return bool(turn.standing) and (turn.understood is not None or self.form(turn.question) is Form.STANDS)

    def _rewritten(self, asked: Form, text: str, base: Past) -> str:
        match asked:
            case Form.WHY:
                return why(base.standing)
            case Form.WHICH:
                return which(text, base.standing)
            case Form.OTHER:
                return self._of_other_product(text, base)
            case Form.SLOTS:
                return self._in_place(text, base)
            case Form.ANAPHOR:
                return self._pointed(text, base)
            case _:
                raise NotRead("it leans on the question before, and no rule says how")

    # Slots

    def _in_place(self, text: str, turn: Past) -> str:
        base = turn.standing
        own, of_base = slots(text, self._names), slots(base, self._names)
        if any(slot.kind is Kind.VERSION for slot in own) and not {Kind.VERSION, Kind.CODE} & {s.kind for s in of_base}:
            base = joined(base, [f"in {_cited(turn)}"])
            of_base = slots(base, self._names)
        if pointing(text) is not None and any(slot.kind is Kind.THING for slot in own):
            self._only_one(turn, of_base)
        named = {slot.kind for slot in of_base}
        about = [slot for slot in own if slot.kind in (Kind.LIMIT, Kind.THING)]
        if len(about) == 1 and about[0].kind not in named:
            rest = [slot for slot in own if slot is not about[0]]
            base = asked_of(about[0], base, of_base)
            of_base, own = slots(base, self._names), tuple(rest)
        return replaced(base, of_base, text, own) if own else base

    def _pointed(self, text: str, turn: Past) -> str:
        """A clause with the thing that the question before is about in the place of its pronoun."""
        match = pointing(text)
        assert match is not None
        base, of_base = turn.standing, slots(turn.standing, self._names)
        if numbered := _THAT_RUN.match(text, match.start()):
            return capital(f"{text[: match.start()]}{number(of_base)}{text[numbered.end() :]}")
        if match["it"] and match["it"].casefold() in _DEMONSTRATIVE and not _ENDS.match(text, match.end()):
            raise NotRead(f"it is not clear what {match.group()!r} is")
        own = any(slot.kind is Kind.THING for slot in slots(text, self._names))
        if match["whose"] or own:
            self._only_one(turn, of_base)
        if own and names_made(of_base):  # what it asks of is no other thing but the run or lot
            name = f"{number(of_base)}'s" if match["whose"] else number(of_base)
            return capital(f"{text[: match.start()]}{name}{text[match.end() :]}")
        wording = owner(base, of_base) if match["whose"] else whole_subject(base, of_base)
        return capital(f"{text[: match.start()]}{wording}{text[match.end() :]}")

    def _only_one(self, turn: Past, of_base: Sequence[Slot]) -> None:
        """Raise NotRead if the answer named another number, which may be meant as well."""
        asked = {slot.text.casefold() for slot in of_base if slot.kind is Kind.CODE}
        found = slots(turn.claims[0], self._names) if turn.claims and _ASKS_WHICH.search(turn.standing) else ()
        other = {slot.text for slot in found if slot.kind is Kind.CODE and slot.text.casefold() not in asked}
        if other:
            raise NotRead(f"it is not clear whether {', '.join(sorted(other))} or what was asked of is meant")

    # Products

    def _of_other_product(self, text: str, base: Past) -> str:
        other = self._other(base)
        match = OTHER.search(text)
        assert match is not None
        named = f"{text[: match.start()]}{other.name}{text[match.end() :]}"
        found = slots(named, self._names)
        if form(opened(named), found) is Form.STANDS and any(s.kind is Kind.THING for s in found):
            return capital(named)
        own = tuple(slot for slot in found if slot.kind is Kind.PRODUCT)
        return replaced(base.standing, slots(base.standing, self._names), named, own)

    def _other(self, base: Past) -> Product:
        products = self._names.products
        said = ", ".join(p.name for p in products)
        if len(products) < 2:
            raise NotRead(f"the records know of no other product ({said or 'none was read from them'})")
        current = self._product_of(base)
        others = [p for p in products if p is not current]
        if current is None or len(others) != 1:
            raise NotRead(f"it is not clear which product is meant; the records know {said}")
        return others[0]

    def _product_of(self, base: Past) -> Product | None:
        """The product that a question is about: named in it or beside it, else the one its answer was read from."""
        named = {slot.sort for slot in slots(base.standing, self._names) if slot.kind is Kind.PRODUCT}
        if not named and base.product:
            product = self._names.product(base.product)
            named = {product.name} if product else set[str]()
        named = named or set(self._names.products_of(base.documents)) or self._products_with(base.standing)
        return next((p for p in self._names.products if {p.name} == named), None)

    def _products_with(self, text: str) -> set[str]:
        """The products that have what a question names."""
        things = [slot for slot in slots(text, self._names) if slot.kind in (Kind.THING, Kind.PLACE)]
        return {name for slot in things for name in self._names.products_with(slot.text)}

    def product_kept(self, understood: str, base: Past) -> str | None:
        """The product that was given beside the question before, unless the new one names its own."""
        own = any(slot.kind is Kind.PRODUCT for slot in slots(understood, self._names))
        return None if own else base.product


def _cited(turn: Past) -> str:
    """The one document that the answer before was read from."""
    if len(turn.numbers) != 1:
        said = f"its answer cites {', '.join(turn.numbers)}" if turn.numbers else "its answer cites none"
        raise NotRead(f"a version is asked for, and the question before names no document; {said}")
    return turn.numbers[0]
