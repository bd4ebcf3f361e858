"""Sphinx directives and roles that docutils does not know, read as the text they show."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles

_TITLED_TARGET = re.compile(r"(.+?)\s*<[^<>]*>", re.DOTALL)
_LITERAL = frozenset({"code-block", "sourcecode", "code", "prompt", "ipython", "parsed-literal"})
_OUTSIDE = {
    "include": "a file outside this document",
    "literalinclude": "a file outside this document",
    "raw": "raw markup for one output format",
    "toctree": "a list of other documents; add those documents",
    "plot": "a figure drawn by code",
    "automodule": "text generated from source code",
    "autoclass": "text generated from source code",
    "autofunction": "text generated from source code",
    "autoexception": "text generated from source code",
    "autosummary": "text generated from source code",
}
_NOT_SHOWN = frozenset(["highlight", "index", "currentmodule", "tabularcolumns", "module", "default-role"])
_WORDS = {
    "seealso": "See also",
    "deprecated": "Deprecated since version",
    "versionadded": "New in version",
    "versionchanged": "Changed in version",
    "todo": "Todo",
}
_Found = tuple[list[nodes.Node], list[nodes.system_message]]
_lock = threading.Lock()


class LeftOut(nodes.General, nodes.Element):
    """Stands where something was not read; attributes `where` and `reason`."""


class _AnyOption(dict[str, Any]):
    """Accepts every option of a directive, those it knows with their own check."""

    def __missing__(self, name: str) -> object:
        return directives.unchanged

    def __bool__(self) -> bool:
        return True


class _Shown(Directive):
    """An unknown directive: what stands behind it and below it is text."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[Any] = _AnyOption()

    def run(self) -> list[nodes.Node]:
        if self.name in _NOT_SHOWN:
            return []
        if self.name in _OUTSIDE:
            argument = " ".join(self.arguments).strip()
            where = f"line {self.lineno}, {self.name} {argument}".strip()
            return [LeftOut("", where=where, reason=f"{_OUTSIDE[self.name]}; not read")]
        shown = [_WORDS.get(self.name, ""), *self.arguments]
        text = " ".join(word for word in shown if word)
        inline, messages = self.state.inline_text(text, self.lineno)
        body = nodes.container()
        if text:
            body += nodes.paragraph(text, "", *inline)
        self.state.nested_parse(self.content, self.content_offset, body)
        return [body, *messages]


class _Verbatim(_Shown):
    """A block of code."""

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        return [nodes.literal_block(text, text)]


def _show_role(_name: str, rawtext: str, text: str, *_: object, **__: object) -> _Found:
    """`title <target>` shows its title; anything else shows itself."""
    shown = nodes.unescape(text)
    titled = _TITLED_TARGET.fullmatch(shown)
    return [nodes.inline(rawtext, titled[1] if titled else shown.lstrip("~!"))], []


@contextmanager
def tolerated() -> Generator[None]:
    """Within the block docutils knows every directive and role.

    docutils keeps one table of directives and roles for the whole process, and unlike a
    registration this leaves it as it was.
    """
    with _lock:
        known_directive, known_role = directives.directive, roles.role
        directives.directive = _directive_over(known_directive)
        roles.role = _role_over(known_role)
        try:
            yield
        finally:
            directives.directive, roles.role = known_directive, known_role


def _directive_over(known: Any) -> Any:
    def find(name: str, language: Any, document: nodes.document) -> Any:
        if name in _OUTSIDE or name in _NOT_SHOWN:
            return _Shown, []
        if name in _LITERAL:
            return _Verbatim, []
        found, _ = known(name, language, document)
        if found is None:
            return _Shown, []
        if getattr(found, "option_spec", None):
            spec = _AnyOption(found.option_spec)
            return type(found.__name__, (found,), {"option_spec": spec}), []
        return found, []

    return find


def _role_over(known: Any) -> Any:
    def find(name: str, language: Any, lineno: int, reporter: Any) -> Any:
        found, _ = known(name, language, lineno, reporter)
        return (found or _show_role), []

    return find
