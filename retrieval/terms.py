"""Words as search sees them: one rule for the lexical index, queries and coverage.

Text is folded (case, accents, look-alikes), superscripts stay apart from the number they
stand on ("10⁴" gives 10 and 4, never 104), identifiers are kept whole where a dot or comma is
part of a number, and words are reduced to their stem (Snowball English, Porter 2).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

from retrieval.lookalikes import plain_forms, unaccented

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*")
# Possessive: a word is never given back letter by letter.
_HYPHENATED = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:-[^\W\d_]++)+")
# A run without ASCII white space that holds a wide character: only these need more than lower case.
_WIDE_RUN = re.compile(r"[!-~]*[^\x00-\x7f](?:[!-~]|[^\x00-\x7f])*")
_CATALOGUE_NAME = re.compile(r"\b([a-z]{3,})\d{2,}\b")

# Function words of English, question words and politeness: they carry no content of their own.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can cannot could did do does doing down during each few for from
    further had has have having he her here hers him his how i if in into is it its itself just let
    me might more most must my no nor not now of off on once only or other our ours out over own
    per please same shall she should so some such tell than that the their them then there these
    they this those through to too under until up upon us very via was we were what when where
    whether which while who whom whose why will with within without would you your s t d ll re ve
    mustn don doesn didn isn aren wasn weren hasn haven shouldn couldn wouldn won
    ok okay yes hi hello thanks""".split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A stemmed word with the place it was read from."""

    stem: str
    start: int
    end: int
    word: str


def fold(text: str) -> str:
    """Fold case, accents, compatibility forms and look-alikes; superscripts become "^4".

    Digits, signs and units that look the same are made the same (see `lookalikes`); no two numbers
    are ever merged: "1½" is "1 1/2", not 11 halves. ASCII text is only lower-cased.

    The result may differ in length from `text`; use it for comparing, never for offsets.
    """
    if text.isascii():
        return text.lower()
    return _WIDE_RUN.sub(lambda m: _fold_wide(m.group()), text).lower()


@functools.lru_cache(maxsize=50_000)
def _fold_wide(text: str) -> str:
    return unaccented(plain_forms(text))


_stemmer = snowballstemmer.stemmer("english")


@functools.lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded word; a word with a digit in it is left as it is."""
    if len(word) < 3 or any(ch.isdigit() for ch in word):
        return word
    return str(_stemmer.stemWord(word))  # pyright: ignore[reportUnknownMemberType]


def words_of(folded: str) -> list[str]:
    """The words and numbers of a folded text as they are."""
    return _TOKEN.findall(folded)


def tokens(text: str) -> list[str]:
    """Stems of all words and numbers of a text, in order; then hyphenated words joined, and the
    letters of a catalogue name ("chir" of CHIR99021)."""
    folded = fold(text)
    found = [stem(m.group()) for m in _TOKEN.finditer(folded)]
    found.extend(m.group(1) for m in _CATALOGUE_NAME.finditer(folded))
    found.extend(stem(m.group().replace("-", "")) for m in _HYPHENATED.finditer(folded))
    return found


def content_terms(text: str) -> Iterator[Term]:
    """The terms of a text that are not function words, with places in the folded text."""
    for match in _TOKEN.finditer(fold(text)):
        word = match.group()
        if word not in STOP_WORDS:
            yield Term(stem(word), match.start(), match.end(), word)


def index_text(text: str) -> str:
    """The text as the lexical index stores it: its stems, function words left out."""
    return " ".join(token for token in tokens(text) if token not in STOP_WORDS)
