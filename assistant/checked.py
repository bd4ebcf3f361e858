"""A proposed claim with what the check found, and the places of its quotations."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.exhibits import Bench
from assistant.proposals import ProposedAnswer, ProposedClaim, Quotation
from assistant.verify import Derived, Quote, Rule, Verdict, Verifier, Violation, locate

# Ways to place the quotations of a claim that are tried, where their words stand more than once.
MOST_READINGS = 12
# Characters of a key or a quotation that a message repeats.
SHOWN = 80


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim as proposed, the verdict on it, and where its quotations stand; `citations` are those that were found."""

    claim: ProposedClaim
    verdict: Verdict
    citations: tuple[Quote, ...] = ()


def check_claims(proposed: ProposedAnswer, bench: Bench, verifier: Verifier) -> list[Checked]:
    """Hold each claim against what it quotes, in the order of the answer. Only what lies on the bench can be quoted."""
    return [check_claim(claim, bench, verifier) for claim in proposed.claims]


def check_claim(claim: ProposedClaim, bench: Bench, verifier: Verifier) -> Checked:
    """One claim; a quotation that is not where it is said to be is a violation, whatever the rest says.

    Words that stand at several places of their exhibit are taken where they carry the claim, if at one of them they do.
    """
    places: list[tuple[Quote, ...]] = []
    astray: list[Violation] = []
    for quotation in claim.quotes:
        found = _places(quotation, bench)
        if isinstance(found, Violation):
            astray.append(found)
        else:
            places.append(found)
    readings = [_distinct(reading) for reading in itertools.islice(itertools.product(*places), MOST_READINGS)]
    if astray:  # what the sentence says is not looked at before its quotations stand
        return Checked(claim, Verdict(tuple(astray)), readings[0])
    derived = [Derived(d.operation, tuple(d.operands), d.result) for d in claim.derived]
    checked = (Checked(claim, verifier.verify(claim.text, reading, derived), reading) for reading in readings)
    first = next(checked)
    return first if first.verdict.supported else next((c for c in checked if c.verdict.supported), first)


def _places(quotation: Quotation, bench: Bench) -> tuple[Quote, ...] | Violation:
    exhibit = bench.find(quotation.evidence)
    if exhibit is None:
        known = ", ".join(_some(e.key for e in bench)) or "none was given"
        return Violation(Rule.QUOTE, f"there is no evidence {quotation.evidence[:SHOWN]!r}; the keys are {known}")
    places = locate(quotation.quote, exhibit.document, exhibit.canonical, (exhibit.start, exhibit.end))
    if not places:
        shown = quotation.quote[:SHOWN] + ("..." if len(quotation.quote) > SHOWN else "")
        return Violation(Rule.QUOTE, f"the words {shown!r} are not in {exhibit.key}; copy them character for character")
    return places


def _distinct(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    return tuple({(quote.document.digest, quote.start, quote.end): quote for quote in quotes}.values())


def _some(keys: Iterable[str], most: int = 12) -> list[str]:
    all_of_them = list(keys)
    return all_of_them[:most] + (["..."] if len(all_of_them) > most else [])
