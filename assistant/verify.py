"""Does a sentence say what its quotations say? Decided by code alone, for every sentence that is ever shown.

Pure: no store, no model, no clock. The same check serves answers of a model, extractive and linked answers,
run summaries, rationale and `setpoint verify`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.vocabulary import Vocabulary
from retrieval.documents import CanonicalText, Document


class Rule(StrEnum):
    """What a sentence can break."""

    QUOTE = "quote"  # there is none, it is not in the named version, or nothing is in it
    NUMBER = "number"  # a number is in none of the quotations
    UNIT = "unit"
    COMPARATOR = "comparator"
    RANGE = "range"
    ATTRIBUTE = "attribute"  # the number is there, but of another parameter, attribute or kind of limit
    TIME = "time point"
    PRODUCT = "product"
    NAME = "name"  # a document, run, lot, material or the like that is not in the quotations or their place
    NEGATION = "negation"
    DIRECTION = "direction"
    STATUS = "status"  # what was superseded or drafted is told as in force
    DERIVED = "derived"  # a number that code works out otherwise, or cannot work out
    WORDING = "wording"  # a word that carries meaning and that nothing cited says


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with a sentence, told so that its author can mend it."""

    rule: Rule
    message: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a document version that a sentence rests on; `start`, `end` are offsets into its canonical text."""

    document: Document
    canonical: CanonicalText
    start: int
    end: int

    @property
    def text(self) -> str:
        """The wording of the document, which may be set otherwise than it was quoted (hyphens, quotes, white space)."""
        return self.canonical.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Derived:
    """A number said to follow from quoted ones: the operation (as in `proposals.Derivation`), what it is applied to
    and its result, all as written."""

    operation: str
    operands: tuple[str, ...]
    result: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found. `computed` are the numbers in the sentence that code worked out from quoted ones."""

    violations: tuple[Violation, ...] = ()
    computed: tuple[str, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether the sentence may be shown as backed."""
        return not self.violations

    @property
    def reason(self) -> str:
        """Every violation, in words."""
        return "; ".join(v.message for v in self.violations)


def locate(
    wording: str, document: Document, canonical: CanonicalText, within: tuple[int, int] | None = None
) -> tuple[Quote, ...]:
    """Every place of a quotation in a version, or in a span of it, after the declared normalisation and no other."""
    raise NotImplementedError


class Verifier:
    """The check, with the words of the field and of the site."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def verify(self, text: str, quotes: Sequence[Quote], derived: Sequence[Derived] = ()) -> Verdict:
        """Hold a sentence against its quotations; an empty sequence of quotations supports nothing."""
        return Verdict((Violation(Rule.QUOTE, "nothing is checked yet"),))
