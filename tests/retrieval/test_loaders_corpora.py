"""The loaders on documents written by others; skipped where those are absent."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from retrieval.documents import BlockKind, LoadedFile
from retrieval.errors import EncryptedFile, NoText
from retrieval.identity import identify
from retrieval.loaders import load

ROOT = Path(os.environ.get("SETPOINT_CORPORA", Path(__file__).parents[2].parent / "shared" / "corpora"))
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason=f"no corpora at {ROOT}")

PDFS = ROOT / "doc_robustness" / "pypdf_samples"
LAB = ROOT / "lab_protocols"
# Its page tree cannot be followed by pdfminer.
UNREADABLE = {"023-cmyk-image/cmyk-image.pdf"}


def read(path: Path) -> LoadedFile:
    return load(path.name, path.read_bytes())


def listed() -> list[dict[str, object]]:
    index = PDFS / "files.json"
    entries = json.loads(index.read_text())["data"] if index.exists() else []
    return [entry for entry in entries if (PDFS / str(entry["path"])).exists()]


@pytest.mark.parametrize("entry", listed(), ids=lambda entry: str(entry["path"]))
def test_awkward_pdfs_agree_with_their_list(entry: dict[str, object]) -> None:
    path = str(entry["path"])
    if path in UNREADABLE:
        pytest.skip("pdfminer finds no pages in it")
    try:
        loaded = read(PDFS / path)
    except EncryptedFile:
        assert entry["encrypted"]
    except NoText as error:
        assert entry["images"] or "image" in path, error
    else:
        assert not entry["encrypted"]
        assert loaded.pages == entry["pages"]
        named = {int(n) for s in loaded.skipped for n in re.findall(r"page (\d+)", s.where)}
        assert named | {b.page for b in loaded.blocks} == set(range(1, loaded.pages + 1))


def test_two_columns_of_latex() -> None:
    loaded = read(PDFS / "026-latex-multicolumn" / "multicolumn.pdf")
    (table,) = [b.table for b in loaded.blocks if b.table]
    assert table.header == ("Country", "Population (millions)", "Area (km²)", "Capital", "Official Language")
    assert table.rows[0] == ("Austria", "8.9", "83,879", "Vienna", "German")


def test_every_lab_page_is_read_without_docutils_messages() -> None:
    pages = sorted(LAB.rglob("*.rst"))
    assert len(pages) > 70
    for page in pages:
        loaded = read(page)
        text = "\n".join(b.text for b in loaded.blocks)
        assert "Unknown directive" not in text
        assert "Unknown interpreted text role" not in text
        assert loaded.blocks[0].kind is BlockKind.HEADING or page.name == "api.rst", page
        assert identify(page.name, loaded).number == "", page


def test_recipe_tables_keep_their_numbers() -> None:
    loaded = read(LAB / "tegtmeyer_fork" / "recipes" / "tc" / "small_mol_stocks.rst")
    table = next(b.table for b in loaded.blocks if b.table)
    assert table.header[:3] == ("Name", "Temperature", "Stock conc")
    assert table.rows[3] == (
        "Puromycin",
        "-20°C",
        "1-10 mg/mL (1-10kx)",
        "0.1 - 10 µg/mL",
        "1 µg/mL (1:10,000) by 3-4 dpt",
    )
    texts = [b.text for b in loaded.blocks]
    assert "2. Add mixture to ELGA water to achieve a final IAA concentration of 1.75 mg/mL (10mM)." in texts


def test_published_protocols_have_a_title_and_steps() -> None:
    files = sorted((ROOT / "bioprot" / "protocols").glob("*.json"))
    assert len(files) == 100
    numbered = 0
    for file in files:
        loaded = read(file)
        stated = json.loads(file.read_text())
        assert loaded.blocks[0].text == loaded.title == " ".join(stated["title"].split())
        numbered += any(b.kind is BlockKind.STEP and re.match(r"1\.", b.text) for b in loaded.blocks)
    assert numbered >= 95


def test_every_number_of_a_published_protocol_is_still_there() -> None:
    for file in sorted((ROOT / "bioprot" / "protocols").glob("*.json"))[:20]:
        read_text = "\n".join(b.text for b in read(file).blocks)
        for value in json.loads(file.read_text()).values():
            for number in re.findall(r"\d[\d.,]*", str(value)):
                assert number in read_text, (file.name, number)


def test_run_tables() -> None:
    loaded = read(ROOT / "nistcho_runs" / "vicell_fb2.csv")
    (table,) = [b.table for b in loaded.blocks if b.table]
    lines = (ROOT / "nistcho_runs" / "vicell_fb2.csv").read_text().splitlines()
    assert len(table.rows) == len(lines) - 1
    assert table.header[5] == "Viability"
    assert table.rows[0][5:7] == ("96.5116", "0.4413")
    for file in (ROOT / "doe_textbook").glob("*.csv"):
        (design,) = [b.table for b in read(file).blocks if b.table]
        assert ",".join(design.header) == file.read_text().splitlines()[0]
