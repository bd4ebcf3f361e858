"""Whether what was already said is backed: sentences and claims held against the places of their quotations.

A quotation that was only copied may stand at several places of its version; a sentence is backed when it is
at one choice of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.answers import Citation, Claim
from assistant.citations import holds
from assistant.verify import Derived, Quote, Rule, Verdict, Verifier, Violation
from retrieval.documents import CanonicalText, Document
from retrieval.terms import fold

# A unit in the header of a column: "Glucose (g/L)".
_BRACKETED = re.compile(r"[(\[]([^)\]]+)[)\]]\s*$")
# Choices of places that are tried: a row that repeats in a long record stands at hundreds of them.
MOST_CHOICES = 24


def best_verdict(
    text: str, places: Sequence[Sequence[Quote]], verifier: Verifier, derived: Sequence[Derived] = ()
) -> Verdict:
    """The verdict at the places that back the sentence, else the one with the fewest violations.

    `places` holds the places of each quotation, none of them empty.
    """
    verdicts: list[Verdict] = []
    for chosen in itertools.islice(itertools.product(*places), MOST_CHOICES):
        verdict = verifier.verify(text, chosen, derived)
        if verdict.supported:
            return verdict
        verdicts.append(verdict)
    return min(verdicts, key=lambda verdict: len(verdict.violations))


def claim_verdict(
    claim: Claim, documents: Mapping[str, Document], texts: Mapping[str, CanonicalText], verifier: Verifier
) -> Verdict:
    """Whether a claim of an answer says what it cites; documents and texts by digest.

    A quotation must be what stands at its place, and the fields of a row must be its cells; a sentence that
    was put in other words is verified.
    """
    astray = [c for c in claim.citations if c.digest not in texts or not holds(c, texts[c.digest])]
    if astray or not claim.citations:
        where = f"it does not stand in {astray[0].file}" if astray else "nothing is cited"
        return _broken(f"the quotation is not to be found: {where}")
    if claim.linked or claim.by_model:
        return verifier.verify(claim.text, [_quote(c, documents, texts) for c in claim.citations])
    return _verbatim(claim)


def _quote(citation: Citation, documents: Mapping[str, Document], texts: Mapping[str, CanonicalText]) -> Quote:
    return Quote(documents[citation.digest], texts[citation.digest], citation.start, citation.end)


def _verbatim(claim: Claim) -> Verdict:
    """A claim that is its quotation, or cells of the quoted row under their headers."""
    if not claim.fields:
        said = any(claim.text == c.quote for c in claim.citations)
        return Verdict() if said else _broken("the sentence is not what it quotes")
    cells = {pair for c in claim.citations for pair in _cells(c)}
    foreign = [
        f"{name}: {value}" if name else value for name, value in claim.fields if (name, fold(value)) not in cells
    ]
    if foreign:
        return _broken(f"not in the cited row: {foreign[0]}")
    shown = "; ".join(f"{name}: {value}" if name else value for name, value in claim.fields)
    return Verdict() if claim.text == shown else _broken("the sentence is not the row it quotes")


def _cells(citation: Citation) -> Iterator[tuple[str, str]]:
    """The cells of the quoted row under their headers, folded: as they stand, and with the unit that the row gives."""
    if citation.row is None:
        return
    header = citation.row.header or tuple("" for _ in citation.row.cells)
    pairs = list(zip(header, citation.row.cells, strict=False))
    units = [cell.strip() for name, cell in pairs if fold(name).strip() in ("unit", "units")]
    for name, cell in pairs:
        yield name, fold(cell)
        bracketed = _BRACKETED.search(name)
        for unit in (*units, *([bracketed[1]] if bracketed else [])):
            yield name, fold(f"{cell.strip()} {unit}")
            yield name, fold(f"{cell.strip()} × {unit}")


def _broken(message: str) -> Verdict:
    return Verdict((Violation(Rule.QUOTE, message),))
