"""What a column means, from the wording of its header."""

from __future__ import annotations

import pytest

from graph.extraction.header_words import WORDINGS
from graph.extraction.headers import Meaning, Side, column


@pytest.mark.parametrize(
    ("header", "meaning", "side", "unit"),
    [
        ("Process parameter", Meaning.PARAMETER, Side.BOTH, ""),
        ("Set point (°C)", Meaning.SET_POINT, Side.BOTH, "°C"),
        ("Target [× 10⁶ cells/mL]", Meaning.SET_POINT, Side.BOTH, "× 10⁶ cells/mL"),
        ("Normal operating range (NOR)", Meaning.NOR, Side.BOTH, ""),
        ("NOR min", Meaning.NOR, Side.LOW, ""),
        ("PAR (high)", Meaning.PAR, Side.HIGH, ""),
        ("Upper specification limit", Meaning.SPECIFICATION, Side.HIGH, ""),
        ("Max.", Meaning.BOUND, Side.HIGH, ""),
        ("CQA", Meaning.ATTRIBUTE, Side.BOTH, ""),
        ("Prob > |t|", Meaning.P_VALUE, Side.BOTH, ""),
        ("Alarm limits", Meaning.ALERT, Side.BOTH, ""),
        ("Alarm delay", Meaning.UNKNOWN, Side.BOTH, ""),
        ("Proposed PAR", Meaning.TESTED, Side.BOTH, ""),
        ("Former range", Meaning.TESTED, Side.BOTH, ""),
        ("Sollwert", Meaning.SET_POINT, Side.BOTH, ""),
        ("UoM", Meaning.UNIT, Side.BOTH, ""),
        ("MOI (TU/cell)", Meaning.UNKNOWN, Side.BOTH, "TU/cell"),
        ("", Meaning.UNKNOWN, Side.BOTH, ""),
        ("PAR " * 5_000, Meaning.UNKNOWN, Side.BOTH, ""),
    ],
)
def test_a_header_has_one_meaning(header: str, meaning: Meaning, side: Side, unit: str) -> None:
    read = column(header)
    assert (read.meaning, read.side, read.unit) == (meaning, side, unit)


def test_each_wording_stands_for_one_meaning() -> None:
    words = [word for wordings in WORDINGS.values() for word in wordings.replace("|t|", "/t/").split("|")]
    assert len(words) == len(set(words))
