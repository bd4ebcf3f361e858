"""What a person says of entities: the one part of the graph that no document states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from graph.schema import Label
from retrieval.terms import fold

ALIAS, UNMERGE = "alias", "unmerge"


@dataclass(frozen=True, slots=True)
class Assertion:
    """An alias, the undoing of a merge, or a link to background, with who said it, when and why.

    `body` says what, by kind; `withdrawn` is (who, when, why) once it was taken back.
    """

    id: str
    kind: str
    body: tuple[tuple[str, str], ...]
    reason: str
    who: str
    at: str
    withdrawn: tuple[str, str, str] | None = None


def of_forgotten(names: frozenset[tuple[Label, str]], assertions: Sequence[Assertion]) -> tuple[Assertion, ...]:
    """The assertions about a name that no document holds any more; `names` are all that documents make known.

    What they say is wording of documents that were forgotten, so they go with them: those taken back too.
    A link names a concept, which is a name folded.
    """
    folded = {(label, fold(name).strip() or name) for label, name in names}
    found: list[Assertion] = []
    for one in assertions:
        body = dict(one.body)
        label = Label(body["label"])
        if "concept" in body:
            gone = (label, body["concept"]) not in folded
        else:
            gone = (label, body["name"]) not in names or (label, body["other"]) not in names
        if gone:
            found.append(one)
    return tuple(found)


def without_wording(one: Assertion, mark: str, held: Callable[[str], bool]) -> Assertion:
    """The assertion with `mark` for each of its reasons that `held` says has wording of a forgotten document."""
    withdrawn = one.withdrawn
    if withdrawn is not None and held(withdrawn[2]):
        withdrawn = (withdrawn[0], withdrawn[1], mark)
    return replace(one, reason=mark if held(one.reason) else one.reason, withdrawn=withdrawn)
