"""How a name is written, folded away: two names with one folding differ in nothing that a reader means.

Numbers, signs, units and words of contrast are never folded: IL-7 is not IL-17, CD3+ is not CD3-.
"""

from __future__ import annotations

import functools
import re

from graph.schema import Label
from retrieval.terms import fold

# Labels whose names are codes: equal but for case, white space and kind of dash, or different.
CODES = frozenset(
    {
        Label.DOCUMENT,
        Label.LOT,
        Label.EQUIPMENT,
        Label.DONOR,
        Label.RUN,
        Label.STUDY,
        Label.DEVIATION,
        Label.STEP,
        Label.LIMIT,
        Label.MEASUREMENT,
    }
)

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "κ": "kappa",
    "λ": "lambda",
    "σ": "sigma",
    "τ": "tau",
    "ω": "omega",
}
# Spelled in two ways on the two sides of the Atlantic; stems, so that inflections follow.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\bconc\b", "concentration"),
        (r"\btemp\b", "temperature"),
        (r"\banalyses\b", "analysis"),
        (r"\btitre", "titer"),
        (r"\b(cent|lit|fib|met)re(s?)\b", r"\1er\2"),
        (r"\b(col|tum|behavi|lab|vap|flav|od|fav)our", r"\1or"),
        (r"\b(\w{3,})isation", r"\1ization"),
        (r"\b(\w{4,})is(e[ds]?|er|ing)\b", r"\1iz\2"),
        (r"\b(\w{3,})ys(e[ds]?|er|ing)\b", r"\1yz\2"),
        (r"haem|hæm", "hem"),
        (r"leukaem", "leukem"),
        (r"foetal|fœtal", "fetal"),
        (r"\boestr", "estr"),
        (r"\boesoph", "esoph"),
        (r"sulph", "sulf"),
        (r"\baluminium\b", "aluminum"),
        (r"\bgrey\b", "gray"),
        (r"\b(label|model|travel|level|channel|signal)l(ed|ing|er)\b", r"\1\2"),
        (r"\b(program)me", r"\1"),
        (r"\b(catalog|dialog|analog)ue", r"\1"),
        (r"\bmould", "mold"),
        (r"\bcaesium\b", "cesium"),
        (r"\bleucocyte", "leukocyte"),
        (r"\bageing\b", "aging"),
    )
)
_IRREGULAR = {
    "media": "medium",
    "analyses": "analysis",
    "bacteria": "bacterium",
    "indices": "index",
    "aliquots": "aliquot",
    "ratios": "ratio",
}
_SINGULAR_ALREADY = re.compile(r"(?:ss|us|is|as|os|ics)$")
# Units that say nothing of what is measured; "(TU/mL)" and "(vg/mL)" do, so they stay.
_BARE_UNIT = re.compile(
    r"\s*(?:[,;]\s*|\(\s*|\[\s*|\bin\s+)(?:%|percent|°c|deg c|rpm|kpa|mbar|min|h|hours?|days?)\s*[\])]?$"
)
_LEADING_PERCENT = re.compile(r"^(?:%|percent(?: of)?)\s+(?=\w)")
_MEASURES = (
    "rate|number|count|concentration|density|level|amount|volume|temperature|time|duration|percentage|fraction|"
    "ratio|efficiency|speed|pressure|yield|recovery|limit|frequency|size|dose|viability|purity|potency|interval"
)
_OF = re.compile(
    rf"^({_MEASURES}) of (?:the )?((?:(?!\b(?:of|to|in|at|for|from|by|per|after|before|with|without)\b).)+)$"
)
_ARTICLE = re.compile(r"^(?:[Tt]he|an?|An)\s+(?=[A-Za-z]{3})")
_DASHES = re.compile(r"[‐‑‒–—―−﹣-]")
_REGISTERED = str.maketrans("", "", "®™©")
# A space where a code has a dash: "SOP 014".
_CODE_SPACE = re.compile(r"(?<=[a-z]) (?=\d)")
_ABBREVIATED = re.compile(r"^(.+?)\s*[(\[]([^()\[\]]{2,80})[)\]]$")


def code_key(name: str) -> str:
    """A code but for case, white space, kind of dash, and a dash left out between letters and number."""
    return _CODE_SPACE.sub("-", " ".join(_DASHES.sub("-", fold(name)).split()))


@functools.lru_cache(maxsize=100_000)
def words_of(name: str) -> str:
    """The words of a name in one spelling, with one space between them."""
    text = _DASHES.sub("-", fold(_ARTICLE.sub("", " ".join(name.translate(_REGISTERED).split()))))
    text = "".join(_GREEK.get(c, c) for c in text).replace("&", " and ")
    text = re.sub(r"\^(?=[+-])", "", text)
    text = _LEADING_PERCENT.sub("", _BARE_UNIT.sub("", text))
    text = re.sub(r"-?\s?\b(positive|pos)\b", "+", text)
    text = re.sub(
        r"-?\s?\b(negative|neg)\b|(?<=[a-z0-9])-(?=\s|$|[,;/)+])|(?<=\dx)-|(?<=cd\d)-(?=cd)|(?<=cd\d\d)-(?=cd)",
        " neg ",
        text,
    )
    text = text.replace("+", " pos ")
    text = re.sub(r"(?<=\D)-|-(?=\D)|[,;_'\"’]", " ", text)
    text = re.sub(r"(?<=[^\W\d_])\.(?=\s|$)", " ", text)
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    text = " ".join(map(_singular, text.split()))
    return _OF.sub(r"\2 \1", text).strip()


@functools.lru_cache(maxsize=100_000)
def folded(label: Label, name: str) -> str:
    """What a name is compared by; never empty."""
    if label in CODES:
        return code_key(name) or name
    return squeezed(words_of(name)) or code_key(name) or name


def squeezed(words: str) -> str:
    """Words as one key."""
    # White space and hyphens part no meaning, except between two numbers.
    return re.sub(r"(?<!\d) | (?!\d)", "", words)


def own_abbreviation(name: str) -> tuple[str, str] | None:
    """(long, short) of a name that carries its own abbreviation: "vector copy number (VCN)", either way round."""
    match = _ABBREVIATED.match(" ".join(name.split()))
    if match is None:
        return None
    first, second = match.groups()
    for long, short in ((first, second), (second, first)):
        if abbreviates(short, long):
            return long, short
    return None


def named_twice(name: str) -> tuple[str, str] | None:
    """The two names of "interleukin-7 (IL-7)", whatever they are to each other."""
    match = _ABBREVIATED.match(" ".join(name.split()))
    return (match.group(1), match.group(2)) if match else None


def abbreviates(short: str, long: str) -> bool:
    """Whether a short form is the initials of a long one."""
    letters = re.sub(r"[^A-Za-z]", "", short).casefold()
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", long)).casefold()
    without = "".join(
        word[0]
        for word in re.findall(r"[A-Za-z]+", long)
        if word.casefold() not in {"of", "the", "and", "for", "to", "in"}
    ).casefold()
    return len(letters) > 1 and len(short) < len(long) and " " not in short and letters in {initials, without}


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.isalpha() or not word.endswith("s") or _SINGULAR_ALREADY.search(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:us|ss|sh|ch|x|zz)es$", word):
        return word[:-2]
    return word[:-1]
