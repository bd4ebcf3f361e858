"""The guard: its children read as the loaders do, cost only the file they die of, and reach nothing."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from retrieval import loaders
from retrieval.documents import (
    Block,
    BlockKind,
    Hidden,
    HiddenKind,
    LoadedFile,
    OcrWord,
    PagePicture,
    Skipped,
    Table,
)
from retrieval.errors import (
    ChangedMeanwhile,
    CorruptFile,
    ParserFailed,
    SettingsError,
    TooLarge,
    TooSlow,
    UnreadableFile,
)
from retrieval.guard import answers
from retrieval.guard.frames import BrokenFrame, Kind, read_frame, write_frame
from retrieval.guard.limits import Limits
from retrieval.guard.output import check_output
from retrieval.guard.pool import Pool
from retrieval.guard.wanted import Wanted
from tests.retrieval.made import load, wanted

REPO = Path(__file__).resolve().parent.parent.parent
linux = pytest.mark.skipif(sys.platform != "linux", reason="what the kernel of Linux takes away")


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with contextlib.closing(Pool(workers=1)) as opened:
        yield opened


def children_of(pool: Pool) -> list[psutil.Process]:
    """The processes that read files for a pool."""
    return [psutil.Process(number) for number in pool.processes]


# Good files


def test_the_sample_records_are_read_as_the_loaders_read_them(samples: Path, pool: Pool) -> None:
    files = [file for file in sorted(samples.rglob("*")) if file.is_file()]
    assert len({file.suffix for file in files}) > 6
    files = [file for n, file in enumerate(files) if file.suffix != ".pdf" or n % 3 == 0]
    for file in files:
        assert load(pool, file) == loaders.load(file.name, file.read_bytes()), file


def test_a_thousand_small_files_cost_a_handful_of_processes(tmp_path: Path) -> None:
    for number in range(1_000):
        (tmp_path / f"{number}.md").write_text(f"# Step {number}\n\nMix {number} mL.\n", "utf-8")
    with contextlib.closing(Pool(workers=2)) as pool:
        answers_due = [pool.submit(wanted(place)) for place in tmp_path.iterdir()]
        assert all(due.result() for due in answers_due)
        assert pool.starts <= 2


def test_a_pool_without_files_starts_nothing() -> None:
    with contextlib.closing(Pool()) as pool:
        with pytest.raises(UnreadableFile):
            pool.check("notes.xyz", 1)
        assert pool.starts == 0


# A child that dies


def test_a_child_that_is_killed_costs_one_file(tmp_path: Path, pool: Pool) -> None:
    place = tmp_path / "good.md"
    place.write_text("# Good\n", "utf-8")
    load(pool, place)
    (before,) = children_of(pool)
    before.kill()
    before.wait()
    assert load(pool, place).blocks[0].text == "Good"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_parser_that_crashes_is_named_and_the_next_file_is_read(how: signal.Signals, tmp_path: Path) -> None:
    slow, good = tmp_path / "slow.md", tmp_path / "good.md"
    slow.write_bytes(b"[" * 1_000_000)  # seconds of work
    good.write_text("# Good\n", "utf-8")
    with contextlib.closing(Pool(workers=1)) as pool:
        load(pool, good)
        due = pool.submit(wanted(slow))
        (child,) = children_of(pool)
        used = sum(child.cpu_times()[:2])
        while sum(child.cpu_times()[:2]) < used + 0.5:
            time.sleep(0.02)
        child.send_signal(how)
        with pytest.raises(ParserFailed, match=how.name):
            due.result()
        assert load(pool, good).blocks[0].text == "Good"
        assert pool.starts == 2


def test_what_takes_too_long_or_too_much_is_stopped(tmp_path: Path) -> None:
    slow, large, good = tmp_path / "slow.md", tmp_path / "large.txt", tmp_path / "good.md"
    slow.write_bytes(b"[" * 1_000_000)
    large.write_bytes(b"Thaw the vial.\n\n" * 10_000)
    good.write_text("# Good\n", "utf-8")
    with contextlib.closing(Pool(Limits(stall_s=1.5, characters=100_000), workers=1)) as pool:
        with pytest.raises(TooSlow, match="parse_stall_s"):
            load(pool, slow)
        with pytest.raises(TooLarge, match="characters"):
            load(pool, large)
        assert load(pool, good).blocks[0].text == "Good"


def test_memory_is_bounded(tmp_path: Path) -> None:
    place = tmp_path / "wide.json"
    place.write_bytes(b"[" + b'{"a":1},' * 3_000_000 + b"{}]")
    limits = Limits(memory_mb=300, stall_s=20)
    with contextlib.closing(Pool(limits, workers=1)) as pool, pytest.raises(TooLarge, match="parse_memory_mb"):
        load(pool, place)


def test_a_child_that_cannot_start_is_a_setting(tmp_path: Path) -> None:
    place = tmp_path / "good.md"
    place.write_text("# Good\n", "utf-8")
    with contextlib.closing(Pool(Limits(open_files=0), workers=1)) as pool, pytest.raises(SettingsError):
        load(pool, place)


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path, pool: Pool) -> None:
    place = tmp_path / "a.md"
    place.write_text("# Before\n", "utf-8")
    before = wanted(place)
    for changed in ("# After!\n", "# Before\n\nand more\n", "# B"):
        place.write_text(changed, "utf-8")
        with pytest.raises(ChangedMeanwhile):
            pool.read(before)
    assert load(pool, place).blocks


def test_a_pipe_or_a_missing_file_does_not_wait(tmp_path: Path, pool: Pool) -> None:
    fifo = tmp_path / "pipe.md"
    os.mkfifo(fifo)
    with pytest.raises(UnreadableFile, match="no file"):
        pool.read(Wanted(fifo, 0, ""))
    with pytest.raises(FileNotFoundError):
        pool.read(Wanted(tmp_path / "gone.md", 0, ""))


def test_closing_ends_the_children_at_work(tmp_path: Path) -> None:
    place = tmp_path / "slow.md"
    place.write_bytes(b"[" * 1_000_000)
    opened = Pool(workers=1)
    due = opened.submit(wanted(place))
    while not children_of(opened):
        time.sleep(0.01)
    (child,) = children_of(opened)
    opened.close()
    assert isinstance(due.exception(), (ParserFailed, TooSlow))
    assert not child.is_running()
    assert opened.processes == []


@linux
def test_children_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    place = tmp_path / "slow.md"
    place.write_bytes(b"[" * 1_000_000)
    code = (
        "import hashlib, pathlib, sys\n"
        "from retrieval.guard.pool import Pool\nfrom retrieval.guard.wanted import Wanted\n"
        "place = pathlib.Path(sys.argv[1]); data = place.read_bytes()\n"
        "Pool(workers=1).submit(Wanted(place, len(data), hashlib.sha256(data).hexdigest())).result()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(place)], cwd=REPO)
    seen = psutil.Process(parent.pid)
    while not seen.children():
        time.sleep(0.02)
    (child,) = seen.children()
    time.sleep(1.0)  # into its work
    parent.kill()
    parent.wait()
    child.wait(timeout=10)


# What a child may do: asked of a process that gives up the same


def given_up(program: str, *arguments: str, secret: str = "") -> str:
    """What a program prints that has entered the sandbox."""
    start = (
        "import sys, os, json\nfrom retrieval.guard.limits import Limits\nfrom retrieval.guard.sandbox import Sandbox\n"
        "def attempt(name, action):\n"
        "    try: result[name] = repr(action())\n"
        "    except BaseException as error: result[name] = 'refused ' + type(error).__name__\n"
        "result = {}\nout = os.dup(1)\n"
        "Sandbox(Limits()).enter()\n"
    )
    end = "\nos.write(out, json.dumps(result).encode())\n"
    done = subprocess.run(
        [sys.executable, "-c", start + program + end, *arguments],
        cwd=REPO,
        env={**os.environ, "SETPOINT_SECRET": secret},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_child_reaches_no_file_network_or_program(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary", "utf-8")
    program = """
import ctypes
path = sys.argv[1]
attempt("read", lambda: open(path).read())
attempt("read by number", lambda: os.read(os.open(path, os.O_RDONLY), 9))
attempt("list", lambda: os.listdir(os.path.dirname(path)))
attempt("write", lambda: open(path, "w"))
attempt("make", lambda: os.mkdir(path + ".d"))
attempt("remove", lambda: os.remove(path))
attempt("passwd", lambda: open("/etc/passwd").read())
import socket
attempt("socket", lambda: socket.create_connection(("127.0.0.1", 9)))
attempt("resolve", lambda: socket.getaddrinfo("example.org", 80))
import subprocess
attempt("program", lambda: subprocess.run(["true"]))
attempt("system", lambda: os.system("true"))
attempt("fork", lambda: os.fork())
attempt("climb", lambda: open(os.__file__ + "/../../../../../../../.." + path).read())
import pdfplumber, docx, openpyxl, pptx, docutils.core, bs4, markdown_it, clevercsv
result["parsers"] = "loaded"
"""
    result = json.loads(given_up(program, str(secret)))
    assert result.pop("parsers") == "loaded"
    assert {name: said for name, said in result.items() if not said.startswith("refused")} == {}
    assert secret.read_text("utf-8") == "canary"
    assert not Path(f"{secret}.d").exists()


@linux
def test_the_kernel_holds_where_python_is_passed_by(tmp_path: Path) -> None:
    """What C code does is seen by no hook: the kernel refuses it, where it can."""
    secret = tmp_path / "secret.txt"
    secret.write_text("canary", "utf-8")
    program = """
import ctypes
from retrieval.guard import kernel
libc = ctypes.CDLL(None, use_errno=True)
result["landlock"] = libc.syscall(444, None, 0, 1) >= 1
result["open"] = libc.open(sys.argv[1].encode(), 0)
result["write"] = libc.open((sys.argv[1] + ".new").encode(), 0o101, 0o600)
"""
    result = json.loads(given_up(program, str(secret)))
    if not result["landlock"]:
        pytest.skip("this kernel has no Landlock")
    assert (result["open"], result["write"]) == (-1, -1)


def test_no_secret_of_the_environment_reaches_a_child(pool: Pool, tmp_path: Path) -> None:
    place = tmp_path / "good.md"
    place.write_text("# Good\n", "utf-8")
    load(pool, place)
    (child,) = children_of(pool)
    assert not [name for name in child.environ() if name.startswith("SETPOINT") or "PROXY" in name.upper()]
    assert str(tmp_path) not in " ".join(child.cmdline())


# The wire


def answer_of(loaded: LoadedFile) -> LoadedFile:
    return answers.unpacked(answers.packed(loaded), [picture.png for picture in loaded.pictures])


def test_every_noun_comes_back_as_it_was() -> None:
    loaded = LoadedFile(
        (
            Block(BlockKind.HEADING, "µ 10⁶ \u2028 \x00 \ud800".encode("utf-8", "replace").decode(), 2, 3),
            Block(BlockKind.TABLE, table=Table(("a", "b"), (("1", "2"),), "caption", ("row 1",))),
        ),
        pages=3,
        furniture=("page",),
        title="title",
        skipped=(Skipped("page 2", "blank"),),
        hidden=(Hidden(HiddenKind.TAG, "page 1", "text"),),
        pictures=(PagePicture(2, 300, b"\x89PNG\r\n\x1a\n\x00\xff"),),
        ocr_words=(OcrWord(2, 0, 4, 91.5, 1, 2, 3, 4),),
    )
    assert answer_of(loaded) == loaded


GOOD = json.loads(answers.packed(LoadedFile((Block(BlockKind.PARAGRAPH, "text"),))))


@pytest.mark.parametrize(
    "change",
    [
        {"blocks": [{"kind": "paragraph", "text": 7}]},
        {"blocks": [{"kind": "script", "text": "x"}]},
        {"blocks": [{"kind": "paragraph", "text": "x", "page": -1}]},
        {"blocks": [{"kind": "paragraph", "text": "x", "page": 10**30}]},
        {"blocks": [{"kind": "table", "text": "x"}]},
        {"blocks": [{"kind": "table", "table": {"header": ["a"], "rows": [["1", "2"]]}}]},
        {"pages": "many"},
        {"pages": 10**12},
        {"pictures": [{"page": 1, "dpi": 300, "png": ""}]},
        {
            "ocr_words": [
                {"page": 1, "start": 5, "end": 4, "confidence": 9.0, "left": 0, "top": 0, "width": 1, "height": 1}
            ]
        },
        {
            "ocr_words": [
                {"page": 1, "start": 0, "end": 4, "confidence": 1e9, "left": 0, "top": 0, "width": 1, "height": 1}
            ]
        },
    ],
)
def test_an_answer_that_no_honest_child_gives_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ParserFailed, match="wrong answer"):
        answers.unpacked(json.dumps({**GOOD, **change}).encode(), [])


@pytest.mark.parametrize("payload", [b"", b"[]", b"{", b'{"kind": "SystemExit", "what": "", "next": ""}', b"\xff"])
def test_a_refusal_that_no_honest_child_gives_is_a_failure(payload: bytes) -> None:
    assert isinstance(answers.unpacked_refusal(payload), ParserFailed)


def test_a_refusal_is_one_line_of_its_class() -> None:
    said = answers.unpacked_refusal(answers.packed_refusal(CorruptFile("cut\nshort \x1b", next_step="mend\nit")))
    assert type(said) is CorruptFile
    assert "\n" not in str(said)


def test_frames_are_bounded() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb") as sink:
        write_frame(sink, Kind.RESULT, b"x" * 100)
        with pytest.raises(BrokenFrame, match="100 bytes"):
            read_frame(source, 99)
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source:
        os.write(writing, b"?\x00\x00\x00\x01x")
        os.close(writing)
        with pytest.raises(BrokenFrame, match="unknown"):
            read_frame(source, 99)
        with pytest.raises(EOFError):
            read_frame(source, 99)


def test_output_is_bounded_by_characters_and_cells() -> None:
    wide = LoadedFile((Block(BlockKind.TABLE, table=Table((), (("1",) * 10,) * 10)),))
    check_output(wide, Limits(cells=100))
    with pytest.raises(TooLarge, match="cells"):
        check_output(wide, Limits(cells=99))
    with pytest.raises(TooLarge, match="characters"):
        check_output(wide, Limits(characters=99))


# Corruption


CORRUPTIONS: dict[str, Callable[[random.Random, bytearray], None]] = {}


def corruption(change: Callable[[random.Random, bytearray], None]) -> Callable[[random.Random, bytearray], None]:
    CORRUPTIONS[change.__name__] = change
    return change


@corruption
def flip(chance: random.Random, data: bytearray) -> None:
    for _ in range(chance.choice((1, 8, 64))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


@corruption
def truncate(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(1, len(data)) :]


@corruption
def duplicate(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 4_096)]
    data[start:start] = piece * chance.choice((1, 10, 100))


@corruption
def zeros(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    size = chance.randrange(1, 2_048)
    data[start : start + size] = bytes(min(size, len(data) - start))


def test_two_hundred_corruptions_of_good_files(samples: Path, tmp_path: Path) -> None:
    """Each is read or refused with a next step, in its time; the children live on or are replaced."""
    chance = random.Random(20_260)
    by_format: dict[str, list[Path]] = {}
    for file in sorted(samples.rglob("*")):
        if file.suffix in loaders.SUFFIXES:
            by_format.setdefault(file.suffix, []).append(file)
    formats = sorted(by_format)
    assert len(formats) >= 7
    names = list(CORRUPTIONS)
    with contextlib.closing(Pool(workers=2)) as pool:
        due = []
        for number in range(200):
            source = chance.choice(by_format[formats[number % len(formats)]])
            data = bytearray(source.read_bytes())
            CORRUPTIONS[names[number % len(names)]](chance, data)
            place = tmp_path / f"{number}{source.suffix}"
            place.write_bytes(data)
            due.append((place, pool.submit(wanted(place))))
        began = time.monotonic()
        for place, answer in due:
            try:
                answer.result()
            except UnreadableFile as error:
                assert error.next_step, (place, error)
                assert not isinstance(error, TooSlow), place
        assert time.monotonic() - began < 120
        assert threading.active_count() < 20
