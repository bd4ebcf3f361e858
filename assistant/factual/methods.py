"""How an attribute is measured."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.factual.gathering import method_values
from assistant.factual.lines import Lines
from assistant.factual.matching import Ground, best, match
from assistant.factual.reply import Reply
from assistant.factual.request import Request
from assistant.factual.site import Site
from assistant.linked.cited import Sentence
from graph.schema import Label
from retrieval.documents import Status
from retrieval.terms import STOP_WORDS, fold, stem, tokens

_ASKS = re.compile(
    r"\bhow (?:is|are|was|were|do we|do you|does one)\b.*"
    r"\b(?:measure\w*|determin\w*|test\w*|assay\w*|quantif\w*|analy[sz]\w*)\b"
    r"|\b(?:which|what) (?:[\w-]+ )?(?:methods?|assays?|tests?|SOPs?|procedures?)\b.*\b(?:measur\w*|determin\w*|tests?"
    r"|tested|used (?:for|to)|for|assay\w*|quantif\w*)\b|\bmethods? (?:for|of|to)\b",
    re.IGNORECASE,
)
_SAID = frozenset(
    stem(w)
    for w in (
        "how measure measured measurement measuring determine determined determination test tested testing assay "
        "assayed quantify quantified analyse analysed analyze analyzed analysis method methods "
        "sop sops procedure used use for describe describes described"
    ).split()
)


def about_methods(request: Request, site: Site, lines: Lines) -> Reply | None:
    """The method of the attribute named; None when it is another question or none is stated."""
    if request.codes.known or request.versions or not _ASKS.search(request.question):
        return None
    empty = _SAID | STOP_WORDS
    kept = tuple(c for c in request.concepts if not all(w in empty for w in tokens(fold(c.asked))))
    if not kept:
        return None
    request = replace(request, concepts=kept)
    ground = Ground(request, site, lines, site.known(kept))
    nodes = [n for n in site.named(kept) if n.label is Label.ATTRIBUTE]
    matches = [m for v in method_values(site.inquiry, nodes) if (m := match(v, ground)) is not None]
    fitting = [m.stated for m in best(m for m in matches if not (m.missing or m.unmet))]
    standing = [s for s in fitting if s.status is Status.EFFECTIVE]
    sentences = [
        Sentence(
            f"{s.name}{f' ({s.time})' if s.time else ''} is measured by {s.value}.",
            " · ".join(filter(None, [f"Method of {s.name}", s.product])),
            s.evidence,
        )
        for s in standing
    ]
    return Reply(tuple(dict.fromkeys(sentences))) if sentences else None
