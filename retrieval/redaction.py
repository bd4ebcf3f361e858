"""Taking the wording of a forgotten document out of recorded JSON.

The rule is structural, so that it covers payloads that do not exist yet:

* An object that cites the document (its `digest`, or without one its file or its number and
  version) loses every string but names, digests, states and times.
* An object that speaks from it (its `citation`, `citations`, `..._citation` or `sides` cite it)
  loses its own strings likewise; citations of other documents in it stay.
* Any other string, and any key, goes if it holds wording of the document.

Numbers, digests, ids, versions and times stay. Redacting twice is redacting once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ERASED = "[erased: document %s was forgotten]"
_MARK = re.compile(re.escape(ERASED) % r"[0-9a-f]{12}" + r"( \(\d+\))?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CITING = re.compile(r"(?:.*_)?citations?|sides")

# What stays of an object that cites or speaks from the document, unless it holds its wording:
# names, states and times. Every other string of such an object goes, whatever its key.
_KEPT = frozenset(
    """id digest text_digest document version status file collection kind state mode model action who
    effective added at as_of also_in""".split()
)
# The key that makes an object the record of a forgetting: it keeps why, and what was rewritten.
_FORGETTING = "erasures"


@dataclass(frozen=True, slots=True)
class ForgottenDocument:
    """What records know a document version by.

    `others` are the digests of the versions that are kept: what else was read from the same file is
    an earlier edition of this one.
    """

    digest: str
    text_digest: str = ""
    file: str = ""
    number: str = ""
    version: str = ""
    others: frozenset[str] = frozenset()

    @property
    def mark(self) -> str:
        """What stands where its wording stood."""
        return ERASED % self.digest[:12]


def is_erased(text: str) -> bool:
    """Whether a recorded string is the mark that stands for an erased one."""
    return _MARK.fullmatch(text) is not None


HoldsWording = Callable[[str], bool]


def redact(recorded: object, document: ForgottenDocument, holds_wording: HoldsWording) -> object:
    """Recorded JSON without the wording of a document; equal to what was given if it had none.

    `holds_wording` says of a string that cites nothing, a question for one, whether it carries
    wording of the document.
    """
    return _Redactor(document, holds_wording).value(recorded)


def redact_payload(payload: bytes, document: ForgottenDocument, holds_wording: HoldsWording) -> bytes:
    """The same for a stored payload. One that cannot be read as JSON is erased as a whole."""
    try:
        recorded: object = json.loads(payload)
        left = redact(recorded, document, holds_wording)
    except (ValueError, RecursionError):
        return json.dumps({"erased": document.mark}).encode()
    if left == recorded:
        return payload
    return json.dumps(left, ensure_ascii=False, sort_keys=True).encode("utf-8", "backslashreplace")


class _Redactor:
    def __init__(self, document: ForgottenDocument, holds_wording: HoldsWording) -> None:
        self._document = document
        self._holds_wording = holds_wording

    def value(self, item: object) -> object:
        """A value that does not belong to the document by where it stands."""
        if isinstance(item, str):
            return self._document.mark if self._held(item) else item
        if isinstance(item, list):
            return [self.value(part) for part in item]
        if isinstance(item, dict):
            if self._cites(item) or self._speaks(item):
                return self._erased_object(item)
            return self._renamed({key: self.value(part) for key, part in item.items()})
        return item

    def _erased(self, item: object) -> object:
        """A value that belongs to the document."""
        if isinstance(item, str):
            return item if _MARK.fullmatch(item) else self._document.mark
        if isinstance(item, list):
            return [self._erased(part) for part in item]
        if isinstance(item, dict):
            return self.value(item) if _has_own_document(item) else self._erased_object(item)
        return item

    def _erased_object(self, item: Mapping[str, object]) -> dict[str, object]:
        kept = {
            key: self.value(part) if key in _KEPT or _CITING.fullmatch(key) else self._erased(part)
            for key, part in item.items()
        }
        return self._renamed(kept)

    def _renamed(self, item: dict[str, object]) -> dict[str, object]:
        """The object with keys that hold wording replaced, each by a mark of its own."""
        if not any(map(self._held, item)):
            return item
        renamed: dict[str, object] = {}
        for key, part in item.items():
            name, again = self._document.mark if self._held(key) else key, 1
            while name in renamed or (name != key and name in item):
                again += 1
                name = f"{self._document.mark} ({again})"
            renamed[name] = part
        return renamed

    def _held(self, text: str) -> bool:
        if _MARK.fullmatch(text) or _DIGEST.fullmatch(text):
            return False
        return self._holds_wording(text)

    def _cites(self, item: Mapping[str, object]) -> bool:
        document = self._document
        if isinstance(item.get(_FORGETTING), dict):
            return False
        if _has_own_document(item):
            edition = (
                bool(document.file) and item.get("file") == document.file and item["digest"] not in document.others
            )
            return item["digest"] == document.digest or edition
        names = {document.digest, document.text_digest} - {""}
        if any(isinstance(part, str) and part in names for part in item.values()):
            return True
        versions = (document.version, "", None)
        if document.file and item.get("file") == document.file:
            return item.get("version") in versions
        return bool(document.number) and item.get("document") == document.number and item.get("version") in versions

    def _speaks(self, item: Mapping[str, object]) -> bool:
        return any(_CITING.fullmatch(key) and self._of_document(part) for key, part in item.items())

    def _of_document(self, item: object) -> bool:
        if isinstance(item, list):
            return any(map(self._of_document, item))
        return isinstance(item, dict) and (self._cites(item) or self._speaks(item))


def _has_own_document(item: Mapping[str, object]) -> bool:
    return isinstance(item.get("digest"), str)
