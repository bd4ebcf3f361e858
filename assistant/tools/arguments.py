"""The arguments of the tools: typed, closed and bounded, each said so that a model fills it in rightly."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from graph.schema import LimitKind

LONGEST_NAME = 200
MOST_RUNS = 20

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Runs = Annotated[list[Name], Field(min_length=1, max_length=MOST_RUNS)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SearchFor(_Closed):
    """Search the records for passages."""

    query: Annotated[str, Field(min_length=1, max_length=400, description="what to look for, in a few telling words")]
    document: Name | None = Field(None, description='only in this document: "SOP-127", or one version "SOP-127 v4"')
    product: Name | None = Field(None, description="the product it should be about")


class Section(_Closed):
    """Read a section of a document."""

    document: Name = Field(description='its number, title or file: "SOP-127"')
    section: str = Field(
        "",
        max_length=LONGEST_NAME,
        description='number or heading of the section ("5.2", "Hold times"), or the key of evidence to read around; '
        "empty for a list of the sections",
    )
    version: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="the version, if not the one in force"
    )


class GraphQuestion(StrEnum):
    """The closed set of questions to the process graph."""

    PARAMETERS = "parameters"
    ATTRIBUTES = "attributes"
    LIMITS = "limits"
    EFFECTS = "effects"
    STEPS = "steps"
    RUNS = "runs"
    LOTS = "lots"
    DEVIATIONS = "deviations"
    SHARED = "shared"
    IMPACT = "impact"
    DIFF = "diff"
    UNKNOWNS = "unknowns"


class AskGraph(_Closed):
    """Ask the process graph, which was read from the records and links them."""

    question: GraphQuestion = Field(
        description="parameters: set points and limits. attributes: criteria and methods. limits: each limit with its "
        "context. effects: what a parameter does to an attribute, on what evidence. steps: operations or steps in "
        "order. runs: runs by what went into them or what they left. lots: lots of a material with their runs. "
        "deviations: with root cause and CAPA. shared: what failing runs have in common. impact: what a change "
        "touches. diff: what differs between two versions of a document. unknowns: what the records leave open"
    )
    name: Name | None = Field(
        None,
        description="what it is about: the parameter, attribute, step or operation, run, lot, deviation or document; "
        "for effects use parameter and attribute",
    )
    parameter: Name | None = Field(None, description="effects: the parameter that is changed")
    attribute: Name | None = Field(None, description="effects: the attribute that is affected")
    product: Name | None = Field(None, description="only this product")
    step: Name | None = Field(None, description="parameters, limits: only in this step or unit operation")
    stage: Name | None = Field(None, description="attributes, limits: only at this time point or stage")
    kind: LimitKind | None = Field(None, description="limits: only this kind; runs, shared: only limits of this kind")
    outside: Name | None = Field(None, description="runs, shared: the parameter or attribute whose limit was left")
    any_outside: bool = Field(False, description="runs: only those that left any limit")
    lot: Name | None = Field(None, description="runs: that consumed this lot")
    donor: Name | None = Field(None, description="runs: of this donor")
    equipment: Name | None = Field(None, description="runs: that used this equipment")
    document: Name | None = Field(None, description='runs: that followed this document ("SOP-127 v4")')
    run: Name | None = Field(None, description="deviations: of this run")
    concerns: Name | None = Field(None, description="deviations: that concern this")
    material: Name | None = Field(None, description="lots: of this material")
    since: dt.date | None = Field(None, description="runs, shared, deviations: from this day on (YYYY-MM-DD)")
    until: dt.date | None = Field(None, description="runs, shared: up to this day (YYYY-MM-DD)")
    before: Annotated[str, Field(max_length=40)] | None = Field(None, description="diff: the earlier version")
    after: Annotated[str, Field(max_length=40)] | None = Field(None, description="diff: the later version")
    not_in_force: bool = Field(False, description="also what is superseded or a draft, marked as such")


class RunTable(_Closed):
    """Everything that the records say of one run."""

    run: Name = Field(description='the run: "CT-118"')


class CompareRuns(_Closed):
    """What several runs recorded, side by side."""

    runs: Runs = Field(description="the runs to compare, two or more")
    measured: list[Name] | None = Field(
        None, max_length=12, description="only these parameters or attributes; all when left out"
    )
