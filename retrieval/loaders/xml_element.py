"""XML elements of office files."""

from __future__ import annotations

from typing import cast

from lxml import etree

# lxml gives the type no public name.
Element = etree._Element  # pyright: ignore[reportPrivateUsage]


def name_of(node: Element) -> str:
    """The tag of an element; comments and processing instructions have none."""
    tag = cast(object, node.tag)
    return tag if isinstance(tag, str) else ""
