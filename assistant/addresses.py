"""Addresses in what a model wrote and no record backs: a terminal, chat or mail program would make links of them."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"!?\[[^\]\n]*\]\([^)\n]*\)|\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\S+@\S+\.\w+|<[!@#][^>\n]*>|(?<!\w)@(?=\w)",
    re.IGNORECASE,
)
LEFT_OUT = "(an address was left out)"


def has_address(text: str) -> bool:
    """Whether a text holds a link, picture, mail address or mention."""
    return _ADDRESS.search(text) is not None


def without_addresses(text: str) -> str:
    """The text with every link, picture, mail address and mention replaced by a remark."""
    return _ADDRESS.sub(LEFT_OUT, text)
