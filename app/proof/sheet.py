"""Sets text and pictures on pages of A4. Knows paper; must not know what it says."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PIL import Image

from app.fonts.chinese import chinese_font

BODY, SMALL = 10.0, 7.5
_HEADING, _SUBHEADING, _TITLE = 13.0, 11.0, 18.0
PLAIN, STRONG = "song", "hei"
"""Names of the two fonts that every paper has."""
_MARGIN, _GAP, _COLUMNS, _TALLEST = 15.0, 4.0, 2, 100.0
"""Millimetres; pictures stand in two columns."""
_SIGNATURE_MM, _PEN_MM = 45.0, 0.5
STROKE_UNITS = 1_000
Strokes = Sequence[Sequence[Sequence[float]]]
_MM_PER_POINT = 0.55
"""Height of a line per point of its letters."""


def new_file(at: datetime, title: str) -> Any:
    """An empty PDF of A4 pages (`fpdf.FPDF`) with the two Chinese fonts. Raises FontSourceMissing."""
    from fpdf import FPDF  # half a second to load, which most processes never need

    pdf = FPDF(format="A4")
    pdf.set_creation_date(at)
    pdf.set_title(title)
    pdf.set_lang("zh-CN")
    pdf.add_font(PLAIN, fname=str(chinese_font()))
    pdf.add_font(STRONG, fname=str(chinese_font(700)))
    return pdf


class Sheet:
    """Paragraphs and pictures, one below the other. Raises FontSourceMissing when it is made."""

    def __init__(self, at: datetime, title: str) -> None:
        from fpdf.enums import WrapMode

        self._anywhere = WrapMode.CHAR
        self._pdf = new_file(at, title)
        self._pdf.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self._pdf.set_auto_page_break(True, margin=_MARGIN)
        self._pdf.add_page()

    def line(self, text: str, size: float = BODY, font: str = PLAIN) -> None:
        """A paragraph; broken anywhere, because hashes have no blanks."""
        self._pdf.set_font(font, size=size)
        self._pdf.multi_cell(0, size * _MM_PER_POINT, text, new_x="LMARGIN", new_y="NEXT", wrapmode=self._anywhere, align="L")

    def title(self, text: str) -> None:
        """What the paper is."""
        self.line(text, _TITLE, STRONG)
        self._pdf.ln(2)

    def heading(self, text: str) -> None:
        """Begins a part."""
        self._pdf.ln(4)
        self._keep_together(25)
        self.line(text, _HEADING, STRONG)
        self._pdf.ln(1)

    def subheading(self, text: str) -> None:
        """Begins a piece of a part."""
        self._pdf.ln(1)
        self._keep_together(20)
        self.line(text, _SUBHEADING, STRONG)

    def verdict(self, text: str) -> None:
        """The one line that must be found at a glance."""
        self._pdf.ln(2)
        self.line(text, _HEADING, STRONG)

    def pictures(self, pictures: Sequence[bytes]) -> None:
        """JPEGs in two columns, whole and unturned."""
        self._pdf.ln(1)
        width = (self._pdf.epw - _GAP * (_COLUMNS - 1)) / _COLUMNS
        for first in range(0, len(pictures), _COLUMNS):
            row = [(one, *_fitted(one, width)) for one in pictures[first : first + _COLUMNS]]
            tallest = max(height for _, _, height in row)
            self._keep_together(tallest)
            top = self._pdf.get_y()
            for column, (one, wide, height) in enumerate(row):
                self._pdf.image(io.BytesIO(one), x=_MARGIN + column * (width + _GAP), y=top, w=wide, h=height)
            self._pdf.set_xy(_MARGIN, top + tallest + _GAP)

    def signatures(self, signed: Sequence[tuple[str, Strokes]]) -> None:
        """Signatures side by side, each under its label: strokes of points [x, y, …] in a square of `STROKE_UNITS`, as lines."""
        self._pdf.ln(1)
        self._keep_together(_SIGNATURE_MM + _GAP)
        top = self._pdf.get_y()
        for place, (label, strokes) in enumerate(signed):
            left = _MARGIN + place * (self._pdf.epw / len(signed))
            self._pdf.set_xy(left, top)
            self.line(label)
            self._draw(strokes, left, top + _GAP)
        self._pdf.set_xy(_MARGIN, top + _SIGNATURE_MM + 2 * _GAP)

    def _draw(self, strokes: Strokes, left: float, top: float) -> None:
        self._pdf.set_line_width(_PEN_MM)
        for stroke in strokes:
            points = [(left + x * _SIGNATURE_MM / STROKE_UNITS, top + y * _SIGNATURE_MM / STROKE_UNITS) for x, y, *_ in stroke]
            if len(points) > 1:
                self._pdf.polyline(points)
            else:
                [(x, y)] = points
                self._pdf.ellipse(x - _PEN_MM / 2, y - _PEN_MM / 2, _PEN_MM, _PEN_MM, style="F")

    def bytes(self) -> bytes:
        """The finished file."""
        return bytes(self._pdf.output())

    def _keep_together(self, height: float) -> None:
        if self._pdf.will_page_break(height):
            self._pdf.add_page()


def _fitted(picture: bytes, width: float) -> tuple[float, float]:
    """Width and height in millimetres within a column."""
    with Image.open(io.BytesIO(picture)) as opened:
        share = opened.height / opened.width
    height = min(width * share, _TALLEST)
    return height / share, height
