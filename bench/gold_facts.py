"""Facts that people wrote down from the sample records, and what it takes to state one of them.

`bench/gold/facts.jsonl` holds a fact a line. Where the record leaves room, a line says so: `or` gives
further names that are as right as the first (`*` stands for anything), a list gives values of which
each is right, "a|b" in a label or kind is either, and an `optional` line is right when it is found
but not asked for. `bench/gold/README.md` says how each doubt was decided.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from bench.gold_values import agree, fold, matches_pattern, unit_of, within_unit

GOLD = Path(__file__).parent / "gold"
# Of these the record may say nothing that a reader could repeat: they need not be found, only not differ.
UNASKED = {"RECORDED": {"method"}}
# A fact without one of these says something else, or nothing.
ESSENTIAL = frozenset({"low", "high", "value", "direction"})
CONTEXTS = ("product", "operation", "time", "method")
_NO_VALUE = frozenset({"label", "name", "or", "number", *CONTEXTS})

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a fact: its names as they are written, and those that resolution gives it."""

    label: str
    names: tuple[str, ...]
    resolved: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """As written, then as resolved."""
        return (*self.names, *self.resolved)


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact of a record as the scorer compares it, found or written by hand."""

    relation: str
    file: str
    subject: Side
    object: Side
    context: Json
    values: Json
    optional: bool = False
    text: str = ""


def read_gold(place: Path = GOLD / "facts.jsonl") -> list[Stated]:
    """Every line of the gold file."""
    return [gold_line(raw) for raw in lines_of(place)]


def lines_of(place: Path) -> Iterator[dict[str, object]]:
    """The JSON objects of a JSON Lines file."""
    for line in place.read_text(encoding="utf-8").splitlines():
        yield cast("dict[str, object]", json.loads(line))


def in_scope() -> frozenset[tuple[str, str]]:
    """(file, relation) pairs for which the gold file is complete."""
    raw = cast("dict[str, list[Json]]", json.loads((GOLD / "scope.json").read_text(encoding="utf-8")))
    return frozenset(
        (str(of["file"]), relation) for of in raw["complete"] for relation in cast("list[str]", of["relations"])
    )


def gold_line(raw: Json) -> Stated:
    """A line of the gold file, made comparable."""
    subject, object_ = cast("Json", raw["subject"]), cast("Json", raw["object"])
    context = {name: end[name] for end in (subject, object_) for name in CONTEXTS if name in end}
    values = {name: value for name, value in object_.items() if name not in _NO_VALUE}
    values |= cast("dict[str, object]", raw.get("properties", {}))
    return Stated(
        relation=str(raw["relation"]),
        file=str(raw["file"]),
        subject=_side(subject),
        object=_side(object_),
        context=context,
        values=values,
        optional=bool(raw.get("optional")),
        text=str(raw["quote"]),
    )


def _side(end: Json) -> Side:
    names = [str(end.get("name", "*")), *cast("list[str]", end.get("or", ()))]
    if end.get("number"):
        names.append(f"step {end['number']}")
    return Side(str(end["label"]), tuple(names))


def consistent(gold: Stated, found: Stated) -> bool:
    """Whether the found fact says nothing that the gold line does not: it is right, maybe less than whole."""
    if gold.relation != found.relation or gold.file != found.file:
        return False
    if not (_same_thing(gold.subject, found.subject) and _same_thing(gold.object, found.object)):
        return False
    essential = ESSENTIAL | {"set_point"} if "*" in gold.object.names else ESSENTIAL
    if any(name in gold.values and not _agrees(name, gold, found) for name in essential):
        return False
    contexts = all(_holds(name, value, found) for name, value in gold.context.items() if found.context.get(name))
    return contexts and all(_agrees(n, gold, found) for n in gold.values if found.values.get(n) is not None)


def whole(gold: Stated, found: Stated) -> bool:
    """Whether the found fact says all that the gold line does."""
    if not consistent(gold, found):
        return False
    unasked = UNASKED.get(gold.relation, frozenset())
    contexts = all(_holds(name, value, found) for name, value in gold.context.items() if name not in unasked)
    return contexts and all(_agrees(name, gold, found) for name in gold.values)


def _same_thing(gold: Side, found: Side) -> bool:
    if found.label not in gold.label.split("|"):
        return False
    if found.label == "Limit":
        return True
    begins = found.label == "Step" and any(_begins(name, gold.names[0]) for name in found.names)
    return begins or any(matches_pattern(pattern, name) for pattern in gold.names for name in found.all_names)


def _begins(name: str, text: str) -> bool:
    """Whether a step is named by its number, or by the beginning of its text: at least two words of it."""
    words = fold(re.sub(r"^[\d.]+\s+", "", name))
    return len(words.split()) > 1 and f"{fold(text)} ".startswith(f"{words} ")


def _holds(name: str, wanted: object, found: Stated) -> bool:
    """Whether a found fact holds where and when the gold line says."""
    given = str(found.context.get(name) or "")
    choices = [str(choice) for choice in _choices(wanted)]
    if name != "time":
        return any(matches_pattern(choice, given) for choice in choices)
    named = [*found.subject.names, *found.object.names]
    return any(_same_time(choice, given) or any(_time(choice) in fold(n) for n in named) for choice in choices)


def _same_time(wanted: str, given: str) -> bool:
    """ "Harvest (day 9)" is "harvest" and is "day 9"."""
    stages = {_time(part) for part in re.split(r"[()]", wanted) if part.strip()} | {_time(wanted)}
    return bool(_time(given)) and _time(given) in stages | {f"{stage} product" for stage in stages}


def _time(text: str) -> str:
    return re.sub(r"^(?:on |at )?(?:day )?(?=-?\d)", "day ", fold(text))


def _agrees(name: str, gold: Stated, found: Stated) -> bool:
    given = found.values.get(name)
    if name in {"low", "high", "value", "set_point"}:
        given = within_unit(_bare(given, found.values.get("unit")), found.values.get("unit"))
        unit = _choices(gold.values.get("unit"))[0]
        wanted = [within_unit(choice, unit) for choice in _choices(gold.values[name])]
    else:
        wanted = _choices(gold.values[name])
    if name == "kind":
        wanted = [part for choice in wanted for part in (str(choice).split("|") if choice else [None])]
    if name == "text" and not (gold.values.get("low") is None and gold.values.get("high") is None):
        return True  # a limit with numbers is compared by its numbers
    return any(agree(name, choice, given) for choice in wanted)


def _bare(value: object, unit: object) -> object:
    """ "24 h" without its unit where that is given too."""
    match = re.match(r"\s*([+\-−]?\d+(?:\.\d+)?)\s*(\D.*)$", value) if isinstance(value, str) and unit else None
    return match[1] if match and unit_of(match[2]) == unit_of(unit) else value


def _choices(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def located(gold: Stated, found: Stated) -> bool:
    """Whether the evidence of a found fact stands in the line that the gold line quotes, or holds it."""
    one, other = gold.text.strip(), found.text.strip()
    return bool(other) and (other in one or one in other)


def as_written(fact: Stated) -> Stated:
    """The fact with nothing but the names that stand in the record."""
    subject, object_ = replace(fact.subject, resolved=()), replace(fact.object, resolved=())
    return replace(fact, subject=subject, object=object_)


def by_place(facts: Iterable[Stated]) -> dict[tuple[str, str], list[Stated]]:
    """Facts by file and relation."""
    found: dict[tuple[str, str], list[Stated]] = {}
    for fact in facts:
        found.setdefault((fact.file, fact.relation), []).append(fact)
    return found
