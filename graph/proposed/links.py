"""A proposed link of two names against its sentence: the words between the names must say it of these two."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.errors import NotStated
from graph.process import Mention
from graph.proposed.names import ITEMS, whole
from graph.proposed.quoted import Quoted, Span
from graph.proposed.stance import negated
from graph.schema import Relation

_I = re.IGNORECASE
_LOT = r"(?:lots?|batch(?:es)?)"


@dataclass(frozen=True, slots=True)
class _Words:
    """How a relation is worded with the subject first, and with the object first; the whole text between the two."""

    forth: str
    back: str = r"(?!)"


_ADVERBS = r"(?:\s(?:also|then|routinely|always|all|each|only|itself))?"
_WAS = r"(?:\s(?:is|are|was|were|has been|have been|being|be|will be|shall be|must be))?"
_WORDS: dict[Relation, _Words] = {
    Relation.MEASURED_BY: _Words(
        rf"{_WAS}{_ADVERBS}\s(?:measured|determined|quantified|assessed|tested|assayed|analy[sz]ed|counted|detected"
        rf"|evaluated)(?:\s(?:at|on|in) [\w ]{{2,20}}?)?\s(?:by|with|using|via|on)",
        r"(?:\s(?:is|was) used to| to)?\s(?:measures?|determines?|quantif(?:y|ies)|assess(?:es)?|measuring"
        r"|determining)",
    ),
    Relation.USES: _Words(
        rf"{_ADVERBS}(?:\s(?:is|are|was|were))?\s(?:uses?|using|used|performed (?:in|on|with)|carried out (?:in|on"
        rf"|with)|done (?:in|on|with)|run (?:in|on|with)|requires?)",
        rf"{_WAS}\s(?:used|required|needed) (?:in|for|during)",
    ),
    Relation.LOT_OF: _Words(
        rf"{_WAS}\s(?:a |an )?(?:{_LOT} )?of|\s\((?={{}}\))",
        rf",?\s\(?{_LOT}(?:\s(?:number|no\.?))?:?|{_WAS}\s(?:from|of) {_LOT}",
    ),
    Relation.CONSUMED: _Words(
        rf"{_ADVERBS}\s(?:consumed|used|took|received|was (?:made|run|fed|transduced|activated|seeded) with"
        rf"|were (?:made|run) with)",
        rf"{_WAS}\s(?:consumed|used) (?:in|for|by|during)",
    ),
    Relation.USED: _Words(
        rf"{_ADVERBS}(?:\s(?:was|were))?\s(?:used|ran (?:in|on)|(?:run|performed|made|carried out|cultured|expanded"
        rf"|incubated|held|frozen) (?:in|on|with))",
        r"\s(?:was|were) used (?:in|for|by|during)",
    ),
    Relation.OF_DONOR: _Words(
        r"(?:\s(?:was|were|is))?\s(?:made|started|manufactured|prepared|derived|taken)?\s?(?:from|of"
        r"|with)(?: (?:cells|material|leukapheresis|apheresis|blood)(?: (?:of|from))?)?"
    ),
    Relation.FOLLOWED: _Words(
        rf"{_ADVERBS}(?:\s(?:was|were))?\s(?:followed|(?:made|run|performed|manufactured|carried out"
        rf"|executed) (?:according to|following|under|per|as per|to|in accordance with|by))",
        r"\s(?:was|were) followed (?:in|for|by|during)",
    ),
    Relation.HAD: _Words(
        r"\s(?:had|recorded|showed|led to|raised|opened)",
        rf"{_WAS}\s(?:opened|raised|recorded|reported|occurred)? ?(?:in|for|during|against)",
    ),
    Relation.CONCERNS: _Words(
        r"\s(?:concerns?|concerned|affect(?:s|ed)|relates? to|related to|was about|is about|was opened for"
        r"|was raised for)"
    ),
    Relation.VARIED: _Words(
        r"\s(?:varied|varies|tested|screened|changed)", r"\s(?:was|were) (?:varied|screened) (?:in|by)"
    ),
    Relation.MEASURED: _Words(
        r"\s(?:measured|measures|determined|assessed)", r"\s(?:was|were) (?:measured|determined|assessed) (?:in|by)"
    ),
}
# Words that may stand beside a name and belong to neither it nor another thing.
_BESIDE = (
    r"(?:\s?(?:,|:|\()|\s(?:the|a|an|its|their|donors?|runs?|lots?|batch(?:es)?|numbers?|no\.?|equipment"
    r"|bioreactors?|incubators?|centrifuges?|methods?|assays?"
    r"|documents?|procedures?|protocols?|SOPs?|deviations?|stud(?:y|ies)|product|both|version|v\.?)){0,3}"
)
_PARTING = re.compile(r"\b(?:respectively|while|whereas|but|other|another|instead|either|or)\b", _I)
_SHARED_BEHIND = re.compile(r"^[\s,]{0,2}(?:and|or|nor|to|through)\b", _I)


def linked(quote: Quoted, relation: Relation, subject: Mention, object_: Mention) -> None:
    """Raise NotStated unless the words between the two names say the relation of them."""
    if _PARTING.search(quote.sentence) or negated(quote.sentence):
        raise NotStated("its sentence denies, or sets one thing against another")
    reason = "no words between the names say the relation"
    for first in quote.places(subject.name):
        for second in quote.places(object_.name):
            forth = first[1] <= second[0] and _says(quote, first, second, _WORDS[relation].forth)
            if forth or (second[1] <= first[0] and _says(quote, second, first, _WORDS[relation].back)):
                whole(quote, first, subject.label)
                whole(quote, second, object_.label)
                return
    raise NotStated(reason)


def _says(quote: Quoted, left: Span, right: Span, words: str) -> bool:
    between = quote.sentence[left[1] : right[0]]
    words = words.replace("{}", re.escape(quote.sentence[right[0] : right[1]]))
    pattern = rf"{_BESIDE}(?:{words})(?![\w-]){_BESIDE}\s?{ITEMS}"
    return len(between) <= 120 and re.fullmatch(pattern, between, _I) is not None
