"""Which run a record speaks of: its header first, then its own number."""

from __future__ import annotations

import re

from graph.extraction.reading import Reading
from graph.extraction.record_pairs import Pair, header_pairs
from graph.extraction.record_words import Means
from retrieval.documents import DocumentKind

# Records that name runs only as examples or as blanks to fill in.
NEVER = frozenset({DocumentKind.SOP, DocumentKind.PROTOCOL, DocumentKind.RISK_ASSESSMENT, DocumentKind.STUDY})
_NAME = re.compile(r"(?P<name>[A-Za-z0-9][\w./-]{0,39})(?:\s*[(,;].*)?", re.DOTALL)
_IN_TEXT = re.compile(r"\b(?i:run|batch)\s+(?P<name>[A-Z]{1,6}[-_]?\d{1,6}\w{0,6})\b")


def run_pair(reading: Reading, pairs: tuple[Pair, ...]) -> Pair | None:
    """The pair that names the one run of a record; None when there is none, or several runs."""
    if reading.entry.identity.kind in NEVER:
        return None
    for surely in (True, False):
        found = [pair for pair in pairs if _names_run(pair, surely=surely)]
        if found:
            return found[0] if len({run_name(pair.value) for pair in found}) == 1 else None
    return None


def _names_run(pair: Pair, *, surely: bool) -> bool:
    """A key that can only be a run's, or (not surely) a lot number with nothing said of a material."""
    meant = Means.RUN in pair.means if surely else pair.means[:1] == (Means.LOT,)
    return meant and bool(run_name(pair.value))


def run_name(value: str) -> str:
    """The run that a cell names, without remarks; empty where it names none."""
    match = _NAME.fullmatch(value.strip())
    return match["name"] if match and any(ch.isdigit() for ch in match["name"]) else ""


def run_of(reading: Reading, pairs: tuple[Pair, ...]) -> str:
    """The run a document is the record of; empty when it is of none or several."""
    pair = run_pair(reading, pairs)
    if pair is not None:
        return run_name(pair.value)
    named = {run_name(p.value) for p in pairs if Means.RUN in p.means} - {""}
    identity = reading.entry.identity
    if len(named) > 1 or identity.kind in NEVER:
        return ""
    if identity.kind is DocumentKind.RUN_REPORT and identity.number:
        return identity.number
    return ""


def run_line(reading: Reading, run: str) -> tuple[int, int]:
    """The line that names the run, for a record without a header; the first line otherwise."""
    lines = reading.canonical.lines
    for line in lines[:50]:
        if run in reading.text(line)[:2_000]:
            return line.start, line.end
    return lines[0].start, lines[0].end


def pairs_of(reading: Reading) -> tuple[Pair, ...]:
    """The header's pairs."""
    return tuple(header_pairs(reading))
