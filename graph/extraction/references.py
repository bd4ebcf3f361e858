"""Numbers of documents, lots and equipment as records write them, with the version behind a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NUMBER = r"(?<![\w/-])[A-Z][A-Z0-9]{0,7}(?:[-_][A-Z][A-Z0-9]{0,7}){0,3}[-_ ]?\d{2,6}(?:-\d{1,4})?(?!\w)"
_SIGN = r"(?:versions?|ver\.?|v\.?|revisions?|rev\.?|edition|ed\.?|issue|vers\.?|fassung)"
_VALUE = r"(?P<{0}>\d{{1,3}}(?:\.\d{{1,3}}){{0,2}}|[A-Z](?![A-Za-z]))"
_VERSION = (
    rf"(?:[\s,_.:;-]{{0,3}}[(\[]?\s?(?i:{_SIGN})\s?(?:(?i:no)\.?)?[\s:.]?\s?{_VALUE.format('signed')}\s?[)\]]?"
    rf"|\s?[(\[]\s?{_VALUE.format('bracketed')}\s?[)\]]|\s?/\s?{_VALUE.format('stroke')}(?![\w/-]))"
)
_REFERENCE = re.compile(rf"(?P<number>{_NUMBER})(?:{_VERSION}(?!\w))?")
_CODE = re.compile(r"(?<![\w-])[A-Z]{1,6}[-_]?\d{1,6}[A-Z]?(?:-\d{1,4})?(?![\w-])")
_SPLIT = re.compile(r"\s*(?:[;\n]|,(?!\s*(?:\d+(?:\.\d+)?\s?(?:m?L|µL|laser|L bag)))|\s(?:and|und|&|\+)\s)\s*")


@dataclass(frozen=True, slots=True)
class Reference:
    """A document's number and version as a record refers to it, and where."""

    number: str
    version: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """ "SOP-127 v4", or the number alone."""
        return f"{self.number} v{self.version}" if self.version else self.number


def references(text: str) -> Iterator[Reference]:
    """Every document number of a text with the version behind it, if there is one."""
    for match in _REFERENCE.finditer(text):
        version = match["signed"] or match["bracketed"] or match["stroke"] or ""
        yield Reference(match["number"].replace("_", "-"), version, match.start(), match.end())


def listed(text: str) -> Iterator[str]:
    """The things of a list in a cell: codes where they have one ("Centrifuge CE-06" is CE-06)."""
    for part in _SPLIT.split(text[:5_000]):
        codes = _CODE.findall(part)
        if len(codes) == 1:
            yield codes[0]
        elif codes:
            yield from codes
        elif part and len(part) <= 60:
            yield part.strip()


def codes(text: str) -> Iterator[re.Match[str]]:
    """Every code of a text: of equipment, lots, donors."""
    return _CODE.finditer(text)
