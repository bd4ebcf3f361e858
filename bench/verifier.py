"""The verifier on faithful sentences and on false ones, over the sample records.

False ones are those by hand (`gold/claim_mutants.jsonl`), faithful ones with one change of the text by rule,
true ones with a quotation that is not in the record, and false ones with one more quotation that lends them
the changed words. The sentences of the split "dev" were open to those
who wrote the verifier; those of "held" were measured and reported by class only.

To reach: none of the false accepted, at least 98 % of the faithful accepted.

    python -m bench.verifier [--split dev|held|all] [--list] [--kind KIND]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench import claim_mutations, padding, quote_mutations
from bench.claims import Trial, read_claims, read_mutants
from bench.figures import Figure, percentile, print_figures
from bench.read_records import ReadRecords, read_records

FAITHFUL = 98.0
SPLITS = ("dev", "held")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial with what the verifier made of it."""

    trial: Trial
    supported: bool
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Trials:
    """What is tried: faithful sentences, false texts by hand and by rule, false quotations, lent words."""

    faithful: tuple[Trial, ...]
    by_hand: tuple[Trial, ...]
    by_rule: tuple[Trial, ...]
    quotes: tuple[Trial, ...]
    padded: tuple[Trial, ...]

    def of(self, splits: Sequence[str]) -> Trials:
        """Those of some splits."""
        lists = (self.faithful, self.by_hand, self.by_rule, self.quotes, self.padded)
        return Trials(*(tuple(t for t in trials if t.split in splits) for trials in lists))


def all_trials(records: ReadRecords) -> Trials:
    """The gold file and everything that is made of it."""
    return trials_of(read_claims(), read_mutants(read_claims()), records)


def trials_of(claims: tuple[Trial, ...], by_hand: tuple[Trial, ...], records: ReadRecords) -> Trials:
    """The sentences of a gold file and everything that is made of them."""
    said = {claim.id: records.said(claim) for claim in claims}
    by_rule = claim_mutations.mutants(claims, said)
    quotes = quote_mutations.mutants(claims, records.texts(claims))
    return Trials(claims, by_hand, by_rule, quotes, padding.padded((*by_hand, *by_rule), claims, records.every_text()))


def outcomes(trials: Sequence[Trial], records: ReadRecords) -> list[Outcome]:
    """Every trial verified."""
    found: list[Outcome] = []
    for trial in trials:
        began = time.perf_counter()
        verdict = records.verdict(trial)
        found.append(Outcome(trial, verdict.supported, verdict.reason, time.perf_counter() - began))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return 1 if a figure is not reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=[*SPLITS, "all"], default="all")
    parser.add_argument("--list", action="store_true", help="each faithful one refused, each false one accepted")
    parser.add_argument("--kind", help="list only this kind")
    chosen = parser.parse_args(arguments)
    splits = SPLITS if chosen.split == "all" else (chosen.split,)
    with read_records() as records:
        trials = all_trials(records).of(splits)
        faithful = outcomes(trials.faithful, records)
        false = {
            "by hand": outcomes(trials.by_hand, records),
            "by rule": outcomes(trials.by_rule, records),
            "quotations": outcomes(trials.quotes, records),
            "padded": outcomes(trials.padded, records),
        }
    if chosen.list:
        _list("refused, though faithful", [o for o in faithful if not o.supported], chosen.kind)
        for name, made in false.items():
            _list(f"accepted, though false ({name})", [o for o in made if o.supported], chosen.kind)
    figures = _figures(faithful, false)
    print_figures(f"sentences over the sample records, split {chosen.split}", figures)
    return 0 if all(figure.reached for figure in figures) else 1


def _figures(faithful: Sequence[Outcome], false: dict[str, list[Outcome]]) -> list[Figure]:
    accepted = 100 * sum(o.supported for o in faithful) / len(faithful)
    figures = [Figure(f"faithful accepted, of {len(faithful)}", accepted, "%", least=FAITHFUL)]
    for name, made in false.items():
        passed = [o for o in made if o.supported]
        figures.append(Figure(f"false accepted, {name}, of {len(made)}", float(len(passed)), "", most=0))
        for kind, count in Counter(o.trial.kind for o in made).items():
            wrong = sum(o.trial.kind == kind for o in passed)
            if wrong:
                figures.append(Figure(f"    {kind}, of {count}", float(wrong), "", most=0))
    seconds = [o.seconds * 1000 for made in (faithful, *false.values()) for o in made]
    figures.append(Figure("a sentence, median", percentile(seconds, 50), "ms"))
    figures.append(Figure("a sentence, 99 %", percentile(seconds, 99), "ms"))
    return figures


def _list(title: str, found: Sequence[Outcome], kind: str | None) -> None:
    shown = [o for o in found if kind in (None, o.trial.kind)]
    print(f"\n{title}: {len(shown)}")
    for outcome in shown:
        print(f"  {outcome.trial.id} [{outcome.trial.kind}] {outcome.trial.text}")
        for cited in outcome.trial.citations:
            print(f"      {cited.record}: {cited.quote}")
        if outcome.reason:
            print(f"      = {outcome.reason}")


if __name__ == "__main__":
    sys.exit(main())
