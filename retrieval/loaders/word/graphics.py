"""What a Word paragraph holds besides text: pictures, charts, text boxes that are not seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml.ns import qn

from retrieval.documents import HiddenKind, Skipped
from retrieval.loaders.wording import fold
from retrieval.loaders.xml_element import Element, name_of

_EMU_A_POINT = 12_700  # ECMA-376, 20.1.2.1
# Word's pages are at most 22 inches wide and high; text boxes further off are on none.
_PAGE = 22 * 72 * _EMU_A_POINT
_FAR = re.compile(r"(?:margin-left|margin-top|left|top):(-?\d+(?:\.\d+)?)pt")
_KINDS = {
    "}pic": "picture",
    "}imagedata": "picture",
    "}chart": "chart",
    "}relIds": "SmartArt drawing",
    "}OLEObject": "embedded object",
}


def graphic_parts(graphic: Element, near: str) -> Iterator[Skipped]:
    """Names the pictures in a drawing; text boxes are read elsewhere."""
    kinds = [kind for end, kind in _KINDS.items() if _has(graphic, end)]
    if not kinds:
        return
    described = next((p.get("descr") for p in graphic.iter(qn("wp:docPr")) if p.get("descr")), "")
    where = f"{kinds[0]} at '{near[:60]}'" if near else kinds[0]
    alt = f" (described as: {fold(described)[:200]})" if described else ""
    yield Skipped(where, f"what the {kinds[0]} shows is not read{alt}")


def _has(graphic: Element, end: str) -> bool:
    return any(name_of(node).endswith(end) for node in graphic.iter())


def unseen_graphic(graphic: Element) -> HiddenKind | None:
    """Why a drawing with its text boxes is not seen: marked hidden, or placed off the page."""
    for node in graphic.iter():
        name = name_of(node).rsplit("}", 1)[-1]
        style = str(node.get("style", "")).replace(" ", "").lower()
        if (name == "docPr" and node.get("hidden") in ("1", "true")) or "visibility:hidden" in style:
            return HiddenKind.INVISIBLE
        if name == "posOffset" and not -_PAGE < int(node.text or 0) < _PAGE:
            return HiddenKind.OFF_PAGE
        far = _FAR.search(style)
        if far and abs(float(far[1])) > _PAGE / _EMU_A_POINT:
            return HiddenKind.OFF_PAGE
    return None
