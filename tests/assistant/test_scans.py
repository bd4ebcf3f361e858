"""What was read by OCR: verified when it is sure, withheld with the reason when it is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answers import Question
from assistant.workspace import FOLDER, Workspace
from retrieval.canonical import canonicalise
from retrieval.chroma.folder import FolderVectors
from retrieval.documents import Block, BlockKind, Identity, OcrWord, PagePicture
from retrieval.embedding import HashingEmbedder
from retrieval.ledger import Ledger
from retrieval.projection import project
from tests import scanned
from tests.assistant.commands import Ran
from tests.assistant.site import HASHING
from tests.retrieval.made import add, made

SAID = "Seed the vessel at a density of 5.4 mL per flask."


def library(root: Path, confidence: float, *, without: str = "") -> Workspace:
    """A library with one scanned page: all its words have a confidence; `without` names one that has no word."""
    folder = root / FOLDER
    folder.mkdir(parents=True)
    blocks = [Block(BlockKind.PARAGRAPH, SAID, page=1)]
    text = canonicalise(blocks).text
    words: list[OcrWord] = []
    at = 0
    for token in text.split():
        at = text.index(token, at)
        if token != without:
            words.append(OcrWord(1, at, at + len(token), confidence, 10 + 3 * at, 20, 30, 12))
        at += len(token)
    new = made("batch.pdf", blocks, Identity("SOP-9", "Seeding", version="1"))
    picture = PagePicture(1, 150, scanned.encoded(scanned.page(SAID).resize((600, 850)), "PNG"))
    report = dataclasses.replace(new.entry.report, ocr_pages=(1,), skipped=())
    new = dataclasses.replace(
        new, entry=dataclasses.replace(new.entry, report=report), pictures=(picture,), ocr_words=tuple(words)
    )
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}")
    add(ledger, new)
    project(ledger, FolderVectors(folder / "vectors", ledger.identity, HashingEmbedder.model), HashingEmbedder.model)
    ledger.close()
    return Workspace(folder, HASHING)


ASKED = Question("what is the density when you seed the vessel per flask?")


def test_a_sure_number_is_an_answer_marked_as_read_by_ocr(tmp_path: Path, run: Callable[..., Ran]) -> None:
    library(tmp_path, 96.0).close()
    found = run("ask", ASKED.text, "--json", cwd=tmp_path)
    (claim, *_) = found.json["claims"]
    assert claim["citations"][0]["ocr"] is True
    assert "read by OCR" in run("ask", ASKED.text, cwd=tmp_path).text
    shown = run("show", "1", cwd=tmp_path)
    assert "was read by OCR" in shown.text
    assert "96 %" in shown.text
    picture = tmp_path / "page.png"
    assert run("show", "1", "--picture", picture, cwd=tmp_path).code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("confidence", "without"), [(61.0, ""), (0.0, ""), (96.0, "5.4"), (96.0, "mL")])
def test_a_doubtful_number_is_withheld_with_where_to_look(tmp_path: Path, confidence: float, without: str) -> None:
    workspace = library(tmp_path, confidence, without=without)
    answer = workspace.ask(ASKED)
    assert answer.refused
    assert not answer.claims
    (withheld,) = answer.withheld
    assert ("'mL'" if without == "mL" else "'5.4'") in withheld.reason
    assert "setpoint show 'batch.pdf' --page 1 --picture" in withheld.reason
    if confidence == 61.0:
        assert "61 % confidence" in withheld.reason
    assert answer.reason is not None
    assert "OCR" in answer.reason
    assert all("OCR" in near.difference for near in answer.nearest)
    workspace.close()


def test_show_of_a_document_without_scans_has_no_picture(own_site: Path, run: Callable[..., Ran]) -> None:
    ran = run("show", "SOP-310", "--picture", own_site / "x.png", cwd=own_site)
    assert ran.code == 2
    assert "no page of it was read by OCR" in ran.says
    assert not (own_site / "x.png").exists()


def test_ocr_without_tesseract_is_refused_before_anything_is_read(
    tmp_path: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("# A\n\nText.\n")
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    ran = run("ingest", "a.md", "--ocr", cwd=tmp_path)
    assert ran.code == 2
    assert "install tesseract-ocr" in ran.says
    assert run("status", "--json", cwd=tmp_path).json["documents"] == 0
    assert run("status", "--json", cwd=tmp_path).json["ocr"] is None


def test_from_scan_to_answer(tesseract: str, tmp_path: Path, run: Callable[..., Ran]) -> None:
    page = scanned.page("Hold time of the bag", "The hold time of the filled bag at room temperature is 45 min.")
    (tmp_path / "scan.pdf").write_bytes(scanned.pdf(page))
    assert run("ingest", "scan.pdf", cwd=tmp_path).code == 1
    read = run("ingest", "scan.pdf", "--ocr", "--json", cwd=tmp_path)
    assert read.json["documents"][0]["read"]["ocr_pages"] == [1]
    answer = run("ask", "hold time of the filled bag?", "--json", cwd=tmp_path).json
    quotes = [c["citations"][0] for c in answer["claims"]]
    assert any("45 min" in q["quote"] and q["ocr"] for q in quotes)
