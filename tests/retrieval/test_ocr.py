"""Scanned pages: what is read, and that no number that was read wrongly counts as verified."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from retrieval.canonical import canonicalise
from retrieval.documents import Block, BlockKind, LoadedFile
from retrieval.errors import NoText, SettingsError
from retrieval.guard.limits import Limits
from retrieval.guard.pool import Pool
from retrieval.ingest import Ingest
from retrieval.ingest_report import Silent
from retrieval.ledger import Ledger
from retrieval.loaders import load
from retrieval.loaders.reading import Reading
from retrieval.ocr import tesseract as seam
from retrieval.ocr.alignment import Placed, aligned
from retrieval.ocr.confidence import VERIFIED_FROM
from retrieval.ocr.numbers import doubt, is_unit
from retrieval.survey import survey
from tests import scanned
from tests.retrieval.made import CountingEmbedder, Folder

OCR = Reading(ocr=True)

# Every sign that a scan loses; the tokens with digits below are all there is on it.
HOSTILE = (
    "Seed at 2.0 × 10<super>4</super> cells/cm<super>2</super> in 15 mL of medium.",
    "Viability must be ≥ 80 % before release, VCN ≤ 5.0 copies.",
    "Add 5 µL of trypsin at 0.05 % and 250 µg/mL of heparin.",
    "Store below -80 °C, at 1,000 units, for no more than 36 h.",
    "Spin at 300 × g for 7 min; keep between 2 and 8 °C; ≥90 % CD3.",
    "Lot O1S8B and lot B8-0O5I were used in run CT-118.",
)
TRUE = set("2.0 10⁴ 15 80 5.0 5 0.05 250 -80 1,000 36 300 7 2 8 ≥90 O1S8B B8-0O5I CT-118 cells/cm² CD3 ≥ ≤".split())


def verified(loaded: LoadedFile) -> list[str]:
    """The tokens with digits that count as read."""
    text = canonicalise(loaded.blocks).text
    sure = {(w.start, w.end) for w in loaded.ocr_words if w.confidence >= VERIFIED_FROM}
    found = [m for m in re.finditer(r"\S+", text) if re.search(r"\d|[⁰¹²³⁴⁵⁶⁷⁸⁹]", m.group())]
    return [m.group().strip("().,;:") for m in found if m.span() in sure]


def text_of(loaded: LoadedFile) -> str:
    return canonicalise(loaded.blocks).text


@pytest.mark.parametrize(
    ("face", "coarse"),
    [("Helvetica", False), ("Times-Roman", False), ("Vera", True), ("Helvetica", True)],
    ids=["Helvetica", "Times", "Vera at 150 dpi with noise", "Helvetica at 150 dpi with noise"],
)
def test_signs_that_a_scan_loses(tesseract: str, face: str, coarse: bool) -> None:
    page = scanned.page(*HOSTILE, face=face)
    loaded = load("scan.pdf", scanned.pdf(scanned.noisy(page) if coarse else page), OCR)
    sure = verified(loaded)
    assert set(sure) <= TRUE, sorted(set(sure) - TRUE)
    assert len(sure) >= (7 if coarse else 10)
    text = text_of(loaded)
    assert "104" not in sure
    assert "290" not in sure
    for number in sure:  # each with the comparator and unit that stand beside it on the page
        if number == "80":
            assert "≥ 80 %" in text
        if number == "5":
            assert "5 µL" in text
        if number == "250":
            assert "250 µg/mL" in text
        if number == "5.0":
            assert "≤ 5.0" in text


def test_a_table_between_ruling_lines(tesseract: str) -> None:
    rows = [
        ("Parameter", "Set point", "Result"),
        ("Temperature (°C)", "37.0", "36.8"),
        ("Volume (mL)", "150", "148"),
        ("Viable cells", "4.5", "4.2"),
    ]
    loaded = load("scan.png", scanned.encoded(scanned.page("5.2 Results", table=rows), "PNG"), OCR)
    (table,) = [b.table for b in loaded.blocks if b.table]
    assert (table.header, *table.rows) == tuple(rows)
    assert (
        {"37.0", "36.8", "148", "4.2"} <= set(verified(loaded)) <= {"5.2", "37.0", "36.8", "150", "148", "4.5", "4.2"}
    )


@pytest.mark.parametrize("degrees", [90, 180, 2.3])
def test_turned_and_skewed_pages(tesseract: str, degrees: float) -> None:
    page = scanned.page("Warm the medium to 37 °C and add 12 mL.", "Wait for 45 min before the next step begins.")
    turned = page.rotate(degrees, expand=degrees >= 90, fillcolor=255, resample=Image.Resampling.BICUBIC)
    loaded = load("scan.pdf", scanned.pdf(turned), OCR)
    assert "Warm the medium to 37 °C and add 12 mL." in text_of(loaded)
    assert set(verified(loaded)) <= {"37", "12", "45"}
    (picture,) = loaded.pictures
    assert picture.png.startswith(b"\x89PNG")


def test_only_pages_without_text_are_read_by_ocr(tesseract: str) -> None:
    beats: list[int] = []
    scan = scanned.page("Hold for 20 min.", "The operator signs the step.")
    data = scanned.pdf("Wash the beads in 12.5 mL.", scan, "Thaw the vial in 13.5 mL.")
    loaded = load("mixed.pdf", data, Reading(ocr=True, beat=lambda: beats.append(1)))
    assert [p.page for p in loaded.pictures] == [2]
    assert {w.page for w in loaded.ocr_words} == {2}
    assert {b.page for b in loaded.blocks} == {1, 2, 3}
    assert not loaded.skipped
    assert len(beats) >= 3 + 2 * 3  # each page, and the start and end of each reading
    text = text_of(loaded)
    assert all(text[w.start : w.end].strip() == text[w.start : w.end] for w in loaded.ocr_words)
    assert {text[w.start : w.end] for w in loaded.ocr_words} >= {"Hold", "20", "min."}


def test_a_page_too_poor_to_trust_a_number_is_told(tesseract: str) -> None:
    blurred = scanned.page(*HOSTILE[2:5]).filter(ImageFilter.GaussianBlur(2.2))
    loaded = load("scan.png", scanned.encoded(blurred, "PNG"), OCR)
    assert "36 h" in text_of(loaded)
    assert not verified(loaded)
    (told,) = loaded.skipped
    assert told.where == "numbers of page 1"
    assert "too poor" in told.reason


def test_picture_files(tesseract: str) -> None:
    one, two = scanned.page("First: add 15 mL to the flask."), scanned.page("Second: mix for 25 min.")
    tiff = scanned.encoded(one, "TIFF", save_all=True, append_images=[two], dpi=(300, 300))
    loaded = load("scan.tiff", tiff, OCR)
    assert loaded.pages == 2
    assert [p.page for p in loaded.pictures] == [1, 2]
    assert [b.text for b in loaded.blocks] == ["First: add 15 mL to the flask.", "Second: mix for 25 min."]
    assert load("scan.jpg", scanned.encoded(one, "JPEG", quality=60), OCR).blocks == loaded.blocks[:1]


def test_pages_of_any_size_cost_no_memory(tesseract: str) -> None:
    bomb = scanned.encoded(Image.new("1", (40_000, 40_000), 1), "PNG")
    assert len(bomb) < 1_000_000
    with pytest.raises(NoText, match="too large for OCR"):
        load("bomb.png", bomb, OCR)


def test_a_page_of_noise_is_named(tesseract: str) -> None:
    noise = Image.effect_noise((800, 800), 90)
    with pytest.raises(NoText):
        load("noise.png", scanned.encoded(noise, "PNG"), OCR)


# Without Tesseract, or with one that fails


def test_without_ocr_such_pages_are_named_with_the_next_step() -> None:
    with pytest.raises(NoText, match="setpoint ingest --ocr"):
        load("scan.png", b"\x89PNG\r\n\x1a\n")
    picture = Image.new("L", (90, 90), 200)
    loaded = load("a.pdf", scanned.pdf("Typed.", picture))
    assert "setpoint ingest --ocr" in loaded.skipped[0].reason


def test_no_tesseract_on_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not seam.installed()
    with pytest.raises(SettingsError, match="install tesseract-ocr"):
        seam.require("eng")
    with pytest.raises(NoText, match="setpoint ingest --ocr"):
        load("scan.png", scanned.encoded(Image.new("L", (90, 90), 200), "PNG"), OCR)


def test_a_language_that_is_not_there(tesseract: str) -> None:
    with pytest.raises(SettingsError, match="tesseract-ocr-xxx"):
        seam.require("eng+xxx")
    with pytest.raises(SettingsError, match="not a language"):
        seam.require("eng; rm -rf /")


@pytest.mark.parametrize(
    ("script", "says"), [("exit 3", "Tesseract failed"), ("exec sleep 30", "took longer"), ("kill -9 $$", "failed")]
)
def test_a_tesseract_that_fails_costs_the_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, says: str
) -> None:
    fake = tmp_path / "tesseract"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(seam, "TIMEOUT_S", 1.0)
    loaded = load("a.pdf", scanned.pdf("Typed.", Image.new("L", (400, 400), 230)), OCR)
    assert [b.text for b in loaded.blocks] == ["Typed."]
    assert says in loaded.skipped[0].reason


def test_a_tesseract_that_starts_slowly_is_waited_for_with_signs_of_life(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "tesseract"
    fake.write_text("#!/bin/sh\nsleep 2.5\nwc -c\n")
    fake.chmod(fake.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    beats: list[int] = []
    said = seam.hocr(bytes(3_000_000), seam.Reader("eng", lambda: beats.append(1)), 4, 300)
    assert said.strip() == b"3000000"  # all of the picture has come, more than a pipe holds
    assert len(beats) >= 3


def test_limits_with_ocr_allow_a_slow_machine_and_change_nothing_for_other_files() -> None:
    plain, ocr = Limits(), Limits().with_ocr()
    for suffix in (".docx", ".md"):
        assert ocr.silence_allowed(suffix, 90_000) == plain.silence_allowed(suffix, 90_000)
        assert ocr.silent_cpu(suffix, 90_000) == plain.silent_cpu(suffix, 90_000)
    # A page takes about 3 s of the child's processor and gives 8 signs of life or more: allow ten times that.
    for suffix in (".pdf", ".png"):
        assert ocr.silent_cpu(suffix, 30_000) >= 15
        assert ocr.cpu_allowed(suffix, 30_000, beats=8) >= 30
        assert ocr.cpu_allowed(suffix, 30_000, beats=80) >= 10 * 15
        assert ocr.time_allowed(suffix, 30_000) >= 3600


# The wording of numbers


@pytest.mark.parametrize(
    ("text", "label", "before", "after"),
    [
        ("104", "", "x", "cells/cm²"),
        ("1.5x104", "", "", ""),
        ("10*", "", "x", ""),
        ("005", "", "", "%"),
        ("5,4", "", "", "mL"),
        ("9+1", "", "", "%"),
        ("O1S8B", "lot", "lot", ""),
        ("0158", "Lot", "Lot", ""),
        ("17-0884", "", "", ""),
        ("5", "", "", "11L"),
        ("37", "", "", "0C"),
        ("12€4", "", "", ""),
    ],
)
def test_numbers_that_their_wording_makes_doubtful(text: str, label: str, before: str, after: str) -> None:
    assert doubt(text, label, before, after)


@pytest.mark.parametrize(
    "text", ["5.4", "-80", "1,000", "2-8", "36.5-37.5", "2025-03-14", "10⁴", "CT-118", "SOP-014", "5mL", "(12)", "1:6"]
)
def test_numbers_that_are_plain(text: str) -> None:
    assert doubt(text, "", "at", "cells") == ""


def test_units() -> None:
    assert all(map(is_unit, ["µL", "mL,", "ng/mL", "%", "°C.", "cells/cm²", "h", "min", "copies/cell"]))
    assert not any(map(is_unit, ["yg/mL", "g/cm?", "WM", "11L", "0C", "rnin", "Be"]))


# Words found again in the text


def placed(text: str, confidence: float = 95.0) -> Placed:
    return Placed(text, confidence, 0, 0, 10, 10)


def test_words_are_found_at_their_places() -> None:
    blocks = [
        Block(BlockKind.PARAGRAPH, "Add 5 mL and mix.", page=1),
        Block(BlockKind.PARAGRAPH, "Then 5 min.", page=1),
    ]
    words = [placed(t) for t in "Add 5 mL and mix. Then 5 min.".split()]
    text = canonicalise(blocks).text
    found = list(aligned(blocks, {1: words}))
    assert [text[w.start : w.end] for w in found] == [w.text for w in words]
    assert len({w.start for w in found}) == len(words)


def test_the_same_number_in_several_places_has_the_least_confidence_where_order_does_not_tell() -> None:
    blocks = [Block(BlockKind.PARAGRAPH, "7 x 7 y", page=1)]
    words = [placed("y"), placed("7", 20.0), placed("x"), placed("7", 96.0)]
    sevens = [w for w in aligned(blocks, {1: words}) if w.end - w.start == 1 and w.start in (0, 4)]
    assert [w.confidence for w in sevens] == [20.0, 20.0]


def test_text_that_no_word_accounts_for_has_none() -> None:
    blocks = [Block(BlockKind.PARAGRAPH, "Add 5 mL", page=1), Block(BlockKind.PARAGRAPH, "9 mL", page=2)]
    found = list(aligned(blocks, {1: [placed("Add"), placed("mL")]}))
    assert [(w.start, w.end) for w in found] == [(0, 3), (6, 8)]


def test_a_number_parted_at_the_end_of_a_line_is_as_sure_as_its_parts() -> None:
    blocks = [Block(BlockKind.PARAGRAPH, "at 2-8 °C", page=1)]
    words = [placed("at"), placed("2-", 90.0), placed("8", 60.0), placed("°C")]
    (found,) = [w for w in aligned(blocks, {1: words}) if w.start == 3]
    assert (found.end, found.confidence) == (6, 60.0)


# Ingest


def test_what_awaits_ocr_is_read_when_it_is_asked_for(tesseract: str, tmp_path: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}")
    folder = Folder(tmp_path / "files", ledger)
    folder.root.mkdir()
    scan = scanned.page("Hold the bag for 20 min.")
    folder.write("plain.md", "# Plain\n\nNothing to see.\n")
    folder.write("scan.png", scanned.encoded(scan, "PNG"))
    folder.write("mixed.pdf", scanned.pdf("Typed line of the record.", scan))
    assert folder.states() == {"plain.md": "added", "scan.png": "failed", "mixed.pdf": "added"}

    def again(ocr: bool) -> dict[str, str]:
        candidates = survey([folder.root], folder.root, ledger, ocr=ocr)
        run = Ingest(ledger, CountingEmbedder(), "main", Silent(), Pool(reading=Reading(ocr=ocr), workers=1))
        return {o.path: o.state.value for o in run.run(candidates).outcomes}

    assert again(ocr=False) == {"plain.md": "unchanged", "scan.png": "failed", "mixed.pdf": "unchanged"}
    assert again(ocr=True) == {"plain.md": "unchanged", "scan.png": "added", "mixed.pdf": "changed"}
    assert again(ocr=True) == dict.fromkeys(("plain.md", "scan.png", "mixed.pdf"), "unchanged")
    assert again(ocr=False) == dict.fromkeys(("plain.md", "scan.png", "mixed.pdf"), "unchanged")
    (stored,) = [d for d in ledger.catalogue() if d.file == "mixed.pdf"]
    assert stored.report.ocr_pages == (2,)
    assert ledger.picture(stored.digest, 2) is not None
    assert ledger.ocr_words([stored.digest])[stored.digest]
    ledger.close()
