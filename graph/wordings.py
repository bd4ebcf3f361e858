"""Names to concepts: which wordings of a label stand for one thing, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.abbreviations import Abbreviation, abbreviations
from graph.assertions import Assertion
from graph.likeness import guard, slips
from graph.merging import Groups, Merge
from graph.naming import CODES, folded, own_abbreviation, words_of
from graph.process import Definition, Evidence
from graph.schema import Label
from graph.scopes import product_code
from graph.vocabulary import Vocabulary
from retrieval.terms import fold

# What the vocabulary calls the kinds of what the schema labels.
KINDS: Mapping[str, Label] = {
    "attribute": Label.ATTRIBUTE,
    "parameter": Label.PARAMETER,
    "unit operation": Label.UNIT_OPERATION,
    "method": Label.METHOD,
    "material": Label.MATERIAL,
}
# Names of a label and how alike each two of them are, at least as much as is of use: pairs, rounded.
Likeness = Callable[[Sequence[str]], Iterable[tuple[str, str, float]]]
# Two names of a model's likeness at least this high may be one. Chosen high and not yet measured.
ALIKE = 0.95
ALIAS, UNMERGE = "alias", "unmerge"
_TERM = "\0term:"  # no name holds it: what is folded has no control characters at its beginning

Key = tuple[Label, str]
Named = dict[Label, dict[str, Key]]
Reasons = dict[Key, tuple[str, Evidence | None]]


@dataclass(slots=True)
class Concepts:
    """What every wording resolves to; `merges` says why, where it is not its own name."""

    groups: Groups[Key]
    local: dict[tuple[str, Key], Key]
    names: dict[Key, str]
    exact: dict[tuple[Label, str], Key]
    within: dict[tuple[Key, str], Key]
    in_full: dict[Key, str] = field(default_factory=dict[Key, str])
    shortened: set[Key] = field(default_factory=set[Key])
    merges: list[Merge] = field(default_factory=list[Merge])

    def key(self, label: Label, name: str, document: str = "") -> Key:
        """The key of a wording in a document, before it is put together with others."""
        label = family(label)
        key = self.exact.get((label, name)) or (label, folded(label, name))
        return self.local.get((document, key), key)

    def root(self, label: Label, name: str, document: str = "", product: str = "") -> Key:
        """The key that all wordings of its concept have in common."""
        key = self.key(label, name, document)
        self.groups.add(key)
        root = self.groups.root(key)
        return self.within.get((root, product), root)


def family(label: Label) -> Label:
    """The label among whose names a name is looked for: what was measured is named as attributes are."""
    return Label.ATTRIBUTE if label is Label.MEASUREMENT else label


def concepts_of(
    uses: Mapping[tuple[Label, str, str], int],
    definitions: Mapping[str, tuple[Definition, ...]],
    assertions: Sequence[Assertion],
    vocabulary: Vocabulary,
    likeness: Likeness | None = None,
) -> Concepts:
    """The concepts of all wordings: (label, name, document) with how often each is used."""
    wordings = sorted({(family(label), name) for label, name, _ in uses})
    exact, apart = _kept_apart(assertions)
    made = Concepts(Groups(apart), {}, {}, exact, {})
    reasons: Reasons = {}
    terms = _terms(vocabulary)
    for label, name in wordings:
        made.groups.add(made.key(label, name))
    _by_vocabulary(made, wordings, terms, reasons)
    _by_definition(made, wordings, definitions, terms, reasons)
    named = _in_words(made, wordings, terms)
    _by_slips(made, named, vocabulary, reasons)
    if likeness is not None:
        _by_model(made, named, likeness, reasons)
    _by_persons(made, assertions, reasons)
    _named(made, uses)
    _recorded(made, uses, reasons)
    return made


def forgotten_names(names: frozenset[tuple[Label, str]], assertions: Sequence[Assertion]) -> tuple[Assertion, ...]:
    """The assertions about a name that no fact holds any more; `names` are all that the facts hold.

    What they say is wording of documents that were forgotten, so they go with them.
    """
    found: list[Assertion] = []
    for one in assertions:
        body = dict(one.body)
        if one.kind in {ALIAS, UNMERGE}:
            label = Label(body["label"])
            if (label, body["name"]) not in names or (label, body["other"]) not in names:
                found.append(one)
    return tuple(found)


def _kept_apart(assertions: Sequence[Assertion]) -> tuple[dict[tuple[Label, str], Key], list[tuple[Key, Key]]]:
    """Names that a person keeps apart, as keys; one whose folding is the other's gets a key of its own."""
    exact: dict[tuple[Label, str], Key] = {}
    apart: list[tuple[Key, Key]] = []
    for said in assertions:
        body = dict(said.body)
        if said.kind != UNMERGE:
            continue
        label = family(Label(body["label"]))
        one, other = (label, folded(label, body["name"])), (label, folded(label, body["other"]))
        if one == other and body["name"] != body["other"]:
            other = exact[label, body["other"]] = (label, f"{other[1]}\0{body['other']}")
        apart.append((exact.get((label, body["name"]), one), other))
    return exact, apart


def _terms(vocabulary: Vocabulary) -> dict[Key, str]:
    """The vocabulary's name by the key of each wording; a wording of two things of a kind names neither."""
    found: dict[Key, set[str]] = defaultdict(set)
    for term in vocabulary.terms:
        label = KINDS.get(term.kind)
        if label is not None:
            for wording in term.wordings:
                found[label, folded(label, wording)].add(term.name)
    names = {key: next(iter(some)) for key, some in found.items() if len(some) == 1}
    # The name of an entry beats an alias of another.
    for term in vocabulary.terms:
        if label := KINDS.get(term.kind):
            names[label, folded(label, term.name)] = term.name
    return names


def _by_vocabulary(
    made: Concepts,
    wordings: Iterable[tuple[Label, str]],
    terms: Mapping[Key, str],
    reasons: Reasons,
) -> None:

    def in_order(wording: tuple[Label, str]) -> tuple[bool, Label, str]:
        """The entry's own name first, so that what a person keeps apart from it is what goes."""
        label, name = wording
        return words_of(name) != words_of(terms.get((label, folded(label, name)), "")), label, name

    for label, name in sorted(wordings, key=in_order):
        key = made.key(label, name)
        bare = (label, folded(label, name))
        if term := terms.get(bare):
            anchor = (label, _TERM + term)
            made.groups.add(anchor, anchor=True)
            if made.groups.join(anchor, key):
                reasons[key] = (f"vocabulary: {term}", None)


def _by_definition(
    made: Concepts,
    wordings: Sequence[tuple[Label, str]],
    definitions: Mapping[str, tuple[Definition, ...]],
    terms: Mapping[Key, str],
    reasons: Reasons,
) -> None:
    labels = sorted({label for label, _ in wordings if label not in CODES})
    there = {made.key(label, name) for label, name in wordings}
    for one in abbreviations(definitions):
        for label in labels:
            short = (label, folded(label, one.short))
            if short in there:
                _abbreviated(made, label, short, one, terms, reasons)
    for label, name in wordings:
        if label not in CODES and (own := own_abbreviation(name)):
            long = (label, folded(label, own[0]))
            _joined_term(made, long, terms)
            key = made.key(label, name)
            if made.groups.join(long, key):
                reasons[key] = ("named with its own abbreviation", None)


def _abbreviated(
    made: Concepts, label: Label, short: Key, one: Abbreviation, terms: Mapping[Key, str], reasons: Reasons
) -> None:
    """What a short form stands for in each document, and everywhere where nothing speaks against it."""
    longs = {document: (label, folded(label, d.long)) for document, d in one.long.items()}
    for document, long in sorted(longs.items()):
        _joined_term(made, long, terms)
        made.in_full[long] = min(made.in_full.get(long, one.long[document].long), one.long[document].long)
        made.shortened.add(short)
        if long != short and not made.groups.kept_apart(short, long):
            made.local[document, short] = long
    agreed = {made.groups.root(long) for long in longs.values()}
    contradicted = short in terms and any(terms.get(long) != terms[short] for long in longs.values())
    if len(agreed) == 1 and not contradicted:
        document = min(longs)
        if made.groups.join(longs[document], short):
            reasons[short] = ("defined in a document", one.long[document].evidence)


def _joined_term(made: Concepts, key: Key, terms: Mapping[Key, str]) -> None:
    made.groups.add(key)
    if term := terms.get(key):
        anchor = (key[0], _TERM + term)
        made.groups.add(anchor, anchor=True)
        made.groups.join(anchor, key)


def _by_slips(made: Concepts, named: Named, vocabulary: Vocabulary, reasons: Reasons) -> None:
    known = frozenset(word for t in vocabulary.terms for wording in t.wordings for word in words_of(wording).split())
    for label in sorted(named):
        names = named[label]
        for one, other, word in sorted(slips(names, known)):
            if made.groups.join(names[one], names[other]):
                for key in (names[one], names[other]):
                    reasons.setdefault(key, (f"one letter differs ({word})", None))


def _by_model(made: Concepts, named: Named, likeness: Likeness, reasons: Reasons) -> None:
    for label in sorted(named):
        names = named[label]
        free = sorted(words for words, key in names.items() if not key[1].startswith(_TERM))
        pairs = [(round(value, 2), *sorted((a, b))) for a, b, value in likeness(free)]
        for value, one, other in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
            fits = value >= ALIKE and guard(one) == guard(other)
            if fits and made.groups.join(names[one], names[other]):
                for key in (names[one], names[other]):
                    reasons.setdefault(key, (f"alike {value:.2f} (model)", None))


def _in_words(made: Concepts, wordings: Sequence[tuple[Label, str]], terms: Mapping[Key, str]) -> Named:
    """The keys of all names that may hold a slip, by their words; the vocabulary's names among them."""
    named: Named = defaultdict(dict)
    for label, name in wordings:
        if label not in CODES:
            named[label].setdefault(words_of(name), made.key(label, name))
    for (label, _), term in sorted(terms.items()):
        if label in named:
            anchor = (label, _TERM + term)
            made.groups.add(anchor, anchor=True)
            named[label].setdefault(words_of(term), anchor)
    return named


def _by_persons(made: Concepts, assertions: Sequence[Assertion], reasons: Reasons) -> None:
    """What persons said is one thing; last what holds in one product only, since groups are whole then."""
    said = sorted((a for a in assertions if a.kind == ALIAS), key=lambda a: (a.at, a.id))
    for one in sorted(said, key=lambda a: bool(dict(a.body).get("product"))):
        body = dict(one.body)
        name, other = (made.key(Label(body["label"]), body[which]) for which in ("name", "other"))
        made.groups.add(name)
        made.groups.add(other)
        reason = (f"said by {one.who} on {one.at[:10]}: {one.reason}", Evidence(by=one.who, at=one.at))
        if product := body.get("product"):
            made.within[made.groups.root(other), product_code(product)] = made.groups.root(name)
            reasons[other] = reason
        elif made.groups.join(name, other, person=True):
            reasons[other] = reason


def _named(made: Concepts, uses: Mapping[tuple[Label, str, str], int]) -> None:
    """The best name of each group: the vocabulary's, else the most used in full; ties by length, then alphabet.

    No two groups of a label have one name: what is kept apart, or abbreviated alike in two documents,
    goes by its next wording.
    """
    counts: dict[Key, Counter[str]] = defaultdict(Counter)
    for (label, name, document), count in uses.items():
        counts[made.root(label, name, document)][name] += count
    for target in made.within.values():
        counts.setdefault(target, Counter({_bare(target): 1}))
    anchored = {root: _anchor(made, root) for root in counts}
    taken: set[Key] = set()
    for root in sorted(counts, key=lambda root: (not anchored[root], root[0], min(counts[root]), root[1])):
        used, first = counts[root], [anchored[root]] if anchored[root] else []
        in_full = sorted({made.in_full[key] for key in made.groups.members(root) if key in made.in_full})
        short = {name for name in used if (root[0], folded(root[0], name)) in made.shortened}
        best = sorted(used, key=lambda name: (name in short, -used[name], len(name), name))
        if in_full and len(short) == len(used):
            best = [*in_full, *best]
        free = (name for name in [*first, *best] if (root[0], fold(name).strip()) not in taken)
        made.names[root] = next(free, "") or _apart_from(taken, root[0], best[0])
        taken.add((root[0], fold(made.names[root]).strip()))


def _anchor(made: Concepts, root: Key) -> str:
    return min((_bare(key) for key in made.groups.members(root) if key[1].startswith(_TERM)), default="")


def _bare(key: Key) -> str:
    return key[1].removeprefix(_TERM).rpartition("\0")[2]


def _apart_from(taken: set[Key], label: Label, name: str) -> str:
    number = 2
    while (label, f"{fold(name).strip()} ({number})") in taken:
        number += 1
    return f"{name} ({number})"


def _recorded(
    made: Concepts,
    uses: Mapping[tuple[Label, str, str], int],
    reasons: Mapping[Key, tuple[str, Evidence | None]],
) -> None:
    found: set[tuple[Label, str, str, str, str]] = set()
    for label, name, document in sorted(uses):
        root, key = made.root(label, name, document), made.key(label, name, document)
        concept = made.names[root]
        if name == concept:
            continue
        plain = (family(label), folded(family(label), name))
        if key != plain and (label, name) not in made.exact:
            reason, evidence = "defined in this document", Evidence(document)
        elif key in reasons:
            reason, evidence = reasons[key]
        elif fold(name) == fold(concept):
            reason, evidence = "same but for case", None
        else:
            reason, evidence = "same but for spelling", None
        mark = (label, name, concept, reason, evidence.document if evidence else "")
        if mark not in found:
            found.add(mark)
            made.merges.append(Merge(label, name, concept, reason, evidence))
