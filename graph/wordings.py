"""Names to concepts: which wordings of a label stand for one thing, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph.abbreviations import Abbreviation, abbreviations
from graph.alike import ALIKE, Likeness
from graph.assertions import ALIAS, UNMERGE, Assertion
from graph.best_names import give_names, record_merges
from graph.concepts import Concepts, Key, Named, Reasons, family, term_key
from graph.likeness import guard_in_order, slips
from graph.merging import Groups, Merge
from graph.naming import CODES, folded, named_twice, own_abbreviation, squeezed, words_of
from graph.process import Definition, Evidence
from graph.schema import Label
from graph.scopes import product_code
from graph.vocabulary import Vocabulary
from graph.word_order import in_order

# What the vocabulary calls the kinds of what the schema labels.
KINDS: Mapping[str, Label] = {
    "attribute": Label.ATTRIBUTE,
    "parameter": Label.PARAMETER,
    "unit operation": Label.UNIT_OPERATION,
    "method": Label.METHOD,
    "material": Label.MATERIAL,
}


def concepts_of(
    uses: Mapping[tuple[Label, str, str], int],
    definitions: Mapping[str, tuple[Definition, ...]],
    assertions: Sequence[Assertion],
    vocabulary: Vocabulary,
    likeness: Likeness | None = None,
    documents: Mapping[str, str] | None = None,
) -> Concepts:
    """The concepts of all wordings: (label, name, document) with how often each is used.

    `documents` are the names of document versions by digest, for the reasons.
    """
    wordings = sorted({(family(label), name) for label, name, _ in uses})
    exact, apart = _kept_apart(assertions)
    made = Concepts(Groups(apart), {}, {}, exact, {})
    reasons: Reasons = {}
    terms = _terms(vocabulary)
    for label, name in wordings:
        made.groups.add(made.key(label, name))
    _by_vocabulary(made, wordings, terms, reasons)
    _by_definition(made, wordings, definitions, terms, reasons, documents or {})
    _by_order(made, wordings, terms, reasons)
    named = _in_words(made, wordings, terms)
    _by_slips(made, named, vocabulary, reasons)
    if likeness is not None:
        _by_model(made, named, likeness, reasons)
    _by_persons(made, assertions, reasons)
    give_names(made, uses)
    record_merges(made, uses, reasons, documents or {})
    return made


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
    ordered: dict[Key, set[str]] = defaultdict(set)
    for term in vocabulary.terms:
        label = KINDS.get(term.kind)
        if label is not None:
            for wording in term.wordings:
                found[label, folded(label, wording)].add(term.name)
                ordered[label, squeezed(in_order(label, wording))].add(term.name)
    # As written beats reordered, and the name of an entry an alias of another.
    names = {key: next(iter(some)) for key, some in ordered.items() if len(some) == 1 and key not in found}
    names |= {key: next(iter(some)) for key, some in found.items() if len(some) == 1}
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
    def own_first(wording: tuple[Label, str]) -> tuple[bool, Label, str]:
        """The entry's own name first, so that what a person keeps apart from it is what goes."""
        label, name = wording
        return words_of(name) != words_of(terms.get((label, folded(label, name)), "")), label, name

    for label, name in sorted(wordings, key=own_first):
        key = made.key(label, name)
        bare = (label, folded(label, name))
        if (term := terms.get(bare)) and made.groups.join(_anchored(made, label, term), key):
            reasons[key] = (f"vocabulary: {term}", None)


def _by_definition(
    made: Concepts,
    wordings: Sequence[tuple[Label, str]],
    definitions: Mapping[str, tuple[Definition, ...]],
    terms: Mapping[Key, str],
    reasons: Reasons,
    documents: Mapping[str, str],
) -> None:
    labels = sorted({label for label, _ in wordings if label not in CODES})
    there = {made.key(label, name) for label, name in wordings}
    for one in abbreviations(definitions):
        for label in labels:
            short = (label, folded(label, one.short))
            if short in there:
                _abbreviated(made, label, short, one, terms, reasons, documents)
    for label, name in wordings:
        if label not in CODES and (own := own_abbreviation(name)):
            long = (label, folded(label, own[0]))
            made.join_term(long, terms)
            key = made.key(label, name)
            if made.groups.join(long, key):
                reasons[key] = ("named with its own abbreviation", None)


def _abbreviated(
    made: Concepts,
    label: Label,
    short: Key,
    one: Abbreviation,
    terms: Mapping[Key, str],
    reasons: Reasons,
    documents: Mapping[str, str],
) -> None:
    """What a short form stands for in each document, and everywhere where nothing speaks against it."""
    longs = {document: (label, folded(label, d.long)) for document, d in one.long.items()}
    for document, long in sorted(longs.items()):
        made.join_term(long, terms)
        made.in_full[long] = min(made.in_full.get(long, one.long[document].long), one.long[document].long)
        made.shortened.add(short)
        if long != short and not made.groups.kept_apart(short, long):
            made.local[document, short] = long
    agreed = {made.groups.root(long) for long in longs.values()}
    contradicted = short in terms and any(terms.get(long) != terms[short] for long in longs.values())
    if len(agreed) == 1 and not contradicted:
        document = min(longs)
        if made.groups.join(longs[document], short):
            reasons[short] = (f"defined in {documents.get(document, 'a document')}", one.long[document].evidence)


def _by_order(
    made: Concepts, wordings: Sequence[tuple[Label, str]], terms: Mapping[Key, str], reasons: Reasons
) -> None:
    """Names of the same words in another order, and those that name one term twice: "interleukin-7 (IL-7)"."""
    for label, name in wordings:
        if label in CODES:
            continue
        key, ordered = made.key(label, name), (label, squeezed(in_order(label, name)))
        if ordered[1] and ordered != (label, folded(label, name)):
            made.join_term(ordered, terms)
            if made.groups.join(ordered, key):
                reasons[key] = ("the same words in another order", None)
        if twice := named_twice(name):
            of = {terms.get((label, folded(label, part)), "") for part in twice}
            if len(of) == 1 and (term := of.pop()) and made.groups.join(_anchored(made, label, term), key):
                reasons[key] = (f"vocabulary: {term}, named twice", None)


def _anchored(made: Concepts, label: Label, term: str) -> Key:
    anchor = term_key(label, term)
    made.groups.add(anchor, anchor=True)
    return anchor


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
        free = sorted(words for words, key in names.items() if not made.groups.anchored(key))
        pairs = [(round(value, 2), *sorted((a, b))) for a, b, value in likeness(free)]
        for value, one, other in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
            fits = value >= ALIKE and guard_in_order(one) == guard_in_order(other)
            if fits and made.groups.join(names[one], names[other]):
                for key in (names[one], names[other]):
                    reasons.setdefault(key, (f"alike {value:.2f} ({likeness.model})", None))


def _in_words(made: Concepts, wordings: Sequence[tuple[Label, str]], terms: Mapping[Key, str]) -> Named:
    """The keys of all names that may hold a slip, by their words; the vocabulary's names among them."""
    named: Named = defaultdict(dict)
    for label, name in wordings:
        if label not in CODES:
            named[label].setdefault(words_of(name), made.key(label, name))
    for (label, _), term in sorted(terms.items()):
        if label in named:
            named[label].setdefault(words_of(term), _anchored(made, label, term))
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
            told = (other[0], body["other"], body["name"], f"{reason[0]}; only in {product_code(product)}", reason[1])
            made.said.append(Merge(*told, product=product_code(product)))
        elif made.groups.join(name, other, person=True):
            reasons[other] = reason
