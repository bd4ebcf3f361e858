"""Colours as parts of red, green and blue from 0 to 1, and whether two can be told apart."""

from __future__ import annotations

Rgb = tuple[float, float, float]

WHITE: Rgb = (1.0, 1.0, 1.0)
# Of a channel: white on 95 % white has a contrast of 1.1 to 1 (WCAG 2.2 asks for 4.5 to 1).
# Watermarks and grey notes, which people do read, differ by 10 % and more.
_SAME = 0.05


def alike(one: Rgb, other: Rgb) -> bool:
    """Whether text of one colour cannot be seen on the other."""
    return all(abs(a - b) <= _SAME for a, b in zip(one, other, strict=True))


def from_hex(written: str) -> Rgb | None:
    """The colour of six hexadecimal digits, None for anything else ("auto")."""
    try:
        value = int(written.removeprefix("#"), 16) if len(written.removeprefix("#")) == 6 else None
    except ValueError:
        return None
    return None if value is None else ((value >> 16) / 255, (value >> 8 & 255) / 255, (value & 255) / 255)
