"""The words by which documents say what they are."""

from __future__ import annotations

import re

from retrieval.documents import DocumentKind, Status

_CODES = (
    "SOP|PRO?|PROT|PRT|CHR|BR|BPR|MBR|EBR|CT|SPEC?|SPC|RA|P?FMEA|WI|TP|RPT|REP|QC|QA|MET|TM|DOC|"
    "POL|FRM|FORM|STD|VAL|DEV|RUN|PD|MSAT|DOE|TR|CSR|CAPA|VMP|STP|ATM"
)
# A number of this shape is taken anywhere in a header or file name.
KNOWN_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9/-])(?:{_CODES})(?:[-_/][A-Z]{{1,5}})?[-_/ ]?\d{{2,6}}(?:-\d{{1,4}})?(?![A-Za-z0-9])"
)
# Any other shape only behind a key, or at the start of a file name.
ANY_NUMBER = re.compile(
    r"(?<![\w/-])[A-Z][A-Z0-9]{0,9}(?:[-/][A-Z0-9]{1,10}){0,3}[-/ ]?\d{1,6}[A-Z]?(?:-\d{1,4})?(?![\w/-])"
)
FILE_NUMBER = re.compile(r"[A-Z]{2,6}(?:[-_][A-Z]{1,5})?[-_]\d{2,6}(?![0-9A-Za-z])")

_THING = (
    r"(?:document|doc\.?|sop|procedure|protocol|record|report|spec(?:ification)?|form|study|method|"
    r"batch record|run record|batch report|run report|assessment)"
)
_NO = r"(?:number|no\.?|nr\.?|id\.?|#|identifier|code|reference)"


def _key(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


NUMBER_KEY = _key(rf"{_THING}\s*{_NO}|number|document|sop|id|doc")
RUN_KEY = _key(rf"(?:run|batch)(?:\s*{_NO})?")
TITLE_KEY = _key(rf"(?:{_THING}\s*)?title|subject")
VERSION_KEY = _key(rf"(?:{_THING}\s*)?(?:version|revision|rev\.?|ver\.?|edition|issue)(?:\s*{_NO})?")
STATUS_KEY = _key(rf"(?:{_THING}\s*|approval\s*)?(?:status|state)")
EFFECTIVE_KEY = _key(
    r"(?:date\s*)?effective(?:\s*(?:date|from|as of|on|since))?(?:\s*\(.*\))?|valid from|"
    r"in force(?: from| since)?|date of issue|issue date|issued(?: on)?"
)
SUPERSEDES_KEY = _key(r"supersedes(?: version| document)?|replaces")
KIND_KEY = _key(r"(?:document\s*)?(?:type|kind|category)")
CONTROL_HEADING = _key(r".*\b(?:document (?:control|information|details|history)|identification|header)\b.*")

KEY_LINE = re.compile(r"(?P<key>[A-Za-z][\w .#/()-]{0,40}?)\s*:\s*(?P<value>\S.*)", re.DOTALL)
REFERS = re.compile(r"\b(?:supersedes|replaces|see|refer|reference|per|according|template)\b", re.IGNORECASE)

VERSION_VALUE = re.compile(
    r"(?:v|ver|version|rev|revision)?[. #]*(?P<value>\d{1,3}(?:\.\d{1,3}){0,2}|[A-Z])(?![\w.])",
    re.IGNORECASE,
)
VERSION_TEXT = re.compile(
    r"(?:\b(?:version|revision|edition|ver|rev)[ .:#]{0,3}|(?<![A-Za-z0-9])v\.? ?)"
    r"(?P<value>\d{1,3}(?:\.\d{1,3}){0,2}|(?-i:[A-Z]))(?![\w])",
    re.IGNORECASE,
)
FILE_VERSION = re.compile(
    r"[_\-. (](?:version|revision|ver|rev|v)[_\-. ]?(?P<value>\d{1,3}(?:[._]\d{1,3})?|[A-Za-z])(?=[_\-. )]|$)",
    re.IGNORECASE,
)

STATUSES = (
    (
        Status.DRAFT,
        _key(r"\bdraft\b|\b(?:for|under|in) review\b|\bnot (?:yet )?(?:effective|approved|released)\b"),
    ),
    (
        Status.SUPERSEDED,
        _key(r"\b(?:superseded|obsolete|withdrawn|archived|retired|no longer (?:valid|in force))\b"),
    ),
    (Status.EFFECTIVE, _key(r"\b(?:effective|approved|released|in force|current|final)\b")),
)
STAMP = _key(r"\W*(?:status\W+)?(?:draft|superseded|obsolete|withdrawn|archived)\b[^.]{0,60}")

KINDS = (
    (DocumentKind.RECORD, _key(r"\bmaster batch record\b|\blogbook\b|\btraining record\b")),
    (DocumentKind.RUN_REPORT, _key(r"\b(?:run|batch|campaign) (?:production )?(?:report|summary|record)\b")),
    (DocumentKind.RISK_ASSESSMENT, _key(r"\bp?fmea\b|\brisk (?:assessment|analysis|register)\b|\bfailure mode")),
    (DocumentKind.SPECIFICATION, _key(r"\bspecifications?\b|\bcertificate of analysis\b")),
    (DocumentKind.SOP, _key(r"\bsops?\b|\bstandard operating procedure\b|\bwork instruction\b")),
    (DocumentKind.PROTOCOL, _key(r"\bprotocol\b")),
    (
        DocumentKind.STUDY,
        _key(r"\bstud(?:y|ies)\b|\bcharacteri[sz]ation\b|\bdoe\b|\bdesign of experiments\b|\bcomparability\b"),
    ),
    (DocumentKind.RECORD, _key(r"\brecord\b")),
)
KIND_OF_CODE = {
    "SOP": DocumentKind.SOP,
    "WI": DocumentKind.SOP,
    "PR": DocumentKind.PROTOCOL,
    "PRO": DocumentKind.PROTOCOL,
    "PROT": DocumentKind.PROTOCOL,
    "PRT": DocumentKind.PROTOCOL,
    "CHR": DocumentKind.STUDY,
    "DOE": DocumentKind.STUDY,
    "CSR": DocumentKind.STUDY,
    "BR": DocumentKind.RUN_REPORT,
    "EBR": DocumentKind.RUN_REPORT,
    "CT": DocumentKind.RUN_REPORT,
    "RUN": DocumentKind.RUN_REPORT,
    "BPR": DocumentKind.RECORD,
    "MBR": DocumentKind.RECORD,
    "SPEC": DocumentKind.SPECIFICATION,
    "SPC": DocumentKind.SPECIFICATION,
    "RA": DocumentKind.RISK_ASSESSMENT,
    "FMEA": DocumentKind.RISK_ASSESSMENT,
    "PFMEA": DocumentKind.RISK_ASSESSMENT,
}
