"""Whether two things of a sentence have changed places: A with what is said of B, and B with what is said of A."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.piece import Piece
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Senses
from assistant.verifying.zones import zones

Marks = list[tuple[str, int]]


def crossed(reading: Reading, pieces: Sequence[Piece], senses: Senses) -> Iterator[Violation]:
    """A violation where two stretches of the sentence each take from both of two places that are apart in the source."""
    mine = _stretches(reading)
    places = _places(pieces, senses)
    homes: dict[str, set[int]] = {}
    for n, marks in enumerate(places):
        for mark in marks:
            homes.setdefault(mark, set()).add(n)

    def home(mark: str) -> int | None:
        found = {n for m in _like(mark, senses) for n in homes.get(m, ())}
        return next(iter(found)) if len(found) == 1 else None

    mixed: list[tuple[frozenset[int], list[tuple[str, int]]]] = []
    for marks in mine:
        at = [(mark, h) for mark in marks if mark not in senses.function and (h := home(mark)) is not None]
        if len({h for _, h in at}) > 1:
            mixed.append((frozenset(h for _, h in at), at))
    for n, (one, at) in enumerate(mixed):
        for other, beside in mixed[n + 1 :]:
            if len(one & other) > 1:
                a, b = sorted(one & other)[:2]
                words = [next(m for m, h in side if h == p) for side in (at, beside) for p in (a, b)]
                if len(set(words)) == 4:
                    yield Violation(
                        Rule.ATTRIBUTE,
                        f"the quotation puts {words[0]} with {words[2]} and {words[1]} with {words[3]}, the sentence otherwise",
                    )
                    return


def _like(mark: str, senses: Senses) -> set[str]:
    return {p[0] for p in senses.alike((mark,)) if len(p) == 1} | {mark}


def _stretches(reading: Reading) -> list[list[str]]:
    spans = [(q.start, q.end) for q in reading.quantities] + [(d.start, d.end) for d in reading.days]
    cut = _merged(reading.text, zones(reading.text, spans))
    return [[mark for mark, at in _marks(reading) if a <= at < b] for a, b in cut]


def _merged(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Brackets, and what follows a colon, belong to what stands before them."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and text[max(0, start - 1) : start] in ("(", ":"):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _marks(reading: Reading) -> Marks:
    marks = [(w.key, w.start) for w in reading.words]
    marks += [(d.date.isoformat() if d.date else d.text, d.start) for d in reading.days]
    marks += [(str(p), p.start) for p in reading.points]
    return marks


def _places(pieces: Sequence[Piece], senses: Senses) -> list[set[str]]:
    """Rows are places by themselves when there are several, else their cells; sentences are cut where the claim is."""
    found: list[set[str]] = []
    rows = {p.row for p in pieces if p.row >= 0}
    for row in rows:
        cells = [p for p in pieces if p.row == row]
        marks: set[str] = set()
        for p in cells:
            marks |= {m for r in (p.own, *p.frame) for m, _ in _marks(r)}
        found.append(marks)
    for p in pieces:
        if p.row < 0:
            found += [set(stretch) for stretch in _stretches(p.own)]
    return [{m for m in marks if m not in senses.function} for marks in found]
