"""From the checked claims of a model to the answer that is shown.

A claim that did not stand the check is withheld with its reason; one that stands and has nothing to do with what was
asked (what a planted instruction makes a model fetch), or that holds an address, is left out. When no claim is left,
or those that are left do not meet the conditions of the question, the answer given without a model stands, and a
note says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.addresses import has_address, without_addresses
from assistant.agent.outcome import Outcome
from assistant.answers import Answer, Citation, Claim, Nearest, Withheld
from assistant.checked import Checked
from assistant.citations import cite_span
from assistant.relevance import cited_digests, is_about, speaks_of, unmet
from assistant.scans import scans_of, sure_claims
from assistant.sight import Sight
from assistant.study import Study
from assistant.verify import Quote
from retrieval.documents import Status
from retrieval.terms import tokens

# What came nearest is shown as far as a reader takes it in.
NEAREST = 3


def composed(base: Answer, outcome: Outcome, study: Study, sight: Sight) -> Answer:
    """The answer: the model's claims where they stand and are to the point, else `base`."""
    stood = tuple(claim_of(c) for c in outcome.checked if not has_address(c.claim.text))
    texts = sight.texts(cited_digests(stood))
    found = tuple(c for c in stood if is_about(c, study, sight.documents, texts))
    claims, doubtful = sure_claims(found, scans_of(cited_digests(found), sight.documents, sight.ledger))
    failed = [w for c in outcome.withheld if speaks_of((w := withheld_of(c)).text, study)]
    answer = replace(base, withheld=(*base.withheld, *failed, *doubtful), not_found=_not_found(base, outcome))
    left_out = len(outcome.checked) - len(found) + len(outcome.withheld) - len(failed)
    if left_out:
        answer = replace(
            answer, notes=(*answer.notes, f"{left_out} of the model's statements were beside the question")
        )
    if not claims:
        return _without(answer, _why_none(outcome))
    lacking = unmet(claims, study, sight.documents, texts)
    if lacking:
        return _beside_the_point(answer, claims, lacking)
    in_force, others = _by_standing(claims)
    earlier = (*base.earlier, *others) if in_force else base.earlier
    return replace(
        answer,
        claims=in_force or others,
        earlier=earlier,
        mode="model",
        refused=False,
        reason=None,
        nearest=(),
        not_found=(),
    )


def _why_none(outcome: Outcome) -> str:
    if outcome.ended != "finished":
        return "the model gave no answer"
    if not outcome.withheld:
        return "the model found no answer in the evidence"
    return "the model gave no statement that stands the check"


def _without(answer: Answer, why: str) -> Answer:
    """The answer without a model, with a note that it is one."""
    shown = (
        "what follows is quoted from the records without it" if answer.claims else "nothing in the records was found"
    )
    return replace(answer, notes=(*answer.notes, f"{why}; {shown}"))


def _beside_the_point(answer: Answer, claims: Sequence[Claim], lacking: Sequence[str]) -> Answer:
    """True claims that do not answer: the nearest there is, unless the records answer without the model."""
    if not answer.refused:
        return _without(answer, f"what the model found {'; '.join(lacking)}")
    difference = "; ".join(lacking)
    found = [Nearest(c, difference) for claim in claims for c in claim.citations]
    seen = {(n.citation.digest, n.citation.start, n.citation.end) for n in found}
    kept = [n for n in answer.nearest if (n.citation.digest, n.citation.start, n.citation.end) not in seen]
    notes = (*answer.notes, f"what the model found is no answer: each part of it {difference}")
    return replace(answer, nearest=(*found, *kept)[:NEAREST], notes=notes)


def _by_standing(claims: Sequence[Claim]) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """Claims that something in force carries, and those that only superseded or drafted versions do."""
    in_force = tuple(c for c in claims if any(x.status is Status.EFFECTIVE for x in c.citations))
    return in_force, tuple(c for c in claims if c not in in_force)


def _not_found(base: Answer, outcome: Outcome) -> tuple[str, ...]:
    """What a model says is not there, as far as it says so in words of the question: nothing else is taken from it."""
    asked = set(tokens(f"{base.question.text} {base.understood or ''}"))
    said = [text for text in outcome.not_found if text.strip() and set(tokens(text)) <= asked]
    return tuple(dict.fromkeys([*base.not_found, *said]))


def claim_of(checked: Checked) -> Claim:
    """A claim that stood the check, as it is shown."""
    citations = tuple(cited(quote) for quote in checked.citations)
    text = marked(checked.claim.text.strip(), citations)
    return Claim(text, "", citations, by_model=True, computed=checked.verdict.computed)


def marked(text: str, citations: Sequence[Citation]) -> str:
    """The sentence with the standing of every version in front that it rests on and that is not in force.

    It is left as it is when it says so itself.
    """
    said = text.casefold()
    versions = {(c.status, f"{c.document} v{c.version}".removesuffix(" v")) for c in citations}
    marks = [
        f"{s.value.upper()} {name}" for s, name in sorted(versions) if s is not Status.EFFECTIVE and s.value not in said
    ]
    return f"[{', '.join(marks)}] {text}" if marks else text


def withheld_of(checked: Checked) -> Withheld:
    """A claim that did not stand the check, with the reason and the first place that it quotes."""
    first = next((cited(quote) for quote in checked.citations), None)
    return Withheld(without_addresses(checked.claim.text.strip()), checked.verdict.reason, first)


def cited(quote: Quote) -> Citation:
    """The citation of a quotation."""
    lines = quote.canonical.lines
    line = next((line for line in lines if line.start <= quote.start < max(line.end, line.start + 1)), lines[0])
    return cite_span(quote.document, line, quote.start, quote.end, quote.text)


def notes_of(outcome: Outcome) -> tuple[str, ...]:
    """What a reader must know of how the model ended."""
    match outcome.ended:
        case "budget":
            return (f"the model was stopped: {outcome.reason or 'its budget for one question is spent'}",)
        case "failed":
            return (f"the model failed: {outcome.reason or 'no reason was given'}",)
        case _:
            return ()
