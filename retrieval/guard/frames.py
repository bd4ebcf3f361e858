"""The wire between the pool and a child: frames of a kind, a length and so many bytes."""

from __future__ import annotations

import dataclasses
import json
import struct
from enum import Enum
from pathlib import Path
from typing import IO, NamedTuple

from retrieval.guard.limits import Limits

_HEAD = struct.Struct(">cI")

CHUNK = 1 << 18
"""How much of a file is sent at once: flat memory, few system calls."""


class Kind(Enum):
    """What a frame is: the first six go to the child, the rest come from it."""

    HELLO = b"h"  # limits, once
    JOB = b"j"
    DATA = b"d"
    END = b"e"
    DROP = b"x"  # what was sent is not to be read
    READY = b"y"
    BEAT = b"b"
    PICTURE = b"p"
    RESULT = b"r"
    REFUSAL = b"f"  # an UnreadableFile
    BROKEN = b"i"  # a parser that cannot be imported
    DONE = b"z"  # the answer is complete; `STAYS` if the child takes another file


STAYS = b"stays"


class BrokenFrame(Exception):
    """What was read is no frame, or one that is larger than it may be."""


class Frame(NamedTuple):
    """One frame as it was read."""

    kind: Kind
    payload: bytes


def write_frame(stream: IO[bytes], kind: Kind, payload: bytes = b"") -> None:
    """Write one frame and flush. Raises: OSError when the other side is gone."""
    stream.write(_HEAD.pack(kind.value, len(payload)))
    if payload:
        stream.write(payload)
    stream.flush()


def read_frame(stream: IO[bytes], most: int) -> Frame:
    """Read one frame of at most `most` bytes.

    Raises: EOFError when the other side is gone, BrokenFrame when it does not keep to the form.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    name, length = _HEAD.unpack(head)
    try:
        kind = Kind(name)
    except ValueError as error:
        raise BrokenFrame(f"an unknown frame {name!r}") from error
    if length > most:
        raise BrokenFrame(f"a frame of {length} bytes, {most} are allowed")
    payload = stream.read(length)
    if len(payload) < length:
        raise EOFError
    return Frame(kind, payload)


def hello(limits: Limits, scratch: Path | None) -> bytes:
    """The first frame to a child: what it may use and where it may write."""
    return json.dumps({"limits": dataclasses.asdict(limits), "scratch": str(scratch) if scratch else None}).encode()
