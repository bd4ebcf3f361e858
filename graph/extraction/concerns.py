"""What a deviation concerns, where its description names it plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.equipment_codes import is_equipment_code
from graph.extraction.kinds import named_in
from graph.extraction.reading import Reading
from graph.extraction.references import codes, references
from graph.process import Context, Mention
from graph.schema import Label

Known = frozenset[tuple[Label, str]]
_BRACKETED = re.compile(r"\([^()]*\)")
_WHAT = frozenset({Label.ATTRIBUTE, Label.PARAMETER})
_CODED = re.compile(r"[A-Z]{2,6}-\d{2,5}[A-Z]?")
_MOST = 2_000  # characters of a description; longer ones are reports of their own


def concerned(reading: Reading, description: str, product: str, known: Known) -> Iterator[Mention]:
    """Parameters and attributes by vocabulary, equipment and lots that the document knows, documents by number.

    What stands in brackets is left out: there stands the limit with the document that sets it.
    """
    text = _BRACKETED.sub(lambda match: " " * len(match.group()), description[:_MOST])
    seen: set[Mention] = set()
    for mention in _all(reading, text, product, known):
        if mention not in seen:
            seen.add(mention)
            yield mention


def _all(reading: Reading, text: str, product: str, known: Known) -> Iterator[Mention]:
    context = Context(product=product)
    for named in named_in(text, reading.vocabulary, _WHAT):
        yield Mention(named.label, named.name, context)
    for label in (Label.EQUIPMENT, Label.LOT):
        for match in codes(text):
            coded = label is Label.EQUIPMENT and _CODED.fullmatch(match.group())
            sure = coded and is_equipment_code(match.group(), text, reading.vocabulary)
            if sure or (label, match.group()) in known:
                yield Mention(label, match.group())
    for reference in references(text):
        if reference.version or reference.number.startswith(("SOP", "PR-", "SPEC", "WI", "MBR")):
            yield Mention(Label.DOCUMENT, reference.name)
