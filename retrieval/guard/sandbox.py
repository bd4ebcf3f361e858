"""What a child gives up before it is handed a file, in layers.

`ctypes` reaches below the first layer, and C code of a parser never passes it; the second and third
hold there too, as far as the system has them.

1. An audit hook of Python (PEP 578) refuses sockets, other programs, writing, and opening what does
   not belong to Python, on every system. It makes a library that turns to the network or the disk
   fail as if it were not there.
2. The kernel of Linux takes away network and files (`kernel`).
3. Limits of the process (setrlimit(2), on POSIX systems): address space, processor time, open files,
   no file written, no core dump.

With OCR, the child may start one program, Tesseract, and write into one folder of its own.
"""

from __future__ import annotations

import mimetypes
import os
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from retrieval.guard import kernel
from retrieval.guard.limits import Limits

try:
    import resource
except ImportError:  # Windows
    resource = None

_PACKAGE = Path(__file__).resolve().parent.parent
# What C libraries open by themselves: the loader's cache, time zone, random numbers, the empty device.
_SYSTEM_FILES = tuple(
    Path(name)
    for name in (
        "/usr/lib",
        "/usr/lib64",
        "/usr/share/zoneinfo",
        "/lib",
        "/lib64",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/dev/urandom",
        "/dev/null",
    )
)
# What Tesseract needs besides: itself, its models, and the processor's description.
_OCR_FILES = tuple(
    Path(name) for name in ("/usr/bin", "/usr/local/bin", "/usr/share", "/usr/local/share", "/usr/local/lib", "/proc")
)
_OCR_PROGRAM = "tesseract"
_OCR_FILE_BYTES = 256_000_000  # a page at 600 dpi in colour, unpacked, is 100 MB

_REFUSED_EVENTS = frozenset(
    """
    os.system os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile os.startfile/2 pty.spawn
    os.kill os.killpg signal.pthread_kill os.chdir os.fchdir
    os.chmod os.chown os.lchmod os.chflags os.lockf os.setxattr os.removexattr
    sqlite3.connect urllib.Request webbrowser.open ftplib.connect smtplib.connect telnetlib.Telnet.open
    http.client.connect imaplib.open nntplib.connect poplib.connect sys.addaudithook
    """.split()  # the list of the library reference, "Audit events table"
)
_WRITING_EVENTS = frozenset(
    "os.remove os.rename os.mkdir os.rmdir os.link os.symlink os.truncate os.utime shutil.rmtree shutil.move "
    "shutil.copyfile tempfile.mkstemp tempfile.mkdtemp".split()
)
_READING_EVENTS = frozenset(["os.listdir", "os.scandir", "glob.glob", "glob.glob/2"])
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What stays within reach: `scratch` is the folder that OCR may write to, None without OCR."""

    limits: Limits
    scratch: Path | None = None

    @property
    def readable(self) -> tuple[Path, ...]:
        """Folders and files that Python and its parsers are made of."""
        paths = sysconfig.get_paths()
        own = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
        own |= {entry for entry in sys.path if entry.endswith((".zip", "site-packages", "dist-packages"))}
        own |= {str(Path(prefix) / "lib") for prefix in (sys.base_prefix, sys.base_exec_prefix)}
        named = [*map(Path, sorted(own)), _PACKAGE, *_SYSTEM_FILES, *map(Path, mimetypes.knownfiles)]
        if self.scratch:
            named += [*_OCR_FILES, self.scratch]
        return tuple(dict.fromkeys(place.resolve() for place in named))

    def enter(self) -> None:
        """Give everything else up, for good. In a process of its own, before it starts a thread."""
        kernel.die_with_parent()
        self._limit()
        kernel.leave_network()
        writable = (self.scratch,) if self.scratch else ()
        kernel.leave_files(self.readable, (*writable, Path("/dev/null")))
        sys.addaudithook(_Hook(tuple(map(str, self.readable)), str(self.scratch) if self.scratch else None))

    def _limit(self) -> None:
        if resource is None:
            return
        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_NOFILE, self.limits.open_files)
        _lower(resource.RLIMIT_FSIZE, _OCR_FILE_BYTES if self.scratch else 0)
        _lower(resource.RLIMIT_AS, self.limits.memory_mb * 1_000_000)


def _lower(which: int, to: int) -> None:
    """Set a limit for good, unless a lower one stands. macOS knows RLIMIT_AS and refuses to set it."""
    assert resource is not None
    _, hard = resource.getrlimit(which)
    to = to if hard == resource.RLIM_INFINITY else min(to, hard)
    try:
        resource.setrlimit(which, (to, to))
    except (ValueError, OSError):
        return


def allow_cpu(seconds: int) -> None:
    """Let this process run until it has used so many processor seconds; then the system ends it."""
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def cpu_used() -> float:
    """Processor seconds of this process so far."""
    if resource is None:
        return 0.0
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class AddressSpace:
    """How much address space this process has, asked of Linux by a file that is opened beforehand."""

    def __init__(self) -> None:
        place = Path("/proc/self/statm")
        self._opened = os.open(place, os.O_RDONLY) if place.exists() else None

    def bytes(self) -> int:
        """Bytes, 0 where the system does not tell."""
        if self._opened is None:
            return 0
        return int(os.pread(self._opened, 100, 0).split()[0]) * os.sysconf("SC_PAGE_SIZE")


class _Hook:
    """The audit hook. It raises PermissionError, which libraries take as any other refusal of the system."""

    def __init__(self, readable: tuple[str, ...], scratch: str | None) -> None:
        self._readable = readable
        self._scratch = scratch

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            self._check_open(arguments)
        elif event in _REFUSED_EVENTS or event.startswith("socket."):
            raise PermissionError(f"{event} is not allowed while a file is read")
        elif event in _READING_EVENTS:
            self._check(arguments[0], self._readable)
        elif event in _WRITING_EVENTS:
            self._check(arguments[0], (self._scratch,) if self._scratch else ())
        elif event == "subprocess.Popen":
            self._check_program(arguments)

    def _check_open(self, arguments: tuple[object, ...]) -> None:
        path, mode, flags = arguments
        writes = isinstance(flags, int) and flags & _WRITE_FLAGS
        if isinstance(path, int):  # a pipe that this process has
            return
        if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            self._check(path, (self._scratch, os.devnull) if self._scratch else (os.devnull,))
        else:
            self._check(path, self._readable)

    def _check(self, path: object, allowed: tuple[str, ...]) -> None:
        if isinstance(path, int):
            return
        name = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else os.curdir
        whole = os.path.realpath(name)
        if not any(whole == place or whole.startswith(place + os.sep) for place in allowed):
            raise PermissionError(f"{whole} is not to be opened while a file is read")

    def _check_program(self, arguments: tuple[object, ...]) -> None:
        program, words = arguments[0], arguments[1]
        first = words[0] if isinstance(words, (list, tuple)) and words else words
        named = program or first
        base = Path(os.fsdecode(named)).name if isinstance(named, (str, bytes, os.PathLike)) else ""
        if self._scratch is None or base.removesuffix(".exe") != _OCR_PROGRAM:
            raise PermissionError("no program is started while a file is read")
