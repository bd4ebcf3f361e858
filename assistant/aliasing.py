"""What a person says of names: that two stand for one thing, or that they do not. Reversible, and recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from assistant.answer_json import Json
from assistant.audit import who
from assistant.workspace import Workspace
from graph.assertions import ALIAS, UNMERGE, Assertion
from graph.errors import UnknownEntity, Unlawful
from graph.likeness import guard
from graph.merging import Merge
from graph.naming import CODES
from graph.process import digest_of
from graph.resolve import Resolved
from graph.schema import Label
from graph.scopes import product_code


@dataclass(frozen=True, slots=True)
class Said:
    """An assertion that was made (`withdrawn` is False) or taken back, and what to look at again."""

    id: str
    kind: str
    label: Label
    name: str
    other: str
    withdrawn: bool
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """Two names of a label that a person speaks of; `product` is empty for all products."""

    label: Label
    name: str
    other: str
    product: str = ""

    @property
    def body(self) -> tuple[tuple[str, str], ...]:
        """As an assertion keeps it."""
        product = (("product", self.product),) if self.product else ()
        return (("label", self.label.value), ("name", self.name), ("other", self.other), *product)


def alias(workspace: Workspace, naming: Naming, reason: str, waiting: Callable[[str], None] = lambda _: None) -> Said:
    """Make two names one; takes back that they were kept apart. Raises Unlawful or UnknownEntity."""
    return _say(workspace, ALIAS, UNMERGE, naming, reason, waiting)


def unmerge(workspace: Workspace, naming: Naming, reason: str, waiting: Callable[[str], None] = lambda _: None) -> Said:
    """Keep two names apart; takes back that they were made one. Raises Unlawful or UnknownEntity."""
    return _say(workspace, UNMERGE, ALIAS, naming, reason, waiting)


def merges(workspace: Workspace) -> tuple[Merge, ...]:
    """Why each wording stands for what it does."""
    return workspace.graph_builder.resolved()[1].merges


def merges_json(some: tuple[Merge, ...]) -> list[Json]:
    """The reasons as a program reads them."""
    return [{"label": m.label.value, "name": m.name, "concept": m.concept, "reason": m.reason} for m in some]


def _say(
    workspace: Workspace, kind: str, opposite: str, naming: Naming, reason: str, waiting: Callable[[str], None]
) -> Said:
    facts = workspace.graph_builder.facts
    with workspace.writing(kind, None, waiting):
        workspace.bring_graph()
        _check(naming, workspace.graph_builder.resolved()[1], kind)
        at = dt.datetime.now(dt.UTC).isoformat()
        pair = {naming.name, naming.other}
        undone = [
            a
            for a in facts.assertions()
            if a.kind == opposite and _pair(a) == (naming.label.value, pair, product_code(naming.product))
        ]
        if naming.product and kind == UNMERGE and not undone:
            raise Unlawful(
                f"no alias of {naming.name!r} and {naming.other!r} holds in {naming.product}",
                next_step="leave out --product to keep them apart everywhere",
            )
        identity = digest_of([kind, list(map(list, naming.body)), who(), at])
        detail = {**dict(naming.body), "reason": reason, "takes_back": [a.id for a in undone]}
        with workspace.ledger.together():
            workspace.audit.record(kind, identity, detail)
            for one in undone:
                facts.withdraw(one.id, who(), at, reason)
            if not undone:
                facts.assert_(Assertion(identity, kind, naming.body, reason, who(), at))
        workspace.bring_graph()
    differs = kind == ALIAS and guard(naming.name) != guard(naming.other)
    warning = "the names differ in a number, a sign or a word of contrast" if differs else ""
    return Said(identity, kind, naming.label, naming.name, naming.other, bool(undone), warning)


def _pair(assertion: Assertion) -> tuple[str, set[str], str]:
    body = dict(assertion.body)
    return body["label"], {body["name"], body["other"]}, product_code(body.get("product", ""))


def _check(naming: Naming, resolved: Resolved, kind: str) -> None:
    if naming.name == naming.other:
        raise Unlawful(f"{naming.name!r} is itself", next_step="name two wordings")
    if naming.label in CODES and kind == ALIAS:
        raise Unlawful(f"a {naming.label} goes by its code: two codes are two things", next_step="mend the record")
    known = {n for node in resolved.nodes if node.label is naming.label for n in (node.name, *node.aliases)}
    for name in (naming.name, naming.other):
        if name not in known:
            raise UnknownEntity(
                f"no {naming.label} is called {name!r}", next_step="give the name as it is written, and its label"
            )
