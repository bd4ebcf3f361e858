"""Whether a text carries the wording of a document: the test for strings that cite nothing.

A question, a withheld statement or a note says nothing of where its words come from. It carries a
document's wording if four words in a row stand there in the same order, if it is two or three words
that do, or if it has a word that the caller knows to stand in that document alone (a name, a code).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

# Words in a row. Four is where plagiarism detection begins to tell copying from common speech: three
# ("as well as") are often shared by texts that know nothing of each other.
RUN = 4
_AROUND = "\"'`“”‘’«»()[]{}<>.,;:!?…|*#"


class Wording:
    """The wording of one document; call it with a text."""

    def __init__(self, texts: Iterable[str], alone: Collection[str] = ()) -> None:
        """Take the document's texts (body, title, hidden text) and words that stand in no other document."""
        lists = [_words(text) for text in texts]
        self._runs = {run for words in lists for run in _in_a_row(words, RUN)}
        self._whole = "\n".join(f" {' '.join(words)} " for words in lists)
        self._alone = {word for text in alone for word in _words(text)}

    def __call__(self, text: str) -> bool:
        words = _words(text)
        if not self._alone.isdisjoint(words):
            return True
        if len(words) >= RUN:
            return any(run in self._runs for run in _in_a_row(words, RUN))
        return len(words) > 1 and f" {' '.join(words)} " in self._whole


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [word for word in (part.strip(_AROUND) for part in folded.split()) if word]


def _in_a_row(words: Sequence[str], length: int) -> Iterator[str]:
    return (" ".join(words[n : n + length]) for n in range(len(words) - length + 1))
