"""What of a recorded answer can be checked again against the versions that it names, whatever was added since."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answers import Claim
from assistant.backing import claim_verdict
from assistant.checked import check_claim
from assistant.citations import holds
from assistant.exhibits import Bench, Exhibit
from assistant.replaying.library import Library
from assistant.replaying.nouns import Part, Result
from assistant.replaying.recorded import Proposal, Recorded
from assistant.verify import Verifier

_LINKED = "it follows from several records, and is worked out again only from the same library"
_LOST = "what it rests on is not in the library any more"


def quotations(recorded: Recorded, library: Library) -> Part:
    """Every quotation stands at its place, to the letter."""
    there = [c for c in recorded.citations if c.digest in library.texts]
    astray = [n for n, c in enumerate(recorded.citations, 1) if c in there and not holds(c, library.texts[c.digest])]
    if astray:
        shown = ", ".join(f"[{n}]" for n in astray)
        return Part("quotations", Result.DIFFERS, f"{shown} do not stand at their places")
    lost = len(recorded.citations) - len(there)
    if lost:
        return Part("quotations", Result.UNCHECKED, f"{lost} of {len(recorded.citations)}: {_LOST}")
    return Part("quotations", Result.SAME)


def claims(recorded: Recorded, library: Library, verifier: Verifier) -> Iterator[Part]:
    """Every claim that was shown says what it quotes, by the check of today."""
    for name, shown in (("claim", recorded.claims), ("earlier version", recorded.earlier)):
        for number, claim in enumerate(shown, 1):
            yield _claim(f"{name} {number}", claim, library, verifier)


def _claim(what: str, claim: Claim, library: Library, verifier: Verifier) -> Part:
    if not library.has({c.digest for c in claim.citations}):
        return Part(what, Result.UNCHECKED, _LOST)
    verdict = claim_verdict(claim, library.documents, library.texts, verifier)
    # What a model worked out is checked with its derivation, in its verdict.
    if verdict.supported or (claim.by_model and claim.computed):
        return Part(what, Result.SAME)
    if claim.linked and all(holds(c, library.texts[c.digest]) for c in claim.citations):
        # Worded by the program over the graph: its record has no verdict that could come out otherwise.
        return Part(what, *((Result.SAME, "") if library.comparable else (Result.UNCHECKED, _LINKED)))
    return Part(what, Result.DIFFERS, verdict.reason)


def verdicts(recorded: Recorded, library: Library, verifier: Verifier) -> Iterator[Part]:
    """What a model said is checked again, and each verdict held against the one that was recorded."""
    bench, forged = _bench(recorded, library)
    yield (
        Part("evidence", Result.DIFFERS, f"keys that are not those of their places: {forged}")
        if forged
        else Part("evidence", Result.SAME if library.has({p.digest for p in recorded.places}) else Result.UNCHECKED)
    )
    stood: set[str] = set()
    for number, proposal in enumerate(recorded.proposals or (), 1):
        yield _verdict(f"verdict {number}", proposal, bench, library, verifier)
        if proposal.claim is not None and proposal.supported:
            stood.add(proposal.claim.text.strip())
    shown = [n for n, claim in enumerate(recorded.claims, 1) if claim.by_model and claim.text not in stood]
    unknown = [n for n in shown if library.has({c.digest for c in recorded.claims[n - 1].citations})]
    if unknown:
        yield Part("shown", Result.DIFFERS, f"claim {unknown[0]} is none that a model made and that stood")


def _bench(recorded: Recorded, library: Library) -> tuple[Bench, str]:
    bench = Bench()
    bench.lay(
        Exhibit(library.documents[p.digest], library.texts[p.digest], p.start, p.end)
        for p in recorded.places
        if p.digest in library.texts
    )
    return bench, ", ".join(p.key for p in recorded.places if not p.genuine)


def _verdict(what: str, proposal: Proposal, bench: Bench, library: Library, verifier: Verifier) -> Part:
    if proposal.claim is None or not library.has(proposal.digests):
        return Part(what, Result.UNCHECKED, _LOST)
    now = check_claim(proposal.claim, bench, verifier).verdict
    rules = tuple(sorted(v.rule.value for v in now.violations))
    if (now.supported, rules, now.computed) == (proposal.supported, proposal.rules, proposal.computed):
        return Part(what, Result.SAME, "supported" if now.supported else f"withheld: {', '.join(rules)}")
    before = _told(supported=proposal.supported, rules=proposal.rules, computed=proposal.computed)
    after = _told(supported=now.supported, rules=rules, computed=now.computed)
    return Part(what, Result.DIFFERS, f"it was {before}; now it is {after}")


def _told(*, supported: bool, rules: tuple[str, ...], computed: tuple[str, ...]) -> str:
    if supported:
        return f"supported, computed {', '.join(computed)}" if computed else "supported"
    return f"withheld ({', '.join(rules) or 'no rule named'})"
