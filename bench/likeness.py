"""Whether a model's likeness of names would join more than the rules do, and what it would join wrongly.

Three sets of pairs: those of the tests (to choose a threshold on), the gold pairs, and the vocabulary's
own wordings as if nobody knew them (every two of a kind). Only pairs that the rules leave open count:
alike in numbers, signs, short words and words of contrast, in their order, and not one by their words.

    python -m bench.likeness
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.settings import load_settings
from bench.aliases import read_pairs
from bench.gold_facts import GOLD
from graph.likeness import guard_in_order
from graph.naming import CODES, squeezed
from graph.schema import Label
from graph.vocabulary import load_vocabulary
from graph.word_order import in_order
from graph.wordings import KINDS
from retrieval.embedding import open_embedder
from tests.graph.test_names_one_or_two import ONE, TWO, pairs

THRESHOLDS = (0.98, 0.97, 0.95, 0.93, 0.90, 0.85, 0.80)


@dataclass(frozen=True, slots=True)
class Open:
    """Two names that the rules leave open, and whether they are one thing."""

    one: str
    other: str
    same: bool


def left_open(some: Iterable[tuple[Label, str, str, bool]]) -> list[Open]:
    """Those of the pairs that a model would be asked about."""
    return [
        Open(a, b, same)
        for label, a, b, same in some
        if label not in CODES
        and guard_in_order(a) == guard_in_order(b)
        and squeezed(in_order(label, a)) != squeezed(in_order(label, b))
    ]


def sets() -> dict[str, list[Open]]:
    """The three sets."""
    attribute = Label.ATTRIBUTE
    of_tests = [(attribute, a, b, same) for block, same in ((ONE, True), (TWO, False)) for a, b in pairs(block)]
    gold = [(p.one.label, p.one.name, p.other.name, p.same) for p in read_pairs() if not p.given]
    wordings = [(KINDS[t.kind], t.name, w) for t in load_vocabulary().terms if t.kind in KINDS for w in t.wordings]
    known = [
        (label, w, x, name == other)
        for (label, name, w), (same, other, x) in itertools.combinations(wordings, 2)
        if label is same
    ]
    return {"pairs of the tests": left_open(of_tests), "gold pairs": left_open(gold), "vocabulary": left_open(known)}


def main() -> int:
    """Measure and print."""
    settings = load_settings(GOLD)
    embedder = open_embedder(settings.embedding_model, settings.cache)
    for title, some in sets().items():
        names = sorted({name for pair in some for name in (pair.one, pair.other)})
        vectors = dict(zip(names, embedder.embed(names), strict=True))
        scored = [(float(vectors[p.one] @ vectors[p.other]), p) for p in some]
        one = sum(p.same for p in some)
        print(f"\n{title}: {one} of one thing and {len(some) - one} of two that the rules on words leave open")
        for least in THRESHOLDS:
            joined = [p for value, p in scored if value >= least]
            right = sum(p.same for p in joined)
            print(f"  at {least:.2f}: joined {right} rightly, {len(joined) - right} wrongly")
        for value, p in sorted((s for s in scored if not s[1].same), key=lambda s: -s[0])[:4]:
            print(f"  {value:.3f} {p.one} | {p.other}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
