"""What is read from the sample records without a model, against facts that people wrote down from them.

The gold file names the documents and relations for which it is complete, so that what is found beside
it counts as wrong. A fact is right when its ends are named as in the record, or are the same thing
after resolution, and nothing in it differs; it is whole, and counts as found, when it says all that the
gold line says (bench/gold/README.md).

To reach, for each relation: precision at least 0.97, recall at least 0.90.

    python -m bench.facts [--records DIR] [--list [RELATION]]
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, print_figures
from bench.gold_facts import (
    CONTEXTS,
    Side,
    Stated,
    as_written,
    by_place,
    consistent,
    in_scope,
    located,
    read_gold,
    whole,
)
from graph.extract import extract
from graph.extraction.reading import Reading
from graph.process import Context, Definition, Fact, Mention, Node
from graph.resolve import Sources, resolve
from graph.vocabulary import load_vocabulary
from retrieval.documents import Document
from retrieval.embedding import HashingEmbedder
from retrieval.ingest import Ingest
from retrieval.ingest_report import Silent
from retrieval.ledger import Ledger
from retrieval.survey import survey

RECORDS = Path(__file__).parent.parent / "samples" / "records"
PRECISION, RECALL = 0.97, 0.90


@dataclass(frozen=True, slots=True)
class Score:
    """A relation: what was asked for and found whole, what was found and is right.

    Of the facts found whole, `resolved` are so only by the names that resolution gave them, and the
    evidence of `located` stands in the line that the gold file quotes.
    """

    relation: str
    asked: int
    whole: int
    resolved: int
    located: int
    found: int
    right: int
    missing: tuple[Stated, ...] = ()
    surplus: tuple[Stated, ...] = ()

    @property
    def precision(self) -> float:
        """The share of what was found that is right; not a number where nothing was found."""
        return self.right / self.found if self.found else math.nan

    @property
    def recall(self) -> float:
        """The share of what was asked for that was found whole."""
        return self.whole / self.asked


def figures(records: Path = RECORDS) -> dict[str, Score]:
    """The score of each relation of the gold file, on records that are read anew."""
    return score(read_gold(), stated_by(records))


def score(gold: Iterable[Stated], found: Iterable[Stated]) -> dict[str, Score]:
    """Compare facts relation by relation, within the documents for which the gold file is complete."""
    scope = in_scope()
    written, read = by_place(gold), by_place(found)
    scores: dict[str, Score] = {}
    for relation in sorted({relation for _, relation in scope}):
        places = sorted(place for place in scope if place[1] == relation)
        parts = [_compare(written.get(place, []), read.get(place, [])) for place in places]
        scores[relation] = Score(
            relation,
            sum(part.asked for part in parts),
            sum(part.whole for part in parts),
            sum(part.resolved for part in parts),
            sum(part.located for part in parts),
            sum(part.found for part in parts),
            sum(part.right for part in parts),
            tuple(line for part in parts for line in part.missing),
            tuple(fact for part in parts for fact in part.surplus),
        )
    return scores


def _compare(lines: list[Stated], facts: list[Stated]) -> Score:
    """One relation in one file."""
    wanted = [line for line in lines if not line.optional]
    hit = [line for line in wanted if any(whole(line, fact) for fact in facts)]
    by_name = [as_written(fact) for fact in facts]
    resolved = sum(not any(whole(line, fact) for fact in by_name) for line in hit)
    at = sum(any(whole(line, fact) and located(line, fact) for fact in facts) for line in hit)
    missing = tuple(line for line in wanted if line not in hit)
    surplus = tuple(fact for fact in facts if not any(consistent(line, fact) for line in lines))
    return Score("", len(wanted), len(hit), resolved, at, len(facts), len(facts) - len(surplus), missing, surplus)


def stated_by(records: Path) -> list[Stated]:
    """Everything that extraction reads from the records, with the names that resolution gives."""
    vocabulary = load_vocabulary()
    documents: dict[str, Document] = {}
    facts: dict[str, tuple[Fact, ...]] = {}
    definitions: dict[str, tuple[Definition, ...]] = {}
    texts: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(f"sqlite:///{Path(folder) / 'facts.db'}")
        try:
            Ingest(ledger, HashingEmbedder(), "main", Silent()).run(survey([records], Path(folder), ledger))
            documents = {document.digest: document for document in ledger.catalogue()}
            for digest, canonical in ledger.canonical(documents).items():
                extraction = extract(Reading(documents[digest], canonical, vocabulary))
                facts[digest], definitions[digest] = extraction.facts, extraction.definitions
                texts[digest] = canonical.text
        finally:
            ledger.close()
    resolved = resolve(Sources(dict(documents), facts, definitions, (), vocabulary))
    nodes = {node.id: node for node in resolved.nodes}
    ends = {
        (edge.relation, edge.evidence, edge.properties, nodes[edge.subject].label, nodes[edge.object].label): (
            nodes[edge.subject],
            nodes[edge.object],
        )
        for edge in resolved.edges
    }
    return [
        comparable(
            fact,
            Path(documents[digest].file).name,
            texts[digest][fact.evidence.start : fact.evidence.end],
            ends.get((fact.relation, fact.evidence, fact.properties, fact.subject.label, fact.object.label)),
        )
        for digest, found in facts.items()
        for fact in found
    ]


def comparable(fact: Fact, file: str, quote: str, nodes: tuple[Node, Node] | None = None) -> Stated:
    """A found fact as it is compared: names as written and as resolved, one context, details beside properties."""
    values: dict[str, object] = {**dict(fact.subject.details), **dict(fact.object.details), **dict(fact.properties)}
    if values.get("value") is None and values.get("text") and fact.relation == "RECORDED":
        values["value"] = str(values["text"]).replace(str(values.get("unit") or "\0"), "").strip()
    context = _context(fact.subject.context) | _context(fact.object.context)
    if values.get("time") and not context.get("time"):
        context["time"] = values.pop("time")
    number = str(values.get("number") or "")
    return Stated(
        relation=str(fact.relation),
        file=file,
        subject=_side(fact.subject, nodes[0] if nodes else None),
        object=_side(fact.object, nodes[1] if nodes else None, number),
        context=context,
        values={name: value for name, value in values.items() if name != "time"},
        text=quote,
    )


def _context(context: Context) -> dict[str, object]:
    return {name: getattr(context, name) for name in CONTEXTS if getattr(context, name)}


def _side(mention: Mention, node: Node | None, number: str = "") -> Side:
    names = [mention.name]
    if mention.label == "Step" and (numbered := number or _number(mention.name)):
        names.append(f"step {numbered}")
    return Side(str(mention.label), tuple(names), (node.name, node.concept) if node else ())


def _number(name: str) -> str:
    found = re.match(r"(?:step )?(\d+(?:\.\d+)*)\.?(?: |$)", name, re.IGNORECASE)
    return found[1] if found else ""


def shown(fact: Stated) -> str:
    """A fact in one line."""
    values = {name: value for name, value in {**fact.context, **fact.values}.items() if value not in (None, "")}
    ends = f"{fact.subject.names[0][:60]} -> {fact.object.label} {fact.object.names[0][:60]}"
    return f"{fact.file}: {ends} {values} <- {fact.text[:80]!r}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0 whatever the figures are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, default=RECORDS)
    parser.add_argument("--list", nargs="?", const="all", metavar="RELATION", help="show what is missing and surplus")
    chosen = parser.parse_args(arguments)
    scores = figures(chosen.records)
    shares: list[Figure] = []
    for relation, of in scores.items():
        if of.found:
            what = f"{relation}: precision, {of.right} of {of.found}"
            shares.append(Figure(what, of.precision, least=PRECISION - 1e-9))
        if of.asked:
            what = f"{relation}: recall, {of.whole} of {of.asked}"
            shares.append(Figure(what, of.recall, least=RECALL - 1e-9))
    print_figures("Facts read from the sample records without a model", shares)
    hits = sum(of.whole for of in scores.values())
    print_figures(
        "Of the facts found whole",
        [
            Figure("named so only by resolution", sum(of.resolved for of in scores.values())),
            Figure("evidence in the line of the quote", sum(of.located for of in scores.values()) / max(hits, 1)),
        ],
    )
    for relation, of in scores.items():
        if chosen.list in ("all", relation):
            print("\n".join([f"\n{relation}", *(f"  - {shown(fact)}" for fact in of.missing)]))
            print("\n".join(f"  + {shown(fact)}" for fact in of.surplus))
    return 0


if __name__ == "__main__":
    sys.exit(main())
