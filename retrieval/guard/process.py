"""One child as the parent sees it: started when a file is there for it, ended when it cannot be trusted."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from retrieval.errors import ChangedMeanwhile, ParserFailed, SettingsError, TooSlow, UnreadableFile
from retrieval.guard import answers
from retrieval.guard.frames import CHUNK, STAYS, BrokenFrame, Kind, hello, read_frame, write_frame
from retrieval.guard.limits import Limits
from retrieval.guard.wanted import Answer, Wanted, open_regular
from retrieval.loaders.reading import Reading

# The same interpreter and the same places to import from, but never the current folder: a file
# there called `docx.py` would be run. `-I` keeps PYTHON* variables out as well.
_PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from retrieval.guard.child import main; main()"
# What a program needs to start and to find its libraries: no token, no proxy, no home. One thread
# each for number libraries, since the stacks of more would fill the address space.
_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TZ")
_SET = {
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
# A child that closed its pipe is about to end, and how it ends says what was wrong.
_GRACE_S = 2.0


@dataclass(slots=True)
class _Deadline:
    """When a child is ended, and whether it was."""

    silent_s: float
    silent: float
    latest: float
    passed: bool = False

    def heard(self) -> None:
        self.silent = time.monotonic() + self.silent_s


class Child:
    """Reads one file after the other for one thread; `end_if_late` and `close` are for others."""

    def __init__(self, limits: Limits, reading: Reading, scratch: Path | None) -> None:
        self._limits = limits
        self._reading = reading
        self._scratch = scratch
        self._process: subprocess.Popen[bytes] | None = None
        self._deadline: _Deadline | None = None
        self._lock = threading.Lock()  # over which process there is and until when
        self._closed = False
        self.starts = 0

    def read(self, wanted: Wanted) -> Answer:
        """What is in a file, as the child gave it.

        Raises: an UnreadableFile, OSError when the file is gone, SettingsError when no child starts.
        """
        with open_regular(wanted.place) as file:
            process = self._ready()
            deadline = self._set_deadline(wanted)
            try:
                return self._conversation(process, file, wanted, deadline)
            except (EOFError, BrokenPipeError):
                raise self._why(self._end(_GRACE_S), deadline, wanted.suffix) from None
            except BrokenFrame as error:
                self._end()
                raise answers.spoilt(str(error)) from error
            except OSError:  # of the file: what was sent is half of it
                self._end()
                raise
            finally:
                self._clear_deadline()

    def close(self) -> None:
        """End the process, whatever it does; none is started any more."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                _kill(self._process)

    def end_if_late(self, now: float) -> None:
        """End the process when its time is up."""
        with self._lock:
            deadline = self._deadline
            if deadline is not None and self._process is not None and now > min(deadline.silent, deadline.latest):
                deadline.passed = True
                _kill(self._process)

    def _conversation(
        self, process: subprocess.Popen[bytes], file: IO[bytes], wanted: Wanted, deadline: _Deadline
    ) -> Answer:
        to_child, from_child = _pipes(process)
        write_frame(to_child, Kind.JOB, wanted.job(self._reading))
        if _send(to_child, file, wanted.size, deadline) != wanted.digest:
            write_frame(to_child, Kind.DROP)
            raise ChangedMeanwhile("the file was written to while it was read", next_step="run the ingest again")
        write_frame(to_child, Kind.END)
        replies = _Replies(self._limits)
        while True:
            kind, payload = read_frame(from_child, replies.most)
            if kind is Kind.DONE:
                break
            if kind is Kind.BEAT:
                deadline.heard()
            else:
                replies.take(kind, payload)
        self._clear_deadline()
        if payload != STAYS or deadline.passed:
            self._end(_GRACE_S)
        return replies.answer()

    def _ready(self) -> subprocess.Popen[bytes]:
        """The process that is there, else a new one that has said that it is ready."""
        process = self._process
        if process is not None and process.poll() is None:
            return process
        self._end()
        with self._lock:
            if self._closed:
                raise ParserFailed("the reading was stopped", next_step="run it again")
            process = self._process = _start(self._scratch)
            latest = time.monotonic() + self._limits.start_s
            self._deadline = _Deadline(self._limits.start_s, latest, latest)
        self.starts += 1
        to_child, from_child = _pipes(process)
        try:
            write_frame(to_child, Kind.HELLO, hello(self._limits, self._scratch))
            read_frame(from_child, CHUNK)
        except (EOFError, BrokenPipeError, BrokenFrame):
            code = self._end(_GRACE_S)
            if self._closed:
                raise ParserFailed("the reading was stopped", next_step="run it again") from None
            raise SettingsError(
                f"the process that reads files does not start (it ended with {code})",
                next_step="raise parse_memory_mb, or install Setpoint again",
            ) from None
        return process

    def _set_deadline(self, wanted: Wanted) -> _Deadline:
        silent_s = self._limits.silence_allowed(wanted.suffix, wanted.size)
        now = time.monotonic()
        deadline = _Deadline(silent_s, now + silent_s, now + self._limits.time_allowed(wanted.suffix, wanted.size))
        with self._lock:
            self._deadline = deadline
        return deadline

    def _clear_deadline(self) -> None:
        with self._lock:
            self._deadline = None

    def _end(self, grace_s: float = 0.0) -> int | None:
        """End the process if there is one; returns how it ended."""
        with self._lock:
            process, self._process, self._deadline = self._process, None, None
        if process is None:
            return None
        if grace_s:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(grace_s)
        _kill(process)
        for pipe in _pipes(process):
            with contextlib.suppress(OSError):
                pipe.close()
        return process.wait()

    def _why(self, code: int | None, deadline: _Deadline, suffix: str) -> UnreadableFile:
        """Why a child that was given a file is gone."""
        if deadline.passed or code == -getattr(signal, "SIGXCPU", 0):
            return TooSlow("reading it took too long and was stopped", next_step="split it, or raise parse_stall_s")
        if self._closed:
            return ParserFailed("the reading was stopped", next_step="run it again")
        return ParserFailed(
            f"the parser of {suffix} files crashed on it ({_ending(code)})",
            next_step="open it in its own program and save it again",
        )


class _Replies:
    """The frames of one answer, each within what is left of its limit."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.pictures_mb * 1_000_000
        self._pictures: list[bytes] = []
        self._result: bytes | None = None
        self._refusal: UnreadableFile | SettingsError | None = None

    @property
    def most(self) -> int:
        """The longest frame that may come."""
        return max(self._limits.answer_bytes, self._left)

    def take(self, kind: Kind, payload: bytes) -> None:
        """Raises BrokenFrame when it is none of an answer, too long or once too often."""
        if kind is Kind.PICTURE and len(payload) <= self._left:
            self._left -= len(payload)
            self._pictures.append(payload)
        elif kind is Kind.RESULT and len(payload) <= self._limits.answer_bytes and self._result is None:
            self._result = payload
        elif kind is Kind.REFUSAL and len(payload) <= CHUNK:
            self._refusal = answers.unpacked_refusal(payload)
        elif kind is Kind.BROKEN and len(payload) <= CHUNK:
            said = " ".join(payload.decode("utf-8", "replace").split())
            self._refusal = SettingsError(
                f"a parser cannot be loaded ({said[:200]})", next_step="install Setpoint again"
            )
        else:
            raise BrokenFrame(f"a frame {kind.name} of {len(payload)} bytes that is not due")

    def answer(self) -> Answer:
        """What was read. Raises what the child reported, or BrokenFrame when it said nothing."""
        if self._refusal is not None:
            raise self._refusal
        if self._result is None:
            raise BrokenFrame("an answer without a result")
        return Answer(self._result, tuple(self._pictures))


def _start(scratch: Path | None) -> subprocess.Popen[bytes]:
    places = [place for place in sys.path if Path(place).is_absolute()]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | _SET
    if scratch is not None:
        environment |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
    return subprocess.Popen(  # noqa: S603  this interpreter, and nothing that a file or a user named
        [sys.executable, "-I", "-B", "-c", _PROGRAM, json.dumps(places)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=scratch or Path(sys.executable).anchor,
        start_new_session=True,  # Ctrl-C reaches the parent alone
    )


def _send(to_child: IO[bytes], file: IO[bytes], size: int, deadline: _Deadline) -> str:
    """Send the bytes of a file; returns the digest of exactly these."""
    digest, left = hashlib.sha256(), size + 1  # a byte more shows that it has grown
    while left and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        write_frame(to_child, Kind.DATA, chunk)
        left -= len(chunk)
        deadline.heard()
    return digest.hexdigest()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that has not been waited for, with what it started."""
    if process.poll() is not None:
        return
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _ending(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
