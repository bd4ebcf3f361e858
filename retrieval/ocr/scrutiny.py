"""Every number of a page held against its ink and its neighbours.

A number counts as read when all readings have it alike, each of its characters has a glyph of the right
height and place, no ink beside it is unexplained, and its comparator and unit are told for sure.
Where the ink is surer than the reading (≥, ≤, ±, µ, raised digits), the word is written as the ink says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.ocr import numbers
from retrieval.ocr.beside import gap, heed, heed_column, look_beside
from retrieval.ocr.digits import unlike
from retrieval.ocr.ink import Glyph, Ink, Measure, Shape, fills, measure_of, shape_of, usual_heights
from retrieval.ocr.judged import Judged
from retrieval.ocr.powers import raised_texts
from retrieval.ocr.readings import READINGS, Agreed, plain
from retrieval.ocr.signs import COMPARATORS, is_micro, is_wave, may_be_sign, sign_of
from retrieval.ocr.tesseract import Reader
from retrieval.ocr.upright import Gray

_WANTED = {
    **dict.fromkeys("0123456789", Shape.FULL),
    **dict.fromkeys("-–—−", Shape.DASH),
    ".": Shape.POINT,
    ",": Shape.COMMA,
}
_MEASURED = frozenset({Shape.FULL, Shape.POINT, Shape.COMMA, Shape.DASH})
# What readings make of a raised digit.
_RAISED_READ = re.compile(r"(?<=[\dm])[\d?*°'\"‘’“”´`®©™²³¹!&%§]{1,3}(?=[.,;:)\]]*$)")
_NEAR = 1.5  # a word further off is in another column


def scrutinised(words: Sequence[Agreed], ink: Ink, gray: Gray, reader: Reader) -> list[Judged]:
    """The words with their final wording and confidence."""
    ink.explain(a.seen for a in words)
    usual = usual_heights(ink, (a.seen for a in words if a.same))
    judged: list[Judged] = []
    for a in words:
        glyphs = ink.glyphs(a.seen)
        judged.append(Judged(a.seen, a.same, a.others, a.seen.text, glyphs, measure_of(a.seen, glyphs, usual)))
    rows = _rows(judged)
    for row in rows:
        for at, word in enumerate(row):
            _mend(word, row[at + 1] if at + 1 < len(row) else None, row[at - 1] if at else None, ink)
    _raise(judged, ink, gray, reader)
    for row in rows:
        for at, word in enumerate(row):
            if numbers.has_digit(word.text):
                _hold(word, row, at, ink)
            elif re.search(r"/.*[?*!'\"]", word.text):
                word.doubts.append("its raised digits are not legible")
    for number in unlike([(w.text, w.glyphs) if w.confidence > 0 else ("", ()) for w in judged], gray):
        judged[number].doubts.append("a digit of it looks unlike the others of the page")
    return judged


def _rows(words: Sequence[Judged]) -> list[list[Judged]]:
    """Words on one height, from left to right."""
    rows: list[list[Judged]] = []
    for word in sorted(words, key=lambda w: w.seen.baseline):
        last = rows[-1] if rows else None
        if last and word.seen.baseline - last[0].seen.baseline <= 0.45 * max(word.height, last[0].height):
            last.append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.seen.left) for row in rows]


def _mend(word: Judged, after: Judged | None, before: Judged | None, ink: Ink) -> None:
    """Write signs as the ink has them: comparators, µ; note raised glyphs."""
    beside = next((w.at for w in (after, before) if w is not None and w.at is not None), None)
    at = (beside or word.at) if may_be_sign(word.text) else (word.at or beside)
    if numbers.micro_at(word.text) == 0:  # of "µm" no letter stands on the baseline and is as tall as a digit
        at = next((w.at for w in (before, after) if w is not None and w.at is not None), at)
    if at is None or not word.glyphs:
        return
    if may_be_sign(word.text) and len(word.glyphs) == 1:
        sign = sign_of(ink, word.glyphs[0], at)
        if sign:
            word.sign_sure = word.text in COMPARATORS
            word.text = sign
            word.same = word.same or word.sign_sure
        return
    if word.text[0] == "~" and is_wave(word.glyphs[0], at):
        word.sign_sure = True
    elif word.text[0] in COMPARATORS | {"2"} and len(word.glyphs) > 1 and re.match(r".\d", word.text):
        sign = sign_of(ink, word.glyphs[0], at)
        if sign and word.text[0] in COMPARATORS:
            word.text, word.sign_sure = sign + word.text[1:], True
        elif sign:
            word.text = sign + word.text[1:]
            word.doubts.append("a comparator was read as a digit")
    _mend_micro(word, at)


def _mend_micro(word: Judged, at: Measure) -> None:
    place = numbers.micro_at(word.text)
    if place is None:
        return
    if len(word.glyphs) < len(word.text) - 1:
        word.doubts.append("µ cannot be told")
        return
    micro = is_micro(word.glyphs[place:], at)
    letter = word.text[place]
    if letter in "uµμ" and micro is not None:
        word.text = word.text[:place] + ("µ" if micro else "u") + word.text[place + 1 :]
    elif not (letter == "n" and micro is False):
        word.doubts.append("µ cannot be told from p, n and y")


def _raise(words: Sequence[Judged], ink: Ink, gray: Gray, reader: Reader) -> None:
    """Raised digits read by themselves and written raised."""
    held: list[tuple[Judged, list[Glyph]]] = []
    for word in words:
        run = _raised_run(word)
        if run:
            held.append((word, run))
    for (word, run), (digits, sure) in zip(held, raised_texts(ink, gray, [r for _, r in held], reader), strict=True):
        tail = re.search(r"[.,;:)\]/]*$", word.text)
        end = tail.start() if tail else len(word.text)
        base = len(word.glyphs) - len(run) - (len(word.text) - end)
        stem = word.text[:end]
        numeric = re.fullmatch(r"[<>=~≥≤x×*\d.,(\-–−]*\d", stem[:base]) is not None
        if not digits or not (numeric or re.search(r"m$", stem[:base])):
            word.doubts.append("raised digits are not legible")
            continue
        word.text = stem[:base] + digits + word.text[end:]
        word.raised = run
        word.same = len(word.others) == READINGS - 1 and all(o[:base] == plain(stem)[:base] for o in word.others)
        word.own = min(word.seen.sureness[:base], default=0.0)
        word.least = min(word.least, sure)
        if sure <= 0:
            word.doubts.append("raised digits are not legible")


def _raised_run(word: Judged) -> list[Glyph]:
    """The raised glyphs at the end of a word whose reading ends in what raised digits are read as."""
    if word.at is None or len(word.glyphs) < 2:
        return []
    tail = re.search(r"[.,;:)\]/]*$", word.text)
    closing = len(word.text) - tail.start() if tail else 0
    glyphs = word.glyphs[: len(word.glyphs) - closing]
    run: list[Glyph] = []
    while glyphs and shape_of(glyphs[-1], word.at) is Shape.RAISED and glyphs[-1].height >= 0.48 * word.at.height:
        run.insert(0, glyphs.pop())
    if not run or not glyphs or len(run) > 3:
        return []
    stem = word.text[: len(word.text) - closing]
    base = len(glyphs)
    # Each glyph before the run has its character: so it is known which characters are raised.
    if not base <= len(stem) <= base + len(run) + 1:
        return []
    return run if re.search(r"[\dm]$", stem[:base]) else []


def _hold(word: Judged, row: Sequence[Judged], place: int, ink: Ink) -> None:
    before = row[place - 1] if place and gap(row[place - 1], word) <= _NEAR * word.height else None
    after = row[place + 1] if place + 1 < len(row) and gap(word, row[place + 1]) <= _NEAR * word.height else None
    label = next((w.text for w in reversed(row[max(0, place - 2) : place]) if w.text.isalpha() or "." in w.text), "")
    said = numbers.doubt(word.text, label, before.text if before else "", after.text if after else "")
    if said:
        word.doubts.append(said)
    if word.at is None:
        word.doubts.append("its height on the line cannot be told")
        return
    if not _has_its_glyphs(word, word.at, ink):
        word.doubts.append("its ink is not that of its characters")
    look_beside(word, before, after, word.at, ink)
    heed(word, before, after)
    if after is None or not numbers.is_unit(after.text):
        heed_column(word, row[place + 1 :])


def _has_its_glyphs(word: Judged, at: Measure, ink: Ink) -> bool:
    """Each character has its glyph; digits that touch may share one that is as tall all along."""
    glyphs = [g for g in word.glyphs if g not in word.raised]
    text = "".join(c for c in word.text if c not in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
    shapes = [shape_of(glyph, at) for glyph in glyphs]
    if len(glyphs) == len(text):
        return all(
            _fits(char, shape, index, word) for index, (char, shape) in enumerate(zip(text, shapes, strict=True))
        )
    wanted = [_WANTED.get(char) for char in text]
    for small in (Shape.POINT, Shape.COMMA, Shape.DASH):
        if shapes.count(small) != wanted.count(small):
            return False
    if not set(text) <= set("0123456789.,-–—−") or not set(shapes) <= _MEASURED:
        return False
    return _digits_touch(text, glyphs, shapes, at, ink)


def _digits_touch(text: str, glyphs: Sequence[Glyph], shapes: Sequence[Shape], at: Measure, ink: Ink) -> bool:
    """Runs of digits between points and dashes have glyphs that are wide and tall enough for them."""
    runs = re.findall(r"\d+", text)
    spans: list[list[Glyph]] = []
    fresh = True
    for glyph, shape in zip(glyphs, shapes, strict=True):
        if shape is Shape.FULL:
            if fresh:
                spans.append([])
            spans[-1].append(glyph)
        fresh = shape is not Shape.FULL
    if len(spans) != len(runs):
        return False
    for digits, span in zip(runs, spans, strict=True):
        spare = len(digits) - len(span)
        if spare < 0:
            return False
        for glyph in sorted(span, key=lambda g: -g.width):
            held = min(spare, max(0, round(glyph.width / (0.62 * at.height)) - 1))
            if not fills(ink, glyph, at, held + 1):
                return False
            spare -= held
        if spare:
            return False
    return True


def _fits(char: str, shape: Shape, index: int, word: Judged) -> bool:
    wanted = _WANTED.get(char)
    if wanted is not None:
        # A comma of a small type may hardly pass the baseline; what parts thousands must.
        return shape is wanted or (char == "," and index == len(word.text) - 1 and shape is Shape.POINT)
    if char in COMPARATORS:
        return word.sign_sure or index > 0
    if char == "°":
        return shape is Shape.RAISED
    return True
