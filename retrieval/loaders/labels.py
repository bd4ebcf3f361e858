"""Numbers in front of headings and steps: read from a line, or worked out from a count."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LABEL = re.compile(
    r"""(?P<label>
        (?P<dotted>\d{1,3}(?:\.\d{1,3}){1,5})\.?\)?     # 5.2   5.2.1.
      | \(?\d{1,3}\)  | \d{1,3}\.(?!\d)                 # 1)  (1)  1.
      | \(?[a-z]\)    | [a-z]\.                         # a)  (a)  a.
      | \(?[ivxl]{2,6}[.)]                              # iii.
      | [A-Z]\)       | [A-Z]\.(?=\s+[A-Z])             # A)  A. Scope
      | [Ss]tep\s+\d{1,3}[a-z]?\s*[:.)]                 # Step 4:
    )\s+(?P<rest>\S.*)""",
    re.VERBOSE | re.DOTALL,
)
# A number before one of these is an amount ("2.5 L bioreactor"), not the number of a section.
_UNIT = re.compile(
    r"(?:[µμumnkcdMG]?(?:[LlgmMV]|Da|Pa|Hz|mol|bar|rpm|sec|min)|%|°|º|×|x\b|±|[-–/]\s?\d|to\s\d"
    r"|[dhs]\b|hr|hours?|days?|weeks?|minutes?|seconds?|cells?|vg|TU|IU|U|psi|rpm|fold|mol|ppm"
    r"|[xX]\s?g|M\b|N\b|K\b|kb|bp|ng|pg|fg|nm)(?:[\s,.;:)/]|\d|$)"
)
BULLETS = "•◦‣⁃∙▪▫■□●○◆◇➢➤✓✔❖►▸\uf0b7\uf0a7\uf0d8\uf0fc\uf076"
# Characters nobody sees, which programs leave in front of a label (Google Docs exports U+200B).
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_BULLET = re.compile(rf"(?:[{BULLETS}]\s*|[-–—*+]\s+|o\s+(?=[A-Z]))(?P<rest>\S.*)", re.DOTALL)
_ROMAN = {"m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50}
_ROMAN_BELOW_FIFTY = {"xl": 40, "x": 10, "ix": 9, "v": 5, "iv": 4, "i": 1}


@dataclass(frozen=True, slots=True)
class Label:
    """The number at the start of a line. `depth` counts its parts: 2 for "5.2", 1 for "3."."""

    text: str
    rest: str
    depth: int
    dotted: bool


def leading_label(line: str) -> Label | None:
    """The number in front of a line, None if it has none or starts with an amount."""
    found = _LABEL.match(line.lstrip(_UNSEEN))
    if not found or _is_amount(found):
        return None
    dotted = found["dotted"]
    depth = dotted.count(".") + 1 if dotted else 1
    if dotted and dotted.endswith(".0"):  # "1.0 Purpose" is a first-level heading
        depth -= 1
    return Label(found["label"], found["rest"], depth, bool(dotted))


def _is_amount(found: re.Match[str]) -> bool:
    label, rest = found["label"], found["rest"]
    if found["dotted"] and label == found["dotted"]:
        return bool(_UNIT.match(rest)) or not (rest[0].isalpha() or rest[0] in "(\"'“‘[")
    return False


def without_bullet(line: str) -> str | None:
    """The text after a bullet sign, None if the line has none.

    A minus before a digit is a number, not a bullet: "- 5 mL" has a space, "-5 °C" has none.
    """
    found = _BULLET.match(line.lstrip(_UNSEEN))
    return found["rest"] if found else None


def letters(count: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    out = ""
    while count > 0:
        count, rest = divmod(count - 1, 26)
        out = chr(ord("a") + rest) + out
    return out


def roman(count: int) -> str:
    """Lower-case Roman numeral; 0 and below have none and stay digits."""
    if not 0 < count < 4000:
        return str(count)
    out = ""
    for sign, value in (_ROMAN | _ROMAN_BELOW_FIFTY).items():
        out += sign * (count // value)
        count %= value
    return out
