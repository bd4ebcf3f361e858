"""What a model may propose: the schema of its answer, and reading an answer of any kind without trusting it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import NoAnswer

# An answer with more than this is no reading of a passage of some 1,400 characters.
MOST_CANDIDATES = 60
MOST_VALUES = 4_000
MOST_CHARACTERS = 100_000
DEEPEST = 6
# What PostgreSQL and SQLite hold as a whole number.
_LARGEST = 2**63
_LONGEST_NAME = 200
_LONGEST_QUOTE = 1_500

Name = Annotated[str, Field(strict=True, min_length=1, max_length=_LONGEST_NAME)]
Part = Annotated[str, Field(strict=True, max_length=_LONGEST_NAME)]
ProposedLabel = Literal[
    "UnitOperation",
    "Parameter",
    "Attribute",
    "Limit",
    "Method",
    "Material",
    "Lot",
    "Equipment",
    "Donor",
    "Run",
    "Deviation",
    "Study",
    "Document",
]
# What the structure of a document says (order, steps, versions, measurements) is read by code alone.
ProposedRelation = Literal[
    "LIMITED_BY",
    "AFFECTS",
    "MEASURED_BY",
    "USES",
    "LOT_OF",
    "CONSUMED",
    "USED",
    "OF_DONOR",
    "FOLLOWED",
    "HAD",
    "CONCERNS",
    "VARIED",
    "MEASURED",
]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Thing(_Closed):
    """One end of a candidate, as the passage names it."""

    label: ProposedLabel
    name: Name


class Where(_Closed):
    """Where a candidate holds, as written; empty where the passage does not say."""

    product: Part = ""
    operation: Part = ""
    time: Part = ""
    method: Part = ""


class Properties(_Closed):
    """What a candidate carries, as written; empty for what it does not."""

    kind: Literal["", "NOR", "PAR", "spec", "alert", "action"] = ""
    direction: Literal["", "increases", "decreases", "none"] = ""
    size: Part = ""
    p: Part = ""


class Candidate(_Closed):
    """One proposed fact with the words it was read in."""

    relation: ProposedRelation
    subject: Thing
    object: Thing
    quote: Annotated[str, Field(strict=True, min_length=1, max_length=_LONGEST_QUOTE)]
    context: Where = Where()
    properties: Properties = Properties()


class Answer(_Closed):
    """The whole answer of a model for one passage."""

    candidates: Annotated[list[Candidate], Field(max_length=MOST_CANDIDATES)]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A candidate that did not become a fact, shortened, and why."""

    candidate: str
    reason: str


def schema() -> dict[str, object]:
    """The JSON schema of an answer."""
    return Answer.model_json_schema()


def bounded(answer: object) -> list[object]:
    """The raw candidates of an answer that is safe to keep as JSON. Raises NoAnswer for anything else."""
    if not isinstance(answer, dict):
        raise NoAnswer(f"the answer is {type(answer).__name__}, where an object with candidates is meant")
    found = cast("dict[object, object]", answer)
    if set(found) != {"candidates"} or not isinstance(found["candidates"], list):
        raise NoAnswer("the answer has no list of candidates, or something beside it")
    _measure(found)
    candidates = cast("list[object]", found["candidates"])
    if len(candidates) > MOST_CANDIDATES:
        raise NoAnswer(f"the answer has more than {MOST_CANDIDATES} candidates")
    return candidates


def read_candidates(raw: list[object]) -> tuple[list[Candidate], list[Dropped]]:
    """Candidates that follow the schema, and those that do not with the reason."""
    good: list[Candidate] = []
    bad: list[Dropped] = []
    for one in raw:
        try:
            good.append(Candidate.model_validate(one))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            bad.append(Dropped(_shown(one), f"it does not follow the schema: {where}: {first['msg']}"[:300]))
    return good, bad


def drop(candidate: Candidate, reason: str) -> Dropped:
    """The candidate dropped for a reason."""
    return Dropped(_shown(candidate.model_dump()), reason)


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)[:400]


def _measure(answer: object) -> None:
    """Raise NoAnswer unless this is plain JSON of a bounded size; never walks further than the bounds."""
    values = characters = 0
    open_: list[tuple[object, int]] = [(answer, 1)]
    while open_:
        value, depth = open_.pop()
        inside = _inside(value)
        values += 1
        characters += len(value) if isinstance(value, str) else 0
        if depth > DEEPEST or values + len(open_) + len(inside) > MOST_VALUES or characters > MOST_CHARACTERS:
            raise NoAnswer("the answer is nested too deeply or too large")
        open_ += [(inner, depth + 1) for inner in inside]


def _inside(value: object) -> list[object]:
    """The values and names in a value of JSON. Raises NoAnswer for what is none, or a number that cannot be kept."""
    if isinstance(value, dict):
        held = cast("dict[object, object]", value)
        if len(held) > MOST_VALUES or not all(isinstance(key, str) for key in held):
            raise NoAnswer("the answer is too large or no JSON")
        return [*held.keys(), *held.values()]
    if isinstance(value, list):
        items = cast("list[object]", value)
        return items if len(items) <= MOST_VALUES else [None] * MOST_VALUES
    if isinstance(value, float) and not math.isfinite(value):
        raise NoAnswer("the answer holds a number that is none")
    if isinstance(value, int) and abs(value) >= _LARGEST:
        raise NoAnswer("the answer holds a number too large to keep")
    if not isinstance(value, str | int | float | None):
        raise NoAnswer("the answer is no JSON")
    return []
