"""What a Word paragraph holds besides text: pictures, charts, struck-out words."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn

from retrieval.documents import Skipped
from retrieval.loaders.word.runs import is_unseen, own_runs
from retrieval.loaders.wording import fold
from retrieval.loaders.xml_element import Element, name_of

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


def struck_parts(paragraph: Element) -> Iterator[Skipped]:
    """Words left out because they are struck through or hidden."""
    unseen = [run for run in own_runs(paragraph) if is_unseen(run)]
    text = fold("".join(t.text or "" for run in unseen for t in run.iter(qn("w:t"))))
    if text:
        yield Skipped(f"text '{text[:80]}'", "struck through or hidden; left out")
