"""Results that the record of a run tells in sentences: "The VCN was 2.1 copies/cell.", "Doubling time: 20.6 h".

Only what is said plainly of this run: a limit, an expectation, another run's value and what is denied are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.measured import Taken, facts_of
from graph.extraction.reading import Reading
from graph.extraction.run_record import RunRecord, run_record
from graph.extraction.sentences import Sentence, sentences
from graph.process import Fact, Unread
from graph.prose_quantities import find_quantities
from graph.quantity import Quantity
from graph.schema import Label

NAME = "results in prose 1"
_DAY = r"day\s?[−–-]?\d{1,3}"
_TIME = (
    rf"(?:{_DAY}(?:\s?(?:to|until|[–-])\s?{_DAY})?|harvest|thaw|release|inoculation|activation|transduction|receipt"
    r"|formulation|passage|seeding|(?:the )?end of (?:the )?[a-z]{4,20})"
)
_NAME = r"\u27e8(?P<kind>[PA])(?P<n>\d+)\u27e9"
_SAID_BEHIND = (
    rf"(?:\s(?:of|in) (?:the )?(?:culture|expansion|cells|batch|product|harvest|final product|run|layer))?"
    rf"(?:,?\s(?:(?:at|on|after|from|during|before)\s)?(?P<time>{_TIME}),?)?"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            rf"\b(?:on|at)\s(?P<time>{_TIME}),?\s(?:the\s)?{_NAME}\s(?:was|were|reached)\s"
            r"(?=(?P<value>[<>]?\s?\d))"
        ),
        (
            rf"{_NAME}{_SAID_BEHIND}(?:\s(?:was|were|reached|came to|amounted to|read|measured"
            rf"|was (?:found|measured|determined)(?: to be| at| as)?)\s|\s?:\s|\s?=\s)(?=(?P<value>[<>≤≥~]?\s?\d))"
        ),
    )
)
_MADE = re.compile(
    r"\b(?:cells|culture|batch|run)\s(?:made|reached|gave|showed)\s(?:a |an )?(?P<value>\d[\d.,]{0,10})\s"
    rf"{_NAME}(?:\s(?:from|at|on|by)\s(?P<time>{_TIME}))?",
    re.IGNORECASE,
)
# Words that make a value something else than a result of this run.
_NO_RESULT = re.compile(
    r"\b(?:limits?|criteri\w+|at least|at most|specifi\w+|must|should|shall|not|never|no longer|below|above|under|over"
    r"|exceed\w*|target\w*|set ?points?|expected|expect|previous\w*|earlier|mean|average|median|compared|than|instead"
    r"|would|could|might|range[ds]?|between|historical\w*|other|last|runs|acceptance|requires?|required|planned"
    r"|assum\w+|estimat\w+|calculated for|typical\w*|usually|example|donors?|if|unless|corrected|should have been"
    r"|originally|reported as|about|approximately|from \d)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s?(?:$|[.;,)(]|\b(?:in|on|at|with|and|because|by|after|for|when|as|which|from|while)\b)")
_TIME_BEHIND = re.compile(rf"\s(?:at|on|after)\s(?P<time>{_TIME})\b", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:after|before|during|on|at|until|day|days|week|hour|once|while)\b", re.IGNORECASE)
_BRACKETED = re.compile(r"\([^()]{0,200}\)")
_WITHOUT_UNIT = frozenset({"ph", "moi", "population doublings", "pds", "passage number", "number of doublings"})


def read_results_in_prose(reading: Reading) -> Iterator[Fact | Unread]:
    """RECORDED and OF from the sentences of a record of one run."""
    record = run_record(reading)
    if record is None:
        return
    taken = [one for sentence in sentences(reading) for one in _taken(sentence, record)]
    yield from facts_of(reading, taken, NAME)


def _taken(sentence: Sentence, record: RunRecord) -> Iterator[Taken]:
    seen: set[int] = set()
    for pattern in (*_PATTERNS, _MADE):
        for match in pattern.finditer(sentence.form):
            index, at = int(match["n"]), match.start("value")
            quantity = _value(sentence.form, at, match.end(), sentence.names[index].text)
            if index in seen or quantity is None or _is_another(sentence, match.start(), at + quantity.end, record):
                continue
            time = match["time"] or _told_behind(sentence.form[at + quantity.end :])
            if not time and _WHEN.search(_clause(sentence.form, match.start())):
                continue  # it says when, in words that are not read
            seen.add(index)
            yield _one(sentence, index, quantity, " ".join(time.split()), record)


def _clause(form: str, end: int) -> str:
    return form[max(form.rfind(". ", 0, end), form.rfind("; ", 0, end)) + 1 : end]


def _told_behind(behind: str) -> str:
    """The time that stands behind a value: "was 91 % on day 5"."""
    match = _TIME_BEHIND.match(behind)
    return match["time"] if match else ""


def _one(sentence: Sentence, index: int, quantity: Quantity, time: str, record: RunRecord) -> Taken:
    named = sentence.names[index]
    label = Label.PARAMETER if named.term.kind == "parameter" else Label.ATTRIBUTE
    value = quantity.text.strip()
    behind = sentence.text.find(value, named.end)
    start = sentence.start + (behind if behind >= 0 else max(0, sentence.text.rfind(value, 0, named.start)))
    when = time.removeprefix("the ")
    return Taken(record.run, record.product, named.text, label, value, "", sentence.line, start, when)


def _value(form: str, at: int, matched: int, name: str) -> Quantity | None:
    """The one value at this place, with its unit where what was measured has one."""
    tail = form[at : at + 60]
    if matched > at:
        tail = tail.split("\u27e8")[0]
    quantity = next(iter(find_quantities(tail)), None)
    if quantity is None or tail[: quantity.start].strip() or not quantity.unit_known:
        return None
    if quantity.value is None and quantity.low is not None and quantity.high is not None and quantity.centre is None:
        return None  # a range is of several readings
    if not quantity.unit and name.casefold() not in _WITHOUT_UNIT:
        return None
    behind = tail[quantity.end :]
    return quantity if matched > at or _BEHIND.match(behind) else None


def _is_another(sentence: Sentence, start: int, end: int, record: RunRecord) -> bool:
    """Whether the clause is about a limit, an expectation or another run."""
    form = _BRACKETED.sub(lambda m: " " * len(m.group()), sentence.form)
    begin = max(form.rfind(". ", 0, start), form.rfind("; ", 0, start)) + 1
    stop = min((at for at in (form.find(";", end), form.find(", ", end)) if at >= 0), default=len(form))
    clause = form[begin:stop]
    letters = re.match(r"[A-Za-z]+", record.run)
    if letters:
        others = re.findall(rf"\b{re.escape(letters.group())}[-_ ]?\d+\w*", sentence.text)
        if any(other != record.run for other in others):
            return True
    return _NO_RESULT.search(clause) is not None
