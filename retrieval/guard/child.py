"""The child: files in by the pipe, what was read of them out by the other.

It is started by `Child` with two pipes and a bare environment, gives up what `sandbox` lists, and
then reads one file after the other until the pipe ends.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from retrieval import loaders
from retrieval.errors import CorruptFile, TooLarge, UnreadableFile
from retrieval.guard import answers
from retrieval.guard.frames import CHUNK, STAYS, Kind, read_frame, write_frame
from retrieval.guard.limits import Limits
from retrieval.guard.output import check_output
from retrieval.guard.sandbox import AddressSpace, Sandbox, allow_cpu, cpu_used
from retrieval.loaders.reading import Reading


def main() -> None:
    """Serve one pool until it closes its pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    requests, replies = _own_pipes()
    hello = json.loads(read_frame(requests, CHUNK).payload)
    limits = Limits(**hello["limits"])
    space = AddressSpace()
    Sandbox(limits, Path(hello["scratch"]) if hello["scratch"] else None).enter()
    write_frame(replies, Kind.READY)
    server = _Server(limits, replies, space)
    while True:
        try:
            job = json.loads(read_frame(requests, CHUNK).payload)
            data = _received(requests)
        except EOFError:
            return
        if data is not None:
            server.serve(job, data)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes under numbers of their own: what a library prints goes nowhere."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    return requests, replies


def _received(requests: BinaryIO) -> bytes | None:
    """The bytes of one file, None if they are not to be read."""
    collected = io.BytesIO()  # gives its bytes away without a copy
    while True:
        kind, payload = read_frame(requests, CHUNK)
        if kind is not Kind.DATA:
            return collected.getvalue() if kind is Kind.END else None
        collected.write(payload)


class _Server:
    """Reads files under the limits."""

    def __init__(self, limits: Limits, replies: BinaryIO, space: AddressSpace) -> None:
        self._limits = limits
        self._replies = replies
        self._space = space

    def serve(self, job: dict[str, object], data: bytes) -> None:
        """Answer with what was read, or why it was not. Ends the process when it is worn."""
        suffix = str(job["suffix"])
        reading = Reading(bool(job["ocr"]), str(job["language"]), self._beat(suffix, len(data)))
        stays = True
        try:
            loaded = loaders.load(f"file{suffix}", data, reading)
            check_output(loaded, self._limits)
            result = answers.packed(loaded)
            for picture in loaded.pictures:
                write_frame(self._replies, Kind.PICTURE, picture.png)
            write_frame(self._replies, Kind.RESULT, result)
        except UnreadableFile as error:
            self._refuse(error)
        except MemoryError:
            stays = False  # what it leaves half done is not known
            self._refuse(
                TooLarge(
                    f"reading it takes more than {self._limits.memory_mb} MB of memory",
                    next_step="split it, or raise parse_memory_mb",
                )
            )
        except RecursionError:
            self._refuse(CorruptFile("it is nested too deeply", next_step="open it in its own program and save it"))
        except ImportError as error:
            write_frame(self._replies, Kind.BROKEN, str(error)[:CHUNK].encode("utf-8", "replace"))
        # Memory is not given back to the system in full: the next file is to find at least half of it.
        stays = stays and self._space.bytes() < self._limits.memory_mb * 500_000
        write_frame(self._replies, Kind.DONE, STAYS if stays else b"")
        if not stays:
            sys.exit()

    def _refuse(self, error: UnreadableFile) -> None:
        write_frame(self._replies, Kind.REFUSAL, answers.packed_refusal(error))

    def _beat(self, suffix: str, size: int) -> Callable[[], None]:
        """What a loader calls for each page: tells the parent, and is given processor time for the next."""
        before, beats = cpu_used(), 0

        def allow() -> None:
            allowed = before + self._limits.cpu_allowed(suffix, size, beats)
            silent = cpu_used() + self._limits.silent_cpu(suffix, size)
            allow_cpu(int(min(allowed, silent)) + 1)  # the system counts whole seconds

        def beat() -> None:
            nonlocal beats
            beats += 1
            write_frame(self._replies, Kind.BEAT)
            allow()

        allow()
        return beat
