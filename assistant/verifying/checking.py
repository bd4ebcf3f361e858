"""All checks of a sentence, in order."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.verifying.binding import unbound
from assistant.verifying.deriving import recompute
from assistant.verifying.negation import disagreements
from assistant.verifying.nouns import Derived, Quote, Rule, Verdict, Violation
from assistant.verifying.numbers import stated
from assistant.verifying.profiles import Profiles
from assistant.verifying.reading import read
from assistant.verifying.senses import Senses
from assistant.verifying.sources import pieces
from assistant.verifying.timing import untimed
from assistant.verifying.wording import Tiers, unsaid

# A sentence or quotations longer than this are not checked but refused: no record needs them, and time is bounded.
LONGEST_TEXT = 4_000
LONGEST_QUOTES = 60_000


def check(
    text: str, quotes: Sequence[Quote], derived: Sequence[Derived], senses: Senses, profiles: Profiles
) -> Verdict:
    """The verdict on a sentence; what is wrong with it is said once."""
    if refused := _refused(text, quotes):
        return Verdict((refused,))
    reading, material = read(text), pieces(quotes)
    if not any(word.key not in senses.function for word in reading.words) and not reading.quantities:
        return Verdict((Violation(Rule.WORDING, "the sentence says nothing that could be held against a quotation"),))
    offered = stated(material)
    computed, wrong = recompute(derived, reading, material, offered, senses)
    tiers = Tiers(senses, material)
    found: list[Violation] = list(wrong)
    found += unbound(reading, material, offered, profiles, computed)
    found += untimed(reading, material, computed)
    found += disagreements(reading, material, senses)
    found += unsaid(reading, tiers, senses, frozenset())
    return Verdict(tuple(dict.fromkeys(found)), tuple(q.text for q in computed))


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
