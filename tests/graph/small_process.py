"""A small process written by hand, with every case that questions have to tell apart.

Two products, two versions of an SOP and a protocol that disagrees with one, limits by stage, studies for and
against an effect, runs with units of their own, censored readings, a lot that the failing runs share.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.memory_store import MemoryGraph
from graph.process import Context, Edge, Evidence, Node, Value, details, edge_of, node_of
from graph.questions.inquiry import Inquiry
from graph.questions.records import Records
from graph.schema import Label, Relation
from graph.vocabulary import load_vocabulary
from retrieval.documents import DocumentKind, Entry, Identity, ReadReport, Status

L, R = Label, Relation
A, B = "ACME-1", "ACME-2"


def digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def entry(number: str, version: str = "", effective: str = "", declared: Status | None = None) -> Entry:
    day = dt.date.fromisoformat(effective) if effective else None
    identity = Identity(number, f"Title of {number}", DocumentKind.OTHER, version, declared, day)
    name = f"{number} v{version}" if version else number
    return Entry(digest(name), f"{name}.docx", identity, "main", ReadReport(1, 1, 1, 100), "2025-01-01T00:00:00")


@dataclass
class Sketch:
    """Nodes and edges as they are written down; each edge is read at a place of its own."""

    entries: list[Entry] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def document(self, number: str, version: str = "", effective: str = "", declared: Status | None = None) -> None:
        self.entries.append(entry(number, version, effective, declared))

    def node(self, label: Label, name: str, concept: str = "", *, at: Context | None = None, **values: Value) -> Node:
        found = node_of(label, name, concept or name.casefold(), at or Context(), details=details(**values))
        return self.nodes.setdefault(found.id, found)

    def say(self, document: str, relation: Relation, one: Node, other: Node, **values: Value) -> Edge:
        start = 10 * len(self.edges)
        evidence = Evidence(digest(document), start, start + 5, "hand")
        edge = edge_of(relation, one.id, other.id, evidence, details(**values))
        self.edges.append(edge)
        return edge

    def limit(
        self, document: str, of: Node, kind: str, text: str, unit: str = "", *,
        low: float | None = None, high: float | None = None, **included: bool,
    ) -> Node:  # fmt: skip
        at = Context(of.context.product, of.context.operation, "", of.context.time, of.context.method, document)
        values: dict[str, Value] = {"kind": kind, "text": text, "unit": unit, "low": low, "high": high, **included}
        found = self.node(L.LIMIT, text, f"{kind} {text}", at=at, **values)
        self.say(document, R.LIMITED_BY, of, found)
        return found

    def run(self, name: str, product: str, started: str, followed: Sequence[tuple[str, str]] = ()) -> Node:
        self.document(name)
        found = self.node(L.RUN, name)
        self.say(name, R.MADE, found, self.node(L.PRODUCT, product), started=started, ended=started)
        for number, version in followed:
            self.say(name, R.FOLLOWED, found, self.node(L.DOCUMENT, f"{number} v{version}"), version=version)
        return found

    def measured(self, run: Node, of: Node, value: float | None, unit: str = "", **values: Value) -> Node:
        text = values.pop("text", None) or (f"{value:g}" if value is not None else "")
        given: dict[str, Value] = {"run": run.name, "text": text, "value": value, "unit": unit, **values}
        given["place"] = str(len(self.edges))
        found = self.node(
            L.MEASUREMENT, of.name, of.concept, at=Context(of.context.product, time=of.context.time), **given
        )
        self.say(run.name, R.RECORDED, run, found)
        self.say(run.name, R.OF, found, of)
        return found

    def inquiry(
        self, as_of: dt.date | None = None, nodes: Sequence[Node] | None = None, edges: Sequence[Edge] | None = None
    ) -> Inquiry:
        store = MemoryGraph()
        store.merge(
            nodes if nodes is not None else list(self.nodes.values()), edges if edges is not None else self.edges
        )
        return Inquiry(store, Records(self.entries, as_of), load_vocabulary())


def small_process() -> Sketch:
    """The process of these tests."""
    s = Sketch()
    s.document("SOP-1", "1", "2024-01-01")
    s.document("SOP-1", "2", "2025-01-01")
    s.document("PR-1", "1", "2024-06-01")
    s.document("SPEC-1", "1", "2024-01-01")
    s.document("SPEC-2", "1", "2024-01-01")
    s.document("ST-1")
    s.document("ST-2")
    s.document("ST-3")
    s.document("LOG")
    s.document("DR-1", "1", "2024-01-01", Status.DRAFT)
    _process(s)
    _limits(s)
    _effects(s)
    _runs(s)
    return s


def _process(s: Sketch) -> None:
    process, product = s.node(L.PROCESS, "Making of ACME-1", at=Context(A)), s.node(L.PRODUCT, A)
    s.say("PR-1 v1", R.MAKES, process, product)
    operations = [s.node(L.UNIT_OPERATION, name, at=Context(A)) for name in ("Thaw", "Transduction", "Expansion")]
    for n, operation in enumerate(operations, start=1):
        s.say("PR-1 v1", R.HAS_OPERATION, process, operation, order=n, when=str(n))
    for one, other in itertools.pairwise(operations):
        s.say("PR-1 v1", R.PRECEDES, one, other)
    s.say("PR-1 v1", R.PRECEDES, operations[-1], operations[0])  # a cycle, as a slip of the pen makes one
    for number, version in (("SOP-1", "1"), ("SOP-1", "2")):
        name = f"{number} v{version}"
        s.say(name, R.DESCRIBES, s.node(L.DOCUMENT, name), operations[1])
        for n, text in enumerate(("Add the vector.", f"Wait {version}0 min before the wash.", "Wash."), start=1):
            step = s.node(L.STEP, text, at=Context(A, "Transduction", document=number))
            s.say(name, R.HAS_STEP, operations[1], step, order=n, number=f"3.{n}")


def _limits(s: Sketch) -> None:
    transduction = s.node(L.UNIT_OPERATION, "Transduction", at=Context(A))
    moi = s.node(L.PARAMETER, "MOI", "multiplicity of infection", at=Context(A, "Transduction"))
    for version, (low, high, set_point) in {"1": (4.0, 6.0, "5"), "2": (2.0, 5.0, "3")}.items():
        name = f"SOP-1 v{version}"
        s.say(name, R.HAS_PARAMETER, transduction, moi, **{"class": "CPP", "set_point": set_point})
        s.limit(name, moi, "PAR", f"{low:g} to {high:g}", low=low, high=high)
    hold = s.node(L.PARAMETER, "Hold time", at=Context(A, "Expansion"))
    expansion = s.node(L.UNIT_OPERATION, "Expansion", at=Context(A))
    s.say("PR-1 v1", R.HAS_PARAMETER, expansion, hold, **{"class": "KPP", "set_point": "30", "unit": "min"})
    s.limit("PR-1 v1", hold, "PAR", "at most 45 min", "min", high=45.0)
    s.limit("SOP-1 v2", hold, "PAR", "at most 30 min", "min", high=30.0)
    s.say("PR-1 v1", R.HAS_PARAMETER, expansion, s.node(L.PARAMETER, "Rocking angle", at=Context(A, "Expansion")))
    for product, harvest in ((A, 80.0), (B, 90.0)):
        spec = "SPEC-1 v1" if product == A else "SPEC-2 v1"
        for time, low in (("Harvest (day 9)", harvest), ("post-thaw", 70.0)):
            viability = s.node(L.ATTRIBUTE, "Viability", at=Context(product, time=time))
            s.limit(spec, viability, "spec", f"≥ {low:g} %", "%", low=low)
            s.say(spec, R.MEASURED_BY, viability, s.node(L.METHOD, "NC-200"), **{"class": "CQA"})
    s.limit(
        "DR-1 v1", s.node(L.ATTRIBUTE, "Viability", at=Context(A, time="post-thaw")), "spec", "≥ 60 %", "%", low=60.0
    )
    vcn = s.node(L.ATTRIBUTE, "VCN", "vector copy number", at=Context(A))
    s.limit("SPEC-1 v1", vcn, "spec", "< 5", high=5.0, high_included=False)
    glucose = s.node(L.PARAMETER, "Glucose", at=Context(A, "Expansion"))
    s.limit("PR-1 v1", glucose, "PAR", "at least 1.0 g/L", "g/L", low=1.0)
    s.limit("SPEC-1 v1", s.node(L.ATTRIBUTE, "Endotoxin", at=Context(A)), "spec", "≤ 0.5 EU/mL", "EU/mL", high=0.5)


def _effects(s: Sketch) -> None:
    moi, vcn = s.node(L.PARAMETER, "MOI", "multiplicity of infection"), s.node(L.ATTRIBUTE, "VCN", "vector copy number")
    s.say("ST-1", R.AFFECTS, moi, vcn, direction="increases", size="+1.9", p="< 0.001", study="ST-1")
    s.say("ST-2", R.AFFECTS, moi, vcn, direction="increases", size="+1.2", p="0.01", study="ST-2")
    s.say("ST-3", R.AFFECTS, moi, vcn, direction="decreases", size="-0.4", p="0.04", study="ST-3")
    s.say("LOG", R.AFFECTS, moi, vcn, direction="increases", p="0.3")
    s.say("ST-1", R.VARIED, s.node(L.STUDY, "ST-1"), moi, low=1.0, high=6.0)
    s.say("LOG", R.AFFECTS, s.node(L.PARAMETER, "Hold time"), vcn, direction="decreases")


def _runs(s: Sketch) -> None:
    viability = s.node(L.ATTRIBUTE, "Viability", at=Context(A, time="harvest"))
    moi, vcn = s.node(L.PARAMETER, "MOI", "multiplicity of infection", at=Context(A)), s.node(
        L.ATTRIBUTE, "VCN", "vector copy number", at=Context(A)
    )  # fmt: skip
    glucose = s.node(L.ATTRIBUTE, "Glucose", at=Context(A, time="day 5"))
    endotoxin = s.node(L.ATTRIBUTE, "Endotoxin", at=Context(A))
    material = s.node(L.MATERIAL, "Lentiviral vector")
    for n in range(1, 9):
        failing = n in (6, 7, 8)
        name = f"R-{n}"
        version = "1" if n <= 4 or n == 8 else "2"
        run = s.run(name, A, f"2024-0{n}-01" if n <= 4 else f"2025-0{n}-01", [("SOP-1", version)])
        lot = s.node(L.LOT, "LV-BAD" if failing else "LV-GOOD")
        s.say(name, R.CONSUMED, run, lot)
        s.say(name, R.LOT_OF, lot, material)
        s.say(name, R.USED, run, s.node(L.EQUIPMENT, "INC-1"))
        s.say(name, R.OF_DONOR, run, s.node(L.DONOR, f"D-{n}"))
        s.measured(run, viability, 70.0 if failing else 90.0, "%")
        s.measured(run, vcn, 5.0 if n == 8 else 3.0)
        s.measured(run, moi, 5.5 if n in (2, 8) else 4.5)
        s.measured(run, glucose, 800.0 if n == 7 else 2_500.0, "mg/L")
        if n == 1:
            s.measured(run, endotoxin, None, "EU/mL", high=0.05, text="< 0.05")
        if n == 2:
            s.measured(run, endotoxin, None, "EU/mL", high=2.0, text="< 2")
    other = s.run("Q-1", B, "2025-03-01")
    s.measured(other, s.node(L.ATTRIBUTE, "Viability", at=Context(B, time="harvest")), 85.0, "%")
    deviation = s.node(L.DEVIATION, "DEV-1")
    run7 = s.node(L.RUN, "R-7")
    s.say(
        "R-7",
        R.HAD,
        run7,
        deviation,
        **{"class": "major", "root_cause": "A clamp stayed closed.", "opened": "2025-07-03"},
    )
    s.say("LOG", R.HAD, run7, deviation, capa="Check the clamp.", opened="2025-07-03")
    s.say("R-7", R.CONCERNS, deviation, glucose)
