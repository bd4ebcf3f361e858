"""The nouns of the check: what a sentence rests on, and what can be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
