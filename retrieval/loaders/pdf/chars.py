"""Characters of a page as pdfplumber gives them, set right: doubled, turned, raised ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TypedDict


class Char(TypedDict):
    """The fields of a pdfplumber character that are used here."""

    text: str
    x0: float
    x1: float
    y0: float
    top: float
    bottom: float
    size: float
    fontname: str
    matrix: tuple[float, float, float, float, float, float]
    tag: str | None  # the HiddenKind of a character that is not seen


def is_upright(char: Char) -> bool:
    """Along the page; pdfminer calls text at 45 degrees, a watermark, upright too."""
    a, b, c, d = char["matrix"][:4]
    return abs(b) <= 0.1 * abs(a) and abs(c) <= 0.1 * abs(d)


def with_rise(chars: Sequence[Char]) -> list[Char]:
    """The characters with their text rise in the matrix, where pdfminer leaves it out.

    A box stands below the baseline by the same share of the size for all characters of a font;
    those that differ from most are raised or lowered.
    """
    shares: dict[str, Counter[float]] = defaultdict(Counter)
    for char in chars:
        shares[char["fontname"]][_drop(char)] += 1
    usual = {font: count.most_common(1)[0][0] for font, count in shares.items()}
    return [_lifted(char, _drop(char) - usual[char["fontname"]]) for char in chars]


def _drop(char: Char) -> float:
    return round((char["y0"] - char["matrix"][5]) / max(char["size"], 0.1), 2)


def _lifted(char: Char, share: float) -> Char:
    if abs(share) < 0.05:
        return char
    lifted, matrix = char.copy(), char["matrix"]
    lifted["matrix"] = (*matrix[:5], matrix[5] + share * char["size"])
    return lifted


def distinct(chars: Sequence[Char]) -> list[Char]:
    """Without characters printed twice on the same spot to look bold."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Char] = []
    for char in chars:
        x, y = char["x0"] * 1.5, char["top"] * 1.5
        near = {(char["text"], round(x + dx), round(y + dy)) for dx in (-0.5, 0.5) for dy in (-0.5, 0.5)}
        if not near & seen or not char["text"].strip():
            kept.append(char)
        seen.add((char["text"], round(x), round(y)))
    return kept


def turned_back(char: Char, height: float, width: float) -> Char:
    """The character as it stands when the page is turned so that its text is upright."""
    upward = char["matrix"][1] > 0
    new = char.copy()
    if upward:
        new["x0"], new["x1"] = height - char["bottom"], height - char["top"]
        new["top"], new["bottom"] = char["x0"], char["x1"]
        baseline = char["matrix"][4]
    else:
        new["x0"], new["x1"] = char["top"], char["bottom"]
        new["top"], new["bottom"] = width - char["x1"], width - char["x0"]
        baseline = width - char["matrix"][4]
    new["matrix"] = (1, 0, 0, 1, new["x0"], -baseline)
    new["y0"] = -baseline
    return new


def set_upright(char: Char, height: float, width: float) -> Char:
    """The character of a page that stands on its head."""
    new = char.copy()
    new["x0"], new["x1"] = width - char["x1"], width - char["x0"]
    new["top"], new["bottom"] = height - char["bottom"], height - char["top"]
    new["matrix"] = (1, 0, 0, 1, new["x0"], -char["matrix"][5])
    new["y0"] = new["matrix"][5]
    return new
