"""The unit that a question wants its answer in: "in mg/mL", "per kg", "how many rpm"."""

from __future__ import annotations

import re

from graph.quantities import find_quantities
from retrieval.terms import fold

# A unit the answer should be given in: no thing of its own.
IN_UNIT = re.compile(
    r"\bin ((?:[µμunmk]?[gLlM]|cells|IU|EU|TU|copies|mg|ml|mL|U)(?:/(?:[µμunmk]?[gLl]|min|h|cm2|cm²|"
    r"cell|well|kg|mL|day))?|°C|rpm|x g|min|hours|minutes|days)(?=[\s?.,]|$)"
)
# What a value may be told by. A culture vessel is not among them: records say "in each well" in many ways.
_PER_UNIT = {
    "kg": "kg",
    "kilogram": "kg",
    "kilo": "kg",
    "ml": "mL",
    "millilitre": "mL",
    "milliliter": "mL",
    "cm2": "cm²",
    "cm²": "cm²",
    "cm^2": "cm²",
    "cell": "cell",
    "min": "min",
    "minute": "min",
    "hour": "h",
    "h": "h",
    "day": "day",
}
_PER = re.compile(
    r"\bper ((?:kg|kilo(?:gram)?|ml|millilit(?:re|er)|cm(?:2|²|\^2)|cell|min(?:ute)?|h(?:our)?|day))(?![\w²^])"
)


def compound_unit(question: str) -> str:
    """ "mg/mL" of "in mg/mL?", as the unit of a quantity; empty when none is asked for."""
    match = IN_UNIT.search(question)
    if match is None or "/" not in match.group(1):
        return ""
    return next((q.unit for q in find_quantities(f"1 {match.group(1)}")), "")


def per_units(question: str) -> tuple[str, ...]:
    """What a value should be told by: ("kg",) of "per kg body weight"."""
    return tuple(dict.fromkeys(_PER_UNIT[m[1]] for m in _PER.finditer(fold(question))))


def asks_rpm(question: str) -> bool:
    """A speed is asked in revolutions, which no relative force can be turned into without the rotor."""
    return bool(re.search(r"\brpm\b", fold(_without_quantities(question))))


def _without_quantities(question: str) -> str:
    kept = list(question)
    for q in find_quantities(question):
        kept[q.start : q.end] = " " * (q.end - q.start)
    return "".join(kept)
