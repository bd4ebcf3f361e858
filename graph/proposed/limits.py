"""A proposed limit against the sentence it is quoted from: its name, its kind and its numbers belong together there."""

from __future__ import annotations

import re

from graph.errors import NotStated
from graph.extraction.limits import Stated, ends_of, limit_fact
from graph.extraction.names import names_of
from graph.process import Context, Evidence, Fact, Mention
from graph.proposed.names import whole
from graph.proposed.quoted import Quoted, Span
from graph.proposed.stance import negated
from graph.proposed.wording import fold, folded
from graph.quantities import Quantity
from graph.schema import LimitKind

_I = re.IGNORECASE
_MARKS: tuple[tuple[LimitKind, str], ...] = (
    (LimitKind.NOR, r"NORs?|normal (?:operating )?ranges?"),
    (LimitKind.PAR, r"PARs?|proven (?:acceptable )?ranges?|acceptable ranges?"),
    (LimitKind.ALERT, r"alert(?: (?:limits?|levels?|ranges?))?|alarms?(?: limits?)?|warning (?:limits?|levels?)"),
    (LimitKind.ACTION, r"action (?:limits?|levels?|ranges?)"),
    (
        LimitKind.SPECIFICATION,
        r"acceptance (?:criteri(?:on|a)|limits?|ranges?)|specifications?|spec|release (?:criteri(?:on|a)|limits?)",
    ),
)
_MARK = re.compile("|".join(rf"(?P<{kind.name}>\b(?:{words})\b)" for kind, words in _MARKS), _I)
_MODAL = re.compile(
    r"\b(?:must|shall|should|has to|have to|needs? to|(?:is|are) to be|(?:is|are)|limits?|not exceed|kept|held"
    r"|maintained|maximum|minimum"
    r"|required?|at (?:least|most))\b|[≥≤<>]",
    _I,
)
# Of what was, nothing is a limit.
_PAST = re.compile(
    r"\b(?:was|were|had|been|tested|stud(?:y|ied)|explored|observed|measured|recorded|found|typical\w*|usual\w*"
    r"|trial\w*|example|when(?:ever)?|where|once|provided|in case|as long as|depending|about|approximately|ca"
    r"|around)\b",
    _I,
)
# What a comparison is worded with is no denial.
_COMPARISON = re.compile(
    r"\b(?:(?:must|shall|may|should|is|are|do|does|to) not (?:to )?(?:be )?(?:exceed\w*|fall|drop|go"
    r"|rise)(?: (?:below|above|under|over))?"
    r"|(?:must|shall|may|should|is|are) not (?:to )?be (?:below|above|under|over|more|less|higher|lower|longer"
    r"|shorter|greater)"
    r"|(?:not|no) (?:more|less|fewer|greater|higher|lower|later|earlier|longer|shorter|warmer|colder) than"
    r"|without exceeding|not exceed\w*"
    r"|not (?:below|above|under|over))\b",
    _I,
)
# What may stand between a name and its limit beside the words that bound it and those of the context.
_FILLER = frozenset(
    """a an the is are be must shall should has have to it its of for with kept held maintained controlled set
    limited restricted at within in range ranges between from not exceed exceeding fall drop go rise below
    above remain remains stay stays lie lies limit limits value values criterion criteria defined stated
    specified approved required only always and maximum minimum max min least most no more less than up or
    equal on during after before""".split()
)
_WORD = re.compile(r"[^\W_]+")
_APART = re.compile(r"[;!?]|[.](?=\s)|\b(?:while|whereas|but|respectively|otherwise|other|another|both)\b", _I)
# Behind a quantity these make another of it: "10 % of the initial value", "5 °C above".
_OF_ANOTHER = re.compile(
    r"^\s?(?:of (?!(?:the )?(?:cells|total|viable|live|all cells)\b)|(?:relative|compared|with respect) to|above"
    r"|below|over|under|less|more|higher"
    r"|lower|per\b|or\b|/|[x×*]\s?\d|\(?(?:±|\+/))",
    _I,
)
_LONGEST_JOINT = 90
# Numbers that have no unit by nature; any other number without one is not known for what it is.
_BARE = frozenset({"ph", "moi", "multiplicity of infection", "passage number"})


def limit_of(quote: Quoted, of: Mention, kind: str, written: str, where: tuple[Context, Evidence]) -> Fact:
    """The limit as a fact. Raises NotStated."""
    quantity = _quantity(quote, written)
    if not quantity.unit and folded(of.name, case=True) not in _BARE:
        raise NotStated("the limit has no unit")
    _undenied(quote)
    around = [where[0].operation, where[0].time, where[0].method, where[0].product]
    name = _binding(quote, of, quantity, around)
    if word := _conditional(quote, name, quantity, around):
        raise NotStated(f"the limit may hold under a condition only ({word!r})")
    wanted = LimitKind(kind or LimitKind.SPECIFICATION)
    _of_kind(quote, name, quantity, wanted)
    context, evidence = where
    return limit_fact(Stated(of, wanted, quantity.text, "", context, evidence), quantity.text, ends_of(quantity))


def _quantity(quote: Quoted, written: str) -> Quantity:
    """The one quantity of the sentence that the name of the limit writes out, all of it."""
    found: dict[Span, Quantity] = {}
    for start, end in quote.places(written):
        inside = [q for q in quote.quantities if q.start < end and q.end > start]
        if len(inside) == 1 and start <= inside[0].start and inside[0].end <= end:
            found[inside[0].start, inside[0].end] = inside[0]
    if len(found) != 1:
        raise NotStated("the limit as written is not one whole quantity of the quotation")
    quantity = next(iter(found.values()))
    if not quantity.unit_known:
        raise NotStated(f"the unit {quantity.unit[:40]!r} is not known")
    if quantity.value is not None or quantity.censored or not quantity.ends or quantity.centre == 0:
        raise NotStated("one value or a bare tolerance is no limit")
    if _OF_ANOTHER.match(quote.sentence[quantity.end :]):
        raise NotStated("the words behind the limit make another of it")
    return quantity


def _undenied(quote: Quoted) -> None:
    plain = _COMPARISON.sub(" ", quote.sentence)
    if negated(plain):
        raise NotStated("its sentence denies something")
    if past := _PAST.search(plain):
        raise NotStated(f"its sentence tells what was or is about so ({past.group()!r})")


def _binding(quote: Quoted, of: Mention, quantity: Quantity, context: list[str]) -> Span:
    """The place of the name that the limit belongs to: before it, and nothing between that could be limited."""
    reason = "the name does not stand before the limit"
    for start, end in quote.places(of.name):
        if end > quantity.start:
            continue
        between = quote.sentence[end : quantity.start]
        problem = _between(quote, (end, quantity.start), between, context)
        if not problem and not (_JOINED.search(between) or _is_measure(quote, of.name)):
            problem = "nothing joins the name to the limit"
        if not problem and (before := _shared(quote.sentence[:start])):
            problem = f"the name is part of something else ({before!r})"
        if not problem:
            whole(quote, (start, end), of.label)
            return start, end
        reason = problem
    raise NotStated(reason)


_SHARED = re.compile(
    r"(?:\b(?:and|or|than|to|minus|plus|times|between|versus|vs|ratio of|difference (?:in|of)|change (?:in|of)"
    r"|rate of)|[/×*+])\s?(?:the\s)?$",
    _I,
)


# "In RB-02 (…)", "to the start of freezing: …": what a preposition leads is not what is limited.
_OF_A_PHRASE = re.compile(
    r"\b(?:of|in|into|to|for|with|at|on|from|by|per|during|after|before|under|within|as)\s(?:the\s|a\s|an\s|each\s)?$",
    _I,
)


# What makes the words behind a name say something of it; without it "Buffer up to 4 mL" would limit the buffer.
_JOINED = re.compile(
    rf"\b(?:is|are|be|must|shall|should|has|have|needs?|kept|held|maintained|controlled|limited|restricted|set)\b"
    rf"|[:=(]|{_MARK.pattern}",
    _I,
)
_MEASURE = re.compile(
    r"(?:rate|number|count|concentration|density|level|amount|volume|temperature|time|duration|percentage|fraction"
    r"|ratio"
    r"|efficiency|speed|pressure|yield|recovery|frequency|size|dose|viability|purity|potency|interval|age|index|flow)",
    _I,
)


def _is_measure(quote: Quoted, name: str) -> bool:
    """Whether a name is one of the vocabulary, or says itself that it is measured."""
    return names_of(quote.asked.reading.vocabulary).whole(name) is not None or bool(
        _MEASURE.fullmatch(name.rsplit(maxsplit=1)[-1])
    )


_CLAUSE_END = re.compile(r"[,;.)\]](?!\d)|\sand\s")
_NUMBERING = re.compile(r"^\s*[\d.()]+\s")
# Words that lead up to a limit and are no condition of it.
_LEADS = ["ensure that", "ensure", "keep", "hold", "maintain", "control", "check that", "verify that", "note", "that"]


def _shared(before: str) -> str:
    found = _SHARED.search(before) or _OF_A_PHRASE.search(before)
    if found is None or re.search(
        rf"(?:{_MARK.pattern}|\b(?:limits?|ranges?|levels?))\s(?:of|for)\s(?:the\s)?$", before, _I
    ):
        return ""
    return found.group().strip()


def _between(quote: Quoted, span: Span, between: str, context: list[str]) -> str:
    """Why the words between a name and a limit part them; empty when they do not."""
    if len(between) > _LONGEST_JOINT or _APART.search(between):
        return "the name and the limit stand too far apart"
    others = [q for q in quote.quantities if q.start < span[1] and q.end > span[0]]
    if others and not _all_marked(quote, others):
        return "another quantity stands between the name and the limit"
    if any(n.start < span[1] and n.end > span[0] for n in quote.known):
        return "another parameter or attribute stands between the name and the limit"
    rest = _blanked(between, [(q.start - span[0], q.end - span[0]) for q in others])
    rest = _MARK.sub(" ", rest)
    word = _further(rest, context)
    return f"{word!r} stands between the name and the limit" if word else ""


def _further(text: str, context: list[str]) -> str:
    """The first word that is neither filler nor of the context given: it may be a condition, or another thing."""
    for part in context:
        if part:
            text = _blanked(text, fold(text, case=True).find(folded(part, case=True)))
    return next((w for w in _WORD.findall(text) if w.casefold() not in _FILLER), "")


def _conditional(quote: Quoted, name: Span, quantity: Quantity, context: list[str]) -> str:
    """The word that makes the limit hold for a part only: "For frozen cells, …", "… 4 h at 2 to 8 °C"; else empty."""
    before = [
        _NUMBERING.sub("", _MARK.sub(" ", piece))
        for piece in re.split(r"[,;]\s", quote.sentence[: name[0]])
        if not any(q.text in piece for q in quote.quantities)
    ]
    behind = _CLAUSE_END.split(_MARK.sub(" ", quote.sentence[quantity.end :]), maxsplit=1)[0]
    return _further(" ".join(before), [*context, *_LEADS]) or _further(behind, context)


def _all_marked(quote: Quoted, others: list[Quantity]) -> bool:
    """Whether each quantity has its own mark right before it: "NOR 36 to 38 °C, PAR 35 to 39 °C"."""
    return all(
        re.search(rf"(?:{_MARK.pattern})[\s:(=]{{0,3}}(?:of |is )?$", quote.sentence[: q.start], _I) for q in others
    )


def _blanked(text: str, spans: list[Span]) -> str:
    for first, last in spans:
        start, end = max(first, 0), min(last, len(text))
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _of_kind(quote: Quoted, name: Span, quantity: Quantity, wanted: LimitKind) -> None:
    marks = [(LimitKind[m.lastgroup or ""], m.start(), m.end()) for m in _MARK.finditer(quote.sentence)]
    starts = [q.end for q in quote.quantities if q.end <= quantity.start]
    floor = max([0, *starts])
    before = [
        kind
        for kind, start, end in marks
        if floor <= start and end <= quantity.start and not name[0] <= start < name[1]
    ]
    behind = [kind for kind, start, _ in marks if 0 <= start - quantity.end <= 3]
    # A mark behind may belong to what follows: "NOR 36 to 38 °C, PAR 35 to 39 °C".
    kinds = set(before) or set(behind)
    if len(kinds) > 1:
        raise NotStated("more than one kind of limit is named")
    if kinds:
        if kinds != {wanted}:
            raise NotStated(f"the quotation names another kind of limit ({next(iter(kinds))})")
        return
    if marks and any(kind is not LimitKind.SPECIFICATION for kind, _, _ in marks):
        raise NotStated("another kind of limit is named in the sentence")
    if wanted is not LimitKind.SPECIFICATION:
        raise NotStated(f"the quotation has no word for the kind {wanted}")
    # "Hold time: at most 4 h" is a limit, "Hold time: 2 to 4 h" may be what was seen.
    if not (quantity.is_bound or _MODAL.search(quote.sentence[name[1] : quantity.end])):
        raise NotStated("no word says that it is a limit")
