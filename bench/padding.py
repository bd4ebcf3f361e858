"""False sentences with one more quotation that lends the words in which they differ from a true one.

The lines lent are the shortest of the records that hold most of the changed words: a run that is named in
place of another, the other row of a table, the version that is not in force.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bench.claims import Cited, Trial

# Lines lent to a sentence, each in a trial of its own, and the characters of the longest.
LENT, LONGEST = 2, 240
_WORD = re.compile(r"[\w+−-]+(?:[.:]\d+)*")


def padded(false: Sequence[Trial], faithful: Sequence[Trial], texts: Mapping[Cited, str]) -> tuple[Trial, ...]:
    """Each false sentence with a lent quotation; `texts` holds the text of every record, by how it is cited."""
    true = {trial.id: trial for trial in faithful}
    lines = [
        (set(_words(line)) | set(_words(record.record)), record, line)
        for record, text in texts.items()
        for line in text.splitlines()
        if 0 < len(line) <= LONGEST
    ]
    made: list[Trial] = []
    for trial in false:
        changed = set(_words(trial.text)) - set(_words(true[trial.of].text))
        cited = {c.quote for c in trial.citations}
        lending = [(len(changed & words), -len(line), record, line) for words, record, line in lines if changed & words]
        lending.sort(key=lambda item: item[:2], reverse=True)
        for number, (_, _, record, line) in enumerate(x for x in lending[:LENT] if x[3] not in cited):
            citations = (*trial.citations, replace(record, quote=line.strip()))
            made.append(replace(trial, id=f"{trial.id}-padded{number}", citations=citations))
    return tuple(made)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
