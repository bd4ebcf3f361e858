"""Whether every word of a sentence that carries meaning is said by what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.verifying.everyday import MOST, everyday
from assistant.verifying.nouns import Rule, Violation
from assistant.verifying.reading import Reading
from assistant.verifying.senses import Found, Senses, keys_of
from assistant.verifying.tiers import Tiers
from assistant.verifying.words import Word


def unsaid(reading: Reading, tiers: Tiers, senses: Senses, spared: frozenset[int]) -> Iterator[Violation]:
    """A violation for each word that nothing says. `spared` are the places of words that another check judges."""
    keys = keys_of(reading.words)
    said: set[int] = set(spared)
    found = list(senses.find(keys))
    alike = frozenset(p for f in found for p in f.alike) | {(key,) for key in keys}
    for phrase in found:
        if tiers.says(phrase.alike):
            said |= set(phrase.at)
            kind = senses.kinds.get(phrase.phrase, "")
            named = any(not senses.general(key) for key in phrase.phrase)
            if named and (other := tiers.instead(phrase.alike, kind, alike)):
                yield Violation(
                    Rule.ATTRIBUTE, f"the sentence says {' '.join(phrase.phrase)}, the quotation {' '.join(other)}"
                )
    lost = _lost_terms(found, keys, tiers, senses)
    unsourced = [
        word
        for at, word in enumerate(reading.words)
        if at in lost
        or (
            at not in said
            and not senses.general(word.key)
            and word.key not in tiers.carried
            and not tiers.says(frozenset({(word.key,)}))
        )
    ]
    meaning = sum(not senses.general(word.key) for word in reading.words)
    terms = {reading.words[at].start for at in lost}
    plain = [word for word in unsourced if everyday(word, senses) and word.start not in terms]
    passed = plain if len(unsourced) == len(plain) and meaning - len(plain) >= MOST * meaning else []
    yield from (_of(word) for word in unsourced if word not in passed)


def _lost_terms(found: Sequence[Found], keys: Sequence[str], tiers: Tiers, senses: Senses) -> set[int]:
    """The words of terms of several words, "vector volume", of which one is said nowhere."""
    lost: set[int] = set()
    for term in found:
        if (
            len(term.phrase) > 1
            and senses.kinds.get(term.phrase) in ("attribute", "parameter")
            and not tiers.says(term.alike)
        ):
            unsaid_keys = (at for at in term.at if keys[at] not in senses.telling)
            lost |= {at for at in unsaid_keys if not tiers.says(frozenset({(keys[at],)}))}
    return lost - {at for f in found if tiers.says(f.alike) for at in f.at}


def _of(word: Word) -> Violation:
    if word.is_name:
        return Violation(Rule.NAME, f"{word.text} is neither in the quotation nor in the place it stands")
    return Violation(Rule.WORDING, f"nothing quoted says '{word.text}': use the words of the quotation")
