"""Abbreviations that a document defines: "vector copy number (VCN)", "VCN: vector copy number", tables of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.headers import Meaning
from graph.extraction.reading import Reading
from graph.extraction.table_layout import cell, laid_out
from graph.naming import abbreviates
from graph.process import Definition
from retrieval.documents import Line

NAME = "definitions 2"
_SHORT = r"[A-Za-z][A-Za-z0-9+/-]{0,10}[A-Za-z0-9+]"
_BRACKET = re.compile(rf"\((?P<short>{_SHORT})(?:[,;][^()]{{0,40}})?\)")
_HEREAFTER = re.compile(
    rf"\((?:hereafter|hereinafter|henceforth|from here on|herein)(?: (?:referred to as|called"
    rf"|abbreviated(?: as)?|termed))?,? [\"\u201c']?(?P<short>{_SHORT})[\"\u201d']?\)",
    re.IGNORECASE,
)
# The other way round, told by exact initials: "VCN (vector copy number)", "VCN, the vector copy number, is".
_LONG_LAST = (
    re.compile(rf"(?<![\w-])(?P<short>{_SHORT}) \((?P<long>[A-Za-z][^()\n|]{{3,90}})\)"),
    re.compile(rf"(?<![\w-])(?P<short>{_SHORT}), (?:the|an?) (?P<long>[A-Za-z][^,.;:()\n|]{{3,90}}),"),
)
_COLON = re.compile(
    rf"(?:^|(?<=[.;\n]))\s{{0,3}}(?P<short>{_SHORT})\s?(?::|=|\u2013|\u2014| - "
    rf"|stands for)\s{{0,3}}(?P<long>[A-Za-z][^.;:\n|]{{3,90}})"
)
_SECTION = re.compile(
    r"\b(?:definitions?|abbreviations?|acronyms?|glossary|terms|begriffe|abk\u00fcrzungen)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+")
LONGEST = 4_000


def read_definitions(reading: Reading) -> Iterator[Definition]:
    """Every abbreviation whose letters are those of the words it stands for, and those of a table of them."""
    for line in reading.canonical.lines:
        text = reading.text(line)[:LONGEST]
        yield from _bracketed(reading, line, text)
        yield from _long_last(reading, line, text)
        if not line.table and any(_SECTION.search(heading) for heading in line.section):
            for match in _COLON.finditer(text):
                long = match["long"].split(",")[0].strip()
                if _stands_for(match["short"], long):
                    span = reading.within(line.start + match.start("short"), line.start + match.end("long"), NAME)
                    yield Definition(match["short"], long, span)
    for grid in reading.grids:
        layout = laid_out(grid)
        short, long = layout.first(Meaning.ABBREVIATION), layout.first(Meaning.DEFINITION, Meaning.DESCRIPTION)
        if short is not None and long is not None:
            for row in layout.rows:
                if 2 <= len(cell(row, short)) <= 15 and 2 < len(cell(row, long)) <= 120:
                    yield Definition(cell(row, short), cell(row, long), reading.at(row, NAME))


def _bracketed(reading: Reading, line: Line, text: str) -> Iterator[Definition]:
    for pattern in (_BRACKET, _HEREAFTER):
        for match in pattern.finditer(text):
            short = match["short"]
            if not any(ch.isupper() for ch in short):
                continue
            long = _long_form(short, text[max(0, match.start() - 120) : match.start()])
            if long:
                start = text[: match.start()].rfind(long)
                yield Definition(short, long, reading.within(line.start + start, line.start + match.end(), NAME))


def _long_last(reading: Reading, line: Line, text: str) -> Iterator[Definition]:
    for pattern in _LONG_LAST:
        for match in pattern.finditer(text):
            short, long = match["short"], match["long"].strip()
            if short.isupper() and not any(ch.isdigit() for ch in short) and abbreviates(short, long):
                span = reading.within(line.start + match.start("short"), line.start + match.end(), NAME)
                yield Definition(short, long, span)


def _long_form(short: str, before: str) -> str:
    """The words before a bracket whose letters make the abbreviation; empty if there are none.

    Each letter of the abbreviation stands in the words in order, the first begins the first word, and
    there are at most as many words as letters and four more (Schwartz and Hearst, 2003).
    """
    before = before.rstrip()
    cut = max((before.rfind(sign) for sign in ".;:()|\n"), default=-1)
    clause = before[cut + 1 :].strip()
    words = list(_WORD.finditer(clause))[-(len(short) + 4) :]
    for match in reversed(words):
        candidate = clause[match.start() :]
        if _stands_for(short, candidate) and (match.start() == 0 or clause[match.start() - 1] in " /-,"):
            return candidate
    return ""


def _stands_for(short: str, long: str) -> bool:
    """Whether the letters of an abbreviation stand in a longer wording in order, each beginning a word where it can."""
    if any(digits not in long for digits in re.findall(r"\d+", short)):
        return False  # "(SDM-04)" is the number of a thing
    letters = [ch for ch in short.casefold() if ch.isalpha()]
    words = [w.group().casefold() for w in _WORD.finditer(long)]
    if len(letters) < 2 or not words or not words[0].startswith(letters[0]) or len(long) <= len(short) + 1:
        return False
    if len(words) > len(letters) + 4 or short.casefold() in long.casefold().split():
        return False
    initials = 0
    at = 0
    joined = " ".join(words)
    for letter in letters:
        start = joined.find(" " + letter, at - 1 if at else 0) + 1 if at else 0
        if at and start > 0 and start - at < 25:
            initials += 1
        else:
            start = joined.find(letter, at)
            initials += at == 0
        if start < 0:
            return False
        at = start + 1
    return initials >= max(2, len(letters) - 2) if len(words) > 1 else False
