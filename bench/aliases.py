"""Whether names that are one thing become one entity, and names that only look alike do not.

Each pair of bench/gold/aliases.jsonl is named in two documents (in one, with the definition, where the
pair needs one) and resolved twice: alone, and in one graph with all other pairs, where a chain of merges
could join what no single merge would. What a near-miss says of the documents holds there too: beside "no
document defines it" stand no documents that do.

To reach: every planted synonym merged, no near-miss merged.

    python -m bench.aliases [--list]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from bench.figures import Figure, print_figures
from bench.gold_facts import CONTEXTS, GOLD, Json, lines_of
from graph.extract import extract
from graph.extraction.reading import Reading
from graph.process import Context, Definition, Evidence, Fact, Mention
from graph.resolve import Sources, resolve
from graph.schema import Label, Relation
from graph.vocabulary import Vocabulary, load_vocabulary
from retrieval.canonical import canonicalise
from retrieval.documents import Block, BlockKind, Entry, Identity, ReadReport

# A fact that a thing of this label can be the object of, and the label of what it starts from.
NAMED_BY = {
    Label.ATTRIBUTE: (Relation.MEASURED, Label.STUDY),
    Label.PARAMETER: (Relation.VARIED, Label.STUDY),
    Label.MATERIAL: (Relation.USES, Label.UNIT_OPERATION),
    Label.EQUIPMENT: (Relation.USED, Label.RUN),
    Label.METHOD: (Relation.MEASURED_BY, Label.ATTRIBUTE),
    Label.UNIT_OPERATION: (Relation.DESCRIBES, Label.DOCUMENT),
    Label.RUN: (Relation.DESCRIBES, Label.DOCUMENT),
    Label.LOT: (Relation.CONSUMED, Label.RUN),
    Label.DONOR: (Relation.OF_DONOR, Label.RUN),
    Label.DOCUMENT: (Relation.FOLLOWED, Label.RUN),
    Label.DEVIATION: (Relation.HAD, Label.RUN),
}


# Why the two names of a near-miss are no pair: a premise that other pairs of the file would break.
UNDEFINED = "no document defines it"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, whether they are one thing, and the sentence that says so where one is needed."""

    one: Mention
    other: Mention
    same: bool
    why: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a pair became one entity, alone and beside all others."""

    pair: Pair
    alone: bool
    together: bool

    @property
    def right(self) -> bool:
        """As planted, both times."""
        return self.alone == self.together == self.pair.same


def read_pairs() -> list[Pair]:
    """Every pair of the gold file."""
    return [
        Pair(
            _mention(cast("Json", raw["a"])),
            _mention(cast("Json", raw["b"])),
            bool(raw["same"]),
            str(raw["why"]),
            str(raw.get("given", "")),
        )
        for raw in lines_of(GOLD / "aliases.jsonl")
    ]


def _mention(end: Json) -> Mention:
    context = Context(**{name: str(end[name]) for name in CONTEXTS if name in end})
    return Mention(Label(str(end["label"])), str(end["name"]), context)


def outcomes(pairs: Sequence[Pair]) -> list[Outcome]:
    """What resolution makes of each pair."""
    vocabulary = load_vocabulary()
    numbered = list(enumerate(pairs))
    undefined = {frozenset(map(_words, (p.one, p.other))) for p in pairs if p.why == UNDEFINED}
    told = {i for i, p in numbered if p.given and frozenset(map(_words, (p.one, p.other))) in undefined}
    together = _merged([(i, p) for i, p in numbered if p.why != UNDEFINED], vocabulary)
    together |= _merged([(i, p) for i, p in numbered if i not in told], vocabulary) - told
    return [Outcome(pair, i in _merged([(i, pair)], vocabulary), i in together) for i, pair in numbered]


def _words(mention: Mention) -> str:
    return mention.name.casefold()


def _merged(pairs: Iterable[tuple[int, Pair]], vocabulary: Vocabulary) -> set[int]:
    """The numbers of those pairs whose two names are one entity in the graph of them all."""
    entries: dict[str, Entry] = {}
    facts: dict[str, tuple[Fact, ...]] = {}
    definitions: dict[str, tuple[Definition, ...]] = {}
    numbers: list[int] = []
    for number, pair in pairs:
        numbers.append(number)
        places = (f"{number}-one", f"{number}-one" if pair.given else f"{number}-other")
        for digest, mention, start in zip(places, (pair.one, pair.other), (0, 1), strict=True):
            entries[digest] = Entry(
                digest, f"{digest}.md", Identity(title=digest), "main", ReadReport(1, 1, 0, 1), "2025-01-01T00:00:00Z"
            )
            facts[digest] = (*facts.get(digest, ()), _named(mention, Evidence(digest, start, start + 1, "bench")))
            definitions[digest] = _defined(entries[digest], pair.given, vocabulary)
    graph = resolve(Sources(entries, facts, definitions, (), vocabulary))
    found = {(edge.evidence.document, edge.evidence.start): edge.object for edge in graph.edges}
    merged: set[int] = set()
    for number in numbers:
        one = found[f"{number}-one", 0]
        other = found.get((f"{number}-one", 1)) or found[f"{number}-other", 1]
        if one == other:
            merged.add(number)
    return merged


def _named(mention: Mention, evidence: Evidence) -> Fact:
    relation, label = NAMED_BY[mention.label]
    return Fact(relation, Mention(label, f"something beside {evidence.document}"), mention, evidence)


def _defined(entry: Entry, sentence: str, vocabulary: Vocabulary) -> tuple[Definition, ...]:
    if not sentence:
        return ()
    return extract(Reading(entry, canonicalise([Block(BlockKind.PARAGRAPH, sentence)]), vocabulary)).definitions


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0 whatever the figures are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="show each pair that is not as planted")
    chosen = parser.parse_args(arguments)
    found = outcomes(read_pairs())
    for same, what in ((True, "Names of one thing"), (False, "Names that only look alike")):
        of = [outcome for outcome in found if outcome.pair.same is same]
        least, most = (1.0 - 1e-9, None) if same else (None, 0.0)
        alone, together = sum(o.alone for o in of) / len(of), sum(o.together for o in of) / len(of)
        print_figures(
            f"{what}: {len(of)} pairs",
            [
                Figure("share merged, each pair alone", alone, least=least, most=most),
                Figure("share merged, all pairs in one graph", together, least=least, most=most),
            ],
        )
    if chosen.list:
        for o in found:
            if not o.right:
                sign = "-" if o.pair.same else "+"
                where = f"alone {o.alone}, together {o.together}"
                print(f"  {sign} {o.pair.one.label}: {o.pair.one.name} | {o.pair.other.name} ({o.pair.why}; {where})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
