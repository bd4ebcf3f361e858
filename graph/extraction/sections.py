"""What the headings of a document say: which sections tell steps, which are unit operations, which neither."""

from __future__ import annotations

import re

# "4.2 ", "IV. ", "Section 3: ", "A) " in front of a heading.
_NUMBER = re.compile(
    r"^(?:(?:section|part|stage|phase|chapter|step)\s{1,3})?(?:\d{1,3}(?:\.\d{1,3}){0,5}"
    r"|[IVX]{1,5}(?=[.)])|[A-Z](?=[.)]))"
    r"[.):]?\s{1,8}(?:[-–:]\s{0,3})?",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\s{0,3}\(([^()]{1,80})\)\s*$")
_WHEN = re.compile(
    r"\b(?:days?|d|hours?|h|week|weeks|tag)\s{0,2}[−–-]?\s?\d+(?:\s{0,2}(?:to|until|and|bis"
    r"|[-–−])\s{0,2}(?:day\s)?[−–-]?\d+)?",
    re.IGNORECASE,
)

# Sections that no step of a process stands in.
_NOT_STEPS = re.compile(
    r"\b(?:purpose|scope|aim|objectives?|introduction|background|definitions?|abbreviations?|glossary|references?"
    r"|responsibilit\w+|version history|revision history|document history|change history|history|changes|amendments"
    r"|records?|documentation|materials?|reagents?|equipment|consumables|apparatus|supplies|safety"
    r"|hazards?|precautions"
    r"|training|attachments?|appendix|appendices|annex|approvals?|signatures?|distribution|basis|rationale|principle"
    r"|summary|overview|results?|discussion|conclusions?|design|limits of|limitations?|notes?"
    r"|open points|rules|warnings?"
    r"|acceptance criteria|specifications?|troubleshooting|acknowledge?ments?|abstract|controls and performance"
    r"|zweck|geltungsbereich|begriffe|verantwortlichkeiten|literatur|mitgeltende|änderungshistorie|materialien|geräte"
    r"|related documents|table of contents|contents|media and solutions|recipes?|buffers?|general|tips|timing"
    r"|anticipated|author|contributors?|competing|ingredients|requirements)\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:(?:version|revision|document|change)s?\s(?:history|log|control|record)|history|changes|amendments?"
    r"|änderungshistorie|superseded|withdrawn|obsolete|former|previous)\b",
    re.IGNORECASE,
)
# Headings that hold sections which are steps or operations, and are none themselves.
_CONTAINER = re.compile(
    r"^(?:the )?(?:procedures?|methods?|protocol|instructions?|process|steps?|process description"
    r"|description of (?:the )?process"
    r"|manufacturing(?: process| procedure)?|(?:upstream|downstream)(?: process(?:ing)?)?"
    r"|work instructions?|operations?"
    r"|process steps|unit operations|workflow|durchführung|verfahren|detailed procedure"
    r"|stepwise procedure|process parameters"
    r"|parameters?|step[- ]by[- ]step.*|performance|execution|main procedure|experimental procedure|table \d.*"
    r"|control of the process|in-process controls?)$",
    re.IGNORECASE,
)
# Words that the name of a unit operation is made of, as they begin.
OPERATION_WORD = re.compile(
    r"\b(?:thaw|expansion|expand|transduc|transfect|activat|stimulat|selection|enrich|deplet|harvest|formulat"
    r"|cryopreserv|freez|wash|filtrat|ultrafiltrat|diafiltrat|chromatograph|clarif|lys(?:is|e)|differentiat|coating"
    r"|inoculat|fill\b|filling|purificat|passag|seed\b|seeding|plating|seed train|reprogram|nucleofect|electroporat"
    r"|editing|receipt|apheresis|debead|bead removal|centrifug|buffer exchange|polishing|capture\b|dissociat|detach"
    r"|isolation|separation|banking|bioreactor|culture|cultivation|nuclease|benzonase|infection|production|packaging"
    r"|concentration step|spinoculat|inactivat|sterile filt|lyophil|release|storage and shipping|finish|maturation"
    r"|embryoid|medium exchange|perfusion|feeding|resuspen|kultivierung|ernte|reinigung|aufreinigung|formulierung"
    r"|transduktion|transfektion|expansion|aktivierung|elution|tangential|concentrat|quench|vial|digestion"
    r"|preparation of cells|cell preparation|collection|pooling)",
    re.IGNORECASE,
)
_NO_OPERATION = re.compile(
    r"\b(?:testing|assay|analysis|method|determination|measurement|count|titre|titer|monitoring|calibration|cleaning"
    r"|specification|criteria|parameters?|limits|results|study|studies|effects?|alarms?|ranges?"
    r"|comparab\w+|hold times?)\b",
    re.IGNORECASE,
)
_TITLE_END = re.compile(r"\s(?:of|in|for|by|using|with|on|from|at|into|onto|to)\s|[:;,(–]|\s-\s")


def bare(heading: str) -> str:
    """A heading without its number, and without a bracket at its end: "8 Expansion (day 2 to 9)" is "Expansion"."""
    return _BRACKET.sub("", unnumbered(heading)).strip(" :.–-")


def unnumbered(heading: str) -> str:
    """A heading without its number."""
    return _NUMBER.sub("", heading[:300].strip(), count=1).strip()


def when_in(heading: str) -> str:
    """When a section takes place: "day 2 to 9"; empty when its heading does not say."""
    bracket = _BRACKET.search(unnumbered(heading))
    found = _WHEN.search(bracket[1]) if bracket else None
    return bracket[1].strip() if bracket and found else ""


def has_no_steps(heading: str) -> bool:
    """Purpose, definitions, references, history and the like."""
    return bool(_NOT_STEPS.search(bare(heading))) and not OPERATION_WORD.match(bare(heading))


def is_history(section: tuple[str, ...], caption: str = "") -> bool:
    """Whether a place tells what was in force before."""
    return any(_HISTORY.search(bare(heading)) for heading in (*section, caption) if heading)


def is_container(heading: str) -> bool:
    """ "Procedure", "Process description": it holds operations or steps and is none."""
    return bool(_CONTAINER.match(bare(heading)))


def is_operation_name(text: str) -> bool:
    """Whether a phrase names a unit operation by its words."""
    return bool(text) and len(text) <= 120 and bool(OPERATION_WORD.search(text)) and not _NO_OPERATION.search(text)


def title_head(title: str) -> str:
    """What a title is about, before "of", "in", "for": "Lentiviral transduction of T cells"."""
    return _TITLE_END.split(title.strip(), maxsplit=1)[0].strip()
