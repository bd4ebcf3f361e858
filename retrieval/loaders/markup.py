"""HTML inside Markdown: which of it is markup, and what it hides."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache

from bs4 import BeautifulSoup
from markdown_it.tree import SyntaxTreeNode

from retrieval.documents import Block, Hidden, HiddenKind
from retrieval.loaders.web import parts_of_fragment, text_of
from retrieval.loaders.web_unseen import take_unseen

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:._-]*)((?:\s[^<>]*)?)/?>")
_HIDING = re.compile(
    r"<!--|\s(?:style|class|id|hidden|color|type)\b|<(?:template|noscript|dialog|del|s|strike|script|style)\b",
    re.IGNORECASE,
)
_EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
# The elements of HTML (living standard, section 4, and those of section 16.2 that browsers still
# know), of SVG and MathML the outermost.
_ELEMENTS = frozenset(
    """a abbr acronym address area article aside audio b base basefont bdi bdo big blockquote body br button canvas
    caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset
    figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input
    ins kbd label legend li link main map mark marquee math menu meta meter nav nobr noframes noscript object ol
    optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot small
    source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr
    track tt u ul var video wbr""".split()
)


@dataclass(slots=True)
class Markup:
    """The style sheets of a document, and the elements that are open from one block to the next."""

    sheets: tuple[str, ...] = ()
    _open: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def follow(self, content: str) -> None:
        """Note which elements a block of HTML opens and closes."""
        for match in _TAG.finditer(re.sub(r"<!--.*?-->", "", content, flags=re.DOTALL)):
            closing, name = match[1], match[2].lower()
            if name not in _ELEMENTS or name in _EMPTY or match[0].endswith("/>"):
                continue
            if not closing:
                self._open.append((name, match[0]))
            elif any(name == opened for opened, _ in self._open):
                while self._open.pop()[0] != name:
                    pass

    def hides(self) -> HiddenKind | None:
        """Why text is not seen inside the elements that are open now."""
        if not any(may_hide(tag) for _, tag in self._open):
            return None
        return _hides("".join(tag for _, tag in self._open), self.sheets)

    def text_of(self, content: str, where: str) -> tuple[str, list[Hidden]]:
        """The text that is seen of a line of HTML, and what is hidden in it."""
        page = BeautifulSoup(f"<p>{content}</p>", "lxml")
        hidden = list(take_unseen(page, where, self.sheets))
        return text_of(list(page.children)), hidden


@lru_cache(maxsize=256)
def _hides(opened: str, sheets: tuple[str, ...]) -> HiddenKind | None:
    parts = list(parts_of_fragment(f"{opened}<span>x</span>", "", sheets))
    if any(isinstance(part, Block) and "x" in part.text for part in parts):
        return None
    return next((part.kind for part in parts if isinstance(part, Hidden)), None)


def may_hide(content: str) -> bool:
    """Whether a tag can make the text around it unseen."""
    return bool(_HIDING.search(content))


def is_unknown(content: str) -> bool:
    """Whether a tag is none of HTML: such text is wording ("<unk>"), and a reader of the source sees it."""
    found = _TAG.fullmatch(content.strip())
    return found is not None and found[2].lower() not in _ELEMENTS


def with_unknown_tags_shown(content: str) -> str:
    """HTML in which tags that are none of HTML are text."""
    return _TAG.sub(lambda m: m[0] if m[2].lower() in _ELEMENTS else html.escape(m[0]), content)


def place_of(node: SyntaxTreeNode) -> str:
    """The line on which a node begins."""
    while node.map is None and node.parent is not None:
        node = node.parent
    return f"line {node.map[0] + 1}" if node.map else "start of the file"
