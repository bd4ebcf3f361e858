"""Ingest over small folders: what changed is read, and only that; nothing stored is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from retrieval import loaders
from retrieval.documents import Status
from retrieval.embedding import HashingEmbedder
from retrieval.guard.pool import Pool
from retrieval.guard.wanted import open_regular
from retrieval.ingest import Ingest
from retrieval.ingest_report import IngestReport, Silent, State
from retrieval.ledger import Ledger
from retrieval.survey import survey
from tests.retrieval.made import MODEL, PADDING, CountingEmbedder, Folder

THAW = "# Thawing\n\nThaw the vial at 37 °C.\n"
WASH = "# Washing\n\nWash the beads twice at 300 × g.\n"


@pytest.fixture
def library(tmp_path: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")


@pytest.fixture
def folder(tmp_path: Path, library: Ledger) -> Folder:
    (tmp_path / "records").mkdir()
    return Folder(tmp_path / "records", library)


@pytest.fixture
def opened(folder: Folder) -> list[str]:
    """The names of files that parsers were given, in order."""
    return folder.opened


def outcome(report: IngestReport, path: str):
    [found] = [o for o in report.outcomes if o.path == path]
    return found


def sop(version: str, text: str, number: str = "SOP-014") -> str:
    return f"# {number} Thawing\n\nDocument number: {number}\n\nVersion: {version}\n\n## 1 Steps\n\n{text}\n"


def assert_whole(ledger: Ledger) -> None:
    """Every document has its text, its lines, its passages, and a vector of the model for each."""
    documents = ledger.catalogue()
    canonical = ledger.canonical(d.digest for d in documents)
    passages = 0
    for document in documents:
        ids = ledger.passage_ids(document.digest)
        assert canonical[document.digest].lines
        assert ids
        for stored in ledger.passages(list(ids.values())).values():
            assert stored.text == canonical[document.digest].text[stored.passage.start : stored.passage.end]
        passages += len(ids)
    assert len(ledger.passage_vectors(MODEL)[0]) == passages == ledger.counts()["passages"]


# States


def test_the_same_folder_gives_the_same_library_on_both_databases(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    folder = Folder(tmp_path / "records", ledger)
    folder.write("thaw.md", THAW)
    folder.write("sub/wash.txt", "Wash the beads twice — naïve 😀 10⁴.")
    folder.write("bad.docx", b"PK\x03\x04 cut short")
    assert folder.states() == {"bad.docx": "failed", "sub/wash.txt": "added", "thaw.md": "added"}
    assert folder.states() == {"bad.docx": "failed", "sub/wash.txt": "unchanged", "thaw.md": "unchanged"}
    assert folder.texts() == {
        "sub/wash.txt": ["Wash the beads twice — naïve 😀 10⁴."],
        "thaw.md": ["Thawing\nThaw the vial at 37 °C."],
    }
    assert_whole(ledger)


def test_added_unchanged_changed_and_duplicate(folder: Folder) -> None:
    folder.write("thaw.md", THAW)
    folder.write("wash.md", WASH)
    assert folder.states() == {"thaw.md": "added", "wash.md": "added"}
    assert folder.states() == {"thaw.md": "unchanged", "wash.md": "unchanged"}
    folder.write("thaw.md", THAW + "\nTwice.\n")
    folder.write("copy of wash.md", WASH)
    report = folder.ingest()
    assert [(o.path, o.state.value) for o in report.outcomes] == [
        ("copy of wash.md", "duplicate"),
        ("thaw.md", "changed"),
        ("wash.md", "unchanged"),
    ]
    assert outcome(report, "copy of wash.md").note == "same bytes as wash.md"
    assert report.count(State.CHANGED) == 1
    assert folder.texts() == {
        "thaw.md": ["Thawing\nThaw the vial at 37 °C.\nTwice."],
        "wash.md": ["Washing\nWash the beads twice at 300 × g."],
    }
    assert folder.states() == {"copy of wash.md": "unchanged", "thaw.md": "unchanged", "wash.md": "unchanged"}
    assert_whole(folder.ledger)


def test_two_new_copies_in_one_run_are_one_document(folder: Folder) -> None:
    folder.write("a.md", WASH)
    folder.write("b.md", WASH)
    assert folder.states() == {"a.md": "added", "b.md": "duplicate"}
    assert list(folder.texts()) == ["a.md"]
    assert folder.states() == {"a.md": "unchanged", "b.md": "unchanged"}


def test_files_that_editors_leave_about_are_passed_over(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(WASH)
    for name in (".hidden.md", "~$lock.docx", ".git/x.md", "__pycache__/y.md", "Thumbs.db"):
        folder.write(name, THAW)
    (folder.root / "link.md").symlink_to(outside)
    folder.write("real.md", THAW)
    assert folder.states() == {"real.md": "added"}


# What cannot be read


BAD: dict[str, bytes] = {
    "cut.docx": b"PK\x03\x04 cut short",
    "empty.md": b"",
    "blank.txt": b" \n\t\n",
    "unknown.xyz": b"text",
    "scan.png": b"\x89PNG\r\n\x1a\n",
    "broken.pdf": b"%PDF-1.4\nnothing",
    "broken.json": b'{"a": ',
    "noending": b"text",
}


def test_bad_files_stop_nothing_and_say_what_to_do(folder: Folder) -> None:
    for name, data in BAD.items():
        folder.write(name, data)
    folder.write("a first.md", THAW)
    folder.write("z last.md", WASH)
    report = folder.ingest()
    failed = {o.path: o.reason for o in report.outcomes if o.state is State.FAILED}
    assert failed.keys() == BAD.keys()
    assert all(reason and "; " in reason for reason in failed.values())
    assert set(folder.texts()) == {"a first.md", "z last.md"}


def test_a_failure_is_remembered_and_not_parsed_again(folder: Folder, opened: list[str]) -> None:
    for name, data in BAD.items():
        folder.write(name, data)
    first = {o.path: o.reason for o in folder.ingest().outcomes}
    read = {name for name in BAD if Path(name).suffix in loaders.SUFFIXES}
    assert set(opened) == read | {"scan.png"}  # a picture is given to its reader too, which may have OCR
    opened.clear()
    second = folder.ingest()
    assert {o.path: o.reason for o in second.outcomes} == first
    assert {o.state for o in second.outcomes} == {State.FAILED}
    assert opened == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not hold for root")
def test_a_folder_that_may_not_be_listed_stops_nothing(folder: Folder) -> None:
    folder.write("z.md", THAW)
    folder.write("closed/a.md", WASH)
    (folder.root / "closed").chmod(0)
    try:
        report = folder.ingest()
    finally:
        (folder.root / "closed").chmod(0o700)
    assert {o.path: o.state.value for o in report.outcomes} == {"closed": "failed", "z.md": "added"}


def test_a_folder_that_vanishes_while_it_is_walked_stops_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a/thaw.md", THAW)
    folder.write("gone/wash.md", WASH)
    listed = Path.iterdir

    def unplugged(self: Path) -> Iterator[Path]:
        if self.name == "gone":
            raise OSError(5, "Input/output error")
        return listed(self)

    monkeypatch.setattr(Path, "iterdir", unplugged)
    report = folder.ingest()
    assert {o.path: o.state.value for o in report.outcomes} == {"a/thaw.md": "added", "gone": "failed"}
    assert "Input/output error" in (outcome(report, "gone").reason or "")
    monkeypatch.undo()
    assert folder.states() == {"a/thaw.md": "unchanged", "gone/wash.md": "added"}


def test_nothing_changed_starts_no_process(folder: Folder) -> None:
    folder.write("thaw.md", THAW)
    folder.write("bad.pdf", b"%PDF-1.4 nothing")
    folder.ingest()
    pool = Pool()
    again = Ingest(folder.ledger, CountingEmbedder(), "main", Silent(), pool)
    again.run(survey([folder.root], folder.root, folder.ledger))
    assert pool.starts == 0


def test_files_are_decided_on_in_their_order_however_many_read_ahead(folder: Folder, tmp_path: Path) -> None:
    """Copies, versions and failures come out as if one file had been read after the other."""
    for number in range(40):
        folder.write(f"{number:02}.md", sop(str(number % 7), f"Step {number % 11}.", f"SOP-{number % 13}"))
    folder.write("03.pdf", b"%PDF-1.4 nothing")
    seen = []
    for workers in (1, 3):
        ledger = Ledger.open(f"sqlite:///{tmp_path / f'{workers}.db'}")
        run = Ingest(ledger, CountingEmbedder(), "main", Silent(), Pool(workers=workers))
        report = run.run(survey([folder.root], folder.root, ledger))
        seen.append([(o.path, o.state, o.note, o.reason) for o in report.outcomes])
        ledger.close()
    assert seen[0] == seen[1]


def test_a_mended_file_is_read(folder: Folder) -> None:
    folder.write("thaw.md", b"")
    assert folder.states() == {"thaw.md": "failed"}
    folder.write("thaw.md", THAW)
    assert folder.states() == {"thaw.md": "added"}
    assert folder.ledger.files()["thaw.md"].failure is None


def test_a_file_whose_new_content_is_corrupt_keeps_what_was_stored(folder: Folder) -> None:
    folder.write("thaw.md", THAW)
    folder.ingest()
    folder.write("thaw.md", b"")
    report = folder.ingest()
    assert outcome(report, "thaw.md").state is State.FAILED
    assert "kept" in (outcome(report, "thaw.md").note or "")
    assert folder.texts() == {"thaw.md": ["Thawing\nThaw the vial at 37 °C."]}
    folder.write("thaw.md", THAW.replace("37", "38"))
    folder.ingest()
    assert folder.texts() == {"thaw.md": ["Thawing\nThaw the vial at 38 °C."]}


def test_a_file_that_is_restored_after_it_was_corrupt_is_as_before(folder: Folder) -> None:
    folder.write("thaw.md", THAW)
    folder.ingest()
    folder.write("thaw.md", b"")
    folder.ingest()
    folder.write("thaw.md", THAW)
    assert folder.states() == {"thaw.md": "changed"}
    assert folder.embedder.texts == []
    assert folder.states() == {"thaw.md": "unchanged"}
    assert folder.texts() == {"thaw.md": ["Thawing\nThaw the vial at 37 °C."]}


def test_a_file_that_may_not_be_opened_is_told_and_tried_again(folder: Folder) -> None:
    path = folder.write("thaw.md", THAW)
    path.unlink()
    path.symlink_to(folder.root / "nowhere.md")
    (folder.root / "wash.md").write_text(WASH)
    states = folder.states()
    assert states.get("wash.md") == "added"
    path.unlink()
    folder.write("thaw.md", THAW)
    assert folder.states()["thaw.md"] == "added"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("nul.txt", b"Thaw the vial \x00 at 37 C.\n"),
        ("nul.csv", b"a,b\n1,\x002\n"),
        ("nul.json", b'{"step": "thaw \\u0000 the vial"}'),
        ("surrogate.json", b'{"step": "thaw \\ud800 the vial"}'),
        ("surrogate.md", b"Thaw \xed\xa0\x80 the vial\n"),
        ("latin.txt", b"Thaw at 37 \xb0C.\n"),
    ],
)
def test_odd_characters_are_stored_or_refused_but_stop_nothing(ledger: Ledger, tmp_path: Path, name, data) -> None:
    (tmp_path / "records").mkdir()
    folder = Folder(tmp_path / "records", ledger)
    folder.write(name, data)
    folder.write("z.md", THAW)
    states = folder.states()
    assert states["z.md"] == "added"
    assert states[name] in ("added", "failed")
    assert_whole(ledger)


# Only what changed


def test_an_unchanged_file_is_not_opened(folder: Folder, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("thaw.md", THAW)
    folder.write("wash.md", WASH)
    folder.ingest()
    opened.clear()
    read: list[str] = []

    def counted(place: Path) -> BinaryIO:
        read.append(place.name)
        return open_regular(place)

    monkeypatch.setattr("retrieval.reading_ahead.open_regular", counted)
    folder.write("wash.md", WASH + "\nOnce more.\n")
    assert folder.states() == {"thaw.md": "unchanged", "wash.md": "changed"}
    assert (opened, read) == (["wash.md"], ["wash.md"])


def test_a_touched_file_costs_a_digest_and_no_parsing(folder: Folder, opened: list[str]) -> None:
    folder.write("thaw.md", THAW)
    folder.ingest()
    generation = folder.ledger.generation()
    opened.clear()
    folder.write("thaw.md", THAW)  # the same bytes, a second later
    assert folder.states() == {"thaw.md": "unchanged"}
    assert (opened, folder.embedder.texts) == ([], [])
    assert folder.ledger.generation() == generation


def test_a_file_changed_in_the_same_tick_with_the_same_size_is_seen(folder: Folder) -> None:
    path = folder.write("thaw.md", THAW)
    now = path.stat().st_ctime_ns
    os.utime(path, ns=(now, now))
    folder.ingest()
    path.write_bytes(THAW.replace("37", "38").encode())
    os.utime(path, ns=(now, now))
    assert folder.states() == {"thaw.md": "changed"}
    assert "38 °C" in folder.texts()["thaw.md"][0]


def test_an_edited_paragraph_embeds_only_the_passages_it_touches(folder: Folder) -> None:
    parts = [f"## Part {letter}\n\nStep {letter}.{PADDING}" for letter in "ABCDEF"]
    folder.write("long.md", "\n\n".join(parts))
    first = folder.ingest()
    assert first.embedded == len(folder.embedder.texts) == 6
    parts[3] = parts[3].replace("Step D", "Step D, done twice")
    folder.write("long.md", "\n\n".join(parts))
    second = folder.ingest()
    assert len(folder.embedder.texts) == second.embedded == 1
    assert "Step D, done twice" in folder.embedder.texts[0]
    assert second.reused == 5
    assert_whole(folder.ledger)


def test_identical_passages_of_two_files_are_embedded_once(folder: Folder) -> None:
    shared = f"Shared.{PADDING}"
    folder.write("a.md", f"# Same heading\n\n{shared}\n\n## Own\n\nOnly in a.{PADDING}")
    folder.write("b.md", f"# Same heading\n\n{shared}\n\n## Own\n\nOnly in b.{PADDING}")
    report = folder.ingest()
    assert len(folder.embedder.texts) == len(set(folder.embedder.texts)) == report.embedded == 3
    assert report.reused == 1
    assert folder.ledger.counts() == {"documents": 2, "passages": 4, "distinct_passages": 3, "vectors": 3}
    assert_whole(folder.ledger)


def test_vectors_of_a_removed_text_are_there_when_it_comes_back(folder: Folder) -> None:
    folder.write("thaw.md", THAW)
    folder.ingest()
    folder.write("thaw.md", WASH)
    folder.ingest()
    folder.write("thaw.md", THAW)
    assert folder.states() == {"thaw.md": "changed"}
    assert folder.embedder.texts == []
    assert_whole(folder.ledger)


def test_stored_vectors_are_those_of_the_text(folder: Folder) -> None:
    folder.write("thaw.md", THAW)
    folder.write("wash.md", WASH)
    folder.ingest()
    expected = HashingEmbedder().embed(folder.embedder.texts)
    stored = folder.ledger.passage_vectors(MODEL)[3]
    np.testing.assert_array_equal(np.sort(stored, axis=0), np.sort(expected, axis=0))


# Versions and paths


def test_a_new_version_of_the_same_number_at_the_same_path_keeps_the_old_one(folder: Folder) -> None:
    folder.write("thaw.md", sop("1", "Thaw at 36 °C."))
    folder.ingest()
    folder.write("thaw.md", sop("2", "Thaw at 37 °C."))
    report = folder.ingest()
    assert outcome(report, "thaw.md").state is State.CHANGED
    assert "version 1" in (outcome(report, "thaw.md").note or "")
    standing = {d.identity.version: d.status for d in folder.ledger.catalogue()}
    assert standing == {"1": Status.SUPERSEDED, "2": Status.EFFECTIVE}


def test_a_correction_of_the_same_version_takes_its_place(folder: Folder) -> None:
    folder.write("thaw.md", sop("1", "Thaw at 36 °C."))
    folder.ingest()
    folder.write("thaw.md", sop("1", "Thaw at 37 °C."))
    folder.ingest()
    [text] = folder.texts()["thaw.md"]
    assert "37 °C" in text


def test_a_changed_file_without_a_number_takes_the_place_of_the_old(folder: Folder) -> None:
    folder.write("notes.md", THAW)
    folder.ingest()
    folder.write("notes.md", WASH)
    folder.ingest()
    assert folder.texts() == {"notes.md": ["Washing\nWash the beads twice at 300 × g."]}


def test_going_back_to_an_older_version_keeps_both(folder: Folder) -> None:
    one, two = sop("1", "Thaw at 36 °C."), sop("2", "Thaw at 37 °C.")
    for content in (one, two, one):
        folder.write("thaw.md", content)
        folder.ingest()
    assert sorted(d.identity.version for d in folder.ledger.catalogue()) == ["1", "2"]
    assert folder.states() == {"thaw.md": "unchanged"}


def test_two_versions_in_two_files_are_told_of_each_other(folder: Folder) -> None:
    folder.write("v1.md", sop("1", "Thaw at 36 °C."))
    folder.write("v2.md", sop("2", "Thaw at 37 °C."))
    report = folder.ingest()
    assert outcome(report, "v1.md").note is None
    assert outcome(report, "v2.md").note == "SOP-014 is also here as version 1"


def test_a_vanished_file_keeps_its_document(folder: Folder) -> None:
    folder.write("thaw.md", THAW).unlink()
    folder.write("thaw.md", THAW)
    folder.write("wash.md", WASH)
    folder.ingest()
    (folder.root / "thaw.md").unlink()
    assert folder.states() == {"wash.md": "unchanged"}
    assert set(folder.texts()) == {"thaw.md", "wash.md"}


def test_a_copy_keeps_the_text_when_the_original_changes(folder: Folder) -> None:
    folder.write("archive/thaw.md", THAW)
    folder.write("thaw.md", THAW)
    folder.ingest()
    folder.write("archive/thaw.md", WASH)
    folder.ingest()
    assert sorted(text for texts in folder.texts().values() for text in texts) == [
        "Thawing\nThaw the vial at 37 °C.",
        "Washing\nWash the beads twice at 300 × g.",
    ]
    assert folder.texts()["thaw.md"] == ["Thawing\nThaw the vial at 37 °C."]
    assert_whole(folder.ledger)
    folder.write("thaw.md", THAW.replace("37", "38"))
    folder.ingest()
    assert "38 °C" in folder.texts()["thaw.md"][0]
    assert sum(map(len, folder.texts().values())) == 2


def test_two_files_that_change_names_in_one_run_lose_nothing(folder: Folder) -> None:
    folder.write("a.md", THAW)
    folder.write("b.md", WASH)
    folder.ingest()
    folder.write("a.md", WASH)
    folder.write("b.md", THAW)
    folder.ingest()
    folder.ingest()
    assert sorted(text for texts in folder.texts().values() for text in texts) == [
        "Thawing\nThaw the vial at 37 °C.",
        "Washing\nWash the beads twice at 300 × g.",
    ]
    assert_whole(folder.ledger)


# Another reader


def by_older_reader(folder: Folder) -> None:
    """As if everything stored had been read by an earlier version of the loaders."""
    folder.ledger.put_files([replace(state, reader="0/0") for state in folder.ledger.files().values()])


def test_files_read_by_older_loaders_are_read_again(folder: Folder, opened: list[str]) -> None:
    folder.write("thaw.md", THAW)
    folder.write("bad.md", b"")
    folder.ingest()
    by_older_reader(folder)
    opened.clear()
    assert folder.states() == {"bad.md": "failed", "thaw.md": "changed"}
    assert opened == ["bad.md", "thaw.md"]
    assert folder.embedder.texts == []
    assert folder.texts() == {"thaw.md": ["Thawing\nThaw the vial at 37 °C."]}
    assert folder.states() == {"bad.md": "failed", "thaw.md": "unchanged"}


def test_copies_read_by_older_loaders_are_read_again_once(folder: Folder) -> None:
    folder.write("a.md", THAW)
    folder.write("b.md", THAW)
    folder.ingest()
    by_older_reader(folder)
    assert folder.states() == {"a.md": "changed", "b.md": "duplicate"}
    assert folder.texts() == {"a.md": ["Thawing\nThaw the vial at 37 °C."]}
    assert folder.states() == {"a.md": "unchanged", "b.md": "unchanged"}


# Interruption


def catalogue(ledger: Ledger) -> set[tuple[str, str, str]]:
    return {(d.digest, d.file, d.status.value) for d in ledger.catalogue()}


def test_an_interrupted_run_leaves_complete_documents_and_the_next_converges(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.ingest.BATCH_PASSAGES", 3)
    for number in range(8):
        folder.write(f"{number}.md", f"# Step {number}\n\nDo {number}.\n\n## More\n\nAnd {number} again.\n")
    folder.write("8.docx", b"PK\x03\x04")
    folder.write("9.md", "# Step 0\n\nDo 0.\n\n## More\n\nAnd 0 again.\n")
    with pytest.raises(KeyboardInterrupt):
        folder.ingest(embedder=CountingEmbedder(fails_after=2))
    written = len(folder.ledger.catalogue())
    assert 0 < written < 8
    assert_whole(folder.ledger)
    report = folder.ingest()
    assert report.count(State.UNCHANGED) == written
    assert report.count(State.ADDED) == 8 - written
    assert_whole(folder.ledger)

    other = Folder(folder.root, Ledger.open(f"sqlite:///{tmp_path / 'other.db'}"))
    other.ingest()
    assert catalogue(folder.ledger) == catalogue(other.ledger)
    assert {o.state for o in folder.ingest().outcomes} == {State.UNCHANGED, State.FAILED}


def test_an_interrupted_change_keeps_the_old_document(folder: Folder) -> None:
    folder.write("thaw.md", THAW)
    folder.ingest()
    folder.write("thaw.md", WASH)
    with pytest.raises(KeyboardInterrupt):
        folder.ingest(embedder=CountingEmbedder(fails_after=0))
    assert folder.texts() == {"thaw.md": ["Thawing\nThaw the vial at 37 °C."]}
    assert folder.states() == {"thaw.md": "changed"}
    assert folder.texts() == {"thaw.md": ["Washing\nWash the beads twice at 300 × g."]}


class Counts:
    """Adds up what a face is told."""

    def __init__(self) -> None:
        self.total = self.done = self.wanted = self.ready = 0

    def files(self, total: int) -> None:
        self.total += total

    def file_done(self, path: str) -> None:
        self.done += 1

    def passages(self, more: int) -> None:
        self.wanted += more

    def embedded(self, count: int) -> None:
        self.ready += count

    def linked(self, done: int, of: int) -> None: ...


def test_progress_ends_where_it_said_it_would(folder: Folder) -> None:
    shared = f"# Same\n\nShared.{PADDING}\n\n"
    folder.write("a.md", shared + f"## Own\n\nOnly in a.{PADDING}")
    folder.ingest()
    folder.write("b.md", shared + f"## Own\n\nOnly in b.{PADDING}")
    folder.write("c.md", b"")
    folder.write("d.md", shared + f"## Own\n\nOnly in d.{PADDING}")
    counts = Counts()
    folder.ingest(progress=counts)
    assert (counts.total, counts.done) == (3, 3)
    assert counts.wanted == counts.ready == 3  # what b and d share counts once
