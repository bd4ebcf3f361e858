"""Effects as sentences state them: what was raised, what it did, by how much, with which p.

Precision comes first: a sentence that supposes, proposes or negates in a way no pattern knows says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extraction.place import Place
from graph.extraction.reading import Reading
from graph.extraction.sentences import Sentence, mention_of, sentences
from graph.extraction.significance import is_significant, p_within
from graph.process import Fact, details
from graph.schema import Direction, Label, Relation
from retrieval.documents import DocumentKind
from retrieval.identity_words import KNOWN_NUMBER

NAME = "effects in prose 1"
_P, _A = r"\u27e8P(?P<p>\d+)\u27e9", r"\u27e8A(?P<a>\d+)\u27e9"
_SUPPOSED = re.compile(
    r"\b(?:may|might|could|would|should|shall|must|can|cannot|hypothes\w+|expect\w*|if|whether"
    r"|unclear|unknown|assum\w+|risk|theor\w+"
    r"|predict\w*|suggest\w*|suspect\w*|to find|to test|to study|to assess|aim|likely|possibl\w+"
    r"|presumabl\w+|appear\w*|seem\w*"
    r"|believed|thought|previously|former\w*|no longer|literature|et al|not (?:yet )?(?:examined"
    r"|tested|studied|measured))\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|no|never|neither|nor|without|n['\u2019]t|hardly|failed to)\b", re.IGNORECASE)
_UP = r"(?:raised?|raises|increased?|increases|enhanced?|enhances|elevated?|elevates|boosted|boosts)"
_DOWN = r"(?:lowered|lowers?|reduced?|reduces|decreased?|decreases|diminished|diminishes|depressed|impaired|impairs)"
_ROSE = r"(?:rose|rises|increased|increases|grew|climbed|went up|goes up)"
_FELL = r"(?:fell|falls|decreased|decreases|dropped|drops|declined|declines|went down|goes down|sank)"
_MORE = (
    r"(?:higher|increased|increasing|raising|longer|more|elevated|greater|rising|extended|increase in"
    r"|increases in|a higher|a longer|an increased|an increase in|prolonged)"
)
_LESS = (
    r"(?:lower|reduced|reducing|decreasing|decreased|shorter|lowering|less|falling|a lower|a shorter"
    r"|a reduced|decrease in|a decrease in|reduction in|a reduction in|shortened|shortening)"
)
_ADVERB = (
    r"(?:(?:also |then |clearly |significantly |strongly |markedly |slightly |consistently |substantially "
    r"|further |both |linearly |statistically ){0,2})"
)
_THE = r"(?:the |a |an )?"
# "above 3.0 \u00d7 10\u2074 cells/cm\u00b2", "from 1 to 6 TU/cell", "(1 to 6)", "of 6" behind the parameter.
_LEVELS = (
    r"(?:,? ?(?:(?P<side>above|below|over|under)|from|between|of|at)\s[^\u27e8\u27e9;:()]{1,40}?"
    r"|\s?\([^()\u27e8\u27e9]{1,40}\)| at transduction| during [a-z]{3,20})?"
)
_OF = r"(?:final |mean |median |resulting |overall |post-thaw )?"


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# (pattern, sign): the sign of the attribute when the parameter is raised, before "lower" turns it.
_RULES: tuple[tuple[re.Pattern[str], int], ...] = (
    (
        _pattern(rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS}))?\s?{_THE}{_P}{_LEVELS}\s{_ADVERB}{_UP}\s{_THE}{_OF}{_A}"),
        1,
    ),
    (
        _pattern(rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS}))?\s?{_THE}{_P}{_LEVELS}\s{_ADVERB}{_DOWN}\s{_THE}{_OF}{_A}"),
        -1,
    ),
    (
        _pattern(
            rf"{_A}\s(?:was|were|is|are)\s{_ADVERB}{_UP}\s(?:by|with|at)\s(?:(?P<more>{_MORE})"
            rf"|(?P<less>{_LESS}))?\s?{_THE}{_P}"
        ),
        1,
    ),
    (
        _pattern(
            rf"{_A}\s(?:was|were|is|are)\s{_ADVERB}{_DOWN}\s(?:by|with|at)\s(?:(?P<more>{_MORE})"
            rf"|(?P<less>{_LESS}))?\s?{_THE}{_P}"
        ),
        -1,
    ),
    (
        _pattern(
            rf"{_A}\s{_ADVERB}{_ROSE}\s{_ADVERB}(?:with|at|upon)\s{_THE}(?:(?P<more>{_MORE})"
            rf"|(?P<less>{_LESS}))?\s?{_THE}{_P}"
        ),
        1,
    ),
    (
        _pattern(
            rf"{_A}\s{_ADVERB}{_FELL}\s{_ADVERB}(?:with|at|upon)\s{_THE}(?:(?P<more>{_MORE})"
            rf"|(?P<less>{_LESS}))?\s?{_THE}{_P}"
        ),
        -1,
    ),
    (
        _pattern(
            rf"{_A}\s(?:was|were|is|are)\s{_ADVERB}(?:higher|greater)\s(?:with|at)\s{_THE}(?:(?P<more>{_MORE})"
            rf"|(?P<less>{_LESS}))\s{_P}"
        ),
        1,
    ),
    (
        _pattern(
            rf"{_A}\s(?:was|were|is|are)\s{_ADVERB}(?:lower|smaller|poorer)\s(?:with"
            rf"|at)\s{_THE}(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\s{_P}"
        ),
        -1,
    ),
    (
        _pattern(
            rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\s{_THE}{_P}{_LEVELS}\s{_ADVERB}(?:led to|leads to"
            rf"|resulted in|results in|gave|gives"
            rf"|caused|causes|was associated with|were associated with|is associated with|yielded|produced"
            rf"|came with)\s{_THE}(?:{_MORE}|{_ROSE})\s{_THE}{_OF}{_A}"
        ),
        1,
    ),
    (
        _pattern(
            rf"(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\s{_THE}{_P}{_LEVELS}\s{_ADVERB}(?:led to|leads to"
            rf"|resulted in|results in|gave|gives"
            rf"|caused|causes|was associated with|were associated with|is associated with|yielded|produced"
            rf"|came with)\s{_THE}(?:{_LESS}|loss of|drop in|a drop in|a loss of)\s{_THE}{_OF}{_A}"
        ),
        -1,
    ),
    (
        _pattern(
            rf"{_P}\s(?:was |is )?(?:strongly "
            rf"|significantly )?(?:positively )?correlate[sd] (?:positively )?with\s{_THE}{_A}"
        ),
        1,
    ),
    (
        _pattern(
            rf"{_P}\s(?:was |is )?(?:strongly |significantly )?(?:negatively|inversely) correlate[sd] with\s{_THE}{_A}"
        ),
        -1,
    ),
    (
        _pattern(rf"{_P}\s(?:was |is )?correlate[sd] (?:negatively|inversely) with\s{_THE}{_A}"),
        -1,
    ),
    (
        _pattern(
            rf"{_A}\s(?:was |is )?(?:strongly "
            rf"|significantly )?(?:positively )?correlate[sd] (?:positively )?with\s{_THE}{_P}"
        ),
        1,
    ),
    (
        _pattern(rf"{_A}\s(?:was |is )?correlate[sd] (?:negatively|inversely) with\s{_THE}{_P}"),
        -1,
    ),
)
_SUBJECTS = (
    r"(?P<ps>(?:the |neither |both )?\u27e8P\d+\u27e9(?:(?:, | and | or | nor "
    r"|, and )(?:the )?\u27e8P\d+\u27e9){0,5})"
)
_OBJECTS = r"(?P<as>(?:the )?\u27e8A\d+\u27e9(?:(?:, | and | or | nor |, and )(?:the |on )?\u27e8A\d+\u27e9){0,5})"
_NO_EFFECT = (
    _pattern(
        rf"{_SUBJECTS}\s(?:had|has|have|showed|shows|exerted)\s(?:no"
        rf"|little or no)\s(?:statistically )?(?:significant |measurable |detectable |relevant |discernible )?"
        rf"(?:main )?(?:effects?|influence|impact)\s(?:on|upon)\s{_OBJECTS}"
    ),
    _pattern(
        rf"{_SUBJECTS}\s(?:did|does|do) not (?:significantly |measurably |detectably )?(?:affect|influence"
        rf"|change|alter|impact)\s{_OBJECTS}"
    ),
    _pattern(
        rf"{_OBJECTS}\s(?:was|were|is|are) (?:not (?:significantly )?(?:affected|influenced|changed|altered)"
        rf"|unaffected|not dependent|independent) (?:by|on|of)\s{_SUBJECTS}"
    ),
)
_CURVED = _pattern(
    r"\b(?:flatten\w*|plateau\w*|saturat\w+|level(?:s|led|ed) off|curvature|quadratic|optimum"
    r"|centre points lie (?:above|below)|center points lie (?:above|below))\b"
)
_MORE_OBJECTS = _pattern(
    r"^(?P<size>[^\u27e8\u27e9;]{0,80}?)\s?(?:,? and |, )(?:the )?\u27e8A(?P<a>\d+)\u27e9(?=\s(?:by"
    r"|from)\b|\s?[,.(]|$)"
)
_SIZE = _pattern(
    r"^[^\u27e8\u27e9.;]{0,30}?(?:\bby\s(?:about |approximately |around |some |~)?|\((?=[+\u2212-]))"
    r"(?P<size>[+\u2212-]?[\d.,]{1,12}(?:\s?[\u00d7x]\s?10[\u2070\u00b9\u00b2\u00b3\u2074-\u2079^\d]{1,4})?[-\s]?"
    r"(?:%|percentage points|points|[A-Za-z\u00b5\u03bc/%\u00b2\u00b3]{1,20})?)(?![\w/])"
)


# "above 3.0 × 10⁴ cells/cm² the OCT4-positive fraction dropped": the parameter is named before.
_BEYOND = _pattern(
    rf"\b(?P<side>above|below|over|under)\s(?=\d)[^\u27e8\u27e9;:()]{{1,40}}?,?\s{_THE}{_OF}{_A}\s{_ADVERB}"
    rf"(?:(?P<rose>{_ROSE})|(?P<fell>{_FELL}))\b"
)
_NAMED_BEFORE = re.compile(r"\u27e8P(\d+)\u27e9")


def read_effects(reading: Reading, place: Place) -> Iterator[Fact]:
    """AFFECTS from prose."""
    if reading.entry.identity.kind is DocumentKind.RISK_ASSESSMENT:
        return  # a risk is what may happen
    for sentence in sentences(reading):
        if not any(n.term.kind == "attribute" for n in sentence.names) or not _has_parameter(sentence):
            continue
        if _SUPPOSED.search(sentence.form) or sentence.text.rstrip().endswith("?"):
            continue
        yield from _of_sentence(sentence, reading, place)


def _has_parameter(sentence: Sentence) -> bool:
    return any(n.term.kind == "parameter" for n in sentence.names)


def _of_sentence(sentence: Sentence, reading: Reading, place: Place) -> Iterator[Fact]:
    none = [match for pattern in _NO_EFFECT for match in pattern.finditer(sentence.form)]
    for match in none:
        for p in re.findall(r"\u27e8P(\d+)\u27e9", match["ps"]):
            for a in re.findall(r"\u27e8A(\d+)\u27e9", match["as"]):
                yield _fact(sentence, reading, place, (int(p), int(a)), (Direction.NONE, ""))
    if none or _NEGATED.search(sentence.form):
        return
    parameters = {n.term.name for n in sentence.names if n.term.kind == "parameter"}
    attributes = [i for i, n in enumerate(sentence.names) if n.term.kind == "attribute"]
    if (
        _CURVED.search(sentence.form)
        and len(parameters) == 1
        and len({sentence.names[i].term.name for i in attributes}) == 1
    ):
        p = next(i for i, n in enumerate(sentence.names) if n.term.kind == "parameter")
        yield _fact(sentence, reading, place, (p, attributes[0]), (Direction.NONLINEAR, ""))
        return
    done: set[tuple[int, int]] = set()
    for pattern, sign in _RULES:
        for match in pattern.finditer(sentence.form):
            pair = (int(match["p"]), int(match["a"]))
            if pair in done or _of_another(sentence.form, match):
                continue
            given = match.groupdict()
            turned = -sign if given.get("less") or given.get("side") in ("below", "under") else sign
            yield from _with_further(sentence, reading, place, (pair, turned, match.end()), done)
    yield from _beyond(sentence, reading, place, done)


def _beyond(sentence: Sentence, reading: Reading, place: Place, done: set[tuple[int, int]]) -> Iterator[Fact]:
    """What happens to an attribute beyond a value of the one parameter that is named before."""
    for match in _BEYOND.finditer(sentence.form):
        before = _NAMED_BEFORE.findall(sentence.form[: match.start()])
        pair = (int(before[-1]), int(match["a"])) if len(set(before)) == 1 else None
        if pair is None or pair in done:
            continue
        done.add(pair)
        rises = bool(match["rose"]) is (match["side"].casefold() in ("above", "over"))
        yield _fact(sentence, reading, place, pair, (Direction.INCREASES if rises else Direction.DECREASES, ""))


def _with_further(
    sentence: Sentence,
    reading: Reading,
    place: Place,
    found: tuple[tuple[int, int], int, int],
    done: set[tuple[int, int]],
) -> Iterator[Fact]:
    """The effect, and those on further attributes: "raised the VCN by 3 copies/cell and CAR+ by 21 points"."""
    (p, a), sign, end = found
    direction = Direction.INCREASES if sign > 0 else Direction.DECREASES
    while (p, a) not in done:
        done.add((p, a))
        tail = sentence.form[end:]
        further = _MORE_OBJECTS.match(tail)
        yield _fact(sentence, reading, place, (p, a), (direction, tail[: further.start("a") - 2] if further else tail))
        if further is None:
            return
        a, end = int(further["a"]), end + further.end()


def _of_another(form: str, match: re.Match[str]) -> bool:
    """ "The effect of P on A increased", "P and Q raised A": not of one parameter alone."""
    before = form[: match.start()]
    return bool(
        re.search(
            r"(?:\u27e9 (?:and|or|\u00d7|x|with|times|by)|\bratio of|\binteraction[^.;]{0,40}"
            r"|\beffect of)\s?(?:the )?$",
            before,
            re.IGNORECASE,
        )
    )


def _fact(
    sentence: Sentence, reading: Reading, place: Place, pair: tuple[int, int], said: tuple[Direction, str]
) -> Fact:
    direction, tail = said
    size = _SIZE.match(tail)
    p = p_within(tail if size else sentence.text)
    if p and is_significant(p) is False:
        direction = Direction.NONE
    study = reading.entry.name if reading.entry.identity.kind is DocumentKind.STUDY else ""
    named = KNOWN_NUMBER.search(sentence.text)
    if not study and named and not named.group().startswith(("SOP", "SPEC", "PR-", "DEV")):
        study = named.group()
    properties = details(
        direction=direction.value, size=size["size"].strip(" ,.") if size else "", p=p, study=study, basis="prose"
    )
    parameter = mention_of(sentence, pair[0], place)
    attribute = mention_of(sentence, pair[1], place)
    assert parameter.label is Label.PARAMETER and attribute.label is Label.ATTRIBUTE
    evidence = reading.within(sentence.start, sentence.start + len(sentence.text), NAME)
    return Fact(Relation.AFFECTS, parameter, attribute, evidence, properties)
