"""The wording of a text: white space folded, raised and lowered characters kept apart.

The law of every loader: nothing but runs of white space changes. 10 with a raised 4 must never
read as 104, so raised and lowered characters become Unicode ones (10⁴, CO₂) where all of them
exist, else they are marked: x^(abc), k_(La).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

# Text of this size and below is not meant to be read: it is a hairline on paper (footnotes have 7 points,
# the smallest print of a medicine's box 5).
TINY_PT = 2.0
_SURROGATES = re.compile("[\ud800-\udfff]")
_RAISED = str.maketrans("0123456789+-−–=()niIVX", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ\0\0\0")
_LOWERED = str.maketrans("0123456789+-−–=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
# "1st" and "Matrigel®" are read the same with the raised part on the line.
_ON_THE_LINE = frozenset({"st", "nd", "rd", "th", "®", "™", "©", "TM", "*", "†", "‡", "°", "o"})
_ALREADY_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_ALREADY_LOWERED = frozenset("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


class Rise(Enum):
    """Where characters stand against the line of the text."""

    NONE = 0
    RAISED = 1
    LOWERED = 2


def fold(text: str) -> str:
    """`text` with every run of white space as one space and both ends trimmed.

    NUL, which PostgreSQL refuses, is dropped; lone surrogates, which no encoding can hold, are shown
    as U+FFFD. Characters that nobody sees stay until `parts.gather` takes them out and tells of them.
    """
    return " ".join(_SURROGATES.sub("\ufffd", text.replace("\0", "")).split())


def raised(text: str) -> str:
    """`text` written as a superscript; outer white space stays outside."""
    core = text.strip()
    if not core or core in _ON_THE_LINE or all(c in _ALREADY_RAISED for c in core):
        return text
    shown = core.translate(_RAISED)
    whole = "\0" not in shown and all(c in _ALREADY_RAISED for c in shown)
    return text.replace(core, shown if whole else f"^({core})")


def lowered(text: str) -> str:
    """`text` written as a subscript; outer white space stays outside."""
    core = text.strip()
    if not core or all(c in _ALREADY_LOWERED for c in core):
        return text
    shown = core.translate(_LOWERED)
    whole = all(ord(a) in _LOWERED for a in core)
    return text.replace(core, shown if whole else f"_({core})")


def spell(pieces: Iterable[tuple[str, Rise]]) -> str:
    """Pieces of one line joined; neighbours with the same rise are written as one."""
    out: list[str] = []
    held, rise = "", Rise.NONE
    for text, its_rise in pieces:
        if its_rise is rise:
            held += text
            continue
        out.append(_written(held, rise))
        held, rise = text, its_rise
    out.append(_written(held, rise))
    return "".join(out)


def _written(text: str, rise: Rise) -> str:
    if rise is Rise.RAISED:
        return raised(text)
    return lowered(text) if rise is Rise.LOWERED else text
