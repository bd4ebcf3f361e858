"""What the text of a number says about whether a scan can be trusted with it."""

from __future__ import annotations

import re

_DIGIT = re.compile(r"\d")
_SHAPE = re.compile(r"[\w.,:;/()\[\]%°µμ×+\-–—−~<>=≥≤±#'\"&*⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
# A number with a unit, as one word or two.
UNIT = re.compile(
    r"[µμunpmkcd]?(?:[LlgMm]|mol|Da|Pa|Hz|bar|rpm|V|A|W)\b|[µμunpmk]?(?:g|mol|IU|U|EU)/\S+|cells?/\S+|vg/\S+|cm|mm|nm|°?C|%|x|×|"
    r"[hsd]|min|sec|hr|hrs|hours?|days?|weeks?|IU|EU|rpm|kb|bp|copies\S*|log\d*|pH|xg|g"
)
_AMOUNT = re.compile(
    rf"(?:\d[\d.,]*[x×*])?[~<>=≥≤±+\-–—−(\[]*\d[\d.,:/\-–—−]*(?:{UNIT.pattern})?[\d⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]*[.,;:)\]]*"
)
_IDENTIFIER_PART = re.compile(r"[A-Za-z]+|\d+")
# Letters and digits that print alike.
_ALIKE = re.compile(r"[OoIl|SsB0158]")
_LETTERS_ALIKE = re.compile(r"[OoIl|SsBZz]")
# Names with a digit that nobody takes for a letter.
_KNOWN = frozenset({"CO2", "O2", "N2", "H2O", "CaCl2", "MgCl2"})
_LABELS = frozenset("lot lots batch batches serial s/n sn id no no. cat cat. catalogue ref code barcode".split())
_MICRO = re.compile(r"([µμunpyU])(?=[LlgGmM](?:[/.,;:)\]]|$|ol))")
_FAKE_MICRO = re.compile(r"[1lI|]{1,2}[LlgM](?:[/.,;:)]|$)")


def has_digit(text: str) -> bool:
    """Whether a text has a digit, raised ones counted."""
    return bool(_DIGIT.search(text)) or any(c in _RAISED for c in text)


def is_amount(text: str) -> bool:
    """A number, with or without sign, unit and punctuation."""
    return bool(_AMOUNT.fullmatch(text))


def micro_at(text: str) -> int | None:
    """Where a word has the letter that is read for µ in front of a unit: "uL", "5pg/mL"."""
    found = _MICRO.search(text)
    if found is None:
        return None
    before = text[: found.start()]
    return found.start() if not before or before[-1].isdigit() else None


def looks_like_unit(text: str) -> bool:
    """A word that a number before it is measured in."""
    return (len(text) <= 14 and bool(re.match(rf"(?:{UNIT.pattern})", text))) or "%" in text or "°" in text


def doubt(text: str, label: str, before: str, after: str) -> str:
    """Why a word with a digit cannot be trusted by its wording alone; empty if it can.

    `before` and `after` are the words beside it on its line; `label` is the nearest of the words before
    that says what sort of name follows.
    """
    core = text.strip("()[].,;:'\"")
    if not core or not _SHAPE.fullmatch(core):
        return "a sign in it is not of a number"
    if is_amount(core):
        return _doubt_of_amount(core, label, before, after)
    if before in ("x", "×", "*") and re.match(r"10\d", core):
        return "a power cannot be told from digits on the line"
    return _doubt_of_identifier(core)


def _doubt_of_amount(core: str, label: str, before: str, after: str) -> str:
    digits = re.sub(r"[^\d]", "", core)
    if before.lower() in ("x", "×", "*") and re.fullmatch(r"10\d{1,2}", digits) and not any(c in _RAISED for c in core):
        return "a power cannot be told from digits on the line"
    if re.search(r"[x×*]\s*10\d", core):
        return "a power cannot be told from digits on the line"
    for comma in re.finditer(r"\d,(\d*)", core):
        if len(comma[1]) != 3:
            return "a comma that parts no thousands"
    if re.match(r"[^\d]*0\d", core) and not re.search(r"[-/:]", core):
        return "a leading zero: a point may be lost"
    if label.lower().rstrip(".:#") in _LABELS and re.search(r"[01258]", core):
        return "digits of a name print like letters"
    if _FAKE_MICRO.match(after) or re.match(r"[0oO*9]C\b|[°0o9]/[0o]", after):
        return "its unit is not legible"
    return ""


def _doubt_of_identifier(core: str) -> str:
    for segment in re.split(r"[-–—−/._:+]", core):
        if not segment or segment.isdigit() or not _DIGIT.search(segment) or segment in _KNOWN:
            continue
        parts = _IDENTIFIER_PART.findall(segment)
        if len(parts) != 2 or "".join(parts) != segment or _LETTERS_ALIKE.search(segment):
            return "letters and digits of a name print alike"
        if min(map(len, parts)) == 1 and _ALIKE.search(segment):
            return "letters and digits of a name print alike"
    return ""
