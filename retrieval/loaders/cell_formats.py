"""A cell's value as its number format shows it.

Covers what process records use: general, fixed decimals, thousands, percent, scientific, dates
and quoted text around the number. Other formats (fractions, conditions) show the general form.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from openpyxl.cell.rich_text import CellRichText, TextBlock

from retrieval.loaders.wording import Rise, spell

_NUMBER = re.compile(r"(?P<whole>[#0,]*)(?P<decimals>\.[0#?]+)?(?P<power>[eE][+-]?0+)?")
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|_.|\*.|\?")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_RISES = {"superscript": Rise.RAISED, "subscript": Rise.LOWERED}


def shown(value: object, number_format: str) -> str:
    """The text a reader sees in the cell; dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, CellRichText):
        return spell(_rich(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, number_format)
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return _moment(value, number_format)
    return str(value).upper() if isinstance(value, bool) else str(value)


def _moment(value: dt.date | dt.time | dt.timedelta, number_format: str) -> str:
    if isinstance(value, dt.timedelta):
        return _duration(value)
    if not isinstance(value, dt.datetime):
        return value.isoformat()
    if value.time() == dt.time() and "h" not in number_format.lower():
        return value.date().isoformat()
    return value.isoformat(" ", "seconds" if value.second else "minutes")


def _rich(value: CellRichText) -> list[tuple[str, Rise]]:
    pieces: list[tuple[str, Rise]] = []
    for run in value:
        if isinstance(run, TextBlock):
            if not run.font.strike:
                pieces.append((run.text, _RISES.get(run.font.vertAlign or "", Rise.NONE)))
        else:
            pieces.append((str(run), Rise.NONE))
    return pieces


def _duration(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"


def _general(value: float) -> str:
    """Shortest form of up to ten significant digits: 0.1 + 0.2 is shown as 0.3, as Excel does."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    text = f"{value:.10g}"
    if "e" not in text:
        return text
    return f"{value:.15f}".rstrip("0") if 1e-6 <= abs(value) < 1 else text.replace("e", "E")


def _number(value: float, number_format: str) -> str:
    if not math.isfinite(value):
        return str(value)
    section, signed = _section(number_format, value)
    if section.strip().lower() in ("general", "@", ""):
        return _general(value)
    pattern = _LITERAL.sub("\0", section)
    literals = iter([a or b for a, b in _LITERAL.findall(section)])
    pattern = _NOT_SHOWN.sub("", pattern) if "?/" not in pattern else "/"
    if not re.search(r"[#0?]", pattern) and set(pattern) <= {"\0", " ", "-"}:
        return "".join(next(literals) if c == "\0" else c for c in pattern).strip()
    found = max(_NUMBER.finditer(pattern), key=lambda m: len(m[0]))
    before, after = pattern[: found.start()], pattern[found.end() :]
    if not found[0] or re.search(r"[#0]", before + after) or "/" in pattern:
        return _general(value)
    percent = (before + after).count("%")
    amount = Decimal(repr(value)) * 100**percent
    text = _figures(abs(amount) if signed else amount, found)
    return "".join(next(literals) if c == "\0" else c for c in f"{before}{text}{after}")


def _section(number_format: str, value: float) -> tuple[str, bool]:
    """The part of `positive;negative;zero` for this value, and whether it carries the sign."""
    quoted = re.findall(r'"[^"]*"|\\.|;|[^;"\\]+|.', number_format)
    parts = ["".join(run) for mark, run in groupby(quoted, lambda p: p == ";") if not mark]
    if value < 0 and len(parts) > 1:
        return parts[1], True
    if value == 0 and len(parts) > 2:
        return parts[2], False
    return (parts[0] if parts else ""), False


def _figures(amount: Decimal, found: re.Match[str]) -> str:
    decimals = (found["decimals"] or ".")[1:].replace("?", "#")
    if found["power"]:
        return _scientific(amount, len(decimals))
    places = Decimal(1).scaleb(-len(decimals))
    text = f"{amount.quantize(places, ROUND_HALF_UP):{',' if ',' in found['whole'] else ''}f}"
    optional = len(decimals) - len(decimals.rstrip("#"))
    for _ in range(optional):
        text = text[:-1] if text.endswith("0") else text
    text = text.rstrip(".") if decimals else text
    width = found["whole"].count("0")
    return text.zfill(width) if width > 1 and "," not in found["whole"] else text


def _scientific(amount: Decimal, decimals: int) -> str:
    return f"{amount:.{decimals}E}".replace("E+", "E+0" if abs(amount) < 10**10 else "E+").replace(
        "E-", "E-0" if abs(amount) >= Decimal(10) ** -9 or not amount else "E-"
    )
