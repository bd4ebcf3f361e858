"""Characters that a reader of a file does not see, taken out of a text in one place for all formats.

What is stored must be what is seen. Left out are Unicode's default-ignorable characters (zero-width
spaces, soft hyphens, marks of direction, stray joiners and variation selectors), tag characters,
which spell a second text that only a program reads, and overrides of direction, inside which a
reader sees the letters in another order than a program does.

Kept are joiners and selectors that change what is seen: a joiner after a letter of a script that
joins (Arabic, the scripts of India and South-East Asia) or inside an emoji, a variation selector
after a sign that has variants, the tags of a flag. They are spelling, not an attack.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from retrieval.documents import HiddenKind

# Default_Ignorable_Code_Point of Unicode 15.1 (DerivedCoreProperties.txt), with the anchors of
# interlinear annotations (FFF9 to FFFB), which no program shows.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# A base with more than 30 marks is no letter of any language (UAX 15, Stream-Safe Text Format), and
# sorting them takes the square of their number.
_UNSEEN = re.compile(f"[{_IGNORABLE}]+|(?<=[{_MARKS}]{{30}})[{_MARKS}]+")
_MARK = re.compile(f"[{_MARKS}]")
_OVERRIDE = re.compile("[\u202d\u202e]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\n\u2029]")
_TAGS = {0xE0000 + code: chr(code) for code in range(0x20, 0x7F)} | {0xE0001: None, 0xE007F: None}
_FLAG = "\U0001f3f4"  # black flag, which tags make the flag of a part of a country
_FLAG_TAGS = re.compile("[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_JOINERS = "\u200c\u200d"
# Scripts whose letters join or stack: Arabic, Syriac, Thaana, N'Ko to Arabic Extended, the scripts
# of India, Sinhala, Tibetan, Myanmar, Khmer, Mongolian, and those of the Brahmic blocks further up.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uabff\U00010a00-\U00011fff]"
)
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SHOWN_WORDS = 20  # of one block; a flood is counted, not listed
_SHOWN_LENGTH = 120

Found = tuple[HiddenKind, str]


def is_suspect(text: str) -> bool:
    """Whether a text may hold anything to take out."""
    return not text.isascii() and bool(_UNSEEN.search(text))


def seen(text: str) -> tuple[str, list[Found]]:
    """The text as a reader sees it, and what was taken out of it.

    In the place of a run whose direction is overridden stands U+FFFD: without a mark, what is left
    could read as another statement.
    """
    if not is_suspect(text):
        return text, []
    found: list[Found] = []
    text = "".join(_without_overrides(text, found))
    pieces: list[str] = []
    dropped: list[tuple[int, str]] = []
    length = at = 0
    for match in _UNSEEN.finditer(text):
        pieces.append(text[at : match.start()])
        length += match.start() - at
        at = match.end()
        kept, names = _sorted_out(text, match, found)
        dropped += [(length, name) for name in names]
        pieces.append(kept)
        length += len(kept)
    shown = "".join([*pieces, text[at:]])
    found += [(HiddenKind.ZERO_WIDTH, word) for word in _words(shown, dropped)]
    return " ".join(shown.split()), found


def spelled(text: str) -> str:
    """Tag characters written as the letters they stand for."""
    return text if text.isascii() else text.translate(_TAGS)


def _without_overrides(text: str, found: list[Found]) -> Iterator[str]:
    at = 0
    while match := _OVERRIDE.search(text, at):
        yield text[at : match.start()]
        end = _end_of_override(text, match.start())
        run = _DIRECTION.sub("", text[match.end() : end])
        if run.strip():
            found.append((HiddenKind.BIDI, run.strip()))
            yield "\ufffd"
        at = end
    yield text[at:]


def _end_of_override(text: str, start: int) -> int:
    """Where the override that starts at `start` ends: UAX 9, rules X1 to X8."""
    before = text[:start]
    isolated = sum(before.count(c) for c in "\u2066\u2067\u2068") > before.count("\u2069")
    open_: list[str] = []
    for match in _DIRECTION.finditer(text, start):
        sign = match.group()
        if sign in "\n\u2029":
            return match.start()
        if sign == "\u202c":
            if open_[-1] == "embedding":
                open_.pop()
        elif sign == "\u2069":
            if "isolate" in open_:
                del open_[len(open_) - 1 - open_[::-1].index("isolate") :]
            elif isolated:
                return match.start()
        else:
            open_.append("isolate" if sign in "\u2066\u2067\u2068" else "embedding")
        if not open_:
            return match.end()
    return len(text)


def _sorted_out(text: str, match: re.Match[str], found: list[Found]) -> tuple[str, list[str]]:
    """What of a run of unseen characters stays in the text, and the names of those taken out."""
    run = match.group()
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if before == _FLAG and _FLAG_TAGS.fullmatch(run):
        return run, []
    if _MARK.match(run) and run[0] != "\u034f":
        return "", [f"{len(run)} more combining marks"]
    tags = "".join(c for c in run if 0xE0000 <= ord(c) <= 0xE007F)
    if tags:
        found.append((HiddenKind.TAG, spelled(tags) or "(no letters)"))
    kept = ""
    rest: list[str] = []
    for at, char in enumerate(run):
        if _changes_the_look(char, run[:at], before, after):
            kept += char
        elif char not in tags:
            rest.append(f"U+{ord(char):04X}")
    return kept, [name if n == 1 else f"{name} ×{n}" for name, n in _counted(rest)]


def _counted(names: list[str]) -> Iterator[tuple[str, int]]:
    for name, same in groupby(names):
        yield name, sum(1 for _ in same)


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or "\u180b" <= char <= "\u180f"


def _changes_the_look(char: str, earlier: str, before: str, after: str) -> bool:
    """Whether an unseen character is part of how its neighbours are spelt; `earlier` is the run up to it."""
    if char in _JOINERS and not set(earlier) & set(_JOINERS):
        if before and _JOINING.match(before) and not earlier:
            return True
        return char == "\u200d" and _is_picture(before) and _is_picture(after) and earlier in ("", "\ufe0f")
    if not _is_selector(char) or earlier or not before:
        return False
    if char >= "\U000e0100":
        return bool(_IDEOGRAPH.match(before))
    if char < "\ufe00":
        return "\u1800" <= before <= "\u18af"
    keycap = before in "0123456789#*" and after == "\u20e3"
    return (
        keycap
        or unicodedata.category(before) in ("So", "Sm", "Sk")
        or bool(_JOINING.match(before) or _IDEOGRAPH.match(before))
    )


def _is_picture(char: str) -> bool:
    return bool(char) and unicodedata.category(char) in ("So", "Sk")


def _words(text: str, dropped: list[tuple[int, str]]) -> Iterator[str]:
    """The words that lost characters, with the names of those in their places."""
    by_word: dict[tuple[int, int], list[tuple[int, str]]] = {}
    start = end = -1
    for at, name in dropped:
        if not start <= at <= end:
            start = max(text.rfind(" ", 0, at) + 1, at - _SHOWN_LENGTH)
            space = text.find(" ", at)
            end = min(len(text) if space < 0 else space, at + _SHOWN_LENGTH)
        by_word.setdefault((start, end), []).append((at, name))
    for n, ((first, last), marks) in enumerate(by_word.items()):
        if n == _SHOWN_WORDS:
            yield f"and {len(by_word) - n} more words"
            return
        yield _marked(text, first, last, marks)


def _marked(text: str, start: int, end: int, marks: list[tuple[int, str]]) -> str:
    out, at = "", start
    for place, name in marks[:_SHOWN_WORDS]:
        out += f"{text[at:place]}[{name}]"
        at = place
    more = f"[and {len(marks) - _SHOWN_WORDS} more]" if len(marks) > _SHOWN_WORDS else ""
    return out + text[at:end] + more
