"""What a child says of a file, as JSON, and back into nouns.

The child may have been taken over by the file it read: what comes back is checked as if a stranger
had written it. Only the declared fields of the nouns and a closed table of errors exist here.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from retrieval import errors
from retrieval.documents import LoadedFile, PagePicture
from retrieval.errors import ParserFailed, UnreadableFile
from retrieval.guard.output import is_well_formed

if TYPE_CHECKING:
    from pydantic import TypeAdapter

REFUSALS: dict[str, type[UnreadableFile]] = {
    kind.__name__: kind
    for kind in (
        errors.EmptyFile,
        errors.EncryptedFile,
        errors.CorruptFile,
        errors.UnknownFormat,
        errors.NoText,
        errors.TooLarge,
    )
}
# Longer, a message would be a text of its own.
_SAID = 1_000
_PNG = b"\x89PNG\r\n\x1a\n"


def packed(loaded: LoadedFile) -> bytes:
    """What was read, as JSON without the bytes of pictures, which travel in frames of their own."""
    bare = dataclasses.replace(
        loaded, pictures=tuple(dataclasses.replace(picture, png=b"") for picture in loaded.pictures)
    )
    return json.dumps(bare, default=_fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _fields(value: object) -> object:
    """A frozen noun as an object; empty fields are left to their defaults."""
    if isinstance(value, bytes):
        return value.decode("ascii")
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"{type(value).__name__} is no noun of reading")
    return {
        field.name: found
        for field in dataclasses.fields(value)
        if (found := getattr(value, field.name)) != field.default or field.default is dataclasses.MISSING
    }


def unpacked(payload: bytes, pictures: Sequence[bytes]) -> LoadedFile:
    """What a child read. Raises ParserFailed when the answer does not keep to the form."""
    from pydantic import ValidationError

    try:
        loaded = _adapter().validate_json(payload, strict=True)
    except ValidationError as error:
        raise spoilt(f"{error.error_count()} fields are not as they should be") from error
    if len(pictures) != len(loaded.pictures) or not all(png.startswith(_PNG) for png in pictures):
        raise spoilt("its pictures are not as they should be")
    if not is_well_formed(loaded):
        raise spoilt("its blocks are not as they should be")
    filled = (PagePicture(p.page, p.dpi, png) for p, png in zip(loaded.pictures, pictures, strict=True))
    return dataclasses.replace(loaded, pictures=tuple(filled))


@cache
def _adapter() -> TypeAdapter[LoadedFile]:
    from pydantic import TypeAdapter

    return TypeAdapter(LoadedFile)


def packed_refusal(error: UnreadableFile) -> bytes:
    """An error as JSON."""
    kind = next((name for name, kind in REFUSALS.items() if isinstance(error, kind)), "CorruptFile")
    said = {"kind": kind, "what": error.what[:_SAID], "next": error.next_step[:_SAID]}
    return json.dumps(said).encode()


def unpacked_refusal(payload: bytes) -> UnreadableFile:
    """The error that a child reports, or ParserFailed when it does not keep to the form."""
    try:
        said = json.loads(payload)
        kind, what, next_step = REFUSALS[said["kind"]], said["what"], said["next"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return spoilt("its refusal is not as it should be")
    if not isinstance(what, str) or not isinstance(next_step, str):
        return spoilt("its refusal is not as it should be")
    return kind(_line(what), next_step=_line(next_step))


def _line(said: str) -> str:
    return " ".join(said.encode("utf-8", "replace").decode("utf-8").split())[:_SAID]


def spoilt(detail: str) -> ParserFailed:
    """The error for an answer that no honest child gives."""
    return ParserFailed(
        f"the process that read it gave a wrong answer ({detail})",
        next_step="do not trust this file; open it in its own program and save it again",
    )
