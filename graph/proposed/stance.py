"""Whether a place of a document states something as in force: not denied, withdrawn, supposed, asked or commanded."""

from __future__ import annotations

import re

from graph.extraction.sections import is_history

_I = re.IGNORECASE
# No longer, or never, in force.
_WITHDRAWN = re.compile(
    r"\b(?:no longer|not any ?more|superseded?s?|obsolete|withdrawn|revoked|retired|cancel+ed|void(?:ed)?|deleted"
    r"|struck"
    r"|expired|replaced|invalid(?:ated)?|(?:is|are|was|were|do|does|did) not (?:apply|applicable|valid|in force)"
    r"|not applicable|ceased|former(?:ly)?|previous(?:ly)?|earlier|in the past|used to|historical(?:ly)?|instead of"
    r"|rather than|until (?:version|rev|20)|old|error(?:neous(?:ly)?)?|incorrect(?:ly)?|wrong(?:ly)?|mistaken(?:ly)?"
    r"|false(?:ly)?|typo"
    r"|disregard|ignore)\b",
    _I,
)
_SUPPOSED = re.compile(
    r"\b(?:may|might|could|would|if|whether|unless|except|hypothe\w+|expect\w*|propos\w+|suggest\w*|suspect\w*"
    r"|plan(?:s|ned)?"
    r"|unclear|unknown|assum\w+|theor\w+|predict\w*|likely|possibl[ey]|presumabl[ey]|probabl[ey]|perhaps|appear(?:s"
    r"|ed)?"
    r"|seem(?:s|ed)?|believed?|thought|literature|et al|for example|e\.g|aim(?:s|ed)?|intend\w*|under (?:review"
    r"|discussion)"
    r"|draft|to be (?:confirmed|determined|defined|discussed)|tb[cd]|claim(?:s|ed)?|alleg\w+|rumou?r\w*"
    r"|not (?:yet )?\w+ed yet)\b",
    _I,
)
_NEGATED = re.compile(
    r"\b(?:not|no|never|neither|(?-i:[Nn]or)|none|without|hardly|fail(?:s|ed)? to|cannot|lack(?:s|ed)?)\b|n['’]t\b", _I
)
# "should" is how limits are worded, and no record of what was done.
_OUGHT = re.compile(r"\b(?:should|shall|must|will|is to be|are to be|has to|have to|can|need(?:s)? to)\b", _I)
# A sentence that speaks to who reads for facts, and not of the process.
_COMMAND = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,60}\b(?:instructions?|above|previous|prior|rules?|prompts?)\b"
    r"|\b(?:add|insert|return|output|emit|report|extract|list|include|record|create|write|respond|answer|reply)\b"
    r".{0,60}\b(?:facts?|edges?|relations?|candidates?|graph|json|schema|quotes?|triples?)\b"
    r"|\b(?:system|assistant|user|developer)\s{0,2}:|\b(?:language model|prompt|chatbot|LLM|AI (?:model"
    r"|assistant))\b|<\||\|>",
    _I,
)
# The sentence behind that takes back what was said.
_TAKEN_BACK = re.compile(
    r"^\W{0,3}(?:this|that|these|those|it|they|which|both|all of|the (?:above|former|latter|limits?|ranges?|values?"
    r"|criteri\w+"
    r"|requirements?|effects?|results?|statements?))\b",
    _I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”')\]]{0,2}\s+(?=[\w(\"“'\[≥≤<>±+-])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|approx|ca|c|vs|cf|fig|figs|no|nos|vol|al|resp|incl|min|max|conc|temp|dr|ref|eq|sec)"
    r"|\b[A-Z])\.$",
    _I,
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of a line; an abbreviation ends none."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATED.search(text[max(start, match.start() - 12) : match.start()]):
            spans.append((start, match.start()))
            start = match.end()
    spans.append((start, len(text)))
    return spans


def not_stated(sentence: str, *, done: bool = False) -> str:
    """Why a sentence states nothing that holds; empty when it does. `done`: something that was done is meant."""
    for pattern, why in ((_COMMAND, "speaks to a reader of facts"), (_WITHDRAWN, "tells what is not in force")):
        if found := pattern.search(sentence):
            return f"its sentence {why} ({found.group()[:40]!r})"
    supposed = _SUPPOSED.search(sentence) or (_OUGHT.search(sentence) if done else None)
    if supposed:
        return f"its sentence does not say that it is so ({supposed.group()[:40]!r})"
    return "its sentence asks" if sentence.rstrip(" \"”')").endswith("?") else ""


def negated(text: str) -> bool:
    """Whether a negation stands in the words."""
    return bool(_NEGATED.search(text))


def takes_back(following: str) -> bool:
    """Whether the sentence behind another takes it back."""
    return bool(_TAKEN_BACK.search(following)) and bool(
        _WITHDRAWN.search(following) or _NEGATED.search(following) or _SUPPOSED.search(following)
    )


def not_in_force(headings: tuple[str, ...], caption: str, introduction: str) -> str:
    """Why what stands under these headings, behind this introduction ("… :"), does not hold; empty when it does."""
    if is_history(headings, caption):
        return "it stands in a history of versions"
    for above in (*headings, caption):
        if _WITHDRAWN.search(above) or _SUPPOSED.search(above):
            return f"it stands under {above[:60]!r}"
    if introduction and (not_stated(introduction) or negated(introduction)):
        return f"it stands behind {introduction[-80:]!r}"
    return ""
