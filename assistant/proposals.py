"""What a model may say: the schema of its answer. Nothing of it is shown before `verify` has passed it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

# The name of the tool that a model gives its answer with.
ANSWER_TOOL = "answer"
MOST_CLAIMS = 24
MOST_QUOTES = 8
LONGEST_CLAIM = 1_200
LONGEST_QUOTE = 2_000


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quotation(_Closed):
    """Words of one piece of evidence, copied verbatim."""

    evidence: Annotated[str, Field(max_length=40, description="the key of the evidence, such as e3kq7a2xm")]
    quote: Annotated[
        str, Field(min_length=1, max_length=LONGEST_QUOTE, description="copied character for character from it")
    ]


class Derivation(_Closed):
    """A number that is in no quotation but follows from numbers that are; code works it out again."""

    operation: Literal["count", "sum", "mean", "difference", "ratio", "percent_change", "minimum", "maximum"]
    operands: Annotated[
        list[Annotated[str, Field(max_length=80)]],
        Field(max_length=60, description="the numbers as quoted, with unit; for a count the names counted"),
    ]
    result: Annotated[str, Field(max_length=80, description="as it stands in the claim, with unit")]


class ProposedClaim(_Closed):
    """One sentence with the quotations it rests on."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_CLAIM)]
    quotes: Annotated[list[Quotation], Field(max_length=MOST_QUOTES)]
    derived: Annotated[list[Derivation], Field(max_length=6)] = []


class ProposedAnswer(_Closed):
    """The whole answer. No claims means that the evidence does not answer the question."""

    claims: Annotated[list[ProposedClaim], Field(max_length=MOST_CLAIMS)]
    not_found: Annotated[
        list[Annotated[str, Field(max_length=300)]],
        Field(max_length=12, description="what was asked and is not in the evidence, in a few words each"),
    ] = []
