"""The seam to Tesseract: the one place that starts it.

It is given a picture on standard input and answers on standard output, so that it needs no temporary
file. It works in one thread (OMP_THREAD_LIMIT=1: more threads make a page slower, tesseract-ocr issue
263) and is killed when it does not end in time.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess

from retrieval.errors import SettingsError

# A dense A4 page at 300 dpi takes 1 to 3 s; pictures of noise have been seen to take 40.
TIMEOUT_S = 60.0
_LANGUAGE = re.compile(r"[A-Za-z][\w/-]*(?:\+[A-Za-z][\w/-]*)*")
_ROTATE = re.compile(rb"Rotate: (\d+)")


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


def hocr(picture: bytes, language: str, mode: int, dpi: int, only: str = "") -> bytes:
    """The hOCR of a picture (PNG or PNM), read with a page segmentation mode, as `only` these characters."""
    settings = ["-c", "tessedit_create_hocr=1", "-c", "hocr_char_boxes=1"]
    settings += ["-c", f"tessedit_char_whitelist={only}"] if only else []
    return _run(
        ["stdin", "stdout", "-l", language, "--psm", str(mode), "--dpi", str(dpi), *settings], picture, TIMEOUT_S
    )


def turn(picture: bytes) -> int | None:
    """By how many degrees clockwise the picture must be turned to stand upright; None if it cannot be told."""
    try:
        said = _run(["stdin", "stdout", "--psm", "0", "--dpi", "300"], picture, TIMEOUT_S)
    except TesseractFailed:  # too few characters, or the model `osd` is not installed
        return None
    found = _ROTATE.search(said)
    return int(found[1]) % 360 if found else None


def _run(arguments: list[str], picture: bytes, limit_s: float) -> bytes:
    executable = shutil.which("tesseract")
    if executable is None:
        raise TesseractFailed("Tesseract is not on this machine")
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX", "TMPDIR") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 (the executable alone, arguments made here)
            [executable, *arguments],
            input=picture,
            capture_output=True,
            timeout=limit_s,
            check=False,
            env={**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired as error:
        raise TesseractFailed(f"OCR took longer than {limit_s:.0f} s") from error
    except OSError as error:
        raise TesseractFailed(f"Tesseract cannot be started ({error.strerror})") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise TesseractFailed(f"Tesseract failed ({said[-1][:120] if said else done.returncode})")
    return done.stdout
