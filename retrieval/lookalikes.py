"""Characters that look alike made the same, for search and comparing only; quotes stay as written.

A reader cannot tell Cyrillic "С" from Latin "C" nor "º" from "°", so neither may search. Only the
look decides, and only where it is plain: a word with one letter of another look stays as it is, and
two numbers that stand apart are never joined. Spaces are no part of numbers here, not even thin
ones: "1 000" is 1 and 000, since the text keeps no space but the plain one, and between two numbers
of a list stands the same.
"""

from __future__ import annotations

import re
import unicodedata

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SUPERSCRIPT_RUN = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)(\d?)")
_FRACTION = re.compile("(?<=\\d)(?=[¼-¾⅐-⅞↉])|(?<=[¼-¾⅐-⅞↉])(?=\\d)")
# A raised zero in front of C or F, and the masculine ordinal but after a letter ("Nº"), are degrees.
_DEGREE = re.compile("[˚∘]|⁰(?= ?[CFСᏟ]\\b)|(?<![^\\W\\d_])º")
# Numbers in a circle, with a point or in brackets, and days and hours of East Asia; and indices.
_FRAMED = "①-⒛⓪-⓿❶-➓㉑-㉟㊱-㊿㋀-㋋㍘-㍰㏠-㏾\U0001f100-\U0001f10c"
_INDICES = "₀-₉"
_APART = re.compile(
    rf"(?<=[\d{_FRAMED}])(?=[{_INDICES}{_FRAMED}])|(?<=[{_INDICES}{_FRAMED}])(?=\d)|(?<=[{_INDICES}])(?=[{_FRAMED}])"
)
_RINGED = re.compile("[❶-➓]")  # those that Unicode gives no plain form
_SQUARES = re.compile("[㎟-㎦㎨㎯]")  # "㎠" and the like: a power stands at the end
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_TIMES = re.compile(r"(?<=\d)\s*[×✕✖⨯]\s*(?=\d)|(?<=\d)\s*[·∙⋅]\s*(?=10\^)")
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−˗", "-"),
        **dict.fromkeys("×✕✖⨯", "x"),
        **dict.fromkeys("≥⩾≧", ">="),
        **dict.fromkeys("≤⩽≦", "<="),
        **dict.fromkeys("⁄∕", "/"),
        **dict.fromkeys("µμ", "u"),
        "∼": "~",
        "’": "'",
        "٫": ".",
        "٬": ",",
        "٪": "%",
        # What nobody sees: soft hyphen, joiners, marks of direction, variation selectors, tags.
        **dict.fromkeys(map(chr, (0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF))),
        **dict.fromkeys(map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)))),
        **dict.fromkeys(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080)))),
    }
)
# But the stroke of "≠", "≮" and "≰", without which they would say the opposite.
_ACCENTS = dict.fromkeys(code for code in range(0x300, 0x370) if code != 0x338)
# Letters of one look: Unicode's confusables.txt 15.1, the plain letters of the two scripts that share
# their capitals with Latin. Small Cyrillic letters go with their capitals, so that case does not matter.
_CYRILLIC = dict(zip("АВЕКМНОРСТУХІЈЅҺԚԜавекмнорстухіјѕһԛԝ", "ABEKMHOPCTYXIJSHQWabekmhopctyxijshqw", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True))
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = re.compile("[\u0370-\u052f]")
# Digits written with letters: "1О0", "З7". A leading О is a letter ("О2" is oxygen) unless a point follows.
_NUMBER = re.compile(r"(?<!\w)(?:[0-9ЗзбО]|(?<=[0-9ЗзбОо])о|[.,](?=[0-9ЗзбОо]))++(?![^\W\d_])")
_LETTER_DIGITS = str.maketrans("ЗзбОо", "33600")
_FLOOD = re.compile("([\u0300-\u036f]{30})[\u0300-\u036f]+")  # sorting marks takes the square of their number


def plain_forms(text: str) -> str:
    """The text with digits, signs and letters of one look as one character; case is kept."""
    text = _FLOOD.sub(r"\1", text)
    text = _DEGREE.sub("°", text)
    text = _SUPERSCRIPT_RUN.sub(_power, text)
    text = _FRACTION.sub(" ", _APART.sub(" ", text))
    text = _RINGED.sub(lambda m: str(int(unicodedata.numeric(m.group()))), text)
    text = _SQUARES.sub(lambda m: re.sub(r"\d$", r"^\g<0>", unicodedata.normalize("NFKC", m.group())), text)
    text = _stripped(_OTHER_DIGIT.sub(lambda m: str(unicodedata.decimal(m.group())), text))
    text = _TIMES.sub(" x ", text).translate(_SIGNS)
    return _WORD.sub(_latin, _NUMBER.sub(_digits, text)) if _FOREIGN.search(text) else text


def unaccented(text: str) -> str:
    """The text without case, accents and compatibility forms."""
    return _stripped(text.casefold()).casefold().translate(_SIGNS)


def _stripped(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).translate(_ACCENTS)
    return unicodedata.normalize("NFKC", plain)


def _power(match: re.Match[str]) -> str:
    """Raised digits behind "^"; a digit that follows is another number."""
    return "^" + match[1].translate(_SUPERSCRIPTS) + (f" {match[2]}" if match[2] else "")


def _digits(match: re.Match[str]) -> str:
    run = match.group()
    if not re.search("[0-9]", run) or (run[0] in "Оо" and run[1] not in ".,"):
        return run
    return run.translate(_LETTER_DIGITS)


def _latin(match: re.Match[str]) -> str:
    """A word in Latin letters if it looks like one."""
    word = match.group()
    if all(letter in _CYRILLIC or letter in _GREEK or _LATIN.match(letter) for letter in word):
        # A single small omicron is the Greek letter.
        return "".join(_CYRILLIC.get(c) or _GREEK.get(c) or c for c in word) if word != "ο" else word
    if _LATIN.search(word):  # Latin and Greek mixed: "ΤNFα"
        return "".join(_GREEK.get(c, c) for c in word)
    return word
