"""What a question asks of the graph, read by rules; None unless every word of it is accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from retrieval.terms import STOP_WORDS, fold, stem


class Sought(StrEnum):
    """What is asked for."""

    RUNS = "runs"
    DOCUMENTS = "documents"
    LOTS = "lots"
    EQUIPMENT = "equipment"
    DONORS = "donors"
    DEVIATIONS = "deviations"
    SHARED = "shared"
    EFFECTS = "effects"
    CHANGES = "changes"
    STEPS = "steps"


# What a parameter does to an attribute, as the beginning of a verb.
_ACTING = "affect|influenc|impact|driv|chang|act|rais|lower|increas|decreas|reduc|determin|control"
# A name with a digit in it: "LV-2291", "CS10-25C11", "DEV-2025-009", "MCW-CM1".
CODE = re.compile(r"\b(?=[\w-]*\d)[A-Za-z][A-Za-z0-9]*(?:[-/][A-Za-z0-9]+)+\b")
_VERSION = r"(?:v|ver\.?|versions?|rev\.?|revisions?)\s*\.?\s*"
VERSIONS = re.compile(
    rf"\b{_VERSION}(?P<one>\d+)(?:\s*(?:and|to|vs\.?|versus|,|/|-|–)\s*(?:{_VERSION})?(?P<other>\d+))?\b"
)

# The first that matches counts: what stands first in a question is what it asks for.
_PATTERNS: tuple[tuple[Sought, re.Pattern[str]], ...] = tuple(
    (sought, re.compile(pattern, re.IGNORECASE))
    for sought, pattern in (
        (
            Sought.CHANGES,
            r"\bwhat (?:has |had |was |is )?(?:changed|different|altered|new)\b|\bwhat changes?\b|\bdifferences?\b"
            r"|\bwhat did .*\b(?:change|alter)\b",
        ),
        (Sought.SHARED, r"\b(?:have|had|has) in common\b|\bwhat (?:do|did) .*\bshare\b|\bshared causes?\b"),
        (
            Sought.STEPS,
            r"\bin (?:what|which) (?:order|sequence)\b"
            r"|\b(?:(?:what|which) (?:are|is)|list|show) the (?:steps|unit operations|stages)\b",
        ),
        (
            Sought.DOCUMENTS,
            r"\b(?:which|what) (?:versions?|revisions?|SOPs?|protocols?|documents?|procedures?)\b"
            r"(?= .*\b(?:follow|use|run|made|under|accord))",
        ),
        (Sought.DONORS, r"\b(?:which|what|whose) donors?\b"),
        (Sought.DEVIATIONS, r"\b(?:which|what) deviations?\b"),
        (
            Sought.EFFECTS,
            r"\b(?:which|what) (?:parameters?|CPPs?|KPPs?|factors?|process parameters?|variables?)\b"
            rf"(?=.*\b(?:{_ACTING}))|\bwhat (?:{_ACTING})\w*\b"
            rf"|^\W*(?:does|do|did|how (?:does|do|did)|in which way does)\b.*\b(?:{_ACTING})\w*\b"
            rf"|\bby how (?:much|far|many \w+) (?:does|do|did)\b.*\b(?:{_ACTING})\w*\b"
            r"|\bwhat (?:does|do|did)\b.*\bdo to\b"
            r"|\b(?:effects?|influence|impact) (?:of|has|have|had|does|did)\b.*\bon\b",
        ),
        (
            Sought.RUNS,
            r"\b(?:which|what|list|show|name|how many) (?:(?!of\b|lots?\b)[\w-]+ ){0,3}?"
            r"(?:runs\b|run\b(?! (?:on|at|in)\b)|batches\b)",
        ),
        (
            Sought.LOTS,
            r"\b(?:which|what) (?:(?!runs?\b|batch)[\w-]+ ){0,4}?"
            r"(?:lots?\b|batch(?:es)? of\b|batch(?= (?:went|was|did|of)\b))",
        ),
        (
            Sought.EQUIPMENT,
            r"\b(?:which|what) (?:[\w-]+ )?"
            r"(?:equipment|incubators?|bioreactors?|reactors?|freezers?|centrifuges?|devices?)\b"
            r"|^\W*where (?:was|were) .*\b(?:cultured|cultivated|grown|expanded|incubated|kept)\b",
        ),
    )
)
_FAILED = re.compile(
    r"\b(?:fail(?:ed|ing|s)?|(?:did|does|do) not pass|out of spec(?:ification)?s?|missed)\b"
    r"(?: (?:a |an |the |its |their )?(?:release |acceptance )?(?:criteri\w+|specifications?|limits?|tests?))?",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(?:left|broke|breached|exceeded|outside|out of|beyond)\b(?: (?:of|the|its|their|a))*"
    r"(?: (?P<kind>PAR|NOR|limits?|ranges?|specifications?|action limits?|alert limits?))(?: (?:of|for|in|on)(?: the)?"
    r" (?P<what>[^?.,]+))?",
    re.IGNORECASE,
)
# Words that ask for an effect; the things of runs are none of them.
_EFFECT_WORDS = frozenset(
    stem(word)
    for word in (
        "parameter parameters cpp cpps kpp factor factors process attribute cqa direction evidence known effect "
        "affect influence impact drive act change raise lower increase decrease reduce determine control higher "
        "much far strongly study which way do by"
    ).split()
)
# Words that link what is named to what is asked for.
_LINKING = frozenset(
    stem(word)
    for word in (
        "use used using consume consumed share shared follow followed followed made make have had with of from by "
        "in on lot lots batch batches run runs donor donors equipment incubator reactor bioreactor freezer "
        "centrifuge document documents version versions revision sop sops protocol procedure deviation deviations "
        "material go went into come came grown cultured run ran grow culture belong contain contained affected "
        "involve involved all any each every list show name many give tell record recorded parameter parameters "
        "cpp cpps factor factors process attribute cqa direction evidence known effect affect influence impact "
        "drive act change raise lower increase decrease determine difference different between order sequence "
        "step steps operation operations unit stage manufacture produce release criterion change changed alter "
        "altered new common reduce control higher lower much far strongly"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the graph: what is sought, by which names, and what is left of its words.

    `codes` are names with digits; `failed` asks for runs that broke a specification; `broken` names what
    runs left the limit of, "" for anything, None when this is not asked; `kind` the kind of limit as
    written. `rest` are the words that are still to be accounted for by the names of the graph.
    """

    sought: Sought
    codes: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    failed: bool = False
    broken: str | None = None
    kind: str = ""
    rest: tuple[str, ...] = ()


def read(question: str) -> Asked | None:
    """What a question asks of the graph, None when it asks for none of it."""
    sought = next((sought for sought, pattern in _PATTERNS if pattern.search(question)), None)
    if sought is None:
        return None
    codes = tuple(dict.fromkeys(m.group() for m in CODE.finditer(question)))
    versions = [v for m in VERSIONS.finditer(question) for v in (m["one"], m["other"]) if v]
    left = _without(question, [m.span() for p in (CODE, VERSIONS) for m in p.finditer(question)])
    failed, broken = _FAILED.search(left), _BROKEN.search(left)
    rest = unaccounted(_without(left, [m.span() for m in (failed, broken) if m]))
    what = None if broken is None else (broken["what"] or "").strip()
    return Asked(sought, codes, tuple(versions), failed is not None, what, broken["kind"] if broken else "", rest)


def unaccounted(text: str, said: frozenset[str] = _LINKING) -> tuple[str, ...]:
    """The words of a text that are neither function words nor among those (stems) that say nothing of their own."""
    words = re.findall(r"[^\W_][\w+]*(?:[/:-][\w+]+)*", fold(text))
    return tuple(w for w in words if w not in STOP_WORDS and stem(w) not in said and stem(w) not in STOP_WORDS)


def beside(question: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """The words of a question for an effect that stand beside the names at these places."""
    codes = [m.span() for m in CODE.finditer(question)]
    return unaccounted(_without(question, [*spans, *codes]), _EFFECT_WORDS)


def covered(words: Iterable[str], names: Iterable[str]) -> bool:
    """Whether every one of these words stands in one of the names."""
    there = {stem(part) for name in names for part in re.findall(r"[^\W_][\w+]*", fold(name))}
    return all(all(stem(part) in there for part in re.findall(r"[^\W_][\w+]*", word)) for word in words)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return "".join(kept)
