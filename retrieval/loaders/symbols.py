"""Characters that Word and PDF files store as a place in a symbol font."""

from __future__ import annotations

# Adobe Symbol encoding, by its code points below 0x100.
_CAPITALS = dict(
    zip(
        range(0x41, 0x5B),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
        strict=False,
    )
)
_LETTERS = dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=False))
_SIGNS = {
    0x2D: "−",
    0xA3: "≤",
    0xA5: "∞",
    0xAC: "←",
    0xAD: "↑",
    0xAE: "→",
    0xAF: "↓",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xD7: "⋅",
    0xE5: "∑",
    0xD6: "√",
}
_DINGBATS = {
    0xA8: "☐",
    0x6F: "☐",
    0xFE: "☑",
    0xFD: "☒",
    0xFC: "✓",
    0xFB: "✗",
    0xE0: "→",
    0x78: "☒",
    0x52: "☑",
    0xA3: "☐",
}
_SYMBOL = _CAPITALS | _LETTERS | _SIGNS


def symbol(font: str, code: str) -> str:
    """The character at the hexadecimal place `code` of `font`, U+FFFD if it is not known."""
    try:
        place = int(code, 16)
    except ValueError:
        return "\ufffd"
    low = place - 0xF000 if 0xF000 <= place <= 0xF0FF else place
    if font.lower().startswith("symbol"):
        return _SYMBOL.get(low) or (chr(low) if 0x20 <= low < 0x7F else "\ufffd")
    if font.startswith(("Wingdings", "Webdings")):
        return _DINGBATS.get(low, "\ufffd")
    return "\ufffd" if low != place else chr(place)
