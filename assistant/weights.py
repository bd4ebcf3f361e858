"""What each concept of a question weighs in these records, and what sort of name it is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.concepts import Concept
from assistant.question import ParsedQuestion
from assistant.statements import Bag
from retrieval.commonness import tellingness

# What a name ("CD19", "HEPES") weighs beside a word.
NAME = 1.6
# Weight of a generic word ("value", "recommended") beside a telling one.
GENERIC = 0.15


# From this weight a concept is rare enough to matter.
TELLING = 1.5


@dataclass(frozen=True, slots=True)
class Weighted:
    """A concept with its weight; `name` when it is written as one.

    A `code` has a capital or a digit inside ("TCM-1", "HEPES"). A name that is `unknown` to every record
    cannot be answered; one that is the `subject` of some documents (a product, a cell type) is not answered
    from a document about another.
    """

    concept: Concept
    weight: float
    name: bool
    unknown: bool = False
    subject: bool = False
    code: bool = False


def weigh(
    question: ParsedQuestion,
    frequencies: Mapping[str, int],
    passages: int,
    subjects: Bag = frozenset(),
    products: Bag = frozenset(),
) -> tuple[Weighted, ...]:
    """Inverse document frequency of each concept (that of its most common wording), less for
    everyday English, more for names. `subjects` are the names in titles of documents, `products` the
    words that tell the titles of the products' own documents apart."""
    weighted: list[Weighted] = []
    for concept in question.concepts:
        common = max(min(frequencies.get(s, 0) for s in phrase) for phrase in concept.wordings)
        weight = math.log((passages + 1) / (common + 0.5))
        name = is_name(concept, question.text) or concept.asked.isdigit()
        weight = max(weight, 0.3) * (GENERIC if concept.generic else 1.0)
        weight *= NAME if name else max(tellingness(word) for word in concept.asked.split())
        thing = name and not concept.asked.isdigit()
        of_products = not concept.generic and any(
            phrase[0] in products for phrase in concept.wordings if len(phrase) == 1
        )
        of_titles = any(all(word in subjects for word in phrase) for phrase in concept.wordings)
        weighted.append(
            Weighted(
                concept,
                weight,
                name,
                unknown=thing and common == 0,
                subject=(thing and of_titles) or of_products,
                code=thing and _is_code(concept, question.text),
            )
        )
    return tuple(weighted)


def is_name(concept: Concept, text: str) -> bool:
    """Written with a capital or digit inside ("CD19", "mTeSR1"), or capitalised within the sentence."""
    if concept.generic or " " in concept.asked:
        return False
    for match in re.finditer(rf"(?<![\w-]){re.escape(concept.asked)}(?![\w])", text, re.IGNORECASE):
        word = match.group()
        inside = any(ch.isupper() or ch.isdigit() for ch in word[1:]) and any(ch.isalpha() for ch in word)
        begins = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".?!:"
        if inside or (word[:1].isupper() and not begins):
            return True
    return False


def _is_code(concept: Concept, text: str) -> bool:
    words = re.findall(rf"(?<![\w-]){re.escape(concept.asked)}(?![\w])", text, re.IGNORECASE)
    return any(ch.isupper() or ch.isdigit() for word in words for ch in word[1:])
