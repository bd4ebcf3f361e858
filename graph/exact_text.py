"""Any string of Python as text that every store holds, and back to the same string.

PostgreSQL's text has no NUL, and UTF-8 has no lone surrogates, nor can JSON tell a pair of them from
the character that they stand for. Hostile documents hold both. Such characters are written as an
escape sign and their number, so that equal strings stay equal and different ones different.
"""

from __future__ import annotations

import re

# SYMBOL FOR ESCAPE: seen by people who look into a store with other tools, and hardly ever in a text.
SIGN = "\u241b"

_UNHOLDABLE = re.compile(f"[\x00\ud800-\udfff{SIGN}]")
_WRITTEN = re.compile(f"{SIGN}([0-9a-f]{{4}})")


def written(text: str) -> str:
    """The text as it is stored."""
    return _UNHOLDABLE.sub(lambda found: f"{SIGN}{ord(found[0]):04x}", text) if _UNHOLDABLE.search(text) else text


def as_read(text: str) -> str:
    """The text that was stored."""
    return _WRITTEN.sub(lambda found: chr(int(found[1], 16)), text) if SIGN in text else text
