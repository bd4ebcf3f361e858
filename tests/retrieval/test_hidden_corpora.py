"""Hidden text in documents of others, where there is next to none, and planted instructions from their collections."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from retrieval.canonical import canonicalise
from retrieval.documents import HiddenKind
from retrieval.errors import UnreadableFile
from retrieval.loaders import load
from retrieval.loaders.unseen import seen, spelled

K = HiddenKind
# Kinds that tell of deceit, not of everyday work with a document.
DECEIT = frozenset({K.INVISIBLE, K.BACKGROUND, K.TINY, K.OFF_PAGE, K.TAG, K.BIDI})
SEEN = "The vial is thawed at 37 C within 2 min."
# The page of this file is smaller than its text, which stands beside it.
SMALL_PAGE = "imagemagick-images.pdf"


def kinds(folder: Path) -> Counter[HiddenKind]:
    found: Counter[HiddenKind] = Counter()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != SMALL_PAGE:
            try:
                loaded = load(path.name, path.read_bytes())
            except UnreadableFile:
                continue
            found.update(h.kind for h in loaded.hidden)
    return found


def test_nothing_of_the_sample_site_is_hidden(samples: Path) -> None:
    assert kinds(samples) == Counter()


@pytest.mark.parametrize(
    ("folder", "comments"),
    [("lab_protocols", 4), ("doc_robustness", 3), ("doc_robustness/pypdf_samples/015-arabic", 0)],
)
def test_good_documents_of_others_hide_only_comments(corpora: Path, folder: str, comments: int) -> None:
    found = kinds(corpora / folder)
    assert found[K.COMMENT] == comments
    assert not DECEIT & set(found)


def instructions(corpora: Path) -> list[str]:
    """Instructions to a model, naughty strings and escape sequences."""
    security = corpora / "security"
    bipia = json.loads((security / "bipia" / "text_attack_train.json").read_text())
    garak = json.loads((security / "garak" / "ansi_payloads.json").read_text())
    found = [text for texts in bipia.values() for text in texts]
    found += json.loads((security / "blns" / "blns.json").read_text())
    found += [text for texts in garak.values() for text in texts]
    return [text for text in found if len(text) > 12]


def writable(text: str) -> str:
    """What XML and a standard PDF font can hold of a text."""
    return " ".join("".join(c if c.isprintable() and ord(c) < 127 else " " for c in text).split())


def test_planted_instructions_stay_out_of_the_text(corpora: Path) -> None:
    planted = [text for text in map(writable, instructions(corpora)) if len(text) > 12]
    assert len(planted) > 200
    word, target = docx.Document(), io.BytesIO()
    canvas = Canvas(target)
    for at, text in enumerate(planted):
        word.add_paragraph(SEEN).add_run(text).font.hidden = True
        page = canvas.beginText(72, 700)
        page.textLine(SEEN)
        page.setTextRenderMode(3)
        page.setFont("Helvetica", 0.5 if at % 2 else 6)
        page.textLine(text)
        canvas.drawText(page)
        canvas.showPage()
    canvas.save()
    package = io.BytesIO()
    word.save(package)
    for name, data in (("a.docx", package.getvalue()), ("a.pdf", target.getvalue())):
        loaded = load(name, data)
        assert set(canonicalise(loaded.blocks).text.splitlines()) == {SEEN}
        assert len(loaded.hidden) == len(planted)
        for text, hidden in zip(planted, loaded.hidden, strict=True):
            assert hidden.kind is K.INVISIBLE
            assert sorted(hidden.text.replace(" ", "")) == sorted(text.replace(" ", ""))


def test_instructions_in_tag_characters_are_spelt_out(corpora: Path) -> None:
    for text in map(writable, instructions(corpora)):
        tagged = "".join(chr(0xE0000 + ord(c)) for c in text)
        shown, found = seen(f"Thaw the vial{tagged} at 37 °C.")
        assert shown == "Thaw the vial at 37 °C."
        assert found == [(K.TAG, text)] if text else found == []
        assert spelled(tagged) == text


def test_naughty_strings_in_plain_sight_never_stop_a_loader(corpora: Path) -> None:
    strings = json.loads((corpora / "security" / "blns" / "blns.json").read_text())
    loaded = load("a.json", json.dumps({"strings": strings}).encode())
    text = canonicalise(loaded.blocks).text
    assert not set(text) & set("\u202d\u202e\u200b\ufeff\u2066\u2067")
    assert {h.kind for h in loaded.hidden} >= {K.ZERO_WIDTH}
