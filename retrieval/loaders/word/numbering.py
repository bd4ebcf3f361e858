"""Numbers that Word works out itself: "3.2" in front of a heading, "a)" in front of a step."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from retrieval.loaders.lists import list_label
from retrieval.loaders.xml_element import Element

_KINDS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    kind: str = "decimal"
    pattern: str = "%1."
    restarts_after: int | None = None  # None: any higher level; 0: never
    plain_digits: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of a document and, while it is read from top to bottom, their counts."""

    levels: dict[str, dict[int, Level]]
    list_of: dict[str, str]  # w:numId to w:abstractNumId
    overrides: dict[tuple[str, int], Level]
    restarts: dict[tuple[str, int], int]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, number_id: str, level: int) -> str | None:
        """The next label of a list: "" for a bullet, None when there is no such list."""
        shared = self.list_of.get(number_id)
        if shared is None:
            return None
        counts = self._counts.setdefault(shared, {})
        self._advance(number_id, shared, level, counts)
        rule = self._rule(number_id, shared, level)
        if rule.kind == "bullet":
            return ""

        def shown(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            its_rule = self._rule(number_id, shared, at)
            kind = "decimal" if rule.plain_digits else its_rule.kind
            return _figure(kind, counts.setdefault(at, its_rule.start))

        return _PLACE.sub(shown, rule.pattern).strip()

    def _advance(self, number_id: str, shared: str, level: int, counts: dict[int, int]) -> None:
        key = (number_id, level)
        if key in self.restarts and key not in self._begun:
            counts[level] = self.restarts[key]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = self._rule(number_id, shared, level).start
        self._begun.add(key)
        for deeper in [at for at in counts if at > level]:
            after = self._rule(number_id, shared, deeper).restarts_after
            if after is None or (after and level < after):
                del counts[deeper]

    def _rule(self, number_id: str, shared: str, level: int) -> Level:
        override = self.overrides.get((number_id, level))
        return override or self.levels.get(shared, {}).get(level, Level(pattern=f"%{level + 1}."))


def numbering_from(root: Element | None) -> Numbering:
    """The lists that numbering.xml declares; none when the document has no such part."""
    found = Numbering({}, {}, {}, {})
    if root is None:
        return found
    linked = {_value(a, "w:styleLink"): _id(a, "w:abstractNumId") for a in root.iter(qn("w:abstractNum"))}
    for abstract in root.iter(qn("w:abstractNum")):
        found.levels[_id(abstract, "w:abstractNumId")] = _levels(abstract)
    for abstract in root.iter(qn("w:abstractNum")):
        target = linked.get(_value(abstract, "w:numStyleLink")) if _value(abstract, "w:numStyleLink") else None
        if target:
            found.levels[_id(abstract, "w:abstractNumId")] = found.levels[target]
    for num in root.iter(qn("w:num")):
        identifier = _id(num, "w:numId")
        found.list_of[identifier] = _value(num, "w:abstractNumId")
        for override in num.iter(qn("w:lvlOverride")):
            level = int(_id(override, "w:ilvl") or 0)
            found.overrides |= {(identifier, at): rule for at, rule in _levels(override).items()}
            start = _value(override, "w:startOverride")
            if start:
                found.restarts[identifier, level] = int(start)
    return found


def _levels(parent: Element) -> dict[int, Level]:
    rules: dict[int, Level] = {}
    for level in parent.iter(qn("w:lvl")):
        restart = _value(level, "w:lvlRestart")
        rules[int(_id(level, "w:ilvl") or 0)] = Level(
            start=int(_value(level, "w:start") or 1),
            kind=_value(level, "w:numFmt") or "decimal",
            pattern=_value(level, "w:lvlText"),
            restarts_after=int(restart) if restart else None,
            plain_digits=level.find(qn("w:isLgl")) is not None,
        )
    return rules


def _figure(kind: str, count: int) -> str:
    if kind == "none":
        return ""
    if kind == "decimalZero":
        return f"{count:02}"
    if kind in ("lowerLetter", "upperLetter"):  # Word goes on aa, bb after z
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    return list_label(_KINDS.get(kind, "1"), count, suffix="")


def _id(node: Element, name: str) -> str:
    return str(node.get(qn(name), ""))


def _value(node: Element, name: str) -> str:
    found = node.find(qn(name))
    return str(found.get(qn("w:val"), "")) if found is not None else ""
