"""Names that stand for one thing, and near misses that never do."""

from __future__ import annotations

import pytest

from graph.assertions import Assertion
from graph.process import Context, Definition, Evidence, Fact, Mention, Node
from graph.resolve import Resolved, Sources, resolve
from graph.schema import Label, Relation
from graph.vocabulary import load_vocabulary
from retrieval.terms import fold

METHOD = Mention(Label.METHOD, "SOP-900")
ONE = """viable cell density|Viable cell density;viable-cell density|viable cell density
viable cell densities|viable cell density;vector copy number (VCN)|vector copy number
VCN (vector copy number)|vector copy number;VCN|vector copy number;functional titre|functional titer
infectious titre|functional titer;viability (%)|viability;% viability|viability;The viability|viability
a glucose concentration|glucose concentration;IFN-γ release|IFN-gamma release;IFNγ release|IFN-gamma release
CD4:CD8 ratio|CD4/CD8 ratio;CD4 to CD8 ratio|CD4/CD8 ratio;CAR-positive cells|CAR+ cells
CD3+ cells|CD3⁺ cells;tumour cell killing|tumor cell killing;colour index|color index
haemolysis index|hemolysis index;foetal marker|fetal marker;neutralisation titre|neutralization titer
sulphate content|sulfate content;centre distance|center distance;lattice distortion|lattice distorsion
membrane integrity|membrane integritiy;morphology score|morpholgy score
transduction effciency|transduction efficiency;vector copy nubmer|vector copy number
residual plasmid content|residual plasmid contnet;colony forming units|colony-forming units
colony forming unit|colony-forming units;fluorescence intensity|flourescence intensity
fluorescence-intensity|fluorescence intensity;density of viable particles|viable particles density
rate of oxygen uptake|oxygen uptake rate;percentage of debris|debris percentage
aggregate size|aggregate diameter;confluency|confluence;cell number|cell count;endotoxins|endotoxin
mycoplasma contamination|mycoplasma;cytolytic activity|cytotoxicity;lactic acid|lactate concentration
ammonia|ammonia concentration;gene editing efficiency|editing efficiency;KO efficiency|knockout efficiency
knock-out efficiency|knockout efficiency;PDL|population doubling level;CCI|container closure integrity
cTnT+ cells|cardiac troponin T;fold increase in cell number|fold expansion;specific growth rate|growth rate
cell diameter|cell size;spheroid size|aggregate size;microbial load|bioburden;beating frequency|beat rate
α-actinin positivity|alpha-actinin positivity;α‑actinin positivity|alpha-actinin positivity
β-catenin|beta catenin;TGF-β level|TGF-beta level;labelled fraction|labeled fraction
signalling strength|signaling strength;odour|odor;oxidised fraction|oxidized fraction
hydrolysed fraction|hydrolyzed fraction;grey value|gray value;aluminium content|aluminum content
leukaemic blasts|leukemic blasts;turbidity  index|turbidity index;TURBIDITY INDEX|turbidity index
turbidity—index|turbidity index;"turbidity" index|turbidity index;spectral indices|spectral index
cell bodies|cell body;count of nuclei|nuclei count;CD34+ fraction|CD34-positive fraction
CD19 negative share|CD19- share;analyses done|analysis done;granularities|granularity"""
TWO = """IL-7 level|IL-17 level;IL-2 level|IL-12 level;CD3+ cells|CD34+ cells;CD4+ cells|CD8+ cells
CD3+ cells|CD3- cells;CAR+ cells|CAR- cells;total cell count|viable cell count
viable cell density|total cell density;viability|non-viability;incubation time|incubation temperature
mixing time|mixing temperature;titre before filtration|titre after filtration;residual moisture|moisture
residual DNA|DNA;drift with load|drift without load;functional titre|physical titre
infectious titre|genomic titre;minimum pressure|maximum pressure;min flow|max flow
mean diameter|median diameter;full capsids|empty capsids;inlet pressure|outlet pressure
intracellular pH|extracellular pH;upper range|lower range;fresh yield|frozen yield
first wash yield|second wash yield;initial turbidity|final turbidity;wet mass|dry mass
sulfate content|sulfite content;sulfite content|sulfide content;nitrate content|nitrite content
butane content|butene content;lactate concentration|lactose concentration;viral load|vial load
loading rate|leading rate;NC-02 signal|NC-20 signal;marker A1|marker A2;buffer A level|buffer B level
TNF-α level|TNF-β level;TGF-β1 level|TGF-β2 level;IFN-α release|IFN-γ release;titre (TU/mL)|titre (vg/mL)
density (cells/mL)|density (cells/cm2);aggregate size|cell size;p24 level|p42 level;CD62L share|CD26L share
HLA-A share|HLA-B share;CAR+ of CD3+|CD3+ of CAR+;day 5 mass|day 6 mass;10^4 beads|104 beads
1.5 bar hold|15 bar hold;CD45RA share|CD45RO share;PAX6 share|PAX7 share;OCT4 share|OCT3 share
glucose uptake|glucose release;hypotonic swell|hypertonic swell;hypoxia index|hyperoxia index
sensitivity|specificity;precision|accuracy;adsorption|absorption;effluent mass|affluent mass
autologous share|allogeneic share;plasmid mass|plasmin mass;propanol mass|propanal mass;left gap|right gap
genomic stability|genetic drift;apoptosis|necrosis;lactate|glucose;endotoxin|exotoxin
antigen mass|antibody mass;IgG mass|IgM mass;IgG1 mass|IgG2 mass;pH|pO2;pO2|pCO2;T cells|B cells
NK cells|NKT cells;CD3-CD56+ cells|CD3+CD56+ cells;transfection yield|transduction yield
TU/mL drop|TU/mg drop;start density|end density;internal gap|external gap;partial load|full load
positive share|negative share;third check|last check;cell density|cell viability;mycoplasma|bioburden
residual glucose loss|residual glutamine loss;seeding mass|harvest mass;donor 1 yield|donor 2 yield
lot 7A drop|lot 7B drop;E1 share|E1a share;knockout efficiency|knock-in efficiency
not detected share|detected share;peak 1-2 area|peak 12 area;marker 1 2|marker 12;high gain|low gain
output drop|input drop"""


def pairs(block: str) -> list[tuple[str, str]]:
    found = [p.split("|") for line in block.splitlines() for p in line.split(";")]
    return [(a, b) for a, b in found]


def graph_of(
    *names: str, label: Label = Label.ATTRIBUTE, product: str = "X-1", said: tuple[Assertion, ...] = ()
) -> Resolved:
    facts: dict[str, tuple[Fact, ...]] = {}
    for n, name in enumerate(names):
        thing = Mention(label, name, Context(product=product, operation="wash"))
        if label is Label.ATTRIBUTE:
            fact = Fact(Relation.MEASURED_BY, thing, METHOD, Evidence(f"d{n}", 0, 1, "t"))
        else:
            fact = Fact(
                Relation.HAS_PARAMETER, Mention(Label.UNIT_OPERATION, "wash"), thing, Evidence(f"d{n}", 0, 1, "t")
            )
        facts[f"d{n}"] = (fact,)
    return resolve(Sources({}, facts, {}, said, load_vocabulary()))


def things(graph: Resolved, label: Label = Label.ATTRIBUTE) -> list[Node]:
    return [n for n in graph.nodes if n.label is label]


@pytest.mark.parametrize(("one", "other"), pairs(ONE))
def test_one_thing(one: str, other: str) -> None:
    graph = graph_of(one, other)
    assert len(things(graph)) == 1
    assert {one, other} <= {things(graph)[0].name, *things(graph)[0].aliases}
    recorded = {fold(m.name) for m in graph.merges if m.reason}
    assert {fold(one), fold(other)} - {things(graph)[0].concept} <= recorded


@pytest.mark.parametrize(("one", "other"), pairs(TWO))
def test_two_things(one: str, other: str) -> None:
    assert len(things(graph_of(one, other))) == 2


def test_at_least_150_pairs() -> None:
    assert len(pairs(ONE)) + len(pairs(TWO)) >= 150


def fact(document: str, name: str, **context: str) -> Fact:
    return Fact(
        Relation.MEASURED_BY, Mention(Label.ATTRIBUTE, name, Context(**context)), METHOD, Evidence(document, 0, 1, "t")
    )


def test_scopes_keep_entities_apart() -> None:
    some = (
        fact("d", "viability", product="A-1"),
        fact("d", "viability", product="B-1"),
        fact("d", "viability", product="A-1", time="harvest"),
        fact("d", "viability", product="A-1", method="SOP-1"),
        fact("d", "Viability", product="A-1, a product", time="Harvest (day 9)"),
        fact("d", "viability", product="A-1", method="SOP-1 v2"),
    )
    graph = resolve(Sources({}, {"d": some}, {}, (), load_vocabulary()))
    assert len(things(graph)) == 4


def test_an_abbreviation_holds_in_its_document() -> None:
    facts: dict[str, tuple[Fact, ...]] = {"a": (fact("a", "ZQX"),), "b": (fact("b", "ZQX"),)}
    other = {
        "a": (Definition("ZQX", "zonal quench index", Evidence("a")),),
        "b": (Definition("ZQX", "zebra quota exam", Evidence("b")),),
    }
    assert len(things(resolve(Sources({}, facts, other, (), load_vocabulary())))) == 2
    facts["b"] += (fact("b", "zonal quench index"),)
    graph = resolve(Sources({}, facts, {"a": other["a"]}, (), load_vocabulary()))
    assert len(things(graph)) == 1
    assert any("defined" in m.reason for m in graph.merges)


def test_a_definition_does_not_overrule_the_vocabulary_elsewhere() -> None:
    facts = {"a": (fact("a", "VCN"),), "b": (fact("b", "VCN"),)}
    said = {"a": (Definition("VCN", "viral cell nuisance", Evidence("a")),)}
    names = {n.concept for n in things(resolve(Sources({}, facts, said, (), load_vocabulary())))}
    assert names == {"VCN", "vector copy number"} or names == {"viral cell nuisance", "vector copy number"}


def said(kind: str, name: str, other: str, number: int = 1) -> Assertion:
    body = (("label", "Attribute"), ("name", name), ("other", other))
    return Assertion(f"s{number}", kind, body, "checked", "ana", f"2025-01-0{number}T00:00:00")


def test_a_person_joins_and_parts() -> None:
    before = graph_of("glow", "shine")
    assert len(things(before)) == 2
    joined = graph_of("glow", "shine", said=(said("alias", "glow", "shine"),))
    assert len(things(joined)) == 1
    assert any("said by ana on 2025-01-01: checked" in m.reason for m in joined.merges)
    assert graph_of("glow", "shine") == before
    for one, other in (("viability (%)", "viability"), ("VCN", "vector copy number"), ("glo-w", "glow")):
        assert len(things(graph_of(one, other))) == 1
        assert len(things(graph_of(one, other, said=(said("unmerge", one, other),)))) == 2
