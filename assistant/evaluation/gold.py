"""Questions with known answers, as a file of JSON lines holds them."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.evaluation.wording import holds, matches
from retrieval.errors import SettingsError

Filled = Annotated[str, Field(min_length=1)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _compiled(regex: str) -> str:
    try:
        re.compile(regex)
    except re.error as error:
        raise ValueError(f"{regex!r} is no regular expression ({error})") from error
    return regex


class Expected(_Closed):
    """What the shown claims must state: a regular expression or an exact wording, one of the two."""

    regex: Filled | None = None
    exact: Filled | None = None

    @model_validator(mode="after")
    def _one(self) -> Expected:
        if (self.regex is None) is (self.exact is None):
            raise ValueError("either regex or exact, one of the two")
        if self.regex is not None:
            _compiled(self.regex)
        return self

    def met_by(self, text: str) -> bool:
        """Whether a plain text states it."""
        return matches(text, self.regex) if self.regex is not None else holds(text, self.exact or "")

    def __str__(self) -> str:
        return f"/{self.regex}/" if self.regex is not None else repr(self.exact)


class Span(_Closed):
    """Words of a document that answer a question.

    Spans with the same `fact` are alternatives: one of them is enough.
    """

    document: Filled
    quote: Filled
    fact: Filled | None = None


class Gold(_Closed):
    """A question and what a right answer to it is.

    A question with `answerable` false is answered rightly by a refusal. `documents` are the sources that are
    accepted, by number and version ("SOP-014 v3"), file name or number. `stale` are values that may be shown
    only when they are marked as superseded or draft, `reject` regexes that must not be met in an answer.
    Questions of one `session` are follow-ups of each other, in the order of the file.
    """

    id: Filled
    kind: Filled
    question: Filled
    answerable: bool
    split: str | None = None
    as_of: dt.date | None = None
    product: str | None = None
    session: str | None = None
    expect: tuple[Expected, ...] = ()
    documents: tuple[Filled, ...] = ()
    evidence: tuple[Span, ...] = ()
    stale: tuple[Filled, ...] = ()
    reject: tuple[Filled, ...] = ()
    note: str = ""

    @field_validator("reject")
    @classmethod
    def _regexes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_compiled, value))

    @model_validator(mode="after")
    def _consistent(self) -> Gold:
        if self.answerable and not self.expect:
            raise ValueError("an answerable question needs something in expect")
        if not self.answerable and self.expect:
            raise ValueError("an unanswerable question expects nothing")
        return self


@dataclass(frozen=True, slots=True)
class GoldFile:
    """The questions of a file, with the digest of its bytes."""

    path: Path
    digest: str
    questions: tuple[Gold, ...]

    def of_split(self, split: str | None) -> tuple[Gold, ...]:
        """The questions of one split. Raises SettingsError with the splits there are."""
        if split is None:
            return self.questions
        found = tuple(q for q in self.questions if q.split == split)
        if not found:
            there = ", ".join(sorted({q.split for q in self.questions if q.split})) or "none"
            raise SettingsError(
                f"no question of split {split!r}", where=str(self.path), next_step=f"there are: {there}"
            )
        return found


def read_gold(path: Path) -> GoldFile:
    """Read a file. Raises SettingsError naming the first line that is wrong, and what is wrong with it."""
    try:
        content = path.read_bytes()
        lines = content.decode("utf-8").splitlines()
    except OSError as error:
        raise SettingsError(
            f"cannot be read ({error.strerror})", where=str(path), next_step="name a file of JSON lines"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError("is not UTF-8", where=str(path), next_step="save it as UTF-8") from error
    questions = tuple(_parsed(path, lines))
    if not questions:
        raise SettingsError("has no question", where=str(path), next_step="one JSON object a line")
    return GoldFile(path, hashlib.sha256(content).hexdigest(), questions)


def _parsed(path: Path, lines: list[str]) -> Iterator[Gold]:
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            gold = Gold.model_validate_json(line)
        except ValidationError as error:
            raise _bad(path, number, _said(error)) from error
        if gold.id in seen:
            raise _bad(path, number, f"the id {gold.id!r} stands in line {seen[gold.id]} already")
        seen[gold.id] = number
        yield gold


def _bad(path: Path, number: int, what: str) -> SettingsError:
    return SettingsError(what, where=f"{path} line {number}", next_step="mend the line")


def _said(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return f"{field}: {message}" if field else message
