"""Powers are kept as Unicode superscripts; each format prints them in its own way."""

from __future__ import annotations

import re

_RUN = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text in parts, each with "is raised"; raised parts hold plain digits."""
    parts = [(part, bool(_RUN.fullmatch(part))) for part in _RUN.split(text) if part]
    return [(part.translate(_PLAIN), True) if raised else (part, False) for part, raised in parts]


def tagged(text: str) -> str:
    """Raised parts in reportlab's tags, raised by a third of the line as word processors do."""
    return "".join(f'<super rise="3" size="6">{part}</super>' if raised else part for part, raised in pieces(text))


def typed(text: str) -> str:
    """As typed into a plain text file: 10^4, cm2."""
    return re.sub(r"(?<=10)\^?([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "^" + m[1], text).translate(_PLAIN)
