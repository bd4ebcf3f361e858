"""Which of its words a question asks about, and which of them it asks for together."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.concepts import Concept

# Words for a property: what is asked of is what they stand with ("the glucose limit").
_ASPECT_WORDS = frozenset(
    (
        "range,ranges,window,limit,limits,criterion,criteria,requirement,requirements,specification,spec,target,par,nor,"
        "minimum,maximum,setpoint,set point,proven range,acceptable range,operating range,acceptance criterion"
    ).split(",")
)
# "how much Glutamax goes ...", "how many grams of tryptone are ...".
_COUNTED = re.compile(
    r"^.{0,40}?\bhow (?:much|many) (?:(?:grams?|mg|ml|ul|g|litres?|liters?|volume|"
    r"micro\w+) (?:of )?)?(?:the |our |of the )?(?P<phrase>[\w /+-]{3,40}?)"
    r"\s(?:goes|go|is|are|do|does|did|can|should|must|in|into|for|per|to|of|on|at|from|have|has|was|were|will|need|needed|when|if)\b"
)
_OPENING = re.compile(
    r"^\W*(?:(?:what|which)(?:'?s| is| are| was| were)? )?(?:the |our |a |an )?(?P<phrase>(?!how\b|"
    r"why\b|when\b|who\b|where\b|do\b|does\b|did\b|is\b|are\b|can\b|if\b|what\b|which\b|there)"
    r"[\w /+°%.,-]{3,60}?)\s(?:of|for|in|at|on|to|from|with|after|during|per|under|below|above|when|"
    r"before|into|over|between|do|does|did|is|are|was|were|has|have|should|must|can|may|we|i|you)\b"
)


def focus_of(lowered: str, concepts: tuple[Concept, ...]) -> frozenset[str]:
    """The concept named last before the first preposition or verb: what is asked of the rest.

    Empty for questions that open with a verb or a pronoun's clause ("how long do I ...").
    """
    opening = _COUNTED.match(lowered) or _OPENING.match(lowered)
    if opening is None:
        return frozenset()
    phrase = opening["phrase"]
    named = [
        c
        for c in concepts
        if not c.generic and c.asked not in _ASPECT_WORDS and re.search(rf"\b{re.escape(c.asked)}\b", phrase)
    ]
    return frozenset({max(named, key=lambda c: phrase.rfind(c.asked)).asked}) if named else frozenset()


# What stands between two things that are asked for together.
_BETWEEN = re.compile(r"\W*(?:and|or|&|,|/|plus|as well as)\W*(?:(?:also|the|of|for|in|our|its) )*", re.IGNORECASE)


def joined(lowered: str, concepts: tuple[Concept, ...]) -> tuple[frozenset[str], ...]:
    """The concepts that are joined by "and", "or" or a comma, in groups."""
    groups: list[set[str]] = []
    for one, other in pairwise(concepts):
        start = lowered.find(one.asked)
        end = lowered.find(other.asked, start + len(one.asked))
        if start < 0 or end < 0 or not _BETWEEN.fullmatch(lowered[start + len(one.asked) : end]):
            continue
        if groups and one.asked in groups[-1]:
            groups[-1].add(other.asked)
        else:
            groups.append({one.asked, other.asked})
    return tuple(frozenset(group) for group in groups)
