"""A process graph of any size as a large site would have it, from a seed: products, operations, limits, runs.

Every product has its own process, procedures in three versions, studies, and runs with lots, equipment,
a donor, measurements and deviations. Each procedure repeats what its earlier versions said, and what a
run's batch record says its run report says again: one edge a piece of evidence.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.process import NOWHERE, Context, Edge, Evidence, Node, Value, details, edge_of, node_of
from graph.schema import Label, Relation
from retrieval.documents import DocumentKind, Entry, Identity, ReadReport

OPERATIONS = (
    "Thaw Selection Activation Transduction Expansion Wash Harvest Formulation Filling Cryopreservation Release Storage"
).split()
STEPS = 8
PARAMETERS = (
    "Temperature,Time,Cell density,Agitation,pH,Dissolved oxygen,Glucose,Volume,Multiplicity of infection,Flow rate"
).split(",")
ATTRIBUTES = 40
VERSIONS = 3
RUNS = 40
METHODS = ("flow cytometry", "qPCR", "ELISA", "counting", "HPLC")
STAGES = ("day 3", "day 5", "harvest", "drug product")
UNITS = ("°C", "h", "1e6/mL", "rpm", "", "%", "mmol/L", "L", "", "mL/min")


@dataclass
class Site:
    """What was made, with the catalogue that its evidence stands in."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def node(self, label: Label, name: str, scope: Context = NOWHERE, **values: Value) -> Node:
        made = node_of(label, name, name.casefold(), scope, details=details(**values))
        return self.nodes.setdefault(made.id, made)

    def say(self, relation: Relation, subject: Node, object_: Node, documents: list[str], **values: Value) -> None:
        """One edge for each document that says so."""
        for document in documents:
            place = len(self.edges)
            evidence = Evidence(document, place * 100, place * 100 + 80, "rule 1")
            edge = edge_of(relation, subject.id, object_.id, evidence, details(**values))
            self.edges[edge.id] = edge

    def document(self, number: str, kind: DocumentKind, version: int, effective: dt.date) -> str:
        digest = hashlib.sha256(f"{number} {version}".encode()).hexdigest()
        identity = Identity(number, number, kind, str(version), None, effective)
        report = ReadReport(10, 100, 5, 20_000)
        self.entries.append(
            Entry(digest, f"{number}_v{version}.docx", identity, "main", report, "2026-01-01T00:00:00Z")
        )
        return digest


def make_site(nodes: int, edges: int, seed: int = 5) -> Site:
    """Products until there are so many entities, then further studies until there are so many edges."""
    chance, site = random.Random(seed), Site()
    makers: list[_Product] = []
    while len(site.nodes) < nodes:
        maker = _Product(site, f"PRD-{len(makers) + 1:03}", chance)
        maker.process()
        for number in range(RUNS):
            maker.run(number)
        makers.append(maker)
    study = 0
    while len(site.edges) < edges:
        makers[study % len(makers)].study(study)
        study += 1
    return site


class _Product:
    def __init__(self, site: Site, name: str, chance: random.Random) -> None:
        self.site, self.name, self.chance = site, name, chance
        self.product = site.node(Label.PRODUCT, name)
        self.parameters: list[Node] = []
        self.attributes: list[Node] = []
        self.operations: list[Node] = []
        self.procedures: list[list[str]] = []

    def process(self) -> None:
        site, scope = self.site, Context(product=self.name)
        process = site.node(Label.PROCESS, f"{self.name} process", scope)
        for order, name in enumerate(OPERATIONS):
            documents = self._procedure(f"SOP-{self.name[4:]}{order:02}")
            self.procedures.append(documents)
            site.say(Relation.MAKES, process, self.product, documents[-1:])
            operation = site.node(Label.UNIT_OPERATION, name, scope)
            site.say(Relation.HAS_OPERATION, process, operation, documents, order=order + 1)
            if self.operations:
                site.say(Relation.PRECEDES, self.operations[-1], operation, documents)
            self.operations.append(operation)
            self._steps(operation, name, documents)
            self._parameters(operation, name, documents)
        self._attributes()

    def _procedure(self, number: str) -> list[str]:
        site = self.site
        documents = [
            site.document(number, DocumentKind.SOP, version, dt.date(2022 + version, 1, 1))
            for version in range(1, VERSIONS + 1)
        ]
        named = site.node(Label.DOCUMENT, number)
        for operation in self.operations[-1:]:
            site.say(Relation.DESCRIBES, named, operation, documents)
        return documents

    def _steps(self, operation: Node, name: str, documents: list[str]) -> None:
        before: Node | None = None
        for number in range(1, STEPS + 1):
            scope = Context(product=self.name, operation=name, document=f"SOP-{self.name[4:]}")
            step = self.site.node(Label.STEP, f"{name}: do thing {number}", scope)
            self.site.say(Relation.HAS_STEP, operation, step, documents, order=number, number=str(number))
            if before:
                self.site.say(Relation.PRECEDES, before, step, documents)
            material = self.site.node(Label.MATERIAL, f"Reagent {self.chance.randrange(200)}")
            self.site.say(Relation.USES, step, material, documents[-1:], amount="5 mL")
            before = step

    def _parameters(self, operation: Node, name: str, documents: list[str]) -> None:
        site = self.site
        for number, what in enumerate(PARAMETERS):
            parameter = site.node(Label.PARAMETER, what, Context(product=self.name, operation=name))
            self.parameters.append(parameter)
            centre = round(self.chance.uniform(5, 50), 1)
            site.say(
                Relation.HAS_PARAMETER,
                operation,
                parameter,
                documents,
                **{"class": "CPP" if number < 3 else "KPP", "set_point": centre, "unit": UNITS[number]},
            )
            for kind, width in (("NOR", 1.0), ("PAR", 2.5)):
                self._limit(parameter, kind, centre, width, UNITS[number], documents, operation=name)

    def _limit(
        self, of: Node, kind: str, centre: float, width: float, unit: str, documents: list[str], **where: str
    ) -> None:
        low, high = round(centre - width, 2), round(centre + width, 2)
        scope = Context(product=self.name, **where)
        ends: dict[str, Value] = {"low": low, "high": high, "low_included": True, "high_included": True}
        text = f"{low} to {high} {unit}"
        limit = self.site.node(Label.LIMIT, text, scope, kind=kind, unit=unit, text=text, of=of.id, **ends)
        self.site.say(Relation.LIMITED_BY, of, limit, documents)

    def _attributes(self) -> None:
        site, documents = self.site, self._procedure(f"SPEC-{self.name[4:]}")
        for number in range(ATTRIBUTES):
            method, stage = METHODS[number % len(METHODS)], STAGES[number % len(STAGES)]
            attribute = site.node(
                Label.ATTRIBUTE, f"Quality {number}", Context(product=self.name, time=stage, method=method)
            )
            self.attributes.append(attribute)
            site.say(Relation.MEASURED_BY, attribute, site.node(Label.METHOD, method), documents, **{"class": "CQA"})
            for kind, width in (("spec", 20.0), ("alert", 10.0)):
                self._limit(attribute, kind, 80.0, width, "%", documents, time=stage, method=method)

    def run(self, number: int) -> None:
        """One run: its batch record and its report say the same."""
        site, chance, name = self.site, self.chance, f"{self.name[4:]}-R{number:03}"
        run = site.node(Label.RUN, name)
        start = dt.date(2025, 1, 1) + dt.timedelta(days=7 * number)
        documents = [site.document(f"{kind}-{name}", DocumentKind.RUN_REPORT, 1, start) for kind in ("BR", "RR")]
        site.say(Relation.MADE, run, self.product, documents, started=start.isoformat())
        for procedure in range(len(OPERATIONS)):
            followed = site.node(Label.DOCUMENT, f"SOP-{self.name[4:]}{procedure:02}")
            site.say(Relation.FOLLOWED, run, followed, documents, version=str(chance.randrange(1, VERSIONS + 1)))
        for _ in range(15):
            material = chance.randrange(200)
            lot = site.node(Label.LOT, f"L{material:03}-{chance.randrange(25):02}")
            site.say(Relation.CONSUMED, run, lot, documents)
            of = site.node(Label.MATERIAL, f"Reagent {material}")
            site.say(Relation.LOT_OF, lot, of, documents[:1], vendor="Vendor", expiry="2027-01-31")
        for _ in range(8):
            site.say(Relation.USED, run, site.node(Label.EQUIPMENT, f"EQ-{chance.randrange(200):03}"), documents)
        site.say(Relation.OF_DONOR, run, site.node(Label.DONOR, f"D-{chance.randrange(500):03}"), documents)
        for measured in range(75):
            self._measure(run, documents, measured)
        self._deviation(run, name, documents)

    def _measure(self, run: Node, documents: list[str], number: int) -> None:
        of = (self.attributes + self.parameters)[number]
        value = round(self.chance.gauss(80 if number < ATTRIBUTES else 25, 8), 2)
        scope = Context(product=self.name, time=of.context.time, method=of.context.method)
        unit = "%" if number < ATTRIBUTES else UNITS[number % len(UNITS)]
        text = f"{value} {unit}".strip()
        measurement = self.site.node(
            Label.MEASUREMENT, f"{of.name} {text}", scope, run=run.name, value=value, unit=unit, text=text
        )
        self.site.say(Relation.RECORDED, run, measurement, documents, time=of.context.time)
        self.site.say(Relation.OF, measurement, of, documents)

    def _deviation(self, run: Node, name: str, documents: list[str]) -> None:
        deviation = self.site.node(Label.DEVIATION, f"DEV-{name}")
        said: dict[str, Value] = {
            "class": "minor",
            "root_cause": "Operator",
            "capa": "Training",
            "opened": "2025-06-01",
        }
        self.site.say(Relation.HAD, run, deviation, documents, **said)
        for concerned in (self.chance.choice(self.parameters), self.chance.choice(self.operations)):
            self.site.say(Relation.CONCERNS, deviation, concerned, documents[:1])

    def study(self, number: int) -> None:
        """What a study varied, measured and found."""
        site, chance = self.site, self.chance
        document = [site.document(f"ST-{number:05}", DocumentKind.STUDY, 1, dt.date(2024, 1, 1))]
        study = site.node(Label.STUDY, f"ST-{number:05}")
        varied, measured = chance.sample(self.parameters, 3), chance.sample(self.attributes, 5)
        for parameter in varied:
            site.say(Relation.VARIED, study, parameter, document, low=1.0, high=3.0, centre=2.0, unit="h")
        for attribute in measured:
            site.say(Relation.MEASURED, study, attribute, document)
            for parameter in varied:
                direction = chance.choice(["increases", "decreases", "none"])
                site.say(
                    Relation.AFFECTS,
                    parameter,
                    attribute,
                    document,
                    direction=direction,
                    p="p < 0.01",
                    study=study.name,
                )


def sampled(site: Site, label: Label, count: int, seed: int = 7) -> Iterator[Node]:
    """Some entities of a label."""
    there = sorted((n for n in site.nodes.values() if n.label is label), key=lambda n: n.id)
    yield from random.Random(seed).choices(there, k=count)
