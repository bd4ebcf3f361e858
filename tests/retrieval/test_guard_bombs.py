"""Files that are made to harm: each ends by itself, costs only itself, and reaches nothing outside.

bench/guard_bombs.py measures all of bench/bombs.py; here are one or two of each family.
"""

from __future__ import annotations

import contextlib
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.bombs import write_bombs
from bench.guard_bombs import CANARY, Growth, listening, read
from retrieval.errors import UnreadableFile
from retrieval.guard.pool import Pool
from retrieval.ingest import Ingest
from retrieval.ingest_report import Silent, State
from retrieval.ledger import Ledger
from retrieval.survey import survey
from tests.retrieval.made import CountingEmbedder, load

# How each must end: what is said of it, or "read" where what is harmful in it is left out.
BOMBS = {
    "540 MB.docx": "TooLarge",
    "nested.docx": "read",
    "overlapping.docx": "TooLarge",
    "lying.docx": "CorruptFile",
    "laughs.docx": "CorruptFile",
    "laughs utf-16.docx": "CorruptFile",
    "laughs late.docx": "CorruptFile",
    "laughs ebcdic.docx": "CorruptFile",
    "laughs.xlsx": "CorruptFile",
    "xxe file.docx": "CorruptFile",
    "xxe http.docx": "CorruptFile",
    "xxe file.xlsx": "CorruptFile",
    "xxe http.html": "read",
    "xxe file.html": "read",
    "linked http.docx": "read",
    "one node.docx": "CorruptFile",
    "million rows.xlsx": "TooLarge",
    "stray cell.xlsx": "read",
    "flate 200 MB of text.pdf": "TooSlow",
    "object is itself.pdf": "TooSlow",
    "contents in a circle.pdf": "NoText",
    "forms in a circle.pdf": "NoText",
    "pages in a circle.pdf": "CorruptFile",
    "pages 20,000 deep.pdf": "CorruptFile",
    "tables in a circle.pdf": "CorruptFile",
    "table of 2,000,000,000.pdf": "CorruptFile",
    "sparse.txt": "TooLarge",
    "one line.csv": "TooLarge",
    "deep.json": "CorruptFile",
    "reads.rst": "read",
    "links.html": "read",
}
# The bound is 10 s. A machine that is shared with other tests may take as long again.
LATEST_S = 20.0
GROWTH_MB = 200.0


@pytest.fixture(scope="module")
def danger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of bombs; at the end nobody has called the server that they name."""
    place = tmp_path_factory.mktemp("danger")
    secret = place / "secret.txt"
    secret.write_text(CANARY, "utf-8")
    with listening() as (server, callers):
        write_bombs(place / "bombs", secret, server, BOMBS.__contains__)
        yield place / "bombs"
        assert callers == []


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with contextlib.closing(Pool(workers=1)) as opened:
        yield opened


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_by_itself_and_reads_nothing_outside(name: str, danger: Path, pool: Pool) -> None:
    with Growth() as growth:
        began = time.monotonic()
        said = read(pool, danger / name)  # fails where the canary is in what was read
        seconds = time.monotonic() - began
    assert said.startswith(BOMBS[name]), said
    assert "; " in said or said.startswith("read"), "the next step is missing"
    assert seconds < LATEST_S
    assert growth.megabytes < GROWTH_MB


def test_everything_else_in_the_folder_is_read(danger: Path, tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.mkdir()
    quick = [name for name, end in BOMBS.items() if end not in ("TooSlow", "TooLarge")]
    for name in [*quick, "sparse.txt"]:
        (records / name).hardlink_to(danger / name)
    (records / "slow.pdf").hardlink_to(danger / "object is itself.pdf")
    for number in range(12):
        (records / f"{number}.md").write_text(f"# Thawing {number}\n\nThaw vial {number} at 37 °C.\n", "utf-8")
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    with Growth() as growth:
        report = Ingest(ledger, CountingEmbedder(), "main", Silent()).run(survey([records], tmp_path, ledger))
    states = {Path(o.path).name: o.state for o in report.outcomes}
    assert all(states[f"{number}.md"] is State.ADDED for number in range(12))
    assert all(states[name] is (State.ADDED if BOMBS[name] == "read" else State.FAILED) for name in quick)
    assert growth.megabytes < GROWTH_MB
    assert not any(CANARY in ledger.text(document.digest) for document in ledger.catalogue())
    again = {Path(c.path).name: c.looks_unchanged for c in survey([records], tmp_path, ledger)}
    assert not again["slow.pdf"], "what took too long is tried again on another day"
    ledger.close()


def test_embedded_files_and_macros_are_named(danger: Path, pool: Pool, samples: Path, tmp_path: Path) -> None:
    loaded = load(pool, danger / "nested.docx")
    assert [s.where for s in loaded.skipped] == ["embedded file 'inner.zip'"]
    source = next(samples.rglob("*.xlsx"))
    place = tmp_path / "with macros.xlsm"
    place.write_bytes(source.read_bytes())
    with zipfile.ZipFile(place, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub Auto_Open()")
        package.writestr("xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0")
        package.writestr("xl/activeX/activeX1.bin", b"x")
    named = {skipped.where: skipped.reason for skipped in load(pool, place).skipped}
    assert "not run" in named["macros"]
    assert {"embedded file 'oleObject1.bin'", "embedded file 'activeX1.bin'"} < named.keys()
    assert load(pool, place).blocks == load(pool, source).blocks


def test_the_collections_of_hostile_and_odd_files(corpora: Path, pool: Pool) -> None:
    places = [corpora / "security", corpora / "doc_robustness"]
    files = [file for place in places for file in sorted(place.rglob("*")) if file.is_file()]
    assert len(files) > 50
    for file in files:
        began = time.monotonic()
        try:
            load_size = len(repr(load_or_refuse(pool, file)))
        finally:
            assert time.monotonic() - began < LATEST_S, file
        assert load_size


def load_or_refuse(pool: Pool, file: Path) -> object:
    try:
        return load(pool, file)
    except UnreadableFile as error:
        assert error.next_step, file
        return error
