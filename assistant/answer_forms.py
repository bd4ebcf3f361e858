"""The kind of answer a question calls for, by its form of words."""

from __future__ import annotations

import re
from enum import StrEnum

from graph.quantities import Dimension


class Wanted(StrEnum):
    """The kind of answer a question calls for."""

    QUANTITY = "quantity"
    RATIO = "ratio"
    DATE = "date"
    PERSON = "person"
    REASON = "reason"
    LIST = "list"
    RECIPE = "recipe"
    EFFECT = "effect"
    PRICE = "price"
    ANYTHING = "anything"


_CONCENTRATION = frozenset({Dimension.CONCENTRATION, Dimension.DENSITY, Dimension.FRACTION})
_NOTHING: frozenset[Dimension] = frozenset()

# Tried in order: the first that matches gives the kind; every quantity form that matches adds its
# dimension, since "what temperature and how long" asks for two.
_FORMS: tuple[tuple[str, Wanted, frozenset[Dimension]], ...] = (
    (r"\bcosts?\b|\bprices?\b|\bhow expensive\b|\bfees?\b", Wanted.PRICE, _NOTHING),
    (
        r"\b(?:effects?|impact|influence) (?:of|on|has|have|had|does|do|did)\b|\bwhat happens (?:to|when|if|with)\b"
        r"|\bhow (?:does|do|did) .{2,60}\b(?:affect|influence|impact|change)\b"
        r"|^\W*(?:does|do|did) .{2,60}"
        r"\b(?:affect|influence|reduce|lower|raise|increase|decrease|improve|change)\b",
        Wanted.EFFECT,
        _NOTHING,
    ),
    (
        r"^\W*(?:so |and |but )?why\b|\bwhy (?:did|was|is|are|were|does|do|must)\b|\broot cause\b|"
        r"\bhow come\b|\bwhat (?:caused|went wrong)\b"
        r"|\b(?:reason|cause)s? (?:for|of|behind)\b",
        Wanted.REASON,
        _NOTHING,
    ),
    (
        r"^\W*(?:and |so )?who(?:m|se)?\b|\bwho (?:is|was|are|do|does|did|must|should|can|has|owns|signs|to)\b",
        Wanted.PERSON,
        _NOTHING,
    ),
    (
        r"\bhow (?:long|soon|quickly|old)\b|\b(?:incubation|hold|holding|exposure|contact) times?\b|\bdurations?\b"
        r"|\bhow many (?:min|hour|day|week|second)|\btimes? and\b|\band (?:max(?:imum)? )?(?:run )?time\b",
        Wanted.QUANTITY,
        frozenset({Dimension.TIME}),
    ),
    (
        r"\bhow (?:hot|warm|cold)\b|\b(?:what|which|at what|the|\w+ing|water|bath|heating|"
        r"annealing)\s+(?:\w+\s+){0,2}?temp(?:erature)?s?\b"
        r"|\btemp(?:erature)?(?: and\b| for\b| of\b|\?)"
        r"|(?<!room )(?<!this )(?<!that )\btemperature (?:in|during|when)\b",
        Wanted.QUANTITY,
        frozenset({Dimension.TEMPERATURE}),
    ),
    (
        r"\bhow fast\b|\bwhat speed\b|\brpm\b|\brcf\b|\bg[ -]force\b|\bx g\b|\bspin speed\b",
        Wanted.QUANTITY,
        frozenset({Dimension.SPEED}),
    ),
    (
        r"\b(?:what|which) (?:[\w-]+ ){0,2}(?:percentage|percent|per cent|fraction)\b|\bhow many per ?cent\b",
        Wanted.QUANTITY,
        frozenset({Dimension.FRACTION}),
    ),
    (r"\bhow (?:far|wide|deep|thick)\b|\bwavelength\b", Wanted.QUANTITY, frozenset({Dimension.LENGTH})),
    (r"\bhow many (?:grams?|mg|g)\b|\bgrams?\b(?! force)|\bwhat mass\b", Wanted.QUANTITY, frozenset({Dimension.MASS})),
    (
        r"\b(?:what|which) volume\b|^\W*(?:what(?:'s| is| was) )?(?:the )?volume (?:of|for|to|in|used)\b"
        r"|\bhow many (?:ml|ul|litres?|liters?|microlit\w+|millilit\w+)\b|"
        r"\bhow much volume\b|^ul of\b|: ul of\b",
        Wanted.QUANTITY,
        frozenset({Dimension.VOLUME}),
    ),
    (r"\bdilut(?:ion|ed)\b(?! (?:of|in) )|\bsplit ratio\b|\bratio\b", Wanted.RATIO, _NOTHING),
    (
        r"\bwhat (?:\w+ ){0,2}(?:conc(?:entration)?|dose|molarity)\b|\bconc(?:entration)?\b(?! in )|\bdose\b",
        Wanted.QUANTITY,
        _CONCENTRATION,
    ),
    (
        r"\bhow (?:many|much|often|large|big|small|high|low)\b|\b(?:what|"
        r"which) (?:\w+ ){0,2}(?:percentage|percent|fraction|density|range|level|number|rate"
        r"|ph|weight|size|yield|titre|titer|moi|count|interval|frequency)\b|\bwhat (?:does|do|did|is|"
        r"was) .{0,40}\bcosts?\b|\bset ?point\b|\bp[ -]value\b"
        r"|\byield\b|\b(?:cooling|flow|sampling) rate\b|\brange (?:for|of)\b|\b(?:highest|lowest) \w+",
        Wanted.QUANTITY,
        _NOTHING,
    ),
    (r"\b(?:limit|requirement|criterion|criteria|specification|spec)\b(?! met)", Wanted.QUANTITY, _NOTHING),
    (
        r"^\W*(?:and |so )?when\b|\bwhen (?:was|were|did|do|does|is|are|will|should|must)\b|\b(?:what|"
        r"which|effective) (?:date|day)\b|\bsince (?:what|when)\b",
        Wanted.DATE,
        _NOTHING,
    ),
    (
        r"\brecipe\b|\bingredients?\b|\bcomponents?\b|\bcomposition\b|\bwhat goes (?:in|into)\b|"
        r"\bwhat(?:'s| is) in\b|\bmade of\b",
        Wanted.RECIPE,
        _NOTHING,
    ),
    (
        r"\blist\b|\bsteps\b|\bof each\b|\bwhich (?:\w+ )?(?:runs|lots|documents|sops|attributes|parameters|materials"
        r"|reagents|cqas|cpps|deviations|batches)\b|\bwhat are\b",
        Wanted.LIST,
        _NOTHING,
    ),
)


def answer_form(question: str) -> tuple[Wanted, frozenset[Dimension]]:
    """The kind of answer, and for a quantity its dimensions (any when empty).

    `question` is folded text (`terms.fold`).
    """
    wanted = Wanted.ANYTHING
    dimensions: set[Dimension] = set()
    for pattern, kind, of in _FORMS:
        if re.search(pattern, question):
            if wanted is Wanted.ANYTHING:
                wanted = kind
            if kind is Wanted.QUANTITY:
                dimensions |= of
    return wanted, frozenset(dimensions) if wanted is Wanted.QUANTITY else _NOTHING
