"""Keys taken out of what servers and libraries say, before it is shown, logged or recorded."""

from __future__ import annotations

import os
import re

HIDDEN = "[hidden]"
# Names of variables of the environment that hold secrets: OPENAI_API_KEY, ANTHROPIC_AUTH_TOKEN, ...
_SECRET_NAME = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD)$")
# A secret shorter than this would take ordinary words out of a message.
_SHORTEST = 8
# Keys as they look, also those that a server repeats in part ("sk-ab***yz"), and credentials in a URL or a header.
_LOOKS = (
    (re.compile(r"\b(?:(?:sk|pk|rk|lsv2|gsk|xai|hf)[-_][\w*.-]{4,}|AIza[\w-]{10,})"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|x-api-key\W+|api[-_ ]?key\s*[:=])\s*[\w*.+/=-]{6,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"(?<=://)[^/\s@]+@"), ""),
)


def redact(text: str) -> str:
    """The text without keys: those of the environment, and whatever looks like one."""
    for name, value in os.environ.items():
        if len(value) >= _SHORTEST and _SECRET_NAME.search(name.upper()):
            text = text.replace(value, HIDDEN)
    for look, instead in _LOOKS:
        text = look.sub(instead, text)
    return text
