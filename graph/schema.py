"""The closed schema of the process graph: labels, relations, what each may join and carry.

The relations are those of the process records (ISA-88 for where and how, ICH Q8 for parameters,
attributes and limits). Beside them, `Background` holds what was imported from elsewhere, and
`SAME_AS` is the only way from the site's record to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Label(StrEnum):
    """What an entity is. Passages are no entities: the evidence of an edge is a span of a document version."""

    PRODUCT = "Product"
    PROCESS = "Process"
    UNIT_OPERATION = "UnitOperation"
    STEP = "Step"
    PARAMETER = "Parameter"
    ATTRIBUTE = "Attribute"
    LIMIT = "Limit"
    METHOD = "Method"
    MATERIAL = "Material"
    LOT = "Lot"
    EQUIPMENT = "Equipment"
    DONOR = "Donor"
    RUN = "Run"
    MEASUREMENT = "Measurement"
    DEVIATION = "Deviation"
    STUDY = "Study"
    DOCUMENT = "Document"
    BACKGROUND = "Background"

    @property
    def spoken(self) -> str:
        """The label in a sentence: "unit operation"."""
        return "".join(f" {ch.lower()}" if ch.isupper() else ch for ch in self.value).strip()


class Relation(StrEnum):
    """What an edge says of its two ends."""

    DESCRIBES = "DESCRIBES"
    SUPERSEDES = "SUPERSEDES"
    MAKES = "MAKES"
    HAS_OPERATION = "HAS_OPERATION"
    HAS_STEP = "HAS_STEP"
    PRECEDES = "PRECEDES"
    HAS_PARAMETER = "HAS_PARAMETER"
    LIMITED_BY = "LIMITED_BY"
    MEASURED_BY = "MEASURED_BY"
    AFFECTS = "AFFECTS"
    USES = "USES"
    LOT_OF = "LOT_OF"
    MADE = "MADE"
    FOLLOWED = "FOLLOWED"
    CONSUMED = "CONSUMED"
    USED = "USED"
    OF_DONOR = "OF_DONOR"
    RECORDED = "RECORDED"
    OF = "OF"
    HAD = "HAD"
    CONCERNS = "CONCERNS"
    VARIED = "VARIED"
    MEASURED = "MEASURED"
    RELATED = "RELATED"
    SAME_AS = "SAME_AS"


_L = Label
_WHERE = frozenset({_L.UNIT_OPERATION, _L.STEP})
_WHAT = frozenset({_L.PARAMETER, _L.ATTRIBUTE})
_EVERYTHING = frozenset(Label) - {_L.BACKGROUND}


def _only(*labels: Label) -> frozenset[Label]:
    return frozenset(labels)


# Which labels a relation may start from and lead to.
ENDS: Mapping[Relation, tuple[frozenset[Label], frozenset[Label]]] = {
    Relation.DESCRIBES: (_only(_L.DOCUMENT), _WHERE | {_L.PROCESS, _L.RUN, _L.STUDY}),
    Relation.SUPERSEDES: (_only(_L.DOCUMENT), _only(_L.DOCUMENT)),
    Relation.MAKES: (_only(_L.PROCESS), _only(_L.PRODUCT)),
    Relation.HAS_OPERATION: (_only(_L.PROCESS), _only(_L.UNIT_OPERATION)),
    Relation.HAS_STEP: (_only(_L.UNIT_OPERATION), _only(_L.STEP)),
    Relation.PRECEDES: (_WHERE, _WHERE),
    Relation.HAS_PARAMETER: (_WHERE, _only(_L.PARAMETER)),
    Relation.LIMITED_BY: (_WHAT, _only(_L.LIMIT)),
    Relation.MEASURED_BY: (_only(_L.ATTRIBUTE), _only(_L.METHOD)),
    Relation.AFFECTS: (_only(_L.PARAMETER), _only(_L.ATTRIBUTE)),
    Relation.USES: (_WHERE, _only(_L.MATERIAL, _L.EQUIPMENT)),
    Relation.LOT_OF: (_only(_L.LOT), _only(_L.MATERIAL)),
    Relation.MADE: (_only(_L.RUN), _only(_L.PRODUCT)),
    Relation.FOLLOWED: (_only(_L.RUN), _only(_L.DOCUMENT)),
    Relation.CONSUMED: (_only(_L.RUN), _only(_L.LOT)),
    Relation.USED: (_only(_L.RUN), _only(_L.EQUIPMENT)),
    Relation.OF_DONOR: (_only(_L.RUN), _only(_L.DONOR)),
    Relation.RECORDED: (_only(_L.RUN), _only(_L.MEASUREMENT)),
    Relation.OF: (_only(_L.MEASUREMENT), _WHAT),
    Relation.HAD: (_only(_L.RUN), _only(_L.DEVIATION)),
    Relation.CONCERNS: (_only(_L.DEVIATION), _WHAT | _WHERE | {_L.MATERIAL, _L.LOT, _L.EQUIPMENT, _L.DOCUMENT}),
    Relation.VARIED: (_only(_L.STUDY), _only(_L.PARAMETER)),
    Relation.MEASURED: (_only(_L.STUDY), _only(_L.ATTRIBUTE)),
    Relation.RELATED: (_only(_L.BACKGROUND), _only(_L.BACKGROUND)),
    Relation.SAME_AS: (_EVERYTHING, _only(_L.BACKGROUND)),
}

# What belongs to the identity of an entity beside its name: two mentions that differ in one of
# these are two entities, whatever their names. So nothing is merged across products, time points
# or methods, and "viability on day 5" stays apart from "viability at harvest".
SCOPE: Mapping[Label, tuple[str, ...]] = {
    Label.PROCESS: ("product",),
    Label.UNIT_OPERATION: ("product",),
    Label.STEP: ("product", "operation", "document"),
    Label.PARAMETER: ("product", "operation"),
    Label.ATTRIBUTE: ("product", "time", "method"),
    Label.LIMIT: ("product", "operation", "step", "time", "method", "document"),
    Label.MEASUREMENT: ("product", "time", "method"),
}

# What an edge may carry beside its evidence.
PROPERTIES: Mapping[Relation, frozenset[str]] = {
    Relation.HAS_OPERATION: frozenset({"order", "when"}),
    Relation.HAS_STEP: frozenset({"order", "number", "when"}),
    Relation.HAS_PARAMETER: frozenset({"class", "set_point", "unit"}),
    Relation.LIMITED_BY: frozenset({"class"}),
    Relation.MEASURED_BY: frozenset({"class"}),
    Relation.AFFECTS: frozenset({"direction", "size", "p", "study", "basis"}),
    Relation.USES: frozenset({"amount", "remark"}),
    Relation.LOT_OF: frozenset({"received", "expiry", "vendor", "storage", "remark"}),
    Relation.MADE: frozenset({"started", "ended"}),
    Relation.FOLLOWED: frozenset({"version"}),
    Relation.RECORDED: frozenset({"time", "at"}),
    Relation.HAD: frozenset({"class", "description", "root_cause", "capa", "opened", "status"}),
    Relation.VARIED: frozenset({"low", "high", "centre", "unit"}),
    Relation.RELATED: frozenset({"relation", "display"}),
    Relation.SAME_AS: frozenset({"identifier"}),
}

# What an entity itself may carry: only labels whose content is their identity.
DETAILS: Mapping[Label, frozenset[str]] = {
    Label.LIMIT: frozenset({"kind", "low", "high", "low_included", "high_included", "unit", "text", "of"}),
    Label.MEASUREMENT: frozenset({"run", "value", "low", "high", "unit", "text", "place"}),
    Label.BACKGROUND: frozenset({"type", "identifier", "source"}),
}


class LimitKind(StrEnum):
    """What a limit is for: NOR inside PAR (ICH Q8, industry usage), acceptance, alert, action."""

    NOR = "NOR"
    PAR = "PAR"
    SPECIFICATION = "spec"
    ALERT = "alert"
    ACTION = "action"


class Direction(StrEnum):
    """What an attribute does when a parameter is raised."""

    INCREASES = "increases"
    DECREASES = "decreases"
    NONE = "none"
    NONLINEAR = "nonlinear"


def words_of_the_schema() -> tuple[str, ...]:
    """Every word that a graph is written with whatever it holds: labels, relations, names of what they carry."""
    carried = {name for names in (*PROPERTIES.values(), *DETAILS.values()) for name in names}
    scopes = {name for names in SCOPE.values() for name in names}
    kinds = (*Label, *Relation, *LimitKind, *Direction)
    return (*sorted(str(kind) for kind in kinds), *sorted(carried | scopes))
