"""The state in which a PDF page is painted, and its layers: what pdfminer does not keep of them.

The alpha constant, the clipping path and layers that are off follow ISO 32000-1: 11.6.4.4, 8.5.4, 8.11.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pdfminer.pdfinterp import PDFGraphicState
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral

Box = tuple[float, float, float, float]

FAINT = 0.05  # an alpha below this cannot be told from nothing
OPAQUE = 0.95


class State(PDFGraphicState):
    """The graphics state with alpha, blending and clipping."""

    def __init__(self) -> None:
        super().__init__()
        self.alpha = 1.0
        self.stroke_alpha = 1.0
        self.plain = True  # normal blend mode, no soft mask
        self.clip: Box | None = None
        self.clip_is_box = True

    def copy(self) -> State:
        """See PDFGraphicState."""
        new = State()
        new.__dict__.update(self.__dict__)
        return new


@dataclass(slots=True)
class Layers:
    """Optional content that is off when the file is opened (ISO 32000-1, 8.11.4.3)."""

    off: frozenset[int] = frozenset()
    on: frozenset[int] = frozenset()
    base_off: bool = False

    def is_off(self, group: object) -> bool:
        """Whether a group, or all groups of a membership, are off."""
        if isinstance(group, PDFObjRef) and group.objid in self.off:
            return True
        said = resolve1(group)
        if not isinstance(said, dict):
            return False
        if "OCGs" in said:
            members = resolve1(said["OCGs"])
            members = members if isinstance(members, list) else [said["OCGs"]]
            return bool(members) and all(self.is_off(member) for member in members)
        return self.base_off and not (isinstance(group, PDFObjRef) and group.objid in self.on)


def layers_of(catalog: dict[str, Any]) -> Layers:
    """The layers that a document's catalog tells of."""
    said = resolve1(catalog.get("OCProperties"))
    config = resolve1(said.get("D")) if isinstance(said, dict) else None
    if not isinstance(config, dict):
        return Layers()

    def ids(name: str) -> frozenset[int]:
        listed = resolve1(config.get(name))
        return frozenset(ref.objid for ref in listed or () if isinstance(ref, PDFObjRef))

    base = resolve1(config.get("BaseState"))
    return Layers(ids("OFF"), ids("ON"), isinstance(base, PSLiteral) and base.name == "OFF")


def common(one: Box, other: Box | None) -> Box | None:
    """Where two boxes overlap, None if they do not."""
    if other is None:
        return one
    box = (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))
    return box if box[0] < box[2] and box[1] < box[3] else None
