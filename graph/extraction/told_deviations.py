"""Deviations that a run record tells in words, in a section of their own, one a paragraph or item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.extraction.reading import Reading
from retrieval.documents import Line

_HEADING = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?:deviations?|deviations? and .*|abweichungen|events? and deviations?|"
    r"non-?conformances?)\s*:?",
    re.IGNORECASE,
)
_NONE = re.compile(r"\W*(?:no|none|nil|n/?a|not applicable|keine|without)\b.*", re.IGNORECASE | re.DOTALL)
_KEY_LINE = re.compile(r"\s*deviations?\s*:\s*(?P<rest>\S.*)", re.IGNORECASE | re.DOTALL)
NUMBER = re.compile(r"(?<![\w-])(?:DEV|NCR?|QE|EV|ABW|DR|NCE|QN|DV)[-_ ]?\d[\w/-]*", re.IGNORECASE)
# A deviation without a number is a sentence of at least so many words; shorter is a remark or a footer.
_SHORTEST = 4
_CLASS = re.compile(r"\b(minor|major|critical)\b", re.IGNORECASE)
_FIELD = re.compile(
    r"(?:^|(?<=[.;\n])\s*|\s[–—|]\s*)(?P<key>class(?:ification)?|severity|description|(?:root |probable )?cause|"
    r"corrective(?: and preventive)? actions?|capa|opened|status)\s*(?::|=|\bwas\b|–)\s*",
    re.IGNORECASE,
)
_FIELDS = {"class": "class", "classification": "class", "severity": "class", "description": "description",
           "opened": "opened", "status": "status", "capa": "capa"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A deviation in words: its number as written (empty for none), what is said of it, and its lines."""

    number: str
    fields: dict[str, str]
    start: int
    end: int


def told(reading: Reading) -> Iterator[Told]:
    """The deviations of the section "Deviations"; nothing where it says that there were none."""
    for start, end in _items(reading):
        text = reading.canonical.text[start:end]
        if NUMBER.search(text):
            yield _read(text, start, end)
        elif _NONE.fullmatch(text.strip()):
            return  # what follows in the section is no deviation
        elif text.rstrip().endswith(".") and len(text.split()) >= _SHORTEST:
            yield _read(text, start, end)


def _items(reading: Reading) -> Iterator[tuple[int, int]]:
    """The span of each deviation: from one number to the next, or a paragraph."""
    open_: list[int] = []
    for line in reading.canonical.lines:
        if line.table or not _in_section(line):
            if open_:
                yield open_[0], open_[1]
            open_ = []
            continue
        text = reading.text(line)
        continues = open_ and not NUMBER.match(text.lstrip("-*• ")) and _FIELD.match(text)
        if continues:
            open_[1] = line.end
            continue
        if open_:
            yield open_[0], open_[1]
        open_ = [line.start, line.end]
    if open_:
        yield open_[0], open_[1]


def _in_section(line: Line) -> bool:
    if line.kind not in ("paragraph", "step"):
        return False
    return bool(line.section) and _HEADING.fullmatch(line.section[-1].strip()) is not None


def _read(text: str, start: int, end: int) -> Told:
    number = NUMBER.search(text)
    keys = list(_FIELD.finditer(text))
    first = keys[0].start() if keys else len(text)
    fields: dict[str, str] = {}
    following_starts = [*(match.start() for match in keys[1:]), len(text)]
    for match, following in zip(keys, following_starts, strict=bool(keys)):
        key = match["key"].casefold()
        name = _FIELDS.get(key) or ("root_cause" if key.endswith("cause") else "capa")
        fields.setdefault(name, text[match.end() : following].strip(" \n;|"))
    lead = text[:first]
    if number and number.end() <= first:
        lead = lead[number.end() :] if number.start() < 4 else lead
    if "class" not in fields and (stated := _CLASS.search(lead[:40])):
        fields["class"] = stated.group(1)
        lead = lead[stated.end() :] if stated.start() < 4 else lead
    lead = lead.strip(" \n:;.,–—-()*•")
    if lead and "description" not in fields:
        fields["description"] = lead
    return Told(number.group() if number else "", fields, start, end)
