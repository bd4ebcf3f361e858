"""The site's own words: a file of the same shape as the packaged one, read with the line of each mistake."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from retrieval.errors import SettingsError

# A vocabulary is some hundred kilobytes; what is larger is another file.
LARGEST = 5_000_000
LONGEST_WORDING = 200
_PARTS = ("entities", "wording", "generic", "related")


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of the site's file: a name, its kind, its aliases, and the line it stands on."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    line: int


@dataclass
class SiteWords:
    """What a site's file holds."""

    entities: list[Named] = field(default_factory=list[Named])
    wording: list[list[str]] = field(default_factory=list[list[str]])
    related: list[list[str]] = field(default_factory=list[list[str]])
    generic: list[str] = field(default_factory=list[str])


def read_site_words(path: Path, data: bytes, kinds: frozenset[str]) -> SiteWords:
    """The words of a site's file. Raises SettingsError with the line of what is wrong in it."""
    reader = _Reader(path, kinds)
    if len(data) > LARGEST:
        raise reader.wrong("it is larger than a vocabulary can be", 1)
    try:
        root = yaml.compose(data.decode(), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise reader.wrong("it is not UTF-8 text", data[: error.start].count(b"\n") + 1) from error
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise reader.wrong(f"no YAML: {problem}", mark.line + 1 if mark else 1) from error
    return reader.words(root)


@dataclass(frozen=True)
class _Reader:
    """Nodes of YAML to words; nothing is expanded, so that anchors cannot grow."""

    path: Path
    kinds: frozenset[str]

    def wrong(self, what: str, line: int) -> SettingsError:
        return SettingsError(
            what,
            where=f"vocabulary {self.path}, line {line}",
            next_step="write it like graph/vocabulary.yaml: entities, wording, generic, related",
        )

    def words(self, root: yaml.Node | None) -> SiteWords:
        words = SiteWords()
        if root is None:
            return words
        for key, value in self.pairs(root, "the file"):
            if key == "version":
                continue
            if key not in _PARTS:
                raise self.wrong(f"{key!r} is no part of a vocabulary", value.start_mark.line + 1)
            items = self.items(value, key)
            if key == "entities":
                words.entities = [self.entity(item) for item in items]
            elif key == "generic":
                words.generic = [self.text(item) for item in items]
            else:
                groups = [[self.text(text) for text in self.items(item, f"a group of {key}")] for item in items]
                (words.wording if key == "wording" else words.related).extend(groups)
        return words

    def entity(self, node: yaml.Node) -> Named:
        line = node.start_mark.line + 1
        given = dict(self.pairs(node, "an entity"))
        unknown = [key for key in given if key not in ("name", "kind", "aliases")]
        if unknown:
            raise self.wrong(f"an entity has a name, a kind and aliases, not {unknown[0]!r}", line)
        if "name" not in given or "kind" not in given:
            raise self.wrong("an entity needs a name and a kind", line)
        name, kind = self.text(given["name"]), self.text(given["kind"])
        if kind not in self.kinds:
            raise self.wrong(f"{name!r}: {kind!r} is no kind; kinds are {', '.join(sorted(self.kinds))}", line)
        aliases = (
            tuple(self.text(alias) for alias in self.items(given["aliases"], "aliases")) if "aliases" in given else ()
        )
        return Named(name, kind, aliases, line)

    def pairs(self, node: yaml.Node, what: str) -> list[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(f"{what} must be names with values", node.start_mark.line + 1)
        found = [(self.text(key), value) for key, value in node.value]
        twice = next((key for i, (key, _) in enumerate(found) if key in dict(found[:i])), None)
        if twice is not None:
            raise self.wrong(f"{twice!r} stands twice in {what}", node.start_mark.line + 1)
        return found

    def items(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(f"{what} must be a list", node.start_mark.line + 1)
        return list(node.value)

    def text(self, node: yaml.Node) -> str:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            raise self.wrong("a word or phrase is missing", line)
        if len(node.value) > LONGEST_WORDING:
            raise self.wrong("this is longer than a name", line)
        return str(node.value).strip()
