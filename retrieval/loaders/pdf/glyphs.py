"""Characters of a page to words; smaller raised characters become superscripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from pdfplumber.page import Page

from retrieval.documents import HiddenKind
from retrieval.loaders.pdf.chars import Char, distinct, is_upright, set_upright, turned_back, with_rise
from retrieval.loaders.pdf.page_text import Word
from retrieval.loaders.symbols import symbol
from retrieval.loaders.wording import lowered, raised

_WORD_GAP = 0.15  # of the type size; spaces are about 0.25, kerning is below 0.1
_SMALLEST = 0.45  # below this it is other text next to a large title
_RAISED_LIMIT = 12  # characters of an exponent or index
_SMALL = 0.9  # reportlab sets superscripts at 0.8 of the size, Word at 0.65, TeX at 0.7
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|cmbx|-bd", re.IGNORECASE)
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st"}
_UNMAPPED = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, slots=True)
class PageWords:
    """Upright words, turned text (watermarks, margin stamps), and how many characters have no
    known Unicode value."""

    words: tuple[Word, ...]
    turned: tuple[str, ...]
    unmapped: int


def unseen_of(page: Page) -> Iterator[tuple[HiddenKind, str]]:
    """The text of a page that its reader does not see, by kind, as its lines follow each other."""
    by_kind: dict[str, list[Char]] = {}
    for char in cast(list[Char], page.chars):
        if char["tag"] is not None:
            by_kind.setdefault(char["tag"], []).append(char)
    for kind, chars in by_kind.items():
        upright = [char for char in chars if is_upright(char)]
        lines = [" ".join(word.text for word in _words_in(row)) for row in _char_rows(upright)]
        text = " ".join([*lines, *_runs([char for char in chars if not is_upright(char)])])
        if text.strip():
            yield HiddenKind(kind), text


def words_of(page: Page) -> PageWords:
    """All words of a page; a page that is mostly turned is read turned back."""
    chars = distinct([char for char in cast(list[Char], page.chars) if char["tag"] is None])
    upright = [char for char in chars if is_upright(char)]
    turned = [char for char in chars if not is_upright(char)]
    height, width = float(page.height), float(page.width)
    if sum(1 for char in upright if char["matrix"][0] < 0) > len(upright) / 2:
        upright = [set_upright(char, height, width) for char in upright]
    if len(turned) > len(upright):
        upright, turned = [turned_back(char, height, width) for char in turned], upright
    rows = _char_rows(with_rise(upright))
    words = _joined(_attached([word for row in rows for word in _words_in(row)]))
    unmapped = sum(1 for char in chars if _is_unmapped(char["text"]) and not _is_bullet(char))
    return PageWords(tuple(words), tuple(_runs(turned)), unmapped)


def _char_rows(chars: Sequence[Char]) -> list[list[Char]]:
    rows: list[list[Char]] = []
    last = 0.0
    for char in sorted(chars, key=lambda c: (-c["matrix"][5], c["x0"])):
        baseline = -char["matrix"][5]
        if rows and baseline - last <= 0.7:
            rows[-1].append(char)
        else:
            rows.append([char])
        last = baseline
    return rows


def _words_in(row: list[Char]) -> Iterator[Word]:
    held: list[Char] = []
    for char in sorted(row, key=lambda c: c["x0"]):
        blank = not char["text"].strip()
        if held and (blank or char["x0"] - held[-1]["x1"] > _WORD_GAP * held[-1]["size"]):
            yield _word(held)
            held = []
        if not blank:
            held.append(char)
    if held:
        yield _word(held)


def _word(chars: Sequence[Char]) -> Word:
    text = "".join(map(_character, chars)).translate(_LIGATURES)
    return Word(
        text=text,
        x0=chars[0]["x0"],
        x1=chars[-1]["x1"],
        top=min(char["top"] for char in chars),
        bottom=max(char["bottom"] for char in chars),
        baseline=-chars[0]["matrix"][5],
        size=round(max(char["size"] for char in chars), 1),
        bold=bool(_BOLD.search(chars[0]["fontname"])),
    )


def _character(char: Char) -> str:
    """The character; a place in a symbol font is looked up, an unknown one is U+FFFD."""
    text = char["text"]
    if len(text) == 1 and 0xF000 <= ord(text) <= 0xF0FF:
        known = symbol(char["fontname"].split("+")[-1], f"{ord(text):x}")
        return known if known != "\ufffd" else text
    if _is_bullet(char):
        return "•"
    return "\ufffd" if _is_unmapped(text) else text


def _is_bullet(char: Char) -> bool:
    """Code 127 of a standard font: unused codes are bullets, ISO 32000-1 Annex D.2, note 3."""
    return char["text"] == "(cid:127)" and char["fontname"].startswith(("Helvetica", "Times", "Courier"))


def _is_unmapped(text: str) -> bool:
    """No Unicode value, or one that only the font's maker knows."""
    return bool(_UNMAPPED.fullmatch(text)) or any(ord(c) >= 0xF0000 for c in text)


def _attached(words: list[Word]) -> list[Word]:
    """Small raised or lowered words written into the word they follow."""
    largest = max((word.size for word in words), default=0.0)
    small_ones = [at for at, word in enumerate(words) if word.size <= _SMALL * largest]
    ends: dict[int, list[int]] = {}  # words by where they end, in steps of 4 points
    for at, word in enumerate(words):
        ends.setdefault(round(word.x1 / 4), []).append(at)
    grown = dict(enumerate(words))
    for at in sorted(small_ones, key=lambda i: words[i].x0):
        small, place = words[at], round(words[at].x0 / 4)
        near = (i for step in range(-2, 3) for i in ends.get(place + step, ()) if i != at)
        host = next((i for i in near if i in grown and _carries(grown[i], small)), None)
        if host is None:
            after = next((w for w in words if _follows(w, small)), None)
            if after is not None:  # the mark in front of a footnote
                grown[at] = replace(small, text=raised(small.text), baseline=after.baseline)
            continue
        write = raised if small.baseline < grown[host].baseline else lowered
        word = replace(grown[host], text=grown[host].text + write(small.text), x1=small.x1)
        grown[host] = word
        ends.setdefault(round(word.x1 / 4), []).append(host)
        del grown[at]
    return list(grown.values())


def _carries(host: Word, small: Word) -> bool:
    if not _SMALLEST * host.size <= small.size <= _SMALL * host.size:
        return False
    if len(small.text) > _RAISED_LIMIT or not -0.25 <= (small.x0 - host.x1) / host.size <= 0.2:
        return False
    lift = (host.baseline - small.baseline) / host.size
    return 0.12 <= lift <= 0.7 or -0.6 <= lift <= -0.06


def _follows(word: Word, small: Word) -> bool:
    if small.size > _SMALL * word.size or not 0 <= (word.x0 - small.x1) / word.size <= 0.5:
        return False
    return 0.12 <= (word.baseline - small.baseline) / word.size <= 0.7


def _joined(words: Sequence[Word]) -> list[Word]:
    """Words that touch, such as what follows a superscript ("cm²" and "/mL"), made one."""
    joined: list[Word] = []
    for word in sorted(words, key=lambda w: (round(w.baseline), w.x0)):
        last = joined[-1] if joined else None
        touches = (
            last is not None
            and abs(last.baseline - word.baseline) < 0.7
            and -0.5 * word.size < word.x0 - last.x1 <= 0.1 * word.size
            and last.text[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋)ⁿ"
        )
        if last is not None and touches:
            joined[-1] = replace(last, text=last.text + word.text, x1=word.x1)
        else:
            joined.append(word)
    return joined


def _runs(chars: Sequence[Char]) -> Iterator[str]:
    """Turned characters as they follow each other in the file."""
    text = ""
    last: Char | None = None
    for char in chars:
        apart = last is not None and max(abs(char["x0"] - last["x0"]), abs(char["top"] - last["top"])) > 2.5 * max(
            char["size"], 4
        )
        if apart and text.strip():
            yield text
            text = ""
        text += char["text"]
        last = char
    if text.strip():
        yield text
