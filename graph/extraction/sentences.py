"""Sentences of prose with the parameters and attributes they name, as patterns see them.

In `Sentence.form` each name is one sign and a number ("\u27e8P0\u27e9", "\u27e8A1\u27e9"), so that a pattern is
about how things are said, not about what they are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.extraction.headers import Meaning, column
from graph.extraction.names import Named, Names, key_of
from graph.extraction.place import Place
from graph.extraction.reading import Reading
from graph.extraction.sections import is_history
from graph.extraction.study_tables import response_of
from graph.extraction.table_layout import laid_out
from graph.process import Mention
from graph.schema import Label
from graph.vocabulary import Term
from retrieval.documents import Line
from retrieval.terms import STOP_WORDS

_END = re.compile(r"(?<=[.!?;])\s{1,5}(?=[A-Z(0-9\u201c\"])")
# Longer sentences are lists or text without full stops: no pattern is sure of them.
LONGEST = 700
# Names of the document's own tables, beyond which it is a list of something else.
MOST_NAMES = 1_000
# "Seeding above 3 \u00d7 10\u2074 cells/cm\u00b2" speaks of the density of seeding.
_DENSITY = re.compile(
    r"\b(?P<what>seeding|plating|inoculation|inoculating)(?=\s(?:at|above|below|over|under)\s[^;,]{1,40}?cells\s?/)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"^\s(?:at|on|after)\s(?P<time>(?:day|d|passage|week)\s?[\u2212\u2013-]?\d{1,3}|harvest|thaw"
    r"|release|end of [a-z]{4,20})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """A sentence with its place in the canonical text, the names in it, and its form."""

    text: str
    start: int
    line: Line
    names: tuple[Named, ...]
    form: str


def sentences(reading: Reading) -> Iterator[Sentence]:
    """The sentences that name a parameter or an attribute, outside of histories of versions."""
    names = _names(reading)
    for line in reading.prose:
        if line.kind == "heading" or is_history(line.section):
            continue
        for text, start in pieces(reading.text(line), line.start):
            if len(text) > LONGEST:
                continue
            found = [named for named in names.find(text) if not _is_unit(text, named)]
            density = _DENSITY.search(text)
            if density and not any(n.start <= density.start() < n.end for n in found):
                term = Term("seeding density", "parameter")
                found = sorted(
                    [*found, Named(density.start(), density.end(), "Seeding density", term)], key=lambda n: n.start
                )
            if found:
                yield Sentence(text, start, line, tuple(found), _form(text, found))


def mention_of(sentence: Sentence, index: int, place: Place) -> Mention:
    """The parameter or attribute that a name stands for, with the time point said behind it."""
    named = sentence.names[index]
    written = {key_of(wording) for wording in named.term.wordings}
    name = named.text if key_of(named.text) in written else named.term.name  # the end of a name stands for all of it
    if named.term.kind == "parameter":
        operation = place.operation_of(sentence.line.section)
        return Mention(Label.PARAMETER, name, place.context(operation.name if operation else ""))
    time = _TIME.match(sentence.text[named.end : named.end + 40])
    return Mention(Label.ATTRIBUTE, name, place.context("", time["time"] if time else ""))


def _is_unit(text: str, named: Named) -> bool:
    """ "5.0 copies/cell": a unit behind a number, and no name."""
    return ("/" in named.text and text[: named.start].rstrip(" (×")[-1:].isdigit()) or named.text in ("TU/mL", "vg/mL")


def pieces(text: str, start: int) -> Iterator[tuple[str, int]]:
    """The sentences of a text with their places."""
    at = 0
    for match in _END.finditer(text):
        yield text[at : match.start()], start + at
        at = match.end()
    yield text[at:], start + at


_SIGNS = str.maketrans("\u27e8\u27e9", "[]")


def _form(text: str, found: list[Named]) -> str:
    pieces: list[str] = []
    text = text.translate(_SIGNS)  # the signs of names are ours alone
    at = 0
    for index, named in enumerate(found):
        letter = "P" if named.term.kind == "parameter" else "A"
        pieces += [text[at : named.start], f"\u27e8{letter}{index}\u27e9"]
        at = named.end
    pieces.append(text[at:])
    return "".join(pieces)


def _names(reading: Reading) -> Names:
    """The document's own parameters and attributes, then those of the vocabulary."""
    names = Names()
    own = list(_own(reading))
    for term in own:
        names.add(term)
    for ending, name in _endings([term.name for term in own if term.kind == "parameter"]).items():
        names.add(Term(name, "parameter"), [ending])
    for kind in ("parameter", "attribute"):
        for term in reading.vocabulary.terms:
            if term.kind == kind and term.name.casefold() not in _TOO_GENERAL:
                names.add(term)
    return names


_KIND_OF = (
    (Meaning.PARAMETER, "parameter"),
    (Meaning.FACTOR, "parameter"),
    (Meaning.ATTRIBUTE, "attribute"),
    (Meaning.RESPONSE, "attribute"),
)


def _own(reading: Reading) -> Iterator[Term]:
    for grid in reading.grids:
        layout = laid_out(grid)
        for meaning, kind in _KIND_OF:
            at = layout.first(meaning)
            if at is None:
                continue
            for row in layout.rows[:MOST_NAMES]:
                written = row.cells[at.index][:150] if at.index < len(row.cells) else ""
                name = response_of(written).name if kind == "attribute" else column(written).name
                if 2 <= len(name) <= 80 and any(ch.isalpha() for ch in name):
                    yield Term(name, kind)


def _endings(names: list[str]) -> dict[str, str]:
    """The last words of a name, at least two, where they end one name only: "exchange interval"."""
    ends: dict[str, set[str]] = {}
    for name in dict.fromkeys(names):
        words = name.split()
        for start in range(1, len(words) - 1):
            if words[start].casefold() not in STOP_WORDS:  # "for differentiation" ends a name and is none
                ends.setdefault(" ".join(words[start:]), set()).add(name)
    return {end: next(iter(of)) for end, of in ends.items() if len(of) == 1 and len(key_of(end)) >= 2}


# Names of classes of things: a sentence about "the CPP" is not about a parameter.
_TOO_GENERAL = frozenset(
    {
        "critical process parameter",
        "key process parameter",
        "critical quality attribute",
        "critical material attribute",
        "identity",
        "appearance",
        "purity",
        "stock concentration",
        "final concentration",
        "working concentration",
        "dilution factor",
        "incubation time",
        "incubation temperature",
        "cell count",
    }
)
