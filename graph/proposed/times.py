"""The time point that a sentence names: an attribute without it would be another one."""

from __future__ import annotations

import re

from graph.errors import NotStated
from graph.proposed.wording import folded

_POINT = re.compile(
    r"\b(?:days?|weeks?|passages?|hour)\s?[−–-]?\d{1,3}\b|\b[dD]\d{1,2}\b|\b(?:at|on|after|before|upon|until|post"
    r"|pre)[\s-](?:the )?(?:time of |end of |start of )?"
    r"(?:harvest\w*|thaw\w*|release|transduction|activation|selection|seeding|inoculation|passage|cryopreservation"
    r"|freez\w+|formulation"
    r"|infusion|expansion|collection|receipt|apheresis|leukapheresis|differentiation|wash\w*|fill\w*|filtration"
    r"|purification|transfection|infection|clarification)\b"
    r"|\b(?:post|pre)[\s-](?:thaw|harvest|freeze|wash|transduction|activation|expansion)\b|\b\d{1,3}\s?(?:h|hours?"
    r"|days?|min)\s(?:after|before|post|prior)\b"
    r"|\b(?:after|for|at)\s\d{1,3}\s?(?:h|hours?|days?|weeks?)\b",
    re.IGNORECASE,
)


def time_said(sentence: str, time: str) -> None:
    """Raise NotStated when the sentence names a time point and this is not it, or it names more than one."""
    points = {folded(match.group(), case=True) for match in _POINT.finditer(sentence)}
    wanted = folded(time, case=True)
    if any(not (wanted and (wanted in point or point in wanted)) for point in points):
        raise NotStated("the sentence names a time point, and the candidate another or none")
