"""A file of claims, a JSON object a line, read line by line: a line that cannot be read stops nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.checking.nouns import Cited, Drafted
from assistant.verify import Derived

# Bytes of a line that is read: a claim with its quotations is a hundredth of it.
LONGEST_LINE = 1_000_000
_TEXT = Annotated[str, Field(min_length=1)]
_NAME = Annotated[str, Field(coerce_numbers_to_str=True)]


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Citation(_Loose):
    quote: _TEXT
    document: _NAME | None = None
    version: _NAME | None = None
    file: str | None = None


class _Derivation(_Loose):
    operation: Literal["count", "sum", "mean", "difference", "ratio", "percent_change", "minimum", "maximum"]
    operands: list[_NAME]
    result: _NAME


class _Claim(_Loose):
    id: Annotated[str, Field(min_length=1, coerce_numbers_to_str=True)]
    text: _TEXT
    citations: list[_Citation]
    derived: list[_Derivation] = []


class Unread(Exception):
    """A line is no claim; the message says why."""


def read_claims(file: Path) -> Iterator[Drafted]:
    """The claims of a file in its order; blank lines are passed over. Raises OSError."""
    with file.open("rb") as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            whole = line
            while len(whole) > LONGEST_LINE and not whole.endswith(b"\n"):
                whole = stream.readline(LONGEST_LINE + 1) or b"\n"
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield _read(line, number)


def _read(line: bytes, number: int) -> Drafted:
    try:
        found = _object(line, number)
    except Unread as error:
        return _unread(number, str(error))
    name = found.get("id")
    try:
        claim = _Claim.model_validate(_well_formed(found))
    except ValidationError as error:
        known = str(name) if isinstance(name, str | int) and str(name) else None
        return _unread(number, _told(error), known)
    return Drafted(
        claim.id,
        number,
        claim.text,
        tuple(Cited(c.document or "", c.version or "", c.file or "", c.quote) for c in claim.citations),
        tuple(Derived(d.operation, tuple(d.operands), d.result) for d in claim.derived),
        unread=_unnamed(claim),
    )


def _object(line: bytes, number: int) -> dict[str, object]:
    """The JSON object on a line. Raises Unread."""
    if len(line) > LONGEST_LINE:
        raise Unread(f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        found: object = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise Unread("the line is not UTF-8 text") from error
    except RecursionError as error:
        raise Unread("the line is nested too deeply") from error
    except ValueError as error:
        raise Unread(f"the line is not JSON ({str(error).partition(':')[0]})") from error
    if not isinstance(found, dict):
        raise Unread("the line is not a JSON object with id, text and citations")
    return {str(key): value for key, value in found.items()}


def _unnamed(claim: _Claim) -> str:
    if not claim.citations:
        return "nothing is cited"
    missing = [n for n, c in enumerate(claim.citations, start=1) if not (c.document or c.file)]
    return f"citation {missing[0]} names neither a document nor a file" if missing else ""


def _unread(number: int, why: str, name: str | None = None) -> Drafted:
    return Drafted(_scrubbed(name or f"line {number}"), number, "", unread=why)


def _told(error: ValidationError) -> str:
    """The first problem, with the place of the field in words: "citations 2: quote is missing"."""
    first = error.errors(include_url=False)[0]
    place = [str(part + 1) if isinstance(part, int) else part for part in first["loc"]]
    field = place[-1] if place else "the line"
    where = f"{' '.join(place[:-1])}: " if len(place) > 1 else ""
    problem = "is missing" if first["type"] == "missing" else f"is wrong ({first['msg'].lower()})"
    return f"{where}{field} {problem}"


def _well_formed(value: object) -> object:
    """The same without half pairs of surrogates, which no file could be written with."""
    if isinstance(value, str):
        return _scrubbed(value)
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    return {key: _well_formed(item) for key, item in value.items()} if isinstance(value, dict) else value


def _scrubbed(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
