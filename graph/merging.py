"""Names put together one by one, each time with a reason, and never against what keeps them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.process import Evidence
from graph.schema import Label

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Merge:
    """Why a wording stands for a concept; `document` is where that was defined, empty if nowhere or anywhere."""

    label: Label
    name: str
    concept: str
    reason: str
    evidence: Evidence | None = None
    product: str = ""


class Groups(Generic[Key]):
    """Disjoint groups of keys. Each holds at most one of the `anchors` unless a person joins them."""

    def __init__(self, apart: Iterable[tuple[Key, Key]] = ()) -> None:
        self._parent: dict[Key, Key] = {}
        self._members: dict[Key, set[Key]] = {}
        self._anchors: dict[Key, set[Key]] = {}
        self._apart: dict[Key, set[Key]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def __contains__(self, key: object) -> bool:
        return key in self._parent

    def add(self, key: Key, *, anchor: bool = False) -> None:
        """Make sure that a key is in a group, its own to begin with."""
        if key not in self._parent:
            self._parent[key], self._members[key], self._anchors[key] = key, {key}, set()
        if anchor:
            self._anchors[self.root(key)].add(key)

    def root(self, key: Key) -> Key:
        """The same key for all of a group."""
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def members(self, key: Key) -> set[Key]:
        """The keys of the group that a key is in."""
        return self._members[self.root(key)]

    def anchored(self, key: Key) -> bool:
        """Whether the group that a key is in holds an anchor."""
        return bool(self._anchors[self.root(key)])

    def join(self, one: Key, other: Key, *, person: bool = False) -> bool:
        """Put two groups together; returns whether they are one now that were two."""
        a, b = self.root(one), self.root(other)
        if a == b or self.kept_apart(a, b):
            return False
        if not person and len(self._anchors[a] | self._anchors[b]) > 1:
            return False
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        self._parent[b] = a
        self._members[a] |= self._members.pop(b)
        self._anchors[a] |= self._anchors.pop(b)
        return True

    def kept_apart(self, one: Key, other: Key) -> bool:
        """Whether a member of one group was said to be another thing than a member of the other."""
        small, large = sorted((self.members(one), self.members(other)), key=len)
        return any(not self._apart[key].isdisjoint(large) for key in small if key in self._apart)
