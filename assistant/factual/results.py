"""What runs recorded: the result of an attribute or parameter, at a stage or day, the highest and the lowest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.factual.bags import accounts, bag
from assistant.factual.gathering import names, title
from assistant.factual.lines import Lines
from assistant.factual.matching import Ground, Match, best, known_names, match
from assistant.factual.reply import Disputed, Near, Reply
from assistant.factual.request import Request
from assistant.factual.site import Site
from assistant.factual.stated import Stated
from assistant.linked.cited import Sentence
from graph.process import Node
from graph.questions.inquiry import Inquiry
from graph.questions.judging import Recorded, recorded_of
from graph.questions.times import time_points
from graph.questions.values import number, read
from graph.schema import Label
from retrieval.documents import Status
from retrieval.terms import fold, stem, tokens

_HIGHEST = re.compile(r"\b(?:highest|maximum|max|maximal|peak|largest|top)\b", re.IGNORECASE)
_LOWEST = re.compile(r"\b(?:lowest|minimum|min|minimal|smallest|bottom)\b", re.IGNORECASE)
# Questions that a result does not answer, whatever they name.
_OTHER = re.compile(
    r"\b(?:who|whose|why|how come|when|where|cause[ds]?|reason|went wrong|deviations?|lots?|donors?|followed|SOPs?"
    r"|versions?|equipment|batch of|method|assay|measured (?:with|by|how))\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:do|does|did|is|are|was|were|can|could|has|have|which (?!value)"
    r"|how (?!long|much|many|high|low|old|fast|was|were))\b"
    r"|\bhow (?:was|were)\b.*\b(?:measured|determined|made|tested)\b",
    re.IGNORECASE,
)
# Two runs held against each other; the words for it are answered by the values of both.
_COMPARES = re.compile(
    r"\b(?:compare[ds]?|comparison|versus|vs|than|differ(?:s|ed|ent|ence)?|between|more|less|fewer|higher|lower|better"
    r"|worse|longer|shorter|greater|smaller|faster|slower|or)\b",
    re.IGNORECASE,
)
_COMPARING = frozenset(
    stem(w)
    for w in (
        "compare compared comparison versus vs than differ differed different difference between more less fewer "
        "higher lower better worse longer shorter greater smaller faster slower bigger or run runs batch end up"
    ).split()
)
_PLAIN = re.compile(r"\d+(?:\.\d+)?(?=\s|$)")
# Rows shown at most; of a time course without a day the lowest and highest.
SHOWN = 8
NEAREST = 3


def about_results(request: Request, site: Site, lines: Lines) -> Reply | None:
    """What the runs named recorded of the thing named, or a refusal; None when it is another question."""
    runs = request.codes.of(Label.RUN)
    if not runs or len(runs) != len(request.codes.known) or request.versions or _OTHER.search(request.question):
        return None
    compares = len(runs) > 1 and _COMPARES.search(request.question) is not None
    if not compares and _OPENING.search(request.question):
        return None
    if compares:
        kept = tuple(c for c in request.concepts if not all(w in _COMPARING for w in tokens(fold(c.asked))))
        request = replace(request, concepts=kept)
    values = results_of(site.inquiry, runs)
    lines.fetch(v.evidence[0] for v in values)
    ground = Ground(request, site, lines, known_names(request, values))
    matches = [m for v in values if (m := match(v, ground)) is not None and not m.missing]
    fitting = best(m for m in matches if not m.unmet)
    missing = {r.name for r in runs} - {m.stated.run for m in fitting}
    if fitting:
        return None if missing else _told([m.stated for m in fitting], request, lines)
    if _told_elsewhere(request, site, values) or _mentioned(request, values, lines):
        return None
    return _refusal(best(matches), [match(v, ground) for v in site.values(request.concepts)], runs)


def _told_elsewhere(request: Request, site: Site, values: Sequence[Stated]) -> bool:
    """Whether the record may tell it all the same: nothing but a stage is named, or the day is one of the run's."""
    if all(accounts(site.stages, c, related=False) for c in request.concepts):
        return True
    days = [day for v in values for time in time_points(v.time) if (day := _day(time)) is not None]
    asked = [day for time in request.times if (day := _day(time)) is not None]
    return bool(days) and any(min(days) <= day <= max(days) for day in asked)


def _mentioned(request: Request, values: Sequence[Stated], lines: Lines) -> bool:
    """Whether the text of the runs' own records speaks of what is asked, though no result was read from it."""
    told = {line for document in {v.evidence[0].document for v in values} for line in lines.all_of(document)}
    return any(all(accounts(bag(line), c) for c in request.concepts) for line in told)


def _day(time: str) -> int | None:
    found = re.fullmatch(r"day (-?\d+)", time)
    return int(found[1]) if found else None


def results_of(inquiry: Inquiry, runs: Sequence[Node]) -> list[Stated]:
    """Everything that some runs recorded."""
    name = {run.id: run.name for run in runs}
    recorded = recorded_of(inquiry, list(name))
    return [result_of(inquiry, name[run], one) for run, some in recorded.items() for one in some]


def result_of(inquiry: Inquiry, run: str, one: Recorded) -> Stated:
    """A result as a stated value of the run of this name."""
    node = one.of or one.measurement
    first = one.evidence[0]
    detail = dict(one.measurement.details)
    return Stated(
        name=node.name,
        kind="result",
        value=str(detail.get("text") or one.measurement.name),
        label=node.label,
        concept=node.concept,
        wordings=names(inquiry, node),
        product=inquiry.product(one.measurement.context.product),
        place=one.operation,
        time=one.stage,
        method=one.method,
        unit=str(detail.get("unit") or ""),
        number=inquiry.records.number(first),
        document=inquiry.records.title(first),
        title=title(inquiry, first),
        evidence=one.evidence,
        status=Status.EFFECTIVE,
        run=run,
        at=str(one.edge.property("at") or ""),
        amount=number(detail.get("value")),
    )


def _told(values: Sequence[Stated], request: Request, lines: Lines) -> Reply:
    highest, lowest = _HIGHEST.search(request.question), _LOWEST.search(request.question)
    ordered = sorted(values, key=lambda v: (v.run, bool(time_points(v.time)), v.evidence[0].start))
    if highest or lowest:
        shown = [*(_end(ordered, high=True) if highest else []), *(_end(ordered, high=False) if lowest else [])]
        return Reply(tuple(_sentence(v, lines) for v in shown or ordered[:SHOWN]))
    if len(ordered) > SHOWN:
        staged = [v for v in ordered if not time_points(v.time)]
        ordered = [*staged[:SHOWN], *_end(ordered, high=False), *_end(ordered, high=True)]
    sentences = [_sentence(v, lines) for v in dict.fromkeys(ordered)]
    return Reply((*sentences, *_difference(ordered, lines)), disputed=_disputed(ordered))


def _difference(values: Sequence[Stated], lines: Lines) -> list[Sentence]:
    """The higher of two runs and by how much, worked out from one value of each in one unit."""
    if len(values) != 2 or len({v.run for v in values}) != 2 or len({(v.unit, v.concept) for v in values}) != 1:
        return []
    low, high = sorted(values, key=lambda v: v.amount if v.amount is not None else 0.0)
    shown = [lines.with_unit(v.evidence[0], v.value, v.name) for v in (high, low)]
    plain = [read(text) for text in shown]
    if any(p is None or p.value is None or v.amount is None for p, v in zip(plain, (high, low), strict=True)):
        return []
    numbers = [Decimal(found[0]) for text in shown if (found := _PLAIN.match(text))]
    if len(numbers) != 2:
        return []
    more, less = numbers
    name = high.name
    if more == less:
        text, computed = f"{name} of {high.run} and {low.run} is the same: {shown[0]}.", ()
    else:
        computed = (str(more - less),)
        text = (
            f"{name} of {high.run}, {shown[0]}, is {computed[0]} higher than that of {low.run}, {shown[1]} (computed)."
        )
    return [Sentence(text, f"{name} compared", (*high.evidence, *low.evidence), computed)]


def _end(values: Sequence[Stated], *, high: bool) -> list[Stated]:
    """The first of the highest or lowest readings of each run; none where they are not numbers of one unit."""
    found: list[Stated] = []
    for run in dict.fromkeys(v.run for v in values):
        some = [(v.amount, v) for v in values if v.run == run and v.amount is not None]
        if some and len({v.unit for _, v in some}) == 1:
            pick = max if high else min
            found.append(pick(some, key=lambda pair: pair[0])[1])
    return found


def _disputed(values: Sequence[Stated]) -> tuple[Disputed, ...]:
    """Results of one thing at one stage of one run that are told differently."""
    found: dict[tuple[str, str], Disputed] = {}
    for n, one in enumerate(values):
        for other in values[n + 1 :]:
            same = (one.run, one.concept, fold(one.time)) == (other.run, other.concept, fold(other.time))
            if same and one.amount is not None and other.amount is not None and one.amount != other.amount:
                about = f"{one.name} of {one.run}" + (f" ({one.time})" if one.time else "")
                sides = tuple((f"{v.name}: {v.value}", v.evidence[0]) for v in (one, other))
                found.setdefault((one.run, one.concept), Disputed(about, sides))
    return tuple(found.values())


def _refusal(near: Sequence[Match], wanted: Sequence[Match | None], runs: Sequence[Node]) -> Reply | None:
    """What the run recorded at other times, else what is asked of the thing; None when nothing is known of it."""
    run = ", ".join(r.name for r in runs)
    found = [Near(m.stated.evidence[0], "; ".join(m.unmet)) for m in near]
    if not found:
        known = best(m for m in wanted if m and not m.missing and m.stated.status is Status.EFFECTIVE)
        found = [Near(m.stated.evidence[0], f"is no result of {run}") for m in known if not m.unmet]
    if not found:
        return None
    return Reply(reason=f"the records of {run} do not say this", near=tuple(dict.fromkeys(found))[:NEAREST])


def _sentence(value: Stated, lines: Lines) -> Sentence:
    when = f" ({value.time})" if value.time else ""
    shown = lines.with_unit(value.evidence[0], value.value, value.name)
    text = f"{value.run}: {value.name}{when} {shown.rstrip('.')}."
    return Sentence(text, f"{value.name} of {value.run}", value.evidence, value=shown, column=value.name)
