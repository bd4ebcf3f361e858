"""Sentences about the sample records with the quotations they rest on, and false versions of them.

`gold/claims.jsonl` was written from the canonical texts (`setpoint show DOC --text`) before the verifier
was there and without a look at it; `gold/claim_mutants.jsonl` holds false versions by hand, each beside the
sentence (`of`) whose quotations it keeps unless it names its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.verify import Derived

GOLD = Path(__file__).parent / "gold"
CLAIMS = GOLD / "claims.jsonl"
MUTANTS = GOLD / "claim_mutants.jsonl"


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation with the record it is said to stand in: by file, or by number and version."""

    quote: str
    document: str = ""
    version: str = ""
    file: str = ""

    @property
    def record(self) -> str:
        """The record as a person writes it."""
        return self.file or f"{self.document} v{self.version}".removesuffix(" v")


@dataclass(frozen=True, slots=True)
class Trial:
    """A sentence to be held against its quotations. `of` is empty for a faithful one; `kind` says what it is
    about, or what was done to it."""

    id: str
    text: str
    kind: str
    split: str
    citations: tuple[Cited, ...]
    derived: tuple[Derived, ...] = ()
    of: str = ""


def read_claims(file: Path = CLAIMS) -> tuple[Trial, ...]:
    """The faithful sentences."""
    return tuple(_trial(line) for line in _lines(file))


def read_mutants(claims: Sequence[Trial], file: Path = MUTANTS) -> tuple[Trial, ...]:
    """The false sentences by hand, with the quotations and split of the ones they were made of."""
    by_id = {claim.id: claim for claim in claims}
    return tuple(_mutant(line, by_id[line["of"]]) for line in _lines(file))


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _trial(line: Mapping[str, Any]) -> Trial:
    citations = tuple(Cited(**cited) for cited in line["citations"])
    derived = tuple(Derived(d["operation"], tuple(d["operands"]), d["result"]) for d in line.get("derived", ()))
    return Trial(line["id"], line["text"], line["kind"], line["split"], citations, derived, line.get("of", ""))


def _mutant(line: Mapping[str, Any], of: Trial) -> Trial:
    citations = tuple(Cited(**cited) for cited in line["citations"]) if "citations" in line else of.citations
    return Trial(line["id"], line["text"], line["kind"], of.split, citations, of.derived, of.id)
