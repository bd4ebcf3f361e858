"""Reading scanned pages: characters and numbers right, and numbers wrong that count as verified (0).

The texts of samples/records are set as pages in several typefaces, with and without ruled tables, beside
pages of made-up batch records full of signs that a scan loses (≥, ±, µ, powers); and the PDFs of
corpora/doc_robustness that have a text layer are taken as they are. Every page is rendered, degraded
with a seed, and read as a scan. The truth is the text that was rendered. A number's truth is its comparator,
digits, power and unit. A number counts as verified when its confidence reaches `VERIFIED_FROM`.

Pages go by document to a development half, on which thresholds are chosen, and a test half, which is reported.

    python -m bench.ocr [--half test|development|both] [--pages 120] [--each 2] [--workers 2] [--seed 0] [--wrong]
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import hashlib
import io
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pdfplumber
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from bench.places import REPO, corpora
from retrieval import loaders
from retrieval.documents import Block, BlockKind
from retrieval.loaders.pdf.glyphs import words_of
from retrieval.ocr import tesseract
from retrieval.ocr.confidence import VERIFIED_FROM
from retrieval.ocr.page import read_page
from retrieval.ocr.sheets import frames
from retrieval.ocr.upright import Gray
from samples.meridian.superscript import tagged

_DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")  # where Debian has it; left out elsewhere
_FACES = ["Vera", "Helvetica", "Times-Roman", *(["DejaVuSerif"] if _DEJAVU.exists() else [])]
_THRESHOLDS = (0.1, 50.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0)
_LOOK_INTO = ("002", "004", "011", "020", "021", "026")


# Truth


@dataclass(frozen=True)
class Sheet:
    """A page to be read: the PDF it is in, and which half of the measurement it belongs to."""

    name: str
    pdf: bytes
    page: int
    test: bool
    seed: int = 0


def sheets(seed: int = 0) -> list[Sheet]:
    """All pages, those of one document in one half; a seed makes other records, typefaces and damage."""
    _fonts()
    found: list[Sheet] = []
    records = sorted(p for p in (REPO / "samples/records").rglob("*") if p.suffix in (".docx", ".md", ".txt", ".pdf"))
    for number, file in enumerate(records):
        data = file.read_bytes()
        face = _FACES[(number + seed) % len(_FACES)]
        pdf = data if file.suffix == ".pdf" else _set(_flow(loaders.load(file.name, data).blocks, face, number + seed))
        found.extend(_pages(file.name, pdf))
    for number in range(24):
        found.extend(batch_record(number, seed))
    for folder in sorted((corpora() / "doc_robustness" / "pypdf_samples").iterdir()):
        if folder.name.startswith(_LOOK_INTO):
            for file in sorted(folder.glob("*.pdf")):
                found.extend(_pages(file.name, file.read_bytes()))
    return [dataclasses.replace(sheet, seed=seed) for sheet in found]


def batch_record(number: int, seed: int) -> list[Sheet]:
    """The pages of one made-up record."""
    _fonts()
    face = _FACES[number % len(_FACES)]
    pdf = _set(_batch_record(random.Random(number + 1000 * seed), face, number))
    return [dataclasses.replace(sheet, seed=seed) for sheet in _pages(f"batch-record-{number}", pdf)]


def _pages(name: str, pdf: bytes) -> Iterator[Sheet]:
    test = hashlib.sha256(name.encode()).digest()[0] % 2 == 1
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        count = len(opened.pages)
    for page in range(1, count + 1):
        yield Sheet(name, pdf, page, test)


def _fonts() -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    if _DEJAVU.exists():
        pdfmetrics.registerFont(TTFont("DejaVuSerif", str(_DEJAVU)))


def _set(story: Iterable[Flowable]) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(list(story))
    return out.getvalue()


def _style(face: str, size: float, before: float = 0, after: float = 0, indent: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        face,
        fontName=face,
        fontSize=size,
        leading=1.35 * size,
        spaceBefore=before,
        spaceAfter=after,
        leftIndent=indent,
    )


def _flow(blocks: Sequence[Block], face: str, number: int) -> Iterator[Flowable]:
    size = (9.0, 10.0, 11.0)[number % 3]
    for block in blocks:
        if block.table is not None:
            rows = [row for row in (block.table.header, *block.table.rows) if row]
            yield _grid(rows, face, size - 1.5, ruled=number % 2 == 0)
            yield Spacer(1, size)
        elif block.kind is BlockKind.HEADING:
            yield Paragraph(_marked(block.text), _style(face, size + 3, before=6, after=3))
        else:
            yield Paragraph(_marked(block.text), _style(face, size, after=4, indent=8.0 * block.level))


def _grid(rows: Sequence[Sequence[str]], face: str, size: float, *, ruled: bool) -> Grid:
    style = _style(face, size)
    columns = max(map(len, rows))
    cells = [[Paragraph(_marked(cell), style) for cell in (*row, *[""] * (columns - len(row)))] for row in rows]
    widths = [440.0 / columns] * columns
    lines = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
    return Grid(cells, colWidths=widths, style=[*lines, ("VALIGN", (0, 0), (-1, -1), "TOP")])


def _marked(text: str) -> str:
    return tagged(escape(text.replace("γ", "gamma").replace("²", "²").replace("−", "-")))


def _batch_record(rng: random.Random, face: str, number: int) -> Iterator[Flowable]:
    """Made-up records: every sign that a scan loses, with numbers nobody could guess."""
    size = (8.5, 9.5, 10.5)[number % 3]
    yield Paragraph(f"Batch record BR-{rng.randint(100, 999)}", _style(face, size + 3, after=6))
    for _ in range(14):
        yield Paragraph(_marked(_sentence(rng)), _style(face, size, after=3))
    header = ("Parameter", "Set point", "Limit", "Result", "Unit")
    rows = [(name, _plain(rng), _limit(rng), _plain(rng), unit) for name, unit in _PARAMETERS]
    yield _grid([header, *rows], face, size, ruled=number % 2 == 0)


_PARAMETERS = [
    ("Temperature", "°C"),
    ("Volume", "mL"),
    ("Seeding", "cells/cm²"),
    ("Residual DMSO", "% v/v"),
    ("Viability", "%"),
    ("Endotoxin", "EU/mL"),
    ("VCN", "copies/cell"),
    ("IL-2", "IU/mL"),
    ("Hold", "h"),
    ("pH", ""),
]


def _plain(rng: random.Random) -> str:
    pick = rng.randrange(6)
    if pick == 0:
        return str(rng.randint(2, 999))
    if pick == 1:
        return f"{rng.randint(1, 12)},{rng.randint(0, 999):03}"
    if pick == 2:
        return f"{rng.uniform(0, 1):.{rng.randint(1, 3)}f}"
    if pick == 3:
        return f"{rng.uniform(1, 9.9):.1f} × 10{'⁴⁵⁶⁷⁸'[rng.randrange(5)]}"
    if pick == 4:
        return f"-{rng.randint(4, 196)}"
    return f"{rng.uniform(1, 99):.1f}"


def _limit(rng: random.Random) -> str:
    low = rng.randint(1, 90)
    forms = (f"≥ {low}", f"≤ {low}.{rng.randint(0, 9)}", f"≥{low}", f"< {low}", f"<{low}", f"> {low}")
    return rng.choice(
        (*forms, f"{low} – {low + rng.randint(1, 9)}", f"{low}-{low + 5}", f"{low} ± {rng.randint(1, 3)}")
    )


def _sentence(rng: random.Random) -> str:
    n, m = rng.randint(2, 900), rng.randint(1, 60)
    return rng.choice(
        (
            f"Add {_plain(rng)} µL of buffer to {n} mL and mix for {m} min at {rng.randint(2, 42)} °C.",
            f"Seed at {rng.uniform(1, 9):.1f} × 10{'⁴⁵⁶'[rng.randrange(3)]} cells/cm² in {m} mL.",
            f"Store below -{rng.randint(20, 190)} °C for no longer than {n} h.",
            f"Viability ≥ {rng.randint(60, 99)} % and VCN ≤ {rng.randint(1, 9)}.{rng.randint(0, 9)} copies per cell.",
            f"Spin at {n} × g for {m} min; discard {rng.uniform(0.1, 9):.2f} mL.",
            f"Dilute 1:{m} to {n} ng/mL, {rng.randint(1, 99)} µM Y-27632 and 0.0{rng.randint(1, 9)} % trypsin.",
            f"Lot LV-{rng.randint(1000, 9999)}-{rng.randint(10, 99)} was thawed on 2025-0{rng.randint(1, 9)}-1"
            f"{rng.randint(0, 9)} at 1{rng.randint(0, 9)}:{rng.randint(10, 59)}.",
            f"pH {rng.uniform(6.5, 7.9):.2f} ± 0.{rng.randint(1, 9)}, {rng.uniform(1, 9):.1f} to "
            f"{rng.uniform(10, 20):.1f} mmol/L glucose, {n} µg/mL.",
        )
    )


_SYMBOL_FONT = str.maketrans("£‡", "≤≥")


def truth_of(sheet: Sheet) -> list[Token]:
    """The words of the page as rendered; a font of symbols has other codes for what it shows."""
    with pdfplumber.open(io.BytesIO(sheet.pdf)) as opened:
        words = words_of(opened.pages[sheet.page - 1]).words
    rows = _rows([(w.text, w.x0, w.baseline, w.size, 100.0) for w in words])
    return [Token(text.translate(_SYMBOL_FONT), 100.0) for row in rows for text, _ in row]


def _numbers_on(sheet: Sheet) -> int:
    return sum(map(_is_number, truth_of(sheet)))


# Degradation


def degraded(page: Gray, how: str, rng: np.random.Generator) -> Gray:
    """The page as a bad scanner gives it."""
    picture = Image.fromarray(page)
    noise = rng.normal(0, 1, page.shape).astype(np.float32)
    steps: dict[str, Callable[[], Image.Image]] = {
        "clean": lambda: picture,
        "turned 0.7": lambda: _turned(picture, 0.7),
        "turned -2.6": lambda: _turned(picture, -2.6),
        "on its side": lambda: picture.rotate(90, expand=True),
        "upside down": lambda: _turned(picture.rotate(180), 0.5),
        "noise": lambda: Image.fromarray(np.clip(page + 28 * noise, 0, 255).astype(np.uint8)),
        "blur": lambda: picture.filter(ImageFilter.GaussianBlur(1.6)),
        "150 dpi": lambda: _coarse(picture, 0.5),
        "low contrast": lambda: Image.fromarray(
            np.clip(150 + (page.astype(np.float32) - 128) * 0.3 + 4 * noise, 0, 255).astype(np.uint8)
        ),
        "speckle": lambda: Image.fromarray(_speckled(page, rng)),
        "JPEG": lambda: _jpeg(picture, 18),
        "fax": lambda: _jpeg(_turned(_coarse(Image.fromarray(_speckled(page, rng)), 0.55), -1.2), 35),
    }
    return np.asarray(steps[how](), np.uint8)


DEGRADATIONS = (
    "clean",
    "turned 0.7",
    "turned -2.6",
    "on its side",
    "upside down",
    "noise",
    "blur",
    "150 dpi",
    "low contrast",
    "speckle",
    "JPEG",
    "fax",
)


def _turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _coarse(picture: Image.Image, share: float) -> Image.Image:
    return picture.resize((round(picture.width * share), round(picture.height * share)), Image.Resampling.BOX)


def _jpeg(picture: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("L")


def _speckled(page: Gray, rng: np.random.Generator) -> Gray:
    """Grains of toner and holes, of one to nine pixels."""
    spoilt = page.copy()
    for value, count in ((0, page.size // 6000), (255, page.size // 4000)):
        ys, xs = rng.integers(0, page.shape[0] - 3, count), rng.integers(0, page.shape[1] - 3, count)
        for y, x, size in zip(ys, xs, rng.integers(1, 4, count), strict=True):
            spoilt[y : y + size, x : x + size] = value
    return spoilt


# Reading and comparing


@dataclass(frozen=True)
class Token:
    """A word with its confidence; 100 in the truth."""

    text: str
    confidence: float


@dataclass
class Tally:
    """What became of the numbers of some pages: confidences of right and of wrong ones."""

    right: list[float] = field(default_factory=list[float])
    wrong: list[float] = field(default_factory=list[float])
    missed: int = 0
    characters: int = 0
    errors: int = 0
    seconds: float = 0.0
    pages: int = 0
    examples: list[str] = field(default_factory=list[str])

    def add(self, other: Tally) -> None:
        """Take in the counts of another page."""
        self.right += other.right
        self.wrong += other.wrong
        self.examples += other.examples
        self.missed += other.missed
        self.characters += other.characters
        self.errors += other.errors
        self.seconds += other.seconds
        self.pages += other.pages


def measured(sheet: Sheet, how: str) -> Tally:
    """One page, degraded in one way, read and held against its truth."""
    rendered = pypdfium2.PdfDocument(sheet.pdf)[sheet.page - 1].render(scale=300 / 72, grayscale=True)  # pyright: ignore[reportArgumentType]
    seed = int.from_bytes(
        hashlib.sha256(f"{sheet.name}{sheet.page}{how}{sheet.seed or ''}".encode()).digest()[:4], "big"
    )
    page = degraded(np.asarray(rendered.to_pil(), np.uint8), how, np.random.default_rng(seed))
    out = io.BytesIO()
    Image.fromarray(page).save(out, "PNG", compress_level=1)
    ((gray, dpi),) = [f for f in frames(out.getvalue()) if isinstance(f, tuple)]
    began = time.monotonic()
    truth = truth_of(sheet)
    try:
        read = read_page(gray, dpi, tesseract.Reader("eng"))
    except tesseract.TesseractFailed as error:  # a photograph under noise: nothing of it is delivered
        refused = compared(truth, [])
        refused.seconds, refused.pages = time.monotonic() - began, 1
        refused.examples = [f"{sheet.name} p{sheet.page} {how}: refused, {error}"]
        return refused
    seconds = time.monotonic() - began
    rows = _rows([(w.text, w.seen.left, w.seen.baseline, w.seen.size, w.confidence) for w in read.words])
    tally = compared(truth, [Token(t, c) for row in rows for t, c in row])
    tally.examples = [f"{sheet.name} p{sheet.page} {how}: {e}" for e in tally.examples]
    tally.seconds, tally.pages = seconds, 1
    return tally


def _rows(words: Sequence[tuple[str, float, float, float, float]]) -> list[list[tuple[str, float]]]:
    rows: list[list[tuple[str, float, float, float, float]]] = []
    for word in sorted(words, key=lambda w: w[2]):
        if rows and word[2] - rows[-1][0][2] <= 0.35 * min(word[3], rows[-1][0][3]):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [[(w[0], w[4]) for w in sorted(row, key=lambda w: w[1])] for row in rows]


_SAME = str.maketrans({**dict.fromkeys("–—−‐‑", "-"), "×": "x", "X": "x", "μ": "µ", "’": "'", "“": '"', "”": '"'})
_SIGNS = frozenset("<>=≥≤±~≈+")
_UNITS = re.compile(
    r"(?:%|°C|[µunmkp]?[LlgMm]|x|mol|cells?/.*|copies/.*|.{1,5}/[a-zA-Zµ]+[²³]?|h|min|s|IU|EU|rpm|v/v)[.,;:)]*"
)


def _plain_text(text: str) -> str:
    return text.translate(_SAME)


def quantities(tokens: Sequence[Token]) -> list[Token]:
    """Words, a number with its sign and unit as one, as sure as the least of them: all must be sure to be shown."""
    found: list[Token] = []
    at = 0
    # "x g" and "xg" differ by a space alone
    words = [Token(part, t.confidence) for t in tokens for part in re.split(r"(?<=^x)(?=g\b)", _plain_text(t.text))]
    while at < len(words):
        text, sure = words[at].text, words[at].confidence
        if text in _SIGNS and at + 1 < len(words) and re.search(r"\d", words[at + 1].text):
            at += 1
            text, sure = text + words[at].text, min(sure, words[at].confidence)
        if re.search(r"[\d⁰¹²³⁴-⁹]", text) and at + 1 < len(words) and _UNITS.fullmatch(words[at + 1].text):
            at += 1
            text, sure = f"{text} {words[at].text}", min(sure, words[at].confidence)
        found.append(Token(text.strip("()[]{}.,;:'\"|_*!").replace(" ", ""), sure))
        at += 1
    return [t for t in _ranges(found) if t.text]


def _ranges(tokens: Sequence[Token]) -> Iterator[Token]:
    """ "15 - 16" as "15-16", the confidence the lesser."""
    at = 0
    while at < len(tokens):
        three = tokens[at : at + 3]
        if len(three) == 3 and three[1].text == "-" and _is_number(three[0]) and _is_number(three[2]):
            yield Token("".join(t.text for t in three), min(three[0].confidence, three[2].confidence))
            at += 3
        else:
            yield tokens[at]
            at += 1


def _is_number(token: Token) -> bool:
    return bool(re.search(r"[\d⁰¹²³⁴-⁹]", token.text))


def compared(truth: Sequence[Token], read: Sequence[Token]) -> Tally:
    """What became of each number, and how many characters are wrong."""
    tally = Tally()
    one, two = "".join(_plain_text(t.text) for t in truth), "".join(_plain_text(t.text) for t in read)
    tally.characters = len(one)
    same = sum(b.size for b in SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks())
    tally.errors = max(len(one), len(two)) - same
    mine, theirs = quantities(truth), quantities(read)
    matcher = SequenceMatcher(None, [t.text for t in mine], [t.text for t in theirs], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            tally.right += [t.confidence for t in theirs[j1:j2] if _is_number(t)]
        else:
            _differing([t for t in mine[i1:i2] if _is_number(t)], [t for t in theirs[j1:j2] if _is_number(t)], tally)
    return tally


def _differing(truth: list[Token], read: list[Token], tally: Tally) -> None:
    """Within a stretch that differs: the equal ones, then one against the other in order."""
    left = collections.Counter(t.text for t in truth)
    wrong: list[Token] = []
    for token in read:
        if left[token.text]:
            left[token.text] -= 1
            tally.right.append(token.confidence)
        else:
            wrong.append(token)
    rest = list(left.elements())
    for at, token in enumerate(wrong):
        tally.wrong.append(token.confidence)
        if token.confidence >= 50:
            tally.examples.append(
                f"{token.confidence:.0f} {token.text!r} read, truth among {rest[max(0, at - 3) : at + 4]}"
            )
    tally.missed += max(0, len(rest) - len(wrong))


# The table


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("test", "development", "both"), default="both")
    parser.add_argument("--pages", type=int, default=60, help="pages of each half")
    parser.add_argument("--each", type=int, default=2, help="degradations of each page")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0, help="other records, typefaces and damage")
    parser.add_argument("--least", type=int, default=0, help="numbers that a page must have to be read")
    parser.add_argument("--wrong", action="store_true", help="list the numbers that were read wrongly")
    chosen = parser.parse_args(arguments)
    if not tesseract.installed():
        raise SystemExit("Tesseract is not on this machine: install tesseract-ocr")
    halves = {"development": False, "test": True}
    everything = [s for s in sheets(chosen.seed) if _numbers_on(s) >= chosen.least]
    for name, test in halves.items():
        if chosen.half in (name, "both"):
            mine = [s for s in everything if s.test is test]
            random.Random(5 + chosen.seed).shuffle(mine)
            _half(name, mine[: chosen.pages], chosen)


def _half(name: str, pages: Sequence[Sheet], chosen: argparse.Namespace) -> None:
    work = [
        (s, DEGRADATIONS[(n * chosen.each + k) % len(DEGRADATIONS)])
        for n, s in enumerate(pages)
        for k in range(chosen.each)
    ]
    by_way: dict[str, Tally] = {how: Tally() for how in DEGRADATIONS}
    total = Tally()
    with ProcessPoolExecutor(chosen.workers) as pool:
        for (_, how), tally in zip(work, pool.map(measured, *zip(*work, strict=True)), strict=True):
            by_way[how].add(tally)
            total.add(tally)
    numbers = len(total.right) + len(total.wrong) + total.missed
    print(f"\n{name} half: {total.pages} pages, {numbers} numbers, {total.seconds / total.pages:.1f} s a page")
    print(f"  {'':<14}{'characters':>11}{'right,':>9}{'right,':>9}{'wrong,':>9}{'WRONG,':>9}{'missed':>8}")
    print(f"  {'':<14}{'right %':>11}{'verified':>9}{'doubtful':>9}{'doubtful':>9}{'VERIFIED':>9}")
    for how, tally in [*by_way.items(), ("all", total)]:
        if tally.pages:
            print(f"  {how:<14}{_line(tally)}")
    print("  threshold: right and verified, wrong and verified")
    for t in _THRESHOLDS:
        print(f"  {t:>5.0f}  {_from(total.right, t):>6}  {_from(total.wrong, t):>4}")
    if chosen.wrong:
        print("\n".join(f"  {e}" for e in total.examples))


def _line(t: Tally) -> str:
    right, wrong = _from(t.right, VERIFIED_FROM), _from(t.wrong, VERIFIED_FROM)
    share = 100 * (1 - t.errors / max(1, t.characters))
    return f"{share:>11.2f}{right:>9}{len(t.right) - right:>9}{len(t.wrong) - wrong:>9}{wrong:>9}{t.missed:>8}"


def _from(confidences: Sequence[float], threshold: float) -> int:
    return sum(c >= threshold for c in confidences)


if __name__ == "__main__":
    main()
