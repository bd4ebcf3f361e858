"""One order for names that say the same in another one: "troponin T, cardiac", "contact time with DMSO".

Only turns that cannot change what is meant: an adjective behind a comma, a code before or behind what it
is, an action before what it is done with. "Time to freezing" is no "freezing time", and is left alone.
"""

from __future__ import annotations

import functools
import re

from graph.naming import abbreviates, words_of
from graph.schema import Label

# A qualifier set behind a comma, as in an index; "cooling rate, 4 to -40 °C" is none.
_BEHIND = re.compile(r"^([^,;()\[\]]{3,80}), ([A-Za-z][a-z]{2,20}(?: [a-z]{3,20})?)$")
_CODE = r"(?=[A-Za-z0-9-]*\d)[A-Za-z][A-Za-z0-9-]*"
_CODE_FIRST = re.compile(rf"^({_CODE}) \(([A-Za-z][^()]{{2,60}})\)$")
_CODE_LAST = re.compile(r"^([A-Za-z].{3,60}) (([A-Z]{2,6})-?\d{1,4}[A-Z]?)$")
_LINKING = frozenset("of in at to for from by per with without before after during and or not".split())
# Actions, each with the word that leads to what it is done with.
_ACTIONS = {
    "contact": "with",
    "exposure": "to",
    "incubation": "in|with",
    "treatment": "with",
    "stimulation": "with",
    "transduction": "with|by",
    "transfection": "with|by",
    "infection": "with|by",
    "electroporation": "with",
    "coating": "with",
}
_DONE_WITH = tuple(
    re.compile(rf"^({action}(?: (?:time|duration|period))?) (?:{word}) (?:the )?(.+)$")
    for action, word in _ACTIONS.items()
)
_HOW_LONG = re.compile(rf"\b({'|'.join(_ACTIONS)}) (?:duration|period)$")
_MARKED = re.compile(r"^((?:\S+ )?\S+ (?:pos|neg)) (?:fraction|cell|percentage|proportion|share)$")


@functools.lru_cache(maxsize=100_000)
def in_order(label: Label, name: str) -> str:
    """The words of a name in the one order that names of its meaning have in common."""
    text = " ".join(name.split())
    if label in {Label.ATTRIBUTE, Label.PARAMETER, Label.MATERIAL}:
        text = _qualifier_first(text)
    if label is Label.MATERIAL:
        text = _by_code(text)
    words = words_of(text)
    for pattern in _DONE_WITH:
        match = pattern.match(words)
        if match and _LINKING.isdisjoint(match.group(2).split()):
            words = f"{match.group(2)} {match.group(1)}"
    words = _HOW_LONG.sub(r"\1 time", words)
    return _MARKED.sub(r"\1", words) if label is Label.ATTRIBUTE else words


def _qualifier_first(text: str) -> str:
    match = _BEHIND.match(text)
    if match is None or not _LINKING.isdisjoint(match.group(2).split()):
        return text
    return f"{match.group(2)} {match.group(1)}"


def _by_code(text: str) -> str:
    """A code named before what it is goes last; one whose letters are those of what it is stands alone."""
    if match := _CODE_FIRST.match(text):
        text = f"{match.group(2)} {match.group(1)}"
    if (match := _CODE_LAST.match(text)) and abbreviates(match.group(3), match.group(1)):
        return match.group(2)
    return text
