"""The terminal's one guard: text from documents and users, before it reaches a screen.

Control characters (C0, C1, escape sequences among them) and characters that reorder or hide text
(bidi controls, zero-width, Unicode tags) are shown as a mark, never sent.
"""

from __future__ import annotations

import re

MARK = "\N{REPLACEMENT CHARACTER}"

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # bidi, zero-width, separators
    "\ud800-\udfff"  # half a pair, which no encoding writes
    "\U000e0000-\U000e007f]"  # tags
)


def plain(text: str) -> str:
    """The text with every unsafe character replaced by a visible mark."""
    return _UNSAFE.sub(MARK, text)


def one_line(text: str) -> str:
    """The same, on one line."""
    return plain(" ".join(text.split()))


def plain_json(text: str) -> str:
    """JSON with every unsafe character as an escape, which its reader turns back into the character."""
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
