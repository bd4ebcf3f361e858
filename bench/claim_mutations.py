"""Faithful sentences made false by one change of their text, each change checked against what is cited.

Deterministic for a seed: rules go over the sentences in order, and of the changes a rule can make to a
sentence one is drawn.
"""

from __future__ import annotations

import itertools
import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bench import mutation_words as words
from bench.claims import Trial

SEED = 20250611
NUMBER = re.compile(r"(?<![\w.,:/^⁻-])[−-]?\d[\d,]*(?:\.\d+)?(?![\w⁰¹²³⁴⁵⁶⁷⁸⁹]|[.,:]\d|-(?![a-zA-Z]))")
RANGE = re.compile(r"(\d[\d.,]*)( to | and |–)(\d[\d.,]*)")
# Factors between the units in which a value may be written: a changed number must not be the old one in another.
FACTORS = (1, 60, 24, 7, 100, 1e3, 1e4, 1e5, 1e6, 1e8)
NAMED = re.compile(r"\b(CT|IP|RB|CF|INC|CE|NC|DN|LV|SOP|PR|SPEC|CHR|DEV-2025|CAPA-2025|CH|AR|CS10|M)-(\d[\w]*)\b")
DATE = re.compile(r"\b(\d{1,2})(?= (?:January|February|March|April|May|June|July|August|September|October) )")


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in the quotations of a sentence and around them."""

    quotes: str
    around: str

    @property
    def numbers(self) -> frozenset[float]:
        """Every number of the quotations, signs aside."""
        return frozenset(_values(self.quotes))

    def holds(self, text: str) -> bool:
        """Whether a wording stands there."""
        return text.casefold() in f"{self.quotes} {self.around}".casefold()

    def has_value(self, value: float) -> bool:
        """Whether a number stands there, in this unit or another."""
        pairs = ((value * factor, number) for number in self.numbers for factor in FACTORS)
        turned = ((value, number * factor) for number in self.numbers for factor in FACTORS)
        return any(math.isclose(one, other) for one, other in (*pairs, *turned))


Rule = Callable[[str, Said], Iterator[str]]


def mutants(claims: Sequence[Trial], said: Mapping[str, Said], seed: int = SEED) -> tuple[Trial, ...]:
    """One false sentence for each rule that can change a sentence."""
    draw = random.Random(seed)
    faithful = {claim.text for claim in claims}
    made: list[Trial] = []
    for claim in claims:
        for kind, rule in RULES.items():
            choices = [t for t in dict.fromkeys(rule(claim.text, said[claim.id])) if t not in faithful]
            if choices:
                made.append(replace(claim, id=f"{claim.id}-{kind}", of=claim.id, kind=kind, text=draw.choice(choices)))
    return tuple(made)


def digit(text: str, said: Said) -> Iterator[str]:
    """Another digit in a number."""
    for match in NUMBER.finditer(text):
        for at, old in enumerate(match.group()):
            new = match.group()[:at] + str((int(old) + 3) % 10) + match.group()[at + 1 :] if old.isdigit() else ""
            yield from _with_number(text, match, new, said)


def decimal(text: str, said: Said) -> Iterator[str]:
    """The decimal point one place off."""
    for match in NUMBER.finditer(text):
        if "," in match.group():
            continue
        value = float(match.group().replace("−", "-"))
        for new in (f"{value * 10:g}", f"{value / 10:g}"):
            yield from _with_number(text, match, new, said)


def percent(text: str, _: Said) -> Iterator[str]:
    """Per cent told as a fraction."""
    for match in re.finditer(r"(\d+(?:\.\d+)?) %", text):
        if float(match[1]) > 0:
            yield text[: match.start()] + f"a fraction of {match[1]}" + text[match.end() :]
            yield text[: match.start()] + f"{float(match[1]) / 100:g} %" + text[match.end() :]


def unit(text: str, _: Said) -> Iterator[str]:
    """Another unit after a number."""
    for match in NUMBER.finditer(text):
        power = re.match(r"(?: × 10(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^\d+))? ?", text[match.end() :])
        start = match.end() + (power.end() if power else 0)
        for old, new in words.UNITS.items():
            after = text[start + len(old) : start + len(old) + 1]
            if text.startswith(old, start) and not re.match(r"[\w/²]", after) and _value(match.group()):
                yield text[:start] + new + text[start + len(old) :]


def time_point(text: str, said: Said) -> Iterator[str]:
    """Another day, or before for after."""
    for match in re.finditer(r"(?i)\bdays? ([−-]?\d+)", text):
        for new in (int(match[1].replace("−", "-")) + step for step in (1, -1, 4)):
            if not said.has_value(abs(new)):
                yield text[: match.start(1)] + str(new) + text[match.end(1) :]
    yield from _exchanged(text, words.TIMES)


def attribute(text: str, said: Said) -> Iterator[str]:
    """The value of another thing."""
    for old in words.ATTRIBUTES:
        match = re.search(rf"(?<![\w-]){re.escape(old)}(?![\w+-])", text, re.IGNORECASE)
        others = (new for new in words.ATTRIBUTES if not said.holds(new.split()[0]) and not _near(new, text))
        for new in others if match else ():
            assert match is not None
            yield text[: match.start()] + new + text[match.end() :]


def range_end(text: str, said: Said) -> Iterator[str]:
    """One end of a range changed for the end of another one in the row, or moved."""
    for match in RANGE.finditer(text):
        ends = [match[1], match[3]]
        for other in RANGE.findall(said.quotes):
            for at, new in ((1, other[0]), (3, other[2])):
                if not {_value(new)} & {_value(end) for end in ends}:
                    yield text[: match.start(at)] + new + text[match.end(at) :]


def entity(text: str, said: Said) -> Iterator[str]:
    """Another run, lot, document or piece of equipment; another version or day."""
    for match in NAMED.finditer(text):
        number = re.sub(r"\d$", lambda d: str((int(d.group()) + 4) % 10), match[2])
        if number != match[2] and not said.holds(f"{match[1]}-{number}"):
            yield text[: match.start()] + f"{match[1]}-{number}" + text[match.end() :]
    for match in re.finditer(r"(?<=\bv)\d\b|(?<=\bversion )\d\b", text, re.IGNORECASE):
        yield text[: match.start()] + str(int(match.group()) + 4) + text[match.end() :]
    for match in DATE.finditer(text):
        yield text[: match.start()] + str(int(match[1]) % 28 + 1) + text[match.end() :]


def swapped(text: str, _: Said) -> Iterator[str]:
    """Two numbers, or two names of one kind, in each other's place."""
    for pattern in (NUMBER, NAMED):
        found = list(pattern.finditer(text))
        for one, other in itertools.pairwise(found):
            between = re.sub(r"\b(?:and|or|to|of)\b", " ", text[one.end() : other.start()])
            apart = len(re.findall(r"[^\W\d_]{2,}", between)) > 1
            alike = pattern is NUMBER or one[1] == other[1]
            if one.group() != other.group() and apart and alike:
                middle = text[one.end() : other.start()]
                yield text[: one.start()] + other.group() + middle + one.group() + text[other.end() :]


def members(text: str, said: Said) -> Iterator[str]:
    """A member of a list exchanged, or one more."""
    listed = re.search(r"((?:[\w+²-]+, )+)([\w+²-]+),? (and) ", text)
    for new in words.MEMBERS if listed else ():
        assert listed is not None
        if not said.holds(new):
            yield text[: listed.start(2)] + new + text[listed.end(2) :]
            yield text[: listed.start(2)] + f"{new}, " + text[listed.start(2) :]


def _of(table: Mapping[str, str]) -> Rule:
    return lambda text, _: _exchanged(text, table)


def _product(text: str, said: Said) -> Iterator[str]:
    return _exchanged(text, {old: new for old, new in words.PRODUCTS.items() if not said.holds(new)})


RULES: Mapping[str, Rule] = {
    "digit": digit,
    "decimal": decimal,
    "comparator": _of(words.COMPARATORS),
    "unit": unit,
    "percent": percent,
    "time point": time_point,
    "attribute": attribute,
    "product": _product,
    "negation": _of(words.NEGATIONS),
    "negation added": lambda text, _: (t for t in _exchanged(text, words.ADDED_NEGATIONS) if not _denied_twice(t)),
    "direction": _of(words.DIRECTIONS),
    "range end": range_end,
    "list item": members,
    "entity": entity,
    "modality": _of(words.MODALITIES),
    "swapped": swapped,
    # What is above the acceptable range is above the normal one too.
    "kind of limit": lambda text, _: _exchanged(text, words.LIMITS) if "exceeded the PAR" not in text else iter(()),
}


def _exchanged(text: str, table: Mapping[str, str]) -> Iterator[str]:
    for old, new in table.items():
        for match in re.finditer(
            rf"(?<![\w-])(?<!\bno )(?<!when it ){re.escape(old)}(?![\w-]| (?:\w+ )?not\b)", text, re.IGNORECASE
        ):
            put = new[0].upper() + new[1:] if match.group()[0].isupper() else new
            yield text[: match.start()] + put + text[match.end() :]


def _denied_twice(text: str) -> bool:
    """Whether a clause holds two denials, which is an odd way to affirm."""
    denials = (
        re.findall(r"(?i)\b(?:not|no|never|neither|nobody|without|free of)\b", c) for c in re.split(r"[,;:]", text)
    )
    return any(len(found) > 1 for found in denials)


def _with_number(text: str, match: re.Match[str], new: str, said: Said) -> Iterator[str]:
    if new and new != match.group() and not said.has_value(_value(new)):
        yield text[: match.start()] + new + text[match.end() :]


def _near(name: str, text: str) -> bool:
    return name.split(maxsplit=1)[0].casefold() in text.casefold()


def _value(number: str) -> float:
    return abs(float(number.strip(".").replace(",", "").replace("−", "-")))


def _values(text: str) -> Iterator[float]:
    for found in re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"(?<=\d) (?=\d{3}\b)", "", text)):
        decimal_comma = re.fullmatch(r"\d+,\d+", found)
        yield float(found.replace(",", ".") if decimal_comma else re.sub(r"[.](?=.*[.])|,", "", found))
