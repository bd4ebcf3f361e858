"""Where a quotation stands in a passage: its line and sentence, what stands around it, and names and numbers in it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from graph.errors import NotStated
from graph.extraction.names import Named, names_of
from graph.extraction.place import Place
from graph.extraction.reading import Reading
from graph.proposed.stance import negated, not_in_force, not_stated, sentence_spans, takes_back
from graph.proposed.wording import fold, folded
from graph.quantities import Quantity, find_quantities
from retrieval.documents import Line, Passage

Span = tuple[int, int]
# Places at which one quotation is looked at: more of the same say nothing else.
MOST_PLACES = 5


@dataclass(frozen=True)
class Asked:
    """A passage of a document version that a model is asked about, with what the document speaks of."""

    reading: Reading
    passage: Passage
    place: Place

    @functools.cached_property
    def lines(self) -> tuple[tuple[Line, str], ...]:
        """The lines of prose in the passage, each with the line that introduces it ("The limits are:"), if any."""
        return tuple(self._introduced())

    def _introduced(self) -> Iterator[tuple[Line, str]]:
        lines = self.reading.canonical.lines
        for number in range(self.passage.first_line, self.passage.last_line + 1):
            if lines[number].kind not in ("paragraph", "step"):
                continue
            before, kind = number - 1, lines[number].kind
            while before >= 0 and lines[before].kind == "step" and kind == "step":
                before -= 1
            above = lines[before] if before >= 0 else None
            introduction = self.reading.text(above) if above is not None and not above.table else ""
            yield lines[number], introduction if introduction.rstrip().endswith(":") else ""


@dataclass(frozen=True)
class Quoted:
    """A quotation at one place: `start` and `end` are offsets into `sentence`, which begins at `at` in the document."""

    asked: Asked
    line: Line
    sentence: str
    at: int
    start: int
    end: int

    @property
    def words(self) -> str:
        """The quotation as the document has it."""
        return self.sentence[self.start : self.end]

    @functools.cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities of the whole sentence."""
        return tuple(find_quantities(self.sentence))

    @functools.cached_property
    def known(self) -> tuple[Named, ...]:
        """The parameters and attributes of the vocabulary that the sentence names."""
        return tuple(names_of(self.asked.reading.vocabulary, ("parameter", "attribute")).find(self.sentence))

    def places(self, name: str, *, case: bool = True) -> list[Span]:
        """Where a name stands in the quotation, as spans of the sentence. Raises NotStated if nowhere."""
        found = fold(self.words, case=case).find(folded(name, case=case))
        if not found:
            raise NotStated(f"{name[:80]!r} does not stand in the quotation")
        return [(self.start + start, self.start + end) for start, end in found]


def quoted(asked: Asked, quote: str) -> list[Quoted]:
    """The places where a quotation stands in one sentence of the passage. Raises NotStated if nowhere."""
    words, found, elsewhere = folded(quote), list[Quoted](), False
    for line, _ in asked.lines:
        start, end = max(line.start, asked.passage.start), min(line.end, asked.passage.end)
        text = asked.reading.canonical.text[start:end]
        for first, last in fold(text).find(words)[:MOST_PLACES]:
            inside = [(s, e) for s, e in sentence_spans(text) if s <= first and last <= e]
            elsewhere = elsewhere or not inside
            found += [Quoted(asked, line, text[s:e], start + s, first - s, last - s) for s, e in inside]
    if not found:
        raise NotStated(
            "the quotation goes over more than one sentence"
            if elsewhere
            else "the quotation does not stand in the passage"
        )
    return found[:MOST_PLACES]


def hold(quote: Quoted, *, done: bool) -> None:
    """Raise NotStated unless what the sentence states is in force where it stands."""
    asked = quote.asked
    introduction = next(text for line, text in asked.lines if line == quote.line)
    reason = not_stated(quote.sentence, done=done) or not_in_force(quote.line.section, quote.line.caption, introduction)
    if not reason:
        for following in _behind(quote):
            if takes_back(following):
                reason = f"the sentence behind it takes it back ({following[:60]!r})"
    if reason:
        raise NotStated(reason)


def _behind(quote: Quoted) -> Iterator[str]:
    """The next sentence: of the line, else of the line that follows."""
    text, end = quote.asked.reading.canonical.text, quote.at + len(quote.sentence)
    rest = text[end : quote.line.end].strip()
    if not rest:
        lines = quote.asked.reading.canonical.lines
        following = next((line for line in lines[quote.asked.passage.first_line :] if line.start >= end), None)
        rest = quote.asked.reading.text(following) if following and not following.table else ""
    if rest:
        first, last = sentence_spans(rest)[0]
        yield rest[first:last]


__all__ = ["Asked", "Quoted", "Span", "hold", "negated", "quoted"]
