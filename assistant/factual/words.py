"""Closed lists: words of a question that name nothing in the records, and words that say what is asked for."""

from __future__ import annotations

import re

from retrieval.terms import stem, tokens


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


# Words that frame a question. A word is here only if no record could differ in it.
FRAMING = _stems(
    "acceptable allow allowed permit permitted tolerate tolerated may can must should need needed require required "
    "have get got give given say state stated specify specified define defined current currently now nowadays today "
    "present presently still apply applied applies force valid effective use used using set routine routinely "
    "process procedure protocol manufacture manufacturing production value level number figure amount record "
    "recorded records document documents documented know tell told question please exact exactly precise much many "
    "long far hit keep kept stay be made do does supposed ought expected intended one thing way kind take taken "
    "good right correct proper want wish aim plan run find found there our site lab year rule rules stand stood "
    "time moment according follow following go come during throughout whole overall allowable permissible "
    "permitting again instead actually really just ok okay respect regard concerning regarding purpose answer both "
    "see show list name quote step stage operation measured reported observed seen test tested reach reached achieve "
    "pass contain contains add added adding put dosed done last lasts due "
    "purity positive criterion part share percentage percent fraction proportion concentration"
)
# What a value belongs to anyway: a container, a sample, the cells themselves.
BELONGING = _stems("product cell cells culture batch bag bags vial vials sample material final drug lot patient dose")
_LIMIT = (
    r"\b(?:range|window|spread|limits?|bounds?|boundar\w+|between|at (?:most|least)|max(?:imum|imal)?|min(?:imum|imal)?"
    r"|upper|lower|highest|lowest|longest|shortest|allow\w*|permit\w*|permissible|toler\w+|acceptable"
    r"|how (?:long|old|soon|late)|up to|exceed|ceiling|floor|minimally|maximally|threshold|cut-?off"
    r"|required?|requirements?|need|may|must)\b"
)
# What is asked for: the words that say it, and the kinds of values that answer it, what is asked for first.
KINDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, flags), kinds)
    for pattern, flags, kinds in (
        (r"\bPAR\b|(?i:\bproven\b|\bproven acceptable\b)", 0, ("PAR",)),
        (r"\bNOR\b|(?i:\bnormal(?: operating)? range\b|\boperating range\b)", 0, ("NOR",)),
        (r"\balert\b", re.I, ("alert",)),
        (r"\baction (?:limit|level)", re.I, ("action",)),
        (r"\bset[ -]?points?\b|\btargets?\b|\bnominal\b|\baim(?:ed)?\b|\bsupposed to\b", re.I, ("set point",)),
        (
            r"\bcriteri(?:on|a)\b|\bspec(?:ification)?s?\b|\brelease (?:limit|spec\w*)\b|\bacceptance\b",
            re.I,
            ("spec", "action"),
        ),
        (_LIMIT, re.I, ("PAR", "spec", "action", "NOR", "alert")),
    )
)
# Words of those patterns, and of the terms for limits: they are accounted for by what is answered.
ASKING = _stems(
    "range window limit bound boundary between maximum max maximal minimum min minimal upper lower highest lowest "
    "longest shortest exceed ceiling floor threshold cutoff cut proven normal operating par nor alert action point "
    "setpoint target nominal criterion criteria specification spec release acceptance requirement required require "
    "how old soon late spread aim goal lie inside within outside interval end low high least most"
) | frozenset(tokens("proven acceptable range normal operating range set point acceptance criterion action limit"))
