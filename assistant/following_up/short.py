"""The shortest follow-ups, "why?" and "which ones?": the question before, asked in another way."""

from __future__ import annotations

import re

from assistant.following_up.reading import NotRead

_WHAT_IS = re.compile(
    r"\W*(?:what|which)(?:'s| is| was| are| were) (?P<rest>(?:the|our|a|an) .+?)[?.!\s]*", re.IGNORECASE
)
_YES_NO = re.compile(
    r"\W*(?P<rest>(?:is|are|was|were|do|does|did|has|have|had|can|could|may|must|should|will|would)\b.+?)[.!\s]*",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(how many|which)\b", re.IGNORECASE)
_ANY = re.compile(
    r"\W*(?P<verb>did|do|does|have|has|are|were) (?:any|some|all)(?: of the)? (?P<rest>.+)", re.IGNORECASE
)


def why(base: str) -> str:
    """The reason for what was asked. Raises NotRead."""
    if match := _WHAT_IS.fullmatch(base):
        return f"What is the reason for {match['rest']}?"
    if match := _YES_NO.fullmatch(base):
        rest = match["rest"].rstrip("?")
        return f"Why {rest[0].lower()}{rest[1:]}?"
    raise NotRead("why is asked of a question that asks for no statement")


def which(text: str, base: str) -> str:
    """The things that were counted, or asked after, by name; or how many there are. Raises NotRead."""
    word = "how many" if text.casefold().startswith("how many") else "which"
    things = text.rstrip(" ?.!").split()[-1] if len(text.split()) > (2 if word == "how many" else 1) else ""
    count = _COUNTED.search(base)
    if count is not None and (not things or things in ("one", "ones", "them", "those", "they") or things in base):
        return capital(f"{base[: count.start()]}{word}{base[count.end() :]}")
    if match := _ANY.fullmatch(base):
        return capital(f"{word} {_after_verb(match)}")
    raise NotRead(f"the question before does not speak of {things or 'several things'}")


def _after_verb(match: re.Match[str]) -> str:
    """ "runs did fail ..." of "did any runs fail ..."; a noun is the first word."""
    noun, _, rest = match["rest"].partition(" ")
    return f"{noun} {match['verb'].lower()} {rest}"


def capital(text: str) -> str:
    """A question that begins with a capital."""
    return text[:1].upper() + text[1:]
