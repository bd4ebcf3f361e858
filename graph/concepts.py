"""What every wording stands for: the groups of keys, and under which name each goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.merging import Groups, Merge
from graph.naming import folded
from graph.process import Evidence
from graph.schema import Label

Key = tuple[Label, str]
Named = dict[Label, dict[str, Key]]
Reasons = dict[Key, tuple[str, Evidence | None]]
_TERM = "\0term:"  # no name holds it: what is folded has no control characters at its beginning


@dataclass(slots=True)
class Concepts:
    """What every wording resolves to; `merges` says why, where it is not its own name."""

    groups: Groups[Key]
    local: dict[tuple[str, Key], Key]
    names: dict[Key, str]
    exact: dict[tuple[Label, str], Key]
    within: dict[tuple[Key, str], Key]
    in_full: dict[Key, str] = field(default_factory=dict[Key, str])
    shortened: set[Key] = field(default_factory=set[Key])
    # What persons said for one product: the wording, what it stands for there, and why.
    said: list[Merge] = field(default_factory=list[Merge])
    merges: list[Merge] = field(default_factory=list[Merge])

    def key(self, label: Label, name: str, document: str = "") -> Key:
        """The key of a wording in a document, before it is put together with others."""
        label = family(label)
        key = self.exact.get((label, name)) or (label, folded(label, name))
        return self.local.get((document, key), key)

    def root(self, label: Label, name: str, document: str = "", product: str = "") -> Key:
        """The key that all wordings of its concept have in common."""
        key = self.key(label, name, document)
        self.groups.add(key)
        root = self.groups.root(key)
        return self.within.get((root, product), root)

    def join_term(self, key: Key, terms: Mapping[Key, str]) -> bool:
        """Put a key with the term of the vocabulary that it names, if it names one; whether that was news."""
        self.groups.add(key)
        term = terms.get(key)
        if term is None:
            return False
        anchor = term_key(key[0], term)
        self.groups.add(anchor, anchor=True)
        return self.groups.join(anchor, key)


def term_key(label: Label, term: str) -> Key:
    """The key that stands for a term of the vocabulary itself."""
    return label, _TERM + term


def is_term(key: Key) -> bool:
    """Whether a key stands for a term of the vocabulary."""
    return key[1].startswith(_TERM)


def bare(key: Key) -> str:
    """The wording that a key holds."""
    return key[1].removeprefix(_TERM).rpartition("\0")[2]


def family(label: Label) -> Label:
    """The label among whose names a name is looked for: what was measured is named as attributes are."""
    return Label.ATTRIBUTE if label is Label.MEASUREMENT else label
