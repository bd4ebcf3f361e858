"""The words of a text: names as they are, other words by their stem, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.verifying.irregular import BASE_OF
from retrieval.lookalikes import unaccented
from retrieval.terms import STOP_WORDS, stem

_RUN = re.compile(r"[^\W_]+(?:(?:[-.'](?=[^\W_])|(?<=\d),(?=[A-Z]))[^\W_]+)*(?:\+(?![\d]))?")
_PART = re.compile(r"[^\W_]+\+?")
_NAME = re.compile(r"(?=.*\d)(?=.*[^\W\d])")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, the key it is compared by, and where it stands."""

    text: str
    key: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Digits only."""
        return _NUMBER.fullmatch(self.text) is not None

    @property
    def is_name(self) -> bool:
        """A code, an abbreviation or a marker: compared as it stands."""
        letters = [sign for sign in self.text if sign.isalpha()]
        capitals = sum(sign.isupper() for sign in letters)
        return bool(letters) and (capitals > 1 or any(sign.isdigit() or sign == "+" for sign in self.text))


def words(text: str) -> Iterator[Word]:
    """The words of a plain text in order; a code is one word, other hyphened words are several."""
    for match in _RUN.finditer(text):
        run, at = match.group(), match.start()
        if run[-2:] in ("'s", "'S"):
            run = run[:-2]
        if _is_code(run):
            yield Word(run, _squeezed(run), at, at + len(run))
            continue
        for start, end in _split(run):
            part = run[start:end]
            if part not in ("s", "t"):
                yield Word(part, _key(part), at + start, at + end)


def _is_code(run: str) -> bool:
    """Whether a run with hyphens is one name: "CT-104", "TRA-1-60", "CS10-24K07"; not "E8-type", "post-thaw"."""
    if not re.search("[-.]", run) or not _NAME.match(run):
        return _NUMBER.fullmatch(run) is not None or (re.fullmatch(r"\d+(?:\.\d+)+", run) is not None)
    return not re.search(r"(?:^|[-.])[a-z]{3,}(?:$|[-.])|(?:^|[-.])[A-Z]?[a-z]{3,}(?:$|[-.])", run)


def _split(run: str) -> Iterator[tuple[int, int]]:
    parts = list(_PART.finditer(run))
    at = 0
    while at < len(parts):
        end = at + 1
        # A code within: "anti-TRA-1-60"
        while end < len(parts) and re.fullmatch(r"\d\w*\+?", parts[end].group()) and not parts[at].group().islower():
            end += 1
        yield parts[at].start(), parts[end - 1].end()
        at = end


def _key(part: str) -> str:
    """The stem; capitals that spell a word of grammar are an abbreviation: NOR, DO, and the initials SO."""
    if any(sign.isdigit() for sign in part) or part.endswith("+") or "-" in part:
        return _squeezed(part)
    if part.isupper() and (part.lower() in STOP_WORDS if len(part) > 1 else part not in "AI"):
        return part
    folded = unaccented(part)
    return folded if part.isupper() and 1 < len(part) < 6 else stem(BASE_OF.get(folded, folded))


def _squeezed(run: str) -> str:
    return unaccented(run).replace("-", "").replace("'", "")
