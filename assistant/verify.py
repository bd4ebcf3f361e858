"""Does a sentence say what its quotations say? Decided by code alone, for every sentence that is ever shown.

Pure: no store, no model, no clock. The same check serves answers of a model, extractive and linked answers,
run summaries, rationale and `setpoint verify`.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.verifying.checking import check
from assistant.verifying.locating import locate
from assistant.verifying.nouns import Derived, Quote, Rule, Verdict, Violation
from assistant.verifying.profiles import Profiles
from assistant.verifying.senses import Senses
from graph.vocabulary import Vocabulary

__all__ = ["Derived", "Quote", "Rule", "Verdict", "Verifier", "Violation", "locate"]


class Verifier:
    """The check, with the words of the field and of the site."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the words; nothing else is kept between two sentences but what was read before."""
        self._senses = Senses(vocabulary)
        self._profiles = Profiles(self._senses)

    def verify(self, text: str, quotes: Sequence[Quote], derived: Sequence[Derived] = ()) -> Verdict:
        """Hold a sentence against its quotations; an empty sequence of quotations supports nothing."""
        return check(text, quotes, derived, self._senses, self._profiles)
