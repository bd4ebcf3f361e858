"""A proposed effect against its sentence: which way the words say that it goes, its size and its p."""

from __future__ import annotations

import re

from graph.errors import NotStated
from graph.extraction.significance import is_significant, p_within
from graph.process import Details, details
from graph.proposed.names import whole
from graph.proposed.quoted import Quoted, Span
from graph.proposed.stance import negated
from graph.proposed.wording import folded
from graph.schema import Direction, Label
from retrieval.documents import DocumentKind

_I = re.IGNORECASE
_UP_WORDS = (
    r"rais(?:e[sd]?|ing)|increas(?:e[sd]?|ing)|enhanc(?:e[sd]?|ing)|elevat(?:e[sd]?|ing)|boost(?:s|ed|ing)?"
    r"|rose|rises?|rising"
    r"|gr[eo]ws?|climb(?:s|ed)?|higher|greater|longer|more|larger|faster|upward|promot(?:e[sd]?|ing)"
    r"|stimulat(?:e[sd]?|ing)|positive(?:ly)?|gains?|gained|doubl\w+|extend(?:ed|ing)|prolong\w*"
)
_DOWN_WORDS = (
    r"lower(?:s|ed|ing)?|reduc(?:e[sd]?|ing|tions?)|decreas(?:e[sd]?|ing)|diminish(?:es|ed|ing)?|depress(?:es|ed)"
    r"|fell|falls?|falling|drop(?:s|ped)?"
    r"|declin(?:e[sd]?|ing)|shorten(?:s|ed|ing)?|shorter|less|fewer|smaller|slower|sank"
    r"|loss(?:es)?|lost|lose[s]?|negative(?:ly)?|invers(?:e|ely)|suppress\w*|inhibit\w*"
    r"|halv\w+|downward|limit(?:s|ed)"
)
_WAY = re.compile(rf"\b(?:(?P<up>{_UP_WORDS})|(?P<down>{_DOWN_WORDS}))\b", _I)
_LEVEL = re.compile(r"\b(?P<up>above|over|exceeding|beyond)\b|\b(?P<down>below|under|without)\b", _I)
_AT_NAME = re.compile(r"(?:\s(?:of|in|to))?(?:\s(?:the|a|an|its|this))?\s?$", _I)
_NO_EFFECT = re.compile(
    r"\b(?:no|little or no|without|neither\b.{0,60}\bnor\b.{0,40}) ?(?:an? )?(?:statistically |clear "
    r"|main )?(?:significant |measurable |detectable |relevant |discernible |consistent )?"
    r"(?:main )?(?:effects?|influence|impact|correlation|association|dependence|differences?|changes?)\b"
    r"|\b(?:did|does|do|was|were|is|are) not (?:\w+ly )?(?:affect\w*|influence\w*|change\w*|alter\w*|impact\w*"
    r"|increase\w*|decrease\w*|reduce\w*|raise\w*|lower\w*|improve\w*|depend\w*|correlat\w+|associated)\b"
    r"|\bunaffected\b|\bindependent of\b|\bunchanged\b|\bnot significant(?:ly)?\b|\binsignificant\b|\bn\.s\.",
    _I,
)
_APART = re.compile(
    r"[;:!?]|\.\s|\b(?:while|whereas|but|although|though|however|respectively|than|otherwise|because|so that|unlike"
    r"|despite|except|that of)\b",
    _I,
)
_SHARED_BEFORE = re.compile(
    r"(?:\b(?:and|or|nor|by|with|times|versus|vs|between|ratio of|product of|rate of|combination of|combined)"
    r"|[×/*+])\s?(?:the\s)?$",
    _I,
)
_SHARED_BEHIND = re.compile(r"^\s?(?:and\b|or\b|nor\b|[×/*+,]|x\s|interact\w*|ratio\b)", _I)
_CURVED = re.compile(
    r"\b(?:plateau\w*|flatten\w*|saturat\w+|optimum|optimal|curvature|quadratic|u-shaped|then|up to a point|first"
    r"|only|transient\w*|that of|peak\w*)\b",
    _I,
)
_OTHER_CAUSE = re.compile(
    r"\b(?:due to|caused by|because of|owing to|independent(?:ly)? of|regardless of|irrespective of|adjusted for"
    r"|confounded)\b",
    _I,
)
# What may stand right behind a whole name.
_BEHIND = re.compile(
    rf"\s?(?:[.,;:)(]|$)|\s(?:{_UP_WORDS}|{_DOWN_WORDS}|and|by|with|when|upon|at|on|in|over|across|from|to|of|for"
    rf"|between|within|after"
    r"|during|above|below|exceeding|beyond|under|is|are|was|were|has|have|had|did|do|does|led|leads?|lead|result(?:s"
    r"|ed)?|gave|gives?"
    r"|cause[sd]?|yield(?:s|ed)|produced?s?|show(?:s|ed)?|came|correlate[sd]?|affect(?:s|ed)?|influence[sd]?|\w+ly"
    r"|also|both|nor|or)\b",
    _I,
)
# Further parameters up to the words of no effect: "EDTA time and exchange interval had".
_LIST = re.compile(
    r"(?:(?:,|,? and|,? or|,? nor) (?:the )?[^\W_][\w+-]*(?: [^\W_][\w+-]*){0,3}){0,6}"
    r"\s?(?:had|has|have|show(?:ed|s)?)?\s?",
    _I,
)
_OF_THE = re.compile(r"\s(?:of|between|by)\s(?:the\s)?", _I)
_TO_THE_OTHER = re.compile(
    r"\s?(?:on|upon|of|in|by|with|and)?\s(?:the |either |both )?"
    r"(?:[^\W_][\w+-]*(?: [^\W_][\w+-]*){0,3}(?:, and|, or|,| and| or| nor)\s(?:the |on )?){0,6}",
    _I,
)
_OF = re.compile(r"\bof\s(?:the\s)?$", _I)
_OF_CHANGE = re.compile(
    rf"\b(?:{_UP_WORDS}|{_DOWN_WORDS}|increase|rise|levels?|values?|effect|influence|impact)\sof\s(?:the\s)?$", _I
)
_LISTED = re.compile(r"(?:,|\band|\bor)\s*(?:the\s)?$", _I)
_P_VALUE = re.compile(r"\(?\bp\s?[<>=≤≥]\s?[\d.,eE−-]+\)?", _I)
_WORD = re.compile(r"[^\W_]+")
# What joins a parameter and an attribute in a sentence about an effect, beside the words that say which way it goes.
_JOINING = frozenset(
    """a an the its by with in of on upon at to from over above below exceeding and was were is are has have had
    led leads lead resulted results gave gives caused causes yielded yields produced produces showed shows
    associated correlated correlates came range point points percentage approximately about""".split()
)
_LONGEST_JOINT = 140


def effect_of(quote: Quoted, parameter: str, attribute: str, given: tuple[str, str, str]) -> Details:
    """The properties of the effect as the sentence states it. Raises NotStated when it does not state this one."""
    direction, size, p = given
    said = _said(quote, parameter, attribute)
    stated_p = p_within(quote.sentence)
    if stated_p and is_significant(stated_p) is not True and said is not Direction.NONE:
        raise NotStated("the p-value of the sentence does not bear out a direction")
    if direction != said.value:
        raise NotStated(f"the sentence says {said.value!r}, not {direction!r}")
    if p and folded(p).lstrip("p= ") != folded(stated_p).lstrip("p= "):
        raise NotStated("the p-value is not the one of the sentence")
    if len(re.findall(r"\bp\s?[<>=≤≥]", quote.sentence, _I)) > 1 and p:
        raise NotStated("the sentence has more than one p-value")
    return details(
        direction=said.value,
        size=_size(quote, size) if size else "",
        p=stated_p if p else "",
        study=_study(quote),
        basis="prose",
    )


def _study(quote: Quoted) -> str:
    """The study that found it, when the document is one."""
    entry = quote.asked.reading.entry
    return entry.name if entry.identity.kind is DocumentKind.STUDY else ""


def _said(quote: Quoted, parameter: str, attribute: str) -> Direction:
    """What the attribute does when the parameter is raised, as the words between and at the two say it."""
    if _CURVED.search(quote.sentence) or _OTHER_CAUSE.search(quote.sentence):
        raise NotStated("the sentence says more than one direction")
    reason = ""
    for first in quote.places(parameter):
        for second in quote.places(attribute):
            if first[0] < second[1] and second[0] < first[1]:
                continue
            try:
                said = _between(quote, first, second)
                whole(quote, first, Label.PARAMETER, _WAY)
                whole(quote, second, Label.ATTRIBUTE, _WAY)
                for place in (first, second):
                    _ends_there(quote, place)
                return said
            except NotStated as error:
                reason = error.what
    raise NotStated(reason or "parameter and attribute are one name in the quotation")


def _ends_there(quote: Quoted, span: Span) -> None:
    """ "Shear index ratio" is another thing than the shear index."""
    if not _BEHIND.match(quote.sentence[span[1] :]):
        raise NotStated(f"{quote.sentence[span[0] : span[1]][:60]!r} is a part of a longer name")


def _between(quote: Quoted, parameter: Span, attribute: Span) -> Direction:
    sentence = quote.sentence
    left, right = sorted((parameter, attribute))
    between = sentence[left[1] : right[0]]
    if len(between) > _LONGEST_JOINT or _APART.search(between):
        raise NotStated("parameter and attribute stand too far apart")
    none = _NO_EFFECT.search(sentence)
    shared = (parameter == left and _SHARED_BEFORE.search(sentence[: parameter[0]])) or _SHARED_BEHIND.match(
        sentence[parameter[1] :]
    )
    # What several parameters do together says nothing of one; what none of them does says it of each.
    if shared and not (none and _LIST.fullmatch(sentence[parameter[1] : none.start()])):
        raise NotStated("the effect is not of this parameter alone")
    if any(left[1] <= n.start and n.end <= right[0] and n.term.kind == "parameter" for n in quote.known):
        raise NotStated("another parameter stands between the two")
    if none:
        return _nothing(sentence, none, left, right)
    if negated(sentence):
        raise NotStated("the sentence denies in a way that is not understood")
    if _OF.search(sentence[: parameter[0]]) and not _OF_CHANGE.search(sentence[: parameter[0]]):
        raise NotStated("the parameter is a part of something else")
    _joined(quote, parameter, attribute)
    return _way(sentence, parameter, attribute)


def _joined(quote: Quoted, parameter: Span, attribute: Span) -> None:
    """Raise NotStated when anything but the words of an effect, its numbers and further attributes joins the two."""
    left, right = sorted((parameter, attribute))
    others = [(n.start, n.end) for n in quote.known if n.term.kind == "attribute" and parameter == left]
    others = [(start, end) for start, end in others if left[1] <= start and end <= right[0]]
    text = _P_VALUE.sub(lambda found: " " * len(found.group()), quote.sentence)
    for start, end in [*others, *((q.start, q.end) for q in quote.quantities)]:
        if left[1] <= start and end <= right[0]:
            text = text[:start] + " " * (end - start) + text[end:]
    between = text[left[1] : right[0]]
    if _LISTED.search(between) and not others:
        raise NotStated("the effect is on something else")
    words = _WORD.findall(_WAY.sub(" ", between))
    if further := [w for w in words if w.casefold() not in _JOINING and not w.endswith("ly")]:
        raise NotStated(f"{further[0]!r} stands between parameter and attribute")


def _nothing(sentence: str, none: re.Match[str], left: Span, right: Span) -> Direction:
    rest = sentence[: none.start()] + " " + sentence[none.end() :]
    if negated(rest) or any(not _inside(m.span(), (left, right, none.span())) for m in _WAY.finditer(sentence)):
        raise NotStated("the sentence says that there is no effect, and something else")
    before, behind = sentence[left[1] : none.start()], sentence[none.end() : right[0]]
    if none.start() >= left[1]:
        said = _LIST.fullmatch(before) and _TO_THE_OTHER.fullmatch(behind)
    else:
        said = none.end() <= left[0] and _OF_THE.fullmatch(sentence[none.end() : left[0]])
        said = said and _TO_THE_OTHER.fullmatch(sentence[left[1] : right[0]])
    if not said:
        raise NotStated("it is not said that this parameter has no effect on this attribute")
    return Direction.NONE


def _inside(span: Span, spans: tuple[Span, ...]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _way(sentence: str, parameter: Span, attribute: Span) -> Direction:
    """The one direction of the words, turned by "lower" before the parameter or "below" behind it."""
    turn, main = 1, set[int]()
    left, right = sorted((parameter, attribute))
    inside = 0
    for match in _WAY.finditer(sentence):
        if _inside(match.span(), (parameter, attribute)):
            continue
        sign = 1 if match["up"] else -1
        if match.end() <= parameter[0] and _AT_NAME.fullmatch(sentence[match.end() : parameter[0]]):
            turn *= sign
            continue
        main.add(sign)
        inside += left[1] <= match.start() and match.end() <= right[0]
    if not inside or len(main) != 1:
        raise NotStated("the words of the sentence do not say one direction")
    behind = sentence[parameter[1] : parameter[1] + 60] if parameter < attribute else ""
    level = _LEVEL.search(behind)
    if level and _WAY.search(behind[: level.start()]) is None:
        turn *= 1 if level["up"] else -1
    if inside > 1 and not _one_verb(sentence[left[1] : right[0]]):
        raise NotStated("more than one effect stands between the two")
    return Direction.INCREASES if main.pop() * turn > 0 else Direction.DECREASES


def _one_verb(between: str) -> bool:
    """ "led to a higher": two words of direction side by side say one effect."""
    found = list(_WAY.finditer(between))
    return found[-1].start() - found[0].end() <= 3


def _size(quote: Quoted, size: str) -> str:
    """The size as the sentence has it: whole quantities, said behind "by"."""
    for start, end in quote.places(size):
        touched = [q for q in quote.quantities if q.start < end and q.end > start]
        whole = all(start <= q.start and q.end <= end for q in touched)
        if (
            touched
            and whole
            and re.search(r"\bby (?:about |approximately |around |some |~)?$", quote.sentence[:start], _I)
        ):
            return quote.sentence[start:end]
    raise NotStated('the size is not said behind "by"')
