"""Whether what a run recorded kept the limits of its day: each verdict with the value and the limit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.factual.lines import Lines
from assistant.factual.matching import Ground, known_names, match
from assistant.factual.reply import Disputed, Reply
from assistant.factual.request import Request
from assistant.factual.results import result_of
from assistant.factual.site import Site
from assistant.factual.words import ASKING
from assistant.linked.cited import Sentence
from graph.process import Evidence, Node
from graph.questions.inquiry import Inquiry
from graph.questions.judging import BINDING, Recorded, judge, recorded_of
from graph.questions.rows import Judged
from graph.questions.run_facts import facts_of
from graph.questions.values import with_unit
from graph.schema import Label
from retrieval.terms import STOP_WORDS, fold, stem, tokens

_ASKS = re.compile(
    r"\b(?:inside|within|outside(?: of)?|out of|in|beyond|meets?|met|pass(?:ed|es)?|fail(?:ed|s)?|exceed(?:ed|s)?"
    r"|over|breach\w*|left|leave|broke|break|ke(?:ep|pt)|stay(?:ed)?|violate\w*)\b.{0,40}"
    r"\b(?:limits?|range|spec\w*|criteri\w+|PAR|NOR|requirements?)\b|\bin (?:range|spec)\b"
    r"|^\W*(?:did|does|was|were|is)\b.*\b(?:pass|fail|too (?:high|low|long|short)|okay|ok|acceptable|allowed)\b",
    re.IGNORECASE,
)
# A record that says of itself that a limit was kept.
_INSIDE = re.compile(r"\b(?:inside|within)\b.{0,30}\b(?:PAR|NOR|limits?|ranges?|spec\w*)\b", re.IGNORECASE)
_JUDGING = frozenset(
    stem(w)
    for w in (
        "inside within outside out in beyond meet meets met pass passed fail failed exceed exceeded breach breached "
        "left leave broke break kept keep stay stayed violate violated ever through all too high low long short okay "
        "always entire entirely day days run runs followed version"
    ).split()
)
_SAYS = {"spec": "acceptance criterion", "action": "action limit"}
# Verdicts shown at most; of more readings those that broke a limit, and how many there are.
SHOWN = 6


def about_judged(request: Request, site: Site, lines: Lines) -> Reply | None:
    """The verdicts asked for; None when it is another question or nothing can be judged."""
    runs = request.codes.of(Label.RUN)
    if not runs or len(runs) != len(request.codes.known) or not _ASKS.search(request.question):
        return None
    request = _bare(request)
    recorded = recorded_of(site.inquiry, [run.id for run in runs])
    name = {run.id: run.name for run in runs}
    pairs = [(result_of(site.inquiry, name[run], one), one) for run, some in recorded.items() for one in some]
    lines.fetch(value.evidence[0] for value, _ in pairs)
    values = [value for value, _ in pairs]
    ground = Ground(request, site, lines, known_names(request, values))
    if not request.concepts:  # "was CT-1 inside all its limits?"
        return _reply(site.inquiry, runs, recorded, lines)
    matches = [m for v in values if (m := match(v, ground)) is not None and not (m.missing or m.unmet)]
    most = max((m.named for m in matches), default=0)
    chosen = {m.stated for m in matches if m.named == most}
    wanted: dict[str, list[Recorded]] = {run.id: [] for run in runs}
    for value, one in pairs:
        if value in chosen:
            wanted[one.run].append(one)
    return _reply(site.inquiry, runs, wanted, lines)


def _bare(request: Request) -> Request:
    """The request without the words of judging, and without values that are only told again."""
    empty = _JUDGING | ASKING | STOP_WORDS
    kept = tuple(c for c in request.concepts if not all(w in empty for w in tokens(fold(c.asked))))
    return replace(request, concepts=kept, parsed=replace(request.parsed, quantities=()))


def _reply(inquiry: Inquiry, runs: Sequence[Node], wanted: dict[str, list[Recorded]], lines: Lines) -> Reply | None:
    contexts = {facts.node.id: facts.context for facts in facts_of(inquiry, runs)}
    verdicts = judge(inquiry, wanted, contexts, BINDING)
    sentences: list[Sentence] = []
    disputed: list[Disputed] = []
    for run in runs:
        found = [v for v in verdicts.get(run.id, []) if v.within is not None]
        values = {one.evidence: one for one in wanted[run.id]}
        if not found:
            return None
        broken = [v for v in found if not v.within]
        disputed += _denied(run.name, broken, lines)
        if len(found) <= SHOWN:
            sentences += [_sentence(inquiry, run.name, v, _value(v, values, lines)) for v in found]
        else:
            sentences += [_sentence(inquiry, run.name, v, _value(v, values, lines)) for v in broken[:SHOWN]]
            sentences.append(_count(run.name, found, broken))
    return Reply(tuple(sentences), disputed=tuple(disputed))


def _denied(run: str, broken: Sequence[Judged], lines: Lines) -> list[Disputed]:
    """Where the text of a run's record says that all was inside, beside a reading of it that was not."""
    found: dict[tuple[str, Evidence], Disputed] = {}
    for verdict in broken:
        for said in lines.sentences(verdict.evidence[0].document, verdict.name, _INSIDE):
            value = lines.with_unit(verdict.evidence[0], verdict.value.split(" ")[0], verdict.name)
            sides = ((f"{verdict.name}: {value}", verdict.evidence[0]), (lines.text(said), said))
            found.setdefault((verdict.name, said), Disputed(f"{verdict.name} of {run}", sides))
    return list(found.values())


def _value(verdict: Judged, values: dict[tuple[Evidence, ...], Recorded], lines: Lines) -> str:
    """The value as its record has it, with the unit of its row."""
    one = values.get(verdict.evidence)
    text = str(one.measurement.detail("text") or verdict.value) if one else verdict.value
    return lines.with_unit(verdict.evidence[0], text, verdict.name)


def _sentence(inquiry: Inquiry, run: str, verdict: Judged, value: str) -> Sentence:
    limit = verdict.limit
    when = f" ({verdict.stage})" if verdict.stage else ""
    kind = _SAYS.get(limit.kind, limit.kind)
    place = inquiry.records.title(limit.evidence[0])
    text = (
        f"{run}: {verdict.name}{when} was {value}, {'inside' if verdict.within else 'outside'} the {kind} "
        f"{with_unit(limit.text, limit.unit)} of {place}."
    )
    return Sentence(text, f"{run} against the limits in force on its day", (*verdict.evidence, *limit.evidence))


def _count(run: str, found: Sequence[Judged], broken: Sequence[Judged]) -> Sentence:
    inside = len(found) - len(broken)
    counts = (str(inside), str(len(found)))
    of = f" of {found[0].name}" if len({v.name for v in found}) == 1 else ""
    text = f"{run}: {counts[0]} of {counts[1]} readings{of} are inside (counted)."
    evidence = tuple(dict.fromkeys(e for v in [*broken, *found][:SHOWN] for e in v.evidence))
    return Sentence(text, f"{run} against the limits in force on its day", evidence, counts)
