"""All checks of a sentence, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verifying.backing import backings
from assistant.verifying.binding import misdated, unbound
from assistant.verifying.crossing import crossed
from assistant.verifying.deriving import recompute
from assistant.verifying.duty import undutiful
from assistant.verifying.judging import judged, misjudged
from assistant.verifying.lending import lent
from assistant.verifying.locating import verbatim
from assistant.verifying.negation import clause_at, denying, disagreements, turned
from assistant.verifying.nouns import Derived, Quote, Rule, Verdict, Violation
from assistant.verifying.numbers import Stated, accepts, stated
from assistant.verifying.opposites import opposed
from assistant.verifying.ordering import reordered
from assistant.verifying.profiles import Profiles
from assistant.verifying.reading import Reading, read
from assistant.verifying.relations import misrelated
from assistant.verifying.senses import Senses
from assistant.verifying.sources import pieces
from assistant.verifying.standing import misstood, standing_words
from assistant.verifying.timing import untimed
from assistant.verifying.wording import Tiers, unsaid
from graph.quantities import Quantity

# A sentence or quotations longer than this are not checked but refused: no record needs them, and time is bounded.
LONGEST_TEXT = 4_000
LONGEST_QUOTES = 60_000
# A denial right before a bound turns it: "must not be | less than 0.5".
_DENIED = re.compile(r"\b(?:not|never|no|cannot)(?: be| to be| rise| fall| go| drop| lie)?\s*$", re.IGNORECASE)


def check(
    text: str, quotes: Sequence[Quote], derived: Sequence[Derived], senses: Senses, profiles: Profiles
) -> Verdict:
    """The verdict on a sentence; what is wrong with it is said once."""
    if refused := _refused(text, quotes):
        return Verdict((refused,))
    if any(verbatim(text, quote) for quote in quotes):
        return Verdict()
    reading, material = read(text), pieces(quotes)
    if not any(word.key not in senses.function for word in reading.words) and not reading.quantities:
        return Verdict((Violation(Rule.WORDING, "the sentence says nothing that could be held against a quotation"),))
    offered = stated(material)
    computed, wrong = recompute(derived, reading, material, offered)
    turns = _turned(reading, offered)
    backed = backings(material, senses)
    compared = judged(reading, offered, computed)
    documents = [quote.document for quote in quotes]
    standing = list(standing_words(reading, documents))
    spared = [*standing, *((j.start, j.end) for j in compared if j.true)]
    denied = [*standing, *(clause_at(reading.text, q.start) for q in turns)]
    spared += denying(reading)
    words = frozenset(n for n, w in enumerate(reading.words) if any(a <= w.start < b for a, b in spared))
    found: list[Violation] = list(wrong)
    found += unbound(reading, material, offered, profiles, computed, turns)
    found += untimed(reading, material, profiles)
    found += misdated(reading, material, profiles)
    found += misjudged(compared)
    found += opposed(reading, material, profiles, senses, spared)
    found += reordered(reading, material, senses)
    found += misrelated(reading, material, senses)
    found += misstood(reading, material)
    found += disagreements(reading, material, senses, denied, backed)
    found += undutiful(reading, material, senses)
    found += crossed(reading, material, senses)
    found += lent(reading, senses, computed, turns, spared, backed)
    found += unsaid(reading, Tiers(senses, material), senses, words)
    return Verdict(tuple(dict.fromkeys(found)), tuple(q.text for q in computed))


def _turned(reading: Reading, offered: Sequence[Stated]) -> dict[Quantity, Quantity]:
    """Bounds of the sentence that its own negation turns, where only that is quoted."""
    found: dict[Quantity, Quantity] = {}
    for quantity in reading.quantities:
        if quantity.is_bound and _DENIED.search(reading.text[: quantity.start]):
            found |= dict.fromkeys((quantity,), next(iter(turned(reading, quantity)), quantity))
            continue
        if any(accepts(quantity, s.quantity, reading) for s in offered):
            continue
        for other in turned(reading, quantity):
            if any(accepts(other, s.quantity, reading) for s in offered):
                found[quantity] = other
    return found


def _refused(text: str, quotes: Sequence[Quote]) -> Violation | None:
    if not quotes:
        return Violation(Rule.QUOTE, "nothing is quoted, and nothing else supports a sentence")
    if not text.strip():
        return Violation(Rule.WORDING, "the sentence is empty")
    if len(text) > LONGEST_TEXT:
        return Violation(Rule.WORDING, f"the sentence is longer than {LONGEST_TEXT:,} characters: say it in several")
    if any(not 0 <= q.start < q.end <= len(q.canonical.text) or not q.text.strip() for q in quotes):
        return Violation(Rule.QUOTE, "a quotation is empty or not in the document")
    if sum(q.end - q.start for q in quotes) > LONGEST_QUOTES:
        return Violation(Rule.QUOTE, "more is quoted than can be held against one sentence: quote less")
    return None
