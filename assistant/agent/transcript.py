"""What was said between a model and the loop, for the record: an answer can be replayed from it.

Of what tools returned only the digest is kept. The text is in the documents, and must go when they are forgotten.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from assistant.models.reply import Reply
from assistant.proposals import ProposedAnswer

# Characters of a model's prose that are kept: answers are in `Proposed` in full, and prose is none.
KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Said:
    """One reply of the model: its prose, the names of the tools that it called, and what the call took."""

    call: int
    text: str
    tools: tuple[str, ...]
    tokens_in: int
    tokens_out: int
    seconds: float
    cut: bool = False
    pieces: int = 0
    first_s: float = 0.0

    @classmethod
    def of(cls, reply: Reply, call: int, tools: tuple[str, ...]) -> Said:
        """A reply to the call with this number."""
        took = (reply.tokens_in, reply.tokens_out, reply.seconds)
        return cls(call, reply.text, tools, *took, reply.cut, reply.pieces, reply.first_s)

    def as_json(self) -> dict[str, object]:
        """For the record."""
        shown = self.text if len(self.text) <= KEPT else self.text[:KEPT] + "..."
        return {
            "said": shown,
            "call": self.call,
            "tools": list(self.tools),
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "seconds": round(self.seconds, 3),
            "cut": self.cut,
        }


@dataclass(frozen=True, slots=True)
class Called:
    """A call of a tool: its arguments as given, and what was answered. `refused` says that it was not run."""

    tool: str
    arguments: str
    result: str
    refused: bool = False

    def as_json(self) -> dict[str, object]:
        """For the record."""
        digest = hashlib.sha256(self.result.encode("utf-8", "replace")).hexdigest()
        return {
            "tool": self.tool,
            "arguments": self.arguments,
            "refused": self.refused,
            "result_digest": digest,
            "result_characters": len(self.result),
        }


@dataclass(frozen=True, slots=True)
class Proposed:
    """An answer that follows the schema, as the model gave it; `mended` says that it mends an earlier one."""

    answer: ProposedAnswer
    mended: bool = False

    def as_json(self) -> dict[str, object]:
        """For the record."""
        return {"proposed": self.answer.model_dump(), "mended": self.mended}


@dataclass(frozen=True, slots=True)
class Complained:
    """What the model was told to be wrong with the form of its reply."""

    problem: str

    def as_json(self) -> dict[str, object]:
        """For the record."""
        return {"complained": self.problem}


Entry = Said | Called | Proposed | Complained
