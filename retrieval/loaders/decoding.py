"""Bytes of a text file to characters."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from retrieval.errors import CorruptFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Windows code pages of each script, then older ones.
_CANDIDATES = [
    "cp1252",
    "cp932",
    "gb18030",
    "big5",
    "euc_kr",
    "euc_jp",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
]
# Short notes ("5 µL at 37 °C") hold too little for statistics: charset-normalizer 3.4 takes this
# one for Big5. Such signs, and accented letters at most two in a row, are Western.
_WESTERN = re.compile("(?:[\x00-\x7f°µ±×÷²³¹·–—‘’“”„•…®™©§½¼¾‰€£«»¿¡ªº´\xa0]|(?<![À-ÿ][À-ÿ])[À-ÿŠšŽžŒœŸ])*")
_SAMPLE = 65_536


def decode(data: bytes) -> str:
    """The text of `data`: by its byte order mark, as UTF-8, else by the most likely code page.

    Raises: CorruptFile when the bytes are not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\x00" in data[:_SAMPLE]:
        return _strict(data, _wide_encoding(data[:_SAMPLE]))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, _code_page(data))


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 without a mark shows as zeros in every other byte of Latin text."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) * 0.2 and min(even, odd) < len(sample) * 0.05:
        return "utf-16-be" if even > odd else "utf-16-le"
    raise CorruptFile("the file is binary, not text", next_step="mend its ending")


def _code_page(data: bytes) -> str:
    if _WESTERN.fullmatch(data[:_SAMPLE].decode("cp1252", errors="replace")):
        return "cp1252"
    best = from_bytes(data[:_SAMPLE], cp_isolation=_CANDIDATES).best()
    return best.encoding if best else "cp1252"


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CorruptFile(f"the text is not {encoding} at byte {error.start}", next_step="save it as UTF-8") from error
