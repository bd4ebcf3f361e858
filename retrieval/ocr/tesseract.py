"""The seam to Tesseract: the one place that starts it.

It is given a picture on standard input and answers on standard output, so that it needs no temporary
file. It works in one thread (OMP_THREAD_LIMIT=1: more threads make a page slower, tesseract-ocr issue
263) and is killed when it does not end in time. While it works, who waits is given signs of life.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from retrieval.errors import SettingsError

try:
    import resource
except ImportError:  # Windows
    resource = None

# A dense A4 page at 300 dpi takes 1 to 3 s; pictures of noise have been seen to take 40. Slow and busy
# machines take several times as long.
TIMEOUT_S = 120.0
_BEAT_S = 1.0
_LANGUAGE = re.compile(r"[A-Za-z][\w/-]*(?:\+[A-Za-z][\w/-]*)*")
_ROTATE = re.compile(rb"Rotate: (\d+)")


def _nobody() -> None:
    """Nobody waits for a sign of life."""


@dataclass(frozen=True, slots=True)
class Reader:
    """In which language pages are read, and whom to tell, each second, that Tesseract is at work."""

    language: str
    beat: Callable[[], None] = _nobody


class TesseractFailed(Exception):
    """Tesseract could not be started, failed or did not end in time."""


def installed() -> bool:
    """Whether Tesseract is on this machine."""
    return shutil.which("tesseract") is not None


def require(language: str) -> None:
    """Raises: SettingsError when Tesseract or its model of the language is not on this machine."""
    if not installed():
        raise SettingsError(
            "OCR needs Tesseract, which is not on this machine",
            next_step="install tesseract-ocr (Debian: apt-get install tesseract-ocr), or leave out --ocr",
        )
    if not _LANGUAGE.fullmatch(language):
        raise SettingsError(
            f"{language!r} is not a language of Tesseract", next_step='use a name like "eng" or "eng+deu"'
        )
    missing = [name for name in language.split("+") if name not in languages()]
    if missing:
        raise SettingsError(
            f"Tesseract has no model of {', '.join(missing)} on this machine",
            next_step=f"install tesseract-ocr-{missing[0]}; there are {', '.join(sorted(languages()))}",
        )


@functools.cache
def languages() -> frozenset[str]:
    """The models that are installed."""
    listed = _run(["--list-langs"], b"", 20.0).decode("utf-8", "replace").splitlines()
    return frozenset(line.strip() for line in listed[1:] if line.strip())


@functools.cache
def version() -> str:
    """The version as Tesseract says it, "5.3.0"."""
    first = _run(["--version"], b"", 20.0).decode("utf-8", "replace").split("\n", 1)[0]
    return first.removeprefix("tesseract").strip()


def hocr(picture: bytes, reader: Reader, mode: int, dpi: int, only: str = "") -> bytes:
    """The hOCR of a picture (PNG or PNM), read with a page segmentation mode, as `only` these characters."""
    settings = ["-c", "tessedit_create_hocr=1", "-c", "hocr_char_boxes=1"]
    settings += ["-c", f"tessedit_char_whitelist={only}"] if only else []
    arguments = ["stdin", "stdout", "-l", reader.language, "--psm", str(mode), "--dpi", str(dpi), *settings]
    return _run(arguments, picture, TIMEOUT_S, reader.beat)


def turn(picture: bytes, reader: Reader) -> int | None:
    """By how many degrees clockwise the picture must be turned to stand upright; None if it cannot be told."""
    try:
        said = _run(["stdin", "stdout", "--psm", "0", "--dpi", "300"], picture, TIMEOUT_S, reader.beat)
    except TesseractFailed:  # too few characters, or the model `osd` is not installed
        return None
    found = _ROTATE.search(said)
    return int(found[1]) % 360 if found else None


def _run(arguments: list[str], picture: bytes, limit_s: float, beat: Callable[[], None] = _nobody) -> bytes:
    executable = shutil.which("tesseract")
    if executable is None:
        raise TesseractFailed("Tesseract is not on this machine")
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX", "TMPDIR") if name in os.environ}
    beat()
    try:
        process = subprocess.Popen(  # noqa: S603 (the executable alone, arguments made here)
            [executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"},
        )
    except OSError as error:
        raise TesseractFailed(f"Tesseract cannot be started ({error.strerror})") from error
    with process:
        _allow_time(process.pid, limit_s)
        said, complaint = _wait(process, picture, limit_s, beat)
    beat()
    if process.returncode != 0:
        lines = complaint.decode("utf-8", "replace").strip().splitlines()
        raise TesseractFailed(f"Tesseract failed ({lines[-1][:120] if lines else process.returncode})")
    return said


def _wait(
    process: subprocess.Popen[bytes], picture: bytes, limit_s: float, beat: Callable[[], None]
) -> tuple[bytes, bytes]:
    """What it says on its two streams; it is killed when its time is up or the waiting is broken off."""
    # Popen.communicate writes its input in its first call alone: after a timeout the rest would never come.
    feeder = threading.Thread(target=_feed, args=(process.stdin, picture), name="tesseract-input", daemon=True)
    process.stdin = None
    feeder.start()
    ends = time.monotonic() + limit_s
    try:
        while True:
            try:
                return process.communicate(timeout=min(_BEAT_S, limit_s))
            except subprocess.TimeoutExpired:
                if time.monotonic() >= ends:
                    raise TesseractFailed(f"OCR took longer than {limit_s:.0f} s") from None
                beat()
    finally:
        if process.poll() is None:
            process.kill()
        feeder.join()


def _feed(stream: IO[bytes] | None, picture: bytes) -> None:
    assert stream is not None
    with contextlib.suppress(OSError), stream:  # it may have ended without reading all
        stream.write(picture)


def _allow_time(pid: int, seconds: float) -> None:
    """Processor time of its own, where the process that starts it has a limit that is nearly used."""
    if resource is None or not hasattr(resource, "prlimit"):  # prlimit is there on Linux
        return
    with contextlib.suppress(OSError):
        _, hard = resource.prlimit(pid, resource.RLIMIT_CPU)
        resource.prlimit(pid, resource.RLIMIT_CPU, (int(seconds) + 1, hard))
