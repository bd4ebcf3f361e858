"""Invented records for the tests of the verifier: other products, units and words than those of samples/."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence

from assistant.verify import Derived, Quote, Verdict, Verifier, locate
from graph.vocabulary import load_vocabulary
from retrieval.canonical import canonicalise
from retrieval.documents import (
    Block,
    BlockKind,
    CanonicalText,
    Document,
    DocumentKind,
    Identity,
    ReadReport,
    Status,
    Table,
)

P, H, S, T = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.STEP, BlockKind.TABLE

VECTOR = (
    Block(H, "3 Parameters", level=1),
    Block(
        T,
        table=Table(
            ("Parameter", "Set point", "NOR", "PAR", "Unit"),
            (
                ("Plasmid DNA per cell", "1.0", "0.8 to 1.2", "0.5 to 1.5", "µg/10⁶ cells"),
                ("Harvest time after transfection", "48", "44 to 52", "40 to 60", "h"),
                ("Culture temperature", "37.0", "36.5 to 37.5", "36.0 to 38.0", "°C"),
                ("Cell density at transfection", "2.5", "2.0 to 3.0", "1.5 to 4.0", "× 10⁶ cells/mL"),
            ),
            caption="Table 1. Parameters of transfection",
        ),
    ),
    Block(H, "4 Procedure", level=1),
    Block(S, "4.1 Add PEI to the plasmid mix and incubate for 15 min at room temperature.", level=1),
    Block(S, "4.2 Do not vortex the complexes.", level=1),
    Block(S, "4.3 If the viability is below 85 %, stop and inform QA.", level=1),
    Block(S, "4.4 The bulk may be held at 2 to 8 °C for at most 24 h before filtration.", level=1),
    Block(S, "4.5 Wash the column with buffer A and buffer B, then elute at pH 2.8.", level=1),
)
RUN = (
    Block(
        T, table=Table((), (("Run", "NK-207"), ("Product", "NK-CAR22"), ("Operators", "LB, TR"), ("Reviewed by", "SO")))
    ),
    Block(H, "2 Results", level=1),
    Block(
        T,
        table=Table(
            ("Attribute", "Stage", "Result", "Acceptance criterion", "Assessment"),
            (
                ("Viability", "Harvest", "93.4 %", "≥ 85 %", "pass"),
                ("Viability", "Post-thaw", "71.2 %", "≥ 75 %", "fail"),
                ("CD56+ purity", "Harvest", "97.1 %", "≥ 90 %", "pass"),
                ("Endotoxin", "Final bag", "0.2 EU/mL", "< 1.0 EU/mL", "pass"),
                ("Residual T cells", "Harvest", "0.03 %", "≤ 0.1 %", "pass"),
            ),
        ),
    ),
    Block(H, "3 Time course", level=1),
    Block(
        T,
        table=Table(
            ("Day", "Glucose (g/L)", "Lactate (g/L)", "Viable cells (10⁶/mL)"),
            (("0", "4.1", "0.2", "0.50"), ("7", "2.9", "1.4", "1.85"), ("14", "1.2", "2.6", "3.10")),
        ),
    ),
    Block(H, "4 Narrative", level=1),
    Block(P, "IL-21 increased the expansion, and TGF-β lowered the cytotoxicity at day 14."),
    Block(P, "The bag was frozen on 2026-02-03 and thawed on 2026-03-11. No deviations."),
)
OTHER_RUN = (
    Block(T, table=Table((), (("Run", "NK-208"), ("Product", "NK-CAR22")))),
    Block(
        T,
        table=Table(
            ("Attribute", "Stage", "Result", "Acceptance criterion", "Assessment"),
            (
                ("Viability", "Harvest", "90.6 %", "≥ 85 %", "pass"),
                ("Viability", "Post-thaw", "78.9 %", "≥ 75 %", "pass"),
            ),
        ),
    ),
)


def record(
    blocks: Sequence[Block], number: str, title: str, version: str = "3", status: Status = Status.EFFECTIVE
) -> tuple[Document, CanonicalText]:
    """A document of blocks."""
    identity = Identity(number, title, DocumentKind.SOP, version, status, dt.date(2026, 1, 12))
    document = Document(
        digest=f"{number}-{version}",
        file=f"{number}.docx",
        identity=identity,
        collection="main",
        report=ReadReport(1, len(blocks), 1, 1),
        added="2026-01-12T00:00:00+00:00",
        status=status,
    )
    return document, canonicalise(blocks)


RECORDS = {
    "vector": record(VECTOR, "SOP-440", "Transient transfection for AAV vector VX-9"),
    "old": record(VECTOR, "SOP-440", "Transient transfection for AAV vector VX-9", "2", Status.SUPERSEDED),
    "run": record(RUN, "NK-207", "Run report NK-207", ""),
    "other": record(OTHER_RUN, "NK-208", "Run report NK-208", ""),
}


@functools.cache
def verifier() -> Verifier:
    """A verifier with the packaged vocabulary."""
    return Verifier(load_vocabulary(None))


def quote(name: str, wording: str) -> Quote:
    """The first place of a wording in a record."""
    return locate(wording, *RECORDS[name])[0]


def verdict(text: str, *quoted: tuple[str, str], derived: Sequence[Derived] = ()) -> Verdict:
    """The verdict on a sentence that rests on wordings of records."""
    return verifier().verify(text, [quote(*one) for one in quoted], derived)
