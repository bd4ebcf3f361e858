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
_UNIT_WORD = re.compile(
    r"(?:[µμunmpkcd]?(?:L|l|g|m|M|mol|Da|Pa|Hz|V|A|W|eq)|%|°C|C|°|[x×X]|[hsd]|min|sec|hr|hrs|rpm|bar|psi|kb|bp|IU|EU|U|nt"
    r"|v/v|w/v|[µμunmpk]?(?:g|mol|L|l|m|IU|U)/(?:m?[Ll]|µL|cm[²³2]|m[²³]|kg|min|h|cell|dose|mg)"
    r"|(?:cells?|copies|vg|TU|IU|EU|CFU|cfu|PFU)(?:/(?:m?[Ll]|µL|cm[²³2]|cell|dose|kg|mg|well|vial))?"
    r"|[cmnµ]?m[²³]|mL/min|h[⁻]¹|days?|hours?|weeks?|minutes?|seconds?|copies/cell)[.,;:)\]]*"
)
# Words of three letters or fewer that a misread unit or sign would hardly look like.
_SHORT_WORDS = frozenset(
    "a an and any are as at be but by can day did due for had has in into is it its lot may no nor not of off on one "
    "or out pH per run set the to two up use via was yes old new all each ph box bag top and/or step then".split()
)
_BETWEEN = frozenset(["-", "–", "—", "−", "x", "×", "X", "/", "&", "|", "•", "to", "%"])
_MISSHAPEN = (
    (re.compile(r"\d,(?!\d{3}(?!\d))"), "a comma that parts no thousands"),
    (re.compile(r"^[^\d/:-]*0\d[^/:-]*$"), "a leading zero: a point may be lost"),
    # "17-0884" may be "I7-0884": a range has no leading zero, and a date has four digits first.
    (re.compile(r"^(?!\d{4}-\d\d-\d\d).*[-–—]0\d"), "digits of a name print like letters"),
)
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


def is_unit(text: str) -> bool:
    """A unit as the field writes it, with punctuation behind it."""
    return bool(_UNIT_WORD.fullmatch(text))


def is_word(text: str) -> bool:
    """A plain word, long enough not to be a misread unit or sign."""
    core = text.strip("()[].,;:'\"")
    return (core.isalpha() and len(core) >= 4) or core in _SHORT_WORDS


def carries_value(text: str) -> bool:
    """A word of which a letter or sign read wrongly would change a value: numbers, units, comparators."""
    return has_digit(text) or is_unit(text) or any(c in "/%°µ<>=≥≤±~" for c in text)


def may_precede(text: str) -> bool:
    """What may stand before a number without changing it."""
    if text in _BETWEEN or text.isupper() or re.search(r"\w[.,;:)\]]$", text):
        return True
    return has_digit(text) or is_unit(text) or (text.isalpha() and len(text) > 2)


def may_follow(text: str) -> bool:
    """What may stand behind a number that is not its unit."""
    return text in _BETWEEN or text[0] in "([±<>≥≤=" or (has_digit(text) and text[0] not in ":.,'")


def doubt(text: str, label: str, before: str, after: str) -> str:
    """Why a word with a digit cannot be trusted by its wording alone; empty if it can.

    `before` and `after` are the words beside it on its line; `label` is the nearest of the words before
    that says what sort of name follows.
    """
    core = text.strip("()[].,;:'\"")
    if not core or not _SHAPE.fullmatch(core):
        return "a sign in it is not of a number"
    if re.search(r"\d\+\d", core):
        return "± cannot be told from +"
    if is_amount(core):
        return _doubt_of_amount(core, label, before, after)
    return _doubt_of_identifier(core)


def _doubt_of_amount(core: str, label: str, before: str, after: str) -> str:
    times = before.lower() in ("x", "×", "*")
    if (times and re.fullmatch(r"10\d{1,2}", core)) or re.search(r"[x×*]\s*10\d", core):
        return "a power cannot be told from digits on the line"
    for wrong, why in _MISSHAPEN:
        if wrong.search(core):
            return why
    if label.lower().rstrip(".:#") in _LABELS and re.search(r"[01258]", core):
        return "digits of a name print like letters"
    suffix = re.search(r"[A-Za-zµμ][^\d⁰¹²³⁴-⁹]*$|[A-Za-zµμ]\S*/\S*$", core)
    if suffix and "x10" not in core and not is_unit(suffix.group()):
        return "its unit is not legible"
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
