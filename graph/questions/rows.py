"""What questions return: frozen rows, each with its evidence and the status of the version that says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph.process import Evidence
from graph.schema import Label
from retrieval.documents import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row has. `conflict` says that another document in force says something else."""

    evidence: tuple[Evidence, ...]
    status: Status = Status.EFFECTIVE
    conflict: bool = False


AnyRow = TypeVar("AnyRow", bound=Row)


def in_force(rows: Sequence[AnyRow]) -> tuple[AnyRow, ...]:
    """The rows that a version in force says."""
    return tuple(row for row in rows if row.status is Status.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class LimitRow(Row):
    """A limit with everything that it is bound to; empty where the document does not say."""

    of: str
    label: Label
    kind: str
    text: str
    low: float | None
    high: float | None
    low_included: bool
    high_included: bool
    unit: str
    product: str
    operation: str
    step: str
    stage: str
    method: str
    document: str
    concept: str
    node: str
    subject: str


@dataclass(frozen=True, slots=True)
class ParameterRow(Row):
    """A parameter of a step or unit operation, with its set point and limits."""

    name: str
    aliases: tuple[str, ...]
    product: str
    step: str
    operation: str
    criticality: str | None
    set_point: str
    unit: str
    limits: tuple[LimitRow, ...]
    concept: str
    node: str


@dataclass(frozen=True, slots=True)
class AttributeRow(Row):
    """An attribute with its acceptance criterion (empty when none is stated) and its method."""

    name: str
    aliases: tuple[str, ...]
    product: str
    criticality: str | None
    stage: str
    criterion: str
    low: float | None
    high: float | None
    low_included: bool
    high_included: bool
    unit: str
    kind: str
    method: str
    concept: str
    node: str


@dataclass(frozen=True, slots=True)
class EffectRow(Row):
    """One piece of evidence for what a parameter does to an attribute.

    `stance` is relative to the direction that the evidence in force favours (`favoured`, empty when it is
    divided or absent): "supports", "contradicts", or "silent" for one that says nothing of a direction.
    """

    parameter: str
    attribute: str
    product: str
    stage: str
    direction: str
    size: str
    p: str
    study: str
    basis: str
    stance: str
    favoured: str
    parameter_concept: str
    attribute_concept: str


@dataclass(frozen=True, slots=True)
class StepRow(Row):
    """A unit operation of a process, or a step of a unit operation, at its place."""

    name: str
    label: Label
    product: str
    process: str
    operation: str
    document: str
    order: int | None
    number: str
    when: str
    node: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A document that a run followed; `superseded` is None where the library cannot tell."""

    document: str
    version: str
    superseded: bool | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A thing of a run, with what it is ("CD19 CAR lentiviral vector" of a lot) where that is known."""

    name: str
    what: str
    evidence: tuple[Evidence, ...]
    node: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A measurement held against one limit. `within` is None where it cannot be judged, and `why` says why.

    `why` is also there for a judgement that rests on something the records leave open.
    """

    name: str
    stage: str
    at: str
    value: str
    limit: LimitRow
    within: bool | None
    why: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class RunRow(Row):
    """A run with what went into it and how what it recorded stands against the limits of its day.

    `verdict` is "fail" (a specification or action limit broken), "excursion" (another limit), "pass" (all
    that could be judged holds) or "not judged".
    """

    run: str
    product: str
    started: str
    ended: str
    documents: tuple[Followed, ...]
    lots: tuple[Named, ...]
    equipment: tuple[Named, ...]
    donors: tuple[Named, ...]
    deviations: tuple[str, ...]
    verdict: str
    broken: tuple[Judged, ...]
    judged: int
    unjudged: int
    node: str

    @property
    def donor(self) -> str | None:
        """The donor; several where records differ."""
        return " or ".join(d.name for d in self.donors) or None


@dataclass(frozen=True, slots=True)
class LotRow(Row):
    """A lot with its material and the runs that consumed it."""

    lot: str
    material: str
    vendor: str
    received: str
    expiry: str
    runs: tuple[str, ...]
    node: str


@dataclass(frozen=True, slots=True)
class DeviationRow(Row):
    """A deviation with its cause and what was done about it."""

    deviation: str
    criticality: str
    description: str
    root_cause: str
    capa: str
    opened: str
    state: str
    runs: tuple[str, ...]
    concerns: tuple[str, ...]
    node: str


@dataclass(frozen=True, slots=True)
class SharedRow(Row):
    """Something that failing runs had: how many failing and passing runs had it and had it not.

    `p` is Fisher's exact test (two-sided), `p_adjusted` Holm's correction for all things compared.
    """

    product: str
    kind: str
    name: str
    what: str
    failing_with: int
    failing_without: int
    passing_with: int
    passing_without: int
    p: float
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class Shared:
    """What failing runs share, beside the runs that were compared.

    `remarks` say how much so few runs can show; what is shared is where to look first, not a cause.
    """

    rows: tuple[SharedRow, ...]
    failing: tuple[RunRow, ...]
    passing: tuple[RunRow, ...]
    left_out: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasurementRow(Row):
    """What a run recorded."""

    name: str
    label: Label | None
    stage: str
    at: str
    text: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    method: str


@dataclass(frozen=True, slots=True)
class Trace(Row):
    """Everything that the records say of one run."""

    run: RunRow
    measurements: tuple[MeasurementRow, ...]
    deviations: tuple[DeviationRow, ...]
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Hop(Row):
    """One hop of a closure: what is reached, from where and by which relation; `depth` counts from 1.

    A hop by the same name (`relation` empty) joins a thing to the same thing in a record that does
    not say where it belongs.
    """

    depth: int
    source: str
    source_label: Label
    relation: str
    forward: bool
    name: str
    label: Label
    context: str
    node: str
    parent: str


@dataclass(frozen=True, slots=True)
class Change(Row):
    """What differs between two versions of a document: "added", "removed" or "changed" in value."""

    change: str
    kind: str
    name: str
    context: str
    before: str
    after: str
    evidence_before: tuple[Evidence, ...]
    evidence_after: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Unknown(Row):
    """What the records leave open: `what` is the kind of gap, `name` what has it."""

    what: str
    name: str
    product: str
    context: str
    remark: str


def by_model(row: Row) -> bool:
    """Whether a model read everything that a row rests on in records, and no rule of the code did."""
    read = [e for e in row.evidence if e.document]
    return bool(read) and all(e.by_model for e in read)


def all_evidence(*of: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Every piece of evidence once, in order of document and place."""
    every = {piece for some in of for piece in some}
    return tuple(sorted(every, key=lambda e: (e.document, e.start, e.end, e.extractor, e.by, e.at)))
