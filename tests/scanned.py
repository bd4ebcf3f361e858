"""Pages set in type, rendered and made into scans, for the tests of OCR."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table


def page(*lines: str, table: Sequence[Sequence[str]] = (), face: str = "Helvetica", size: float = 11) -> Image.Image:
    """A page as a grey picture at 300 dpi; `<super>` raises."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    style = ParagraphStyle("page", fontName=face, fontSize=size, leading=1.5 * size, spaceAfter=5)
    story = [Paragraph(line, style) for line in lines]
    if table:
        cells = [[Paragraph(cell, style) for cell in row] for row in table]
        story.append(Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.6, colors.black)]))  # pyright: ignore[reportArgumentType]
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(story)
    rendered = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=300 / 72, grayscale=True)  # pyright: ignore[reportArgumentType]
    return rendered.to_pil()


def noisy(picture: Image.Image, seed: int = 3) -> Image.Image:
    """At 150 dpi, with the grain of a scanner."""
    half = np.asarray(picture.resize((picture.width // 2, picture.height // 2)), np.float32)
    grain = np.random.default_rng(seed).normal(0, 12, half.shape)
    return Image.fromarray(np.clip(half + grain, 0, 255).astype(np.uint8))


def pdf(*pages: Image.Image | str) -> bytes:
    """A PDF whose pages are pictures without a text layer, or one line of text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for each in pages:
        if isinstance(each, str):
            canvas.drawString(72, 700, each)
        else:
            width, height = (A4[1], A4[0]) if each.width > each.height else A4
            canvas.setPageSize((width, height))
            canvas.drawImage(ImageReader(each), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file of a kind."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
