"""What single facts answer: sentences, what superseded versions said, what records disagree on; or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.linked.cited import Sentence
from graph.process import Evidence


@dataclass(frozen=True, slots=True)
class Near:
    """What the records do say, and what is different about it."""

    evidence: Evidence
    difference: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """What records in force state differently, each with its place."""

    about: str
    sides: tuple[tuple[str, Evidence], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; without sentences, a refusal with its reason and what is nearest."""

    sentences: tuple[Sentence, ...] = ()
    earlier: tuple[Sentence, ...] = ()
    disputed: tuple[Disputed, ...] = ()
    reason: str = ""
    near: tuple[Near, ...] = ()
