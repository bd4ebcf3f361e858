"""Which stretches of the records are laid out before a model speaks: found by code, bounded, the ones in force first.

Three lists are fused: the passages found for the question, the statements that answer it best, and the places
where the process graph was read that speaks of what it names. The same library and question give the same
exhibits in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from assistant.evidence import Evidence
from assistant.exhibits import Exhibit
from assistant.graph_vicinity import near
from assistant.judging import Judged
from assistant.sight import Sight
from assistant.stretches import stretch, without
from assistant.study import Study
from retrieval.documents import Status
from retrieval.terms import fold

# Tokens of the evidence that is laid out at first. It is sent again with every call, eight a question at most
# (`Settings.model_calls`): with this much, half of the 120,000 tokens of a question stay for the rest.
EVIDENCE_TOKENS = 6_000
# Characters a token, reckoned low: prose has 4 to 5, tables of numbers and units about 3.
CHARACTERS_A_TOKEN = 3
# What a heading of an exhibit costs beside its text.
HEADING_TOKENS = 60
# How many of each list are looked at, and how fast a place further down counts less (see retrieval.search.RRF_K).
DEPTH = 30
RRF_K = 10
# Stretches that are not in force and that the question does not ask for by version: enough to tell what changed.
NOT_IN_FORCE = 3
_HISTORY = re.compile(
    r"\b(?:changed?|changes|differ\w*|previous\w*|earlier|former\w*|superseded|drafts?|histor\w+|used to"
    r"|versions?|revisions?)\b",
    re.IGNORECASE,
)


def tokens_of(text: str) -> int:
    """About how many tokens a text has, rather too many than too few."""
    return len(text) // CHARACTERS_A_TOKEN + 1


def lay_out(study: Study, sight: Sight, tokens: int = EVIDENCE_TOKENS) -> tuple[Exhibit, ...]:
    """The stretches for a question: those in force first, of these and of the others the best first.

    Of a question about a day gone by, what was not in force on it is left out as long as something was. A version
    that is asked for by its number counts as much as one in force.
    """
    question = study.question
    sight.know(study.evidence.texts)
    found = (_passages(study.evidence, sight), _statements(study.judged, sight), _of_graph(question.text, sight))
    ranked = _ranked(found)
    asked_for = [e for e in ranked if _in_force(e) or e.document.identity.version in question.versions]
    others = [e for e in ranked if e not in asked_for]
    if _HISTORY.search(question.text) is None:
        others = [] if sight.as_of and asked_for else others[:NOT_IN_FORCE]
    chosen = _within([*asked_for, *others], tokens)
    return tuple(sorted(chosen, key=lambda e: not _in_force(e)))


def _in_force(exhibit: Exhibit) -> bool:
    return exhibit.document.status is Status.EFFECTIVE


def _passages(evidence: Evidence, sight: Sight) -> Iterator[Exhibit]:
    for hit in evidence.hits:
        yield from _stretch(sight, hit.document.digest, hit.passage.start, hit.passage.end)


def _statements(judged: Sequence[Judged], sight: Sight) -> Iterator[Exhibit]:
    for one in judged:
        yield from _stretch(sight, one.statement.document.digest, one.statement.start, one.statement.end)


def _of_graph(text: str, sight: Sight) -> Iterator[Exhibit]:
    if sight.inquiry is not None:
        for one in near(text, sight.inquiry, sight.product):
            yield from _stretch(sight, one.evidence.document, one.evidence.start, one.evidence.end)


def _stretch(sight: Sight, digest: str, start: int, end: int) -> Iterator[Exhibit]:
    document = sight.documents.get(digest)
    if document is not None:
        yield stretch(document, sight.text(document), start, end)


def _ranked(lists: Iterable[Iterable[Exhibit]]) -> list[Exhibit]:
    """The lists as one by reciprocal rank, each stretch once; among equals the one met first."""
    scores: dict[str, float] = {}
    found: dict[str, Exhibit] = {}
    for exhibits in lists:
        unique = {e.key: e for e in islice(exhibits, DEPTH)}
        for rank, (key, exhibit) in enumerate(unique.items(), start=1):
            found.setdefault(key, exhibit)
            scores[key] = scores.get(key, 0.0) + 1 / (RRF_K + rank)
    return sorted(found.values(), key=lambda e: -scores[e.key])


def _within(ranked: Iterable[Exhibit], tokens: int) -> Iterator[Exhibit]:
    """Those that fit, one after another; what repeats what is there already is left out."""
    kept: list[Exhibit] = []
    wordings: dict[str, bool] = {}  # those that are there, with whether a version in force has them
    left = tokens
    for exhibit in ranked:
        rest = without(exhibit, kept)
        cost = HEADING_TOKENS + tokens_of(rest.text) if rest else 0
        if rest is None or cost > left:
            continue
        wording = fold(rest.text)
        if wordings.get(wording) or (wording in wordings and not _in_force(rest)):
            continue  # another record says the same, word for word; of two versions the one in force is enough
        wordings[wording] = wordings.get(wording, False) or _in_force(rest)
        left -= cost
        kept.append(rest)
        yield rest
