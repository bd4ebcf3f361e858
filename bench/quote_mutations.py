"""Quotations that are not in the record they are said to stand in, beside sentences that are true.

Each is checked: it does not stand in the named version, white space, dashes and quotation marks aside.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bench.claims import Cited, Trial

SEED = 20250612
# Shortest quotation that is altered: a shorter one is no sentence.
SHORTEST = 12

Rule = Callable[[Cited, str, random.Random], Iterator[str]]


def mutants(claims: Sequence[Trial], texts: Mapping[str, str], seed: int = SEED) -> tuple[Trial, ...]:
    """One for each rule and sentence, its first quotation altered; `texts` by record as cited."""
    draw = random.Random(seed)
    made: list[Trial] = []
    for claim in claims:
        first = claim.citations[0]
        text = texts[first.record]
        for kind, rule in RULES.items():
            choices = [q for q in rule(first, text, draw) if len(q) >= SHORTEST and _plain(q) not in _plain(text)]
            if choices:
                cited = (replace(first, quote=draw.choice(choices)), *claim.citations[1:])
                made.append(replace(claim, id=f"{claim.id}-{kind}", of=claim.id, kind=kind, citations=cited))
        made.extend([*_elsewhere(claim, texts), *_itself(claim, text)])
    return tuple(made)


def _word(cited: Cited, text: str, draw: random.Random) -> Iterator[str]:
    words = sorted(set(re.findall(r"[^\W\d_]{4,}", text)))
    for match in re.finditer(r"[^\W\d_]{4,}", cited.quote):
        yield cited.quote[: match.start()] + draw.choice(words) + cited.quote[match.end() :]


def _digit(cited: Cited, _text: str, _draw: random.Random) -> Iterator[str]:
    for match in re.finditer(r"\d", cited.quote):
        yield cited.quote[: match.start()] + str((int(match.group()) + 1) % 10) + cited.quote[match.end() :]


def _stitched(cited: Cited, text: str, draw: random.Random) -> Iterator[str]:
    lines = [line for line in text.splitlines() if len(line) > SHORTEST and line not in cited.quote]
    words = draw.choice(lines).split()
    yield " ".join([*cited.quote.split()[: max(2, len(cited.quote.split()) // 2)], *words[len(words) // 2 :]])


def _left_out(cited: Cited, _text: str, _draw: random.Random) -> Iterator[str]:
    words = cited.quote.split()
    for at in range(1, len(words) - 1):
        if words[at] != "|":
            yield " ".join(words[:at] + words[at + 1 :])


def _joined(cited: Cited, _text: str, _draw: random.Random) -> Iterator[str]:
    if len(cited.quote.split()) > 6:
        words = cited.quote.split()
        yield f"{' '.join(words[:3])} ... {' '.join(words[-3:])}"


RULES: Mapping[str, Rule] = {
    "one word": _word,
    "one digit": _digit,
    "two places": _stitched,
    "word left out": _left_out,
    "ellipsis": _joined,
}


def _elsewhere(claim: Trial, texts: Mapping[str, str]) -> Iterator[Trial]:
    """The quotation said to stand in another record, or in another version of its own."""
    first = claim.citations[0]
    others = [
        record
        for record in texts
        if record != first.record and first.document and record.startswith(f"{first.document} v")
    ] or [record for record in texts if record.startswith("SPEC-002")]
    for record in others[:1]:
        number, _, version = record.partition(" v")
        if _plain(first.quote) not in _plain(texts[record]):
            cited = (Cited(first.quote, number, version), *claim.citations[1:])
            yield replace(claim, id=f"{claim.id}-elsewhere", of=claim.id, kind="elsewhere", citations=cited)


def _itself(claim: Trial, text: str) -> Iterator[Trial]:
    """The sentence given as its own quotation."""
    if _plain(claim.text) not in _plain(text):
        cited = (replace(claim.citations[0], quote=claim.text),)
        yield replace(claim, id=f"{claim.id}-itself", of=claim.id, kind="itself", citations=cited)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(str.maketrans("−–—‑‐“”’‘", "-----\"\"''"))
    return re.sub(r"[\s\u00ad]+|(?<=\w)-\s*", "", folded).strip("|")
